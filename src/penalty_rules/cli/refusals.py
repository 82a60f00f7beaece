"""What the command line says of an error, Chinese first; the text of a fault is that of the library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..errors import (
    AlreadyExempted,
    CalendarUnknown,
    CommitUnanswered,
    DocketBroken,
    DocketUnavailable,
    EnginesDisagree,
    EntryUnknown,
    Fault,
    InputRefused,
    PenaltyRulesError,
    RulesetAltered,
    RulesetMissing,
    RulesetUnknown,
    Unreadable,
    quoted,
)  # fmt: skip
from .codes import DEBUG, DISAGREE, INTERNAL, NOT_SAME, REFUSED

FAULTS_SHOWN: Final = 50
_NOUNS: Final = {"case": "案件文件", "ruleset": "规则文件", "file": "文件", "input": "输入",
                 "disposition": "决定文件", "settings": "设置", "account": "账号"}  # fmt: skip
_KINDS: Final = {"ruleset": "规则集", "version": "版本", "schema": "模式", "domain": "领域", "clause": "条款"}
_MESSAGES: Final[Mapping[str, str]] = {
    "is missing": "缺少此项", "unknown key": "不认识的键", "no such circumstance": "没有这一情节",
    "no such matter": "没有这一事项", "no such clause": "没有这一条款", "no such domain": "没有这一领域",
    "wrong date": "日期有误", "there is no such file": "没有这个文件", "the document is empty": "文件是空的",
    "the file is not UTF-8": "文件不是 UTF-8 编码", "a key that stands twice": "同一个键出现了两次",
    "an alias": "不允许使用别名（*）", "an anchor": "不允许使用锚点（&）", "a tag": "不允许使用标签（!）",
    "the case is filed after it is decided": "立案日期晚于决定日期",
    "discovered before the act": "发现日期早于行为日期",
    "discovered after the decision": "发现日期晚于决定日期", "the act ends before it begins": "行为终了早于行为开始",
    "not a number, or an infinite one": "不是数，或者是无穷大", "a number out of range": "数值超出范围",
    "the name says neither YAML nor JSON": "文件名既不是 YAML 也不是 JSON", "no rulebook here": "此处没有规则库",
    "only a natural person has this circumstance": "只有自然人才有这一情节",
    "a binary floating-point number is refused": "不接受二进制浮点数", "there is no such setting": "没有这一设置项",
}  # fmt: skip

_BY_INPUT: Final = (
    InputRefused, RulesetUnknown, CalendarUnknown, DocketUnavailable, EntryUnknown, AlreadyExempted,
)  # fmt: skip


def exit_code(error: Exception) -> int:
    """The exit code of an error."""
    if isinstance(error, EnginesDisagree):
        return DISAGREE
    if isinstance(error, DocketBroken | RulesetMissing):
        return NOT_SAME
    return REFUSED if isinstance(error, _BY_INPUT) else INTERNAL


def refusal_text(error: Exception, lang: str) -> str:
    """What to print: for a refused input every fault, for a fault of the program one line and how to report it."""
    if isinstance(error, InputRefused):
        return _refused(error, lang)
    if isinstance(error, RulesetUnknown) and lang == "zh":
        hint = f"；是否为 {'、'.join(error.nearest)}？" if error.nearest else ""
        return f"没有名为“{quoted(error.name)}”的{_KINDS.get(error.kind, error.kind)}{hint}"
    if isinstance(error, EnginesDisagree) and lang == "zh":
        return f"两个推理引擎结论不一致，不给出任何建议。\n{error}"
    if isinstance(error, PenaltyRulesError):
        return _in_chinese(error) if lang == "zh" else str(error)
    return _internal(error, lang)


def _in_chinese(error: PenaltyRulesError) -> str:
    """The errors of the docket in Chinese; others as they are."""
    match error:
        case AlreadyExempted():
            decided = (
                f"记录 {error.earlier}（{error.decided} 决定）已就同一当事人、同一事项“{quoted(error.matter)}”作出处理"
            )
            return f"{decided}，意见 {error.advice} 未计入：已不是初次违法。请就本案重新出具意见，新意见会计入该记录。"
        case DocketBroken():
            found = f"案卷库在记录 {error.seq} 处校验不通过：{error.reason}。"
            return f"{found}请保持数据库原状，运行 penalty-rules docket verify，并与备份和另行保存的链头核对。"
        case CommitUnanswered():
            return f"案卷库 {error.url} 在提交时中断：{error.reason}。是否已写入尚不清楚，请用同一请求重新提交。"
        case DocketUnavailable():
            return f"案卷库 {error.url} 不可用：{error.reason}。没有写入任何记录。→ {error.remedy}"
        case EntryUnknown():
            return f"案卷库中没有这条记录：{error.seq}（{error.wanted}）。可用 penalty-rules docket list 查看。"
        case _:
            return str(error)


def _refused(error: InputRefused, lang: str) -> str:
    if isinstance(error, RulesetAltered) and lang == "zh":
        found = f"规则集 {error.name} 发布后被改动：摘要应为 {error.published}，现为 {error.found}。"
        return f"{found}已发布的文件不得改动：请恢复原文件，改动另立新版本。"
    shown = [_fault(each, lang) for each in error.faults[:FAULTS_SHOWN]]
    rest = len(error.faults) - len(shown)
    if lang == "zh":
        verb = "无法读取" if isinstance(error, Unreadable) else "被退回"
        head = f"{error.source}：{_NOUNS.get(error.noun, error.noun)}{verb}，{len(error.faults)} 处问题"
        more = [f"  ……另有 {rest} 处"] if rest else []
    else:
        head = f"{error.source}: {error.noun} refused, {len(error.faults)} fault(s)"
        more = [f"  … and {rest} more"] if rest else []
    return "\n".join([head, *(f"  {line}" for line in shown), *more])


def _fault(fault: Fault, lang: str) -> str:
    if lang != "zh":
        return str(fault)
    where = fault.path or "（整个文件）"
    line = f"（第 {fault.line} 行）" if fault.line is not None else ""
    said = f"：“{fault.quoted}”" if fault.quoted is not None else ""
    remedy = f" → {fault.remedy}" if fault.remedy else ""
    return f"{where}{line}：{_MESSAGES.get(fault.message, fault.message)}{said}{remedy}"


def _internal(error: Exception, lang: str) -> str:
    what = f"{type(error).__name__}: {quoted(str(error))}"
    if lang == "zh":
        return f"程序内部错误（{what}）。请以 {DEBUG}=1 重新运行，并把输出和去除个人信息的案件文件一并反馈给维护者。"
    return f"internal error ({what}). Run again with {DEBUG}=1 and report the output, with the case made anonymous."
