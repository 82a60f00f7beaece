"""Plan: the law for one kind of act, ready to measure, reason and quantify; shared by all cases of that kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from .clause import Clause
from .condition import predicates
from .condition.predicate import Facts
from .fine_method import Method
from .fine_method.division import hull
from .fine_method.weighted_factors import RowTable, WeightedFactors
from .law import Gap, Law
from .memory import Memory
from .money import Span, parse_number
from .outcome import Verdict
from .quantum import Quantum, quantify
from .reasoning import BranchResult, Program
from .truth import TRUE
from .vocabulary import Vocabulary
from .vocabulary.words import Words

FINED: Final = frozenset({"reduced", "lighter", "ordinary", "heavier"})
MEMORY: Final = 4096
_ALWAYS_READ: Final = ("goods_value", "illegal_gains", "correction.refused")


class Plan:
    """Program, laws and clauses of one or two branches (law at the act; law at the decision)."""

    def __init__(
        self,
        program: Program,
        vocabulary: Vocabulary,
        laws: tuple[Law, ...],
        clauses: tuple[tuple[Clause, ...], ...],
        methods: tuple[Method | None, ...],
        lenient: bool,
        gaps: tuple[Gap, ...],
        matter: Words | None,
        natural: bool,
        memory: Memory[Quantum] | None = None,
    ) -> None:
        self.program, self.vocabulary, self.laws, self.clauses = program, vocabulary, laws, clauses
        self.methods, self.lenient, self.gaps, self.matter, self.natural = methods, lenient, gaps, matter, natural
        self._reads = tuple(sorted({*_ALWAYS_READ, *_circumstances(clauses, methods)}))
        self._memory: Memory[Quantum] = Memory(MEMORY) if memory is None else memory

    def read(self, facts: Facts) -> tuple[Any, ...]:
        """The values of the circumstances that its fines depend on."""
        return tuple(map(facts.get, self._reads))

    def result(self, results: tuple[BranchResult, ...], branch: int) -> BranchResult:
        """The reasoned branch for a branch of the law: where only clauses changed, both share one."""
        return results[min(branch, len(results) - 1)]

    def quantum(self, branch: int, result: BranchResult, facts: Facts) -> Quantum | None:
        """The fine ranges of every outcome that the branch permits or may recommend; None without a clause."""
        clauses = self.clauses[branch]
        if not clauses:
            return None
        bands = tuple(sorted(self._bands(branch, result).items()))
        outcomes = _fined(result.verdict)
        key = (self, branch, outcomes, bands, self.read(facts))
        return self._memory.get(key) or self._memory.keep(key, quantify(
            facts, clauses, self.methods[branch], outcomes=outcomes, natural=self.natural, bands=dict(bands),
            proportionality=self._proportionality(branch),
        ))  # fmt: skip

    def ordinary(self, branch: int, facts: Facts) -> Quantum | None:
        """The fine if nothing made it milder or harsher, with what lies below the minimum; None without a clause."""
        clauses = self.clauses[branch]
        if not clauses:
            return None
        key = (self, branch, "ordinary", self.read(facts))
        return self._memory.get(key) or self._memory.keep(
            key,
            quantify(facts, clauses, self.methods[branch], outcomes=("reduced", "ordinary"), natural=self.natural),
        )

    def _bands(self, branch: int, result: BranchResult) -> dict[str, Span]:
        """Amounts that an established list item itself prescribes; of several items, all that one of them leaves."""
        rules = self.program.branches[min(branch, len(self.program.branches) - 1)].rules
        found: dict[str, Span] = {}
        for rule, truth in zip(rules, result.findings, strict=True):
            if rule.band is not None and truth == TRUE:
                effect = rule.document.effect
                found[effect] = hull((found[effect], rule.band)) if effect in found else rule.band
        return found

    def _proportionality(self, branch: int) -> Mapping[str, Fraction] | None:
        given = self.laws[branch].parameters.get("proportionality")
        if not isinstance(given, Mapping):
            return None
        return {str(key): parse_number(value) for key, value in given.items()}


def _fined(verdict: Verdict) -> tuple[str, ...]:
    names = [permission.outcome for permission in verdict.permitted] + list(verdict.outcomes)
    return tuple(dict.fromkeys(name for name in names if name in FINED))


def _circumstances(clauses: Iterable[tuple[Clause, ...]], methods: Iterable[Method | None]) -> Iterator[str]:
    """Every circumstance that branches of fines, bases of multiples and weights read."""
    for group in clauses:
        for clause in group:
            for branch in clause.branches:
                if branch.multiple_of is not None:
                    yield branch.multiple_of
                if branch.when is not None:
                    yield from (fact for predicate in predicates(branch.when) for fact in predicate.facts)
    for method in methods:
        if method is not None:
            yield from _read_by(method)


def _read_by(method: Method) -> Iterator[str]:
    if not isinstance(method, WeightedFactors):
        return
    for table in method.tables.values():
        whens = [row.when for row in table.rows] if isinstance(table, RowTable) else [
            weight.when for factor in table.factors for weight in factor.weights
        ]  # fmt: skip
        for when in whens:
            if when is not None:
                yield from (fact for predicate in predicates(when) for fact in predicate.facts)
