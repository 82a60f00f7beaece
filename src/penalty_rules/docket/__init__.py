"""The docket: entries in one chain of digests, with signed heads; recorded, replayed, verified (docs/docket.md).

from penalty_rules.docket import Docket, Keyring, Store
docket = Docket(Store.open("sqlite:///docket.db", Keyring.read("docket.keys")))
recorded = docket.advise("case.yaml", recorder="officer-7")
"""

from .book import Docket, Recorded
from .disposition import DispositionDocument, read_disposition
from .entry import Entry, Header
from .keys import Keyring
from .request import RequestReused, request_key
from .store import Store
from .view import Query, View

__all__ = [
    "DispositionDocument", "Docket", "Entry", "Header", "Keyring", "Query", "Recorded", "RequestReused", "Store",
    "View", "read_disposition", "request_key",
]  # fmt: skip
