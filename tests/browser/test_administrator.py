"""An administrator in a real browser: an account is made, its holder signs in and changes the password; with script,
by keyboard alone, and without script."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.service.conftest import AUTHORITY, PASSWORD, PLACE, build
from tests.service.running import running

from .audited import problems_of, signed_in, tab_to

ANOTHER = "Another-Lamp-2031"
PAGES = ("/accounts", "/accounts/root", "/account", "/account?done=password")


@pytest.fixture
def base(tmp_path: Path) -> Iterator[str]:
    """The service for several people; so far there is an administrator, and an auditor of the whole country."""
    house = build(tmp_path, asyncio.Runner(), mode="multi-user")
    house.office.people.create("root", password=PASSWORD, roles=("administrator",))
    house.office.people.create("sun-qi", password=PASSWORD, roles=("auditor",))
    with running(house.app) as port:
        yield f"http://127.0.0.1:{port}"
    house.office.close()


def enter(page: Page, name: str, password: str) -> None:
    page.get_by_label("账号").fill(name)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def make(page: Page) -> None:
    """A first attempt that clashes, and the same mended."""
    expect(page.get_by_role("heading", name="账号管理")).to_be_visible()
    page.get_by_role("link", name="新建账号").click()
    page.get_by_label("账号名").fill("zhou-ba")
    page.get_by_label("初始密码").fill(PASSWORD)
    page.get_by_label("姓名").fill("周八")
    page.get_by_label("行政区划代码").fill(PLACE)
    page.get_by_label("所属机关").fill(AUTHORITY)
    page.get_by_label("办案人员").check()
    page.get_by_label("执法监督人员").check()
    page.get_by_role("button", name="建立账号").click()
    expect(page.locator(".faults")).to_contain_text("执法监督人员不得兼任办案人员")
    expect(page.get_by_label("所属机关")).to_have_value(AUTHORITY)
    page.get_by_label("执法监督人员").uncheck()
    page.get_by_label("初始密码").fill(PASSWORD)
    page.get_by_role("button", name="建立账号").click()
    expect(page.get_by_role("status")).to_contain_text("账号已建立")
    page.get_by_role("link", name="全部账号").click()
    expect(page.get_by_role("row", name="zhou-ba")).to_contain_text("办案人员")
    page.get_by_role("button", name="退出").click()


def renew(page: Page) -> None:
    """Sign in as the person, change the password, come in by the new one only."""
    enter(page, "zhou-ba", PASSWORD)
    expect(page.get_by_role("heading", name="案件研判")).to_be_visible()
    page.get_by_role("link", name="zhou-ba").click()
    page.get_by_label("原密码").fill(PASSWORD)
    page.get_by_label("新密码", exact=False).first.fill(ANOTHER)
    page.get_by_label("再填一次新密码").fill(ANOTHER)
    page.get_by_role("button", name="修改密码").click()
    expect(page.get_by_role("status")).to_contain_text("密码已修改")
    page.get_by_role("button", name="退出").click()
    enter(page, "zhou-ba", ANOTHER)
    expect(page.get_by_role("heading", name="案件研判")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_an_account_is_made_and_its_holder_signs_in_and_changes_the_password(
    browser: Browser, base: str, script: bool
) -> None:
    with browser.new_context(java_script_enabled=script, locale="zh-CN") as context:
        page = signed_in(context, base, "/", "root")
        make(page)
        renew(page)


def test_the_access_log_tells_an_auditor_what_was_done(browser: Browser, base: str) -> None:
    with browser.new_context(locale="zh-CN") as context:
        signed_in(context, base, "/accounts", "root")
    with browser.new_context(locale="zh-CN") as context:
        page = signed_in(context, base, "/", "sun-qi")
        told = problems_of(page)
        page.get_by_role("link", name="访问日志").click()
        page.get_by_label("账号").fill("root")
        page.get_by_role("button", name="查询").click()
        expect(page.get_by_role("row", name="账号管理")).to_contain_text("成功（200）")
        expect(page.get_by_role("cell", name="sun-qi")).to_have_count(0)
        assert told == []


def test_by_keyboard_alone_an_account_is_made_and_a_token_for_another_system(browser: Browser, base: str) -> None:
    with browser.new_context(locale="zh-CN") as context:
        page = context.new_page()
        keys = page.keyboard
        page.goto(base)
        for field, typed in (("#f-name", "root"), ("#f-password", PASSWORD)):
            tab_to(page, field)
            keys.type(typed)
        keys.press("Enter")
        page.wait_for_selector("#new")
        for field, typed in (("#f-name", "qian-jiu"), ("#f-password", PASSWORD)):
            tab_to(page, field)
            keys.type(typed)
        tab_to(page, "[name=roles][value=keeper]")
        keys.press("Space")
        tab_to(page, "form[action='/accounts'] button")
        keys.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("账号已建立")
        tab_to(page, ".who a[href='/account']")
        keys.press("Enter")
        page.wait_for_selector("#tokens")
        tab_to(page, "#f-label")
        keys.type("monitoring")
        tab_to(page, "[name=scopes][value=metrics]")
        keys.press("Space")
        tab_to(page, "form[action='/account/tokens'] button")
        keys.press("Enter")
        expect(page.locator(".secret")).to_contain_text("prt_")
        tab_to(page, "td button")
        keys.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("令牌已吊销")


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_page_is_wider_than_the_screen_and_the_browser_complains_of_none(
    browser: Browser, base: str, width: int, lang: str
) -> None:
    for name, paths in (("root", PAGES), ("sun-qi", ("/accesses", "/accesses?account=root"))):
        with browser.new_context(viewport={"width": width, "height": 800}) as context:
            page = signed_in(context, base, "/", name)
            told = problems_of(page)
            for path in paths:
                page.goto(f"{base}{path}{'&' if '?' in path else '?'}lang={lang}")
                assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
            assert told == []
            if name == "root":
                page.goto(f"{base}/accounts")
                page.locator("form[action='/accounts'] button").click()
                expect(page.locator(".faults")).to_be_visible()
                assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
