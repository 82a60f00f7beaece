"""Working days of mainland China: weekdays that are no statutory holiday, and weekend days that are worked instead.

The Administrative Penalty Law counts its terms of two, three, five and seven days in working days (Art. 85). The years
2004 to 2026 are built in; the State Council announces each year anew, so later ones come from a file:

    years:
      2027:
        holidays: [2027-01-01, …]       # every day off, also those that fall on a weekend
        workdays: [2027-02-06, …]       # weekend days that are worked; may be left out
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Self

from .errors import CalendarUnknown, Fault, Unreadable, quoted

_ONE_DAY = timedelta(days=1)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR = re.compile(r"[12][0-9]{3}")


@dataclass(frozen=True, slots=True)
class Year:
    """The days of one year that differ, or may differ, from the plain week."""

    holidays: frozenset[date]
    workdays: frozenset[date]

    def works_on(self, day: date) -> bool:
        return day in self.workdays or (_is_weekday(day) and day not in self.holidays)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The built-in years, and further years that go before them; a year that neither knows raises `CalendarUnknown`."""

    years: Mapping[int, Year] = field(default_factory=dict)

    @classmethod
    def with_file(cls, path: Path | str, read: Callable[[Path], object]) -> Self:
        """A calendar with the years of a file; `read` turns the file into plain values."""
        return cls.with_years(read(Path(path)), source=str(path))

    @classmethod
    def with_years(cls, document: object, *, source: str) -> Self:
        """A calendar with the years of a document; raises `Unreadable` with every fault."""
        faults: list[Fault] = []
        years = _years(document, faults)
        if faults:
            raise Unreadable(source, faults)
        return cls(years)

    def is_working_day(self, day: date) -> bool:
        year = self.years.get(day.year) or _built_in().get(day.year)
        if year is None:
            raise CalendarUnknown(day.year)
        return year.works_on(day)

    def add_working_days(self, day: date, n: int) -> date:
        """The nth working day after a day, which itself is not counted; with n = 0 the day as it stands."""
        if n < 0:
            raise ValueError("working days are counted forward only")
        for _ in range(n):
            day = self.next_working_day(day)
        return day

    def next_working_day(self, day: date) -> date:
        """The first working day after a day."""
        return self.working_day_from(_after(day))

    def working_day_from(self, day: date) -> date:
        """The day itself if it is a working day, or else the first one after it: where a term ends on a day off."""
        while not self.is_working_day(day):
            day = _after(day)
        return day


def _after(day: date) -> date:
    if day == date.max:
        raise CalendarUnknown(day.year + 1)
    return day + _ONE_DAY


def _is_weekday(day: date) -> bool:
    return day.weekday() < 5


@cache
def _built_in() -> dict[int, Year]:
    """The years of the chinese_calendar package, as sets of our own."""
    from chinese_calendar import constants

    holidays, workdays = frozenset(constants.holidays), frozenset(constants.workdays)
    return {year: _of_year(year, holidays, workdays) for year in sorted({day.year for day in holidays})}


def _of_year(year: int, holidays: frozenset[date], workdays: frozenset[date]) -> Year:
    return Year(
        frozenset(day for day in holidays if day.year == year), frozenset(day for day in workdays if day.year == year)
    )


def _years(document: object, faults: list[Fault]) -> dict[int, Year]:
    entries = document.get("years") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(entries, dict) or not entries:
        faults.append(Fault("years", "no calendar years", remedy="write years: {2027: {holidays: […], workdays: […]}}"))
        return {}
    _refuse_unknown_keys(document, {"years"}, "", faults)
    years: dict[int, Year] = {}
    for name, entry in entries.items():
        path = f"years.{quoted(str(name))}"
        if not _YEAR.fullmatch(str(name)):
            faults.append(Fault(path, "not a year", quoted(str(name)), "write it with four digits"))
        elif int(name) in years:
            faults.append(Fault(path, "a year that stands twice", quoted(str(name)), "keep one of the two"))
        else:
            years[int(name)] = _year(int(name), entry, path, faults)
    return years


def _year(number: int, entry: object, path: str, faults: list[Fault]) -> Year:
    if not isinstance(entry, dict):
        faults.append(Fault(path, "not a mapping", quoted(entry), "write {holidays: […], workdays: […]}"))
        return Year(frozenset(), frozenset())
    _refuse_unknown_keys(entry, {"holidays", "workdays"}, f"{path}.", faults)
    holidays = _days(number, entry.get("holidays", []), f"{path}.holidays", faults)
    workdays = _days(number, entry.get("workdays", []), f"{path}.workdays", faults)
    if not holidays:
        faults.append(Fault(f"{path}.holidays", "no year is without holidays", remedy="list every statutory day off"))
    for day in sorted(workdays):
        if _is_weekday(day) or day in holidays:
            message = "a day cannot be both off and worked" if day in holidays else "a weekday is worked anyway"
            faults.append(Fault(f"{path}.workdays", message, day.isoformat(), "list worked weekend days only"))
    return Year(holidays, workdays)


def _days(year: int, listed: object, path: str, faults: list[Fault]) -> frozenset[date]:
    if not isinstance(listed, list):
        faults.append(Fault(path, "not a list of days", quoted(listed), f"write [{year}-01-01, …]"))
        return frozenset()
    days = set()
    for place, value in enumerate(listed):
        day = _day(value)
        if day is None or day.year != year or day in days:
            message = "not a day" if day is None else "a day listed twice" if day in days else "a day of another year"
            faults.append(
                Fault(f"{path}[{place}]", message, quoted(str(value)), f"write each day once, as {year}-01-01")
            )
        else:
            days.add(day)
    return frozenset(days)


def _day(value: object) -> date | None:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if type(value) is date else None


def _refuse_unknown_keys(mapping: dict[object, object], known: set[str], prefix: str, faults: list[Fault]) -> None:
    remedy = f"use {' and '.join(sorted(known))}"
    unknown = [quoted(str(key)) for key in mapping if key not in known]
    faults.extend(Fault(f"{prefix}{key}", "an unknown key", key, remedy) for key in unknown)
