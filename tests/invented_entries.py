"""Entries of an invented docket as plain values (docs/docket.md §2 to §4): `Book` numbers what it is given."""

from __future__ import annotations

from typing import Any

from penalty_rules.audit import Decided, decided
from penalty_rules.audit.decided import Entry

Raw = dict[str, Any]
LAW = {"99/canal/list@1": "sha256:aa", "99/canal/act@1": "sha256:bb", "cn/general/apl@2021": "sha256:cc"}
MATTER = "canal/lamp_unlit"


def make_advised(name: str = "v1", **changes: Any) -> Raw:
    """One violation of an advice: a lighter penalty shall be given, 1,000 to 9,000 yuan in all."""
    made = {
        "id": name, "matter": MATTER, "law": [LAW], "layout": "sha256:dd", "vector": "0100", "findings": ["+"],
        "chosen": 0, "outcomes": ["lighter"], "exact": True, "force": "shall",
        "permitted": [["lighter", "shall", True]], "grounds": {"lighter": ["99/canal/list#L-1"]},
        "duties": {"lighter": ["order_to_correct"]}, "review": [],
        "fine": {"chosen": ["canal-1"], "ranges": {"lighter": band(100_000, 340_000)}},
        "baseline": {"minimum": 100_000, "ordinary": 340_000, "midpoint": 500_000}, "contradictions": [],
    }  # fmt: skip
    return {**made, **changes}


def band(low: int | str | None, high: int | str | None, **changes: Any) -> Raw:
    """A fine range as an advice holds it, both ends included."""
    span = {"from": low, "to": high, "from_included": True, "to_included": True}
    return {"span": {**span, **changes}, "multiple_of": None, "exact": True}


def make_exemption(name: str = "v1", **changes: Any) -> Raw:
    """One violation of an advice: a first violation that shall not be penalised."""
    made = {
        "outcomes": ["no_penalty"], "permitted": [["no_penalty", "shall", True]],
        "grounds": {"no_penalty": ["99/canal/list#F-1"]}, "duties": {"no_penalty": ["education", "commitment_letter"]},
        "fine": {"chosen": ["canal-1"], "ranges": {}},
    }  # fmt: skip
    return make_advised(name, **{**made, **changes})


def make_decision(name: str = "v1", **changes: Any) -> Raw:
    """One violation of a disposition: lighter, 2,000 yuan."""
    made = {
        "id": name, "matter": MATTER, "conduct": {"from": "2024-03-01", "to": "2024-03-01"}, "outcome": "lighter",
        "kinds": ["fine"], "fine": 200_000, "confiscated": 0, "basis": ["99/canal/list#L-1"], "clauses": ["canal-1"],
        "reason": "配合调查",
    }  # fmt: skip
    return {**made, **changes}


def no_penalty(name: str = "v1", **changes: Any) -> Raw:
    """One violation of a disposition that is not penalised."""
    return make_decision(
        name, **{"outcome": "no_penalty", "kinds": [], "fine": 0, "basis": ["99/canal/list#F-1"], **changes}
    )


def step(name: str, on: str | None, **changes: Any) -> Raw:
    return {"step": name, "by": "李审", "on": on, "result": None, "note": None, **changes}


STEPS = (
    step("case_filed", "2024-03-11"), step("notice", "2024-04-01"), step("decision_served", "2024-04-16"),
    step("publicised", "2024-04-17"),
)  # fmt: skip


class Book:
    """Entries in the order in which they are recorded."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def _add(self, kind: str, body: Raw, changes: Raw) -> int:
        header = {
            "seq": len(self.entries) + 1, "kind": kind, "refers_to": None, "corrects": None, "case": "c",
            "jurisdiction": "990101", "domain": "canal", "authority": "990101CANAL", "matters": MATTER,
            "decided": "2024-04-15", "outcome": "lighter",
        }  # fmt: skip
        self.entries.append(({**header, **changes}, body))
        return len(self.entries)

    def advise(self, *violations: Raw, case: Raw | None = None, **changes: Any) -> int:
        filed = {"id": "c", "authority": {"name": "运河局（虚构）"}, "filed_on": "2024-03-11", **(case or {})}
        body = {"schema": "penalty-rules/advice-entry/1", "case": filed}
        return self._add("advice", {**body, "violations": list(violations or (make_advised(),))}, changes)

    def dispose(self, advice: int | None, *violations: Raw, corrects: int | None = None, **changes: Any) -> int:
        body = {
            "schema": "penalty-rules/disposition-entry/1", "origin": "officer", "case": "c", "officer": "张某",
            "decided_on": "2024-04-15", "violations": list(violations or (make_decision(),)), "steps": list(STEPS),
            "duties": [{"duty": "order_to_correct", "on": "2024-04-15"}], "departures": [], "imported": None,
        }  # fmt: skip
        return self._add("disposition", {**body, **changes}, {"refers_to": advice, "corrects": corrects})

    def record(self, advised: Raw, decision: Raw, **changes: Any) -> int:
        """An advice for one violation with its disposition."""
        return self.dispose(self.advise(advised), decision, **changes)

    @property
    def cases(self) -> list[Decided]:
        return sorted(decided(self.entries), key=lambda case: case.seq)


def one_case(advised: Raw, decision: Raw, **changes: Any) -> Decided:
    """A docket of one decided case."""
    book = Book()
    book.record(advised, decision, **changes)
    return book.cases[0]
