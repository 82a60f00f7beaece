"""Which law applies and why: both branches of 从旧兼从轻, the choice, and gaps between versions of a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..vocabulary.words import Words
from ..wording import REASONS
from .layout import Section
from .speech import Json, Speech

_STATUS: Final = {
    "press": Words(zh="据新闻报道", en="press report"),
    "illustrative": Words(zh="示范，不得用于真实案件", en="illustrative: not for real cases"),
}


def law(speech: Speech, violation: Json) -> Section:
    """二、适用的法律及理由."""
    section = Section(speech("适用的法律及理由", "The law that applies, and why"))
    given = violation["law"]
    if len(given["branches"]) == 1:
        section.say(speech("适用下列规定：", "These texts apply:"))
        section.list(_ruleset(speech, each) for each in _texts(given["branches"][0]))
    else:
        for line in _branches(speech, violation):
            section.say(line)
        section.list(_differing(speech, given["branches"]))
    section.say(speech(f"选择及理由：{why(speech, violation)}", f"Choice: {why(speech, violation)}"))
    in_force = {each["id"] for branch in given["branches"] for each in branch["rulesets"]}
    for gap in given["gaps"]:
        if gap["ruleset"] not in in_force:
            section.say(_gap(speech, gap))
    return section


def why(speech: Speech, violation: Json) -> str:
    """The reason for the choice of law in words."""
    reason = speech.word(REASONS, violation["law"]["why"])
    if len(violation["law"]["branches"]) == 2 and violation["law"]["why"] != "single_law":
        return reason + speech("（从旧兼从轻，《行政处罚法》第三十七条）。", " (APL 37).")
    return reason + speech("。", ".")


def _branches(speech: Speech, violation: Json) -> Iterator[str]:
    for branch in violation["law"]["branches"]:
        role = speech("行为时", "At the act") if branch["role"] == "conduct" else speech("决定时", "At the decision")
        outcomes = speech.outcomes(branch["outcomes"])
        zh = f"{role}（{branch['day']}）的规定：处理结果为{outcomes}。"
        yield speech(zh, f"{role} ({branch['day']}): {outcomes}.")


def _differing(speech: Speech, branches: list[Json]) -> Iterator[str]:
    """Texts that stand in both branches once; those that differ with their branch."""
    names = [{(each["id"], each["version"]) for each in _texts(branch)} for branch in branches]
    for at, branch in enumerate(branches):
        for each in _texts(branch):
            key = each["id"], each["version"]
            if key in names[1 - at]:
                if at == 0:
                    yield speech("两时点均适用：", "on both days: ") + _ruleset(speech, each)
            else:
                role = speech("行为时：", "at the act: ") if at == 0 else speech("决定时：", "at the decision: ")
                yield role + _ruleset(speech, each)


def _texts(branch: Json) -> list[Json]:
    """The rulesets that are law; lines drawn by this software are told where they are used."""
    return [each for each in branch["rulesets"] if each["status"] != "house"]


def _ruleset(speech: Speech, each: Json) -> str:
    number = speech.aside(each["document_number"]) if each["document_number"] else ""
    until = "" if each["until"] is None else speech(f"至{each['until']}", f" until {each['until']}")
    period = speech(f"自{each['from']}起{until}施行", f"in force from {each['from']}{until}")
    status = "" if each["status"] not in _STATUS else speech.aside(speech.words(_STATUS[each["status"]]))
    title = speech.of(each["title"])
    named = title if speech.lang == "en" or title.startswith("《") else f"《{title}》"
    return f"{named}{number}{speech('，', ', ')}{period}{status}"


def _gap(speech: Speech, gap: Json) -> str:
    title, ended, begins = speech.of(gap["title"]), gap["ended"], gap["begins"]
    if ended is None:
        zh = f"尚未施行、不适用于本案：《{title}》（自{begins}起施行）。"
        return speech(zh, f"Not yet in force: “{title}” (from {begins}).")
    again = "" if begins is None else speech(f"，新文本自{begins}起施行", f", the next begins on {begins}")
    return speech(
        f"清单空档：《{title}》已于{ended}失效{again}；不沿用失效文本，依法律处理。",
        f"Gap: “{title}” ended on {ended}{again}; an expired text is not revived, the statute applies.",
    )
