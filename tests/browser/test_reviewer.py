"""A reviewer in a real browser: finds what waits, reads it, agrees or sends it back; never one's own, nor another's."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect

from tests.service.conftest import AUTHORITY, PASSWORD, PLACE, build, make_case
from tests.service.running import running

from .audited import problems_of, signed_in, tab_to

WAITING = "待审核"


def case(name: str, authority: str = AUTHORITY, **facts: Any) -> dict[str, Any]:
    made = make_case(id=name, authority={"name": authority})
    made["violations"][0]["facts"] |= facts
    return made


@pytest.fixture
def base(tmp_path: Any) -> Iterator[str]:
    """Four cases on record: two that call for a review, one that does not, one of another authority that does."""
    house = build(tmp_path, asyncio.Runner(), mode="multi-user")
    for name, roles in (("li-si", ("officer",)), ("wang-wu", ("reviewer",)), ("zheng", ("officer", "reviewer"))):
        house.office.people.create(name, password=PASSWORD, roles=roles, jurisdiction=PLACE, authority=AUTHORITY)
    complex_ = {"review.complex_or_several_relations": True}
    for recorder, made in (
        ("li-si", case("甲-1", **complex_)),
        ("zheng", case("甲-2", **complex_)),
        ("li-si", case("甲-3")),
        ("chen", case("乙-1", "另一个局", **complex_)),
    ):
        house.office.docket.advise(made, recorder=recorder)
    with running(house.app) as port:
        yield f"http://127.0.0.1:{port}"
    house.office.close()


def search_waiting(page: Page) -> None:
    page.get_by_role("link", name="案卷", exact=True).click()
    page.get_by_label("法制审核").select_option("waiting")
    page.get_by_role("button", name="查询").click()


def cases_found(page: Page) -> list[str]:
    return page.locator("td.case").all_inner_texts()


def review(page: Page, result: str, note: str = "") -> None:
    page.get_by_label(result, exact=True).check()
    page.get_by_label("说明（不同意").fill(note)
    page.get_by_role("button", name="记录审核意见").click()


def read_and_agree(page: Page) -> None:
    """What waits → the case → its reasoning → agreed."""
    search_waiting(page)
    assert cases_found(page) == ["甲-2", "甲-1"]
    page.get_by_role("link", name="1", exact=True).click()
    expect(page.locator("h1")).to_contain_text("案件办理")
    expect(page.locator("#reviews + p")).to_contain_text(WAITING)
    page.locator("#reasoning summary").first.click()
    expect(page.locator("#reasoning details[open]").first).to_contain_text("残留")
    review(page, "同意", "事实清楚")
    expect(page.locator("#reviews + p")).to_contain_text("已审核")
    expect(page.locator("#reviews ~ p", has_text="wang-wu")).to_contain_text("同意 事实清楚")
    search_waiting(page)
    assert cases_found(page) == ["甲-2"]


def test_a_reviewer_finds_what_waits_reads_it_agrees_and_writes_its_documents(browser: Browser, base: str) -> None:
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = signed_in(context, base, "/check", "wang-wu")
        told = problems_of(page)
        read_and_agree(page)
        page.goto(f"{base}/cases/1")
        with page.expect_download() as downloading:
            page.locator("a[href$='/documents/memo']").click()
        written = Document(BytesIO(downloading.value.path().read_bytes()))
        assert any("某蔬菜经营部" in each.text for each in written.paragraphs)
        page.get_by_role("link", name="打印说理").click()
        assert page.pdf(format="A4").startswith(b"%PDF")
        assert told == []


def test_all_of_it_works_with_script_off(browser: Browser, base: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = signed_in(context, base, "/check", "wang-wu")
        told = problems_of(page)
        read_and_agree(page)
        assert told == []


def test_without_a_mouse_a_reviewer_comes_from_the_door_to_a_review_on_record(browser: Browser, base: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        keys = page.keyboard
        page.goto(f"{base}/docket")
        tab_to(page, "#f-name")
        keys.type("wang-wu")
        tab_to(page, "#f-password")
        keys.type(PASSWORD)
        keys.press("Enter")
        page.wait_for_selector("#f-review")
        tab_to(page, "#f-review")
        keys.press("ArrowDown")
        tab_to(page, "form[role=search] button.main")
        keys.press("Enter")
        page.wait_for_url("**/docket?*review=waiting*")
        tab_to(page, "a[href='/cases/1']")
        keys.press("Enter")
        page.wait_for_selector("#f-result")
        tab_to(page, "#f-result")
        keys.press("Space")
        tab_to(page, "form[action='/cases/1/review'] button.main")
        keys.press("Enter")
        expect(page.locator("#reviews + p")).to_contain_text("已审核")


def test_what_is_sent_back_says_why_and_waits_no_more(browser: Browser, base: str) -> None:
    with browser.new_context() as context:
        page = signed_in(context, base, "/cases/1", "wang-wu")
        page.get_by_role("button", name="记录审核意见").click()
        expect(page.get_by_role("alert")).to_contain_text("请选择审核意见")
        review(page, "不同意")
        expect(page.locator("#f-note")).to_have_attribute("aria-invalid", "true")
        review(page, "不同意", "违法所得未查清")
        expect(page.locator("#reviews ~ p", has_text="不同意")).to_contain_text("违法所得未查清")
        search_waiting(page)
        assert cases_found(page) == ["甲-2"]


def test_nobody_reviews_their_own_case_not_even_by_a_request_made_by_hand(browser: Browser, base: str) -> None:
    with browser.new_context() as context:
        page = signed_in(context, base, "/cases/2", "zheng")
        expect(page.get_by_role("button", name="记录审核意见")).to_have_count(0)
        expect(page.get_by_text("不得由承办人自行审核")).to_be_visible()
        answer = page.evaluate("""async () => {
            const token = document.querySelector("[name=csrf_token]").value;
            const body = new URLSearchParams({ csrf_token: token, result: "agreed" });
            const sent = await fetch("/cases/2/review", { method: "POST", body, headers: { Accept: "text/html" } });
            return [sent.status, await sent.text()];
        }""")
        assert answer[0] == 403
        assert "不得审核本人经办的案件" in answer[1]
        page.goto(f"{base}/cases/1")
        expect(page.get_by_role("button", name="记录审核意见")).to_be_visible()


def test_the_case_of_another_authority_is_refused_in_words(browser: Browser, base: str) -> None:
    with browser.new_context() as context:
        page = signed_in(context, base, "/cases/4", "wang-wu")
        for path in ("/cases/4", "/docket/4", "/cases/4/print", "/cases/4/documents/memo"):
            answer = page.goto(f"{base}{path}")
            assert answer is not None
            assert answer.status == 403
            expect(page.get_by_text("该案不属于您所在的机关")).to_be_visible()


def test_the_officer_sees_it_wait_then_reviewed_and_the_review_stands_in_the_decision(
    browser: Browser, base: str
) -> None:
    with browser.new_context() as officers, browser.new_context() as reviewers:
        officer = signed_in(officers, base, "/cases/1", "li-si")
        expect(officer.locator("#reviews + p")).to_contain_text(WAITING)
        officer.get_by_role("link", name="作出处理决定").click()
        officer.get_by_label("处理结果").select_option("ordinary")
        expect(officer.locator("#preview")).to_contain_text("应履行的程序未记录：法制审核")
        review(signed_in(reviewers, base, "/cases/1", "wang-wu"), "同意")
        officer.goto(f"{base}/cases/1")
        expect(officer.locator("#reviews + p")).to_contain_text("已审核")
        officer.get_by_role("link", name="作出处理决定").click()
        officer.get_by_label("处理结果").select_option("ordinary")
        expect(officer.locator("#preview")).to_contain_text("建议尚不能确定即作决定")
        expect(officer.locator("#preview")).not_to_contain_text("法制审核")
        officer.get_by_label("罚款", exact=True).check()
        officer.get_by_label("罚款金额").fill("50000")
        officer.get_by_label("理由", exact=False).first.fill("案情复杂，经审核")
        expect(officer.locator("#preview")).not_to_contain_text("法律要求书面说明理由")
        officer.get_by_role("button", name="记录处理决定").click()
        decided = officer.locator("section.disposed")
        expect(decided).to_contain_text("法制审核")
        expect(decided).to_contain_text("wang-wu")
