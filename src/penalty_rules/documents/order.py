"""The draft of an order to correct 责令改正通知书."""

from __future__ import annotations

from ..explanation.speech import Json
from .dossier import SPEECH, Dossier, fact
from .form import acts, closed, headed, party, remedies
from .refusal import DocumentRefused
from .sheet import Sheet, blank

DUTY = "order_to_correct"


def order_faults(dossier: Dossier) -> dict[str, str]:
    """Empty where an order is owed for some violation, or may be owed while its outcome is open."""
    if _ordered(dossier):
        return {}
    reason = "no text in force demands a written order to correct with this outcome; one of another kind is not drafted"
    return {each["id"]: f"{dossier.outcome(each) or 'undetermined'}: {reason}" for each in dossier.violations}


def correction_order(dossier: Dossier) -> bytes:
    """The draft as a .docx, for the violations whose outcome demands it. Raises DocumentRefused if none does."""
    if faults := order_faults(dossier):
        raise DocumentRefused("correction_order", faults)
    violations = _ordered(dossier)
    sheet = headed(dossier, "责令改正通知书", None)
    party(sheet, dossier)
    sheet.say(f"经查，{dossier.you}有下列行为：")
    acts(sheet, dossier, violations)
    sheet.say(f"上述行为违反了{blank('违反的法律、法规、规章条款')}的规定。")
    _ordering(sheet, dossier, violations)
    remedies(sheet, dossier, "通知")
    _officers(sheet)
    closed(sheet, dossier, None)
    sheet.say(f"签收人：{blank('签名、签收日期')}")
    return sheet.finished()


def _ordered(dossier: Dossier) -> list[Json]:
    return [each for each in dossier.violations if _duty(dossier, each) is not None]


def _duty(dossier: Dossier, violation: Json) -> Json | None:
    return next((each for each in dossier.duties(violation) if each["name"] == DUTY), None)


def _ordering(sheet: Sheet, dossier: Dossier, violations: list[Json]) -> None:
    duties = [each for violation in violations if (each := _duty(dossier, violation)) is not None]
    cites = SPEECH.joined(dict.fromkeys(cite for each in duties for cite in each["cites"]))
    deadlines = {fact(each, "correction.order_deadline") for each in violations}
    day = deadlines.pop() if len(deadlines) == 1 else None
    until = f"于{day}前改正" if day else f"改正，期限：{blank('立即改正，或者改正期限')}"
    sheet.say(f"依据{cites or blank('责令改正的依据')}的规定，现责令{dossier.you}{until}。")
    sheet.say(f"改正内容及要求：{blank('改正的内容、方式和要求')}。")
    sheet.say("逾期不改正或者拒不改正的，本机关将依法处理。")


def _officers(sheet: Sheet) -> None:
    for number in ("1", "2"):
        sheet.say(f"执法人员{number}：{blank('姓名、执法证号')}")
    sheet.say(f"联系方式：{blank('联系电话及地址')}")
