"""The officer's pages without script: sign in, choose, check, record, have it reviewed, dispose, correct, print."""

from __future__ import annotations

import asyncio
import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from lxml import html

from penalty_rules.docket import Query
from tests.invented import make_uscc

from .conftest import AUTHORITY, PASSWORD, House, build, make_case
from .desk import Visitor

MATTER = "/check?matter=market_supervision/expired_food_sold&place=610802"
BASICS = {
    "id": "榆市监〔2025〕17号", "party.kind": "individual_business", "party.name": "榆阳区某某便利店",
    "0.conduct.first": "2025-03-10", "decision_date": "2025-05-20", "0.clauses": "fsl-124-1", "authority": AUTHORITY,
}  # fmt: skip
MINOR = {"0.f.correction.timely": "true", "0.f.harm.level": "none", "0.f.violation.minor": "true"}


@pytest.fixture
def officer(house: House) -> Visitor:
    return Visitor(house, "officer")


def checked(visitor: Visitor, **more: Any) -> Visitor:
    """A case of which the basics stand in the form."""
    visitor.get(MATTER)
    visitor.send("更新结论", **BASICS | more)
    return visitor


def recorded(visitor: Visitor, **more: Any) -> Visitor:
    checked(visitor, **more).send("记录本建议")
    return visitor


def decided(visitor: Visitor, **filled: Any) -> None:
    """The decision in the form, recorded; what departs from the advice (a duty not met) is shown in between."""
    visitor.send("记录处理决定", **filled)
    if visitor.path.endswith("/dispose"):
        assert "处与建议不一致" in visitor.text
        visitor.send("记录处理决定")


def entries(house: House) -> list[tuple[str, str]]:
    with house.office.docket.reading() as view:
        return [(each.header.kind, each.header.outcome) for each in view.entries(Query())]


def verdict(visitor: Visitor) -> str:
    return " ".join(visitor.page.get_element_by_id("verdict").text_content().split())


def faults(visitor: Visitor) -> dict[str, str]:
    """What the summary says, by the id of the field that it leads to; each of them is on the page."""
    links = visitor.page.xpath("//div[@id='faults']//a")
    found = {link.get("href")[1:]: link.text_content() for link in links}
    assert all(visitor.page.xpath(f"//*[@id='{each}']") for each in found), found
    return found


def test_who_is_not_signed_in_meets_the_door_and_comes_to_the_page_that_was_asked_for(house: House) -> None:
    house.office.people.create("wang", password=PASSWORD, roles=("officer",), authority=AUTHORITY)
    visitor = Visitor(house)
    visitor.get(MATTER)
    assert visitor.answer.status_code == 401
    visitor.send("登录", name="wang", password="wrong")
    assert (visitor.answer.status_code, list(faults(visitor))) == (401, ["f-name"])
    visitor.send("登录")
    assert set(faults(visitor)) == {"f-password"}
    visitor.send("登录", name="wang", password=PASSWORD)
    assert (visitor.answer.status_code, visitor.path) == (200, MATTER)
    assert "wang" in visitor.answer.text
    visitor.send("退出")
    visitor.get("/check")
    assert visitor.answer.status_code == 401


