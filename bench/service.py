"""How fast the service answers: `POST /v1/evaluations` against an empty FastAPI endpoint, in one run.

The empty endpoint validates the same body with pydantic and returns JSON of the same size. Both run in a process of
their own with the same uvicorn settings; one client drives them by turns over kept connections, with every case of the
fixtures in turn, so that what the machine does meanwhile falls on both.

    python bench/service.py [--seconds 3] [--rounds 5] [--connections 8]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

import orjson

ROOT = Path(__file__).resolve().parent.parent
PATHS = {"service": "/v1/evaluations", "empty": "/empty"}


def bodies() -> list[bytes]:
    """Every case of the fixtures as JSON, written with English keys."""
    from penalty_rules.reading import read_document

    found = [read_document(path) for path in sorted((ROOT / "fixtures").glob("*/*/*.yaml"))]
    cases = [each.get("case") for document in found for each in document.get("cases", ())]  # type: ignore[attr-defined]
    return [orjson.dumps(case, default=str) for case in cases if case and "party" in case]


def empty_app(size: int) -> Any:
    """An endpoint that validates the case with pydantic and returns JSON of a size."""
    from fastapi import FastAPI, Response

    from penalty_rules.case.document import CaseDocument

    app = FastAPI()
    answer = {"answer": "x" * (size - 13)}

    async def empty(case: CaseDocument) -> Response:
        del case
        return Response(orjson.dumps(answer), media_type="application/json")

    empty.__annotations__ = {"case": CaseDocument, "return": Response}
    app.post("/empty")(empty)
    return app


def serve(name: str, port: int, size: int, folder: str) -> None:
    """Run one of the two servers in this process."""
    import uvicorn

    from penalty_rules.service import create_app, read_settings

    app = empty_app(size) if name == "empty" else create_app(read_settings(docket=f"{folder}/docket.db", port=port))
    uvicorn.run(app, port=port, log_level="warning", access_log=False)


@contextmanager
def server(name: str, size: int, folder: str) -> Iterator[tuple[int, int]]:
    """One of the two servers in a process of its own; its port and the id of the process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, __file__, "--serve", name, str(port), str(size), folder])
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


@dataclass
class Measured:
    """Requests per second of each round, and the time of every request."""

    rates: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    work: float = 0.0

    def told(self) -> str:
        cuts = statistics.quantiles(self.times, n=100)
        work = f"{self.work / len(self.times) * 1e6:6.0f} µs of a processor each"
        half, most = cuts[49] * 1e3, cuts[98] * 1e3
        return f"{statistics.median(self.rates):7.0f}/s   {work}   p50 {half:6.2f} ms   p99 {most:6.2f} ms"


def worked(process: int) -> float:
    """The seconds of processor time that a process has used."""
    told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


async def drive(
    at: tuple[int, int], path: str, cases: list[bytes], connections: int, seconds: float, into: Measured
) -> None:
    """Send cases over some connections for so many seconds; for no seconds, each case once."""
    port, process = at
    head = f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncontent-type: application/json\r\ncontent-length: "
    requests = [f"{head}{len(case)}\r\n\r\n".encode() + case for case in cases]
    end, before = time.perf_counter() + seconds, len(into.times)

    async def one(offset: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        turn = requests[offset:] + requests[:offset]
        for request in cycle(turn) if seconds else turn:
            begun = time.perf_counter()
            if seconds and begun > end:
                break
            writer.write(request)
            answer = await reader.readuntil(b"\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 20"), answer
            length = int(answer.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            into.times.append(time.perf_counter() - begun)
            into.sizes.append(length)
        writer.close()

    begun, idle = time.perf_counter(), worked(process)
    await asyncio.gather(*(one(n * len(cases) // connections) for n in range(connections)))
    into.rates.append((len(into.times) - before) / (time.perf_counter() - begun))
    into.work += worked(process) - idle


async def measure(connections: int, seconds: float, rounds: int) -> dict[str, Measured]:
    """Both servers by turns; first each case once, cold."""
    cases = bodies()
    found = {"cold": Measured(), "service": Measured(), "empty": Measured()}
    with tempfile.TemporaryDirectory() as folder, server("service", 0, folder) as service:
        cold = found["cold"]
        await drive(service, PATHS["service"], cases, 1, 0, cold)
        size = round(statistics.mean(cold.sizes))
        with server("empty", size, folder) as empty:
            await drive(empty, PATHS["empty"], cases, connections, 1, Measured())
            for _ in range(rounds):
                for name, at in (("service", service), ("empty", empty)):
                    await drive(at, PATHS[name], cases, connections, seconds, found[name])
    print(f"{len(cases)} cases, mean body {statistics.mean(map(len, cases)):.0f} B, mean answer {size} B;", end=" ")
    print(f"{connections} connections, {rounds} rounds of {seconds:g} s, one worker each")
    return found


def main() -> None:
    """Measure and print."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--seconds", type=float, default=3)
    given.add_argument("--rounds", type=int, default=5)
    given.add_argument("--connections", type=int, default=8)
    given.add_argument("--serve", nargs=4, help=argparse.SUPPRESS)
    asked = given.parse_args()
    if asked.serve:
        name, port, size, folder = asked.serve
        return serve(name, int(port), int(size), folder)
    found = asyncio.run(measure(asked.connections, asked.seconds, asked.rounds))
    print(f"each case for the first time   {found['cold'].told()}   (one connection)")
    print(f"POST /v1/evaluations           {found['service'].told()}")
    print(f"empty FastAPI endpoint         {found['empty'].told()}")
    ratios = [ours / theirs for ours, theirs in zip(found["service"].rates, found["empty"].rates, strict=True)]
    print("ratio of the rates by round:", " ".join(f"{each:.2f}" for each in ratios))
    print(f"ratio of the rates, median of the rounds: {statistics.median(ratios):.2f}", end="; ")
    cuts = statistics.quantiles(found["service"].times, n=100)
    print(f"p99 is {cuts[98] / cuts[49]:.1f} × p50")
    return None


if __name__ == "__main__":
    main()
