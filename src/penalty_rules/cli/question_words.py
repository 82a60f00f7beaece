"""A question of the interview in words: what is asked, how to answer, who must prove it, what is usually accepted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..advice import Advice, ViolationAdvice
from ..advice_document.inquiries import told_after
from ..interview import FIRST_VIOLATION, Asked
from ..vocabulary.circumstance import Circumstance
from ..wording import BECAUSE, BURDENS, OUTCOMES, word

_FORMS: Final = {
    "money": ("金额，如 500元、<=500元、100元..500元", "an amount: 500 yuan, <=500 yuan, 100 yuan..500 yuan"),
    "date": (
        "日期，如 2024-03-01、2024年3月1日、<=2024-03-01",
        "a date: 2024-03-01, <=2024-03-01, 2024-03-01..2024-03-31",
    ),
    "number": ("数，如 3、0.1、<=20、1..3", "a number: 3, 0.1, <=20, 1..3"),
    "integer": ("整数，如 3、<=20、1..3", "a whole number: 3, <=20, 1..3"),
    "set": ("可多选，用逗号隔开；一项都没有写“无”", "several with commas between; `none` for none of them"),
}  # fmt: skip
_YES_NO: Final = {"zh": "1 是  2 否  3 不明", "en": "1 yes  2 no  3 unknown"}
_UNKNOWN: Final = {"zh": "不明", "en": "unknown"}


def standing(advice: Advice, lang: str) -> str:
    """What is possible now."""
    told = []
    for violation in advice.violations:
        outcomes = " / ".join(word(OUTCOMES, each, lang) for each in violation.possible)
        told.append(outcomes if len(advice.violations) == 1 else f"{violation.violation.id}: {outcomes}")
    return ("目前可能：" if lang == "zh" else "possible now: ") + "；".join(told)


def put(asked: Asked, advice: Advice, lang: str) -> str:
    """The question, its type and values, and what stands behind it."""
    circumstance = asked.circumstance
    head = f"【{circumstance.label.of(lang)}】{circumstance.question.of(lang)}"
    if len(advice.violations) > 1:
        head = f"[{advice.violations[asked.violation].violation.id}] {head}"
    return "\n".join([head, _line("填写", "answer", _form(circumstance, lang), lang), *_background(asked, lang)])


def _line(zh: str, en: str, value: str, lang: str) -> str:
    return f"  {zh}：{value}" if lang == "zh" else f"  {en}: {value}"


def _form(circumstance: Circumstance, lang: str) -> str:
    if circumstance.type == "boolean":
        more = "；可加年限，如 是 2年" if lang == "zh" else "; with a look-back: yes 2 years"
        return _YES_NO[lang] + (more if circumstance is FIRST_VIOLATION else "")
    values = "  ".join(f"{n} {words.of(lang)}" for n, words in enumerate(circumstance.values.values(), 1))
    if circumstance.type == "enum":
        return f"{values}  {len(circumstance.values) + 1} {_UNKNOWN[lang]}"
    form = _FORMS[circumstance.type][lang == "en"]
    unit = f"（{circumstance.unit}）" if circumstance.unit and circumstance.type == "number" else ""
    return f"{values}  ({form})" if values else f"{form}{unit}"


def _background(asked: Asked, lang: str) -> Iterator[str]:
    zh = lang == "zh"
    circumstance = asked.circumstance
    burden = word(BURDENS, circumstance.burden, lang)
    because = word(BECAUSE, asked.question.because, lang)
    yield f"  {because}；举证责任：{burden}" if zh else f"  {because}; burden of proof: {burden}"
    if circumstance.evidence is not None:
        yield _line("通常证据", "usual evidence", circumstance.evidence.of(lang), lang)
    if circumstance.judgement:
        yield "  须由执法人员判断并写明理由" if zh else "  a judgement: the officer states it with reasons"
    for checklist in asked.checklists:
        cites = "、".join(map(str, checklist.cites))
        yield f"  考虑因素（{cites}）：" if zh else f"  factors ({cites}):"
        yield from (f"    - {factor.of(lang)}" for factor in checklist.factors)


def explained(asked: Asked, advice: ViolationAdvice, lang: str) -> str:
    """Why it is asked: legal basis, presumption, note, and what each kind of answer would leave possible."""
    circumstance = asked.circumstance
    basis = "、".join(map(str, circumstance.basis))
    lines = [_line("依据", "basis", basis, lang)] if basis else []
    if circumstance.note is not None:
        lines.append(f"  {circumstance.note.of(lang)}")
    if circumstance.presumption is not None:
        presumed = circumstance.presumption.basis.of(lang)
        lines.append(_line("案卷未载时推定", "presumed where silent", presumed, lang))
    for each in told_after(advice, asked.question):
        told = " / ".join(word(OUTCOMES, outcome, lang) for outcome in each["outcomes"])
        answer = each["answer"] and each["answer"][lang]
        when = (f"如为“{answer}”", f"if “{answer}”") if answer else ("可能", "possible")
        lines.append(_line(*when, told, lang))
    return "\n".join([*lines, _line("填写", "answer", _form(circumstance, lang), lang)])
