"""Change words: what a replay found different, in words: where, what was recorded, what comes out now."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import orjson

from ...explanation.speech import Json, Speech
from ...vocabulary.words import Words
from ...wording import DUTIES, FORCES, REVIEW
from .entry_sheet import span_words
from .law_words import LawWords
from .record_words import RESULTS

_RULE: Final = re.compile(r"(.+?): rule (.+) \(branch (\d+)\)")
_CONDITION: Final = re.compile(r"(.+?): condition (.+)")
_BRANCHES: Final = (("行为时的规定", "the law at the act"), ("决定时的规定", "the law at the decision"))
_PARTS: Final[Mapping[str, tuple[str, str]]] = {
    "outcome": ("处理结果", "outcome"), "determined": ("是否确定", "determined"),
    "total_fine": ("罚款合计", "total fine"),
    "violations": ("违法行为", "violations"), "outcomes": ("处理结果", "outcomes"),
    "baseline": ("统计基准", "baseline"),
    "by_branch": ("各时点规定的结果", "outcomes by branch"), "chosen": ("适用的规定", "law chosen"),
    "permitted": ("允许的处理结果", "permitted outcomes"), "grounds": ("依据", "grounds"), "duties": ("须办", "duties"),
    "review": ("须把关", "review"), "fine": ("罚款", "fine"), "ranges": ("幅度", "range"),
    "force": ("应当或者可以", "force"),
    "exact": ("是否精确", "exact"), "law": ("规则版本", "versions of the law"),
    "contradictions": ("案卷矛盾", "contradictions"),
    "minimum": ("法定最低额", "minimum"), "ordinary": ("一般", "ordinary"), "midpoint": ("中点", "midpoint"),
    "span": ("数额", "amount"), "from": ("下限", "from"), "to": ("上限", "to"), "matter": ("事项", "matter"),
    "from_included": ("含下限", "from included"), "to_included": ("含上限", "to included"),
    "other_days": ("其他日期的规定", "law of other days"),
}  # fmt: skip
_VALUES: Final[Mapping[str, tuple[str, str]]] = {
    "met": ("成立", "met"), "not met": ("不成立", "not met"), "open": ("未定", "open"), "true": ("是", "true"),
    "false": ("否", "false"), "unknown": ("不明", "unknown"), "shall": ("应当", "shall"), "may": ("可以", "may"),
    "true (presumed)": ("是（推定）", "true (presumed)"), "false (presumed)": ("否（推定）", "false (presumed)"),
    "unknown (presumed)": ("不明（推定）", "unknown (presumed)"),
}  # fmt: skip
_WORDS: Final[Mapping[str, Words]] = {**DUTIES, **REVIEW, **FORCES, **RESULTS}


def change(say: Speech, told: Json, words: LawWords, law: Mapping[str, str], day: int) -> dict[str, str]:
    """One change of a replay's finding; `law`: the versions in force, by which rules are named."""
    return {
        "where": _where(say, str(told["path"]), words, law, day), "recorded": value_words(say, told["recorded"]),
        "now": value_words(say, told["now"]), "path": told["path"],
    }  # fmt: skip


def _where(say: Speech, path: str, words: LawWords, law: Mapping[str, str], day: int) -> str:
    if found := _RULE.fullmatch(path):
        branch = say(*_BRANCHES[min(int(found[3]), 1)])
        rule = words.rule(found[2], law, day, say)
        return say(f"{found[1]}：规则“{rule}”（{branch}）", f"{found[1]}: rule “{rule}” ({branch})")
    if found := _CONDITION.fullmatch(path):
        test = words.test(found[2], say)
        return say(f"{found[1]}：条件“{test}”", f"{found[1]}: condition “{test}”")
    return say(" · ", " · ").join(_part(say, each) for each in path.split("."))


def _part(say: Speech, name: str) -> str:
    found = _PARTS.get(name)
    return say.word(_WORDS, name) if found is None else say(*found)


def value_words(say: Speech, value: Any) -> str:
    """A value of a body in words; what has none stands as JSON."""
    match value:
        case None:
            return say("（无）", "(none)")
        case bool():
            return say("是", "yes") if value else say("否", "no")
        case str():
            return say(*_VALUES[value]) if value in _VALUES else say.word(_WORDS, value)
        case list():
            return say.listed(_item(say, each) for each in value) or say("（无）", "(none)")
        case {"from": _, "to": _, "from_included": _, "to_included": _}:
            return span_words(say, value)
    return orjson.dumps(value).decode()


def _item(say: Speech, value: Any) -> str:
    match value:
        case [str(outcome), force, bool(certain)]:  # a permitted outcome
            doubt = "" if certain else say("（视事实而定）", " (if it holds)")
            return f"{value_words(say, force)}{say('', ' ')}{say.word(RESULTS, outcome)}{doubt}"
    return value_words(say, value)
