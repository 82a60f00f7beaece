"""Print by how many KiB peak memory grows over N evaluations by both engines, without the memo: `… N`."""

from __future__ import annotations

import random
import resource
import sys

from penalty_rules.doctrine import Doctrine, Production

WARM_UP = 20_000


def main(evaluations: int) -> None:
    chance = random.Random(20210715)
    names = [f"n.{number}" for number in range(24)]
    rules = [
        Production(f"{number}", tuple(chance.sample(names, chance.randint(1, 3))), tuple(chance.sample(names, 2)))
        for number in range(14)
    ]
    doctrine = Doctrine(rules, memo_size=0)
    assert len(doctrine.engines) == 2, doctrine.engines
    questions = [frozenset(chance.sample(names, chance.randint(0, 10))) for _ in range(1000)]
    for number in range(WARM_UP):
        doctrine.conclude(questions[number % 1000])
    warm = peak()
    for number in range(evaluations):
        doctrine.conclude(questions[number % 1000])
    print(peak() - warm)


def peak() -> int:
    """Peak memory of this process in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "darwin" else 1)


if __name__ == "__main__":
    main(int(sys.argv[1]))
