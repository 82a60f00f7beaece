"""Predicates: the atomic tests that a condition is made of.

Each kind of predicate has one meaning, told twice: `test` reads it off the facts in Kleene logic (the reference, and
the way of cases whose facts are known only as intervals); `source` is the same as a Python expression, which
measurement compiles. Property tests hold the two against each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from ..moments import Duration, shift, show
from ..money import Span, compare
from ..truth import UNKNOWN
from ..vocabulary.circumstance import STATED_UNKNOWN, Circumstance
from .history import History, LookBack

Facts = Mapping[str, Any]

OPERATORS: Final = {
    "at_most": "<=", "less_than": "<", "at_least": ">=", "more_than": ">", "equals": "==",
    "on_or_before": "<=", "before": "<", "on_or_after": ">=", "after": ">",
}  # fmt: skip
ORDERED_DATES: Final = {
    "on_or_before": "at_most", "before": "less_than", "on_or_after": "at_least", "after": "more_than",
    "equals": "equals",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Compare:
    """A fact against a fixed value: `operator` is a key of OPERATORS, or `is`, `in`, `includes`, `excludes`.

    `value` has the inner form of the circumstance: a bool (`is`), an int, a Fraction, or a bit mask (`in`: of enum
    positions; `includes`, `excludes`: of set members).
    """

    fact: str
    operator: str
    value: Any

    @property
    def facts(self) -> tuple[str, ...]:
        return (self.fact,)

    def test(self, facts: Facts) -> int:
        return self.test_value(facts.get(self.fact))

    def test_value(self, value: Any) -> int:
        """The truth for one value of the fact, which may be an interval, None or STATED_UNKNOWN."""
        if value is None or value is STATED_UNKNOWN:
            return UNKNOWN
        if isinstance(value, Span) and self.operator == "in":
            inside = {
                self.value >> each & 1 for each in range(value.low or 0, (63 if value.high is None else value.high) + 1)
            }
            return inside.pop() if len(inside) == 1 else UNKNOWN
        if isinstance(value, Span):
            return compare(value, ORDERED_DATES.get(self.operator, self.operator), self.value)
        if self.operator == "is":
            return int(value is True)
        if self.operator == "in":
            return int(self.value >> value & 1)
        if self.operator == "includes":
            return int(value & self.value == self.value)
        if self.operator == "excludes":
            return int(value & self.value == 0)
        return compare(Span(value, value), ORDERED_DATES.get(self.operator, self.operator), self.value)

    def source(self, name: str, constant: str) -> str:
        """A Python expression over the local variable `name`; `constant` names `self.value`."""
        if self.operator == "is":
            return f"1 if {name} else 0"
        if self.operator == "in":
            return f"{constant} >> {name} & 1"
        if self.operator == "includes":
            return f"1 if {name} & {constant} == {constant} else 0"
        if self.operator == "excludes":
            return f"0 if {name} & {constant} else 1"
        limit = self.value if isinstance(self.value, int) else constant
        return f"1 if {name} {OPERATORS[self.operator]} {limit} else 0"

    def describe(self, circumstance: Circumstance, lang: str) -> str:
        """The test in words."""
        label = circumstance.label.of(lang)
        if self.operator == "is":
            return label
        if self.operator in ("in", "includes", "excludes"):
            words = [each.of(lang) for bit, each in enumerate(circumstance.values.values()) if self.value >> bit & 1]
            verb, joint = _OF_SEVERAL[self.operator][lang == "en"]
            return f"{label}{verb}{joint.join(words)}"
        shown = circumstance.show(self.value, lang)
        if circumstance.type == "enum":
            if lang == "zh":
                return f"{label}{'为' if self.operator == 'equals' else _ENUM_ZH[self.operator]}“{shown}”"
            return f"{label} {_WORDS[self.operator][1]} “{shown}”"
        zh, en = _WORDS[self.operator]
        return f"{label}{zh}{shown}" if lang == "zh" else f"{label} {en} {shown}"

    @property
    def text(self) -> str:
        """Stable text for traces and digests."""
        value = str(self.value) if isinstance(self.value, Fraction) else self.value
        return f"{self.fact} {self.operator} {value}"


_WORDS: Final = {
    "at_most": ("不超过", "at most"), "less_than": ("低于", "below"), "at_least": ("不低于", "at least"),
    "more_than": ("超过", "above"), "equals": ("为", "is"), "on_or_before": ("不晚于", "on or before"),
    "before": ("早于", "before"), "on_or_after": ("不早于", "on or after"), "after": ("晚于", "after"),
}  # fmt: skip
_OF_SEVERAL: Final = {  # verb and joint, in Chinese and in English
    "in": (("为", "或者"), (" is ", " or ")),
    "includes": (("包括", "和"), (" includes ", " and ")),
    "excludes": (("不含", "、"), (" has none of ", " or ")),
}
_ENUM_ZH: Final = {"at_most": "不高于", "less_than": "低于", "at_least": "不低于", "more_than": "高于"}


@dataclass(frozen=True, slots=True)
class CompareDates:
    """A date against another date of the case, moved by a duration."""

    fact: str
    operator: str
    other: str
    plus: Duration | None = None
    sign: int = 1

    @property
    def facts(self) -> tuple[str, ...]:
        return (self.fact, self.other)

    def test(self, facts: Facts) -> int:
        return self.between(facts.get(self.fact), facts.get(self.other))

    def between(self, left: Any, right: Any) -> int:
        """The truth for two dates, each an ordinal, an interval, None or STATED_UNKNOWN."""
        if left is None or right is None or left is STATED_UNKNOWN or right is STATED_UNKNOWN:
            return UNKNOWN
        left = left if isinstance(left, Span) else Span(left, left)
        right = (right if isinstance(right, Span) else Span(right, right)).map(self.move)
        operator = ORDERED_DATES[self.operator]
        below = operator in ("at_most", "less_than")  # an open end lies before, or after, every day
        against_low = int(not below) if right.low is None else compare(left, operator, right.low)
        against_high = int(below) if right.high is None else compare(left, operator, right.high)
        return against_low if against_low == against_high else UNKNOWN

    def move(self, day: int) -> int:
        return day if self.plus is None else shift(day, self.plus, self.sign)

    def source_of_two(self, left: str, right: str, constant: str) -> str:
        """A Python expression over two local variables; `constant` names this predicate's `move`."""
        if self.plus is None or not (self.plus.years or self.plus.months):
            moved = f"{right} + {0 if self.plus is None else self.sign * self.plus.days}"
        else:
            moved = f"{constant}({right})"
        return f"1 if {left} {OPERATORS[self.operator]} {moved} else 0"

    def describe(self, circumstance: Circumstance, other: Circumstance, lang: str) -> str:
        zh, en = _WORDS[self.operator]
        if lang == "zh":
            moved = f"{'后' if self.sign > 0 else '前'}{duration_in_chinese(self.plus)}" if self.plus else ""
            return f"{circumstance.label.zh}{zh}{other.label.zh}{moved}"
        moved = f" {'plus' if self.sign > 0 else 'minus'} {self.plus}" if self.plus else ""
        return f"{circumstance.label.en} {en} {other.label.en}{moved}"

    @property
    def text(self) -> str:
        moved = f" {'+' if self.sign > 0 else '-'} {self.plus}" if self.plus else ""
        return f"{self.fact} {self.operator} {self.other}{moved}"


