"""A client in a process of its own: until the time is up it records advice, and prints a line for each that was
acknowledged. A request that got no answer, or a 5xx, is sent again under its key, as clients should.

    python recording_client.py ADDRESS NAME SECONDS CASE
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import httpx

TRIES, PAUSE = 300, 0.1


def record(client: httpx.Client, case: dict[str, object]) -> dict[str, object]:
    """The entry that the service acknowledged."""
    key = str(case["id"])
    for _ in range(TRIES):
        try:
            answer = client.post("/v1/advices", json=case, headers={"Idempotency-Key": key})
        except httpx.TransportError:
            time.sleep(PAUSE)
            continue
        if answer.status_code < 500:
            entry: dict[str, object] = answer.raise_for_status().json()["entry"]
            return entry
        time.sleep(PAUSE)
    raise TimeoutError(key)


def main(address: str, name: str, seconds: str, path: str) -> None:
    case = json.loads(Path(path).read_text(encoding="utf-8"))
    end = time.monotonic() + float(seconds)
    number = 0
    with httpx.Client(base_url=address, timeout=30) as client:
        while time.monotonic() < end:
            number += 1
            entry = record(client, {**case, "id": f"{name}-{number}"})
            print(entry["case"], entry["seq"], entry["digest"], flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
