"""Draft words: what is said of a ruleset that a keeper wrote, in Chinese."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ...errors import Fault
from .fault_words import in_chinese, told

# message, or remedy, as the library writes them (a pattern) → in Chinese
_WORDS: Final[tuple[tuple[str, str], ...]] = (
    (r"a ruleset is a mapping|not a mapping of keys", "应为“键: 值”的形式"),
    (r"not a list", "应为列表"),
    (r"not a text", "应为文字"),
    (r"not a whole number", "应为整数"),
    (r"neither true nor false", "应为 true 或者 false"),
    (r"unknown key", "不认识的键"),
    (r"undeclared circumstance", "情节表中没有这一情节"),
    (r"compared with the wrong type.*", "与情节的类型不符"),
    (r"no such comparison", "没有这种比较"),
    (r"empty comparison", "没有写比较的内容"),
    (r"not a matter of this domain", "不是本领域的事项"),
    (r"the id already stands at (.*)", r"编号与 \1 重复"),
    (r"ends before it begins", "失效日期早于施行日期"),
    (r"an illustrative ruleset in a real place", "虚构示范规则集不得用于真实地区"),
    (r"a ruleset cannot relate to itself", "规则集不能与自身相关联"),
    (r"relations form a circle", "规则集之间的关系形成循环"),
    (r"differs from the folder it lies in", "与规则集编号不一致"),
    (r"names no place of rulesets", "编号不是规则集的位置"),
    (r"no label that an address can hold", "版本名不合要求"),
    (r"versions (\S+) \(from (\S+)\) and (\S+) \(from (\S+)\) overlap", r"版本 \1（\2 起）与 \3（\4 起）施行期间重叠"),
    (r"(\S+) was published", r"\1 已经公布"),
    (r"(?:(\S+): )?was edited after its publication: its digest should be (\S+) but is (\S+)",
     r"\1 公布后被改动：摘要应为 \2，现为 \3"),
    (r"Input should be ('.*) or ('[^']*')", r"应为 \1 或者 \2 之一"),
    (r"Input should be (.*)", r"应为 \1"),
    (r"String should match pattern.*", "写法不合要求"),
    (r"Tuple should have at least 1 item.*", "至少写一项"),
    (r"not readable as YAML \((.*)\)", r"不是可读的 YAML（\1）"),
    (r"the file is not UTF-8", "文件不是 UTF-8 编码"),
    (r"a key that stands twice", "同一个键出现了两次"),
    (r"an alias", "不允许使用别名（*）"),
    (r"an anchor", "不允许使用锚点（&）"),
    (r"a tag", "不允许使用标签（!）"),
    (r"a published version is never edited.*|published files are never edited.*",
     "已公布的版本不得改动：改动须另立版本，写明其版本名和施行日期"),
    (r"end (\S+) with `in_force\.until` on the day before (\S+)", r"\1 应于 \2 前一日失效（in_force.until）"),
    (r"1 to 60 letters, digits.*", "由 1 至 60 个字母、数字和 . _ - 组成，一般写施行日期"),
    (r"remove it, or see docs/formats\.md for the keys", "请删去，或者核对 docs/formats.md 中的键"),
    (r"put it in quotes", "请加引号"),
    (r"`until` is the last day in force", "until 是有效的最后一日"),
    (r"did you mean (.*)\?", r"是否为 \1？"),
    (r"codes begin with (\S+)", r"代码以 \1 开头"),
    (r"see docs/formats\.md", "写法见 docs/formats.md"),
)  # fmt: skip


def draft_fault(fault: Fault, lang: str) -> str:
    """The fault in one sentence, after where it is."""
    if lang == "zh":
        remedy = None if fault.remedy is None else in_chinese(fault.remedy, _WORDS)
        fault = replace(fault, message=in_chinese(fault.message, _WORDS), remedy=remedy)
    return f"{fault.path} {told(fault, lang)}".strip()
