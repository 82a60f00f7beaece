"""Party, act and facts; and, at the end, the presumptions."""

from __future__ import annotations

from ..wording import PARTIES
from .layout import Section
from .speech import Json, Speech


def facts(speech: Speech, case: Json, violation: Json) -> Section:
    """一、当事人与违法事实."""
    section = Section(speech("当事人与违法事实", "The party and the act"))
    section.say(who(speech, case))
    section.say(what(speech, violation))
    for source, title in (
        ("stated", speech("认定的事实（案卷载明）：", "Facts stated on file:")),
        ("derived", speech("由上述事实推出：", "What follows from them:")),
    ):
        lines = [_fact(speech, each) for each in violation["facts"] if each["source"] == source]
        if lines:
            section.say(title)
            section.list(lines)
    if violation["presumptions"]:
        count = len(violation["presumptions"])
        section.say(speech(f"另有{count}项推定，见“推定”部分。", f"{count} presumptions were used: see below."))
    for each in violation["contradictions"]:
        section.say(_contradiction(speech, each))
    return section


def who(speech: Speech, case: Json) -> str:
    """The party, the authority and the dates in one sentence."""
    party, authority = case["party"], case["authority"]["name"]
    kind = speech.word(PARTIES, party["kind"])
    name = party["name"] or speech("（未载明名称）", "(no name on file)")
    parts = [speech(f"当事人：{name}（{kind}）", f"Party: {name} ({kind})")]
    if authority:
        parts.append(speech(f"办案机关：{authority}", f"authority: {authority}"))
    if case["filed"]:
        parts.append(speech(f"立案日期：{case['filed']}", f"filed on {case['filed']}"))
    parts.append(speech(f"决定日期：{case['decided']}", f"decision on {case['decided']}"))
    return speech.listed(parts) + speech("。", ".")


def what(speech: Speech, violation: Json) -> str:
    return speech(f"违法行为：{matter(speech, violation)}；行为日期：{days(speech, violation)}。",
                  f"Act: {matter(speech, violation)}; {days(speech, violation)}.")  # fmt: skip


def matter(speech: Speech, violation: Json) -> str:
    """The matter in words; an act that no list names says so."""
    given = violation["matter"]
    if given["zh"] is not None:
        return speech.of(given)
    unlisted = speech("清单未列明的违法行为", "an act that no list names")
    return unlisted if given["code"] == "unlisted" else str(given["code"])


def days(speech: Speech, violation: Json) -> str:
    """The days of the act, a continuing one from first to last."""
    ends = [_day(speech, violation["conduct"][key]) for key in ("first", "last")]
    return ends[0] if ends[0] == ends[1] else speech(f"{ends[0]}至{ends[1]}", f"{ends[0]} to {ends[1]}")


def _day(speech: Speech, ends: list[str | None]) -> str:
    if ends[0] == ends[1]:
        return str(ends[0])
    return speech(f"{ends[0]}与{ends[1]}之间的某日", f"some day between {ends[0]} and {ends[1]}")


def _fact(speech: Speech, fact: Json) -> str:
    text = f"{speech.of(fact['label'])}{speech('：', ': ')}{speech.of(fact['shown'])}"
    if fact["evidence"]:
        text += speech("。证据：", ". Evidence: ") + speech.joined(fact["evidence"])
    if fact["reason"]:
        text += speech("。理由：", ". Reason: ") + fact["reason"]
    return text


def _contradiction(speech: Speech, each: Json) -> str:
    label, stated, derived = speech.of(each["label"]), speech.of(each["stated"]), speech.of(each["derived"])
    return speech(
        f"矛盾：案卷载明“{label}：{stated}”，但其他事实表明“{derived}”；核实之前按不明处理。",
        f"Contradiction: “{label}: {stated}” is stated, other facts show “{derived}”; taken as unknown.",
    )


def presumptions(speech: Speech, violation: Json) -> Section:
    """八、推定: those whose reversal would change the outcome, then the others."""
    section = Section(speech("推定", "Presumptions"))
    mattering = [each for each in violation["presumptions"] if each["matters"]]
    others = [each for each in violation["presumptions"] if not each["matters"]]
    if mattering:
        confirm = "下列推定如不成立，处理结果将改变，应逐项确认："
        section.say(speech(confirm, "Confirm each of these: the outcome hangs on them."))
        section.list(_presumption(speech, each) for each in mattering)
    if others:
        title = speech("其余推定不影响结果：", "These do not bear on the outcome: ")
        section.say(title + speech.listed(_short(speech, each) for each in others) + speech("。", "."))
    return section


def _short(speech: Speech, each: Json) -> str:
    return f"{speech.of(each['label'])}{speech('：', ': ')}{speech.of(each['shown'])}"


def _presumption(speech: Speech, each: Json) -> str:
    basis = "" if each["basis"] is None else speech("。依据：", ". Basis: ") + speech.of(each["basis"])
    otherwise = speech.outcomes(each["would_be"])
    told = speech("。如不成立，可能的结果：", ". Otherwise: ") + otherwise
    return f"{_short(speech, each)}{basis}{told}"
