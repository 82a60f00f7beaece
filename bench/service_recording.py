"""How fast the service records: `POST /v1/advices` against the docket itself and against its store, in one run.

All three record the same cases, each with as many at once: the service for so many connections, the docket
(`Docket.advise` of the same JSON: read, evaluated, recorded) and the store (drafts that are ready) for so many threads.
They take turns, each with a docket of its own on the same disk; every answer comes after its sync.

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


def in_threads(work: Callable[[int], None], threads: int, seconds: float) -> float:
    """How often the work is done in a second by so many threads; it is told a number."""
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
    return sum(done) / (time.perf_counter() - begun)


async def measure(connections: int, seconds: float, rounds: int) -> dict[str, list[float]]:
    """Rates by round."""
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
        found: dict[str, list[float]] = {"service": [], "docket": [], "store": []}
        timed = Measured()
        with server("service", 0, name) as at:
            await drive(at, PATH, cases, 1, 0, Measured())
            await drive(at, PATH, cases, connections, 1, Measured())
            for _ in range(rounds):
                await drive(at, PATH, cases, connections, seconds, timed)
                found["docket"].append(in_threads(advise, connections, seconds))
                found["store"].append(in_threads(record, connections, seconds))
        found["service"] = timed.rates
        print(f"{len(cases)} cases, {connections} at once, {rounds} rounds of {seconds:g} s")
        print(f"POST {PATH}              {timed.told()}")
    return found


def main() -> None:
    """Measure and print."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--seconds", type=float, default=3)
    given.add_argument("--rounds", type=int, default=5)
    given.add_argument("--connections", type=int, default=16)
    asked = given.parse_args()
    found = asyncio.run(measure(asked.connections, asked.seconds, asked.rounds))
    for name, words in {"docket": "Docket.advise in threads", "store": "drafts that are ready, in threads"}.items():
        ratios = [ours / theirs for ours, theirs in zip(found["service"], found[name], strict=True)]
        rate, ratio = statistics.median(found[name]), statistics.median(ratios)
        print(f"{words:34} {rate:7.0f}/s   the service records at {ratio:.2f} of it (rounds:", end=" ")
        print(" ".join(f"{each:.2f}" for each in ratios) + ")")


if __name__ == "__main__":
    main()
