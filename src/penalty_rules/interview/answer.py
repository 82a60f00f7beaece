"""An answer as an officer types it, turned into the value that a case file would state.

    是  否  不明  y  n    2  轻微  minor    500元  <=500元  100元..500元  500元以下    2024年3月1日    2、3

以上、以下、以内 include the number, 不满、超过、低于 do not (民法典第一千二百五十九条).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Final, Literal

from ..vocabulary.circumstance import MEASURED, STATED_UNKNOWN, TRUTH_WORDS, Circumstance

Command = Literal["explain", "leave", "quit"]
MAX_ANSWER: Final = 2_000

_COMMANDS: Final[dict[str, Command]] = {
    "": "leave", "?": "explain", "help": "explain", "解释": "explain", "q": "quit", "quit": "quit", "退出": "quit",
}  # fmt: skip
_TRUTHS: Final = {"1": True, "2": False, "3": "unknown", "y": True, "n": False, "u": "unknown"}
_SIGNS: Final = {
    "<=": "at_most", "≤": "at_most", "不超过": "at_most", "至多": "at_most", "不高于": "at_most", "不晚于": "at_most",
    "at most": "at_most", ">=": "at_least", "≥": "at_least", "不低于": "at_least", "至少": "at_least",
    "不少于": "at_least", "不早于": "at_least", "at least": "at_least", "<": "less_than", "低于": "less_than",
    "不满": "less_than", "少于": "less_than", "不足": "less_than", "早于": "less_than", "below": "less_than",
    "before": "less_than", ">": "more_than", "超过": "more_than", "高于": "more_than", "多于": "more_than",
    "晚于": "more_than", "above": "more_than", "over": "more_than", "after": "more_than",
}  # fmt: skip
_ENDINGS: Final = {"以下": "at_most", "以内": "at_most", "及以下": "at_most", "以上": "at_least", "及以上": "at_least"}
_SIGN: Final = re.compile("|".join(sorted(map(re.escape, _SIGNS), key=len, reverse=True)), re.IGNORECASE)
_BETWEEN: Final = re.compile(r"\.{2,}|…+|至|到|~| to ")
_LIST: Final = re.compile(r"[,、，;；\s]+")
_DAY: Final = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?")
_COMPACT_DAY: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_LOOK_BACK: Final = re.compile(
    r"(?P<truth>.*?)[\s,，]*(?:近|最近|within)?\s*(?P<n>[0-9]{1,2})\s*(?P<unit>年|个月|years?|months?)内?"
)


@dataclass(frozen=True, slots=True)
class Stated:
    """The value that a case file would state for an answer."""

    value: Any

    @property
    def known(self) -> bool:
        return bool(self.value != "unknown")


def parse_answer(circumstance: Circumstance, text: str) -> Command | Stated:
    """A command, or the value stated. Raises ValueError whose text is the remedy."""
    if len(text) > MAX_ANSWER:
        raise ValueError(f"an answer has at most {MAX_ANSWER} characters")
    said = text.strip()
    plain = unicodedata.normalize("NFKC", said)
    command = _COMMANDS.get(plain.lower())
    if command is not None and not (circumstance.values and said in circumstance.positions):
        return command
    if TRUTH_WORDS.get(plain.lower()) is STATED_UNKNOWN:
        return Stated("unknown")
    value = _value(circumstance, said, plain)
    circumstance.parse(value)
    return Stated(value)


def parse_first_violation(text: str) -> Command | Stated:
    """`是`, `否`, `不明`, or `是 2年` for a search of so many years. Raises ValueError."""
    plain = unicodedata.normalize("NFKC", text[: MAX_ANSWER + 1].strip())
    command = _COMMANDS.get(plain.lower())
    if command is not None:
        return command
    found = _LOOK_BACK.fullmatch(plain)
    truth = _truth(found["truth"].strip() if found else plain)
    if found is None or not isinstance(truth, bool):
        return Stated(truth)
    unit = "months" if found["unit"].startswith(("个月", "month")) else "years"
    return Stated({"value": truth, "within": {unit: int(found["n"])}})


def _value(circumstance: Circumstance, said: str, plain: str) -> Any:
    if circumstance.type == "boolean":
        return _truth(plain)
    if circumstance.type == "enum":
        return _of_enum(circumstance, said, plain)
    if circumstance.type == "set":
        return _of_set(circumstance, said, plain)
    return _interval(circumstance, plain) if circumstance.type in MEASURED else said


def _truth(plain: str) -> Any:
    word = plain.lower()
    value = _TRUTHS.get(word, TRUTH_WORDS.get(word))
    if value is None:
        raise ValueError("是, 否, 不明 (yes, no, unknown; 1, 2, 3)")
    return "unknown" if value is STATED_UNKNOWN else value


def _of_enum(circumstance: Circumstance, said: str, plain: str) -> Any:
    for word in (said, plain):
        if _key(circumstance, word) is not None:
            return _key(circumstance, word)
    ends = _ends(plain) if circumstance.ordered else {}
    if ends:
        return {side: _key(circumstance, end) or end for side, end in ends.items()}
    raise ValueError(f"1 – {len(circumstance.values) + 1}, or one of: {_choices(circumstance)}, 不明")


def _key(circumstance: Circumstance, word: str) -> str | None:
    """The value of a number, key or label."""
    keys = list(circumstance.values)
    if word in circumstance.positions:
        return keys[circumstance.positions[word]]
    if word == str(len(keys) + 1):
        return "unknown"
    return keys[int(word) - 1] if word.isascii() and word.isdigit() and 0 < int(word) <= len(keys) else None


def _choices(circumstance: Circumstance) -> str:
    return ", ".join(words.zh for words in circumstance.values.values())


def _of_set(circumstance: Circumstance, said: str, plain: str) -> Any:
    words = [said] if said in circumstance.positions else [word for word in _LIST.split(plain) if word]
    if words in (["无"], ["none"], ["没有"], ["0"]) and _key(circumstance, words[0]) is None:
        return []
    keys = [_key(circumstance, word) for word in words]
    if keys == ["unknown"]:
        return "unknown"
    if None in keys or "unknown" in keys:
        raise ValueError(f"numbers or names with commas between them, 无 for none of: {_choices(circumstance)}")
    return list(dict.fromkeys(keys))


def _interval(circumstance: Circumstance, plain: str) -> Any:
    ends = _ends(plain)
    if ends:
        return {side: _written(circumstance, end) for side, end in ends.items()}
    parts = _BETWEEN.split(plain)
    if len(parts) == 2 and all(part.strip() for part in parts):
        return {"between": [_written(circumstance, part) for part in parts]}
    return _written(circumstance, plain)


def _ends(plain: str) -> dict[str, str]:
    """The ends of an interval by comparator: `>=1 <3`, `500元以下`; none where the text is a plain value."""
    hits = list(_SIGN.finditer(plain))
    if hits and not plain[: hits[0].start()].strip(" ,，"):
        stops = [hit.start() for hit in hits[1:]] + [len(plain)]
        return {
            _SIGNS[hit[0].lower()]: plain[hit.end() : stop].strip(" ,，;；且并")
            for hit, stop in zip(hits, stops, strict=True)
        }
    for ending, side in _ENDINGS.items():
        if plain.endswith(ending) and not hits:
            return {side: plain.removesuffix(ending).removesuffix("及").strip()}
    return {}


def _written(circumstance: Circumstance, text: str) -> str:
    """The value as a case file writes it: days as ISO text, the unit of a number left out."""
    text = text.strip()
    if circumstance.type == "date":
        found = _DAY.fullmatch(text) or _COMPACT_DAY.fullmatch(text)
        return "{}-{:0>2}-{:0>2}".format(*found.groups()) if found else text
    if circumstance.type == "money":
        return re.sub(r"\s+", " ", text)
    return text.removesuffix(circumstance.unit or "").replace(",", "").strip()


__all__ = ["Command", "Stated", "parse_answer", "parse_first_violation"]
