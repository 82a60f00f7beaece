"""A problem of each kind, as the service tells it. What only a broken house says is made of the error behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx

from penalty_rules.errors import (
    CalendarUnknown,
    CommitUnanswered,
    EnginesDisagree,
    Fault,
    PenaltyRulesError,
    RulesetRefused,
)
from penalty_rules.service.problems import MEDIA_TYPE, problem_of
from penalty_rules.service.registry.gathering import PLACES
from tests.invented import make_uscc

from .conftest import AUTHORITY, PLACE, RULEBOOK, House, build, make_case, people_of
from .published_law import YAML, text_of
from .test_recording import OTHER, advise, dispose, disposition

TYPE = "urn:penalty-rules:problem:"
UNSEEN: tuple[PenaltyRulesError, ...] = (
    CalendarUnknown(2031),
    EnginesDisagree(frozenset({"met:GD-1"}), frozenset({"permits:no_penalty"}), frozenset()),
    CommitUnanswered("docket", "the connection was lost", "repeat with the same key"),
    RulesetRefused("cn/tax/first_violation_list", [Fault("rules[0].when", "an unknown circumstance")]),
    PenaltyRulesError(),
)


def problems(folder: Path, runner: asyncio.Runner) -> dict[str, Any]:
    """The problems by their codes, in the order of their statuses."""
    told = [problem_of(error).told("worked-example") for error in UNSEEN]
    for name, ask in {
        "open": _asked,
        "narrow": _asked_narrowly,
        "crowded": _asked_in_a_crowd,
        "broken": _asked_of_ruins,
    }.items():
        (folder / name).mkdir()
        narrow = {"public_url": "https://penalty.example.cn", "body_seconds": 0.05} if name == "narrow" else {}
        house = people_of(build(folder / name, runner, mode="multi-user", **narrow))
        for answer in ask(house):
            assert answer.headers["content-type"] == MEDIA_TYPE, answer.text
            told.append({**answer.json(), "request": "worked-example"})
    by_code = {each["type"].removeprefix(TYPE): each for each in told}
    return dict(sorted(by_code.items(), key=lambda each: (each[1]["status"], each[0])))


def _asked(house: House) -> list[httpx.Response]:
    """What is refused in a house that is well."""
    make, officer = house.office.people.create, house.session("officer")
    make("both", roles=("officer", "reviewer"), jurisdiction=PLACE, authority=AUTHORITY)
    make("national", roles=("keeper",), jurisdiction="")
    json = {"content-type": "application/json"}
    party = {"kind": "enterprise", "uscc": make_uscc(7)}
    exempt = [{**disposition()["violations"][0], "outcome": "no_penalty", "kinds": [], "fine": 0}]
    for case in ("celery-1", "celery-2"):
        advise(house, id=case, party=party, key=case)
    dispose(house, disposition(1, violations=exempt))
    advise(house, "both", id="celery-3")
    return [
        house.post("/v1/evaluations", content=b'{"id": ', headers=officer | json),
        house.post("/v1/session", content=b'{"name": "\xff"}', headers=json),
        house.get("/v1/entries"),
        house.post("/v1/session", json={"name": "officer", "password": "Anything-But-That"}),
        house.get("/v1/accounts", headers=officer),
        house.post("/v1/evaluations", json=make_case(), headers=officer | {"origin": "https://elsewhere.example"}),
        house.post("/v1/evaluations", json=make_case(), headers={"cookie": officer["cookie"]}),
        advise(house, authority={"name": OTHER}),
        house.post("/v1/advices/4/reviews", json={"result": "agreed"}, headers=house.session("both")),
        house.get("/v1/entries/9", headers=officer),
        house.ask("PUT", "/v1/health"),
        advise(house, id="another", key="celery-1"),
        house.post("/v1/advices/1/reviews", json={"result": "agreed"}, headers=house.session("reviewer")),
        dispose(house, disposition(2, violations=exempt)),
        house.post("/v1/evaluations", content=b" " * (1 << 20) + b"1", headers=officer | json),
        house.post("/v1/evaluations", content=b"id: celery", headers=officer | {"content-type": "application/yaml"}),
        house.post("/v1/rulesets", content=text_of(place=PLACE).encode(), headers=house.session("keeper") | YAML),
        house.post("/v1/rulesets?check=yes", content=_published(), headers=house.session("national") | YAML),
        house.post("/v1/accounts", json={"name": "?", "roles": []}, headers=house.session("administrator")),
        house.post("/v1/evaluations", json=_faulty(), headers=officer),
    ]


def _published() -> bytes:
    return (RULEBOOK.folder / "cn" / "tax" / "first_violation_list" / "2022-01-01.yaml").read_bytes()


def _faulty() -> dict[str, Any]:
    case = make_case(decision_date="2022-02-30")
    case["violations"][0]["facts"] |= {"goods_value": "28", "food.source_explaned": True}
    return case


def _asked_narrowly(house: House) -> list[httpx.Response]:
    """What is refused where one name and little time are given."""

    async def slow() -> AsyncIterator[bytes]:
        yield b'{"id": '
        await asyncio.Event().wait()

    json = {"content-type": "application/json", "host": "penalty.example.cn"}
    return [
        house.get("/v1/health", headers={"host": "elsewhere.example"}),
        house.post("/v1/evaluations", content=slow(), headers=house.session("officer") | json),
    ]


def _asked_in_a_crowd(house: House) -> list[httpx.Response]:
    """What is answered where as many wait to be recorded as may."""
    with ExitStack() as waiting:
        for _ in range(PLACES):
            waiting.enter_context(house.office.gathering.place())
        return [advise(house)]


def _asked_of_ruins(house: House) -> list[httpx.Response]:
    """What is answered where the docket lost its heads, then where nothing can be logged."""
    advise(house)
    with house.office.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM heads")
    broken = advise(house, id="next")
    with house.office.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE accesses")
    return [broken, house.get("/v1/accounts", headers=house.session("administrator"))]
