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

MIN_YEAR, MAX_YEAR = 1949, 2199


@dataclass(frozen=True, slots=True)
class Duration:
    """A period: calendar years and months, then days."""

    years: int = 0
    months: int = 0
    days: int = 0

    def __str__(self) -> str:
        parts = [(self.years, "year"), (self.months, "month"), (self.days, "day")]
        return " ".join(f"{n} {unit}{'s' if n != 1 else ''}" for n, unit in parts if n) or "0 days"


def parse_duration(value: object) -> Duration:
    """A duration from `{years: 2}` and the like. Raises ValueError."""
    keys = {"years", "months", "days"}
    if not isinstance(value, dict) or not value or set(value) - keys:
        raise ValueError("not a duration; write for example `{years: 2}`, `{months: 6}` or `{days: 20}`")
    for amount in value.values():
        if isinstance(amount, bool) or not isinstance(amount, int) or not 0 <= amount <= 36500:
            raise ValueError("a duration counts whole years, months or days, 0 to 36500")
    return Duration(**value)


def parse_date(value: object) -> int:
    """The ordinal of a date or of ISO text `2024-03-01`. Raises ValueError."""
    if isinstance(value, str) and len(value) == 10:
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise ValueError("no such date; write for example `2024-03-01`") from None
    if type(value) is not date:
        raise ValueError("not a date; write for example `2024-03-01`")
    if not MIN_YEAR <= value.year <= MAX_YEAR:
        raise ValueError(f"a date between {MIN_YEAR} and {MAX_YEAR} is needed")
    return value.toordinal()


def shift(ordinal: int, duration: Duration, sign: int = 1) -> int:
    """The day that lies a duration after (sign 1) or before (sign -1) a day."""
    if not (duration.years or duration.months):
        return ordinal + sign * duration.days
    day = date.fromordinal(ordinal)
    months = day.year * 12 + day.month - 1 + sign * (duration.years * 12 + duration.months)
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)).toordinal() + sign * duration.days


def show(ordinal: int) -> str:
    """ISO text of an ordinal."""
    return date.fromordinal(ordinal).isoformat()
