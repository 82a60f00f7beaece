"""An auditor in a real browser: search, an entry, a replay, its differences, figures; with script and without."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import Browser, Page, expect

from .audited import audited, problems_of, signed_in

PAGES = (
    "/docket", "/docket/1", "/docket/2", "/audit/statistics", "/audit/replays", "/audit/like-cases", "/audit/files",
    "/audit/files?entry=2", "/audit/verification?run=yes", "/rulesets", "/rulesets/cn/tax/first_violation_list",
    "/rulesets/cn/tax/first_violation_list/versions/2021-04-01", "/rulesets/cn/tax/first_violation_list/difference",
)  # fmt: skip


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, str, int]]:
    with audited(tmp_path_factory.mktemp("audited")) as found:
        yield found


def walk(page: Page, base: str, drifted: int) -> None:
    """Search → entry → replay → differences."""
    page.get_by_label("案号").fill("示例-1")
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_role("row")).to_have_count(3)
    page.get_by_role("link", name="1", exact=True).first.click()
    expect(page.locator("h1")).to_contain_text("记录 1 · 建议")
    expect(page.get_by_text("✓ 验证通过")).to_be_visible()
    summary = page.locator(".tree summary", has_text="《目录》第1项").first
    summary.click()
    expect(page.get_by_text("无同一条款记录")).to_be_visible()
    page.get_by_role("link", name="执法监督").click()
    page.get_by_role("link", name="重放与影响").click()
    page.get_by_role("button", name="开始重放").click()
    expect(page.get_by_role("heading", name="漂移清单")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("结果漂移（引擎） 1")).to_be_visible()
    page.get_by_role("link", name=re.compile("处，对照")).click()
    expect(page.locator("h1")).to_contain_text(f"记录 {drifted}")
    expect(page.get_by_role("row", name=re.compile("^处理结果 一般处罚 不予行政处罚"))).to_be_visible()


def figures(page: Page) -> None:
    """Figures against a baseline, counted by month, and taken away as a workbook."""
    page.get_by_role("link", name="统计").click()
    page.get_by_label("免减金额的基准").select_option("ordinary")
    page.get_by_label("月份").check()
    page.get_by_label("清单名称").uncheck()
    page.get_by_role("button", name="统计").click()
    expect(page.get_by_role("heading", name=re.compile("一般幅度下限"))).to_be_visible()
    bar = page.locator(".chart svg [id=patch_3] path")
    assert bar.evaluate("each => getComputedStyle(each).fill") == "rgb(31, 58, 95)"
    with page.expect_download() as downloading:
        page.get_by_role("link", name=re.compile("下载 Excel")).click()
    sheet = openpyxl.load_workbook(io.BytesIO(downloading.value.path().read_bytes())).active
    shown = page.locator("tbody tr").last.locator("td.number").first.inner_text()
    cells = [cell.value for row in sheet.iter_rows() for cell in row]
    assert int(shown) in cells


def test_an_auditor_searches_reads_replays_compares_counts_and_takes_the_figures_away(
    service: tuple[Any, str, int], browser: Browser
) -> None:
    _, base, drifted = service
    with browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN") as context:
        page = signed_in(context, base)
        told = problems_of(page)
        walk(page, base, drifted)
        figures(page)
        assert told == []


def test_all_of_it_works_with_script_off(service: tuple[Any, str, int], browser: Browser) -> None:
    _, base, drifted = service
    with browser.new_context(java_script_enabled=False, locale="zh-CN") as context:
        page = signed_in(context, base)
        walk(page, base, drifted)
        page.get_by_role("link", name="统计").click()
        page.get_by_label("免减金额的基准").select_option("midpoint")
        page.get_by_role("button", name="统计").click()
        expect(page.get_by_role("heading", name=re.compile("法定幅度中点"))).to_be_visible()
        page.get_by_role("link", name="链条验证").click()
        page.get_by_role("button", name="开始验证").click()
        expect(page.get_by_text("✓ 验证通过")).to_be_visible()
        with page.expect_download() as downloading:
            page.get_by_role("link", name="下载链头（.json）").click()
        assert downloading.value.suggested_filename.startswith("head-")


def test_without_a_mouse_an_auditor_comes_from_the_door_to_an_entry_and_its_replay(
    service: tuple[Any, str, int], browser: Browser
) -> None:
    _, base, _ = service
    with browser.new_context(locale="zh-CN") as context:
        page = signed_in(context, base)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
        page.keyboard.press("Enter")
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.id") == "f-case":
                break
        page.keyboard.type("示例-1")
        page.keyboard.press("Enter")
        expect(page.get_by_role("row")).to_have_count(3)
        page.get_by_role("link", name="1", exact=True).first.focus()
        page.keyboard.press("Enter")
        page.get_by_role("button", name="重放本条").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("一致 1 条")).to_be_visible(timeout=60_000)


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_page_is_wider_than_the_screen_and_the_browser_complains_of_none(
    service: tuple[Any, str, int], browser: Browser, width: int, lang: str
) -> None:
    _, base, _ = service
    with browser.new_context(viewport={"width": width, "height": 800}) as context:
        page = signed_in(context, base)
        told = problems_of(page)
        for path in PAGES:
            page.goto(f"{base}{path}{'&' if '?' in path else '?'}lang={lang}")
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
        assert told == []
