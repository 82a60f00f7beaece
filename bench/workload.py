"""The workload: seeded rules and cases in a neutral form that every engine is fed from.

A list of N items, about 1.5 for each matter, each with 5 to 7 tests, the first being the validity of its version on the
day of the act; 25 general rules with about 100 tests in all. A case states 25 facts, each missing with a chance of 8 %;
every tenth case is of a matter that no list names. A rule holds if each of its groups has a test that holds (Kleene).
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from typing import Any

EFFECTS = ("no_coercion", "lighter", "reduced", "no_penalty")  # least to most for the party
ENUMS = {
    "region": ("sh", "js", "zj", "ah", "bj", "gd", "sc", "hb"),
    "party_type": ("natural", "individual_business", "enterprise", "organization"),
    "trade": ("food", "drug", "advert", "price", "equipment", "ecommerce", "trademark", "metrology"),
    "fault": ("none", "negligence", "intent"),
    "harm": ("none", "minor", "significant", "serious"),
}
FLAGS = ("first_offense", "corrected", "harm_person", "confessed", "merit", "coerced", "incapacity", "emergency")
COUNTS = {"age": (8, 80), "prior": (0, 6), "quantity": (0, 2000)}
AMOUNTS = {"goods": (0, 5_000_000), "gains": (0, 1_000_000), "fine": (0, 20_000_000)}  # fen
DAYS = ("act_day", "found_day", "deadline_day", "corrected_day")
SETS = {
    "materials": ("licence", "invoice", "purchase_log", "test_report", "label", "contract", "photo", "receipt"),
    "marks": ("imported", "children", "elderly", "epidemic", "online", "expired", "counterfeit", "unlabelled"),
}
FACTS = (*ENUMS, *FLAGS, *COUNTS, *AMOUNTS, *DAYS, *SETS)
PAIRS = (("found_day", "act_day"), ("corrected_day", "deadline_day"), ("corrected_day", "found_day"))

_EPOCH = date(1970, 1, 1).toordinal()
_LIMITS = {
    "goods": (50_000, 100_000, 500_000, 1_000_000, 2_000_000, 3_000_000, 4_000_000),
    "gains": (100_000, 300_000, 600_000, 900_000), "fine": (5_000_000, 10_000_000, 15_000_000),
    "age": (14, 17, 18, 74), "prior": (1, 2, 3, 4), "quantity": (500, 1000, 1500),
}  # fmt: skip
_KINDS = (
    *(("is", name, None) for name in FLAGS),
    *(("in", name, None) for name in ENUMS),
    *(("between", name, None) for name in (*COUNTS, *AMOUNTS)),
    *(("within", later, earlier) for later, earlier in PAIRS),
    *((operator, name, None) for name in SETS for operator in ("any_of", "all_of", "none_of")),
)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One test. `value`: a bool; the values of `in` and of sets; (low, high) of `between`; days of `within`."""

    operator: str
    fact: str
    value: Any
    other: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule for one matter, or for every case; each group is one test or an alternative of two."""

    id: str
    matter: str | None
    effect: str
    cites: str
    groups: tuple[tuple[Leaf, ...], ...]


def general_rules(seed: int = 7) -> list[Rule]:
    """25 rules that bear on every case."""
    chance = random.Random(seed)
    return [
        Rule(f"G{i:02d}", None, chance.choice(EFFECTS), f"第{27 + i % 20}条", _groups(chance, chance.randint(2, 6)))
        for i in range(25)
    ]


def items(size: int, seed: int = 11) -> list[Rule]:
    """The items of a list of a given size."""
    chance = random.Random(seed + size)
    found = []
    for i in range(size):
        first = _EPOCH + chance.choice((18000, 18262, 18628))
        version = Leaf("between", "act_day", (first, _EPOCH + chance.choice((19357, 19722, 20088, 20500))))
        groups = ((version,), *_groups(chance, chance.randint(3, 5)))
        found.append(Rule(f"I{i:05d}", matter(i % matters(size)), chance.choice(EFFECTS), f"第{i}项", groups))
    return found


def matters(size: int) -> int:
    """How many matters a list of a given size names."""
    return max(1, size * 2 // 3)


def matter(number: int) -> str:
    return f"benchmark/m{number:05d}"


def cases(count: int, size: int, seed: int = 5) -> list[dict[str, Any]]:
    """Cases for a list of a given size: facts by name, and `matter`."""
    chance = random.Random(seed * 1_000_003 + size)
    return [_case(chance, matters(size)) for _ in range(count)]


def _case(chance: random.Random, known: int) -> dict[str, Any]:
    values: dict[str, Any] = {name: chance.choice(choices) for name, choices in ENUMS.items()}
    values |= {name: chance.random() < 0.5 for name in FLAGS}
    values |= {name: chance.randint(*bounds) for name, bounds in (COUNTS | AMOUNTS).items()}
    act = _EPOCH + chance.randint(18000, 20400)
    found = act + chance.randint(0, 800)
    deadline = found + chance.randint(1, 60)
    values |= dict(zip(DAYS, (act, found, deadline, deadline + chance.randint(-60, 60)), strict=True))
    values |= {name: chance.sample(choices, chance.randint(0, 5)) for name, choices in SETS.items()}
    case = {name: value for name, value in values.items() if chance.random() >= 0.08}
    case["matter"] = matter(chance.randrange(known)) if chance.random() < 0.9 else "unlisted"
    return case


def _groups(chance: random.Random, count: int) -> tuple[tuple[Leaf, ...], ...]:
    leaves = [_leaf(chance, *kind) for kind in chance.sample(_KINDS, count + 1)]
    if chance.random() < 0.3:
        return (*((leaf,) for leaf in leaves[: count - 1]), tuple(leaves[count - 1 :]))
    return tuple((leaf,) for leaf in leaves[:count])


def _leaf(chance: random.Random, operator: str, fact: str, other: str | None) -> Leaf:
    if operator == "is":
        return Leaf(operator, fact, chance.random() < 0.55)
    if operator == "within":
        return Leaf(operator, fact, chance.choice((0, 15, 30, 90, 365, 730)), other)
    if operator == "between":
        limit = chance.choice(_LIMITS[fact])
        return Leaf(operator, fact, (limit, None) if fact == "age" and limit < 70 else (None, limit))
    values = ENUMS.get(fact) or SETS[fact]
    most = len(values) - 1 if operator == "in" else 2 if operator == "all_of" else 3
    least = len(values) // 2 if operator == "in" else 1
    return Leaf(operator, fact, tuple(sorted(chance.sample(values, chance.randint(least, most)))))
