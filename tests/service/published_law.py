"""A house with a folder of rulesets of its own, and a list that a keeper publishes there.

Run as a program it is a process that publishes: it says `ready`, waits for a line, publishes, and tells the status.
`--killed` lets the system kill it when it comes to the digest.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

from penalty_rules.service import Settings, create_app

from .conftest import SECRET, HandClock, House

LIST = "6108/market_supervision/four_lists"
YAML = {"content-type": "application/yaml"}
TEXT = """\
# a list for tests only
id: 6108/market_supervision/four_lists
version: "VERSION"
kind: list
rank: normative
title: {zh: 测试用四张清单, en: Four lists for tests only}
jurisdiction: "PLACE"
domain: market_supervision
in_force: {from: FROM, until: UNTIL}
status: transcribed
sources: [{mark: mem, text: invented for a test}]
rules:
  - id: YL-1
    title: {zh: 测试项, en: test item}
    matter: [market_supervision/price_not_marked]
    ground: first_violation
    effect: no_penalty
    force: FORCE
    when: {all: [{first_violation: true}, {harm.level: {at_most: minor}}, correction.timely]}
    cites: [{law: 测试用清单, article: 第1项}]
"""


def text_of(
    version: str = "2030", begins: str = "2030-01-01", ends: str = "2030-12-31", force: str = "shall",
    place: str = "6108",
) -> str:  # fmt: skip
    """The list, in force from one day to another (`null`: open)."""
    told = {"VERSION": version, "FROM": begins, "UNTIL": ends, "FORCE": force, "PLACE": place}
    text = TEXT
    for name, value in told.items():
        text = text.replace(name, value)
    return text


def house_on(folder: Path, rulesets: Path | None, runner: asyncio.Runner, **settings: Any) -> House:
    """An app with a docket in a folder, over rulesets that may be published to."""
    clock = HandClock()
    given = {"docket": str(folder / "docket.db"), "secret": SECRET, "rulesets": rulesets, **settings}
    return House(create_app(Settings(**given), now=clock), clock, runner)


def _publish(rulesets: Path, work: Path, text: str, killed: bool) -> None:
    with asyncio.Runner() as runner:
        house = house_on(work, rulesets, runner)
        house.get("/v1/rulesets")  # all is loaded
        print("ready", flush=True)
        sys.stdin.readline()
        if killed:
            sys.addaudithook(_end_before_the_digest)
        print(house.post("/v1/rulesets", content=text.encode(), headers=YAML).status_code, flush=True)


def _end_before_the_digest(event: str, args: tuple[Any, ...]) -> None:
    if event == "os.rename" and str(args[1]).endswith("published.json"):
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    _publish(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]).read_text(encoding="utf-8"), sys.argv[4:] != [])
