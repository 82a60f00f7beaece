"""Evaluator: the whole path from a case to an advice, both branches of 从旧兼从轻 included.

Pure: no clock, no chance, no I/O beyond loading rulesets. Safe to share between threads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import EllipsisType
from typing import Any

from .advice import Advice, ViolationAdvice
from .case import Case, Violation
from .clause import Clause
from .doctrine import Doctrine
from .errors import CaseRefused, Fault
from .inquiry import Completion
from .law import Law, Scope
from .measurement import Block
from .memory import Memory
from .moments import show
from .plan import Plan
from .quantum import Quantum
from .reading import read_document
from .reasoning import Program, Reasoned
from .reasoning.branch import Branch, premises_of
from .reasoning.consequence import Asserted, Consequences
from .rete import Production, Rete
from .rulebook import Rulebook
from .ruleset import Rule
from .vocabulary import Vocabulary

REFUSAL = "fine_requires_refusal"
_NOT_A_PENALTY_BEFORE = frozenset(
    {"fine", "confiscation", "confiscation_illegal_gains", "confiscation_illegal_property"}
)


class Evaluator:
    """Evaluates cases under a rulebook. `engine=None` leaves the plain fixpoint alone."""

    def __init__(self, rulebook: Rulebook | None = None, *, engine: Rete | EllipsisType | None = ...) -> None:
        self.rulebook = rulebook or Rulebook()
        self._engine = engine
        self._plans: Memory[Plan] = Memory(16_384)
        self._blocks: Memory[Block] = Memory(16_384)
        self._consequences: Memory[Consequences] = Memory(256)
        self._completions: dict[str, Completion] = {}
        self._found: Memory[bytes] = Memory(65_536)
        self._asserted: Memory[Asserted] = Memory(32_768)
        self._reasoned: Memory[Reasoned] = Memory(32_768)
        self._quantums: Memory[Quantum] = Memory(4096)

    def read(self, source: Path | str | Mapping[str, Any]) -> Case:
        """A Case from a file or a document. Raises Unreadable or CaseRefused with every fault."""
        if isinstance(source, Mapping):
            return self.rulebook.read_case(source)
        return self.rulebook.read_case(read_document(source), str(source))

    def evaluate(self, case: Case | Path | str | Mapping[str, Any], *, strict: bool = False) -> Advice:
        """The advice for a case. `strict` presumes nothing.

        Raises Unreadable, CaseRefused, RulesetRefused, VersionsOverlap, and EnginesDisagree (nothing is advised then).
        """
        ready = case if isinstance(case, Case) else self.read(case)
        scope = self.rulebook.scope(ready.jurisdiction, ready.domain, ready.authority)
        return Advice(ready, tuple(self._violation(ready, each, scope, strict) for each in ready.violations), strict)

    def _violation(self, case: Case, violation: Violation, scope: Scope, strict: bool) -> ViolationAdvice:
        low, high = violation.conduct[1].low, violation.conduct[1].high
        plan = self._plan(case, violation, scope, high)
        if low == high or scope.epoch(low) == scope.epoch(high):
            return ViolationAdvice(case, violation, plan, strict)
        days = [low, *(day for day in scope.boundaries if low < day <= high)]
        plans = dict.fromkeys([plan, *(self._plan(case, violation, scope, day) for day in days)])
        return ViolationAdvice(case, violation, plan, strict, tuple(plans)[1:])

    def _plan(self, case: Case, violation: Violation, scope: Scope, day: int) -> Plan:
        """The program and clauses for an act, kept."""
        key = (
            scope, case.domain, case.natural, violation.matter,
            tuple(_written(each, day, case.decided) for each in violation.clauses),
            scope.epoch(day), scope.epoch(case.decided),
        )  # fmt: skip
        return self._plans.get(key) or self._plans.keep(key, self._make_plan(case, violation, scope, day))

    def _make_plan(self, case: Case, violation: Violation, scope: Scope, day: int) -> Plan:
        old, new = scope.law(day, day, case.decided), scope.law(case.decided, day, case.decided)
        if not old.productions:  # also where nothing at all was in force yet
            raise self._refused(case, violation, day)
        lenient = bool(new.parameters.get("lenient_choice", False))
        vocabulary = self.rulebook.vocabulary(case.domain)
        old_clauses = tuple(self._clauses(violation, old, day))
        new_clauses = tuple(self._clauses(violation, new, case.decided)) if lenient else ()
        two = lenient and (old.rulesets != new.rulesets or old_clauses != new_clauses)
        laws = (old, new) if two else (old,)
        clauses = (old_clauses, new_clauses) if two else (old_clauses,)
        differs = old.rulesets != new.rulesets
        keys = [_keys(violation, each) for each in clauses]
        branch_laws = laws if two and (differs or keys[0] != keys[-1]) else (old,)
        branches = tuple(
            self._branch(law, new, names, vocabulary, case) for law, names in zip(branch_laws, keys, strict=False)
        )
        completion = self._completions.setdefault(case.domain, Completion(vocabulary))
        return Plan(
            Program(branches, completion, self._reasoned), vocabulary, laws, clauses,
            tuple(law.fine_method for law in laws), lenient,
            scope.gaps(day, day, case.decided), self.rulebook.matters(case.domain).get(violation.matter), case.natural,
            self._quantums,
        )  # fmt: skip

    def _refused(self, case: Case, violation: Violation, day: int) -> CaseRefused:
        path = f"violations[{case.violations.index(violation)}].conduct"
        remedy = "the first text of the Administrative Penalty Law took effect on 1996-10-01"
        return CaseRefused(
            f"case {case.id}",
            [Fault(path, "no Administrative Penalty Law was in force on that day", show(day), remedy)],
        )

    def _clauses(self, violation: Violation, law: Law, day: int) -> Iterator[Clause]:
        """The candidate clauses in force on a day: those that the case names, otherwise those that list items name."""
        named: Iterator[str | Clause] = iter(violation.clauses)
        if not violation.clauses:
            named = iter(dict.fromkeys(n for rule in law.special((violation.matter,)) for n in rule.document.penalty))
        for each in named:
            for clause in law.clauses.get(each, ()) if isinstance(each, str) else (each,):
                if clause.holds_on(day):
                    yield clause

    def _branch(self, law: Law, decision_law: Law, keys: tuple[str, ...], vocabulary: Vocabulary, case: Case) -> Branch:
        special_rules = tuple(law.special(keys))
        displaced = law.displaced | {each for rule in special_rules for each in rule.document.displaces}
        premises = premises_of(law, vocabulary)
        general = self._block(law.general, displaced, vocabulary, case, tuple(p for _, p in premises))
        special = self._block(special_rules, displaced, vocabulary, case)
        at = tuple((symbol, general.position[predicate]) for symbol, predicate in premises)
        return Branch(law, general, special, self._follows(law, decision_law), at, self._asserted)

    def _block(
        self,
        rules: tuple[Rule, ...],
        displaced: frozenset[str],
        vocabulary: Vocabulary,
        case: Case,
        premises: tuple[Any, ...] = (),
    ) -> Block:
        kept = tuple(rule for rule in rules if rule.id not in displaced)
        key = (tuple((rule.origin.digest, rule.id) for rule in kept), case.domain, case.natural, premises)
        block = self._blocks.get(key)
        return block or self._blocks.keep(key, Block(kept, vocabulary, case.natural, premises, self._found))

    def _follows(self, law: Law, decision_law: Law) -> Consequences:
        """What follows in substance by the branch's own law; duties of procedure by the law at the decision."""
        productions = tuple(_productions(law, decision_law))
        known = self._consequences
        return known.get(productions) or known.keep(
            productions, Consequences(Doctrine(productions, engine=self._engine))
        )


def _written(clause: str | Clause, *days: int) -> object:
    """A clause by its id; one that the case writes out by its text and by whether it holds on the days."""
    if isinstance(clause, str):
        return clause
    return clause.document.model_dump_json(exclude_unset=True), *(clause.holds_on(day) for day in days)


def _keys(violation: Violation, clauses: tuple[Clause, ...]) -> tuple[str, ...]:
    names = [violation.matter, *(clause.id for clause in clauses)]
    if clauses and all(_only_after_refusal(clause) for clause in clauses):
        names.append(REFUSAL)
    return tuple(names)


def _only_after_refusal(clause: Clause) -> bool:
    kinds = clause.document.kinds
    others = {*kinds.required, *kinds.alternatives} - _NOT_A_PENALTY_BEFORE
    return clause.document.fine_requires_refusal and not others


def _productions(law: Law, decision_law: Law) -> Iterator[Production]:
    if law.rulesets == decision_law.rulesets:
        yield from law.productions
        return
    for source, duties in ((law, False), (decision_law, True)):
        for production in source.productions:
            kept = tuple(each for each in production.conclusions if each.startswith("duty.") == duties)
            if kept:
                yield Production(f"{production.id}#{'duty' if duties else 'substance'}", production.premises, kept)
