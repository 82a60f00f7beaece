"""Fines as JSON: amounts in whole fen, fractions as text, each with its words in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from ..advice import ViolationAdvice
from ..clause import Clause
from ..money import Span, show_yuan
from ..quantum import Quantum
from ..quantum.band import Band, ClauseQuantum, FineRange
from ..quantum.clause_choice import ChoiceStep
from ..truth import NAMES
from ..vocabulary.words import Words
from .findings import cited
from .particulars import branch_day

_RATIO: Final = "proportionality"
_HOUSE: Final = "house"
_TIMES: Final = Words(zh="倍", en=" times")
_YUAN: Final = Words(zh="元", en=" yuan")


def fine(advice: ViolationAdvice, branch: int) -> dict[str, Any] | None:
    """The fine ranges under a branch of the law; None without a penalty clause."""
    quantum = advice.quantum(branch)
    if quantum is None:
        return None
    day = branch_day(advice, branch)
    method = advice.plan.methods[branch]
    return {
        "clauses": [_clause(advice, each, day) for each in quantum.clauses], "chosen": list(quantum.chosen),
        "choice": [_step(each, day) for each in quantum.choice],
        "ranges": {outcome: _band(advice, band) for outcome, band in quantum.ranges.items()},
        "method": None if method is None else {"name": type(method).__name__, "cites": cited(method.cites, day)},
        "needs": list(quantum.needs), "notes": list(quantum.notes),
        "disproportion": _disproportion(advice, branch, quantum),
    }  # fmt: skip


def _clause(advice: ViolationAdvice, each: ClauseQuantum, day: int) -> dict[str, Any]:
    document = each.clause.document
    kinds = document.kinds
    return {
        "id": each.clause.id, "title": _title(each.clause), "cites": cited(document.cites, day), "rank": document.rank,
        "special": document.special, "mark": document.mark, "verified": document.verified,
        "kinds": {key: list(getattr(kinds, key)) for key in ("required", "optional", "alternatives")},
        "available": NAMES[each.available], "notes": list(each.notes), "needs": list(each.needs),
        "statutory": [_range(advice, one) for one in each.statutory],
        "ranges": {outcome: _band(advice, band) for outcome, band in each.ranges.items()},
    }  # fmt: skip


def _title(clause: Clause) -> dict[str, str]:
    title = clause.document.title
    if title is not None:
        return {"zh": title.zh, "en": title.en}
    named = "、".join(map(str, clause.document.cites)) or clause.id
    return {"zh": named, "en": named}


def _range(advice: ViolationAdvice, one: FineRange) -> dict[str, Any]:
    return {"truth": NAMES[one.truth], "span": span(one.span), "text": _words(advice, one.own, one.multiple_of),
            "amount": amount_in_words(one.span), "multiple_of": one.multiple_of}  # fmt: skip


def _band(advice: ViolationAdvice, band: Band) -> dict[str, Any]:
    return {
        "span": span(band.span), "amount": span(band.amount), "multiple_of": band.multiple_of, "clause": band.clause,
        "exact": band.exact, "conditional": band.conditional, "empty": band.empty, "notes": list(band.notes),
        "text": _words(advice, band.span, band.multiple_of),
    }  # fmt: skip


def _step(step: ChoiceStep, day: int) -> dict[str, Any]:
    return {"rule": step.rule, "kept": list(step.kept), "dropped": list(step.dropped), "cites": cited(step.cites, day)}


def _disproportion(advice: ViolationAdvice, branch: int, quantum: Quantum) -> dict[str, Any] | None:
    found = quantum.disproportion
    if found is None:
        return None
    return {"base": found.base, "label": _label(advice, found.base), "ratio": exact(found.ratio),
            "threshold": exact(found.threshold), "lowest": exact(found.lowest),
            "set_by_law": _line_is_law(advice, branch)}  # fmt: skip


def _line_is_law(advice: ViolationAdvice, branch: int) -> bool:
    """Whether a text of the law states the ratio; otherwise the line is drawn by this software (status `house`)."""
    stating = [each.document for each in advice.plan.laws[branch].rulesets if _RATIO in each.document.parameters]
    return any(each.status != _HOUSE for each in stating)


def _label(advice: ViolationAdvice, name: str) -> dict[str, str]:
    label = advice.plan.vocabulary[name].label
    return {"zh": label.zh, "en": label.en}


def exact(value: int | Fraction | None) -> int | str | None:
    """A number without floats: whole as it is, otherwise as `numerator/denominator`."""
    if value is None or isinstance(value, int):
        return value
    return int(value) if value.denominator == 1 else str(value)


def span(given: Span) -> dict[str, Any]:
    return {"from": exact(given.low), "to": exact(given.high), "from_included": given.low_included,
            "to_included": given.high_included}  # fmt: skip


def _words(advice: ViolationAdvice, given: Span, multiple_of: str | None) -> dict[str, str]:
    if multiple_of is None:
        return amount_in_words(given)
    label = _label(advice, multiple_of)
    told = {lang: _ends(given, lang, _times_of(lang)) for lang in ("zh", "en")}
    return {"zh": f"{label['zh']}的{told['zh']}", "en": f"{told['en']} the {label['en']}"}


def amount_in_words(given: Span) -> dict[str, str]:
    """A range of money in both languages: 50,000元至100,000元（含本数）."""
    return {lang: _ends(given, lang, _yuan_of(lang)) for lang in ("zh", "en")}


def _yuan_of(lang: str) -> Any:
    return lambda fen: f"{show_yuan(fen)}{_YUAN.of(lang)}"


def _times_of(lang: str) -> Any:
    return lambda number: f"{exact(Fraction(number))}{_TIMES.of(lang)}"


def _ends(given: Span, lang: str, show: Any) -> str:
    zh = lang == "zh"
    if given.empty:
        return "无合法数额" if zh else "no lawful amount"
    low, high = given.low or 0, given.high
    if high is None and low == 0:
        return "数额未定" if zh else "amount not settled"
    if high is None:
        return f"{show(low)}{'以上' if zh else ' or more'}{_ends_included(given, zh)}"
    if low == high:
        return str(show(low))
    if low == 0 and given.low_included:
        if given.high_included:
            return f"{show(high)}以下（含本数）" if zh else f"up to {show(high)} (included)"
        return f"低于{show(high)}（不含本数）" if zh else f"below {show(high)} (not included)"
    return f"{show(low)}{'至' if zh else ' to '}{show(high)}{_ends_included(given, zh)}"


def _ends_included(given: Span, zh: bool) -> str:
    low, high = given.low_included, given.high_included or given.high is None
    words: Mapping[tuple[bool, bool], tuple[str, str]] = {
        (True, True): ("（含本数）", " (both included)"), (False, False): ("（均不含本数）", " (neither included)"),
        (True, False): ("（不含上限本数）", " (upper end not included)"),
        (False, True): ("（不含下限本数）", " (lower end not included)"),
    }  # fmt: skip
    return words[low, high][0 if zh else 1]
