"""Store: entries are appended in one transaction, each in its place in the chain, with a signed head.

Writers wait for each other: on SQLite for the database, on PostgreSQL for the row of the docket. What is not committed
does not exist; what is committed was synced to disk.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, insert, select

from ..canonical import Algorithm, digest
from ..errors import DocketBroken, DocketUnavailable, PenaltyRulesError, RulesetAltered
from ..memory import Memory
from . import heads
from .database import connect, transaction
from .entry import Document, Draft, Entry, Genesis, Link, seal
from .keys import Keyring
from .migration import upgrade
from .statements import Statements
from .tables import ARCHIVE, DOCKET
from .view import View

Guard = Callable[[View], None]
Clock = Callable[[], datetime]


def now() -> datetime:
    """The wall clock, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Submission:
    """A draft, and what must still hold when it is recorded; the guard raises if it does not."""

    draft: Draft
    guard: Guard | None = None


class Store:
    """The docket of one database. Safe to share between threads and processes."""

    def __init__(self, engine: Engine, genesis: Genesis, keyring: Keyring, clock: Clock = now) -> None:
        self.engine, self.genesis, self.keyring, self._clock = engine, genesis, keyring, clock
        self._archived: Memory[bool] = Memory(65_536)
        self._statements = Statements(engine)

    @classmethod
    def create(cls, url: str, keyring: Keyring, *, algorithm: Algorithm = "sha256", clock: Clock = now) -> Store:
        """A new docket. Raises DocketUnavailable, also where the database holds one already."""
        digest(b"", algorithm)
        engine = connect(url)
        upgrade(engine)
        genesis = Genesis(str(uuid.uuid4()), stamp(clock()), algorithm)
        with transaction(engine, writes=True) as connection:
            if View(connection).genesis() is not None:
                remedy = "open it, or name another database"
                raise DocketUnavailable(engine.url.render_as_string(), "there is a docket already", remedy)
            row = {"id": 1, "docket": genesis.docket, "created": genesis.created, "algorithm": algorithm}
            connection.execute(insert(DOCKET), row)
            store = cls(engine, genesis, keyring, clock)
            store._sign(connection, genesis.link, None, genesis.created)
        return store

    @classmethod
    def open(cls, url: str, keyring: Keyring, *, clock: Clock = now) -> Store:
        """A docket that exists; its tables are brought up to date. Raises DocketUnavailable."""
        engine = connect(url)
        with transaction(engine) as connection:
            genesis = View(connection).genesis()
        if genesis is None:
            remedy = "make one with `penalty-rules docket init`"
            raise DocketUnavailable(engine.url.render_as_string(), "there is no docket here", remedy)
        upgrade(engine)
        return cls(engine, genesis, keyring, clock)

    @contextmanager
    def reading(self) -> Iterator[View]:
        """A view of the docket as it stands; raises DocketUnavailable."""
        with transaction(self.engine) as connection:
            yield View(connection)

    def append(self, submissions: Sequence[Submission]) -> list[Entry | PenaltyRulesError]:
        """Each submission recorded, or the error by which its guard refused it; all that is recorded, durably.

        A request that was answered before gets the entry of then. Raises DocketUnavailable, DocketBroken and
        RulesetAltered: then nothing was recorded.
        """
        with transaction(self.engine, writes=True) as connection:
            end, last = self._end(connection)
            batch = _Batch(connection, self._statements, end, stamp(self._clock()), self.genesis.algorithm)
            results = [batch.take(each) for each in submissions]
            batch.flush()
            known = self._archive(connection, {d.digest: d for s in submissions for d in s.draft.archive}.values())
            if batch.end != end:
                self._sign(connection, batch.end, last, batch.end.recorded_at)
        for each in known:
            self._archived.keep(each, True)
        return results

    def _end(self, connection: Connection) -> tuple[Link, int]:
        """The end of the chain, held for us alone, and the count of the last head; they must agree."""
        last, head = self._statements.end(connection)
        end = last or self.genesis.link
        if head is None:
            raise DocketBroken(end.seq, "the signed heads are gone")
        if head != (end.seq, end.digest):
            raise DocketBroken(end.seq, f"the last signed head speaks of {head[0]} entries")
        return end, head[0]

    def _archive(self, connection: Connection, documents: Iterable[Document]) -> list[str]:
        new = [each for each in documents if not self._archived.get(each.digest)]
        if not new:
            return []
        found = connection.execute(select(ARCHIVE.c.digest).where(ARCHIVE.c.digest.in_([each.digest for each in new])))
        known = {row.digest for row in found}
        rulesets = {each.name: each.digest for each in new if each.kind == "ruleset" and each.digest not in known}
        for name, published in View(connection).published(tuple(rulesets)).items():
            raise RulesetAltered(name, published, rulesets[name])
        rows = [
            {"digest": each.digest, "kind": each.kind, "name": each.name, "content": each.content.decode()}
            for each in new
            if each.digest not in known
        ]
        if rows:
            connection.execute(insert(ARCHIVE), rows)
        return [each.digest for each in new]

    def _sign(self, connection: Connection, end: Link, last: int | None, time: str) -> None:
        if self.keyring.signing is None:
            raise DocketUnavailable(
                self.engine.url.render_as_string(),
                "this key file has no signing key",
                "use the key file of the recorder",
            )
        head = heads.sign(self.genesis.docket, end, time, self.keyring)
        self._statements.write_head(connection, head, last)


class _Batch:
    """Entries on their way into one transaction: a guard sees those before it."""

    def __init__(self, connection: Connection, statements: Statements, end: Link, clock: str, algorithm: str) -> None:
        self.connection, self.statements, self.end = connection, statements, end
        self.clock, self.algorithm = clock, algorithm
        self.pending: list[Entry] = []

    def take(self, submission: Submission) -> Entry | PenaltyRulesError:
        """The submission in its place; or the entry that answered the same request; or why it is refused."""
        draft = submission.draft
        if draft.request is not None or submission.guard is not None:
            self.flush()
            view = View(self.connection)
            if draft.request is not None and (found := view.by_request(draft.request)) is not None:
                return found
            try:
                if submission.guard is not None:
                    submission.guard(view)
            except PenaltyRulesError as refused:
                return refused
        entry = seal(draft, self.end, self.clock, self.algorithm)
        self.pending.append(entry)
        self.end = entry.link
        return entry

    def flush(self) -> None:
        """Write what is pending."""
        if self.pending:
            self.statements.insert_entries(self.connection, self.pending)
            self.pending = []


def stamp(moment: datetime) -> str:
    """A moment as it is recorded: UTC, microseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
