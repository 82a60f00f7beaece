"""A ruleset keeper in a real browser: reads the law and its versions, and asks what a draft would have done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.service.conftest import PASSWORD, RULEBOOK

from .audited import audited, problems_of, signed_in, tab_to

TAX_LIST = "cn/tax/first_violation_list"
DRAFT = (Path(RULEBOOK.folder) / TAX_LIST / "2022-01-01.yaml").read_text("utf-8")
BROKEN = DRAFT.replace("effect: no_penalty", "effect: forgiven", 1).replace("force: shall", "force: must", 1)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with audited(tmp_path_factory.mktemp("kept")) as (house, address, _):
        house.office.people.create("he-ba", password=PASSWORD, roles=("keeper",))
        yield address


def read_law(page: Page) -> None:
    """Rulesets in force → a list → an item with its source → its versions → what changed between them."""
    page.get_by_role("link", name="规则库", exact=True).click()
    page.get_by_label("领域", exact=True).select_option("tax")
    page.get_by_label("类别").select_option("list")
    page.get_by_role("button", name="查看").click()
    page.get_by_role("link", name="税务行政处罚“首违不罚”事项清单（第一批、第二批）").click()
    expect(page.get_by_text("国家税务总局公告2021年第33号（2021年12月30日发布）转载")).to_be_visible()
    item = page.locator("#item-TAX-1")
    item.locator("summary").first.click()
    expect(item).to_contain_text("危害后果")
    page.get_by_role("link", name="各版本").click()
    expect(page.get_by_role("img", name=re.compile("2021-04-01"))).to_be_visible()
    page.get_by_role("button", name="比较两个版本").click()
    expect(page.get_by_role("heading", name=re.compile("^新增"))).to_contain_text("4")
    added = page.locator("section[aria-labelledby=added] details", has_text="TAX-11")
    added.locator("summary").first.click()
    expect(added.locator("pre")).to_contain_text("first_violation")


def begin_with_draft(page: Page, draft: str) -> None:
    page.get_by_role("link", name="执法监督").click()
    page.get_by_role("radio", name=re.compile("^以草案代替")).check()
    page.locator("summary", has_text="规则集草案").click()
    page.get_by_label("或者粘贴").fill(draft)
    page.get_by_label("领域", exact=True).select_option("tax")
    page.get_by_role("button", name="开始重放").click()


def impact_is_told(page: Page) -> None:
    """The cases of the tax list, by the outcome recorded and the outcome under the draft; no entry leads further."""
    expect(page.get_by_role("heading", name="处理结果变化表")).to_be_visible(timeout=60_000)
    rows = page.locator("section[aria-labelledby=impact] tbody tr")
    counted = [int(each) for each in rows.locator("td:nth-child(3)").all_inner_texts()]
    assert sum(counted) > 0
    moved = page.locator("tr.moved")
    expect(moved).to_contain_text("→ 不予行政处罚")
    expect(page.locator("a[href^='/docket/']")).to_have_count(0)
    expect(page.locator("h1")).to_contain_text(f"以草案代替：{TAX_LIST}")


def test_a_keeper_reads_the_law_and_sees_what_a_draft_would_have_done(browser: Browser, base: str) -> None:
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = signed_in(context, base, "/rulesets", "he-ba")
        told = problems_of(page)
        read_law(page)
        begin_with_draft(page, DRAFT)
        impact_is_told(page)
        assert told == []


def test_all_of_it_works_with_script_off(browser: Browser, base: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = signed_in(context, base, "/rulesets", "he-ba")
        read_law(page)
        begin_with_draft(page, DRAFT)
        impact_is_told(page)


def test_a_broken_draft_tells_all_its_faults_in_place_and_stays_to_be_mended(browser: Browser, base: str) -> None:
    with browser.new_context() as context:
        page = signed_in(context, base, "/rulesets", "he-ba")
        begin_with_draft(page, BROKEN)
        field = page.get_by_label("或者粘贴")
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_value(BROKEN.strip())
        told = page.locator(".field p.fault")
        expect(told.filter(has_text="forgiven")).to_contain_text("之一")
        expect(told.filter(has_text="must")).to_have_count(1)
        page.get_by_role("alert").get_by_role("link").first.click()
        expect(field).to_be_focused()
        field.fill(DRAFT)
        page.get_by_role("button", name="开始重放").click()
        impact_is_told(page)


def test_without_a_mouse_a_keeper_asks_what_a_draft_would_have_done(browser: Browser, base: str) -> None:
    with browser.new_context() as context:
        page = signed_in(context, base, "/audit/replays", "he-ba")
        keys = page.keyboard
        tab_to(page, "[name=mode]")
        keys.press("ArrowDown")
        keys.press("ArrowDown")
        tab_to(page, "form summary")
        keys.press("Enter")
        tab_to(page, "#f-draft")
        keys.insert_text(DRAFT)
        tab_to(page, "#f-domain")
        while page.locator("#f-domain").input_value() != "tax":
            keys.press("ArrowDown")
        tab_to(page, "button.main")
        keys.press("Enter")
        impact_is_told(page)


def test_a_draft_may_be_handed_in_as_a_file(browser: Browser, base: str, tmp_path: Path) -> None:
    (tmp_path / "draft.yaml").write_text(DRAFT, "utf-8")
    with browser.new_context() as context:
        page = signed_in(context, base, "/audit/replays?mode=draft", "he-ba")
        page.get_by_label("文件").set_input_files(tmp_path / "draft.yaml")
        page.get_by_role("button", name="开始重放").click()
        impact_is_told(page)


def test_who_keeps_the_rulesets_sees_no_case(browser: Browser, base: str) -> None:
    with browser.new_context() as context:
        page = signed_in(context, base, "/rulesets", "he-ba")
        expect(page.get_by_role("link", name="案卷", exact=True)).to_have_count(0)
        for path in ("/docket", "/docket/1", "/cases/1", "/audit/statistics", "/audit/like-cases", "/audit/files"):
            answer = page.goto(f"{base}{path}")
            assert answer is not None
            assert answer.status == 403
            expect(page.get_by_text("您的角色不能办理此事")).to_be_visible()
