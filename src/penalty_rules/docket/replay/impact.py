"""Impact: what another law would have decided of recorded cases, all else equal; a table of outcome × outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from ...case.reading import CaseReader
from ...errors import InputRefused, RulesetMissing
from ...evaluator import Evaluator
from ...law import Scope
from ...rulebook import Rulebook
from ...ruleset import Ruleset
from ...vocabulary import Vocabulary
from ...vocabulary.words import Words
from ..advice_body import outcome_of
from ..entry import Entry
from ..lawbook import ArchivedRulebook, Fetch
from .recompute import Ready

NOT_EVALUABLE: Final = "not_evaluable"
_EVER: Final = date(1949, 1, 1).toordinal()
EXAMPLES: Final = 5


@dataclass(frozen=True)
class OtherLaw:
    """Another law to decide by: a draft in the place of its family, all else as recorded; or all law of a day."""

    rulebook: Rulebook
    draft: Ruleset | None = None
    day: int | None = None

    def told(self) -> str:
        """What it is, for people and for the state of a job."""
        if self.draft is not None:
            return f"draft {self.draft.id}@{self.draft.version} {self.draft.digest}"
        return f"law of {date.fromordinal(self.day or 1)}"


class _DraftRulebook(ArchivedRulebook):
    """The law of then, but for one family: the draft is in force whatever the dates."""

    def __init__(self, law: str, fetch: Fetch, other: OtherLaw) -> None:
        super().__init__(law, fetch, other.rulebook)
        assert other.draft is not None
        draft = other.draft
        self._extra = (*(each for each in self._extra if each.id != draft.id), timeless(draft))


class _RulebookOfDay(Rulebook):
    """What is in force on one day, whatever the dates of the case."""

    def __init__(self, other: OtherLaw) -> None:
        super().__init__(other.rulebook.folder)
        self._other, self._day = other.rulebook, other.day or 1

    def domains(self) -> tuple[str, ...]:
        return self._other.domains()

    def vocabulary(self, domain: str) -> Vocabulary:
        return self._other.vocabulary(domain)

    def matters(self, domain: str) -> Mapping[str, Words]:
        return self._other.matters(domain)

    def reader(self, domain: str) -> CaseReader:
        return self._other.reader(domain)

    def scope(self, jurisdiction: str, domain: str, authority: str | None = None) -> Scope:
        key = (jurisdiction, domain, authority)
        found = self._scopes.get(key)
        if found is None:
            families = self._other.scope(*key).families.values()
            versions = [timeless(each, self._day) for one in families for each in one if each.in_force_on(self._day)]
            found = self._scopes.keep(key, Scope(versions))
        return found


def timeless(ruleset: Ruleset, day: int | None = None) -> Ruleset:
    """The version as if it had always been in force; of its clauses those that hold on the day."""
    on = ruleset.first_day if day is None else day
    clauses = [replace(each, first_day=None, last_day=None) for each in ruleset.clauses if each.holds_on(on)]
    return replace(ruleset, first_day=_EVER, last_day=None, clauses=tuple(clauses))


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of one recorded advice under the other law; amounts are the low ends of the fines advised, in fen."""

    seq: int
    case: str
    before: str
    after: str
    fine_before: int | None
    fine_after: int | None


class Counterfactual:
    """Decides recorded cases by another law."""

    def __init__(self, fetch: Fetch, other: OtherLaw) -> None:
        self._fetch, self._other = fetch, other
        self._ready: dict[str, Ready] = {}

    def decide(self, entry: Entry) -> Moved:
        """What the other law advises; `not_evaluable` where its vocabulary cannot read the case."""
        told = entry.told()
        before, fine = told["outcome"], _low(told["total_fine"])
        try:
            advice = self._of(told["law"]).decide(told)
        except (InputRefused, RulesetMissing):
            return Moved(entry.seq, entry.header.case, before, NOT_EVALUABLE, fine, None)
        total = advice.total_fine
        low = None if total is None or total.low is None else int(total.low)
        return Moved(entry.seq, entry.header.case, before, outcome_of(advice), fine, low)

    def _of(self, law: str) -> Ready:
        key = law if self._other.draft is not None else ""
        if key not in self._ready:
            rulebook = _DraftRulebook(law, self._fetch, self._other) if key else _RulebookOfDay(self._other)
            self._ready[key] = Ready(Evaluator(rulebook))
        return self._ready[key]


@dataclass
class Impact:
    """The table: how many cases went from one outcome to another, what that means in money, some examples."""

    cells: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    def add(self, moved: Moved) -> None:
        """Count one case."""
        cell = self._cell(moved.before, moved.after)
        cell["cases"] += 1
        if moved.fine_before is None or moved.fine_after is None:
            cell["unknown"] += 1
        else:
            cell["before"] += moved.fine_before
            cell["after"] += moved.fine_after
        cell["examples"] = sorted([*cell["examples"], moved.seq])[:EXAMPLES]

    def merge(self, told: list[Mapping[str, Any]]) -> None:
        """Add what another process counted."""
        for each in told:
            cell = self._cell(each["from"], each["to"])
            for key in ("cases", "unknown", "before", "after"):
                cell[key] += each[key]
            cell["examples"] = sorted([*cell["examples"], *each["examples"]])[:EXAMPLES]

    def told(self) -> list[dict[str, Any]]:
        """The cells in order, as JSON values."""
        return [{"from": old, "to": new, **cell} for (old, new), cell in sorted(self.cells.items())]

    def _cell(self, before: str, after: str) -> dict[str, Any]:
        empty: dict[str, Any] = {"cases": 0, "unknown": 0, "before": 0, "after": 0, "examples": []}
        return self.cells.setdefault((before, after), empty)


def _low(span: Mapping[str, Any] | None) -> int | None:
    """The low end of a recorded total, in whole fen."""
    return span["from"] if span is not None and isinstance(span["from"], int) else None
