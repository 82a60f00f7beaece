"""View: what can be read of a docket over one connection, inside a transaction or outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, Final

from sqlalchemy import BindParameter, ColumnElement, Connection, Dialect, and_, bindparam, select
from sqlalchemy.sql.compiler import SQLCompiler

from .entry import Document, Entry, Genesis, Header, Link
from .heads import Head
from .tables import ARCHIVE, DOCKET, ENTRIES, HEADS

PAGE: Final = 500
_WIDTH: Final = len(Header._fields)
_SEQ: Final = Header._fields.index("seq")


@dataclass(frozen=True, slots=True)
class Query:
    """Which entries: every field that is given must fit. `since` and `until` are days of decision, both included."""

    kind: str | None = None
    case: str | None = None
    party: str | None = None
    jurisdiction: str | None = None
    domain: str | None = None
    authority: str | None = None
    matter: str | None = None
    outcome: str | None = None
    recorder: str | None = None
    refers_to: int | None = None
    corrects: int | None = None
    since: str | None = None
    until: str | None = None
    first: int | None = None
    last: int | None = None

    def given(self) -> dict[str, Any]:
        """The fields that are given, as they stand in the SQL."""
        values = ((each.name, getattr(self, each.name)) for each in fields(self))
        return {name: _sought(name, value) for name, value in values if value is not None}

    def clauses(self) -> Iterator[ColumnElement[bool]]:
        """The conditions in SQL."""
        return (_clause(name, value) for name, value in self.given().items())


def _sought(name: str, value: Any) -> Any:
    """The value as it is compared: a part of a text may hold no sign that stands for others."""
    if name not in ("jurisdiction", "matter"):
        return value
    literal = value.replace("/", "//").replace("%", "/%").replace("_", "/_")
    return literal if name == "jurisdiction" else f" {literal} "


def _clause(name: str, value: Any = None) -> ColumnElement[bool]:
    column = ENTRIES.c
    sought: BindParameter[Any] = bindparam(name, value)
    found: ColumnElement[bool]
    match name:
        case "jurisdiction":
            found = column.jurisdiction.startswith(sought, escape="/")
        case "matter":
            found = (" " + column.matters + " ").contains(sought, escape="/")
        case "since":
            found = column.decided >= sought
        case "until":
            found = column.decided <= sought
        case "first":
            found = column.seq >= sought
        case "last":
            found = column.seq <= sought
        case "case":
            found = column.case_id == sought
        case _:
            found = column[name] == sought
    return found


@cache
def _page(names: tuple[str, ...], dialect: Dialect) -> SQLCompiler:
    """The statement for queries that give these fields, made once: to make it takes longer than to run it."""
    fitting = and_(ENTRIES.c.seq > bindparam("after"), *map(_clause, names))
    compiled = select(ENTRIES).where(fitting).order_by(ENTRIES.c.seq).limit(bindparam("size")).compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)
    return compiled


def _rows(connection: Connection, statement: SQLCompiler, values: Mapping[str, Any]) -> Sequence[Any]:
    """Rows as the driver gives them: what goes through a whole docket has no time for more."""
    given = statement.construct_params(dict(values))
    places = statement.positiontup
    cursor = connection.connection.cursor()
    cursor.execute(str(statement), given if places is None else tuple(given[name] for name in places))
    return cursor.fetchall()


class View:
    """Reads over one connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def genesis(self) -> Genesis | None:
        """What the docket began with; None in an empty database."""
        row = self.connection.execute(select(DOCKET.c.docket, DOCKET.c.created, DOCKET.c.algorithm)).first()
        return None if row is None else Genesis(*row)

    def end(self, genesis: Genesis) -> Link:
        """The end of the chain as it stands."""
        found = select(ENTRIES.c.seq, ENTRIES.c.digest, ENTRIES.c.recorded_at).order_by(ENTRIES.c.seq.desc()).limit(1)
        row = self.connection.execute(found).first()
        return genesis.link if row is None else Link(*row)

    def head(self) -> Head | None:
        """The last signed head."""
        return next(self.heads(last=True), None)

    def heads(self, *, last: bool = False) -> Iterator[Head]:
        """The signed heads that are kept, in order; or only the last."""
        genesis = self.genesis()
        found = select(HEADS).order_by(HEADS.c.count.desc() if last else HEADS.c.count)
        for row in self.connection.execute(found.limit(1) if last else found):
            yield Head("" if genesis is None else genesis.docket, *row)

    def entry(self, seq: int) -> Entry | None:
        """One entry."""
        row = self.connection.execute(select(ENTRIES).where(ENTRIES.c.seq == seq)).first()
        return None if row is None else entry_of(row)

    def entries(self, query: Query | None = None, *, after: int = 0, limit: int | None = None) -> Iterator[Entry]:
        """Entries in order, read page by page: memory stays flat whatever the docket's size."""
        given = (query or Query()).given()
        statement, left = _page(tuple(given), self.connection.dialect), limit
        while left is None or left > 0:
            size = PAGE if left is None else min(PAGE, left)
            rows = _rows(self.connection, statement, {**given, "after": after, "size": size})
            for row in rows:
                yield entry_of(row)
            if len(rows) < size:
                return
            after = rows[-1][_SEQ]
            left = None if left is None else left - len(rows)

    def newest(self, query: Query | None = None, *, before: int | None = None, limit: int = PAGE) -> Iterator[Entry]:
        """The newest entries, the last one first; or those before an entry."""
        earlier = () if before is None else (ENTRIES.c.seq < before,)
        fitting = and_(ENTRIES.c.seq > 0, *earlier, *(query or Query()).clauses())
        for row in self.connection.execute(select(ENTRIES).where(fitting).order_by(ENTRIES.c.seq.desc()).limit(limit)):
            yield entry_of(row)

    def by_request(self, request: str) -> Entry | None:
        """The entry that answered a request."""
        return next((entry for _, entry in self.by_requests([request])), None)

    def by_requests(self, requests: Sequence[str]) -> Iterator[tuple[str, Entry]]:
        """The requests that were answered, with the entries that did."""
        for first in range(0, len(requests), PAGE):
            some = requests[first : first + PAGE]
            for row in self.connection.execute(select(ENTRIES).where(ENTRIES.c.request.in_(some))):
                yield row.request, entry_of(row)

    def document(self, digest: str) -> Document | None:
        """A document of the archive."""
        row = self.connection.execute(select(ARCHIVE).where(ARCHIVE.c.digest == digest)).first()
        return None if row is None else Document(row.digest, row.kind, row.name, row.content.encode())

    def documents(self, kind: str | None = None) -> Iterator[Document]:
        """The archive by digest: all of it, or the documents of one kind."""
        found = select(ARCHIVE).order_by(ARCHIVE.c.digest)
        for row in self.connection.execute(found if kind is None else found.where(ARCHIVE.c.kind == kind)):
            yield Document(row.digest, row.kind, row.name, row.content.encode())

    def archived(self, kind: str) -> tuple[str, ...]:
        """The digests of the documents of one kind, in order."""
        found = select(ARCHIVE.c.digest).where(ARCHIVE.c.kind == kind).order_by(ARCHIVE.c.digest)
        return tuple(self.connection.execute(found).scalars())

    def published(self, names: tuple[str, ...]) -> Mapping[str, str]:
        """The digests under which versions of rulesets are archived, by `id@version`."""
        found = select(ARCHIVE.c.name, ARCHIVE.c.digest).where(ARCHIVE.c.kind == "ruleset", ARCHIVE.c.name.in_(names))
        return {row.name: row.digest for row in self.connection.execute(found)}


def entry_of(row: Any) -> Entry:
    """An entry from a row of the table."""
    return Entry(Header._make(row[:_WIDTH]), *row[_WIDTH:])
