"""What every page keeps: structure, labels, languages, sub-paths, escaping, CSRF, weight; and nothing of a party in
addresses or logs."""

from __future__ import annotations

import logging
import re
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from penalty_rules.service import create_app

from .conftest import RULEBOOK, House
from .desk import Visitor
from .test_pages_officer import BASICS, MATTER, MINOR, checked, recorded

WEIGHT = 150 * 1024
NASTY = (
    '"><script>alert(1)</script>', "'><img src=x onerror=alert(1)>", "{{ 7 * 7 }}", "{% include 'base.html' %}",
    "${7*7}", "=1+1", "@SUM(A1)", "javascript:alert(1)", "</textarea><script>alert(1)</script>", "]]>&amp;<!--",
)  # fmt: skip
TAMPERED = (
    "", "null", "[]", "{}", '{"domain":"tax"}', '{"domain":"x","party":{},"violations":[{}]}', "{" * 100, "x" * 1000,
    '{"domain":"tax","party":{},"violations":[1]}', '{"domain":"tax","party":{},"violations":[{"facts":[]}]}',
    '{"domain":"tax","jurisdiction":5,"party":{},"violations":[{"matter":[],"conduct":{"from":[]},"clauses":{}}]}',
    '{"domain":"tax","authority":3,"facts":{"x":{}},"party":{"kind":{}},"violations":[{"conduct":7,"clauses":[1]}]}',
)  # fmt: skip
FREE = ("id", "authority", "party.name", "0.why.harm.level", "0.proof.harm.level", "more")
CONTROLS = "//input[not(@type='hidden')] | //select | //textarea"


def tour(visitor: Visitor) -> list[tuple[str, Any, str]]:
    """(path, page, text) of every page that an officer comes to."""
    seen: list[tuple[str, Any, str]] = []

    def look() -> None:
        seen.append((visitor.path, visitor.page, visitor.answer.text))

    for path in ("/check", "/check?place=61&q=", MATTER):
        visitor.get(path)
        look()
    checked(visitor)
    look()
    recorded(visitor, **MINOR)
    look()
    for path in ("/cases/1/dispose", "/cases/1/print", "/cases/1/recheck", "/nowhere", "/sign-in"):
        visitor.get(path)
        look()
    visitor.get("/cases/1/dispose")
    visitor.send("对照", **{"v.0.outcome": "ordinary"})
    look()
    return seen


@pytest.fixture
def officer(house: House) -> Visitor:
    return Visitor(house, "officer")


def test_every_page_has_one_heading_of_the_first_rank_no_rank_skipped_and_its_landmarks(officer: Visitor) -> None:
    for path, page, _ in tour(officer):
        ranks = [int(each.tag[1]) for each in page.xpath("//main//*[self::h1 or self::h2 or self::h3 or self::h4]")]
        assert ranks.count(1) == 1, path
        assert all(after - before <= 1 for before, after in pairwise(ranks)), (path, ranks)
        assert len(page.xpath("//main")) == len(page.xpath("//header")) == len(page.xpath("//footer")) == 1
        assert page.xpath("/html/@lang") == ["zh-CN"]
        assert page.xpath("//title")[0].text_content().strip()
        assert page.xpath("//a[@class='skip']/@href") == ["#main"]


def test_every_field_has_a_label_and_every_id_is_one_of_its_kind(officer: Visitor) -> None:
    for path, page, _ in tour(officer):
        ids = page.xpath("//*[@id]/@id")
        assert sorted(set(ids)) == sorted(ids), path
        labelled = set(page.xpath("//label/@for"))
        for each in page.xpath(CONTROLS):
            inside = next(each.iterancestors("label"), None)
            named = each.get("aria-label") or each.get("id") in labelled or inside is not None
            assert named, (path, each.get("name"))
        for group in page.xpath("//fieldset"):
            assert group.xpath("./legend")[0].text_content().strip(), path
        for each in page.xpath("//*[@aria-describedby]"):
            assert set(each.get("aria-describedby").split()) <= set(ids), (path, each.get("id"))
        for each in page.xpath("//*[@aria-labelledby]"):
            assert set(each.get("aria-labelledby").split()) <= set(ids), (path, each.get("aria-labelledby"))


