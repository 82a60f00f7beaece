"""Replay: recorded advice decided again, on all cores, range by range; it can be stopped and taken up again.

Under the law archived with each entry it tells what has drifted; under another law it gives the table of its impact.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final

from ...errors import EntryUnknown
from ..database import existing, transaction
from ..view import Query, View
from .difference import Change
from .impact import Impact, OtherLaw
from .progress import Progress
from .recompute import Finding, Verdict
from .task import Question, Task, run

__all__ = ["Change", "Finding", "Impact", "OtherLaw", "Query", "Question", "Replayed", "Verdict", "replay"]
RANGE: Final = 2000  # entries in one range
FINDINGS_KEPT: Final = 1000
Told = dict[str, Any]
Report = Callable[[int, int], None]


@dataclass
class Replayed:
    """The result: entries by verdict, findings in order (the first thousand), or the impact of another law."""

    counts: Counter[str] = field(default_factory=Counter)
    findings: list[Told] = field(default_factory=list)
    impact: Impact = field(default_factory=Impact)
    last: int = 0

    def add(self, told: Told) -> None:
        """Add what one range gave."""
        self.counts.update(told["counts"])
        self.findings = sorted([*self.findings, *told.get("findings", ())], key=lambda each: int(each["seq"]))
        del self.findings[FINDINGS_KEPT:]
        self.impact.merge(told.get("impact", []))

    @property
    def clean(self) -> bool:
        """Whether every entry is the same."""
        return not (set(self.counts) - {str(Verdict.SAME)})


def replay(
    question: Question, *, workers: int | None = None, state: Path | None = None, report: Report | None = None
) -> Replayed:
    """Replay the entries that a question asks for. `state`: a file by which an interrupted replay is taken up again.

    `report(done, of)` is told the progress in entries. Raises DocketUnavailable, EntryUnknown where the first entry
    asked for is behind the last, and Unreadable where the state belongs to another replay.
    """
    first, last = _extent(question)
    result = Replayed(last=last)
    with Progress(state, question, last) as progress:
        for told in progress.done.values():
            result.add(told)
        ranges = [each for each in _ranges(first, last) if each[0] not in progress.done]
        done = last - first + 1 - sum(end - start + 1 for start, end in ranges)
        for start, end, told in _results(question, ranges, workers or os.cpu_count() or 1):
            progress.keep(start, told)
            result.add(told)
            done += end - start + 1
            if report is not None:
                report(done, last - first + 1)
    return result


def _extent(question: Question) -> tuple[int, int]:
    """The first and the last entry to be looked at."""
    engine = existing(question.url)
    try:
        with transaction(engine) as connection:
            view = View(connection)
            genesis = view.genesis()
            end = 0 if genesis is None else view.end(genesis).seq
    finally:
        engine.dispose()
    first = max(1, question.query.first or 1)
    if first > max(end, 1):
        raise EntryUnknown(first)
    return first, end if question.query.last is None else min(end, question.query.last)


def _ranges(first: int, last: int) -> Iterator[tuple[int, int]]:
    for start in range(first, last + 1, RANGE):
        yield start, min(start + RANGE - 1, last)


def _results(question: Question, ranges: list[tuple[int, int]], workers: int) -> Iterator[tuple[int, int, Told]]:
    """Each range with its result, in the order in which they are ready."""
    if workers == 1 or len(ranges) == 1:
        with closing(Task(question)) as task:  # of its own: the law of this folder may change before the next
            for start, end in ranges:
                yield start, end, task.run(start, end)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(ranges) or 1), mp_context=context) as pool:
        waiting = iter(ranges)
        running = _submit(pool, question, islice(waiting, 2 * workers))
        while running:
            ready, _ = wait(running, return_when=FIRST_COMPLETED)
            running |= _submit(pool, question, islice(waiting, len(ready)))
            for future in ready:
                start, end = running.pop(future)
                yield start, end, future.result()


def _submit(
    pool: ProcessPoolExecutor, question: Question, ranges: Iterable[tuple[int, int]]
) -> dict[Future[Told], tuple[int, int]]:
    return {pool.submit(run, question, *each): each for each in ranges}
