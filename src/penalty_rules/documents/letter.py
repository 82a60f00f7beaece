"""The draft of a commitment letter of a party that is spared for the first time 首违不罚告知承诺书."""

from __future__ import annotations

from ..explanation.speech import Json
from .dossier import SPEECH, Dossier, fact
from .form import acts, closed, headed, party
from .refusal import DocumentRefused
from .sheet import Sheet, blank

DUTY, GROUND = "commitment_letter", "first_violation"


def letter_faults(dossier: Dossier) -> dict[str, str]:
    """Empty where some violation goes without penalty as a first one, or on a list that demands a commitment."""
    if _spared(dossier):
        return {}
    return {each["id"]: _fault(dossier.outcome(each)) for each in dossier.violations}


def _fault(outcome: str | None) -> str:
    if outcome is None:
        return "undetermined: settle its questions, or record the officer's disposition first"
    if outcome != "no_penalty":
        return f"the outcome is {outcome}: a commitment belongs to an exemption"
    return "spared on a ground that is not the first violation, and no text demands a commitment"


def commitment_letter(dossier: Dossier) -> bytes:
    """The draft as a .docx, for the violations that are spared so. Raises DocumentRefused if there is none."""
    if faults := letter_faults(dossier):
        raise DocumentRefused("commitment_letter", faults)
    violations = _spared(dossier)
    first = any(each["ground"] == GROUND for violation in violations for each in _grounds(dossier, violation))
    sheet = headed(dossier, "首违不罚告知承诺书" if first else "不予行政处罚告知承诺书", None)
    party(sheet, dossier)
    _told(sheet, dossier, violations)
    closed(sheet, dossier, None)
    _promised(sheet, dossier, violations)
    return sheet.finished()


def _spared(dossier: Dossier) -> list[Json]:
    return [each for each in dossier.violations if dossier.outcome(each) == "no_penalty" and _grounds(dossier, each)]


def _grounds(dossier: Dossier, violation: Json) -> list[Json]:
    """The grounds of a first violation; of an exemption that demands a commitment, all of them."""
    grounds = dossier.grounds(violation)
    owed = any(each["name"] == DUTY for each in dossier.duties(violation))
    return [each for each in grounds if each["ground"] == GROUND] or (grounds if owed else [])


def _told(sheet: Sheet, dossier: Dossier, violations: list[Json]) -> None:
    sheet.heading(1, "告知事项")
    sheet.say(f"经查，{dossier.you}有下列行为：")
    acts(sheet, dossier, violations)
    grounds = [each for violation in violations for each in _grounds(dossier, violation)]
    sheet.say("符合下列规定的，不予行政处罚：")
    sheet.items(dict.fromkeys(f"{SPEECH.rule(each)}，{SPEECH.effect(each)}。" for each in grounds))
    conditions = dict.fromkeys(leaf["text"]["zh"] for each in grounds for leaf in each["supporting"])
    sheet.say(f"适用条件：{SPEECH.listed(conditions)}。")
    for violation in violations:
        part = f"（{violation['id']}）" if len(violations) > 1 else ""
        sheet.say(f"改正{part}：{_correction(violation)}")
    sheet.say("再次实施同类违法行为的，不再属于初次违法，本机关将依法处理。")


def _correction(violation: Json) -> str:
    done, until = fact(violation, "correction.corrected_on"), fact(violation, "correction.order_deadline")
    limit = f"责令改正期限为{until}。" if until else ""
    if done:
        return f"{limit}已于{done}改正。"
    return f"{limit}{blank('改正情况')}" if until else f"期限：{blank('改正期限')}"


def _promised(sheet: Sheet, dossier: Dossier, violations: list[Json]) -> None:
    sheet.heading(1, "承诺事项")
    who = "本人" if dossier.case["party"]["kind"] == "natural_person" else "本单位"
    corrected = all(fact(each, "correction.corrected_on") for each in violations)
    sheet.say(f"{who}自愿作出下列承诺：")
    sheet.items((
        "已经知悉上述告知事项，所提供的情况和材料真实；",
        "已经改正违法行为，并保持改正后的状态；" if corrected else "在上述期限内改正违法行为，并如实报告改正情况；",
        "今后遵守法律、法规、规章，不再实施同类违法行为；", "违反承诺的，依法承担相应的法律责任。",
    ))  # fmt: skip
    sheet.say(f"当事人（签名或者盖章）：{blank('签名或者盖章')}")
    sheet.say(f"执法人员：{blank('两名执法人员签名、执法证号')}")
    sheet.say(f"日期：{blank('签署日期')}")