def test_radio_buttons_of_a_question_stand_in_a_fieldset_that_asks_it(officer: Visitor) -> None:
    checked(officer)
    for each in officer.page.xpath("//input[@type='radio']"):
        assert next(each.iterancestors("fieldset"), None) is not None


def test_the_verdict_is_a_live_region_and_the_fault_summary_an_alert(officer: Visitor) -> None:
    checked(officer, **{"party.uscc": "wrong"})
    (said,) = officer.page.xpath("//*[@id='verdict']//*[@aria-live='polite']")
    assert said.get("role") == "status"
    assert officer.page.xpath("//div[@role='alert']//a[@href='#f-party-uscc']")


def test_no_page_has_script_or_style_of_its_own_or_reaches_outside(officer: Visitor) -> None:
    for path, page, text in tour(officer):
        assert not page.xpath("//style | //script[not(@src)] | //*[@style] | //iframe | //object"), path
        assert not [name for each in page.iter() for name in each.attrib if name.startswith("on")], path
        for address in page.xpath("//@href | //@src | //@action | //@formaction"):
            parts = urlsplit(address)
            assert not parts.scheme, address
            assert not parts.netloc, address
        assert "http://" not in text, path


def test_every_page_is_answered_with_a_strict_policy_and_what_it_loads_is_kept(officer: Visitor) -> None:
    officer.get("/check")
    policy = officer.answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    for address in officer.page.xpath("//link/@href | //script/@src"):
        loaded = officer.house.get(address)
        assert (loaded.status_code, "immutable" in loaded.headers["cache-control"]) == (200, True)
    assert officer.house.get("/static/page.py").status_code == 404
    assert officer.house.get("/static/..%2fpage.py").status_code == 404


def test_every_page_with_what_it_loads_weighs_less_than_the_limit(officer: Visitor) -> None:
    officer.get("/check")
    loaded = sum(len(officer.house.get(each).content) for each in officer.page.xpath("//link/@href | //script/@src"))
    for path, _, text in tour(officer):
        assert len(text.encode()) + loaded < WEIGHT, path


def test_in_english_the_pages_speak_english_and_remember_it(officer: Visitor) -> None:
    officer.get("/check?lang=en")
    assert officer.page.xpath("/html/@lang") == ["en"]
    officer.get(MATTER)
    assert "Check a case" in officer.text
    officer.send("Update", **BASICS)
    assert "Not determined yet" in officer.text
    officer.send("Record this advice")
    assert "The advice on record" in officer.text
    officer.get("/cases/1/dispose")
    assert "Held against the advice" in officer.text
    officer.get("/nowhere")
    assert "not found" in officer.text
    officer.get("/check?lang=zh")
    assert "案件研判" in officer.text


def test_the_switch_of_language_takes_what_was_filled_in_along(officer: Visitor) -> None:
    checked(officer, **MINOR)
    officer.send("English")
    assert officer.page.get_element_by_id("f-party-name").get("value") == BASICS["party.name"]
    assert "Advice: no penalty (shall)." in officer.text
    officer.send("中文")
    assert "建议：不予行政处罚（应当）。" in officer.text


@pytest.mark.parametrize("cut_off", [True, False])
def test_under_a_sub_path_every_address_leads_there(house: House, cut_off: bool) -> None:
    settings = house.office.settings.model_copy(update={"public_url": "https://cf.example.gov.cn/penalty"})
    under = House(create_app(settings, rulebook=RULEBOOK, now=house.clock), house.clock, house._runner)

    class Behind(Visitor):
        """The proxy in front may cut the sub-path off, or leave it."""

        def _asked(self, method: str, path: str, **given: Any) -> Any:
            assert path.startswith("/penalty/"), path
            return super()._asked(method, path.removeprefix("/penalty") if cut_off else path, **given)

    visitor = Behind(under, "officer", "https://cf.example.gov.cn")
    visitor.get("/penalty/")
    assert visitor.path.endswith("/check")
    visitor.get(f"/penalty{MATTER}")
    visitor.send("更新结论", **BASICS | MINOR)
    for address in visitor.page.xpath("//@href | //@src | //@action | //@formaction | //@data-live"):
        assert address.startswith(("/penalty/", "#")), address
    visitor.send("记录本建议")
    visitor.click("打印说理")
    assert BASICS["party.name"] in visitor.text
    under.office.close()


