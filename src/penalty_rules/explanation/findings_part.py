"""Circumstances: what is established, what is open, what was missed and by which condition."""

from __future__ import annotations

from collections.abc import Iterator

from ..wording import GROUNDS
from .conditions import found, missed, nothing_on_file, supported
from .layout import Section
from .speech import Json, Speech


def circumstances(speech: Speech, violation: Json) -> Section:
    """三、情节认定: under the law that applies, or under both while the choice is open."""
    section = Section(speech("情节认定", "Circumstances"))
    for title, findings in readings(speech, violation):
        if title:
            section.say(title)
        _reading(speech, section, findings)
    return section


def readings(speech: Speech, violation: Json) -> list[tuple[str, list[Json]]]:
    """The findings under the law that applies; while the choice is open, those of each branch under its name."""
    shown, others = violation["findings"], violation["law"]["branches"]
    other = next((each["findings"] for each in others if each["findings"] is not None), None)
    if violation["law"]["chosen"] is not None or other is None or _same(other, shown):
        return [("", shown)]
    return [(speech("按行为时的规定：", "By the law at the act:"), shown),
            (speech("按决定时的规定：", "By the law at the decision:"), other)]  # fmt: skip


def _same(one: list[Json], other: list[Json]) -> bool:
    return [(each["ruleset"], each["id"]) for each in one] == [(each["ruleset"], each["id"]) for each in other]


def _reading(speech: Speech, section: Section, findings: list[Json]) -> None:
    unmet = [each for each in found(findings, "not_met") if not nothing_on_file(each)]
    listed = [each for each in unmet if each["basis"] != "statute"]
    statutory = [each for each in unmet if each["basis"] == "statute"]
    for title, lines in (
        (speech("成立：", "Established:"), [_met(speech, each) for each in found(findings, "met")]),
        (speech("尚未确定：", "Open:"), [_unmet(speech, each) for each in found(findings, "open")]),
        (speech("清单和裁量基准中不成立的：", "List items and standards that are not met:"),
         [_unmet(speech, each) for each in listed]),
        (speech("法律法规中不成立的：", "Statutory grounds that are not met:"),
         [_unmet(speech, each) for each in statutory]),
    ):  # fmt: skip
        if lines:
            section.say(title)
            section.list(lines)
    unspoken = silent(speech, findings)
    if unspoken:
        title = speech("案卷无记载（按推定或者当事人类型）不成立的：", "Not met, for nothing on file points to them: ")
        section.say(title + speech.listed(unspoken) + speech("。", "."))


def silent(speech: Speech, findings: list[Json]) -> list[str]:
    """Rules that nothing on file points to: ground by ground, with their articles."""
    cites: dict[str, list[str]] = {}
    for each in findings:
        if nothing_on_file(each):
            cites.setdefault(each["ground"], []).append(speech.joined(each["cites"]) or each["id"])
    return [speech.word(GROUNDS, ground) + speech.aside(speech.joined(dict.fromkeys(articles)))
            for ground, articles in cites.items()]  # fmt: skip


def _met(speech: Speech, finding: Json) -> str:
    because = supported(speech, finding)
    told = f"{speech.rule(finding)}{speech('，', ', ')}{speech.effect(finding)}"
    return told + (speech(f"。事实：{because}", f". Facts: {because}") if because else "")


def _unmet(speech: Speech, finding: Json) -> str:
    return f"{speech.rule(finding)}{speech('：', ': ')}{missed(speech, finding)}"


def by_id(violation: Json) -> dict[str, Json]:
    """The findings by rule: those of the branch shown before those of the other."""
    known: dict[str, Json] = {}
    for branch in violation["law"]["branches"]:
        known |= {each["id"]: each for each in branch["findings"] or ()}
    return known | {each["id"]: each for each in violation["findings"]}


def grounds(speech: Speech, violation: Json, ids: list[str]) -> Iterator[str]:
    """Rules by title and article."""
    known = by_id(violation)
    return (speech.rule(known[each]) for each in ids if each in known)
