"""Task: one range of entries replayed by one process, over a connection of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from ...canonical import canonical, checked
from ...memory import Memory, loading
from ...reading import read_document
from ...rulebook import Rulebook
from ...ruleset import parse_ruleset
from ..database import connect, transaction
from ..entry import Document, Entry
from ..view import Query, View
from .impact import Counterfactual, Impact, OtherLaw
from .recompute import Finding, Recomputation, Verdict

FINDINGS_KEPT: Final = 200  # of one range; the counts are always whole


@dataclass(frozen=True, slots=True)
class Question:
    """What a replay asks. Without `draft` and `day`: is it still the same under the law archived with it?"""

    url: str
    query: Query = field(default_factory=Query)
    draft: str | None = None
    day: int | None = None
    rulesets: str | None = None

    @property
    def recorded(self) -> bool:
        """Whether the law is that which was archived."""
        return self.draft is None and self.day is None

    def other_law(self) -> OtherLaw:
        """The other law; raises Unreadable and RulesetRefused."""
        rulebook = Rulebook(self.rulesets)
        if self.draft is None:
            return OtherLaw(rulebook, day=self.day)
        raw = read_document(Path(self.draft))
        domain = raw.get("domain") if isinstance(raw, Mapping) else None
        return OtherLaw(rulebook, parse_ruleset(raw, rulebook.vocabulary(str(domain or "general")), self.draft))


class Task:
    """A process's share of a replay: it keeps its connection and what it has read of the archive."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self._engine = connect(question.url)
        self._documents: Memory[Document] = Memory(4096)
        self._recomputation = Recomputation(self._fetch)
        self._counterfactual = None if question.recorded else Counterfactual(self._fetch, question.other_law())

    def run(self, first: int, last: int) -> dict[str, Any]:
        """The entries from `first` to `last`, both included: counts, findings or impact, as JSON values."""
        with loading(), transaction(self._engine) as connection:  # what a range leaves behind is kept, not garbage
            view = View(connection)
            query = replace(self.question.query, first=first, last=last)
            if self._counterfactual is not None:
                return self._impact(view, query)
            return self._replay(view, query, first)

    def close(self) -> None:
        """Leave the database."""
        self._engine.dispose()

    def _fetch(self, wanted: str) -> Document | None:
        found = self._documents.get(wanted)
        if found is None:
            with transaction(self._engine) as connection:
                found = View(connection).document(wanted)
            if found is not None:
                self._documents.keep(wanted, found)
        return found

    def _replay(self, view: View, query: Query, first: int) -> dict[str, Any]:
        counts: Counter[str] = Counter()
        findings: list[Finding] = []
        for entry, previous in _with_previous(view, query, first):
            found = self._recomputation.check(entry, previous)
            counts[str(found.verdict if found else Verdict.SAME)] += 1
            if found is not None and len(findings) < FINDINGS_KEPT:
                findings.append(found)
        return {"counts": dict(counts), "findings": [_told(each) for each in findings]}

    def _impact(self, view: View, query: Query) -> dict[str, Any]:
        assert self._counterfactual is not None
        impact = Impact()
        for entry in view.entries(replace(query, kind="advice")):
            impact.add(self._counterfactual.decide(entry))
        return {"counts": {}, "impact": impact.told()}


def _with_previous(view: View, query: Query, first: int) -> Iterator[tuple[Entry, str]]:
    """Entries with the digest of the one before each, as it stands in the docket."""
    genesis = view.genesis()
    last: tuple[int, str] = (0, genesis.link.digest if genesis is not None else "")
    for entry in view.entries(query):
        if last[0] != entry.seq - 1:
            before = view.entry(entry.seq - 1)
            last = (entry.seq - 1, "" if before is None else before.digest)
        yield entry, last[1]
        last = (entry.seq, entry.digest)


def _told(finding: Finding) -> dict[str, Any]:
    return {
        "seq": finding.seq, "case": finding.case, "verdict": str(finding.verdict), "reason": finding.reason,
        "changes": [{**asdict(each), "text": str(each)} for each in finding.changes],
    }  # fmt: skip


_TASKS: dict[bytes, Task] = {}


def run(question: Question, first: int, last: int) -> dict[str, Any]:
    """What a worker process does for a range; it keeps its task from one range to the next."""
    key = canonical(checked(asdict(question)))
    if key not in _TASKS:
        _TASKS.clear()
        _TASKS[key] = Task(question)
    return _TASKS[key].run(first, last)
