"""Expectations: what a fixture says of a case, held against the advice (docs/formats.md §8).

A fixture is the specification: a key that is not known here fails, a rule that does not apply fails unless the fixture
says that it is absent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from penalty_rules.advice import Advice, ViolationAdvice
from penalty_rules.evaluator import Evaluator
from penalty_rules.money import parse_money, parse_number
from penalty_rules.outcome import SEVERITY
from penalty_rules.plan import FINED
from penalty_rules.quantum import Quantum
from penalty_rules.reading import read_document

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
CASE_KEYS = frozenset({"name", "case", "file", "expect", "why", "strict"})
FILE_KEYS = frozenset({"about", "cases"})
ABOUT_KEYS = frozenset({"ruleset", "rule", "real_case", "title", "source"})
FINDINGS = ("not_met", "met", "open")
ENDS = {"from": "low", "to": "high", "from_included": "low_included", "to_included": "high_included"}


@dataclass(frozen=True)
class Specimen:
    """One case of one fixture file, with what is expected of it; a key that the format does not know is `strange`."""

    path: Path
    about: Mapping[str, Any]
    name: str
    case: Any
    expect: Mapping[str, Any]
    strict: bool
    strange: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.path.relative_to(FIXTURES).with_suffix('')}:{self.name}"

    def advice(self, evaluator: Evaluator) -> Advice:
        return evaluator.evaluate(self.case, strict=self.strict)

    def differences(self, advice: Advice) -> list[str]:
        """Everything in which the advice differs from what is expected; empty if nothing does."""
        return [*(f"unknown key: {key}" for key in self.strange), *differences(advice.violations[0], self.expect)]


def specimens() -> Iterator[Specimen]:
    """Every case of every fixture file, in the order of the paths."""
    for path in sorted(FIXTURES.glob("*/*/*.yaml")):
        yield from specimens_of(path)


def specimens_of(path: Path) -> Iterator[Specimen]:
    """The cases of one fixture file. `file` names a case file of its own, beside the folder `show`."""
    document = read_document(path)
    assert isinstance(document, Mapping), f"{path}: a fixture is a mapping"
    about = document.get("about", {})
    outer = [*(set(document) - FILE_KEYS), *(f"about.{key}" for key in set(about) - ABOUT_KEYS)]
    for each in document["cases"]:
        case = FIXTURES / each["file"] if "file" in each else each["case"]
        strange = (*outer, *sorted(set(each) - CASE_KEYS))
        yield Specimen(path, about, each["name"], case, each["expect"], each.get("strict", False), strange)


def differences(advice: ViolationAdvice, expect: Mapping[str, Any]) -> list[str]:
    """Everything in which the advice for one violation differs from an expectation."""
    found = []
    for key, wanted in expect.items():
        comparison = COMPARISONS.get(key)
        if comparison is None:
            found.append(f"unknown expectation: {key}")
        else:
            found += comparison(advice, wanted)
    return found


def findings_of(advice: ViolationAdvice) -> dict[str, str]:
    """Rule id → met, not_met or open; two rules of one id that differ give both words."""
    told: dict[str, str] = {}
    for rule, truth in advice.findings():
        word = FINDINGS[truth]
        told[rule.id] = word if told.get(rule.id, word) == word else f"{told[rule.id]}/{word}"
    return told


def _findings(advice: ViolationAdvice, wanted: Mapping[str, str]) -> Iterator[str]:
    told = findings_of(advice)
    for rule, word in wanted.items():
        got = told.get(rule, "absent")
        if got != word:
            yield f"finding {rule}: expected {word}, got {got}"


def _outcome(advice: ViolationAdvice, wanted: str) -> Iterator[str]:
    got = advice.outcome or "undetermined"
    if got != wanted:
        yield f"outcome: expected {wanted}, got {got} (possible: {', '.join(advice.possible)})"


def _possible(advice: ViolationAdvice, wanted: list[str]) -> Iterator[str]:
    if sorted(wanted, key=list(SEVERITY).index) != list(advice.possible):
        yield f"possible: expected {wanted}, got {list(advice.possible)}"
    elif not advice.exact:
        yield "possible: the set is not exact"


def _permitted(advice: ViolationAdvice, wanted: list[str]) -> Iterator[str]:
    got = [permission.outcome for permission in advice.permitted]
    yield from (f"permitted: expected {each} among {got}" for each in wanted if each not in got)


def _forbidden(advice: ViolationAdvice, wanted: list[str]) -> Iterator[str]:
    got = [permission.outcome for permission in advice.permitted]
    yield from (f"not permitted: expected {each} not among {got}" for each in wanted if each in got)


def _force(advice: ViolationAdvice, wanted: str) -> Iterator[str]:
    if advice.force != wanted:
        yield f"force: expected {wanted}, got {advice.force} for {advice.outcome}"


def _fine(advice: ViolationAdvice, wanted: Mapping[str, Any]) -> Iterator[str]:
    """The band of the recommended outcome, or the bands by outcome."""
    if wanted and set(wanted) <= FINED:
        for outcome, band in wanted.items():
            yield from _band(advice.fine, outcome, band)
    else:
        yield from _band(advice.fine, advice.outcome or "undetermined", wanted)


def _band(quantum: Quantum | None, outcome: str, wanted: Mapping[str, Any]) -> Iterator[str]:
    """A band in yuan, or in multiples of `multiple_of` where its amount is not known.

    `optional`: the fine may be left out; `conditional`: it waits for a refusal to correct that is not established.
    """
    band = quantum.ranges.get(outcome) if quantum is not None else None
    if quantum is None or band is None:
        yield f"fine: expected {dict(wanted)}, got none for {outcome}"
        return
    got: dict[str, Any] = {key: getattr(band.span, name) for key, name in ENDS.items()}
    got |= {"multiple_of": band.multiple_of, "conditional": band.conditional}
    got["optional"] = "fine_optional" in quantum.notes
    read = parse_money if band.multiple_of is None else parse_number
    for key, value in wanted.items():
        if got[key] != (read(value) if key in ("from", "to") else value):
            yield f"fine {key} ({outcome}): expected {value}, got {got[key]} ({band.span})"


def _duties(advice: ViolationAdvice, wanted: list[str] | Mapping[str, list[str]]) -> Iterator[str]:
    """Duties of the recommended outcome (while it is open, of any still possible), or by outcome."""
    if isinstance(wanted, Mapping):
        for outcome, names in wanted.items():
            yield from _owed(advice, (outcome,), names)
    else:
        yield from _owed(advice, (advice.outcome,) if advice.outcome else advice.possible, wanted)


def _owed(advice: ViolationAdvice, outcomes: tuple[str, ...], wanted: list[str]) -> Iterator[str]:
    got = sorted({duty.name for outcome in outcomes for duty in advice.duties(outcome)})
    yield from (f"duty: expected {each} among {got}" for each in wanted if each not in got)


def _asks(advice: ViolationAdvice, wanted: list[str]) -> Iterator[str]:
    got = [question.name for question in advice.questions]
    yield from (f"question: expected {each} among {got}" for each in wanted if each not in got)


def _coercion(advice: ViolationAdvice, wanted: str) -> Iterator[str]:
    got = advice.coercion.answer if advice.coercion is not None else "not_considered"
    if got != wanted:
        yield f"coercion: expected {wanted}, got {got}"


def _cites(advice: ViolationAdvice, wanted: Mapping[str, list[str]]) -> Iterator[str]:
    """Law and article as a rule cites them on the day of the act."""
    day = advice.violation.conduct[1].high
    for rule_id, texts in wanted.items():
        got = [
            f"{each.law}{each.article or ''}"
            for rule in advice.rules
            if rule.id == rule_id
            for each in rule.document.cites
            if each.holds_on(day)
        ]
        yield from (f"citation of {rule_id}: expected {text} among {got}" for text in texts if text not in got)


def _published(advice: ViolationAdvice, wanted: Mapping[str, Any]) -> Iterator[str]:
    """What the authority decided; `differs` says that the advice recommends something else, and `why` then says why."""
    if extra := set(wanted) - {"outcome", "fine", "differs", "why"}:
        yield f"published: unknown keys {sorted(extra)}"
    differs = wanted["outcome"] != advice.outcome
    if bool(wanted.get("differs", False)) != differs:
        yield f"published {wanted['outcome']}: expected differs: {not differs}, advised {advice.outcome}"
    if differs and not wanted.get("why"):
        yield "published: a difference without a reason"


def _chosen(advice: ViolationAdvice, wanted: str) -> Iterator[str]:
    """The branch of law that applies (APL 37): `conduct`, `decision`, or `open`."""
    got = "open" if advice.chosen is None else ("conduct", "decision")[advice.chosen]
    if got != wanted:
        yield f"chosen law: expected that at the {wanted}, got {got}"


COMPARISONS: Mapping[str, Callable[[ViolationAdvice, Any], Iterator[str]]] = {
    "findings": _findings, "outcome": _outcome, "possible": _possible, "permitted": _permitted, "forbidden": _forbidden,
    "force": _force, "fine": _fine, "duties": _duties, "asks": _asks, "coercion": _coercion, "cites": _cites,
    "published": _published, "chosen_law": _chosen,
}  # fmt: skip


@cache
def evaluator() -> Evaluator:
    return Evaluator()


KEPT: dict[str, Advice] = {}


def advised(specimen: Specimen) -> Advice:
    """The advice for a fixture, evaluated once."""
    if str(specimen) not in KEPT:
        KEPT[str(specimen)] = specimen.advice(evaluator())
    return KEPT[str(specimen)]
