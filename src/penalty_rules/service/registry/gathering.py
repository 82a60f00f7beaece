"""Gathering: what is asked for at the same time is worked out one after the other and recorded in one transaction.

A thread for each request would cost more than its advice: the threads of a process take turns with its event loop.
While one thread works, the next requests gather; they share the next sync to disk. So many may wait and no more: who
comes when all places are taken is turned away at once, instead of waiting in a queue that only grows.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any, Final, TypeVar

from ...docket import Entry
from ...docket.recorder import Recorder
from ...docket.store import Submission
from ..metrics import Metrics
from ..problems import Problem
from ..telemetry import Mark, stages

PLACES: Final = 256  # a second or two of recording; what they hold is bounded by the size of a body
RETRY_SECONDS: Final = 2
MOST: Final = 64  # at a time: who comes first does not wait for all who come later
Answered = Entry | BaseException
Finish = Callable[[Answered], Any]
Prepare = Callable[[], tuple[Submission, Finish]]
T = TypeVar("T")
_Waiting = tuple[Prepare, "asyncio.Future[Any]", Mark]


class Gathering:
    """Requests that wait to be recorded; at most so many threads work for those that gather."""

    def __init__(self, recorder: Recorder, pool: ThreadPoolExecutor, threads: int, metrics: Metrics) -> None:
        self._recorder, self._pool, self._threads, self._metrics = recorder, pool, threads, metrics
        self._places = threading.BoundedSemaphore(PLACES)
        self._waiting: list[_Waiting] = []
        self._working = 0
        self._lock, self._turn = threading.Lock(), threading.Lock()

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place among those who wait. Raises Problem where all are taken; nothing was recorded then."""
        if not self._places.acquire(blocking=False):
            self._metrics.turned_away()
            raise Problem("busy", headers={"retry-after": str(RETRY_SECONDS)})
        try:
            yield
        finally:
            self._places.release()

    async def recorded(self, prepare: Prepare) -> Any:
        """What `finish` makes of the entry, or of the error instead of one. `prepare` gives draft and `finish`; both
        run in a thread. Raises Problem where too many wait."""
        with self.place():
            future = asyncio.get_running_loop().create_future()
            with self._lock:
                self._waiting.append((prepare, future, stages()))
                starts = self._working < self._threads
                self._working += starts
            if starts:
                self._pool.submit(self._work)
            return await future

    async def alone(self, work: Callable[[], T]) -> T:
        """What the work makes that records by itself, in a thread of its own. Raises Problem where too many wait."""
        with self.place():
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def _work(self) -> None:
        while batch := self._taken():
            answers = list(zip([future for _, future, _ in batch], self._answers(batch), strict=True))
            for loop in {future.get_loop() for future, _ in answers}:
                mine = [each for each in answers if each[0].get_loop() is loop]
                loop.call_soon_threadsafe(_hand_out, mine)

    def _taken(self) -> Sequence[_Waiting]:
        with self._lock:
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            self._working -= not batch
        return batch

    def _answers(self, batch: Sequence[_Waiting]) -> Iterable[Any]:
        """What each gets, in order; an error where it cannot be recorded."""
        _mark(batch, "recording.wait")
        prepared = [_tried(prepare) for prepare, _, _ in batch]
        _mark(batch, "evaluation")
        submissions = [each[0] for each in prepared if not isinstance(each, BaseException)]
        with self._turn:  # while one batch is synced to disk, the next is worked out
            _mark(batch, "recording.wait")
            entries = iter(self._recorder.together(submissions) if submissions else ())
        _mark(batch, "recording.store")
        return [
            each if isinstance(each, BaseException) else _tried(partial(each[1], next(entries))) for each in prepared
        ]


def _mark(batch: Iterable[_Waiting], stage: str) -> None:
    for _, _, mark in batch:
        mark(stage)


def _tried(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except Exception as error:
        return error


def _hand_out(answers: Iterable[tuple[asyncio.Future[Any], Any]]) -> None:
    for future, answer in answers:
        if future.done():  # whoever asked has left
            continue
        if isinstance(answer, BaseException):
            future.set_exception(answer)
        else:
            future.set_result(answer)
