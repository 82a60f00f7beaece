"""The access log: time, account, roles, operation, object, result of every access and every refusal.

It names no party. One thread writes what has gathered, in one transaction; who must know that it is written waits for
it. If it cannot be written, nothing more is answered (fail closed) until it can.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import Any, Final, NamedTuple

from sqlalchemy import Engine, insert, select

from ...docket.database import transaction
from ...errors import PenaltyRulesError
from .tables import ACCESSES

GATHERED_SECONDS: Final = 0.1
BACKLOG: Final = 20_000


class AccessLogClosed(PenaltyRulesError):
    """The access log cannot be written: nothing is answered without it."""


class AccessRecord(NamedTuple):
    """One access, as it is kept. `object`: what it was about, by its identifier; never a party."""

    happened_at: str
    account: str | None
    roles: str
    jurisdiction: str | None
    operation: str
    object: str | None
    result: str
    status: int
    via: str
    address: str | None
    request: str


class AccessLog:
    """The log of a database; appended to, never changed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._gathered: list[AccessRecord] = []
        self._waiting: list[Future[None]] = []
        self._change = threading.Condition()
        self._closing = False
        self._broken: PenaltyRulesError | None = None
        self._thread: threading.Thread | None = None

    @property
    def state(self) -> str:
        """`ok`, or that it cannot be written."""
        return "ok" if self._broken is None else "cannot be written"

    def note(self, record: AccessRecord) -> None:
        """To be written within a moment. Raises AccessLogClosed while nothing can be written."""
        with self._change:
            if self._broken is not None or len(self._gathered) >= BACKLOG or self._closing:
                raise AccessLogClosed(str(self._broken or "too many accesses wait to be written"))
            self._gathered.append(record)
            self._start()
            if len(self._gathered) == 1:
                self._change.notify()

    def written(self, record: AccessRecord) -> Future[None]:
        """Done once it is written; fails with DocketUnavailable if it cannot be. Raises AccessLogClosed at the end."""
        return self._waited_for([record])

    def flush(self) -> None:
        """Return once all that has gathered is written. Raises DocketUnavailable if it cannot be."""
        self._waited_for([]).result()

    def _waited_for(self, records: list[AccessRecord]) -> Future[None]:
        future: Future[None] = Future()
        with self._change:
            if self._closing:
                raise AccessLogClosed("the service is about to end")
            self._gathered += records
            self._waiting.append(future)
            self._start()
            self._change.notify()
        return future

    def close(self) -> None:
        """Write what has gathered, and end; a later record begins anew."""
        with self._change:
            self._closing = True
            self._change.notify()
            thread = self._thread
        if thread is not None:
            thread.join()
        self._closing, self._thread = False, None

    def page(self, jurisdiction: str, *, before: int | None, limit: int, account: str | None) -> list[dict[str, Any]]:
        """Accesses of a jurisdiction (and those of nobody), the newest first, before an id."""
        found = select(ACCESSES).order_by(ACCESSES.c.id.desc()).limit(limit)
        here = ACCESSES.c.jurisdiction.startswith(jurisdiction, autoescape=True) | ACCESSES.c.jurisdiction.is_(None)
        found = found.where(here) if before is None else found.where(here, ACCESSES.c.id < before)
        found = found if account is None else found.where(ACCESSES.c.account == account)
        with transaction(self._engine) as connection:
            return [dict(row._mapping) for row in connection.execute(found)]

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="access log", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            with self._change:
                while not (self._gathered or self._waiting or self._closing):
                    self._change.wait()
                if not self._waiting and not self._closing:
                    self._change.wait(GATHERED_SECONDS)
                records, self._gathered = self._gathered, []
                waiting, self._waiting = self._waiting, []
                closing = self._closing
            self._write(records, waiting)
            if closing and not self._gathered:
                return

    def _write(self, records: list[AccessRecord], waiting: list[Future[None]]) -> None:
        awaited = [future for future in waiting if future.set_running_or_notify_cancel()]  # not who left meanwhile
        try:
            if records:
                with transaction(self._engine, writes=True) as connection:
                    connection.execute(insert(ACCESSES), [each._asdict() for each in records])
        except PenaltyRulesError as error:
            with self._change:
                self._broken = error
                self._gathered = [] if self._closing else records + self._gathered
            for future in awaited:
                future.set_exception(error)
            return
        self._broken = None if records else self._broken
        for future in awaited:
            future.set_result(None)
