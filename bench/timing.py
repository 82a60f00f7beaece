"""Interleaved timing: every contestant in turns, block by block, in one process; ratios are taken within a block."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Contestant:
    """What is called, on which inputs, how many of them in a block; `spent` inputs are not used a second time."""

    call: Callable[[Any], object]
    inputs: Sequence[Any]
    block: int = 200
    spent: bool = False
    walls: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)
    medians: list[float] = field(default_factory=list)
    at: int = 0

    def take(self) -> list[Any]:
        first, self.at = self.at, self.at + self.block
        if self.spent:
            return list(self.inputs[first : self.at])
        return [self.inputs[i % len(self.inputs)] for i in range(first, self.at)]


@dataclass(frozen=True, slots=True)
class Figures:
    """Microseconds of wall clock and of CPU; ratios against the yardstick, each the median over blocks."""

    p50: float
    p99: float
    mean: float
    cpu: float
    ratio: float
    ratio_cpu: float


def measure(contestants: Mapping[str, Contestant], yardstick: str, blocks: int) -> dict[str, Figures]:
    """Run all in turns. The yardstick is run in every block, before and after the others in turn."""
    gc.collect()
    gc.disable()
    try:
        for number in range(blocks):
            order = list(contestants.values())
            for contestant in order if number % 2 else reversed(order):
                _block(contestant)
            gc.collect(0)
    finally:
        gc.enable()
    return {name: _figures(each, contestants[yardstick]) for name, each in contestants.items() if each.walls}


def _block(contestant: Contestant) -> None:
    inputs = contestant.take()
    if not inputs:
        return
    call, clock, walls = contestant.call, time.perf_counter_ns, []
    cpu = time.process_time_ns()
    for each in inputs:
        start = clock()
        call(each)
        walls.append(clock() - start)
    contestant.cpus.append((time.process_time_ns() - cpu) / len(inputs) / 1e3)
    contestant.medians.append(statistics.median(walls) / 1e3)
    contestant.walls += walls


def _figures(one: Contestant, yardstick: Contestant) -> Figures:
    walls = sorted(one.walls)
    return Figures(
        walls[len(walls) // 2] / 1e3, walls[int(len(walls) * 0.99)] / 1e3, statistics.fmean(walls) / 1e3,
        statistics.median(one.cpus), _ratio(one.medians, yardstick.medians), _ratio(one.cpus, yardstick.cpus),
    )  # fmt: skip


def _ratio(ours: list[float], theirs: list[float]) -> float:
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=False))
