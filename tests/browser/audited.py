"""A docket to be audited, and a browser in which an auditor is signed in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import yaml
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from penalty_rules.audit import record_demonstration
from penalty_rules.audit.demonstration import read_demonstration
from penalty_rules.canonical import canonical
from penalty_rules.docket import Docket
from penalty_rules.reading import read_document
from tests.service.conftest import PASSWORD, House, build
from tests.service.running import running

CHROMIUM: Final = "/usr/bin/chromium"
ARGS: Final = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
FIXTURES: Final = Path(__file__).parents[2] / "fixtures"


def fill(docket: Docket, folder: Path) -> int:
    """The fixtures of a docket, a share of Liaoyuan's figures, and at the end an entry as another engine wrote it."""
    for name in ("case_1", "case_2", "tax_2021_1", "tax_2021_2", "tax_2021_3"):
        docket.advise(FIXTURES / "docket" / f"{name}.yaml", recorder="li-si")
        if name == "case_1":
            answer = {**read_document(FIXTURES / "docket" / "decision_1.yaml"), "advice": 1}
            docket.dispose(answer, recorder="li-si")
    plan = yaml.safe_load((FIXTURES / "statistics" / "liaoyuan.yaml").read_text("utf-8"))
    for each in plan["cases"]:
        each["count"] = min(6, each["count"])
    (folder / "plan.yaml").write_text(yaml.safe_dump(plan, allow_unicode=True), "utf-8")
    (folder / "kinds.yaml").write_bytes((FIXTURES / "statistics" / "kinds.yaml").read_bytes())
    record_demonstration(docket, read_demonstration(folder / "plan.yaml"), recorder="zhao-liu")
    return _drifted(docket)


def _drifted(docket: Docket) -> int:
    _, draft = docket.prepare(FIXTURES / "docket" / "tax_2021_1.yaml", recorder="li-si")
    body = json.loads(draft.body)
    one = body["violations"][0]
    vector = bytearray.fromhex(one["vector"])
    vector[0] = 0
    one |= {"outcomes": ["ordinary"], "vector": vector.hex(), "permitted": [["ordinary", "shall", True]]}
    entry = docket.record_all([replace(draft, body=canonical(body | {"outcome": "ordinary"}))])[0]
    assert not isinstance(entry, Exception)
    return entry.seq


@contextmanager
def audited(folder: Path) -> Iterator[tuple[House, str, int]]:
    """A service for several people on a port; its address, and the entry that has drifted."""
    house = build(folder, asyncio.Runner(), mode="multi-user")
    house.office.people.create("sun-qi", password=PASSWORD, roles=("auditor",))
    drifted = fill(house.office.docket, folder)
    with running(house.app) as port:
        yield house, f"http://127.0.0.1:{port}", drifted
    house.office.close()


def launched(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGS))


def signed_in(context: BrowserContext, base: str, then: str = "/docket", name: str = "sun-qi") -> Page:
    """The page behind the door, after signing in on it."""
    page = context.new_page()
    page.goto(base + then)
    page.get_by_label("账号").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_load_state()
    return page


def problems_of(page: Page) -> list[Any]:
    """What the browser complains of from now on: errors, blocked content, failed requests."""
    told: list[Any] = []
    page.on("console", lambda message: told.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("response", lambda answer: told.append(answer.url) if answer.status >= 400 else None)
    return told


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus; it can be seen that it has."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", selector
            return
    raise AssertionError(f"no way to {selector} by keyboard")
