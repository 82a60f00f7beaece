"""Working days: the built-in years agree with their source, later years come from a file, no year is guessed."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penalty_rules.errors import CalendarUnknown, Unreadable
from penalty_rules.reading import read_document
from penalty_rules.workdays import WorkCalendar

CALENDAR = WorkCalendar()
INVENTED = {"years": {2031: {"holidays": [date(2031, 1, 1), date(2031, 1, 2)], "workdays": [date(2031, 1, 4)]}}}
COVERED = st.dates(date(2004, 1, 1), date(2026, 10, 1))


def refused(document: object) -> dict[str, str]:
    with pytest.raises(Unreadable) as caught:
        WorkCalendar.with_years(document, source="calendar.yaml")
    assert all(fault.remedy for fault in caught.value.faults)
    return {fault.path: fault.message for fault in caught.value.faults}


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2024, 10, 1), False),  # National Day
        (date(2024, 10, 7), False),
        (date(2024, 10, 8), True),
        (date(2024, 9, 29), True),  # a Sunday worked in exchange
        (date(2024, 10, 12), True),  # a Saturday worked in exchange
        (date(2024, 10, 13), False),  # a Sunday
        (date(2020, 1, 31), False),  # the Spring Festival lengthened
    ],
)
def test_holidays_weekends_and_worked_weekends_are_told_apart(day: date, works: bool) -> None:
    assert CALENDAR.is_working_day(day) is works


def test_every_built_in_day_agrees_with_its_source() -> None:
    from chinese_calendar import is_workday

    days = [date(2004, 1, 1) + timedelta(days=n) for n in range((date(2027, 1, 1) - date(2004, 1, 1)).days)]
    assert [day for day in days if CALENDAR.is_working_day(day) != is_workday(day)] == []


def test_the_starting_day_is_not_counted() -> None:
    assert CALENDAR.add_working_days(date(2024, 3, 4), 1) == date(2024, 3, 5)
    assert CALENDAR.add_working_days(date(2024, 3, 8), 2) == date(2024, 3, 12)
    assert CALENDAR.add_working_days(date(2024, 3, 9), 1) == date(2024, 3, 11)


def test_a_term_of_five_days_steps_over_the_national_holiday() -> None:
    assert CALENDAR.add_working_days(date(2024, 9, 27), 5) == date(2024, 10, 10)


def test_no_days_added_leave_the_day_as_it_is() -> None:
    assert CALENDAR.add_working_days(date(2024, 10, 1), 0) == date(2024, 10, 1)


def test_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="forward"):
        CALENDAR.add_working_days(date(2024, 3, 4), -1)


def test_the_next_working_day_is_always_later_and_a_term_may_end_on_the_day_itself() -> None:
    assert CALENDAR.next_working_day(date(2024, 3, 4)) == date(2024, 3, 5)
    assert CALENDAR.working_day_from(date(2024, 3, 4)) == date(2024, 3, 4)
    assert CALENDAR.next_working_day(date(2024, 10, 1)) == date(2024, 10, 8)
    assert CALENDAR.working_day_from(date(2024, 10, 1)) == date(2024, 10, 8)


@given(COVERED, st.integers(0, 20), st.integers(0, 20))
def test_terms_add_up(day: date, first: int, second: int) -> None:
    whole = CALENDAR.add_working_days(day, first + second)
    assert CALENDAR.add_working_days(CALENDAR.add_working_days(day, first), second) == whole


@given(COVERED, st.integers(1, 30))
def test_a_term_holds_as_many_working_days_as_it_says(day: date, n: int) -> None:
    end = CALENDAR.add_working_days(day, n)
    counted = [day + timedelta(days=k) for k in range(1, (end - day).days + 1)]
    assert sum(map(CALENDAR.is_working_day, counted)) == n
    assert CALENDAR.is_working_day(end)


@pytest.mark.parametrize("year", [1, 2003, 2027, 9999])
def test_a_year_that_is_not_known_is_not_guessed(year: int) -> None:
    with pytest.raises(CalendarUnknown, match=rf"{year}.*years: \{{{year}: \{{holidays"):
        CALENDAR.is_working_day(date(year, 1, 4))


def test_a_term_that_runs_into_an_unknown_year_is_not_guessed() -> None:
    with pytest.raises(CalendarUnknown) as caught:
        CALENDAR.add_working_days(date(2026, 12, 31), 1)
    assert caught.value.year == 2027


def test_the_last_day_there_is_ends_in_an_error_of_ours() -> None:
    with pytest.raises(CalendarUnknown):
        CALENDAR.next_working_day(date.max)


def test_a_file_adds_years(tmp_path: Path) -> None:
    file = tmp_path / "calendar.yaml"
    file.write_text("years:\n  2031:\n    holidays: [2031-01-01, 2031-01-02]\n    workdays: [2031-01-04]\n")
    calendar = WorkCalendar.with_file(file, read_document)
    assert calendar == WorkCalendar.with_years(INVENTED, source="same")
    assert calendar.add_working_days(date(2031, 1, 1), 3) == date(2031, 1, 6)  # Friday 3 January, worked Saturday
    assert calendar.is_working_day(date(2024, 10, 8))


def test_days_and_years_may_come_as_text_as_in_json() -> None:
    document = {"years": {"2031": {"holidays": ["2031-01-01", "2031-01-02"], "workdays": ["2031-01-04"]}}}
    assert WorkCalendar.with_years(document, source="json") == WorkCalendar.with_years(INVENTED, source="yaml")


def test_a_year_of_the_file_goes_before_the_built_in_one() -> None:
    calendar = WorkCalendar.with_years({"years": {2026: {"holidays": [date(2026, 1, 5)]}}}, source="file")
    assert CALENDAR.is_working_day(date(2026, 1, 5))
    assert not calendar.is_working_day(date(2026, 1, 5))


@pytest.mark.parametrize("document", [None, [], {}, "2031", {"years": None}, {"years": {}}, {"years": [2031]}])
def test_a_document_without_years_is_refused(document: object) -> None:
    assert refused(document) == {"years": "no calendar years"}


def test_every_fault_of_a_calendar_is_named_with_its_path() -> None:
    document = {
        "note": 1,
        "years": {
            "next": {},
            2030: [],
            2031: {"holidays": [date(2030, 1, 1), "2031-02-30", "2031-W01-1", 5, date(2031, 5, 1), date(2031, 5, 1)]},
            "2031": {"holidays": [date(2031, 1, 1)]},
            2032: {"holidays": [], "holiday": []},
            2033: {"holidays": [date(2033, 1, 1)], "workdays": [date(2033, 1, 1), date(2033, 1, 3)]},
            2034: {"holidays": date(2034, 1, 1)},
        },
    }
    faults = refused(document)
    assert faults == {
        "note": "an unknown key",
        "years.next": "not a year",
        "years.2030": "not a mapping",
        "years.2031.holidays[0]": "a day of another year",
        "years.2031.holidays[1]": "not a day",
        "years.2031.holidays[2]": "not a day",
        "years.2031.holidays[3]": "not a day",
        "years.2031.holidays[5]": "a day listed twice",
        "years.2031": "a year that stands twice",
        "years.2032.holiday": "an unknown key",
        "years.2032.holidays": "no year is without holidays",
        "years.2033.workdays": "a weekday is worked anyway",
        "years.2034.holidays": "no year is without holidays",
    }


def test_the_holiday_package_is_loaded_only_when_a_day_is_asked() -> None:
    script = (
        "import sys, penalty_rules.workdays as w, penalty_rules.identifiers as i; w.WorkCalendar();"
        "assert not {'chinese_calendar', 'stdnum'} & {name.split('.')[0] for name in sys.modules};"
        "import datetime; w.WorkCalendar().is_working_day(datetime.date(2024, 3, 4));"
        "i.uscc_fault('91110000600037341L'); i.id_number_fault('999999199001010010')"
    )
    command, path = [sys.executable, "-W", "error", "-c", script], os.pathsep.join(sys.path)
    run = subprocess.run(command, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
