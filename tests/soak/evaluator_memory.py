"""Print by how many KiB peak memory grows over the second half of N evaluations of random cases: `… N`."""

from __future__ import annotations

import random
import resource
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from penalty_rules import Case, Evaluator
from penalty_rules.advice_document.record import record
from penalty_rules.money import Span
from penalty_rules.vocabulary.circumstance import Circumstance

PATTERN = {
    "id": "1", "jurisdiction": "990101", "domain": "demonstration", "decision_date": "2025-06-01",
    "party": {"kind": "natural_person"}, "violations": [{"matter": "unlisted", "conduct": "2025-03-01"}],
}  # fmt: skip
KEPT = ("history", "decided_on", "filed_on")
FIRST_DAY = date(2010, 1, 1).toordinal()


def main(evaluations: int) -> None:
    evaluator = Evaluator()
    half = 0
    for number, case in enumerate(random_cases(evaluator, evaluations)):
        record(evaluator.evaluate(case))
        if number == evaluations // 2:
            half = peak()
    print(peak() - half)


def random_cases(evaluator: Evaluator, count: int, seed: int = 20210715) -> Iterator[Case]:
    """Cases of the invented jurisdiction: any matter, authority and day, every fact by chance or left out."""
    chance = random.Random(seed)
    pattern = evaluator.read(PATTERN)
    vocabulary = [each for each in evaluator.rulebook.vocabulary("demonstration") if each.name not in KEPT]
    matters = (*evaluator.rulebook.matters("demonstration"), "unlisted")
    for number in range(count):
        facts = {each.name: value(each, chance) for each in vocabulary if chance.random() < 0.98}
        facts |= {name: pattern.violations[0].facts[name] for name in KEPT if name in pattern.violations[0].facts}
        day = chance.randrange(FIRST_DAY, pattern.decided)
        facts |= {"conduct_start": day, "conduct_end": day}
        act = replace(
            pattern.violations[0], matter=chance.choice(matters), facts=facts, conduct=(Span(day, day), Span(day, day)),
            inexact=frozenset(),
        )  # fmt: skip
        yield replace(pattern, id=str(number), authority=str(chance.randrange(10**9)), violations=(act,))


def value(circumstance: Circumstance, chance: random.Random) -> Any:
    """Some value of a circumstance, in the form in which facts hold it."""
    if circumstance.type == "boolean":
        return chance.random() < 0.1
    if circumstance.type == "enum":
        return chance.randrange(len(circumstance.values))
    if circumstance.type == "set":
        return chance.randrange(1 << len(circumstance.values))
    return chance.randrange(735_000, 740_000) if circumstance.type == "date" else chance.randrange(10_000_000)


def peak() -> int:
    """Peak memory of this process in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "darwin" else 1)


if __name__ == "__main__":
    main(int(sys.argv[1]))
