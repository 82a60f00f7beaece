"""The fine: clauses, the choice between them, the method, the range, and a warning where it is out of proportion."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ..money import show_yuan
from ..outcome import SEVERITY
from ..plan import FINED
from ..wording import CHOICES, FINE_NOTES, MARKS
from .layout import Section
from .speech import Json, Speech

_METHODS = {
    "SpanShare": ("按法定幅度跨度的比例划分", "shares of the span between minimum and maximum"),
    "MaximumShare": ("按法定最高额的比例划分", "shares of the statutory maximum"),
    "WeightedFactors": ("按裁量因素表计算", "the standard's tables of factors"),
}


def fine(speech: Speech, violation: Json) -> Section:
    """五、罚款幅度."""
    section = Section(speech("罚款幅度", "The fine"))
    given = violation["fine"]
    fined = [outcome for outcome in violation["possible"] if outcome in FINED]
    if not fined:
        return section
    if given is None:
        section.say(speech("案卷未指明处罚条款，不能给出罚款幅度。", "No penalty clause is named on file: no range."))
        return section
    for clause in given["clauses"]:
        section.say(_clause(speech, clause))
    for step in given["choice"]:
        section.say(_step(speech, step))
    if given["method"] is not None:
        section.say(_method(speech, given["method"]))
    section.list(_ranges(speech, violation))
    if given["disproportion"] is not None:
        section.say(disproportion(speech, violation))
    return section


def _clause(speech: Speech, clause: Json) -> str:
    ranges = speech.listed(_statutory(speech, each) for each in clause["statutory"])
    text = speech("条款：", "Clause: ") + speech.of(clause["title"])
    text += speech(f"，法定幅度：{ranges}", f", statutory range: {ranges}") if ranges else ""
    if not clause["verified"]:
        read = speech.word(MARKS, clause["mark"]) if clause["mark"] else speech("来源未注明", "source not stated")
        text += speech(f"〔未与官方文本核对：{read}〕", f" [not checked against the official text: {read}]")
    return text + speech("。", ".")


def _statutory(speech: Speech, each: Json) -> str:
    text, amount = speech.of(each["text"]), speech.of(each["amount"])
    known = each["multiple_of"] is not None and each["span"]["to"] is not None
    text += speech(f"，即{amount}", f", that is {amount}") if known else ""
    return text + ("" if each["truth"] == "true" else speech.aside(speech("如适用", "if it applies")))


def _step(speech: Speech, step: Json) -> str:
    cites = speech.aside(speech.joined(step["cites"])) if step["cites"] else ""
    kept, dropped = speech.joined(step["kept"]), speech.joined(step["dropped"])
    rule = speech.word(CHOICES, step["rule"])
    return speech(
        f"条款选择：{rule}{cites}，适用{kept}，不适用{dropped}。", f"Choice: {rule}{cites}: {kept}, not {dropped}."
    )


def _method(speech: Speech, method: Json) -> str:
    zh, en = _METHODS.get(method["name"], (method["name"], method["name"]))
    cites = speech.aside(speech.joined(method["cites"])) if method["cites"] else ""
    return speech(f"裁量方法：{zh}{cites}。", f"Method: {en}{cites}.")


def _ranges(speech: Speech, violation: Json) -> Iterator[str]:
    permitted = {each["outcome"] for each in violation["permitted"]} | set(violation["possible"])
    for outcome in sorted(violation["fine"]["ranges"], key=SEVERITY.__getitem__):
        if outcome in permitted:
            yield range_of(speech, violation, outcome)


def range_of(speech: Speech, violation: Json, outcome: str) -> str:
    """The range of one outcome with its notes."""
    band = violation["fine"]["ranges"][outcome]
    notes = [speech.word(FINE_NOTES, note) for note in band["notes"]]
    if not band["exact"]:
        notes.append(speech("事实未尽，为可能幅度的外缘", "facts are missing: the hull of what is possible"))
    if band["conditional"]:
        notes.append(speech("以拒不改正为前提", "only after refusal to correct"))
    mark = speech("（建议）", " (recommended)") if outcome == violation["outcome"] else ""
    text = f"{speech.outcome(outcome)}{mark}{speech('：', ': ')}{speech.of(band['text'])}"
    return text + (speech("。说明：", ". Note: ") + speech.listed(dict.fromkeys(notes)) if notes else "")


def disproportion(speech: Speech, violation: Json) -> str:
    """The warning where even the lowest lawful fine is out of proportion, and the lawful ways below it."""
    given = violation["fine"]["disproportion"]
    ratio, limit = (round(Fraction(given[key])) for key in ("ratio", "threshold"))
    label, lowest = speech.of(given["label"]), show_yuan(Fraction(given["lowest"]))
    ways = [each for each in ("no_penalty", "reduced") if each in violation["possible"] or _may(violation, each)]
    line = speech(f"提示线{limit}倍", f"line: {limit}")
    if not given["set_by_law"]:
        line += speech("，系本软件所设，法律未规定倍数", ", drawn by this software; no text states a ratio")
    told = speech(
        f"过罚相当提示：即使按法定最低额{lowest}元处罚，也约为{label}的{ratio}倍（{line}）。",
        f"Proportionality: even the lowest fine, {lowest} yuan, is about {ratio} times the {label} ({line}).",
    )
    if ways:
        named = speech.outcomes(ways)
        return told + speech(f"依法可以低于该数额的途径：{named}。", f" Lawful ways below it: {named}.")
    return told + speech(
        "案卷中尚无依法低于该数额的根据，应查明有无不予或者减轻处罚的情节。",
        " No ground to go below it is on file yet.",
    )


def _may(violation: Json, outcome: str) -> bool:
    return any(each["outcome"] == outcome for each in violation["permitted"])
