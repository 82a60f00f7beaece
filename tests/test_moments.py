"""Dates and durations: calendar periods, their edges, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penalty_rules.moments import Duration, parse_date, parse_duration, shift, show

DAYS = st.dates(date(1949, 1, 1), date(2199, 12, 31)).map(date.toordinal)
PERIODS = st.builds(Duration, st.integers(0, 20), st.integers(0, 30), st.integers(0, 800))


def after(day: str, duration: Duration, sign: int = 1) -> str:
    return show(shift(parse_date(day), duration, sign))


@pytest.mark.parametrize(
    ("day", "duration", "expected"),
    [
        ("2022-03-01", Duration(years=2), "2024-03-01"),
        ("2024-02-29", Duration(years=1), "2025-02-28"),
        ("2024-02-29", Duration(years=4), "2028-02-29"),
        ("2023-02-28", Duration(years=1), "2024-02-28"),
        ("2024-01-31", Duration(months=1), "2024-02-29"),
        ("2023-01-31", Duration(months=1), "2023-02-28"),
        ("2023-11-30", Duration(months=3), "2024-02-29"),
        ("2023-12-31", Duration(days=1), "2024-01-01"),
        ("2023-12-31", Duration(months=1, days=1), "2024-02-01"),
        ("1999-12-31", Duration(), "1999-12-31"),
    ],
)
def test_a_period_ends_on_the_day_of_the_same_number_or_the_last_of_the_month(
    day: str, duration: Duration, expected: str
) -> None:
    assert after(day, duration) == expected


def test_counted_back_from_29_february_two_years_reach_28_february() -> None:
    assert after("2024-02-29", Duration(years=2), -1) == "2022-02-28"
    assert after("2024-02-29", Duration(years=4), -1) == "2020-02-29"


@given(DAYS, DAYS, PERIODS, st.sampled_from((1, -1)))
def test_of_two_days_the_earlier_stays_the_earlier(one: int, other: int, period: Duration, sign: int) -> None:
    first, second = sorted((one, other))
    assert shift(first, period, sign) <= shift(second, period, sign)


@given(DAYS, PERIODS)
def test_a_period_takes_no_fewer_and_no_more_days_than_it_can(day: int, period: Duration) -> None:
    least, most = period.in_days
    assert least <= shift(day, period) - day <= most
    assert least <= day - shift(day, period, -1) <= most


@given(DAYS)
def test_a_day_is_read_as_it_is_shown(day: int) -> None:
    assert parse_date(show(day)) == parse_date(date.fromordinal(day)) == day


@pytest.mark.parametrize(
    "raw", ["2023-02-29", "2023-2-1", "20230201", "01-02-2023", 20230201, None, True, "1948-12-31"]
)
def test_what_is_no_date_between_1949_and_2199_is_refused(raw: object) -> None:
    with pytest.raises(ValueError, match="date"):
        parse_date(raw)


@pytest.mark.parametrize(
    "raw",
    [{}, {"weeks": 1}, {"years": -1}, {"years": True}, {"years": "2"}, {"years": 101}, {"days": 36501}, 2, None, []],
)
def test_what_is_no_duration_is_refused(raw: object) -> None:
    with pytest.raises(ValueError, match="duration"):
        parse_duration(raw)


def test_the_longest_durations_still_end_in_the_calendar() -> None:
    longest = parse_duration({"years": 100, "months": 1200, "days": 36500})
    assert after("2199-12-31", longest) > "2490"
    assert after("1949-01-01", longest, -1) < "1700"


@pytest.mark.parametrize(
    ("duration", "words"), [(Duration(2), "2 years"), (Duration(1, 6), "1 year 6 months"), (Duration(), "0 days")]
)
def test_a_duration_is_told_in_words(duration: Duration, words: str) -> None:
    assert str(duration) == words
