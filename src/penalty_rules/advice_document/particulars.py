"""The facts of a violation as shown to people: label, value, source, evidence; and what of them a test has read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ..advice import ViolationAdvice
from ..case import Statement
from ..condition.history import PriorRecord, StatedFirst
from ..condition.predicate import Compare, CompareDates, FirstViolation, Predicate, duration_in_chinese
from ..moments import show
from ..money import Span
from ..vocabulary.circumstance import STATED_UNKNOWN, Circumstance
from ..vocabulary.words import Words

FIRST: Final = "first_violation"
FIRST_LABEL: Final = Words(zh="初次违法", en="first violation")
FIRST_QUESTION: Final = Words(
    zh="在回溯期内是否初次违法（没有应计入的在先违法记录）？",
    en="Is it the first violation in the look-back (no earlier one that counts)?",
)
FIRST_EVIDENCE: Final = Words(
    zh="执法办案系统、国家企业信用信息公示系统的查询记录",
    en="search of the case system and of the public credit system",
)
NOT_APPLICABLE: Final = Words(zh="不适用（仅适用于自然人）", en="not applicable (natural persons only)")
_UNREAD: Final = Words(zh="（该条文未读到，无法判断）", en="(text not read: cannot be tested)")
_SCOPES: Final = {
    "matter": Words(zh="同类", en="same matter"), "provision": Words(zh="同一条款", en="same provision"),
    "domain": Words(zh="同领域", en="same domain"), "any": Words(zh="任何", en="any"),
}  # fmt: skip
_PAIR = dict[str, str]


def branch_day(advice: ViolationAdvice, branch: int) -> int:
    """The day that governs a branch of the law: the last day of the act, or the day of the decision (ordinal).

    A `Law` is shared by all cases of a period and keeps the day of one of them: it is not asked here.
    """
    last: int = advice.violation.conduct[1].high
    return last if branch == 0 else advice.case.decided


def said(words: Words) -> _PAIR:
    return {"zh": words.zh, "en": words.en}


def both(circumstance: Circumstance, value: object) -> _PAIR:
    """A value as shown, in both languages."""
    return {"zh": circumstance.show(value, "zh"), "en": circumstance.show(value, "en")}


def test_in_words(advice: ViolationAdvice, predicate: Predicate) -> _PAIR:
    """What a predicate asks, in both languages."""
    vocabulary = advice.plan.vocabulary
    if isinstance(predicate, Compare):
        one = vocabulary[predicate.fact]
        return {lang: predicate.describe(one, lang) for lang in ("zh", "en")}
    if isinstance(predicate, CompareDates):
        one, other = vocabulary[predicate.fact], vocabulary[predicate.other]
        return {lang: predicate.describe(one, other, lang) for lang in ("zh", "en")}
    if isinstance(predicate, FirstViolation):
        return {lang: predicate.describe(lang) for lang in ("zh", "en")}
    return said(_UNREAD)


def observed(advice: ViolationAdvice, predicate: Predicate) -> list[dict[str, Any]]:
    """The facts that a predicate reads, as shown."""
    return [_observed(advice, name) for name in predicate.facts]


def _observed(advice: ViolationAdvice, name: str) -> dict[str, Any]:
    if name == "history":
        return {"name": FIRST, "label": said(FIRST_LABEL), "shown": history_in_words(advice)}
    circumstance = advice.plan.vocabulary[name]
    foreign = circumstance.applies_to == "natural_person" and not advice.plan.natural
    shown = said(NOT_APPLICABLE) if foreign else both(circumstance, _value(advice, circumstance))
    return {"name": name, "label": said(circumstance.label), "shown": shown}


def _value(advice: ViolationAdvice, circumstance: Circumstance) -> object:
    value = advice.violation.facts.get(circumstance.name)
    return circumstance.presumed if value is None and _is_presumed(advice, circumstance) else value


def _is_presumed(advice: ViolationAdvice, circumstance: Circumstance) -> bool:
    if advice.strict or circumstance.presumption is None:
        return False
    return advice.plan.natural or circumstance.applies_to != "natural_person"


def history_in_words(advice: ViolationAdvice) -> _PAIR:
    """What the file says of the record, in both languages."""
    history = advice.violation.history
    zh, en = [], []
    if history.records:
        listed = [_record_in_words(advice, each) for each in history.records]
        zh.append("在先记录：" + "；".join(each[0] for each in listed))
        en.append("earlier: " + "; ".join(each[1] for each in listed))
    if history.checked is not None:
        since = "ever" if history.checked.low is None else show(history.checked.low)
        until = "" if history.checked.high is None else show(history.checked.high)
        zh.append(f"已查询{'全部记录' if since == 'ever' else since + '起'}至{until}")
        en.append(f"searched from {since} to {until}")
    if history.stated is not None:
        zh.append(_stated_first(history.stated, "zh"))
        en.append(_stated_first(history.stated, "en"))
    return {"zh": "；".join(zh) or "不明", "en": "; ".join(en) or "unknown"}


def _record_in_words(advice: ViolationAdvice, record: PriorRecord) -> tuple[str, str]:
    label = advice.plan.matter if record.matter == advice.violation.matter else None
    zh_matter, en_matter = (record.matter, record.matter) if label is None else (label.zh, label.en)
    days = " – ".join(dict.fromkeys(show(end) for end in (record.conduct.low, record.conduct.high) if end is not None))
    zh = f"{days}（{zh_matter or '事项不明'}，{'已处罚' if record.penalised else '未处罚'}）"
    return zh, f"{days} ({en_matter or 'matter unknown'}, {'penalised' if record.penalised else 'not penalised'})"


def _stated_first(stated: StatedFirst, lang: str) -> str:
    scope = _SCOPES[stated.same].of(lang)
    if lang == "zh":
        within = f"{duration_in_chinese(stated.within)}内" if stated.within else ""
        return f"{within}{'无' if stated.value else '有'}{scope}违法记录"
    within = f" within {stated.within}" if stated.within else ""
    return f"{'no' if stated.value else 'an'} earlier violation{within} (scope: {scope})"


def facts(advice: ViolationAdvice) -> list[dict[str, Any]]:
    """Every fact that the file states, that follows, or that was presumed; in the order of the vocabulary."""
    return [*_record(advice), *_facts(advice)]


def _record(advice: ViolationAdvice) -> Iterator[dict[str, Any]]:
    history, statement = advice.violation.history, advice.violation.stated.get(FIRST)
    if statement is None and not history.records and history.checked is None:
        return
    value = {
        "stated": None if history.stated is None else history.stated.value,
        "records": len(history.records), "searched": history.checked is not None,
    }  # fmt: skip
    yield {
        "name": FIRST, "label": said(FIRST_LABEL), "value": value, "shown": history_in_words(advice),
        "source": "stated", **_support(statement),
    }  # fmt: skip


def _facts(advice: ViolationAdvice) -> Iterator[dict[str, Any]]:
    violation = advice.violation
    presumed = {each.name for each in advice.presumptions}
    for circumstance in advice.plan.vocabulary:
        name = circumstance.name
        statement, value = violation.stated.get(name), violation.facts.get(name)
        if statement is None and value is None and name not in presumed:
            continue
        source = "stated" if statement is not None and _same(statement.value, value) else "derived"
        if value is None and statement is None:
            source, value = "presumed", circumstance.presumed
        elif value is None and statement is not None:
            source, value = "stated", statement.value
        elif circumstance.system:
            source = "case"
        yield {
            "name": name, "label": said(circumstance.label), "value": plain(circumstance, value),
            "shown": both(circumstance, value), "source": source, **_support(statement),
        }  # fmt: skip


def _same(stated: object, held: object) -> bool:
    return stated == held or (stated is STATED_UNKNOWN and held is STATED_UNKNOWN)


def _support(statement: Statement | None) -> dict[str, Any]:
    if statement is None:
        return {"evidence": [], "reason": None}
    return {"evidence": list(statement.evidence), "reason": statement.reason}


def plain(circumstance: Circumstance, value: object) -> object:
    """The value in JSON types, as a file would state it; numbers that are not whole as text."""
    return None if value is None else circumstance.plain(value)


def shown_days(span: tuple[Span, Span]) -> Mapping[str, Any]:
    """The days of the act: ISO text, each end as an interval."""
    return {key: [None if end is None else show(end) for end in (each.low, each.high)]
            for key, each in zip(("first", "last"), span, strict=True)}  # fmt: skip
