"""The advice told to people, in Chinese and English, as an officer reasons.

The text is made from the advice document alone, so that an old advice can be told again without its rulesets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from ..advice import Advice
from ..advice_document import document
from ..deadlines import BUILT_IN
from ..workdays import WorkCalendar
from .disposal_part import disposal
from .facts_part import facts, presumptions
from .findings_part import circumstances
from .fine_part import fine
from .law_part import law
from .layout import Section, laid_out
from .procedure_part import procedure, questions, what_if
from .short import short
from .speech import Speech

__all__ = ["explain", "explain_document"]


def explain(
    advice: Advice,
    lang: Literal["zh", "en"] = "zh",
    full: bool = True,
    *,
    markdown: bool = False,
    calendar: WorkCalendar = BUILT_IN,
) -> str:
    """The advice in words: the whole reasoning, or (`full` False) about a dozen lines for each violation."""
    return explain_document(document(advice, calendar), lang, full, markdown=markdown)


def explain_document(
    given: Mapping[str, Any], lang: Literal["zh", "en"] = "zh", full: bool = True, *, markdown: bool = False
) -> str:
    """The same from an advice document, however old."""
    speech = Speech(lang)
    several = len(given["violations"]) > 1
    parts = [_violation(speech, given, each, full, markdown) for each in given["violations"]]
    if several:
        parts.append(_sum(speech, given))
    return "\n\n".join(parts) + "\n"


def _violation(speech: Speech, given: Mapping[str, Any], each: Mapping[str, Any], full: bool, markdown: bool) -> str:
    case = given["case"]
    if not full:
        lines = short(speech, case, each)
        return "\n".join([f"- {line}" for line in lines] if markdown else lines)
    part = f" · {each['id']}" if len(given["violations"]) > 1 else ""
    title = speech(f"案件{case['id']}{part}处理意见说明", f"Case {case['id']}{part}: opinion and reasons")
    return laid_out(title, _sections(speech, case, each), speech.lang, markdown=markdown)


def _sections(speech: Speech, case: Mapping[str, Any], each: Mapping[str, Any]) -> Iterator[Section]:
    yield facts(speech, case, each)
    yield law(speech, each)
    yield circumstances(speech, each)
    yield disposal(speech, each)
    yield fine(speech, each)
    yield procedure(speech, each)
    yield questions(speech, each)
    yield presumptions(speech, each)
    yield what_if(speech, each)


def _sum(speech: Speech, given: Mapping[str, Any]) -> str:
    """Several acts are decided each, then added."""
    total = given["total_fine"]
    if total is None:
        return speech(
            "各违法行为分别裁量；尚有未定事项，暂不能给出合计。", "Each act is decided by itself; the sum is open."
        )
    told = speech.of(total["text"])
    return speech(f"各违法行为分别裁量后合并，罚款合计：{told}。", f"Sum of the fines: {told}.")
