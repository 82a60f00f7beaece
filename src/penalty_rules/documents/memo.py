"""The reasoning memo 说理意见: everything that the advice rests on, in eight sections and an annex."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ..explanation.disposal_part import disposal
from ..explanation.facts_part import facts
from ..explanation.fine_part import fine
from ..explanation.law_part import law
from ..explanation.layout import Section
from ..explanation.procedure_part import procedure, questions, what_if
from ..explanation.speech import Json
from ..identifiers import mask_identifier
from ..money import show_yuan
from ..wording import OUTCOMES, PARTIES
from .annex import annex
from .dossier import SPEECH, Dossier, evidence, fact, when
from .reasons import reasons
from .sheet import Sheet, blank, dated, or_blank

_Writer = Callable[[Sheet, Dossier, Json, int], None]
_ALWAYS_SAID: Final = (("first_violation", "是否初次违法"), ("goods_value", "货值金额"), ("harm.level", "有无危害后果"))
_HEARD: Final = (("statement_heard", "陈述申辩"), ("hearing", "听证"))
_STEPS: Final = {
    "case_filed": "立案", "notice": "告知", "statement_heard": "听取陈述申辩", "hearing": "听证",
    "legal_review": "法制审核", "collective_discussion": "集体讨论", "approval": "审批", "decision_served": "送达",
    "publicised": "公示", "withdrawn": "撤回公示",
}  # fmt: skip
_RESULTS: Final = {"agreed": "同意", "disagreed": "不同意", "changed": "已变更"}


def memo(dossier: Dossier) -> bytes:
    """The memo as a .docx; identity numbers of persons are masked in it, for no reasoning needs them."""
    cause = dossier.act(dossier.violations[0])
    count = f"等{len(dossier.violations)}项违法行为" if dossier.several else ""
    name = f"关于{dossier.name}涉嫌{cause}{count}案\n行政处罚裁量的说理意见（草稿）"
    sheet = Sheet(name.replace("\n", ""))
    sheet.title(name)
    _case(sheet, dossier)
    for title, write in _SECTIONS:
        sheet.heading(1, title)
        write(sheet, dossier)
    sheet.line("")
    sheet.line(f"承办人：{or_blank((dossier.disposition or {}).get('officer'), '承办人签名')}", "right")
    sheet.line(blank("签署日期"), "right")
    annex(sheet, dossier)
    return sheet.finished()


def _case(sheet: Sheet, dossier: Dossier) -> None:
    case, known = dossier.case, dossier.identity
    sheet.heading(1, "案件基本情况")
    kind = SPEECH.word(PARTIES, case["party"]["kind"])
    rows = [("案件编号", case["id"]), ("当事人", f"{dossier.name}（{kind}）")]
    if "id_number" in known:
        rows.append(("身份证件号码", mask_identifier(known["id_number"])))
    if case["party"]["kind"] != "natural_person":
        rows.append(("统一社会信用代码", or_blank(known.get("uscc"), "统一社会信用代码")))
    rows += [
        ("办案机关", dossier.authority), ("案件来源", blank("案件来源")),
        ("立案日期", dated(or_blank(case["filed"], "立案日期"))), ("拟作决定日期", dated(dossier.decided_on)),
    ]  # fmt: skip
    for violation in dossier.violations:
        part = violation["id"] if dossier.several else ""
        rows.append((f"违法行为{part}", f"{dossier.act(violation)}；行为日期：{when(violation)}"))
    sheet.table(("项目", "内容"), rows, (3, 10))


def _each(write: _Writer) -> Callable[[Sheet, Dossier], None]:
    """A part written for each violation, under a heading of its own where there are several."""

    def written(sheet: Sheet, dossier: Dossier) -> None:
        for violation in dossier.violations:
            if dossier.several:
                sheet.heading(2, f"违法行为{violation['id']}：{dossier.act(violation)}")
            write(sheet, dossier, violation, 3 if dossier.several else 2)

    return written


def _facts(sheet: Sheet, dossier: Dossier, violation: Json, level: int) -> None:
    sheet.heading(level, "认定的事实")
    sheet.say(
        f"经查，当事人于{when(violation)}有下列行为：{dossier.act(violation)}。{blank('经过、地点、情节等具体事实')}"
    )
    found = facts(SPEECH, dossier.case, violation)
    sheet.section(Section(found.title, found.lines[2:]))  # who and what stand in the table above
    sheet.heading(level, "证据")
    pieces = evidence(violation) or {blank("证据名称"): {blank("证明内容"): None}}
    rows = [(each, blank("提取时间"), blank("提供单位"), SPEECH.listed(proved)) for each, proved in pieces.items()]
    sheet.table(("证据名称", "提取时间", "提供单位", "证明内容"), rows, (4, 3, 3, 5))
    bare = [each["label"]["zh"] for each in violation["facts"] if each["source"] == "stated" and not each["evidence"]]
    if bare:
        sheet.say(f"下列事实案卷未载明证据，应当补正：{SPEECH.joined(bare)}。")
    asked = questions(SPEECH, violation)
    if asked.lines:
        sheet.heading(level, asked.title)
        sheet.section(asked)
    if violation["presumptions"]:
        sheet.heading(level, "推定")
        _presumptions(sheet, violation["presumptions"])


def _presumptions(sheet: Sheet, presumed: list[Json]) -> None:
    """Those whose reversal would change the outcome, to be confirmed one by one; the others in one line."""
    mattering = [each for each in presumed if each["matters"]]
    others = [_presumed(each) for each in presumed if not each["matters"]]
    if mattering:
        sheet.say("下列推定如不成立，处理结果将改变，应当逐项确认：")
        rows = [
            (_presumed(each), each["basis"]["zh"] if each["basis"] else "", SPEECH.outcomes(each["would_be"]))
            for each in mattering
        ]
        sheet.table(("推定", "依据", "如不成立，可能的结果"), rows, (4, 6, 4))
    if others:
        sheet.say(f"其余推定不影响结果：{SPEECH.listed(others)}。")


def _presumed(each: Json) -> str:
    return f"{each['label']['zh']}：{each['shown']['zh']}"


def _statements(sheet: Sheet, dossier: Dossier) -> None:
    for name, words in _HEARD:
        step = dossier.step(name)
        if step is not None:
            sheet.say(f"{words}：{_step(step)}。")
    sheet.say(f"当事人的意见：{blank('当事人陈述申辩的事实、理由和证据；放弃的，写明')}。")
    sheet.say(f"复核及采纳情况：{blank('是否采纳及理由')}。")


def _step(step: Json) -> str:
    words = [dated(str(step["on"])), step.get("by"), _RESULTS.get(step.get("result") or ""), step.get("note")]
    return "，".join(str(each) for each in words if each)


def _law(sheet: Sheet, dossier: Dossier, violation: Json, level: int) -> None:
    sheet.section(law(SPEECH, violation))


def _reasons(sheet: Sheet, dossier: Dossier, violation: Json, level: int) -> None:
    said = [f"{words}：{fact(violation, name) or blank(words)}" for name, words in _ALWAYS_SAID]
    sheet.say("；".join(said) + "。")
    reasons(sheet, violation)


def _like_cases(sheet: Sheet, dossier: Dossier) -> None:
    if not dossier.like_cases:
        sheet.say(blank("同类案件及其处理结果；没有的，写明检索范围"))
        return
    rows = [
        (each.case, dated(each.decided), SPEECH.outcome(each.outcome), "无" if each.fine is None else _yuan(each.fine),
         or_blank(each.difference, "异同"))
        for each in dossier.like_cases
    ]  # fmt: skip
    sheet.table(("案件", "决定日期", "处理结果", "罚款", "与本案的异同"), rows, (4, 3, 3, 2, 4))


def _yuan(fen: int) -> str:
    return f"{show_yuan(fen)}元"


def _advice(sheet: Sheet, dossier: Dossier, violation: Json, level: int) -> None:
    sheet.section(disposal(SPEECH, violation))
    sheet.section(fine(SPEECH, violation))
    decided = dossier.decided(violation)
    if decided is None:
        return
    sheet.say(f"承办人的决定：{SPEECH.word(OUTCOMES, decided['outcome'])}{_amounts(decided)}。")
    if violation["outcome"] not in (None, decided["outcome"]):
        sheet.say(f"该决定与建议（{SPEECH.outcome(violation['outcome'])}）不同，应当说明理由。")
    sheet.say(f"决定的理由：{or_blank(decided.get('reason'), '决定的理由')}")


def _amounts(decided: Json) -> str:
    amounts = (("罚款", decided.get("fine")), ("没收", decided.get("confiscated")))
    return "".join(f"，{words}{_yuan(fen)}" for words, fen in amounts if fen)


def _conclusion(sheet: Sheet, dossier: Dossier) -> None:
    _each(_advice)(sheet, dossier)
    total = dossier.given["total_fine"]
    if dossier.several and total is not None:
        sheet.say(f"各违法行为分别裁量后合并，罚款合计：{SPEECH.of(total['text'])}。")
    elif dossier.several:
        sheet.say("各违法行为分别裁量；尚有未定事项，暂不能给出合计。")


def _procedure(sheet: Sheet, dossier: Dossier, violation: Json, level: int) -> None:
    sheet.section(procedure(SPEECH, violation))
    open_to_party = what_if(SPEECH, violation)
    if open_to_party.lines:
        sheet.say("当事人尚可采取的措施：")
        sheet.section(open_to_party)


def _hints(sheet: Sheet, dossier: Dossier) -> None:
    _each(_procedure)(sheet, dossier)
    steps = (dossier.disposition or {}).get("steps", [])
    if steps:
        sheet.say("已经办理的程序：")
        sheet.items(f"{_STEPS.get(each['step'], each['step'])}：{_step(each)}" for each in steps)


_SECTIONS: Final = (
    ("认定的事实与证据", _each(_facts)), ("当事人陈述申辩及采纳情况", _statements), ("法律适用", _each(_law)),
    ("裁量理由", _each(_reasons)), ("同类案件对照", _like_cases), ("建议结论与幅度", _conclusion), ("程序提示", _hints),
)  # fmt: skip
