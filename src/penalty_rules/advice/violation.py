"""Advice: what the engine says of a case, derived on demand from the vector and the reasoned result.

The engine advises; a named officer decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from ..case import Case, Contradiction, Violation
from ..outcome import SEVERITY, Permission
from ..plan import FINED, Plan
from ..quantum import Quantum
from ..reasoning import BranchResult, Reasoned
from ..reasoning.branch import Branch
from ..ruleset import Rule
from ..truth import FALSE, TRUE, UNKNOWN
from .question import Coercion, Duty, Presumed, Question, presumptions_used, questions_open

_GROUNDS_OF = {
    "reduced": ("reduced", "lighter_or_reduced"), "lighter": ("lighter", "lighter_or_reduced"), "ordinary": (),
    "not_established": ("not_established",), "referred": ("referred",),
}  # fmt: skip


class ViolationAdvice:
    """The advice for one violation. `outcome` is the recommended one, or None while it is undetermined.

    `possible`: the outcomes still possible, mildest first; exactly those if `exact`. `alternatives`: plans for other
    days, where the day of the act is known only as an interval that spans a change of law.
    """

    def __init__(
        self, case: Case, violation: Violation, plan: Plan, strict: bool, alternatives: tuple[Plan, ...] = ()
    ) -> None:
        self.case, self.violation, self.plan, self.strict = case, violation, plan, strict
        self.alternatives = alternatives
        program = plan.program
        self.reasoned: Reasoned = program.reason(program.measure(violation), strict)
        self.possible, self.exact = self.reasoned.outcomes, self.reasoned.exact
        self._other_days = tuple(ViolationAdvice(case, violation, each, strict) for each in alternatives)
        if alternatives:
            found = set(self.possible).union(*(other.possible for other in self._other_days))
            self.possible = tuple(outcome for outcome in SEVERITY if outcome in found)
            self.exact = self.exact and all(other.exact for other in self._other_days)
        self.day_matters = self.possible != self.reasoned.outcomes

    @property
    def outcome(self) -> str | None:
        return self.possible[0] if len(self.possible) == 1 else None

    @property
    def determined(self) -> bool:
        return len(self.possible) == 1

    @property
    def contradictions(self) -> tuple[Contradiction, ...]:
        return self.violation.contradictions

    @cached_property
    def chosen(self) -> int | None:
        """The branch of law that applies (0 at the act, 1 at the decision), None while that is open (APL 37)."""
        if len(self.plan.laws) == 1:
            return 0
        by_outcome = self.reasoned.chosen
        if len(self.plan.program.branches) == 2 and by_outcome is not None:
            return by_outcome
        outcomes = [result.verdict.outcome for result in self.reasoned.branches]
        if None in outcomes or self.outcome not in FINED:
            return None if None in outcomes else 0
        old, new = (self._fine_ends(branch) for branch in (0, 1))
        if old is None or new is None:
            return 0 if old == new else None
        return 1 if new < old else 0

    def _fine_ends(self, branch: int) -> tuple[float, float] | None:
        quantum = self.quantum(branch)
        band = quantum.ranges.get(self.outcome or "") if quantum is not None else None
        if band is None or not band.exact or band.amount.high is None:
            return None
        return band.amount.high, band.amount.low or 0

    @property
    def branch(self) -> int:
        """The branch shown: the chosen one, or the law at the act while the choice is open."""
        return self.chosen or 0

    @property
    def result(self) -> BranchResult:
        return self.plan.result(self.reasoned.branches, self.branch)

    @property
    def program_branch(self) -> Branch:
        branches = self.plan.program.branches
        return branches[min(self.branch, len(branches) - 1)]

    @property
    def rules(self) -> tuple[Rule, ...]:
        return self.program_branch.rules

    def quantum(self, branch: int) -> Quantum | None:
        """Fine ranges under one branch of the law; None without a penalty clause."""
        return self.plan.quantum(branch, self.plan.result(self.reasoned.branches, branch), self.violation.facts)

    @property
    def fine(self) -> Quantum | None:
        """Fine ranges under the branch that applies."""
        return self.quantum(self.branch)

    @cached_property
    def permitted(self) -> tuple[Permission, ...]:
        """Every permitted outcome with its force; not `certain` where it hangs on facts still open."""
        settled = len(self.plan.program.branches) == 1 or self.chosen is not None
        results = [self.result] if settled else self.reasoned.branches
        return _joint([*(each.verdict.permitted for each in results), *(each.permitted for each in self._other_days)])

    @property
    def force(self) -> str | None:
        """`shall` or `may` of the recommended outcome."""
        return next((p.force for p in self.permitted if p.outcome == self.outcome), None)

    def findings(self) -> Iterator[tuple[Rule, int]]:
        """Every rule that applied, with its Kleene truth."""
        return zip(self.rules, self.result.findings, strict=True)

    def grounds(self, outcome: str, truth: int = TRUE) -> tuple[Rule, ...]:
        """The rules that an outcome rests on: those established, or those open or not met if `truth` says so."""
        effects = _GROUNDS_OF.get(outcome, (outcome,))
        return tuple(rule for rule, found in self.findings() if found == truth and rule.document.effect in effects)

    def duties(self, outcome: str) -> tuple[Duty, ...]:
        """What is owed if that outcome is chosen."""
        ends = [f".for.{outcome}", ".for.any", *([".for.any_penalty"] if outcome in FINED else [])]
        conclusions = self.result.conclusions
        names: dict[str, bool] = {}
        for symbol in sorted(conclusions.possible):
            if symbol.startswith("duty.") and any(symbol.endswith(end) for end in ends):
                name = symbol.removeprefix("duty.").rsplit(".for.", 1)[0]
                names[name] = names.get(name, False) or symbol in conclusions.certain
        return tuple(Duty(name, certain, tuple(self._sources(name))) for name, certain in names.items())

    def _sources(self, duty: str) -> Iterator[str]:
        for rule, truth in self.findings():
            if truth != FALSE and duty in rule.document.follow_up:
                yield rule.id
        for name, concluded in self.program_branch.doctrine.explain(self.result.symbols.possible):
            if any(symbol.startswith(f"duty.{duty}.for.") for symbol in concluded):
                yield name

    @cached_property
    def presumptions(self) -> tuple[Presumed, ...]:
        """Presumptions used, those first whose reversal would change the outcome."""
        return presumptions_used(self.plan, self.reasoned)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """What to ask, in the order of how much each answer settles; empty once nothing hangs on an answer."""
        found = {each.name: Question(each.name, 0, (), "contradiction") for each in self.contradictions}
        if self.day_matters:
            found["conduct_start"] = Question("conduct_start", 1, (), "conduct")
        for question in questions_open(self.plan, self.reasoned, self.violation):
            found.setdefault(question.name, question)
        if self.fine is not None and any(outcome in FINED for outcome in self.possible):
            for name in self.fine.needs:
                found.setdefault(name, Question(name, len(self.possible), (), "fine"))
        return tuple(found.values())

    @cached_property
    def coercion(self) -> Coercion | None:
        """The answer on coercive measures, where the file says that one is considered or a ground stands."""
        conclusions = self.result.conclusions
        grounds = tuple(r.id for r, truth in self.findings() if r.document.effect == "no_coercion" and truth != FALSE)
        if "coercion.not_taken" in conclusions.certain:
            met = tuple(r.id for r, truth in self.findings() if r.document.effect == "no_coercion" and truth == TRUE)
            return Coercion("not_taken", "shall" if "oblige.no_coercion" in conclusions.certain else "may", met)
        if not self.violation.coercion_considered:
            return None
        if "coercion.not_taken" in conclusions.possible:
            return Coercion("undetermined", None, grounds)
        return Coercion("permitted", None, ())

    @cached_property
    def human_review(self) -> tuple[str, ...]:
        """Why a person must look at this advice, as codes."""
        return tuple(self._review())

    def _review(self) -> Iterator[str]:
        if self.contradictions:
            yield "contradiction"
        if "basis.off_list" in self.result.conclusions.certain and self.outcome in ("no_penalty", "reduced"):
            yield "off_list"
        if self.result.verdict.weighing:
            yield "weighing"
        if self.force == "may" and self.outcome in ("no_penalty", "reduced", "lighter", "heavier"):
            yield "reasons_required"
        if any(not rule.document.verified for rule in self._resting()):
            yield "unverified_text"
        if any(rule.origin.status == "illustrative" for rule in self.rules):
            yield "illustrative"
        fined = any(outcome in FINED for outcome in self.possible)
        if fined and self.fine is not None and self.fine.disproportion is not None:
            yield "disproportion"
        if not self.exact:
            yield "not_exact"

    def _resting(self) -> Iterator[Rule]:
        """Rules whose truth the outcome, or its being open, rests on."""
        if self.outcome is not None:
            yield from self.grounds(self.outcome)
        else:
            yield from (
                rule for rule, truth in self.findings() if truth == UNKNOWN and rule.document.effect != "no_coercion"
            )


def _joint(ways: list[tuple[Permission, ...]]) -> tuple[Permission, ...]:
    """What laws between which the choice is open permit together: certain only where each of them permits it."""
    if len(ways) == 1:
        return ways[0]
    found: list[Permission] = []
    for outcome in SEVERITY:
        each = [permission for way in ways for permission in way if permission.outcome == outcome]
        if each:
            certain = len(each) == len(ways) and all(p.certain for p in each)
            found.append(Permission(outcome, "may" if any(p.force == "may" for p in each) else "shall", certain))
    return tuple(found)
