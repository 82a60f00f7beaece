"""Fault words: what the library says of a fault, in Chinese where an officer meets it on a form; else as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pydantic import ValidationError

from ...errors import Fault

# message, or remedy, as the library writes them (a pattern) → in Chinese
_MESSAGES: Final[tuple[tuple[str, str], ...]] = (
    (r"is missing", "未填写"),
    (r"wrong date", "日期不对"),
    (r"wrong value.*", "填写的内容不对"),
    (r"wrong amount", "金额不对"),
    (r"not a unified social credit code.*", "统一社会信用代码不对（GB 32100）"),
    (r"not a citizen identity number.*", "公民身份号码不对（GB 11643）"),
    (r"only a natural person has one", "只有自然人才有此项，请核对当事人类型"),
    (r"only a natural person has this circumstance", "只有自然人才有此情节，请核对当事人类型"),
    (r"differs from the date in the identity number", "出生日期与公民身份号码不一致"),
    (r"the case is filed after it is decided", "立案日期晚于决定日期"),
    (r"the act ends before it begins", "违法行为的终了之日早于开始之日"),
    (r"the act lies after the decision \((.*)\)", r"违法行为日期晚于决定日期（\1）"),
    (r"discovered before the act", "发现日期早于违法行为日期"),
    (r"discovered after the decision", "发现日期晚于决定日期"),
    (r"the party was born after the act", "当事人的出生日期晚于违法行为日期"),
    (r"both ends of the interval are needed", "须写明最早和最晚两个日期"),
    (r"no such matter", "没有这一事项"),
    (r"no such clause", "没有这一处罚条款"),
    (r"no such domain", "没有这一领域"),
    (r"no such circumstance", "没有这一情节"),
    (r"unknown key", "案件文件中有不认识的键"),
    (r"not readable as JSON", "不是可读的 JSON"),
    (r"the document is empty", "文件是空的"),
    (r"String should match pattern '\^\[0-9\]\{2,6\}\$'", "行政区划代码为二至六位数字"),
    (r"String should have at least 1 character", "未填写"),
    (r"a written reason is demanded.*", "法律要求书面说明理由，请填写"),
    (r"no fine goes with .*", "该处理结果不得并处罚款"),
    (r"kinds and fine do not fit each other", "处罚种类与罚款金额不一致：处以罚款的须勾选“罚款”，勾选的须写金额"),
    (r"was answered by entry (\d+).*", r"该建议已由记录 \1 作出决定"),
    (r"is no disposition of this advice", "不是针对该建议的决定"),
    (r"a violation of the advice is not decided", "建议中有违法行为未作决定"),
    (r"say what is wrong, or what should be changed", "请写明问题所在或者应当如何变更"),
    (r"is an advice on another case", "是另一案件的建议"),
    (r"Input should be a valid date.*", "日期不对"),
    (r"cannot be the name of an account", "不合要求"),
    (r"an account has this name", "已有这一账号"),
    (r"another account has this subject", "另一账号已使用这一标识"),
    (r"at least one role is needed", "未选择"),
    (r"one's own account: another administrator does this", "这是您本人的账号，请由另一名系统管理员办理"),
    (r"too weak", "强度不够"),
    (r"String should match pattern '\^\(\[0-9\]\{2,6\}\)\?\$'", "应为二至六位数字，全国留空"),
    (r"String should match pattern.*", "含有不应出现的字符"),
    (r"String should have at most (\d+) characters", r"最多 \1 个字符"),
    (r"Input should be greater than or equal to (\d+)", r"不得小于 \1"),
    (r"Input should be less than or equal to (\d+)", r"不得大于 \1"),
    (r"Input should be a valid integer.*|Value error, a whole number is needed", "请写整数"),
    (r"List should have at least 1 item.*", "至少选择一项"),
)  # fmt: skip
_REMEDIES: Final[tuple[tuple[str, str], ...]] = (
    (r"not a date; write for example .*|no such date; write for example .*", "请写成 2024-03-01"),
    (r"a date between (\d+) and (\d+) is needed", r"年份应在 \1 与 \2 之间"),
    (r"(write an amount with its unit|not an amount of money).*", "请写成 500、500元 或者 7万元"),
    (r"money is counted in whole fen.*", "金额最多两位小数"),
    (r"an amount cannot be negative", "金额不能是负数"),
    (r"an interval .*|the interval is empty.*", "区间的下限高于上限"),
    (r"its check character does not fit.*", "校验位不符，至少有一位抄错，请对照证照重新录入"),
    (r"it contains .*", "含有不应出现的字符（代码中没有 I、O、S、V、Z）"),
    (r"its characters 3 to 8 .*", "第三至八位应为登记管理机关行政区划码（数字）"),
    (r"it is not made of 17 digits.*", "应为十七位数字加一位数字或者 X"),
    (r"its characters 7 to 14 .*", "第七至十四位不是日期"),
    (r"a whole number is needed", "请写整数"),
    (r"check both dates", "请核对两个日期"),
    (r"say why, in the words that will stand in the decision", "理由将写入决定"),
    (r"check party\.kind", "请核对当事人类型"),
    (r"take 2 to 64 letters, digits.*", "由 2 至 64 个字母、数字和 . _ - @ 组成，以字母或者数字开头"),
    (r"choose another", "请换一个"),
    (r"one person, one account", "一人一个账号"),
    (r"choose from .*", "请在所列各项中选择"),
    (r"officers and reviewers belong to .*", "办案人员、法制审核人员须填写所属机关的代码或者名称"),
    (r"give a password, or the subject .*", "请填写初始密码，或者填写统一身份认证标识"),
    (r"take (\d+) to (\d+) characters", r"长度应为 \1 至 \2 个字符"),
    (r"leave the name of the account out of it", "不得包含账号名"),
    (r"mix small and capital letters.* (\d+) .*", r"大小写字母、数字、其他符号至少含三种，或者不少于 \1 个字符"),
)  # fmt: skip


def of_fields(error: ValidationError, typed: Mapping[str, str] = MappingProxyType({})) -> list[Fault]:
    """What pydantic finds wrong in a form, in its own words: the field of each, and what was `typed` there."""
    found = ((str(each["loc"][0]), str(each["msg"])) for each in error.errors())
    return [Fault(key, message, typed.get(key) or None) for key, message in found]


def told(fault: Fault, lang: str) -> str:
    """The fault in one sentence: what is wrong, what was written, what to do."""
    message, remedy = fault.message, fault.remedy
    if lang == "zh":
        message, remedy = in_chinese(message, _MESSAGES), None if remedy is None else in_chinese(remedy, _REMEDIES)
    said = "" if fault.quoted is None else f"：“{fault.quoted}”" if lang == "zh" else f": “{fault.quoted}”"
    then = "" if not remedy else f"；{remedy}" if lang == "zh" else f"; {remedy}"
    line = "" if fault.line is None else f"（第{fault.line}行）" if lang == "zh" else f" (line {fault.line})"
    return f"{message}{line}{said}{then}"


def in_chinese(text: str, table: tuple[tuple[str, str], ...]) -> str:
    """A text by the first pattern that fits it as a whole; one that none fits stays as it is."""
    for pattern, chinese in table:
        found = re.fullmatch(pattern, text)
        if found:
            return found.expand(chinese)
    return text
