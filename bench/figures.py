"""Figures of a large docket through the service: `python bench/figures.py [--cases 25000]`. Prints Markdown.

A docket of a city (Jiayuguan's published proportions, advice and disposition each) is filled through the ordinary
recording path. Each page is asked for when nobody asked before, again, and after one more case was recorded; each in a
process of its own, so that its memory is its own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

import httpx

from penalty_rules.audit import record_demonstration
from penalty_rules.audit.demonstration import Demonstration, read_demonstration
from penalty_rules.docket import Docket, Keyring, Store
from penalty_rules.service import Settings, create_app

PLAN = Path(__file__).parent.parent / "fixtures" / "statistics" / "jiayuguan.yaml"
PAGES = (
    "/v1/statistics", "/v1/like-cases", "/v1/file-reviews", "/audit/statistics", "/audit/like-cases", "/audit/files",
    "/docket", "/docket?outcome=heavier", "/docket?matter=demonstration/kite_registration_overdue&before=1000",
)  # fmt: skip
AGAIN = 5


def demonstration(cases: int) -> Demonstration:
    """The city's cases, as many as asked for and one of each kind more."""
    read = read_demonstration(PLAN)
    batches = [b.model_copy(update={"count": 1 + round(b.count * cases / read.count)}) for b in read.plan.cases]
    return Demonstration(read.plan.model_copy(update={"cases": tuple(batches)}), read.kinds)


def fill(folder: Path, cases: int) -> None:
    """Record that many cases."""
    keyring = Keyring.generate()
    keyring.write(folder / "docket.keys")
    docket = Docket(Store.create(str(folder / "docket.db"), keyring))
    record_demonstration(docket, demonstration(cases), recorder="bench")
    docket.store.close()


def peak() -> float:
    """The most memory that this process has had, in MiB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


async def visit(folder: Path, page: str, number: int) -> dict[str, float]:
    """Seconds of the first visit, of one more, and of one after another case; MiB before and at most."""
    app = create_app(Settings(docket=str(folder / "docket.db"), keys=str(folder / "docket.keys")))  # type: ignore[arg-type]
    app.state.office.warm()
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", timeout=600) as client:

        async def seconds(asked: str) -> float:
            begun = time.perf_counter()
            answer = await client.get(asked, headers={} if asked.startswith("/v1") else {"accept": "text/html"})
            answer.raise_for_status()
            return time.perf_counter() - begun

        await seconds("/v1/ready")
        before, first = peak(), await seconds(page)
        again = min([await seconds(page) for _ in range(AGAIN)])
        case, decision = next(islice(demonstration(100).pairs(), number, None))
        told = json.loads(json.dumps({**case, "id": f"{case['id']}-{number}"}, default=str))
        advice = (await client.post("/v1/advices", json=told)).raise_for_status().json()["entry"]["seq"]
        answer = json.loads(json.dumps({**decision, "advice": advice, "steps": []}, default=str))
        (await client.post("/v1/dispositions", json=answer)).raise_for_status()
        grown = await seconds(page)
    found = {"first": first, "again": again, "grown": grown, "before": before, "peak": peak()}
    app.state.office.close()
    return found


def main() -> None:
    """Measure and print."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--cases", type=int, default=25_000)
    given.add_argument("--visit", nargs=3, help=argparse.SUPPRESS)
    asked = given.parse_args()
    if asked.visit:
        folder, page, number = asked.visit
        print(json.dumps(asyncio.run(visit(Path(folder), page, int(number)))))
        return
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        fill(Path(name), asked.cases)
        print(f"{2 * asked.cases:,} entries\n")
        print("| | first visit, s | again, s | after one more case, s | MiB before | peak MiB |")
        print("|---|---:|---:|---:|---:|---:|")
        for number, page in enumerate(PAGES):
            command = [sys.executable, __file__, "--visit", name, page, str(97 - number)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            told = json.loads(done.stdout)
            print(f"| `{page}` | {told['first']:.2f} | {told['again']:.3f} | {told['grown']:.3f}", end=" ")
            print(f"| {told['before']:.0f} | {told['peak']:.0f} |", flush=True)


if __name__ == "__main__":
    main()
