"""A circumstance 情节: what may weigh, with its type, labels, question, burden of proof and presumption.

Inside, a fact is held in the form that compares fastest: a boolean as bool, an enum as its position, a set as a bit
mask, money as fen, dates as ordinals, numbers as int or Fraction; what is known only approximately as a `Span`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any, Final, Literal

from pydantic import Field

from ..moments import parse_date, show
from ..money import Span, parse_money, parse_number, show_yuan
from .words import Citation, Model, Words

Kind = Literal["boolean", "enum", "set", "money", "number", "integer", "date"]
MEASURED: Final = frozenset({"money", "number", "integer", "date"})
NATURAL: Final = frozenset({"natural_person", "individual_business"})


class _StatedUnknown:
    """Singleton: the file says that the fact is not known. Never presumed."""

    def __repr__(self) -> str:
        return "unknown"


STATED_UNKNOWN: Final = _StatedUnknown()
TRUTH_WORDS: Final[Mapping[str, object]] = {
    "true": True, "yes": True, "是": True, "有": True, "false": False, "no": False, "否": False, "无": False,
    "没有": False, "unknown": STATED_UNKNOWN, "不明": STATED_UNKNOWN, "未知": STATED_UNKNOWN, "待核": STATED_UNKNOWN,
}  # fmt: skip
_SPAN_KEYS = frozenset({"at_most", "at_least", "less_than", "more_than", "between"})


class Presumption(Model):
    """What is taken where the file is silent, and why."""

    value: Any
    basis: Words


class Change(Model):
    """Something the party can still do: the value that the circumstance would then have."""

    to: Any
    zh: str
    en: str


class DefinedValue(Model):
    """One case of a definition: the value follows where the condition holds."""

    value: Any
    when: Any


class Circumstance(Model):
    """One circumstance 情节."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")
    type: Kind
    label: Words
    question: Words
    aliases: tuple[str, ...] = ()
    unit: str | None = None
    values: dict[str, Words] = Field(default_factory=dict)
    ordered: bool = False
    role: Literal["mitigating", "aggravating", "neutral"] = "neutral"
    judgement: bool = False
    burden: Literal["authority", "party"] = "authority"
    basis: tuple[Citation, ...] = ()
    applies_to: Literal["natural_person"] | None = None
    presumption: Presumption | None = None
    evidence: Words | None = None
    changeable: Change | None = None
    definition: tuple[DefinedValue, ...] = ()
    system: bool = Field(False, description="set by the library from the case itself; a case file may not state it")
    note: Words | None = None

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Every spelling of every value of an enum or set, to its position."""
        spelled: dict[str, int] = {}
        for index, (key, words) in enumerate(self.values.items()):
            for word in (key, words.zh, words.en):
                spelled.setdefault(word, index)
        return spelled

    @cached_property
    def presumed(self) -> object:
        """The presumed value in its inner form, or None."""
        return None if self.presumption is None else self.parse(self.presumption.value)

    def parse(self, raw: object) -> object:
        """The inner value of what a file says. Raises ValueError whose text is the remedy."""
        if isinstance(raw, str) and TRUTH_WORDS.get(raw.strip().lower()) is STATED_UNKNOWN:
            return STATED_UNKNOWN
        if isinstance(raw, Mapping) and (self.type in MEASURED or (self.type == "enum" and self.ordered)):
            return self._parse_span(raw)
        return self.parse_exact(raw)

    def parse_exact(self, raw: object) -> Any:
        """The inner value of one exactly stated value. Raises ValueError."""
        if self.type == "boolean":
            return _truth(raw)
        if self.type == "enum":
            return self._position(raw)
        if self.type == "set":
            return self._mask(raw)
        if self.type == "money":
            return parse_money(raw)
        if self.type == "date":
            return parse_date(raw)
        number = parse_number(raw)
        if number.denominator == 1:
            return int(number)
        if self.type == "integer":
            raise ValueError("a whole number is needed")
        return number

    def _position(self, raw: object) -> int:
        position = self.positions.get(raw) if isinstance(raw, str) else None
        if raw is None and "none" in self.values:
            position = self.positions["none"]
        if position is None:
            raise ValueError(f"one of: {', '.join(self.values)}")
        return position

    def _mask(self, raw: object) -> int:
        if not isinstance(raw, list | tuple):
            raise ValueError(f"a list of: {', '.join(self.values)}")
        mask = 0
        for item in raw:
            mask |= 1 << self._position(item)
        return mask

    def _parse_span(self, raw: Mapping[Any, Any]) -> Span:
        if not raw or set(raw) - _SPAN_KEYS or ("between" in raw and len(raw) > 1):
            raise ValueError(
                "an interval is written `{at_most: …}`, `{at_least: …, less_than: …}` or `{between: [from, to]}`"
            )
        if "between" in raw:
            ends = raw["between"]
            if not isinstance(ends, list | tuple) or len(ends) != 2:
                raise ValueError("`between` takes two ends: `[from, to]`")
            span = Span(self.parse_exact(ends[0]), self.parse_exact(ends[1]))
        else:
            end = {key: self.parse_exact(value) for key, value in raw.items()}
            if {"at_least", "more_than"} <= set(end) or {"at_most", "less_than"} <= set(end):
                raise ValueError("an interval has one lower and one upper end")
            span = Span(
                end.get("at_least", end.get("more_than")),
                end.get("at_most", end.get("less_than")),
                "more_than" not in end,
                "less_than" not in end,
            )
        if self.type == "enum":
            first = 0 if span.low is None else span.low + (not span.low_included)
            last = len(self.values) - 1 if span.high is None else span.high - (not span.high_included)
            span = Span(first, last)
        if span.empty:
            raise ValueError("the interval is empty: its lower end lies above its upper end")
        return span

    def show(self, value: object, lang: str = "zh") -> str:
        """The value in words."""
        if isinstance(value, Span):
            return self._show_span(value, lang)
        if value is None or value is STATED_UNKNOWN:
            return "不明" if lang == "zh" else "unknown"
        if self.type == "boolean":
            return {True: ("是", "yes"), False: ("否", "no")}[bool(value)][lang == "en"]
        if self.type == "enum":
            return list(self.values.values())[int(value)].of(lang)  # type: ignore[call-overload]
        if self.type == "set":
            chosen = [words.of(lang) for bit, words in enumerate(self.values.values()) if int(value) >> bit & 1]  # type: ignore[call-overload]
            return ("、".join(chosen) or "无") if lang == "zh" else (", ".join(chosen) or "none")
        return self._show_measure(value, lang)

    def _show_measure(self, value: Any, lang: str) -> str:
        if self.type == "money":
            return f"{show_yuan(value)}元" if lang == "zh" else f"{show_yuan(value)} yuan"
        if self.type == "date":
            return show(value)
        text = str(value) if not isinstance(value, Fraction) else _decimal(value)
        unit = self.unit or ""
        return f"{text}{unit}" if lang == "zh" else f"{text} {unit}".strip() if unit.isascii() else text

    def _show_span(self, span: Span, lang: str) -> str:
        low = None if span.low is None else self.show(span.low, lang)
        high = None if span.high is None else self.show(span.high, lang)
        if low is not None and high is not None:
            return f"{low}至{high}" if lang == "zh" else f"{low} to {high}"
        if high is not None:
            zh, en = ("不超过", "at most") if span.high_included else ("低于", "below")
            return f"{zh}{high}" if lang == "zh" else f"{en} {high}"
        zh, en = ("不低于", "at least") if span.low_included else ("超过", "above")
        return f"{zh}{low}" if lang == "zh" else f"{en} {low}"

    def plain(self, value: object) -> object:
        """The value as a file would state it (JSON types only)."""
        if value is STATED_UNKNOWN:
            return "unknown"
        if isinstance(value, Span):
            keys = {("at_least" if value.low_included else "more_than"): value.low,
                    ("at_most" if value.high_included else "less_than"): value.high}  # fmt: skip
            return {key: self.plain(end) for key, end in keys.items() if end is not None}
        if self.type == "enum":
            return list(self.values)[int(value)]  # type: ignore[call-overload]
        if self.type == "set":
            return [key for bit, key in enumerate(self.values) if int(value) >> bit & 1]  # type: ignore[call-overload]
        if self.type == "money":
            return f"{int(value) // 100}.{int(value) % 100:02d} yuan"  # type: ignore[call-overload]
        if self.type == "date":
            return show(value)  # type: ignore[arg-type]
        return str(value) if isinstance(value, Fraction) else value


def _decimal(value: Fraction) -> str:
    scaled = value * 10**6
    return f"{float(value):g}" if scaled.denominator == 1 else str(value)


def _truth(raw: object) -> bool:
    value = raw if isinstance(raw, bool) else TRUTH_WORDS.get(raw.strip().lower()) if isinstance(raw, str) else None
    if not isinstance(value, bool):
        raise ValueError("true, false or unknown (是, 否, 不明)")
    return value
