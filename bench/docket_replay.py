"""Replay measured in processes of their own: seconds, CPU of all of them, peak memory, for one worker and for two."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from docket_cases import fill
from penalty_rules import Evaluator
from penalty_rules.docket import Docket, Keyring, Store

_REPLAY = """
import sys, time, resource
sys.path.insert(0, sys.argv[4])
import workload
from penalty_rules.docket.replay import Query, Question, replay
from reference import Reference

def spent(who):
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime

def yardstick():  # microseconds of CPU for a case by (m), now
    start = time.process_time()
    for case in raw:
        reference.evaluate(case)
    return (time.process_time() - start) / len(raw) * 1e6

if __name__ == "__main__":
    reference, raw = Reference(workload.general_rules(), workload.items(200)), workload.cases(2000, 200)
    before, start = spent(resource.RUSAGE_SELF), time.perf_counter()
    measured, inside = [yardstick()], [0.0, 0.0]

    def report(done, of):  # before, between and after: the machine is not equally fast all the time
        if done % 10_000 == 0 or done == of:
            at, cpu = time.perf_counter(), spent(resource.RUSAGE_SELF)
            measured.append(yardstick())
            inside[0] += time.perf_counter() - at
            inside[1] += spent(resource.RUSAGE_SELF) - cpu

    start, before = time.perf_counter(), spent(resource.RUSAGE_SELF)
    result = replay(Question(sys.argv[1], Query(last=int(sys.argv[2]))), workers=int(sys.argv[3]), report=report)
    wall = time.perf_counter() - start - inside[0]
    cpu = spent(resource.RUSAGE_SELF) - before - inside[1] + spent(resource.RUSAGE_CHILDREN)
    lines = open("/proc/self/status").read().splitlines()
    peak = next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    median = sorted(measured)[len(measured) // 2]
    print(sum(result.counts.values()), result.counts["same"], wall, cpu, max(peak, children), median)
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One replay: entries, those found the same, seconds, CPU seconds, peak MiB of a process, µs of CPU of (m)."""

    entries: int
    same: int
    wall: float
    cpu: float
    peak: float
    yardstick: float

    @property
    def each(self) -> float:
        """CPU microseconds for an entry."""
        return self.cpu / self.entries * 1e6

    @property
    def ratio(self) -> float:
        """The same as a multiple of (m)."""
        return self.each / self.yardstick

    def row(self, name: str) -> str:
        return (
            f"| {name} | {self.entries:,} | {self.each:.0f} | ×{self.ratio:.2f} | {1e6 / self.each:,.0f}"
            f" | {self.entries / self.wall:,.0f} | {self.peak:.0f} |"
        )


def filled(folder: Path, entries: int) -> Path:
    """A docket of so many varied cases."""
    path = folder / f"replay-{entries}.db"
    store = Store.create(str(path), Keyring.generate())
    start = time.process_time()
    fill(Docket(store, Evaluator()), entries)
    store.close()
    each = (time.process_time() - start) / entries * 1e6
    print(f"{entries:,} cases invented, evaluated and recorded: {each:.0f} µs of CPU each", file=sys.stderr)
    return path


def run(path: Path, last: int, workers: int) -> Run:
    """A replay of the first entries of a docket."""
    words = [sys.executable, "-c", _REPLAY, str(path), str(last), str(workers), str(Path(__file__).parent)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    entries, same, *rest = done.stdout.split()
    return Run(int(entries), int(same), *map(float, rest))


def table(path: Path, sizes: list[int], pairs: int) -> Iterator[str]:
    """Rows for one worker over each size, for two over many; and how much faster two are, pair by pair."""
    alone = []
    for size in sizes:
        alone.append(run(path, size, 1))
        yield alone[-1].row("one worker")
    large = min(sizes[-1], 200_000)
    found = [(run(path, large, 2), run(path, large, 1)) for _ in range(pairs)]
    yield found[-1][0].row("two workers")
    faster = sorted(one.wall / two.wall for two, one in found)
    growth = [(b.cpu - a.cpu) / (b.entries - a.entries) * 1e6 / b.yardstick for a, b in pairwise(alone)]
    yield f"\nTwo workers against one, wall clock: {', '.join(f'×{each:.2f}' for each in faster)}."
    yield f"CPU of each further entry, from one size to the next: {', '.join(f'{each:.2f} × (m)' for each in growth)}."
    yield f"Found the same: {sum(each.same for each in alone):,} of {sum(each.entries for each in alone):,}."
