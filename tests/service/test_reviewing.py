"""Which advice waits for a legal review: what calls for one and has none, in sight, neither decided nor replaced."""

from __future__ import annotations

from typing import Any

import pytest

from penalty_rules.docket import Query
from penalty_rules.service.principal import Principal
from penalty_rules.service.problems import Problem
from penalty_rules.service.registry.reviewing import review, waiting

from .conftest import AUTHORITY, PLACE, House, make_case

REVIEWER = Principal("wang", frozenset({"reviewer"}), PLACE, AUTHORITY)


def record(house: House, name: str, corrects: int | None = None, **changes: Any) -> int:
    case = make_case(id=name, **changes)
    case["violations"][0]["facts"]["review.complex_or_several_relations"] = True
    return house.office.docket.advise(case, recorder="li", corrects=corrects).entry.seq


def found(house: House, who: Principal = REVIEWER, query: Query | None = None, **asked: Any) -> list[int]:
    page = waiting(house.office, who, query or Query(), **{"limit": 50, **asked})
    return [each.seq for each in page.entries]


def test_what_calls_for_a_review_waits_until_it_is_reviewed_decided_or_replaced(house: House) -> None:
    reviewed, decided, old = (record(house, name) for name in ("一", "二", "三"))
    house.office.docket.advise(make_case(id="四"), recorder="li")
    assert found(house) == [old, decided, reviewed]
    review(house.office, REVIEWER, reviewed, "disagreed", "违法所得未查清")
    answer = {"id": "v1", "outcome": "ordinary", "kinds": ["fine"], "fine": "50000 yuan", "reason": "理由"}
    told = {"advice": decided, "officer": "li", "decided_on": "2022-06-15", "violations": [answer]}
    house.office.docket.dispose(told, recorder="li")
    new = record(house, "三", old)
    assert found(house) == [new]


def test_a_case_that_only_speaks_of_a_review_does_not_wait(house: House) -> None:
    house.office.docket.advise(make_case(id="legal_review"), recorder="li")
    assert found(house) == []


def test_only_what_is_in_sight_and_fits_waits_and_pages_hold_each_once(house: House) -> None:
    mine = [record(house, str(number)) for number in range(5)]
    record(house, "乙", authority={"name": "另一个局"})
    record(house, "丙", jurisdiction="310115")
    first = waiting(house.office, REVIEWER, Query(), limit=3)
    rest = waiting(house.office, REVIEWER, Query(), limit=3, before=first.next)
    assert [each.seq for each in (*first.entries, *rest.entries)] == mine[::-1]
    assert rest.next is None
    assert found(house, query=Query(case="3")) == [mine[3]]
    with pytest.raises(Problem):
        found(house, query=Query(authority="另一个局"))
