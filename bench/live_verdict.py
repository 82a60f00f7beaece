"""How soon the verdict follows: `POST /check/live` on loopback, for every case of the fixtures, fact by fact.

Each case is filled in as an officer would: first the basics, then one fact after the other; after each the live parts
of the page are asked for, one request at a time. Told are the times from the request to the last byte, and the weight
of the heaviest page.

    python bench/live_verdict.py [--every 3]
"""

from __future__ import annotations

import argparse
import copy
import http.client
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import orjson

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
HEADERS = {"accept": "text/html", "content-type": "application/x-www-form-urlencoded"}


def steps(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The case without facts, then with one more each time."""
    filled = copy.deepcopy(document)
    stated = [each.pop("facts", {}) for each in filled["violations"]]
    for each in filled["violations"]:
        each["facts"] = {}
    yield filled
    for act, facts in zip(filled["violations"], stated, strict=True):
        for name, value in facts.items():
            act["facts"][name] = value
            yield filled


def cases(every: int) -> Iterator[dict[str, Any]]:
    """The cases of the fixtures as a form holds them."""
    from penalty_rules.reading import read_document
    from penalty_rules.rulebook import Rulebook
    from penalty_rules.service.pages.case_form import filed_case
    from penalty_rules.service.problems import Problem

    rulebook = Rulebook()
    paths = sorted((ROOT / "fixtures").glob("*/*/*.yaml"))[::every]
    for document in map(read_document, paths):
        for each in document.get("cases", ()):  # type: ignore[attr-defined]
            try:
                yield filed_case(orjson.dumps(each["case"], default=str), "json", rulebook).document
            except (Problem, KeyError, TypeError):
                continue


def measure(port: int, every: int) -> tuple[list[float], list[int]]:
    """Seconds and bytes of each answer."""
    line = http.client.HTTPConnection("127.0.0.1", port)
    times, sizes = [], []
    for document in cases(every):
        for filled in steps(document):
            body = urlencode({"case": orjson.dumps(filled).decode(), "live": "1"})
            begun = time.perf_counter()
            line.request("POST", "/check/live", body, HEADERS)
            answer = line.getresponse()
            sizes.append(len(answer.read()))
            times.append(time.perf_counter() - begun)
            assert answer.status == 200, answer.status
    return times, sizes


def weight(port: int) -> int:
    """Bytes of the heaviest first page with what it loads."""
    from penalty_rules.service.pages.page import STATIC

    line = http.client.HTTPConnection("127.0.0.1", port)
    case = (ROOT / "src/penalty_rules/service/examples/case.json").read_text(encoding="utf-8")
    line.request("POST", "/check", urlencode({"pasted": case}), HEADERS)
    return len(line.getresponse().read()) + sum(map(len, STATIC.values()))


def main() -> int:
    from tests.service.running import running

    from penalty_rules.service import Settings, create_app

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=3, help="take every n-th file of the fixtures")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(docket=f"{folder}/docket.db"))
        app.state.office.warm()
        with running(app) as port:
            times, sizes = measure(port, asked.every)
            heavy = weight(port)
        app.state.office.close()
    shown = statistics.quantiles(times, n=100)
    told = ", ".join(f"p{at} {shown[at - 1] * 1000:.0f} ms" for at in (50, 90, 95, 99))
    print(f"live verdict: {len(times)} answers, {told}; median {statistics.median(sizes) / 1024:.0f} KB")
    print(f"heaviest page with style and script: {heavy / 1024:.0f} KB")
    return 0 if shown[94] < 0.1 and heavy < 150 * 1024 else 1


if __name__ == "__main__":
    sys.exit(main())
