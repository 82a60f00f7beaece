"""The law in force: what this process decides by, renewed without a restart when its folder publishes a version.

Whoever is at work keeps the edition that they began with. A rulebook that does not load leaves all as it is.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ..docket import Docket, Store
from ..errors import InputRefused, PenaltyRulesError
from ..evaluator import Evaluator
from ..publication import NAME
from ..rulebook import Rulebook
from .answers import Answers
from .logs import where
from .matter_index import MatterIndex

LOG: Final = logging.getLogger("penalty_rules.service")
EVERY: Final = 1.0  # seconds between two looks at what was published
AGAIN: Final = 30.0  # and before a rulebook that did not load is tried again
_OK: Final = "ok"


@dataclass(frozen=True)
class Edition:
    """A rulebook as it was loaded, with all that works by it: what one of them decides, none of another records."""

    evaluator: Evaluator
    matters: MatterIndex
    answers: Answers
    docket: Docket

    @classmethod
    def of(cls, rulebook: Rulebook, store: Store) -> Edition:
        """All that works by a rulebook; nothing is loaded yet."""
        evaluator = Evaluator(rulebook)
        return cls(evaluator, MatterIndex(rulebook), Answers(), Docket(store, evaluator))

    @property
    def rulebook(self) -> Rulebook:
        return self.evaluator.rulebook

    def load(self) -> None:
        """Load what would otherwise make the first visitors wait. Raises InputRefused."""
        for domain in self.rulebook.domains():
            self.rulebook.reader(domain)
        for _ in self.rulebook.all_rulesets():
            pass
        self.matters.search("a", None, 1)


class LawInForce:
    """The edition that decides now. `folder`: where versions are published while the service runs; None: nowhere.

    `state`: `ok`, or why what was published since is not applied.
    """

    def __init__(self, rulebook: Rulebook, store: Store, folder: Path | None) -> None:
        self.folder, self.state = folder, _OK
        self._mark = _mark(folder)  # before anything is loaded: what is published meanwhile is taken up next
        self.edition = Edition.of(rulebook, store)
        self._store, self._turn, self._ended = store, threading.Lock(), threading.Event()

    def watch(self) -> None:
        """Take up what is published from now on, within a second or so."""
        if self.folder is not None:
            threading.Thread(target=self._watch, name="law in force", daemon=True).start()

    def close(self) -> None:
        """Look no more."""
        self._ended.set()

    def renew(self) -> None:
        """Take up what was published since the last look."""
        with self._turn:
            mark = _mark(self.folder)
            if self.folder is None or mark == self._mark:
                return
            try:
                edition = Edition.of(Rulebook(self.folder), self._store)
                edition.load()
            except (PenaltyRulesError, OSError) as error:
                self.state = f"{_named(error, self.folder)} is refused; what was in force before is applied"
                LOG.error("the published rulebook is refused", extra={"rulebook": self.state, **where(error)})
                return
            self.edition, self._mark, self.state = edition, mark, _OK

    def _watch(self) -> None:
        while not self._ended.wait(EVERY if self.state == _OK else AGAIN):
            self.renew()


def _mark(folder: Path | None) -> tuple[int, ...]:
    """What tells that something was published: the list of digests is another file then."""
    try:
        found = None if folder is None else (folder / NAME).stat()
    except OSError:
        found = None
    return () if found is None else (found.st_ino, found.st_mtime_ns, found.st_size)


def _named(error: Exception, folder: Path) -> str:
    """The ruleset or file, as the folder names it."""
    return error.source.removeprefix(f"{folder}/") if isinstance(error, InputRefused) else "the rulebook"
