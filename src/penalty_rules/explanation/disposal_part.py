"""The opinion: outcome, force, grounds; why nothing milder; what else is permitted; what a person must look at."""

from __future__ import annotations

from collections.abc import Iterator

from ..outcome import SEVERITY
from ..wording import FORCES
from .conditions import missed, nothing_on_file
from .findings_part import grounds, readings
from .layout import Section
from .speech import Json, Speech

_SCALE = ("no_penalty", "reduced", "lighter")
_EFFECTS = {
    "no_penalty": ("no_penalty",), "reduced": ("reduced", "lighter_or_reduced"),
    "lighter": ("lighter", "lighter_or_reduced"),
}  # fmt: skip


def disposal(speech: Speech, violation: Json) -> Section:
    """四、处理意见."""
    section = Section(speech("处理意见", "Opinion"))
    section.say(conclusion(speech, violation))
    section.list(basis(speech, violation))
    for line in _others(speech, violation):
        section.say(line)
    _why_not_milder(speech, violation, section)
    if violation["human_review"]:
        section.say(speech("须由办案人员把关：", "A person must look at this:"))
        section.list(speech.of(each) for each in violation["human_review"])
    return section


def conclusion(speech: Speech, violation: Json) -> str:
    """The recommended outcome with its force, or the outcomes still possible."""
    outcome = violation["outcome"]
    if outcome is not None:
        told = speech.outcome(outcome)
        if violation["force"] == "shall":
            return speech(f"建议：{told}（应当）。", f"Advice: {told} (shall).")
        if _either(violation):
            zh = f"建议：{told}（应当从轻或者减轻处罚，二者之间由机关裁量选择）。"
            return speech(zh, f"Advice: {told} (it shall be lighter or reduced; which of the two is discretion).")
        return speech(f"建议：{told}（可以，由机关裁量）。", f"Advice: {told} (may: at the authority's discretion).")
    exact = "" if violation["exact"] else speech("（上限估计）", " (over-approximation)")
    possible = speech.outcomes(violation["possible"]) + exact
    return speech(f"现有事实尚不能得出唯一结论。可能的结果：{possible}。", f"Not determined yet. Possible: {possible}.")


def _either(violation: Json) -> bool:
    """Lighter or reduced, and nothing harsher (APL 32: “shall be lighter or reduced”)."""
    return {each["outcome"] for each in violation["permitted"]} == {"lighter", "reduced"}


def basis(speech: Speech, violation: Json) -> Iterator[str]:
    """The grounds of the recommended outcome; an ordinary one rests on there being none."""
    outcome = violation["outcome"]
    if outcome is None:
        return
    permitted = next((each for each in violation["permitted"] if each["outcome"] == outcome), None)
    rules = [] if permitted is None else list(grounds(speech, violation, permitted["grounds"]))
    if rules:
        yield from (speech(f"依据：{rule}", f"Ground: {rule}") for rule in rules)
    elif outcome == "ordinary":
        yield speech("没有成立的从宽或者从重情节。", "No mitigating or aggravating ground stands, or they balance.")


def _others(speech: Speech, violation: Json) -> Iterator[str]:
    others = [each for each in violation["permitted"] if each["outcome"] != violation["outcome"]]
    told = [_permitted(speech, violation, each) for each in others]
    if told and violation["outcome"] is not None:
        yield speech("法律同时允许：", "The law also permits: ") + speech.listed(told) + speech("。", ".")
    elif told:
        yield speech("各结果的前提：", "What each would rest on: ") + speech.listed(told) + speech("。", ".")


def _permitted(speech: Speech, violation: Json, each: Json) -> str:
    hangs = "" if each["certain"] else speech("，取决于待查事实", ", depends on open facts")
    text = f"{speech.outcome(each['outcome'])}{speech.aside(speech.word(FORCES, each['force']) + hangs)}"
    rules = list(grounds(speech, violation, each["grounds"] or each["open_grounds"]))
    if not rules or violation["outcome"] is None:
        return text
    return text + speech("，依据", ", ground: ") + speech.joined(rules)


def _why_not_milder(speech: Speech, violation: Json, section: Section) -> None:
    told: dict[tuple[bool, tuple[str, ...], bool], list[str]] = {}
    for outcome in _milder(violation):
        still_open = _still_open(violation, outcome)
        rules = [each for each in _rules_for(speech, violation, outcome) if not still_open or each["truth"] == "open"]
        lines = tuple(dict.fromkeys(_missing(speech, each) for each in rules if not nothing_on_file(each)))
        told.setdefault((still_open, lines, any(map(nothing_on_file, rules))), []).append(outcome)
    for (still_open, lines, silent), outcomes in told.items():
        named = speech.outcomes(outcomes)
        if still_open:
            title = speech(f"{named}尚待下列条件之一：", f"{named} still needs one of these:")
        else:
            title = speech(f"未建议{named}的理由：", f"Why not {named}:")
        section.say(title + ("" if lines or silent else speech("没有可适用的规定。", " no rule provides for it.")))
        section.list(lines)
        if silent:
            section.say(_nothing_else(speech), 1)


def _rules_for(speech: Speech, violation: Json, outcome: str) -> Iterator[Json]:
    """The rules that would lead to an outcome and are not met, under every law that may apply."""
    for _, findings in readings(speech, violation):
        yield from (each for each in findings if each["effect"] in _EFFECTS[outcome] and each["truth"] != "met")


def _nothing_else(speech: Speech) -> str:
    return speech("其他法定情形案卷无记载，不成立（见情节认定）。", "Nothing on file points to the other grounds.")


def _milder(violation: Json) -> Iterator[str]:
    """Outcomes milder than the harshest still possible, that are not permitted for certain."""
    harshest = max(SEVERITY[outcome] for outcome in violation["possible"])
    certain = {each["outcome"] for each in violation["permitted"] if each["certain"]}
    for outcome in _SCALE:
        if SEVERITY[outcome] < harshest and outcome not in certain and outcome != violation["outcome"]:
            yield outcome


def _still_open(violation: Json, outcome: str) -> bool:
    return any(each["outcome"] == outcome for each in violation["permitted"])


def _missing(speech: Speech, finding: Json) -> str:
    return f"{speech.rule(finding)}{speech('：', ': ')}{missed(speech, finding)}"
