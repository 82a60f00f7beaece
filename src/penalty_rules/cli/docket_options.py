"""The options of the commands that work on a docket, and how they open one."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from .codes import DOCKET, KEYS, RECORDER

if TYPE_CHECKING:
    from ..docket import Docket, Keyring, Query, Store

DocketUrl = Annotated[
    str, typer.Option("--docket", metavar="URL", envvar=DOCKET, help="A SQLite file, or postgresql://user@host/name.")
]
Keys = Annotated[str, typer.Option("--keys", metavar="FILE", envvar=KEYS, help="The key file of the docket.")]
RecorderName = Annotated[
    str, typer.Option("--recorder", metavar="NAME", envvar=RECORDER, help="Who records: an account or a name.")
]
Kind = Annotated[str | None, typer.Option("--kind", help="advice or disposition.")]
CaseId = Annotated[str | None, typer.Option("--case", metavar="ID", help="Only this case.")]
Place = Annotated[str | None, typer.Option("--jurisdiction", help="Only a place: leading digits of GB/T 2260.")]
Field = Annotated[str | None, typer.Option("--domain", help="Only this domain.")]
Authority = Annotated[str | None, typer.Option("--authority", help="Only this authority.")]
Matter = Annotated[str | None, typer.Option("--matter", help="Only this matter.")]
Outcome = Annotated[str | None, typer.Option("--outcome", help="Only this outcome.")]
Since = Annotated[str | None, typer.Option("--since", metavar="DATE", help="Decided on that day or later.")]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help="Decided on that day or before.")]


class Shape(StrEnum):
    """How a result is shown."""

    text = "text"
    json = "json"


def keyring_of(path: str) -> Keyring:
    """The keys of a file."""
    from ..docket import Keyring

    return Keyring.read(path)


def store_of(url: str, keys: str) -> Store:
    """The docket's store."""
    from ..docket import Store

    return Store.open(url, keyring_of(keys))


def docket_of(url: str, keys: str, rulesets: str | None) -> Docket:
    """The docket, with the rulesets to decide by."""
    from ..docket import Docket
    from .checking import evaluator_of

    return Docket(store_of(url, keys), evaluator_of(rulesets))


def query_of(**given: str | int | None) -> Query:
    """A query; days are checked. Raises typer.BadParameter."""
    from ..docket import Query
    from ..moments import parse_date

    for name in ("since", "until"):
        try:
            if given.get(name) is not None:
                parse_date(given[name])
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint=f"--{name}") from None
    return Query(**given)  # type: ignore[arg-type]
