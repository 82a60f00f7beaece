"""Evaluations by the tens of thousands (SOAK=1: a million): flat memory, and the same bytes from eight threads."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from evaluator_memory import random_cases

from penalty_rules import Case, Evaluator
from penalty_rules.advice_document.record import record

EVALUATIONS = 1_000_000 if os.environ.get("SOAK") == "1" else 50_000
SETTLES_WITHIN = 32 * 1024  # KiB: in the short run the memories are still filling


def test_memory_is_flat_over_random_cases() -> None:
    script = Path(__file__).with_name("evaluator_memory.py")
    done = subprocess.run([sys.executable, str(script), str(EVALUATIONS)], capture_output=True, text=True, timeout=3600)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < SETTLES_WITHIN


def test_eight_threads_say_what_one_says() -> None:
    cases = list(random_cases(Evaluator(), 400))
    alone = Evaluator()
    expected = [record(alone.evaluate(case)) for case in cases]
    shared = Evaluator()
    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(lambda turn: _records(shared, cases, turn), range(8)):
            assert found == expected


def _records(evaluator: Evaluator, cases: list[Case], turn: int) -> list[bytes]:
    """The records of all cases, begun at another place in each turn."""
    order = [*range(turn * 50, len(cases)), *range(turn * 50)]
    found = {index: record(evaluator.evaluate(cases[index])) for index in order}
    return [found[index] for index in range(len(cases))]
