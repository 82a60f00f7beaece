"""The short form: at most a dozen lines for a violation."""

from __future__ import annotations

from collections.abc import Iterator

from .disposal_part import basis, conclusion
from .facts_part import days, matter
from .fine_part import disproportion, range_of
from .law_part import why
from .procedure_part import duty, possible_change
from .speech import Json, Speech

_FIRST = 4
_FIRST_CHANGES = 2


def short(speech: Speech, case: Json, violation: Json) -> list[str]:
    """One line for each thing that an officer looks for first."""
    return list(_lines(speech, case, violation))


def _lines(speech: Speech, case: Json, violation: Json) -> Iterator[str]:
    name = case["party"]["name"] or speech("当事人", "party")
    yield speech(f"案件{case['id']}：{name}，{matter(speech, violation)}，{days(speech, violation)}。",
                 f"Case {case['id']}: {name}, {matter(speech, violation)}, {days(speech, violation)}.")  # fmt: skip
    yield conclusion(speech, violation)
    yield from ([speech.listed(told)] if (told := list(basis(speech, violation))) else [])
    yield speech(f"法律适用：{why(speech, violation)}", f"Law: {why(speech, violation)}")
    yield from _fine(speech, violation)
    if violation["duties"]:
        yield speech("须办：", "To do: ") + speech.listed(duty(speech, each) for each in violation["duties"])
    if violation["questions"]:
        yield speech("先查明：", "Find out first: ") + _first(speech, violation["questions"])
    mattering = [each for each in violation["presumptions"] if each["matters"]]
    if mattering:
        yield speech("影响结论、须确认的推定：", "Presumptions to confirm: ") + _first(speech, mattering)
    if violation["what_if"]:
        told = [possible_change(speech, each) for each in violation["what_if"][:_FIRST_CHANGES]]
        yield speech.listed(told) + speech("。", ".")
    if violation["human_review"]:
        yield speech("把关：", "Review: ") + speech.listed(speech.of(each) for each in violation["human_review"])


def _first(speech: Speech, given: list[Json]) -> str:
    labels = [speech.of(each["label"]) for each in given]
    more = "" if len(labels) <= _FIRST else speech(f"等{len(labels)}项", f" … ({len(labels)} in all)")
    return speech.listed(labels[:_FIRST]) + more + speech("。", ".")


def _fine(speech: Speech, violation: Json) -> Iterator[str]:
    given, outcome = violation["fine"], violation["outcome"]
    if given is None or outcome not in given["ranges"]:
        return
    yield speech("罚款幅度：", "Fine: ") + range_of(speech, violation, outcome) + speech("。", ".")
    if given["disproportion"] is not None:
        yield disproportion(speech, violation)
