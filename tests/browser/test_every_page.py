"""Every page of the table in a real browser: whole and light for whom it is there, refused in words to the others."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from string import Formatter
from typing import Any, Final

import pytest
from fastapi.routing import APIRoute
from playwright.sync_api import Browser, BrowserContext, Request

from penalty_rules.canonical import canonical
from penalty_rules.docket import Query
from penalty_rules.service.pages.page import LANGUAGE
from penalty_rules.service.permissions import OPERATIONS, ROLES
from tests.service.conftest import PLACE, House, build, make_case, people_of
from tests.service.running import running

from .audited import problems_of

WEIGHT: Final = 150 * 1024
WIDTHS: Final = (1280, 400)
FILES: Final = frozenset({"write_document"})  # handed out, not shown
FAULTS: Final = """() => {
    const all = selector => [...document.querySelectorAll(selector)], ids = all("[id]").map(each => each.id);
    const named = each => each.labels.length || each.ariaLabel || each.getAttribute("aria-labelledby");
    return {
        heading: all("h1").length, lang: document.documentElement.lang,
        nameless: all("input:not([type=hidden]), select, textarea").filter(each => !named(each)).map(each => each.name),
        twice: ids.filter((each, place) => ids.indexOf(each) !== place),
    };
}"""
OVER: Final = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass(frozen=True)
class Kept:
    """A service, its address, and what fills the parameters of its paths, by the first part of a path."""

    house: House
    base: str
    filled: dict[str, dict[str, Any]]

    def pages(self) -> Iterator[tuple[str, str]]:
        """(operation, path) of every page."""
        for route in self.house.app.routes:
            if not isinstance(route, APIRoute) or "GET" not in route.methods or route.path.startswith("/v1/"):
                continue
            if not OPERATIONS[route.name].probe:
                yield route.name, self._path(route)

    def _path(self, route: APIRoute) -> str:
        known, part = self.filled, route.path.split("/")[1]
        wanted = [name for _, name, _, _ in Formatter().parse(route.path) if name]
        missing = [name for name in wanted if name not in known.get(part, {})]
        assert not missing, f"{route.path}: say in this test what stands for {missing}"
        return route.path.format_map(known.get(part, {}))


def drift(house: House) -> int:
    """An entry at the end as another engine would have written it."""
    _, draft = house.office.docket.prepare(make_case(id="甲-2"), recorder="officer")
    body = json.loads(draft.body)
    body["violations"][0] |= {"outcomes": ["heavier"], "permitted": [["heavier", "shall", True]]}
    entry = house.office.docket.record_all([replace(draft, body=canonical(body | {"outcome": "heavier"}))])[0]
    assert not isinstance(entry, Exception)
    return entry.seq


def replayed(house: House) -> str:
    """A replay that has come to its end."""
    name = house.office.replays.begin("auditor", Query(jurisdiction=PLACE), "recorded").id
    for _ in range(600):
        job = house.office.replays.find(name)
        assert job is not None
        if job.state != "running":
            return name
        time.sleep(0.05)
    raise AssertionError("the replay does not come to its end")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    house = people_of(build(tmp_path_factory.mktemp("kept"), asyncio.Runner(), mode="multi-user"))
    house.office.docket.advise(make_case(id="甲-1"), recorder="officer")
    act = {"id": "v1", "outcome": "ordinary", "kinds": ["fine"], "fine": "50000 yuan", "reason": "情节一般"}
    told = {"advice": 1, "officer": "李四", "decided_on": "2022-06-15", "violations": [act]}
    house.office.docket.dispose(told, recorder="officer")
    tax = {"place": "cn", "domain": "tax", "name": "first_violation_list", "version": "2022-01-01"}
    filled = {
        "cases": {"seq": 1, "name": "memo"}, "docket": {"seq": 2}, "audit": {"seq": drift(house)}, "rulesets": tax,
        "accounts": {"name": "officer"},
    }  # fmt: skip
    filled["audit"]["name"] = replayed(house)
    with running(house.app) as port:
        yield Kept(house, f"http://127.0.0.1:{port}", filled)
    house.office.close()


class Seen:
    """A page in a browser that keeps nothing, and what came over the line for the page that is shown."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.context, self.base, self.page = context, base, context.new_page()
        self.loaded: list[Request] = []
        context.new_cdp_session(self.page).send("Network.setCacheDisabled", {"cacheDisabled": True})
        self.complaints = problems_of(self.page)
        self.page.on("console", lambda said: self.complaints.append(said.text))  # its advice too
        self.page.on("requestfailed", self._failed)
        self.page.on("requestfinished", lambda request: self.loaded.append(request))

    def open(self, path: str) -> int:
        """Show a page; its status."""
        self.complaints.clear()
        self.loaded.clear()
        answer = self.page.goto(f"{self.base}{path}")
        assert answer is not None
        return answer.status

    def check(self, path: str, lang: str) -> None:
        """The page is whole: nothing missing, nothing complained of, nothing out of the screen; and it is light."""
        assert self.complaints == [], path
        assert self.page.evaluate(FAULTS) == {"heading": 1, "lang": lang, "nameless": [], "twice": []}, path
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 800})
            assert self.page.evaluate(OVER) <= 0, (path, width)
        sizes = [request.sizes() for request in self.loaded]
        assert len(sizes) > 2, path  # style and script are counted
        came = sum(each["responseBodySize"] + each["responseHeadersSize"] for each in sizes)
        assert came < WEIGHT, (path, came)

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the icon of a page that was left meanwhile
            self.complaints.append(f"{request.failure}: {request.url}")


@contextmanager
def visited(browser: Browser, kept: Kept, role: str | None, lang: str = "zh") -> Iterator[Seen]:
    """A browser in which somebody of that role is signed in, or nobody."""
    with browser.new_context(locale="zh-CN") as context:
        cookies = {LANGUAGE: lang}
        if role is not None:
            name, _, value = kept.house.session(role)["cookie"].partition("=")
            cookies[name] = value
        context.add_cookies([{"name": key, "value": value, "url": kept.base} for key, value in cookies.items()])
        yield Seen(context, kept.base)


def allows(operation: str, role: str | None) -> bool:
    row = OPERATIONS[operation]
    return row.open or role in row.roles


@pytest.mark.parametrize("role", [*ROLES, None])
def test_every_page_is_whole_for_whom_the_table_names_and_refused_in_words_to_the_others(
    browser: Browser, kept: Kept, role: str | None
) -> None:
    with visited(browser, kept, role) as seen:
        for operation, path in kept.pages():
            if not allows(operation, role):
                status, words = (401, "请先登录") if role is None else (403, "您的角色不能办理此事")
                assert seen.open(path) == status, operation
                assert words in seen.page.locator("main").inner_text(), operation
            elif operation in FILES:
                assert seen.context.request.get(f"{kept.base}{path}").ok, operation
            else:
                assert seen.open(path) == 200, operation
                seen.check(path, "zh-CN")


def test_every_page_is_whole_in_english_too(browser: Browser, kept: Kept) -> None:
    pages = {operation: path for operation, path in kept.pages() if operation not in FILES}
    for role in ROLES:
        mine = [each for each in pages if allows(each, role)]
        with visited(browser, kept, role, "en") as seen:
            for path in map(pages.pop, mine):
                assert seen.open(path) == 200, path
                seen.check(path, "en")
    assert not pages