def test_where_an_identity_provider_is_set_the_door_leads_there_too(tmp_path: Path, runner: asyncio.Runner) -> None:
    house = build(
        tmp_path, runner, mode="multi-user", oidc_issuer="https://id.example.gov.cn", oidc_client_id="penalty-rules"
    )
    visitor = Visitor(house)
    visitor.get("/check")
    assert visitor.page.xpath("//a[@class='button']/@href") == ["/v1/session/oidc?next=%2Fcheck"]
    house.office.close()


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "/x\n"])
def test_the_door_leads_nowhere_else(house: House, elsewhere: str) -> None:
    house.office.people.create("wang", password=PASSWORD, roles=("officer",), authority=AUTHORITY)
    given = {"name": "wang", "password": PASSWORD, "next": elsewhere}
    answer = house.post("/sign-in", data=given, headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_embedded_mode_says_so_on_every_page_and_has_no_door(embedded: House) -> None:
    visitor = Visitor(embedded)
    for path in ("/", "/check", MATTER, "/sign-in", "/nowhere"):
        visitor.get(path)
        assert "单机模式" in visitor.page.xpath("//header")[0].text_content()
        assert "退出" not in visitor.answer.text


@pytest.mark.parametrize("sought", ["超过保质期", "cgbzq", "market_supervision/expired_food_sold", "expired food"])
@pytest.mark.parametrize("place", ["610802", "陕西", "陕西省", "61"])
def test_a_matter_is_found_by_name_initials_or_code(officer: Visitor, sought: str, place: str) -> None:
    officer.get("/check")
    officer.send("查找事项", place=place, q=sought)
    links = [link.get("href") for link in officer.page.xpath("//ul[@class='found']//a")]
    assert (
        f"/check?matter=market_supervision%2Fexpired_food_sold&place={'610802' if place == '610802' else '61'}" in links
    )


def test_a_place_that_may_be_two_is_asked_for_again(officer: Visitor) -> None:
    officer.get("/check?place=sxs&q=")
    assert "山西省 14、陕西省 61" in faults(officer)["f-place"]
    officer.get("/check?place=&q=x")
    assert "f-place" in faults(officer)


def test_questions_are_asked_once_the_basics_stand_and_what_is_answered_stays_to_be_changed(officer: Visitor) -> None:
    officer.get(MATTER)
    assert not officer.page.xpath("//div[contains(@class, 'question')]")
    checked(officer)
    first = officer.page.xpath("(//div[contains(@class, 'question')])[1]")[0]
    assert "举证：行政机关" in first.text_content()
    name = first.xpath(".//input[@type='radio']/@name")[0]
    officer.send("更新结论", **{name: "true"})
    answered = officer.page.xpath("//div[@class='line']//input[@checked]")
    assert (name, "true") in [(each.get("name"), each.get("value")) for each in answered]
    officer.send("更新结论", **{name: "unknown"})
    assert officer.page.xpath(f"//input[@name='{name}' and @value='unknown' and @checked]")
    officer.send("撤回")
    assert not officer.page.xpath(f"//input[@name='{name}' and @checked]")


def test_a_circumstance_stands_on_the_form_once_though_presumed_for_one_thing_and_asked_for_another(
    officer: Visitor,
) -> None:
    officer.house.office.people.create("gd", roles=("officer",), jurisdiction="44", authority=AUTHORITY)
    south = Visitor(officer.house, "gd")
    south.get("/check?matter=environment/water_standard_exceeded&place=440703")
    south.send("更新结论", **{**BASICS, "0.clauses": []})
    ids = south.page.xpath("//*[@id]/@id")
    assert "f-0-f-env-area-ecologically-sensitive" in ids
    assert sorted(set(ids)) == sorted(ids)


def test_the_verdict_tells_outcome_force_range_what_is_missing_and_who_must_prove_it(officer: Visitor) -> None:
    checked(officer, **{"0.f.goods_value": "100"})
    told = verdict(officer)
    for said in ("尚不能得出唯一结论", "低于50,000元（不含本数）", "及时改正 行政机关", "项推定影响结论", "法律适用"):
        assert said in told
    officer.send("更新结论", **MINOR)
    assert "建议：不予行政处罚（应当）。" in verdict(officer)
    assert "对当事人进行教育" in verdict(officer)
    reasoning = officer.page.get_element_by_id("reasoning").text_content()
    for said in ("适用的法律及理由", "情节认定", "《行政处罚法》第三十三条第一款", "自2025-01-27起施行"):
        assert said in reasoning


def test_why_a_milder_outcome_is_not_advised_stands_in_the_reasoning(officer: Visitor) -> None:
    checked(officer, **MINOR | {"0.f.harm.level": "serious", "0.f.correction.timely": "false"})
    assert "的理由" in officer.page.get_element_by_id("reasoning").text_content()


def test_the_live_parts_say_what_the_page_says(officer: Visitor) -> None:
    checked(officer, **MINOR)
    form = officer.page.get_element_by_id("case-form")
    whole = {each.get("id"): each for each in officer.page.xpath("//*[@data-part]")}
    sent = {**dict(form.form_values()), "reasoning": "1"}
    live = html.fromstring(officer.house.post("/check/live", data=sent, headers={
        "accept": "text/html", "cookie": officer.cookie}).text)  # fmt: skip
    parts = {each.get("id"): each for each in live.xpath("//*[@data-part]")}
    assert parts.keys() == whole.keys() >= {"questions", "verdict", "reasoning", "faults", "clauses-0"}
    for name, part in parts.items():
        assert part.text_content().split() == whole[name].text_content().split(), name


def test_what_cannot_be_read_stays_in_its_field_with_the_fault_beside_it(officer: Visitor) -> None:
    wrong = {"party.uscc": "91610802MA00000000", "0.f.goods_value": "很多", "decision_date": "2025-02-01"}
    checked(officer, **wrong)
    told = faults(officer)
    assert told.keys() >= {"f-0-f-goods-value"}
    field = officer.page.xpath("//*[@id='f-0-f-goods-value']")[0]
    assert (field.get("value"), field.get("aria-invalid")) == ("很多", "true")
    assert "请写成 500" in officer.page.get_element_by_id(field.get("aria-describedby").split()[0]).text_content()
    officer.send("更新结论", **{"0.f.goods_value": "500"})
    assert faults(officer).keys() == {"f-party-uscc", "f-0-conduct-first"}
    assert "违法行为日期晚于决定日期（2025-02-01）" in faults(officer)["f-0-conduct-first"]


def test_amounts_need_no_unit_and_intervals_are_understood(officer: Visitor) -> None:
    for typed, kept in (("500", "500元"), ("≤1,000", "≤1,000元"), ("100至500", "100元 至 500元"), ("7万元", "7万元")):
        checked(officer, **{"0.f.goods_value": typed})
        assert not faults(officer)
        assert officer.page.get_element_by_id("f-0-f-goods-value").get("value") == kept
        officer.send("更新结论")
        assert officer.page.get_element_by_id("f-0-f-goods-value").get("value") == kept


@pytest.mark.parametrize("kind", ["pasted", "file"])
def test_a_case_file_becomes_the_form_and_keeps_reasons_and_evidence(officer: Visitor, kind: str) -> None:
    text = json.dumps(make_case(), ensure_ascii=False)
    officer.get("/check")
    if kind == "pasted":
        officer.send("载入", pasted=text)
    else:
        token = officer.page.xpath("//input[@name='csrf_token']/@value")[0]
        officer.post("/check", data={"csrf_token": token}, files={"file": ("case.json", text.encode())})
    assert officer.page.get_element_by_id("f-id").get("value") == "celery"
    assert officer.page.get_element_by_id("f-0-f-goods-value").get("value") == "28元"
    assert "7斤，每斤4元" in officer.page.get_element_by_id("f-0-f-goods-value-why").text_content()
    officer.send("记录本建议")
    with officer.house.office.docket.reading() as view:
        kept = next(view.entries(Query())).told()["case"]
    filed = make_case()
    assert kept["violations"][0]["facts"] == filed["violations"][0]["facts"]
    assert kept["violations"][0]["conduct"] == filed["violations"][0]["conduct"]


def test_a_chinese_case_file_in_yaml_is_read_and_a_broken_one_is_told_in_words(officer: Visitor) -> None:
    text = """
案号: 一
地区: '610802'
领域: 市场监管
当事人: {类型: 企业}
决定日期: 2025-05-20
违法行为:
- {事项: market_supervision/expired_food_sold, 行为日期: 2025-03-10, 事实: {货值金额: 100元}}
"""
    officer.get("/check")
    officer.send("载入", pasted=text)
    assert officer.page.get_element_by_id("f-0-f-goods-value").get("value") == "100元"
    officer.get("/check")
    officer.send("载入", pasted=text.replace("企业", "外星人") + "乱: 码\n")
    assert officer.answer.status_code == 422
    assert officer.page.get_element_by_id("f-pasted").text_content().lstrip().startswith("案号")


def test_an_advice_is_recorded_once_however_often_the_form_is_sent_and_anew_when_it_changed(officer: Visitor) -> None:
    checked(officer, **MINOR)
    form, cookie = officer.page, officer.cookie
    for _ in range(3):
        officer.page = form
        officer.send("记录本建议")
        assert officer.path == "/cases/1"
    assert len(entries(officer.house)) == 1
    officer.page, officer.cookie = form, cookie
    officer.send("记录本建议", **{"0.f.harm.level": "serious"})
    assert officer.path == "/cases/2"


def test_what_recording_still_needs_is_asked_for_and_nothing_is_recorded(officer: Visitor) -> None:
    officer.get(MATTER)
    officer.send("记录本建议", decision_date="")
    assert officer.answer.status_code == 422
    assert faults(officer).keys() == {"f-id", "f-party-kind", "f-0-conduct-first", "f-decision-date"}
    assert entries(officer.house) == []


def test_a_departure_is_shown_before_it_is_saved_and_its_reason_demanded(officer: Visitor) -> None:
    recorded(officer, **MINOR)
    officer.click("作出处理决定")
    harsh = {"v.0.outcome": "ordinary", "v.0.kinds": "fine", "v.0.fine": "60000"}
    officer.send("对照", **harsh)
    assert "超出允许的处理结果：建议“不予行政处罚”，决定“一般处罚”" in officer.text
    assert "法律要求书面说明理由" in faults(officer)["f-v-0-reason"]
    officer.get("/cases/1/dispose")
    officer.send("记录处理决定", **harsh, **{"v.0.reason": "当事人明知过期仍然销售"})
    assert "超出允许的处理结果" in officer.text
    assert len(entries(officer.house)) == 1
    officer.send("记录处理决定")
    assert entries(officer.house) == [("advice", "no_penalty"), ("disposition", "ordinary")]
    assert officer.path == "/cases/1"
    for said in ("60,000元", "当事人明知过期仍然销售", "超出允许的处理结果"):
        assert said in officer.text


def test_what_is_as_advised_is_recorded_at_once_with_steps_and_duties(officer: Visitor) -> None:
    recorded(officer, **MINOR)
    officer.click("作出处理决定")
    steps = {"s.collective_discussion": "1", "s.collective_discussion.on": "2025-05-18", "d.education": "1",
             "d.order_to_correct.on": "2025-05-19", "document_number": "榆市监不罚〔2025〕9号"}  # fmt: skip
    decided(officer, **steps)
    with officer.house.office.docket.reading() as view:
        told = next(each.told() for each in view.entries(Query(kind="disposition")))
    assert told["document_number"] == "榆市监不罚〔2025〕9号"
    assert [each["step"] for each in told["steps"]] == ["collective_discussion"]
    assert {each["duty"]: each["on"] for each in told["duties"]} == {
        "education": None,
        "order_to_correct": "2025-05-19",
    }


def test_a_disposition_is_corrected_by_a_new_one_and_both_are_shown(officer: Visitor) -> None:
    recorded(officer, **MINOR)
    officer.click("作出处理决定")
    decided(officer)
    officer.click("更正处理决定")
    assert officer.page.get_element_by_id("f-officer").get("value")
    decided(officer, document_number="更正一号")
    assert "已由后来的决定更正" in officer.text
    assert "更正一号" in officer.text
    assert [kind for kind, _ in entries(officer.house)] == ["advice", "disposition", "disposition"]


def test_an_advice_is_corrected_by_a_new_one_that_begins_where_the_old_one_stood(officer: Visitor) -> None:
    recorded(officer)
    officer.click("重新研判并更正建议")
    assert officer.page.get_element_by_id("f-party-name").get("value") == BASICS["party.name"]
    officer.send("记录本建议", **MINOR)
    assert officer.path == "/cases/2"
    officer.click("记录 1")
    assert "本建议已由后来的建议更正" in officer.page.text_content()


def test_two_violations_are_checked_together_and_added_up(officer: Visitor) -> None:
    checked(officer)
    officer.send("增加", more="cgbzq")
    assert len(officer.page.xpath("//fieldset[@class='act-of']")) == 2
    officer.send("更新结论", **{"1.conduct.first": "2025-04-01"})
    ids = officer.page.xpath("//*[@id]/@id")
    assert sorted(set(ids)) == sorted(ids)
    officer.send("删去这一违法行为")
    assert len(officer.page.xpath("//fieldset[@class='act-of']")) == 1
    officer.send("增加", more="没有这样的事项")
    assert "f-more" in faults(officer)


def test_a_reviewer_reviews_what_others_recorded_and_the_review_goes_into_the_decision(officer: Visitor) -> None:
    recorded(officer)
    assert "记录审核意见" not in officer.answer.text
    reviewer = Visitor(officer.house, "reviewer")
    reviewer.get("/cases/1")
    reviewer.send("记录审核意见")
    assert faults(reviewer).keys() == {"f-result"}
    reviewer.send("记录审核意见", result="disagreed")
    assert faults(reviewer).keys() == {"f-note"}
    reviewer.send("记录审核意见", result="agreed", note="事实清楚")
    assert "事实清楚" in reviewer.text
    reviewer.get("/cases/1/dispose")
    assert reviewer.answer.status_code == 403
    officer.get("/cases/1/dispose")
    assert "法制审核： 2030-06-03 · reviewer · 同意 · 事实清楚" in officer.text.replace(
        "法制审核：", "法制审核： "
    ).replace("  ", " ")
    officer.send("对照", **{"v.0.outcome": "ordinary", "v.0.kinds": "fine", "v.0.fine": "60000", "v.0.reason": "理由"})
    officer.send("记录处理决定")
    with officer.house.office.docket.reading() as view:
        told = next(each.told() for each in view.entries(Query(kind="disposition")))
    assert [(each["step"], each["by"]) for each in told["steps"]] == [("legal_review", "reviewer")]


def test_the_drafts_that_the_case_calls_for_are_word_files_and_the_others_are_refused(officer: Visitor) -> None:
    recorded(officer, **MINOR)
    links = officer.page.xpath("//a[contains(@href, '/documents/')]/@href")
    assert {each.rsplit("/", 1)[-1] for each in links} >= {"memo", "no_penalty_decision"}
    for link in links:
        officer.get(link)
        assert officer.answer.headers["content-disposition"].startswith("attachment")
        text = "\n".join(each.text for each in Document(BytesIO(officer.answer.content)).paragraphs)
        assert "榆阳区某某便利店" in text
    officer.get("/cases/1/documents/nothing")
    assert officer.answer.status_code == 404


def test_on_paper_the_party_is_named_to_those_who_handle_the_case_and_masked_to_auditors(officer: Visitor) -> None:
    recorded(officer, **MINOR)
    assert "榆阳区某某便利店" not in officer.answer.text
    officer.click("打印说理")
    assert "榆阳区某某便利店" in officer.text
    assert "草稿" in officer.text
    assert not officer.page.xpath("//details")
    auditor = Visitor(officer.house, "auditor")
    auditor.get("/cases/1/print")
    assert "榆阳区某某便利店" not in auditor.answer.text
    auditor.get("/cases/1/documents/memo")
    assert auditor.answer.status_code == 403


def test_the_case_of_another_authority_is_neither_shown_nor_printed_nor_disposed_of(house: House) -> None:
    recorded(Visitor(house, "officer"))
    house.office.people.create("other", roles=("officer", "reviewer"), jurisdiction="610802", authority="另一个局")
    other = Visitor(house, "other")
    for path in ("", "/print", "/dispose", "/recheck", "/documents/memo"):
        other.get(f"/cases/1{path}")
        assert (other.answer.status_code, "不属于您所在的机关" in other.text) == (403, True)
    other.get(MATTER)
    other.send("更新结论", **BASICS)
    assert "不属于本机关、本地区的案件" in str(faults(other))


def test_what_the_docket_knows_of_the_party_is_told(officer: Visitor) -> None:
    known = {"party.uscc": make_uscc(5), **MINOR}
    recorded(officer, **known)
    officer.click("作出处理决定")
    decided(officer)
    recorded(officer, **known | {"id": "二", "0.conduct.first": "2025-05-01"})
    assert "案卷库载有同一当事人的在先违法" in officer.text


def test_a_decision_leads_to_its_advice(officer: Visitor) -> None:
    recorded(officer, **MINOR)
    officer.click("作出处理决定")
    decided(officer)
    officer.get("/cases/2")
    assert officer.path == "/cases/1"
    officer.get("/cases/99")
    assert officer.answer.status_code == 404


def test_templates_and_style_travel_with_the_package() -> None:
    from penalty_rules.service import pages

    folder = Path(pages.__file__).parent
    assert {each.suffix for each in (folder / "static").iterdir()} == {".css", ".js", ".svg"}
    assert all(each.suffix == ".html" for each in (folder / "templates").iterdir())
