"""The draft of a decision not to penalise 不予行政处罚决定书."""

from __future__ import annotations

from typing import Final

from ..explanation.law_part import why
from ..explanation.speech import Json
from ..wording import OUTCOMES
from .dossier import SPEECH, Dossier, articles, evidence, told_facts
from .form import acts, closed, headed, party, remedies
from .refusal import DocumentRefused
from .sheet import Sheet, blank, dated, or_blank

# What the party is told; the other duties are the authority's own affair.
_OUTWARD: Final = frozenset({
    "education", "order_to_correct", "oral_order", "refund_consumers", "recall", "confiscate_unsafe_goods",
    "guardian_discipline", "guardian_care", "follow_up_check", "strict_on_repeat",
})  # fmt: skip


def decision_faults(dossier: Dossier) -> dict[str, str]:
    """For each violation that stands in the way of this decision: why, and what to do."""
    return {
        each["id"]: _fault(dossier.outcome(each), each)
        for each in dossier.violations
        if dossier.outcome(each) != "no_penalty"
    }


def _fault(outcome: str | None, violation: Json) -> str:
    if outcome is None:
        possible = ", ".join(violation["possible"])
        return f"undetermined ({possible} possible): settle its questions, or record the officer's disposition first"
    return f"the outcome is {outcome}: the decision on the whole case is another one, and the two exclude each other"


def no_penalty_decision(dossier: Dossier) -> bytes:
    """The draft as a .docx. Raises DocumentRefused unless every violation is determined, or decided, as no penalty."""
    if faults := decision_faults(dossier):
        raise DocumentRefused("no_penalty_decision", faults)
    sheet = headed(dossier, "不予行政处罚决定书", (dossier.disposition or {}).get("document_number"))
    party(sheet, dossier)
    filed = f"本机关于{dated(dossier.case['filed'])}立案调查。" if dossier.case["filed"] else ""
    sheet.say(f"{filed}{blank('案件来源及调查经过')}")
    _facts(sheet, dossier)
    _heard(sheet, dossier)
    _reasons(sheet, dossier)
    _decided(sheet, dossier)
    remedies(sheet, dossier, "决定")
    closed(sheet, dossier, dossier.decided_on)
    return sheet.finished()


def _facts(sheet: Sheet, dossier: Dossier) -> None:
    sheet.heading(1, "违法事实和证据")
    sheet.say("经查明，当事人有下列行为：")
    acts(sheet, dossier, dossier.violations)
    sheet.say(blank("违法行为的经过、情节、后果等具体事实"))
    sheet.say("上述事实，有下列证据证明：")
    pieces = [f"{piece}，证明{SPEECH.listed(proved)}" for piece, proved in evidence(*dossier.violations).items()]
    sheet.items(pieces or [blank("证据名称及证明内容")])


def _heard(sheet: Sheet, dossier: Dossier) -> None:
    sheet.heading(1, "陈述申辩")
    step = dossier.step("statement_heard")
    day = "" if step is None else f"本机关于{dated(str(step['on']))}听取了当事人的陈述、申辩。"
    sheet.say(f"{day}{blank('当事人的意见及是否采纳；未提出的，写明')}")


def _reasons(sheet: Sheet, dossier: Dossier) -> None:
    sheet.heading(1, "理由和依据")
    for violation in dossier.violations:
        part = f"（{violation['id']}）" if dossier.several else ""
        sheet.say(f"当事人的上述行为{part}违反了{blank('违反的法律、法规、规章条款')}的规定。")
        _ground(sheet, dossier, violation)
        if len(violation["law"]["branches"]) > 1:
            sheet.say(f"法律适用：{dated(why(SPEECH, violation))}")


def _ground(sheet: Sheet, dossier: Dossier, violation: Json) -> None:
    grounds, decided = dossier.grounds(violation), dossier.decided(violation)
    if not grounds:
        sheet.say(f"不予行政处罚的依据：{blank('依据的条款或者清单事项')}。")
    else:
        facts = SPEECH.listed(told_facts(grounds))
        sheet.say(f"{facts}。符合下列规定：" if facts else "符合下列规定：")
        sheet.items(f"{SPEECH.rule(each)}，{SPEECH.effect(each)}。" for each in grounds)
    reason = None if decided is None else decided.get("reason")
    if reason or all(each["force"] == "may" for each in grounds):
        sheet.say(f"决定不予行政处罚的理由：{or_blank(reason, '裁量不予处罚的理由')}")


def _decided(sheet: Sheet, dossier: Dossier) -> None:
    sheet.heading(1, "决定")
    grounds = [each for violation in dossier.violations for each in dossier.grounds(violation)]
    basis = articles(grounds)
    decided = SPEECH.word(OUTCOMES, "no_penalty")
    sheet.say(f"综上，依据{basis or blank('依据的条款或者清单事项')}，本机关决定对当事人的上述行为{decided}。")
    duties = {each["name"]: each for violation in dossier.violations for each in dossier.duties(violation)}
    told = [_duty(each, basis) for name, each in duties.items() if name in _OUTWARD]
    if told:
        sheet.say(f"同时：{SPEECH.listed(told)}。")


def _duty(duty: Json, named: str) -> str:
    """A duty with those of its articles that the decision has not named yet."""
    cites = [each for each in duty["cites"] if each not in named]
    return SPEECH.of(duty) + (SPEECH.aside(SPEECH.joined(cites)) if cites else "")
