"""Replays as jobs: begun by one request, told by others; what a worker left unfinished another takes up again.

A job has a row, and a file of what is done. Whoever runs it marks the row every few seconds; a mark that has grown old
says that nobody runs it any more.
"""

from __future__ import annotations

import logging
import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import orjson
from sqlalchemy import Engine, insert, select, update

from ...docket import Query, Store
from ...docket.database import transaction
from ...docket.replay import Question, Replayed
from ...docket.replay import replay as run
from ...errors import DocketUnavailable, PenaltyRulesError
from ..clock import Clock, stamp
from ..logs import where
from .replay_table import REPLAYS, Job, Mode

LOG: Final = logging.getLogger("penalty_rules.service")
OLD: Final = timedelta(seconds=30)
_PROCESSES: Final = max(2, (os.cpu_count() or 2) // 2)  # of one they would be done in this very process


class _Stopped(Exception):
    """The service ends: what is done is kept, the rest is for whoever comes."""


class Replays:
    """The replays of a docket, one after the other in this process."""

    def __init__(self, engine: Engine, store: Store, url: str, rulesets: Path | None, folder: Path, now: Clock) -> None:
        self._engine, self._store, self._url, self._folder, self._now = engine, store, url, folder, now
        self._rulesets = None if rulesets is None else str(rulesets)
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="replay")
        self._mine: set[str] = set()
        self._stopping = False

    def begin(self, account: str, query: Query, mode: Mode, *, day: int | None = None, draft: str | None = None) -> Job:
        """A new job over the entries that there are now. Raises DocketUnavailable."""
        with self._store.reading() as view:
            end = view.end(self._store.genesis).seq
        first, last = query.first or 1, end if query.last is None else min(end, query.last)
        now = stamp(self._now())
        row: dict[str, Any] = {
            "id": secrets.token_hex(8), "account": account, "jurisdiction": query.jurisdiction or "", "mode": mode,
            "query": orjson.dumps(asdict(replace(query, last=last))).decode(), "day": day, "draft": draft,
            "made_at": now, "marked_at": now, "state": "running", "done": 0, "total": max(0, last - first + 1),
            "result": None, "problem": None,
        }  # fmt: skip
        with transaction(self._engine, writes=True) as connection:
            connection.execute(insert(REPLAYS).values(**row))
        job = Job(**row)
        self._run_later(job)
        return job

    def find(self, name: str) -> Job | None:
        """A job; if nobody runs it any more it is taken up again."""
        with transaction(self._engine) as connection:
            row = connection.execute(select(REPLAYS).where(REPLAYS.c.id == name)).first()
        job = None if row is None else Job(**row._mapping)
        if job is not None:
            self._take_up(job)
        return job

    def all(self, jurisdiction: str, limit: int) -> list[Job]:
        """The jobs of a jurisdiction, the newest first."""
        here = REPLAYS.c.jurisdiction.startswith(jurisdiction, autoescape=True)
        found = select(REPLAYS).where(here).order_by(REPLAYS.c.made_at.desc(), REPLAYS.c.id).limit(limit)
        with transaction(self._engine) as connection:
            return [Job(**row._mapping) for row in connection.execute(found)]

    def close(self) -> None:
        """Stop after the stretch under way; what is done is kept."""
        self._stopping = True
        self._worker.shutdown(cancel_futures=True)

    def _take_up(self, job: Job) -> None:
        """Run a job that nobody runs: whoever changes its old mark first has it."""
        if job.state != "running" or job.id in self._mine or job.marked_at > stamp(self._now() - OLD):
            return
        unchanged = (REPLAYS.c.id == job.id) & (REPLAYS.c.marked_at == job.marked_at)
        mark = update(REPLAYS).where(unchanged).values(marked_at=stamp(self._now()))
        with transaction(self._engine, writes=True) as connection:
            won = connection.execute(mark).rowcount == 1
        if won:
            self._run_later(job)

    def _run_later(self, job: Job) -> None:
        self._mine.add(job.id)
        self._worker.submit(self._run, job)

    def _run(self, job: Job) -> None:
        """In the worker: the job until it is done, or until the service ends."""
        state, draft = (self._folder / f"replay-{job.id}.{kind}" for kind in ("state", "yaml"))
        try:
            if job.draft is not None:
                draft.write_text(job.draft, encoding="utf-8")
            question = Question(
                self._url, Query(**orjson.loads(job.query)), None if job.draft is None else str(draft), job.day,
                self._rulesets,
            )  # fmt: skip
            told = run(question, workers=_PROCESSES, state=state, report=lambda done, of: self._mark(job, done, of))
            self._set(job, state="done", done=job.total, total=job.total, result=_result(told))
        except (_Stopped, DocketUnavailable):
            return
        except Exception as error:
            LOG.error("a replay failed", extra={"replay": job.id, **where(error)})
            self._set(job, state="failed", problem=_said(error))
        finally:
            self._mine.discard(job.id)
        for path in (state, draft):
            path.unlink(missing_ok=True)

    def _mark(self, job: Job, done: int, of: int) -> None:
        self._set(job, done=done, total=of)
        if self._stopping:
            raise _Stopped

    def _set(self, job: Job, **values: Any) -> None:
        with transaction(self._engine, writes=True) as connection:
            mark = update(REPLAYS).where(REPLAYS.c.id == job.id).values(**values, marked_at=stamp(self._now()))
            connection.execute(mark)


def _result(told: Replayed) -> str:
    return orjson.dumps({"counts": told.counts, "findings": told.findings, "impact": told.impact.told()}).decode()


def _said(error: Exception) -> str:
    """Why, without the paths and texts that an error may quote."""
    return type(error).__name__ if isinstance(error, PenaltyRulesError) else "internal error"
