"""Varied cases for the benchmarks of the docket: the fixtures with other facts, amounts, days and parties."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, islice
from pathlib import Path
from typing import Any

from penalty_rules.canonical import checked
from penalty_rules.docket import Docket
from penalty_rules.docket.entry import Draft
from penalty_rules.errors import PenaltyRulesError
from penalty_rules.reading import read_document

FIXTURES = Path(__file__).parent.parent / "fixtures"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_YUAN = re.compile(r"(\d+) yuan")
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
Told = dict[str, Any]


def varied(seed: int = 1) -> Iterator[Told]:
    """Ever other cases, in random order of kind; every third party is named. Some of them are refused."""
    chance, kinds = random.Random(seed), list(_cases())
    for number in count(1):
        yield _variant(chance, chance.choice(kinds), number)


def drafts(docket: Docket, number: int, seed: int = 1) -> Iterator[Draft]:
    """The drafts of so many cases that the evaluator accepts."""
    return islice(_accepted(docket, seed), number)


def fill(docket: Docket, number: int, seed: int = 1) -> None:
    """Record so many cases, a thousand at a time."""
    coming = drafts(docket, number, seed)
    while batch := list(islice(coming, 1000)):
        docket.record_all(batch)


def _accepted(docket: Docket, seed: int) -> Iterator[Draft]:
    for case in varied(seed):
        try:
            yield docket.prepare(case, recorder="officer-1")[1]
        except PenaltyRulesError:  # facts that contradict each other, a day before any law
            continue


def _cases() -> Iterator[Told]:
    for path in sorted(FIXTURES.rglob("*.yaml")):
        told = read_document(path)
        for each in [{"case": told}, *told.get("cases", ())] if isinstance(told, dict) else ():
            if "party" in each.get("case", {}):
                yield checked(each["case"])


def _variant(chance: random.Random, case: Told, number: int) -> Told:
    later = timedelta(days=chance.randint(-30, 30))
    told: Told = {**_changed(chance, case, later), "id": f"{chance.randint(2018, 2026)}-{number:07d}"}
    if number % 3 == 0 and told["party"].get("kind") in ("enterprise", "individual_business"):
        told["party"] = {"name": f"某商行{number}", "uscc": _uscc(chance), **told["party"]}
    return told


def _changed(chance: random.Random, value: Any, later: timedelta, key: str = "") -> Any:
    """The value with its days moved, its amounts scaled, some facts turned round and some left out."""
    if isinstance(value, dict):
        kept = (name for name in value if key != "facts" or chance.random() < 0.95)
        return {name: value[name] if name == "clauses" else _changed(chance, value[name], later, name) for name in kept}
    if isinstance(value, list):
        return [_changed(chance, each, later) for each in value]
    if isinstance(value, bool):
        return value != (chance.random() < 0.1)
    if isinstance(value, str) and _DAY.fullmatch(value):
        return (date.fromisoformat(value) + later).isoformat()
    if isinstance(value, str) and (amount := _YUAN.fullmatch(value)):
        return f"{round(int(amount[1]) * chance.lognormvariate(0, 0.5))} yuan"
    return value


def _uscc(chance: random.Random) -> str:
    """A valid credit code in the invented region 999999."""
    body = "91999999" + "".join(chance.choices(_ALPHABET, k=9))
    total = sum(_ALPHABET.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return body + _ALPHABET[-total % 31]
