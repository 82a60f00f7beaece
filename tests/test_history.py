"""Look-backs: edges of the period, scopes, what is stated, what a search shows, what contradicts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penalty_rules.condition.history import SCOPES, History, LookBack, PriorRecord, StatedFirst
from penalty_rules.inquiry.look_back_classes import clean_together
from penalty_rules.moments import Duration, parse_date
from penalty_rules.money import Span
from penalty_rules.truth import FALSE, TRUE, UNKNOWN

ACT, SEEN, DECIDED = (parse_date(day) for day in ("2024-03-01", "2024-05-01", "2024-09-01"))
EVER = Span(None, DECIDED)
TWO_YEARS, ONE_YEAR, HALF_YEAR = Duration(years=2), Duration(years=1), Duration(months=6)


def record(conduct: str | Span, **changes: Any) -> PriorRecord:
    when = conduct if isinstance(conduct, Span) else Span(parse_date(conduct), parse_date(conduct))
    made = {"matter": "m", "provisions": frozenset({"p"}), "domain": "d", "penalised": True, **changes}
    return PriorRecord(when, **made)


def history(*records: PriorRecord, **changes: Any) -> History:
    made: dict[str, Any] = {
        "anchors": (ACT, DECIDED, SEEN),
        "matter": "m",
        "provisions": frozenset({"p"}),
        "domain": "d",
    }
    return History(**{**made, "records": records, **changes})


@pytest.mark.parametrize(
    ("day", "clean"), [("2022-02-28", TRUE), ("2022-03-01", FALSE), ("2024-02-29", FALSE), ("2024-03-01", TRUE)]
)
def test_two_years_back_reach_the_day_of_the_same_number_and_not_the_act_itself(day: str, clean: int) -> None:
    assert history(record(day), checked=EVER).clean(LookBack(TWO_YEARS)) == clean


@pytest.mark.parametrize(("day", "clean"), [("2023-12-31", TRUE), ("2024-01-01", FALSE)])
def test_the_calendar_year_begins_on_its_first_day(day: str, clean: int) -> None:
    assert history(record(day), checked=EVER).clean(LookBack("calendar_year")) == clean


def test_on_new_year_s_day_nothing_lies_in_the_calendar_year() -> None:
    new_year = parse_date("2024-01-01")
    assert history(anchors=(new_year, DECIDED, SEEN)).clean(LookBack("calendar_year")) == TRUE


@pytest.mark.parametrize(("day", "clean"), [("2023-06-30", TRUE), ("2023-07-01", FALSE)])
def test_since_the_list_counts_from_its_first_day(day: str, clean: int) -> None:
    ask = LookBack("since_list", list_from=parse_date("2023-07-01"))
    assert history(record(day), checked=EVER).clean(ask) == clean


@pytest.mark.parametrize(("anchor", "clean"), [("conduct", TRUE), ("discovery", FALSE), ("decision", FALSE)])
def test_a_record_after_the_act_counts_only_where_the_look_back_starts_later(anchor: Any, clean: int) -> None:
    found = history(record("2024-04-01"), checked=EVER).clean(LookBack(TWO_YEARS, counting_back_from=anchor))
    assert found == clean


@pytest.mark.parametrize(
    ("changes", "clean"),
    [
        ({}, (FALSE, FALSE, FALSE, FALSE)),
        ({"provisions": frozenset({"q"})}, (FALSE, FALSE, FALSE, FALSE)),
        ({"matter": "n"}, (TRUE, FALSE, FALSE, FALSE)),
        ({"matter": "n", "provisions": frozenset({"q"})}, (TRUE, TRUE, FALSE, FALSE)),
        ({"matter": "n", "provisions": frozenset()}, (TRUE, UNKNOWN, FALSE, FALSE)),
        ({"matter": None, "provisions": frozenset()}, (UNKNOWN, UNKNOWN, FALSE, FALSE)),
        ({"matter": "n", "provisions": frozenset({"q"}), "domain": "e"}, (TRUE, TRUE, TRUE, FALSE)),
        ({"matter": None, "provisions": frozenset({"q"}), "domain": None}, (UNKNOWN, TRUE, UNKNOWN, FALSE)),
    ],
)
def test_scopes_lie_within_each_other(changes: dict[str, Any], clean: tuple[int, ...]) -> None:
    found = history(record("2023-05-01", **changes), checked=EVER)
    assert tuple(found.clean(LookBack(same=scope)) for scope in SCOPES) == clean


def test_a_warning_is_no_penalty() -> None:
    warned = history(record("2023-05-01", penalised=False), checked=EVER)
    assert warned.clean(LookBack(counts="penalised")) == TRUE
    assert warned.clean(LookBack(counts="all")) == FALSE


@pytest.mark.parametrize(
    ("first", "last", "clean"),
    [("2022-03-01", "2024-02-29", TRUE), ("2022-03-02", "2024-02-29", UNKNOWN), ("2022-03-01", "2024-02-28", UNKNOWN)],
)
def test_a_search_shows_a_clean_record_only_where_it_covers_every_day(first: str, last: str, clean: int) -> None:
    found = history(checked=Span(parse_date(first), parse_date(last)))
    assert found.clean(LookBack(TWO_YEARS)) == clean
    assert found.clean(LookBack()) == UNKNOWN


def test_without_a_search_nothing_is_known_and_a_record_of_an_unsure_day_leaves_it_open() -> None:
    assert history().clean(LookBack()) == UNKNOWN
    unsure = record(Span(parse_date("2022-01-01"), parse_date("2022-06-01")))
    assert history(unsure, checked=EVER).clean(LookBack(TWO_YEARS)) == UNKNOWN
    assert history(unsure, checked=EVER).clean(LookBack(Duration(years=3))) == FALSE
    assert history(unsure, checked=EVER).clean(LookBack(ONE_YEAR)) == TRUE


@pytest.mark.parametrize(
    ("stated", "ask", "clean"),
    [
        (StatedFirst(True), LookBack(), TRUE),
        (StatedFirst(True), LookBack(TWO_YEARS, counting_back_from="decision"), TRUE),
        (StatedFirst(True, Duration(years=3)), LookBack(TWO_YEARS), TRUE),
        (StatedFirst(True, TWO_YEARS), LookBack(TWO_YEARS), TRUE),
        (StatedFirst(True, ONE_YEAR), LookBack(TWO_YEARS), UNKNOWN),
        (StatedFirst(True, TWO_YEARS), LookBack(), UNKNOWN),
        (StatedFirst(True, same="matter"), LookBack(same="domain"), UNKNOWN),
        (StatedFirst(True, same="domain"), LookBack(same="matter"), TRUE),
        (StatedFirst(True), LookBack(counts="penalised"), TRUE),
        (StatedFirst(False), LookBack(), FALSE),
        (StatedFirst(False), LookBack(TWO_YEARS), UNKNOWN),
        (StatedFirst(False, ONE_YEAR), LookBack(TWO_YEARS), FALSE),
        (StatedFirst(False, TWO_YEARS), LookBack(TWO_YEARS), FALSE),
        (StatedFirst(False, TWO_YEARS), LookBack(ONE_YEAR), UNKNOWN),
        (StatedFirst(False, same="domain"), LookBack(same="matter"), UNKNOWN),
        (StatedFirst(False, same="matter"), LookBack(same="domain"), FALSE),
        (StatedFirst(False), LookBack(counts="penalised"), UNKNOWN),
    ],
)
def test_what_is_stated_holds_as_far_as_its_period_and_scope_reach(
    stated: StatedFirst, ask: LookBack, clean: int
) -> None:
    assert history(stated=stated).clean(ask) == clean


@pytest.mark.parametrize(
    ("stated", "records", "checked", "refuted"),
    [
        (StatedFirst(True), ["2023-05-01"], None, True),
        (StatedFirst(True, TWO_YEARS), ["2021-05-01"], None, False),
        (StatedFirst(True), [], EVER, False),
        (StatedFirst(False), [], EVER, True),
        (StatedFirst(False), [], None, False),
        (StatedFirst(False), ["2023-05-01"], EVER, False),
    ],
)
def test_what_is_stated_is_refuted_by_records_or_by_a_search_without_any(
    stated: StatedFirst, records: list[str], checked: Span | None, refuted: bool
) -> None:
    assert history(*map(record, records), stated=stated, checked=checked).refutes_statement == refuted


def test_what_is_contradicted_is_unknown() -> None:
    assert history(contradicted=True, checked=EVER).clean(LookBack()) == UNKNOWN


LOOKS = st.builds(
    LookBack,
    st.sampled_from((None, "calendar_year", ONE_YEAR, TWO_YEARS, Duration(months=24), Duration(days=400), HALF_YEAR)),
    st.sampled_from(SCOPES),
    st.sampled_from(("conduct", "decision")),
    st.sampled_from(("all", "penalised")),
)  # fmt: skip
PASTS = st.lists(
    st.builds(
        lambda days, matter, provision, domain, penalised: record(
            Span(ACT - days, ACT - days), matter=matter, provisions=frozenset({provision}), domain=domain,
            penalised=penalised,
        ),
        st.sampled_from((-100, 1, 59, 60, 61, 150, 182, 300, 366, 367, 399, 400, 401, 700, 731, 732, 2000)),
        st.sampled_from(("m", "n")), st.sampled_from(("p", "q")), st.sampled_from(("d", "e")), st.booleans(),
    ), max_size=3,
)  # fmt: skip


@settings(max_examples=1000, deadline=None)
@given(st.lists(LOOKS, min_size=1, max_size=5), PASTS)
def test_every_past_is_among_the_ways_in_which_look_backs_can_be_clean_together(
    looks: list[LookBack], past: list[PriorRecord]
) -> None:
    found = clean_together(looks)
    assert found is not None
    truths = tuple(history(*past, checked=EVER).clean(look) for look in looks)
    assert truths in found[0]


def test_the_ways_told_exact_are_reached_each_by_some_past() -> None:
    looks = [LookBack(TWO_YEARS), LookBack(ONE_YEAR, "domain"), LookBack(ONE_YEAR, counts="penalised")]
    found = clean_together(looks)
    assert found is not None
    ways, exact = found
    days = [ACT - n for n in (100, 500, 1000)]
    ones = [
        record(Span(day, day), matter=matter, provisions=frozenset(), penalised=penalised)
        for day in days for matter in ("m", "n") for penalised in (True, False)
    ]  # fmt: skip
    pasts = [[], *([one] for one in ones), *([one, two] for one in ones for two in ones)]
    assert exact
    assert set(ways) == {tuple(history(*past, checked=EVER).clean(look) for look in looks) for past in pasts}


def test_look_backs_whose_order_is_not_sure_are_not_told_exact() -> None:
    for other in (Duration(days=365), "since_list", "calendar_year"):
        found = clean_together([LookBack(ONE_YEAR), LookBack(other)])  # type: ignore[arg-type]
        assert found is not None
        assert not found[1]
    assert clean_together([LookBack(Duration(days=n)) for n in range(11)]) is None


def test_a_record_that_may_lie_on_the_day_of_the_act_itself_leaves_it_open() -> None:
    on_the_day = Span(ACT - 5, ACT)
    assert history(record(on_the_day)).clean(LookBack()) == UNKNOWN
    assert history(record(Span(ACT - 5, ACT - 1))).clean(LookBack()) == FALSE


def test_two_unlisted_acts_may_or_may_not_be_the_same() -> None:
    assert history(record("2023-01-01", matter="unlisted"), matter="unlisted").clean(LookBack()) == UNKNOWN


def test_twelve_months_stated_are_the_year_asked_for() -> None:
    year, months = LookBack(Duration(years=1)), Duration(months=12)
    assert history(stated=StatedFirst(True, months)).clean(year) == TRUE
    assert history(stated=StatedFirst(False, months)).clean(year) == FALSE


def test_a_violation_stated_within_two_years_is_one_ever() -> None:
    assert history(stated=StatedFirst(False, Duration(years=2))).clean(LookBack()) == FALSE


SOME_DAY = Span(parse_date("2024-02-01"), parse_date("2024-04-01"))


@pytest.mark.parametrize(
    ("before", "checked", "clean"),
    [
        ("2023-01-01", None, FALSE),  # whichever day it was
        ("2022-02-15", EVER, UNKNOWN),  # only if the act lies early
        ("2024-03-01", EVER, UNKNOWN),  # before the act, or after it
        ("2021-01-01", EVER, TRUE),
        ("2022-01-31", Span(parse_date("2022-02-01"), DECIDED), TRUE),
        ("2022-01-31", Span(parse_date("2022-02-02"), DECIDED), UNKNOWN),
        ("2022-01-31", Span(parse_date("2022-02-01"), parse_date("2024-03-30")), UNKNOWN),
    ],
)
def test_an_act_on_some_day_looks_back_from_each_of_them(before: str, checked: Span | None, clean: int) -> None:
    found = history(record(before), anchors=(SOME_DAY, DECIDED, SEEN), checked=checked)
    assert found.clean(LookBack(TWO_YEARS)) == clean


def test_an_act_of_which_one_end_is_open_looks_back_from_nowhere() -> None:
    for half in (Span(None, ACT), Span(ACT, None)):
        assert history(anchors=(half, DECIDED, SEEN), checked=EVER).clean(LookBack(TWO_YEARS)) == UNKNOWN
