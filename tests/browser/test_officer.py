"""An officer in a real browser: check, record, dispose, print; with script, by keyboard alone, and without script."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.service.conftest import build, people_of
from tests.service.running import running

from .audited import problems_of, tab_to

MATTER = "/check?matter=market_supervision/expired_food_sold&place=610802"
MINOR = {"correction.timely": "true", "harm.level": "none", "violation.minor": "true"}
DESKTOP = {"width": 1280, "height": 900}
NARROW = {"width": 400, "height": 800}


@pytest.fixture
def base(tmp_path: Path) -> Iterator[str]:
    """The service for one person on this machine, on a port."""
    house = build(tmp_path, asyncio.Runner())
    with running(house.app) as port:
        yield f"http://127.0.0.1:{port}"
    house.office.close()


def fill_basics(page: Page) -> None:
    page.get_by_label("案号").fill("榆市监〔2025〕17号")
    page.get_by_label("办案机关").fill("某市某区市场监督管理局")
    page.get_by_label("当事人类型").select_option("individual_business")
    page.get_by_label("当事人姓名或者名称").fill("榆阳区某某便利店")
    page.get_by_label("行为日期（首日）").fill("2025-03-10")
    page.get_by_label("（拟）决定日期").fill("2025-05-20")
    page.get_by_label("食品安全法第一百二十四条第一款").check()


def answer(page: Page, name: str, value: str) -> None:
    """Choose an answer, wherever its question stands by now."""
    page.locator(f"[name='0.f.{name}'][value={value}]").check()


def test_the_advice_follows_what_is_filled_in_and_the_case_goes_its_way(browser: Browser, base: str) -> None:
    page = browser.new_page(viewport=DESKTOP)
    told = problems_of(page)
    page.goto(base)
    page.get_by_role("combobox", name="地区").fill("610802")
    page.get_by_role("combobox", name="事项").fill("cgbzq")
    page.get_by_role("button", name="查找事项").click()
    page.get_by_role("link", name="经营超过保质期的食品").click()
    fill_basics(page)
    verdict = page.locator("#verdict")
    expect(verdict).to_contain_text("现有事实尚不能得出唯一结论")
    for name, value in MINOR.items():
        answer(page, name, value)
        expect(page.locator(f".line [name='0.f.{name}']:checked")).to_be_visible()
    expect(verdict).to_contain_text("建议：不予行政处罚（应当）。")
    page.locator("#s-1-3 > summary").click()
    expect(page.locator("#reasoning")).to_contain_text("《行政处罚法》第三十三条第一款前段")
    page.get_by_role("button", name="记录本建议").click()
    expect(page).to_have_url(f"{base}/cases/1")
    page.get_by_role("link", name="作出处理决定").click()
    page.get_by_label("处理结果").select_option("ordinary")
    preview = page.locator("#preview")
    expect(preview).to_contain_text("建议“不予行政处罚”，决定“一般处罚”")
    expect(preview).to_contain_text("法律要求书面说明理由")
    page.get_by_label("处理结果").select_option("no_penalty")
    expect(preview).not_to_contain_text("超出允许的处理结果")
    page.get_by_label("对当事人进行教育", exact=True).check()
    page.get_by_label("责令改正", exact=True).check()
    expect(preview).to_contain_text("与建议一致")
    page.get_by_role("button", name="记录处理决定").click()
    expect(page.get_by_role("heading", name="处理决定（记录 2）")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="不予行政处罚决定书").click()
    assert Path(download.value.path()).read_bytes().startswith(b"PK")
    page.get_by_role("link", name="打印说理").click()
    assert page.pdf(format="A4").startswith(b"%PDF")
    assert told == []
    page.close()


def test_the_whole_way_can_be_gone_by_keyboard_alone(browser: Browser, base: str) -> None:
    page = browser.new_page(viewport=DESKTOP)
    keys = page.keyboard
    page.goto(base + "/check")
    keys.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    tab_to(page, "#f-place")
    keys.type("610802")
    tab_to(page, "#f-q")
    keys.type("cgbzq")
    keys.press("Enter")
    page.wait_for_selector("ul.found")
    tab_to(page, "ul.found a")
    keys.press("Enter")
    page.wait_for_selector("#case-form")
    for field, typed in (("#f-id", "17"), ("#f-authority", "AB"), ("#f-decision-date", "05202025")):
        tab_to(page, field)
        keys.type(typed)
    tab_to(page, "#f-party-kind")
    keys.press("ArrowDown")
    tab_to(page, "#f-0-conduct-first")
    keys.type("03102025")
    tab_to(page, "[value='fsl-124-1']")
    keys.press("Space")
    expect(page.locator(".question")).not_to_have_count(0)
    for name in MINOR:
        tab_to(page, f"[name='0.f.{name}']")
        held = page.evaluate("document.activeElement.id")
        keys.press("Space")
        expect(page.locator(f".line [name='0.f.{name}']:checked")).to_be_visible()
        assert page.evaluate("document.activeElement.id") == held  # it moved, the focus with it
    expect(page.locator("#verdict")).to_contain_text("建议：不予行政处罚（应当）。")
    tab_to(page, "[formaction='/cases']")
    keys.press("Enter")
    expect(page).to_have_url(f"{base}/cases/1")
    tab_to(page, "a.button[href='/cases/1/dispose']")
    keys.press("Enter")
    page.wait_for_selector("#preview")
    for duty in ("education", "order_to_correct"):
        tab_to(page, f"[name='d.{duty}']")
        keys.press("Space")
    expect(page.locator("#preview")).to_contain_text("与建议一致")
    tab_to(page, "[formaction='/cases/1/dispose']")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="处理决定（记录 2）")).to_be_visible()
    tab_to(page, "a[href='/cases/1/print']")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="行政处罚裁量说理意见")).to_be_visible()
    page.close()


def test_the_whole_way_can_be_gone_without_script(browser: Browser, base: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=DESKTOP)
    page = context.new_page()
    told = problems_of(page)
    page.goto(base + MATTER)
    fill_basics(page)
    page.get_by_role("button", name="更新结论").click()
    for name, value in MINOR.items():
        answer(page, name, value)
        page.get_by_role("button", name="更新结论").click()
    expect(page.locator("#verdict")).to_contain_text("建议：不予行政处罚（应当）。")
    page.get_by_label("案号").press("Enter")  # the button that Enter presses changes nothing
    expect(page.locator("#verdict")).to_contain_text("建议：不予行政处罚（应当）。")
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    page.get_by_role("button", name="记录本建议").click()
    page.get_by_role("link", name="作出处理决定").click()
    page.get_by_label("处理结果").select_option("reduced")
    page.get_by_label("理由", exact=False).first.fill("从宽情节不足")
    page.get_by_role("button", name="记录处理决定").click()
    expect(page.locator("#preview")).to_contain_text("超出允许的处理结果")
    page.get_by_role("button", name="记录处理决定").click()
    expect(page.get_by_role("heading", name="处理决定（记录 2）")).to_be_visible()
    page.get_by_role("link", name="打印说理").click()
    expect(page.get_by_role("heading", name="行政处罚裁量说理意见")).to_be_visible()
    assert told == []
    context.close()


def test_on_a_narrow_screen_nothing_runs_out_of_the_page(browser: Browser, base: str) -> None:
    page = browser.new_page(viewport=NARROW)
    for lang in ("zh", "en"):
        for path in ("/check?place=61&q=", MATTER, "/nowhere"):
            page.goto(f"{base}{path}{'&' if '?' in path else '?'}lang={lang}")
            assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], path
    page.goto(base + MATTER + "&lang=zh")
    fill_basics(page)
    page.get_by_role("button", name="记录本建议").click()
    for path in ("/cases/1", "/cases/1/dispose", "/cases/1/print"):
        page.goto(base + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], path
    page.close()


def test_what_is_being_typed_stays_while_the_verdict_follows(browser: Browser, base: str) -> None:
    page = browser.new_page(viewport=DESKTOP)
    page.goto(base + MATTER)
    fill_basics(page)
    expect(page.locator("#verdict")).to_contain_text("尚不能得出唯一结论")
    value = page.locator("[name='0.f.goods_value']").first
    page.locator("details", has=value).first.evaluate("each => { each.open = true; }")
    value.focus()
    with page.expect_response(re.compile("/check/live")):
        page.keyboard.type("10", delay=30)
    page.keyboard.type("0")
    assert page.evaluate("document.activeElement.value") == "100"
    with page.expect_response(re.compile("/check/live")):
        page.keyboard.press("Tab")
    expect(page.locator(".line [name='0.f.goods_value']")).to_have_value("100元")
    page.close()


def test_a_session_that_has_ended_is_said_where_the_verdict_stands(browser: Browser, tmp_path: Path) -> None:
    house = people_of(build(tmp_path, asyncio.Runner(), mode="multi-user"))
    with running(house.app) as port:
        context = browser.new_context(viewport=DESKTOP)
        name, _, value = house.session("officer")["cookie"].partition("=")
        context.add_cookies([{"name": name, "value": value, "url": f"http://127.0.0.1:{port}"}])
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{port}{MATTER}")
        house.office.sessions.end_all("officer")
        page.get_by_label("案号").fill("x")
        expect(page.locator("#verdict-said")).to_contain_text("请先登录")
        context.close()
    house.office.close()
