"""Identity numbers: valid ones pass, spoiled ones are named, ages turn on birthdays, and masks hide."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from penalty_rules.identifiers import (
    EARLIEST_BIRTH,
    LATEST_BIRTH,
    USCC_ALPHABET,
    age_on,
    birth_date_of,
    id_number_fault,
    mask_identifier,
    mask_name,
    uscc_fault,
)
from tests.invented import make_id_number, make_uscc

SEEDS = st.integers(0, 10**9)
BIRTHS = st.dates(EARLIEST_BIRTH, LATEST_BIRTH)
PLACES = st.integers(0, 17)


def spoiled(number: str, place: int, sign: str) -> str:
    assume(number[place] != sign)
    return number[:place] + sign + number[place + 1 :]


@given(SEEDS)
def test_every_invented_uscc_is_valid(seed: int) -> None:
    assert uscc_fault(make_uscc(seed)) is None


@given(SEEDS, PLACES, st.sampled_from(USCC_ALPHABET) | st.characters())
def test_no_uscc_survives_the_change_of_one_character(seed: int, place: int, sign: str) -> None:
    assert uscc_fault(spoiled(make_uscc(seed), place, sign)) is not None


def test_a_published_example_of_a_uscc_is_valid() -> None:
    assert uscc_fault("91110000600037341L") is None  # the example of python-stdnum


def test_a_uscc_may_begin_with_letters() -> None:
    body = "N2999999MA00000000"[:17]
    assert any(uscc_fault(body + sign) is None for sign in USCC_ALPHABET)


@pytest.mark.parametrize(
    ("value", "part"),
    [
        (911100006000373410, "quotes"),
        (None, "quotes"),
        (True, "quotes"),
        ("", "0 characters"),
        ("91110000600037341", "17 characters"),
        ("91110000600037341L1", "19 characters"),
        ("91110000600037341l", "capitals"),
        ("9111 0000600037341L", "spaces"),
        ("91110000-600037341", "hyphens"),
        ("91110000600037341\n", "spaces"),
        ("９1110000600037341L", "half width"),
        ("9111000O600037341L", "“O”"),
        ("91110000600037341I", "“I”"),
        ("9111000A600037341L", "digits"),
        ("91110000600037341M", "check character"),
        ("9111000060003734\x00L", "“·”"),
    ],
)
def test_the_fault_of_a_uscc_says_what_to_do(value: object, part: str) -> None:
    assert part in (uscc_fault(value) or "")


@given(BIRTHS, SEEDS)
def test_every_invented_id_number_is_valid_and_tells_the_birth(birth: date, seed: int) -> None:
    number = make_id_number(birth, seed)
    assert id_number_fault(number) is None
    assert birth_date_of(number) == birth


@given(BIRTHS, SEEDS, PLACES, st.sampled_from("0123456789X") | st.characters())
def test_no_id_number_survives_the_change_of_one_character(birth: date, seed: int, place: int, sign: str) -> None:
    number = spoiled(make_id_number(birth, seed), place, sign)
    assert id_number_fault(number) is not None
    with pytest.raises(ValueError, match="not a valid identity number"):
        birth_date_of(number)


def test_a_region_code_that_is_in_no_table_is_no_fault() -> None:
    assert id_number_fault(make_id_number(date(1990, 1, 1), 1)) is None


@pytest.mark.parametrize(
    ("value", "part"),
    [
        (999999199001010000, "quotes"),
        ("999999900101001", "15 characters"),
        ("99999919900101001x", "capitals"),
        ("999999 9900101001X", "spaces"),
        ("０99999199001010010", "half width"),
        ("09999919900101001X", "17 digits"),
        ("9999991990010100XX", "17 digits"),
        ("99999919900230001X", "not a day of birth"),
        ("99999918790101001X", "not a day of birth"),
        ("99999921000101001X", "not a day of birth"),
        ("99999900000101001X", "not a day of birth"),
    ],
)
def test_the_fault_of_an_id_number_says_what_to_do(value: object, part: str) -> None:
    assert part in (id_number_fault(value) or "")


@given(st.text() | st.integers() | st.none() | st.binary() | st.text("0123456789X", min_size=18, max_size=18))
def test_any_value_at_all_gets_an_answer_that_does_not_repeat_it(value: object) -> None:
    for fault in (uscc_fault(value), id_number_fault(value)):
        assert fault is None or not isinstance(value, str) or len(value) < 12 or value not in fault


def test_the_birthday_completes_the_year_and_is_flagged() -> None:
    birth = date(2008, 5, 10)
    assert age_on(birth, date(2022, 5, 9)) == (13, False)
    assert age_on(birth, date(2022, 5, 10)) == (14, True)
    assert age_on(birth, date(2022, 5, 11)) == (14, False)


def test_who_is_born_on_29_february_completes_common_years_on_1_march() -> None:
    birth = date(2008, 2, 29)
    assert age_on(birth, date(2022, 2, 28)) == (13, False)
    assert age_on(birth, date(2022, 3, 1)) == (14, True)
    assert age_on(birth, date(2022, 3, 2)) == (14, False)
    assert age_on(birth, date(2024, 2, 29)) == (16, True)


def test_on_the_day_of_birth_the_age_is_nought() -> None:
    assert age_on(date(2020, 1, 1), date(2020, 1, 1)) == (0, True)


def test_a_day_before_the_birth_has_no_age() -> None:
    with pytest.raises(ValueError, match="before the birth"):
        age_on(date(2020, 1, 2), date(2020, 1, 1))


@given(BIRTHS, st.integers(0, 40_000))
def test_age_grows_by_one_exactly_on_flagged_days(birth: date, days: int) -> None:
    day = birth + timedelta(days=days)
    (age, _), (later, flagged) = age_on(birth, day), age_on(birth, day + timedelta(days=1))
    assert later - age == int(flagged)


def test_a_masked_number_keeps_two_characters_at_each_end() -> None:
    assert mask_identifier("91110000600037341L") == "91**************1L"


@given(st.text())
def test_masks_keep_the_length_and_hide_the_middle(value: str) -> None:
    masked = mask_identifier(value)
    assert len(masked) == len(value)
    assert set(masked[2:-2]) <= {"*"}
    assert len(value) >= 8 or set(masked) <= {"*"}


@pytest.mark.parametrize(
    ("name", "masked"), [("张三", "张*"), ("欧阳某某", "欧***"), ("张", "*"), ("", ""), (" 李四 ", "李*")]
)
def test_a_masked_name_keeps_its_first_character(name: str, masked: str) -> None:
    assert mask_name(name) == masked