def duration_in_chinese(duration: Duration) -> str:
    parts = [(duration.years, "年"), (duration.months, "个月"), (duration.days, "日")]
    return "".join(f"{n}{unit}" for n, unit in parts if n)


_SPANS: Final = {
    None: ("", ""),
    "calendar_year": ("年度内", "within the calendar year "),
    "since_list": ("清单施行以来", "since the list took effect "),
}
_SCOPES: Final = {
    "matter": ("同类", "of the same matter"),
    "provision": ("同一条款", "of the same provision"),
    "domain": ("同领域", "in the same domain"),
    "any": ("任何", "of any kind"),
}


@dataclass(frozen=True, slots=True)
class FirstViolation:
    """No earlier violation lies in the look-back."""

    ask: LookBack

    @property
    def facts(self) -> tuple[str, ...]:
        return ("history",)

    def test(self, facts: Facts) -> int:
        history: History | None = facts.get("history")
        return UNKNOWN if history is None else history.clean(self.ask)

    def describe(self, lang: str) -> str:
        """The test in words."""
        zh, en = _SPANS[self.ask.within] if not isinstance(self.ask.within, Duration) else (
            f"{duration_in_chinese(self.ask.within)}内", f"within {self.ask.within} "
        )  # fmt: skip
        scope_zh, scope_en = _SCOPES[self.ask.same]
        penalised_zh, penalised_en = ("受处罚", "penalised ") if self.ask.counts == "penalised" else ("", "")
        if lang == "zh":
            return f"{zh}初次违法（无{scope_zh}{penalised_zh}记录）"
        return f"first violation ({en}no earlier {penalised_en}violation {scope_en})"

    @property
    def text(self) -> str:
        ask = self.ask
        since = f" from {show(ask.list_from)}" if ask.list_from else ""
        look = f"within {ask.within} same {ask.same} from {ask.counting_back_from} counts {ask.counts}"
        return f"first_violation {look}{since}"


@dataclass(frozen=True, slots=True)
class Unread:
    """The condition of an item whose text was not read: always unknown. Two unread items need not hold together."""

    item: str = ""

    @property
    def facts(self) -> tuple[str, ...]:
        return ()

    def test(self, facts: Facts) -> int:
        return UNKNOWN

    @property
    def text(self) -> str:
        return "unread"


Predicate = Compare | CompareDates | FirstViolation | Unread