@pytest.mark.parametrize("nasty", NASTY)
def test_what_an_officer_writes_is_shown_as_it_is_and_never_run(officer: Visitor, nasty: str) -> None:
    written = {key: nasty for key in FREE if key != "more"} | {"0.f.harm.level": "none"}
    officer.get(MATTER)
    officer.send("更新结论", **BASICS | MINOR | written)
    assert officer.page.get_element_by_id("f-party-name").get("value") == nasty
    assert not officer.page.xpath("//script[not(@src)] | //img")
    officer.send("增加", more=nasty)
    assert not officer.page.xpath("//script[not(@src)] | //img")
    officer.get(MATTER)
    officer.send("记录本建议", **BASICS | MINOR | {"id": nasty, "party.name": nasty, "0.why.harm.level": nasty})
    officer.get("/cases/1/print")
    assert nasty.split()[0] in officer.text
    assert not officer.page.xpath("//script[not(@src)] | //img")
    officer.get("/cases/1/dispose")
    officer.send("对照", **{"document_number": nasty, "v.0.reason": nasty, "officer": nasty, "s.notice.note": nasty})
    assert officer.page.get_element_by_id("f-document-number").get("value") == nasty
    assert not officer.page.xpath("//script[not(@src)] | //img")
    for path in ("/check", "/sign-in"):
        officer.get(f"{path}?{'q' if path == '/check' else 'next'}={nasty.replace('#', '')}&place={nasty}")
        assert not officer.page.xpath("//script[not(@src)] | //img")
    assert "49" not in re.sub(r"[0-9]{3,}", "", officer.text)


@pytest.mark.parametrize(
    "path", ["/check", "/check/live", "/cases", "/cases/1/dispose", "/cases/1/preview", "/sign-out"]
)
def test_a_form_of_another_site_or_without_its_token_does_nothing(officer: Visitor, path: str) -> None:
    officer.post(path, data={"case": "{}"})
    assert (officer.answer.status_code, "页面已过期" in officer.text) == (403, True)
    officer.post(path, data={"case": "{}"}, headers={"sec-fetch-site": "cross-site"})
    assert (officer.answer.status_code, "请求来自其他网站" in officer.text) == (403, True)


@pytest.mark.parametrize("case", TAMPERED)
def test_a_form_that_was_tampered_with_is_refused_in_words(embedded: House, case: str) -> None:
    visitor = Visitor(embedded)
    visitor.post("/check", data={"case": case})
    assert visitor.answer.status_code in (200, 400, 422)
    assert "Traceback" not in visitor.answer.text
    visitor.post("/cases", data={"case": case})
    assert visitor.answer.status_code in (400, 422)


def test_problems_are_told_in_words_to_people_and_as_json_to_systems(house: House) -> None:
    person = Visitor(house, "administrator")
    for path, status, words in (("/nowhere", 404, "没有这一页"), ("/check", 403, "您的角色不能办理此事")):
        person.get(path)
        assert (person.answer.status_code, words in person.text) == (status, True)
        told = house.get(path, headers={"cookie": person.cookie})
        assert told.headers["content-type"] == "application/problem+json"
    officer = Visitor(house, "officer")
    officer.post("/check", data={"pasted": "x" * (2 << 20)})
    assert (officer.answer.status_code, "提交的内容过大" in officer.text) == (413, True)
    assert officer.answer.headers["connection"] == "close"  # what a problem says beside its body, its page says too
    officer.get("/cases/0")
    assert officer.answer.status_code == 422


def test_nothing_of_the_party_is_in_an_address_or_a_log(officer: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        pages = tour(officer)
    secret = BASICS["party.name"]
    assert all(secret not in path for path, _, _ in pages)
    for _, page, _ in pages:
        assert all(secret not in address for address in page.xpath("//@href | //@action | //@formaction"))
    assert secret not in caplog.text.replace("\\", "")
    assert secret not in str(officer.house.accesses())
    assert {row["object"] for row in officer.house.accesses(operation="print_case")} == {"1"}


def test_no_template_marks_a_text_as_safe_and_none_is_without_escaping() -> None:
    from penalty_rules.service.pages import page

    for path in (Path(page.__file__).parent / "templates").iterdir():
        assert "|safe" not in path.read_text(encoding="utf-8").replace(" ", ""), path
    assert page._JINJA.autoescape is True
