"""Dates and durations as the law counts them.

A date is held as a proleptic ordinal (int). Years and months are calendar periods: two years from 2022-03-01 end on
2024-03-01; the starting day is not counted, so the last day of the period is the day of the same number; from
29 February a period of years that ends in a common year ends on 28 February. No text read fixes these two points
(see docs/decisions/0005): the advice says so where a date falls on the edge.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

MIN_YEAR, MAX_YEAR = 1949, 2199
_LONGEST = {"years": 100, "months": 1200, "days": 36500}


@dataclass(frozen=True, slots=True)
class Duration:
    """A period: calendar years and months, then days."""

    years: int = 0
    months: int = 0
    days: int = 0

    @property
    def whole(self) -> tuple[int, int]:
        """Months and days: the same for two ways of writing one period."""
        return self.years * 12 + self.months, self.days

    @property
    def in_days(self) -> tuple[int, int]:
        """The least and the greatest number of days that the period can take."""
        years, months = divmod(self.years * 12 + self.months, 12)
        return years * 365 + months * 28 + self.days, years * 366 + months * 31 + self.days

    def __str__(self) -> str:
        parts = [(self.years, "year"), (self.months, "month"), (self.days, "day")]
        return " ".join(f"{n} {unit}{'s' if n != 1 else ''}" for n, unit in parts if n) or "0 days"


def parse_duration(value: object) -> Duration:
    """A duration from `{years: 2}` and the like. Raises ValueError."""
    keys = {"years", "months", "days"}
    if not isinstance(value, dict) or not value or set(value) - keys:
        raise ValueError("not a duration; write for example `{years: 2}`, `{months: 6}` or `{days: 20}`")
    for key, amount in value.items():
        if isinstance(amount, bool) or not isinstance(amount, int) or not 0 <= amount <= _LONGEST[key]:
            raise ValueError("a duration counts whole years, months or days, a hundred years at most")
    return Duration(**value)


def parse_date(value: object) -> int:
    """The ordinal of a date or of ISO text `2024-03-01`. Raises ValueError."""
    if isinstance(value, str) and len(value) == 10:
        return _ordinal(value)
    if type(value) is not date:
        raise ValueError("not a date; write for example `2024-03-01`")
    if not MIN_YEAR <= value.year <= MAX_YEAR:
        raise ValueError(f"a date between {MIN_YEAR} and {MAX_YEAR} is needed")
    return value.toordinal()


@lru_cache(maxsize=16_384)
def _ordinal(text: str) -> int:
    """Remembered: the cases of a docket lie within a few thousand days."""
    try:
        value = date.fromisoformat(text)
    except ValueError:
        raise ValueError("no such date; write for example `2024-03-01`") from None
    return parse_date(value)


def shift(ordinal: int, duration: Duration, sign: int = 1) -> int:
    """The day that lies a duration after (sign 1) or before (sign -1) a day."""
    months = duration.years * 12 + duration.months
    return (_months_on(ordinal, sign * months) if months else ordinal) + sign * duration.days


@lru_cache(maxsize=32_768)
def _months_on(ordinal: int, months: int) -> int:
    """Remembered: every look-back and every limitation of a case moves the same few days."""
    day = date.fromordinal(ordinal)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)).toordinal()


def show(ordinal: int) -> str:
    """ISO text of an ordinal."""
    return date.fromordinal(ordinal).isoformat()
