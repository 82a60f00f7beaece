"""Circumstances: what is established, what is open, what was missed and by which condition."""

from __future__ import annotations

from collections.abc import Iterator

from ..wording import GROUNDS
from .conditions import found, missed, nothing_on_file, supported
from .layout import Section
from .speech import Json, Speech


def circumstances(speech: Speech, violation: Json) -> Section:
    """三、情节认定."""
    section = Section(speech("情节认定", "Circumstances"))
    findings = violation["findings"]
    unmet = [each for each in found(findings, "not_met") if not nothing_on_file(each)]
    for title, lines in (
        (speech("成立：", "Established:"), [_met(speech, each) for each in found(findings, "met")]),
        (speech("尚未确定：", "Open:"), [_unmet(speech, each) for each in found(findings, "open")]),
        (speech("清单和裁量基准中不成立的：", "List items and standards that are not met:"),
         [_unmet(speech, each) for each in unmet if each["basis"] != "statute"]),
        (speech("法律法规中不成立的：", "Statutory grounds that are not met:"),
         [_unmet(speech, each) for each in unmet if each["basis"] == "statute"]),
    ):  # fmt: skip
        if lines:
            section.say(title)
            section.list(lines)
    silent = [_silent(speech, each) for each in findings if nothing_on_file(each)]
    if silent:
        title = speech("案卷无记载（按推定或者当事人类型）不成立的：", "Not met, for nothing on file points to them: ")
        section.say(title + speech.listed(silent) + speech("。", "."))
    return section


def _silent(speech: Speech, finding: Json) -> str:
    cites = speech.joined(finding["cites"]) or finding["id"]
    return speech.word(GROUNDS, finding["ground"]) + speech.aside(cites)


def _met(speech: Speech, finding: Json) -> str:
    because = supported(speech, finding)
    told = f"{speech.rule(finding)}{speech('，', ', ')}{speech.effect(finding)}"
    return told + (speech(f"。事实：{because}", f". Facts: {because}") if because else "")


def _unmet(speech: Speech, finding: Json) -> str:
    return f"{speech.rule(finding)}{speech('：', ': ')}{missed(speech, finding)}"


def by_id(violation: Json) -> dict[str, Json]:
    """The findings of the branch shown, by rule."""
    return {each["id"]: each for each in violation["findings"]}


def grounds(speech: Speech, violation: Json, ids: list[str]) -> Iterator[str]:
    """Rules by title and article."""
    known = by_id(violation)
    return (speech.rule(known[each]) for each in ids if each in known)
