"""The pages of docket, audit and rulesets: what they show, to whom, and that they give nothing else away."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import orjson
import pytest
import yaml

from penalty_rules.canonical import canonical
from penalty_rules.docket import Query
from penalty_rules.service.pages.labels import NAVIGATION
from penalty_rules.service.pages.page import STATIC
from penalty_rules.service.permissions import OPERATIONS, ROLES
from tests.invented import make_uscc

from .conftest import AUTHORITY, HOST, PLACE, RULEBOOK, House, build, make_case, people_of
from .reading_pages import PageRead
from .test_recording import OTHER, advise, dispose, disposition

HTML = {"accept": "text/html"}
HOSTILE = "<script>alert(1)</script>\"'&{{7*7}}${7*7}"
NAME, USCC = "榆林绝密蔬菜经营部", make_uscc(5)
PARTY = {"kind": "enterprise", "name": NAME, "uscc": USCC}
MATTER = "market_supervision/residue_over_limit_sold"
TAX_LIST = "cn/tax/first_violation_list"
PATHS = (
    "/docket", "/docket?case=nothing", "/docket/1", "/docket/3", "/audit/statistics",
    "/audit/statistics?by=month&by=outcome&baseline=midpoint", "/audit/replays", "/audit/replays?mode=draft",
    "/audit/like-cases", "/audit/files", "/audit/files?entry=3", "/audit/verification?run=yes", "/rulesets",
    "/rulesets?all=yes&domain=tax", f"/rulesets/{TAX_LIST}", f"/rulesets/{TAX_LIST}/versions/2021-04-01",
    f"/rulesets/{TAX_LIST}/difference", "/rulesets/cn/general/apl/versions/2021",
)  # fmt: skip


def read(house: House, path: str, who: str = "auditor", status: int = 200, **given: Any) -> PageRead:
    headers = house.session(who) | HTML
    answer = house.get(path, headers=headers, **given)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    return PageRead(answer.text)


def send(house: House, path: str, form: dict[str, str], who: str = "auditor", token: bool = True) -> httpx.Response:
    session = house.session(who)
    sent = {**form, **({"csrf_token": session["x-csrf-token"]} if token else {})}
    return house.post(path, data=sent, headers={"cookie": session["cookie"], **HTML})


def finished(house: House, path: str, who: str = "auditor") -> PageRead:
    """The page of a replay once it is done."""
    for _ in range(600):
        answer = house.get(path, headers=house.session(who) | HTML)
        if "data-running" not in answer.text:
            return PageRead(answer.text)
        time.sleep(0.05)
    raise AssertionError("the replay does not come to its end")


def listed(house: House, path: str, who: str = "auditor") -> list[int]:
    """The entries of a list, in order."""
    text = house.get(path, headers=house.session(who) | HTML).text
    return [int(each) for each in re.findall(r'<th scope="row"><a href="/docket/(\d+)">', text)]


def filled(house: House) -> House:
    """Two cases of one party with dispositions; one of another authority, one of another place."""
    house.office.people.create("other", roles=("officer",), jurisdiction=PLACE, authority=OTHER)
    house.office.people.create("far", roles=("officer",), jurisdiction="31", authority=OTHER)
    house.office.people.create("far-auditor", roles=("auditor",), jurisdiction="31")
    advise(house, id="甲-1", party=PARTY, note=f"{NAME}（{USCC}）的案件")
    advise(house, id=HOSTILE, party=PARTY, note=HOSTILE)
    dispose(house, disposition(1, reason=f"{NAME} {HOSTILE}"))
    dispose(house, disposition(2, reason=HOSTILE, document_number=HOSTILE, officer=HOSTILE))
    advise(house, "other", id="乙-1", authority={"name": OTHER})
    advise(house, "far", id="丙-1", authority={"name": OTHER}, jurisdiction="310115")
    return house


@pytest.fixture
def docket(house: House) -> House:
    return filled(house)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, runner: Any) -> Iterator[House]:
    """A docket that is only read."""
    made = filled(people_of(build(tmp_path_factory.mktemp("kept"), runner, mode="multi-user")))
    yield made
    made.office.close()


class TestEveryPage:
    @pytest.mark.parametrize("path", PATHS)
    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_has_a_heading_a_language_and_a_name_for_each_field(self, kept: House, path: str, lang: str) -> None:
        page = read(kept, path + ("&" if "?" in path else "?") + f"lang={lang}")
        assert page.all("html")[0]["lang"] == {"zh": "zh-CN", "en": "en"}[lang]
        assert len(page.all("h1")) == 1
        assert not list(page.unlabelled())
        assert not set(page.unclosed) - {"html", "body", "p", "li", "td", "th", "tr", "dd", "dt", "option"}
        ids = [each["id"] for _, each in page.elements if "id" in each]
        assert len(ids) == len(set(ids)), [each for each in ids if ids.count(each) > 1]

    @pytest.mark.parametrize("path", PATHS)
    def test_holds_nothing_that_the_content_policy_forbids_and_stays_light(self, kept: House, path: str) -> None:
        answer = kept.get(path, headers=kept.session("auditor") | HTML)
        page = PageRead(answer.text)
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert all("src" in each for each in page.all("script"))
        assert not page.all("style")
        assert not [key for _, each in page.elements for key in each if key == "style" or key.startswith("on")]
        assert len(answer.content) + sum(map(len, STATIC.values())) < 150_000

    @pytest.mark.parametrize("path", PATHS)
    def test_shows_a_hostile_text_as_a_text_and_the_party_never(self, kept: House, path: str) -> None:
        text = kept.get(path, headers=kept.session("auditor") | HTML).text
        assert "<script>alert" not in text
        assert "$49" not in text and "\"'&49" not in text  # noqa: PT018 - no template was made of it
        assert NAME not in text
        assert USCC not in text

    def test_leads_nowhere_but_into_this_house_whatever_its_sub_path(self, tmp_path: Path, runner: Any) -> None:
        house = filled(people_of(build(tmp_path, runner, mode="multi-user", public_url=f"{HOST}/office")))
        for path in PATHS:
            page = read(house, f"/office{path}")
            assert all(each.startswith(("/office/", "#")) for each in page.places()), path
        begun = send(house, "/office/audit/replays", {"mode": "recorded"})
        assert begun.headers["location"].startswith("/office/audit/replays/")
        finished(house, begun.headers["location"])
        house.office.close()

    def test_is_for_the_roles_of_the_table_and_the_navigation_leads_nobody_astray(self, kept: House) -> None:
        operations = {
            "/docket": "search_docket", "/docket/1": "read_entry", "/audit/statistics": "count_cases",
            "/audit/like-cases": "compare_cases", "/audit/files": "review_files", "/audit/replays": "choose_replay",
            "/audit/verification": "examine_docket", "/rulesets": "browse_rulesets",
        }  # fmt: skip
        for path, operation in operations.items():
            for role in ROLES:
                answer = kept.get(path, headers=kept.session(role) | HTML)
                assert answer.status_code == (200 if role in OPERATIONS[operation].roles else 403), (path, role)
        for path, _, roles in NAVIGATION:
            for role in roles:
                answer = kept.get(path, headers=kept.session(role) | HTML)
                answer = answer if answer.status_code == 200 else kept.get(
                    answer.headers["location"], headers=kept.session(role) | HTML
                )  # fmt: skip
                assert answer.status_code == 200, (path, role)
                tabs = PageRead(answer.text).links("/audit/")
                assert all(kept.get(tab, headers=kept.session(role)).status_code == 200 for tab in tabs), (role, tabs)


class TestSearch:
    def test_finds_what_fits_and_nothing_else(self, kept: House) -> None:
        with kept.office.docket.reading() as view:
            matter = RULEBOOK.matters("market_supervision")[MATTER]
            for asked, query in {
                "": Query(), "case=甲-1": Query(case="甲-1"), f"matter={MATTER}": Query(matter=MATTER),
                f"matter={matter.zh}": Query(matter=MATTER), "outcome=ordinary": Query(outcome="ordinary"),
                "kind=disposition": Query(kind="disposition"), f"authority={OTHER}": Query(authority=OTHER),
                "recorder=officer&kind=advice": Query(recorder="officer", kind="advice"),
                "since=2022-06-15&until=2022-06-15": Query(since="2022-06-15", until="2022-06-15"),
                "since=2022-06-16": Query(since="2022-06-16"), "domain=tax": Query(domain="tax"),
                "case=&matter=&outcome=": Query(),
            }.items():  # fmt: skip
                wanted = [each.seq for each in view.newest(replace(query, jurisdiction=PLACE))]
                assert listed(kept, f"/docket?{asked}") == wanted, asked

    def test_officers_find_their_own_authority_only(self, kept: House) -> None:
        assert listed(kept, "/docket", "officer") == [4, 3, 2, 1]
        assert listed(kept, "/docket", "other") == [5]
        assert read(kept, "/docket/5", "officer", 403).all("h1")
        assert read(kept, "/docket/1", "far-auditor", 403).all("h1")

    @pytest.mark.parametrize("path", ["/docket", "/audit/statistics", "/audit/like-cases", "/audit/files"])
    def test_a_field_that_cannot_be_read_is_told_and_no_other_question_answered(self, kept: House, path: str) -> None:
        page = read(kept, f"{path}?since=gestern&domain=tax&matter=没有这种事", status=422)
        wrong = {each["id"] for each in page.all("input") if each.get("aria-invalid")}
        assert wrong == {"f-since", "f-matter"}
        assert {"gestern", "没有这种事"} <= {each.get("value") for each in page.all("input")}
        assert not page.all("table", "img")

    def test_a_matter_by_its_name_or_initials_is_the_same_in_pages_and_files(self, kept: House) -> None:
        name = RULEBOOK.matters("market_supervision")[MATTER].zh
        for path in ("/audit/statistics", "/audit/like-cases"):
            files = read(kept, f"{path}?matter={name}").links("/v1/")
            assert files
            assert all(f"matter={quote(MATTER, safe='')}" in file for file in files)

    def test_pages_hold_every_entry_once_the_newest_first(self, kept: House) -> None:
        path, found = "/docket?limit=2", []
        while path:
            page = read(kept, path)
            found += listed(kept, path)
            path = next((each["href"] for each in page.all("a") if each.get("rel") == "next"), "")
        assert found == [5, 4, 3, 2, 1]

    def test_the_history_of_a_party_is_found_by_its_keyed_hash(self, kept: House) -> None:
        history = read(kept, "/docket/1").links("/docket?party=")
        assert len(history) == 1
        assert listed(kept, history[0]) == [4, 3, 2, 1]
        page = read(kept, history[0])
        assert "榆****" in page.text
        assert NAME not in page.text


class TestEntry:
    def test_shows_its_neighbours_in_the_chain_and_is_green_where_all_was_checked(self, kept: House) -> None:
        with kept.office.docket.reading() as view:
            entries = list(view.entries())
        for before, entry, after in zip(entries, entries[1:4], entries[2:], strict=False):
            page = read(kept, f"/docket/{entry.seq}")
            assert all(each.digest in page.text for each in (before, entry, after))
            assert "验证通过" in page.text
            assert "验证不通过" not in page.text

    @pytest.mark.parametrize(
        ("change", "told"),
        [("body = replace(body, '6600000', '1')", "记录内容与记录头所载摘要不符"),
         ("body = '[]'", "记录内容与记录头所载摘要不符"), ("body = 'no json'", "记录内容与记录头所载摘要不符"),
         ("outcome = 'no_penalty'", "记录头各栏与其摘要不符"), ("recorded_at = 'yesterday'", "记录头各栏与其摘要不符"),
         ("previous = 'sha256:' || body_digest", "记录头各栏与其摘要不符")],
    )  # fmt: skip
    def test_is_never_green_once_it_was_altered(self, docket: House, change: str, told: str) -> None:
        change = change.replace("body_digest", "substr(digest, 8)")
        with docket.office.engine.begin() as connection:
            connection.exec_driver_sql(f"UPDATE entries SET {change} WHERE seq = 3")
        page = read(docket, "/docket/3")
        assert "验证不通过" in page.text
        assert "验证通过" not in page.text
        assert told in page.text
        assert "does not hold" in read(docket, "/docket/3?lang=en").text
        assert "记录 3" in read(docket, "/audit/verification?run=yes").text

    def test_the_trace_names_every_rule_of_its_layout_with_what_was_recorded(self, kept: House) -> None:
        with kept.office.docket.reading() as view:
            entry = view.entry(1)
            assert entry is not None
            told = entry.told()["violations"][0]
            document = view.document(told["layout"])
        assert document is not None
        signs = "".join(told["findings"])
        text = kept.get("/docket/1", headers=kept.session("auditor") | HTML).text
        shown = {
            sign: text.count(f'<li class="{word}"') for sign, word in (("+", "met"), ("-", "not_met"), ("?", "open"))
        }
        assert shown == {sign: signs.count(sign) for sign in "+-?"}
        assert len(signs) == sum(len(each["rules"]) for each in orjson.loads(document.content)["branches"])

    def test_what_was_decided_stands_there_with_its_departures_steps_and_reasons(self, kept: House) -> None:
        page = read(kept, "/docket/4")
        with kept.office.docket.reading() as view:
            entry = view.entry(4)
        assert entry is not None
        assert "66,000元" in page.text
        assert HOSTILE in page.text
        assert ("与建议不一致之处" in page.text) == bool(entry.told()["departures"])
        assert "/docket/2" in page.places()

    def test_an_entry_that_is_not_there_is_not_found(self, kept: House) -> None:
        for path in ("/docket/999", "/docket/9007199254740991"):
            assert read(kept, path, status=404).all("h1")
        assert read(kept, "/docket/x", status=422).all("h1")


def drift(house: House) -> int:
    """An entry as another engine would have written it."""
    advice, draft = house.office.docket.prepare(make_case(id="drift"), recorder="officer")
    body = json.loads(draft.body)
    one = body["violations"][0]
    vector = bytearray.fromhex(one["vector"])
    vector[0] = 0
    one |= {"outcomes": ["heavier"], "vector": vector.hex(), "permitted": [["heavier", "may", False]]}
    entry = house.office.docket.record_all([replace(draft, body=canonical(body | {"outcome": "heavier"}))])[0]
    assert not isinstance(entry, Exception)
    assert advice.outcome != "heavier"
    return entry.seq


class TestReplay:
    def test_what_has_drifted_is_listed_and_told_in_words(self, docket: House) -> None:
        seq = drift(docket)
        begun = send(docket, "/audit/replays", {"mode": "recorded"})
        assert begun.status_code == 303
        page = finished(docket, begun.headers["location"])
        assert "结果漂移（引擎）" in page.text
        compared = page.links(begun.headers["location"] + "/entries/")
        assert compared == [f"{begun.headers['location']}/entries/{seq}"]
        told = read(docket, compared[0])
        assert "从重处罚" in told.text
        assert "条件“违法事实成立”" in told.text
        assert "condition" not in told.text
        english = read(docket, compared[0] + "?lang=en").text
        assert "heavier penalty" in english
        assert "the violation is established" in english or "condition “" in english
        assert read(docket, begun.headers["location"] + "/entries/1", status=404).all("h1")

    def test_a_docket_without_drift_is_said_to_be_the_same_to_the_byte(self, docket: House) -> None:
        begun = send(docket, "/audit/replays", {"mode": "recorded", "first": "1", "last": "4"})
        page = finished(docket, begun.headers["location"])
        assert "一致 4 条" in page.text
        assert "逐字节一致" in page.text

    def test_without_script_the_page_asks_again_by_itself_while_it_runs(self, docket: House) -> None:
        gate = threading.Event()
        docket.office.replays._worker.submit(gate.wait)
        begun = send(docket, "/audit/replays", {"mode": "recorded"})
        text = docket.get(begun.headers["location"], headers=docket.session("auditor") | HTML).text
        gate.set()
        assert '<noscript><meta http-equiv="refresh"' in text
        finished(docket, begun.headers["location"])

    def test_the_law_of_a_day_and_a_draft_give_a_table_of_outcomes(self, docket: House) -> None:
        path = next((Path(RULEBOOK.folder) / TAX_LIST).glob("2022*.yaml"))
        for form in ({"mode": "day", "day": "2019-01-01"}, {"mode": "draft", "draft": path.read_text("utf-8")}):
            begun = send(docket, "/audit/replays", form)
            assert begun.status_code == 303, begun.text
            page = finished(docket, begun.headers["location"])
            assert "处理结果变化表" in page.text
            assert "/docket/1" in page.places()
        assert TAX_LIST in read(docket, "/audit/replays").text

    @pytest.mark.parametrize(
        ("form", "wrong"),
        [({"mode": "draft", "draft": ""}, "f-draft"), ({"mode": "draft", "draft": "id: [" + HOSTILE}, "f-draft"),
         ({"mode": "draft", "draft": yaml.safe_dump({"id": HOSTILE, "domain": "tax"})}, "f-draft"),
         ({"mode": "day", "day": "soon"}, "f-day"), ({"mode": "recorded", "first": "0"}, "f-first")],
    )  # fmt: skip
    def test_what_cannot_be_read_is_told_beside_its_field_and_nothing_begins(
        self, kept: House, form: dict[str, str], wrong: str
    ) -> None:
        before = len(kept.office.replays.all("", 50))
        answer = send(kept, "/audit/replays", form)
        page = PageRead(answer.text)
        assert answer.status_code == 422
        assert wrong in {each.get("id") for each in page.all("input", "textarea") if each.get("aria-invalid")}
        assert "<script>alert" not in answer.text
        assert len(kept.office.replays.all("", 50)) == before

    def test_no_change_without_the_token_of_the_session(self, kept: House) -> None:
        before = len(kept.office.replays.all("", 50))
        answer = send(kept, "/audit/replays", {"mode": "recorded"}, token=False)
        assert answer.status_code == 403
        assert "页面已过期" in answer.text
        assert len(kept.office.replays.all("", 50)) == before

    def test_keepers_replay_too_but_are_led_to_no_entry_and_other_places_see_nothing(self, docket: House) -> None:
        begun = send(docket, "/audit/replays", {"mode": "day", "day": "2022-01-01"}, "keeper")
        page = finished(docket, begun.headers["location"], "keeper")
        assert not page.links("/docket/")
        assert read(docket, begun.headers["location"], "far-auditor", 403).all("h1")


class TestFigures:
    def test_the_table_is_that_of_the_library_and_the_files_hold_the_same(self, kept: House) -> None:
        who = kept.session("auditor")
        for query in ("", "?by=month&by=outcome&baseline=ordinary", "?by=item&matter=" + MATTER):
            page = read(kept, f"/audit/statistics{query}")
            table = kept.get(f"/v1/statistics{query}", headers=who).json()["table"]
            assert table["title"] in page.text
            assert all(note in page.text for note in table["notes"])
            numbers = (str(cell) for row in table["rows"] for cell in row[-15:] if cell)
            assert all(each in page.text for each in numbers)
            assert "no_penalty" not in page.text
            files = {each["href"] for each in page.all("a") if "download" in each}
            for file in files:
                assert kept.get(file, headers=who).status_code == 200
            assert {file.partition("?")[0].rpartition(".")[2] for file in files} == {"xlsx", "csv", "svg"}
            (chart,) = [each for each in page.all("div") if each.get("role") == "img"]
            assert chart["aria-label"]
            assert len(page.all("svg")) == 1

    def test_like_cases_decided_differently_are_listed_with_how_sure_that_is(self, docket: House) -> None:
        for name in ("x", "y"):
            advise(docket, id=name)
        milder = [{**disposition()["violations"][0], "outcome": "reduced", "fine": "100 yuan", "reason": "不同"}]
        dispose(docket, disposition(7))
        dispose(docket, disposition(8, violations=milder))
        page = read(docket, "/audit/like-cases")
        assert "同类案件处理结果不同" in page.text
        assert "疑点线索" in page.text or "明显异常" in page.text
        assert {"/docket/9", "/docket/10"} <= set(page.places())

    def test_file_review_lists_scores_and_one_file_with_all_its_findings(self, kept: House) -> None:
        who = kept.session("auditor")
        told = kept.get("/v1/file-reviews", headers=who).json()["reviews"]
        page = read(kept, "/audit/files")
        assert f"已评查 {len(told)} 卷" in page.text
        for review in told:
            one = read(kept, f"/audit/files?entry={review['entries'][-1]}")
            assert f"得分 {review['score']}" in one.text
            assert all(each["words"]["zh"] in one.text for each in review["findings"])
        assert "须由人工最终认定" in page.text


class TestVerification:
    def test_the_first_bad_entry_is_named_and_the_head_can_be_taken_away(self, docket: House) -> None:
        page = read(docket, "/audit/verification?run=yes")
        assert "全部相符" in page.text
        head = next(each for each in page.all("a") if each["href"] == "/v1/heads/latest")
        assert head["download"] == "head-6.json"
        with docket.office.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE entries SET outcome = 'no_penalty' WHERE seq IN (4, 2)")
        docket.clock.forward(minutes=2)
        page = read(docket, "/audit/verification?run=yes")
        assert "第一处不符： 记录 2 · 记录头 · 记录头各栏与其摘要不符" in page.text

    def test_nothing_is_gone_through_before_it_is_asked_for(self, kept: House) -> None:
        assert "验证结果" not in read(kept, "/audit/verification").text


class TestRulesets:
    def test_those_in_force_on_a_day_at_a_place_are_listed_and_no_others(self, kept: House) -> None:
        for query in ("on=2021-06-01", "on=2023-01-01&place=sh", "on=2023-01-01&domain=tax", "all=yes", "kind=list"):
            asked = dict(each.split("=") for each in query.split("&"))
            told = {"on": asked.get("on", "2030-06-03"), "domain": asked.get("domain")} | (
                {"jurisdiction": "31"} if "place" in asked else {}
            )  # fmt: skip
            if "all" in asked:
                del told["on"]
            given = kept.get(
                "/v1/rulesets", params={k: v for k, v in told.items() if v}, headers=kept.session("keeper")
            ).json()
            wanted = {f"/rulesets/{each['id']}/versions/{each['version']}" for each in given
                      if asked.get("kind") in (None, each["kind"])}  # fmt: skip
            found = {each for each in read(kept, f"/rulesets?{query}").links("/rulesets/") if "/versions/" in each}
            assert wanted <= found
            assert "domain" in asked or found == wanted

    def test_an_item_shows_its_text_its_mark_and_its_conditions(self, kept: House) -> None:
        for ruleset in RULEBOOK.all_rulesets():
            page = read(kept, f"/rulesets/{ruleset.id}/versions/{ruleset.version}")
            assert ruleset.digest in page.text
            for rule in ruleset.rules:
                assert " ".join(rule.document.title.zh.split()) in page.text
                assert rule.document.mark is None or f"{rule.document.mark} " in page.text
            assert "与公布一致" in page.text

    def test_versions_stand_on_a_line_and_days_without_one_are_told(self, kept: House) -> None:
        for name in {each.id for each in RULEBOOK.all_rulesets()}:
            page = read(kept, f"/rulesets/{name}")
            family = kept.get(f"/v1/rulesets/{name}", headers=kept.session("keeper")).json()
            assert len(page.all("rect")) == len(family["versions"]) + len(family["gaps"])
            for gap in family["gaps"]:
                assert f"空档：{gap['from']} 至 {gap['until']}" in page.text

    def test_the_difference_names_all_that_the_library_names(self, kept: House) -> None:
        before, after = (each.version for each in RULEBOOK.all_rulesets() if each.id == TAX_LIST)
        page = read(kept, f"/rulesets/{TAX_LIST}/difference?before={before}&after={after}")
        told = kept.get(
            f"/v1/rulesets/{TAX_LIST}/difference?before={before}&after={after}", headers=kept.session("keeper")
        ).json()
        assert all(each["item"] in page.text for each in told["added"] + told["removed"])
        assert all(each["item"] in page.text for each in told["changed"] if each["item"])
        same = read(kept, f"/rulesets/{TAX_LIST}/difference?before={after}&after={after}")
        assert "没有差异" in same.text

    def test_what_is_not_there_is_not_found(self, kept: House) -> None:
        for path in (f"/rulesets/{TAX_LIST}x", f"/rulesets/{TAX_LIST}/versions/1999"):
            assert read(kept, path, status=404).all("h1")


def test_the_access_log_names_entries_and_replays_and_never_a_party(docket: House) -> None:
    read(docket, "/docket/1")
    read(docket, read(docket, "/docket/1").links("/docket?party=")[0])
    assert docket.accesses(operation="read_entry")[0]["object"] == "1"
    assert NAME not in str(docket.accesses())
    assert "hmac" not in str(docket.accesses())
    assert docket.accesses(operation="search_docket", account="auditor")
    assert AUTHORITY not in str(docket.accesses(operation="search_docket"))
