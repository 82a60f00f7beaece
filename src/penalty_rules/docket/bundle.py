"""Bundle: a docket as one zip file that an outsider verifies without this software (docs/docket.md §5)."""

from __future__ import annotations

import base64
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from ..canonical import canonical
from ..errors import DocketUnavailable
from .entry import Entry
from .heads import Head
from .store import Store
from .view import Query, View

SCHEMA: Final = "penalty-rules/bundle/1"
WITHHELD: Final = b'"withheld"'
_HERE: Final = Path(__file__).parent
_DATE: Final = (1980, 1, 1, 0, 0, 0)  # the bytes of a bundle depend on the docket alone


def export(store: Store, path: Path | str, *, identities: bool = False, query: Query | None = None) -> Head:
    """Write the docket up to its last signed head to `path`, and give that head.

    Bodies are given of the entries that fit the query, identities of these only if asked for; the headers of all others
    are there too: without them the chain could not be verified. The file appears complete or not at all.
    Raises DocketUnavailable.
    """
    target = Path(path)
    with store.reading() as view:
        heads = list(view.heads())
        if not heads:
            raise DocketUnavailable(_shown(store), "there is no signed head", "run `penalty-rules docket verify`")
        try:
            _write(target, _files(store, view, heads, identities, query))
        except OSError as error:
            reason = f"{target} cannot be written ({error.strerror})"
            raise DocketUnavailable(_shown(store), reason, "name a folder that can be written and has space") from None
    return heads[-1]


def _files(
    store: Store, view: View, heads: list[Head], identities: bool, query: Query | None
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Each file with its pieces, in a fixed order."""
    yield "README.txt", [(_HERE / "bundle_readme.txt").read_bytes()]
    yield "verify_docket.py", [(_HERE / "verify_docket.py").read_bytes()]
    keys = {name: base64.b64encode(raw).decode() for name, raw in sorted(store.keyring.public.items())}
    told = {"schema": SCHEMA, "genesis": store.genesis.told, "head": heads[-1].document(), "keys": keys}
    yield "docket.json", [canonical(told)]
    yield "heads.jsonl", (canonical(each.document()) + b"\n" for each in heads)
    for document in view.documents():
        yield f"archive/{document.digest.replace(':', '-')}.json", [document.content]
    yield "entries.jsonl", _lines(view, heads[-1].count, identities, query)


def _lines(view: View, last: int, identities: bool, query: Query | None) -> Iterator[bytes]:
    chosen = (each.seq for each in ([] if query is None else view.entries(query)))
    given = next(chosen, None)
    for entry in view.entries(Query(last=last)):
        fits = query is None or given == entry.seq
        yield _line(entry, body=fits, identity=fits and identities)
        if given == entry.seq:
            given = next(chosen, None)


def _line(entry: Entry, *, body: bool, identity: bool) -> bytes:
    """The parts are canonical JSON already: they are put together as they are."""
    told = b"null" if entry.identity is None else entry.identity.encode() if identity else WITHHELD
    shown = entry.body.encode() if body else WITHHELD
    named = (b'{"body":', shown, b',"digest":"', entry.digest.encode(), b'","header":', entry.header.canonical())
    return b"".join((*named, b',"identity":', told, b"}\n"))


def _write(target: Path, files: Iterable[tuple[str, Iterable[bytes]]]) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            with ZipFile(file, "w") as archive:
                for inside, pieces in files:
                    info = ZipInfo(inside, _DATE)
                    info.compress_type = ZIP_DEFLATED
                    with archive.open(info, "w", force_zip64=True) as written:
                        for piece in pieces:
                            written.write(piece)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(name)


def _shown(store: Store) -> str:
    return store.engine.url.render_as_string(hide_password=True)
