"""Evidence words: what a finding of an audit rests on, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ...explanation.speech import Speech
from ...vocabulary.words import Words
from ...wording import DUTIES, FORCES
from .entry_sheet import yuan
from .record_words import DEPARTURES, RESULTS, STEP_RESULTS, STEPS

_KEYS: Final[Mapping[str, tuple[str, str]]] = {
    "advised": ("建议", "advised"), "decided": ("决定", "decided"), "permitted": ("允许", "permitted"),
    "grounds": ("依据", "grounds"), "basis": ("所引依据", "basis"), "in_force": ("当时有效", "in force"),
    "fine": ("罚款", "fine"), "outcome": ("处理结果", "outcome"), "from": ("自", "from"), "to": ("至", "to"),
    "step": ("步骤", "step"), "on": ("日期", "on"), "result": ("意见", "result"), "due": ("期限", "due"),
    "decided_on": ("决定日期", "decided on"), "calendar_unknown": ("缺工作日历", "no work calendar for"),
    "demanded_by": ("须说明理由的原因", "reasons demanded by"), "duty": ("义务", "duty"), "notice": ("告知", "notice"),
    "served": ("送达", "served"), "matter": ("事项", "matter"), "outcomes": ("处理结果", "outcomes"),
    "not_permitted": ("超出允许结果的记录", "entries not permitted"),
    "median": ("中位数", "median"), "fines": ("罚款件数", "fines"),
    "weak": ("样本过少", "few fines"), "ranges": ("法定幅度", "statutory ranges"), "minimum": ("法定最低额", "minimum"),
    "maximum": ("法定最高额", "maximum"),
}  # fmt: skip
_MONEY: Final = frozenset({"fine", "median", "minimum", "maximum"})
_WORDS: Final[Mapping[str, Words]] = {
    **STEP_RESULTS, **STEPS, **DUTIES, **FORCES, **DEPARTURES, **RESULTS,
    "differ_or_unknown": Words(zh="不同或者不明", en="differ or unknown"),
}  # fmt: skip


def evidence(say: Speech, told: Mapping[str, Any]) -> str:
    """The evidence of a finding in one line."""
    return say.listed(_said(say, told))


def _said(say: Speech, told: Mapping[str, Any]) -> Iterator[str]:
    for key, value in told.items():
        if value is None:
            continue
        label = say(*_KEYS[key]) if key in _KEYS else say.word(_WORDS, key)
        money = key in _MONEY or (key in ("from", "to") and "fine" in told)
        if key == "weak":
            yield label
        else:
            yield f"{label}{say('：', ': ')}{yuan(say, value) if money else _value(say, value)}"


def _value(say: Speech, value: Any) -> str:
    if isinstance(value, list | tuple):
        return say.joined(_value(say, each) for each in value)
    text = str(value)
    code, colon, number = text.partition(":")  # how often an outcome was decided
    if colon and code in RESULTS:
        return say(f"{say.word(_WORDS, code)}{number}件", f"{say.word(_WORDS, code)} {number}")
    return say.word(_WORDS, text)
