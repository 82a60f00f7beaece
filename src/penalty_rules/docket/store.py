"""Store: entries are appended in one transaction, each in its place in the chain, with a signed head.

Writers wait for each other: on SQLite for the database, on PostgreSQL for the row of the docket. What is not committed
does not exist; what is committed was synced to disk.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, Engine, insert, select

from ..canonical import Algorithm, NotCanonical, digest
from ..errors import DocketBroken, DocketUnavailable, PenaltyRulesError, RulesetAltered
from ..memory import Memory
from . import heads
from .database import connect, existing, hold, shown, transaction
from .entry import Document, Draft, Entry, Genesis, Link, seal
from .keys import Keyring
from .migration import upgrade
from .statements import Statements
from .tables import ARCHIVE, DOCKET
from .view import View

Guard = Callable[[View], None]
Clock = Callable[[], datetime]
REQUEST_LENGTH: Final = 80


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
        with _released(connect(url)) as engine:
            upgrade(engine)
            genesis = Genesis(str(uuid.uuid4()), stamp(clock()), algorithm)
            store = cls(engine, genesis, keyring, clock)
            with transaction(engine, writes=True) as connection:
                hold(connection)
                if View(connection).genesis() is not None:
                    remedy = "open it, or name another database"
                    raise DocketUnavailable(shown(engine.url), "there is a docket already", remedy)
                row = {"id": 1, "docket": genesis.docket, "created": genesis.created, "algorithm": algorithm}
                connection.execute(insert(DOCKET), row)
                store._sign(connection, genesis.link, None, genesis.created)
            return store

    @classmethod
    def open(cls, url: str, keyring: Keyring, *, clock: Clock = now) -> Store:
        """A docket that exists; its tables are brought up to date. Raises DocketUnavailable."""
        with _released(existing(url)) as engine:
            with transaction(engine) as connection:
                genesis = View(connection).genesis()
            if genesis is None:
                remedy = "make one with `penalty-rules docket init`"
                raise DocketUnavailable(shown(engine.url), "there is no docket here", remedy)
            upgrade(engine)
            return cls(engine, genesis, keyring, clock)

    def close(self) -> None:
        """Let go of the database; what is used afterwards connects anew."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[View]:
        """A view of the docket as it stands; raises DocketUnavailable."""
        with transaction(self.engine) as connection:
            yield View(connection)

    def append(self, submissions: Sequence[Submission]) -> list[Entry | PenaltyRulesError]:
        """Each submission recorded, or the error by which its guard refused it; all that is recorded, durably.

        A request that was answered before gets the entry of then. Raises DocketUnavailable, DocketBroken and
        RulesetAltered: then nothing was recorded; CommitUnanswered: then all was, or nothing.
        """
        with transaction(self.engine, writes=True) as connection:
            end, last = self._end(connection)
            batch = _Batch(connection, self._statements, end, stamp(self._clock()), self.genesis.algorithm)
            batch.remember(each.draft.request for each in submissions)
            results = [batch.take(each) for each in submissions]
            batch.flush()
            known = self._archive(connection, {d.digest: d for s in submissions for d in s.draft.archive})
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

    def _archive(self, connection: Connection, documents: Mapping[str, Document]) -> list[str]:
        """Keep the documents that the archive lacks; the digests of those that it is now known to have."""
        new = [each for each in documents if not self._archived.get(each)]
        if not new:
            return []
        found = connection.execute(select(ARCHIVE.c.digest).where(ARCHIVE.c.digest.in_(new)))
        known = {row.digest for row in found}
        lacking = [documents[each] for each in new if each not in known]
        _check_unaltered(View(connection), [each for each in lacking if each.kind == "ruleset"])
        rows = [
            {"digest": each.digest, "kind": each.kind, "name": each.name, "content": each.content.decode()}
            for each in lacking
        ]
        if rows:
            connection.execute(insert(ARCHIVE), rows)
        return new

    def _sign(self, connection: Connection, end: Link, last: int | None, time: str) -> None:
        if self.keyring.signing is None:
            remedy = "use the key file of the recorder"
            raise DocketUnavailable(shown(self.engine.url), "this key file has no signing key", remedy)
        head = heads.sign(self.genesis.docket, end, time, self.keyring)
        self._statements.write_head(connection, head, last)


class _Batch:
    """Entries on their way into one transaction: a guard sees those before it."""

    def __init__(self, connection: Connection, statements: Statements, end: Link, clock: str, algorithm: str) -> None:
        self.connection, self.statements, self.end = connection, statements, end
        self.clock, self.algorithm = clock, algorithm
        self.pending: list[Entry] = []
        self.answered: dict[str, Entry] = {}

    def remember(self, requests: Iterable[str | None]) -> None:
        """Look up the entries that answered these requests before."""
        keys = [each for each in requests if each is not None and "\0" not in each]  # which PostgreSQL would not read
        self.answered.update(View(self.connection).by_requests(keys))

    def take(self, submission: Submission) -> Entry | PenaltyRulesError:
        """The submission in its place; or the entry that answered the same request; or why it is refused."""
        draft = submission.draft
        try:
            _check_writable(draft)
            if draft.request is not None and (found := self.answered.get(draft.request)) is not None:
                return found
            if submission.guard is not None:
                self.flush()
                submission.guard(View(self.connection))
            entry = seal(draft, self.end, self.clock, self.algorithm)
        except PenaltyRulesError as refused:
            return refused
        self.pending.append(entry)
        self.end = entry.link
        if draft.request is not None:
            self.answered[draft.request] = entry
        return entry

    def flush(self) -> None:
        """Write what is pending."""
        if self.pending:
            self.statements.insert_entries(self.connection, self.pending)
            self.pending = []


def _check_writable(draft: Draft) -> None:
    """What one store would take and another refuse is refused before it meets either, alone, not with its batch."""
    for name in ("recorder", "case", "authority", "request"):
        text = getattr(draft, name)
        if text is not None and "\0" in text:
            raise NotCanonical(name, text, "no text of an entry holds a zero byte; take it out")
    if draft.request is not None and len(draft.request) > REQUEST_LENGTH:
        raise NotCanonical("request", draft.request, f"a request key has at most {REQUEST_LENGTH} signs")


def _check_unaltered(view: View, rulesets: Sequence[Document]) -> None:
    """Raises RulesetAltered where a version is archived, or comes here, with two digests."""
    published = dict(view.published(tuple(each.name for each in rulesets)))
    for each in rulesets:
        if published.setdefault(each.name, each.digest) != each.digest:
            raise RulesetAltered(each.name, published[each.name], each.digest)


@contextmanager
def _released(engine: Engine) -> Iterator[Engine]:
    """The engine; its connections are closed where a store does not come of it."""
    try:
        yield engine
    except BaseException:
        engine.dispose()
        raise


def stamp(moment: datetime) -> str:
    """A moment as it is recorded: UTC, microseconds."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
