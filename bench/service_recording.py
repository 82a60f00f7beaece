"""How fast the service records: `POST /v1/advices` against the docket itself and against its store, in one run.

All record the same cases, each with as many at once: the service for so many connections, the docket (`Docket.advise`
of the same JSON: read, evaluated, recorded) and the store (drafts that are ready) for so many threads; both also for
one, whose every entry has a sync of its own. They take turns, each with a docket of its own on the same disk; every
answer comes after its sync.

    python bench/service_recording.py [--seconds 3] [--rounds 5] [--connections 16]
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from penalty_rules import Evaluator
from penalty_rules.docket import Docket, Keyring, Store
from penalty_rules.docket.recorder import Recorder
from penalty_rules.docket.store import Submission
from penalty_rules.errors import PenaltyRulesError
from penalty_rules.reading import parse_document
from service import Measured, bodies, drive, server

PATH = "/v1/advices"


def docket_in(folder: Path, name: str) -> Docket:
    """A new docket."""
    return Docket(Store.create(str(folder / f"{name}.db"), Keyring.generate()), Evaluator())


def accepted(docket: Docket) -> list[bytes]:
    """The cases of the fixtures that a docket records."""
    found = []
    for body in bodies():
        try:
            docket.prepare(parse_document(body, source="body", kind="json"), recorder="bench")  # type: ignore[arg-type]
        except PenaltyRulesError:
            continue
        found.append(body)
    return found


@dataclass
class Alone:
    """What is done in this process: how often a second, by round, and processor time for each."""

    rates: list[float] = field(default_factory=list)
    done: int = 0
    work: float = 0.0

    def measure(self, work: Callable[[int], None], threads: int, seconds: float) -> None:
        """One round more."""
        idle = time.process_time()
        rate, done = in_threads(work, threads, seconds)
        self.rates.append(rate)
        self.done += done
        self.work += time.process_time() - idle


def in_threads(work: Callable[[int], None], threads: int, seconds: float) -> tuple[float, int]:
    """How often the work is done in a second by so many threads, and how often in all; it is told a number."""
    end, done = time.perf_counter() + seconds, [0] * threads

    def run(at: int) -> None:
        number = at
        while time.perf_counter() < end:
            work(number)
            number += threads
            done[at] += 1

    running = [threading.Thread(target=run, args=(at,)) for at in range(threads)]
    begun = time.perf_counter()
    for each in running:
        each.start()
    for each in running:
        each.join()
    return sum(done) / (time.perf_counter() - begun), sum(done)


async def measure(connections: int, seconds: float, rounds: int) -> tuple[Measured, dict[str, Alone]]:
    """The service, and what it is held against."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:  # not in memory: syncs must cost what they cost
        folder = Path(name)
        docket, bare = docket_in(folder, "advised"), docket_in(folder, "store")
        cases = accepted(docket)
        drafts = [
            bare.prepare(parse_document(each, source="body", kind="json"), recorder="bench")[1]  # type: ignore[arg-type]
            for each in cases
        ]
        recorder = Recorder(bare.store)

        def advise(number: int) -> None:
            case = parse_document(cases[number % len(cases)], source="body", kind="json")
            docket.advise(case, recorder="bench")  # type: ignore[arg-type]

        def record(number: int) -> None:
            recorder.record(Submission(drafts[number % len(drafts)]))

        for work in (advise, record):
            in_threads(work, 1, 2)
        found = {"one": Alone(), "docket": Alone(), "alone": Alone(), "store": Alone()}
        timed = Measured()
        with server("service", 0, name) as at:
            await drive(at, PATH, cases, 1, 0, Measured())
            await drive(at, PATH, cases, connections, 1, Measured())
            for _ in range(rounds):
                await drive(at, PATH, cases, connections, seconds, timed)
                found["one"].measure(advise, 1, seconds)
                found["docket"].measure(advise, connections, seconds)
                found["alone"].measure(record, 1, seconds)
                found["store"].measure(record, connections, seconds)
        print(f"{len(cases)} cases, {connections} at once, {rounds} rounds of {seconds:g} s")
        print(f"POST {PATH}              {timed.told()}")
    return timed, found


def main() -> None:
    """Measure and print."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--seconds", type=float, default=3)
    given.add_argument("--rounds", type=int, default=5)
    given.add_argument("--connections", type=int, default=16)
    asked = given.parse_args()
    service, found = asyncio.run(measure(asked.connections, asked.seconds, asked.rounds))
    own = service.work / len(service.times)
    names = {"one": "Docket.advise, one after the other", "docket": "Docket.advise in threads"}
    names["alone"] = "the store, one after the other"
    names["store"] = "the store, in threads"
    for name, words in names.items():
        alone = found[name]
        ratios = [ours / theirs for ours, theirs in zip(service.rates, alone.rates, strict=True)]
        each, ratio = alone.work / alone.done, statistics.median(ratios)
        print(
            f"{words:34} {statistics.median(alone.rates):6.0f}/s   {each * 1e6:6.0f} µs of a processor each;", end=" "
        )
        print(f"the service reaches {ratio:.2f} of the rate,", " ".join(f"{r:.2f}" for r in ratios), end="; ")
        print(f"{each / own:.2f} by processor time")


if __name__ == "__main__":
    main()
