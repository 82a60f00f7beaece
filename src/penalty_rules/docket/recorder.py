"""Group commit: of threads that record at the same time one writes for all, each answered only after the sync."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Final

from ..errors import RulesetAltered
from .entry import Entry
from .store import Store, Submission

MOST_AT_ONCE: Final = 512


class _Waiting:
    """One submission on its way, and its answer."""

    __slots__ = ("answer", "done", "submission")

    def __init__(self, submission: Submission) -> None:
        self.submission, self.done = submission, False
        self.answer: Entry | BaseException | None = None

    def result(self) -> Entry:
        if isinstance(self.answer, Entry):
            return self.answer
        assert self.answer is not None
        raise self.answer


class Recorder:
    """Records submissions of many threads: while one writes the others queue, and the next writes all of theirs."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._queue: list[_Waiting] = []
        self._writing = False
        self._turn = threading.Condition(threading.Lock())

    def record(self, submission: Submission) -> Entry:
        """The entry, once it is durable. Raises what its guard raises, DocketUnavailable, DocketBroken."""
        mine = _Waiting(submission)
        with self._turn:
            self._queue.append(mine)
            while not mine.done:
                if self._writing:
                    self._turn.wait()
                else:
                    self._lead()
        return mine.result()

    def together(self, submissions: Sequence[Submission]) -> list[Entry | BaseException]:
        """Those that somebody gathered, in one transaction: the entry of each, once it is durable, or its error."""
        group = [_Waiting(each) for each in submissions]
        self._write(group)
        return [each.answer for each in group if each.answer is not None]

    def _lead(self) -> None:
        """Write what is queued; the turn is let go meanwhile, and passed on in the end."""
        group, self._queue = self._queue[:MOST_AT_ONCE], self._queue[MOST_AT_ONCE:]
        self._writing = True
        self._turn.release()
        try:
            self._write(group)
        finally:
            self._turn.acquire()
            self._writing = False
            self._turn.notify_all()

    def _write(self, group: Sequence[_Waiting]) -> None:
        try:
            self._answer(group, self.store.append([each.submission for each in group]))
        except RulesetAltered as error:  # the fault of one: the others are recorded without it
            for each in group:
                self._answer([each], [error] if len(group) == 1 else self._alone(each))
        except BaseException as error:
            self._answer(group, [error] * len(group))

    def _alone(self, waiting: _Waiting) -> Sequence[Entry | BaseException]:
        try:
            return self.store.append([waiting.submission])
        except BaseException as error:  # whatever it is: nobody waits for ever
            return [error]

    @staticmethod
    def _answer(group: Sequence[_Waiting], answers: Sequence[Entry | BaseException]) -> None:
        for each, answer in zip(group, answers, strict=True):
            each.answer, each.done = answer, True
