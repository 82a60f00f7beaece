"""A keeper publishes rulesets: checked whole, laid down and noted, taken up by every process, never edited."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from penalty_rules.cli.app import app as cli
from penalty_rules.docket.replay import Question, replay
from penalty_rules.publication import read_published
from penalty_rules.rulebook import Rulebook, shipped_folder
from penalty_rules.service.permissions import OPERATIONS, ROLES

from .conftest import AUTHORITY, House, build, people_of
from .desk import Visitor
from .published_law import LIST, YAML, house_on, text_of

PATH = "/v1/rulesets"
CASE: dict[str, Any] = {
    "id": "1", "jurisdiction": "610802", "domain": "market_supervision", "authority": {"name": AUTHORITY},
    "party": {"kind": "individual_business"}, "decision_date": "2030-06-01",
    "violations": [
        {"matter": "market_supervision/price_not_marked", "conduct": "2030-05-01",
         "facts": {"first_violation": True, "harm.level": "minor", "correction.timing": "on_the_spot"}}
    ],
}  # fmt: skip


@pytest.fixture
def rulesets(tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped_folder(), tmp_path / "rulesets"))


@pytest.fixture
def own(tmp_path: Path, rulesets: Path, runner: asyncio.Runner) -> Iterator[House]:
    """Several people, and a folder to which may be published."""
    build(tmp_path, runner, mode="multi-user").office.close()  # makes the docket and its keys
    keys = str(tmp_path / "docket.keys")
    made = people_of(house_on(tmp_path, rulesets, runner, mode="multi-user", keys=keys))
    made.office.people.create("li", roles=("keeper",), jurisdiction="")
    yield made
    made.office.close()


def send(house: House, text: str | bytes, who: str = "li", **asked: str) -> httpx.Response:
    content = text.encode() if isinstance(text, str) else text
    headers = YAML if house.office.settings.embedded else YAML | house.session(who)
    return house.post(PATH, content=content, headers=headers, params=asked)


def advised(house: House, **changes: Any) -> tuple[str, list[str]]:
    """Force and grounds of the exemption in the case, as it is decided now."""
    headers = {} if house.office.settings.embedded else house.session("officer")
    told = house.post("/v1/evaluations", json={**CASE, **changes}, headers=headers).json()
    (exempt,) = [each for each in told["violations"][0]["advice"]["permitted"] if each["outcome"] == "no_penalty"]
    return exempt["force"], exempt["grounds"]


def until_applied(house: House, force: str) -> None:
    """Return once the house decides so; fail if it does not within half a minute."""
    end = time.monotonic() + 30
    while advised(house)[0] != force:
        assert time.monotonic() < end, "not taken up"
        time.sleep(0.05)


def problem(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).rpartition(":")[2]


class TestAVersion:
    def test_is_published_and_decides_from_its_first_day_on(self, own: House, rulesets: Path) -> None:
        assert advised(own)[0] == "may"
        answer = send(own, text_of())
        assert answer.status_code == 201, answer.text
        told = answer.json()
        assert (told["published"], told["difference"], told["gaps"]) == (True, None, [])
        assert read_published(rulesets)[f"{LIST}@2030"] == told["ruleset"]["digest"]
        assert (rulesets / LIST / "2030-01-01.yaml").read_text(encoding="utf-8") == text_of()
        assert advised(own) == ("shall", ["APL-33-1b", "YL-1"])
        assert advised(own, decision_date="2031-01-01")[0] == "may"
        assert own.get(f"{PATH}/{LIST}", headers=own.session("li")).json()["versions"][0]["version"] == "2030"

    def test_succeeds_another_and_its_difference_and_the_gap_are_told(self, own: House) -> None:
        send(own, text_of())
        later = text_of("2031", "2031-03-01", "null", "may")
        told = send(own, later, check="yes").json()
        assert told["published"] is False
        assert [(each["field"], each["before"], each["after"]) for each in told["difference"]["changed"][1:]] == [
            ("force", "shall", "may")
        ]
        assert told["gaps"] == [{"from": "2031-01-01", "until": "2031-02-28"}]
        assert send(own, later).status_code == 201
        assert advised(own, decision_date="2031-06-01")[0] == "may"

    def test_that_was_recorded_under_the_law_before_replays_the_same(self, own: House) -> None:
        headers = own.session("officer")
        recorded = own.post("/v1/advices", json=CASE, headers=headers)
        assert recorded.status_code == 201, recorded.text
        send(own, text_of())
        assert own.post("/v1/advices", json=CASE | {"id": "2"}, headers=headers).status_code == 201
        found = replay(Question(own.office.settings.docket), workers=1)
        assert (dict(found.counts), found.clean) == ({"same": 2}, True)
        with own.office.docket.reading() as view:
            before, after = (json.loads(each.body)["violations"][0]["law"][0] for each in view.entries())
        assert f"{LIST}@2030" not in before
        assert after[f"{LIST}@2030"] == read_published(own.office.law.folder or Path())[f"{LIST}@2030"]

    def test_changes_nothing_of_what_a_repeated_request_is_answered(self, own: House) -> None:
        headers = own.session("officer") | {"idempotency-key": "one"}
        first = own.post("/v1/advices", json=CASE, headers=headers)
        send(own, text_of())
        again = own.post("/v1/advices", json=CASE, headers=headers)
        assert again.json() == first.json()
        assert again.json()["advice"]["violations"][0]["advice"]["force"] == "may"

    def test_counts_in_the_law_of_a_day_from_its_publication_on(self, own: House, rulesets: Path) -> None:
        again = {**CASE["violations"][0], "facts": {**CASE["violations"][0]["facts"], "first_violation": False}}
        own.post("/v1/advices", json=CASE | {"violations": [again]}, headers=own.session("officer"))
        asked = Question(own.office.settings.docket, day=date(2030, 6, 3).toordinal(), rulesets=str(rulesets))
        (before,) = replay(asked, workers=1).impact.told()
        assert before["from"] == before["to"] != "no_penalty"
        send(own, text_of().replace("{first_violation: true}, ", ""))
        (after,) = replay(asked, workers=1).impact.told()
        assert (after["from"], after["to"]) == (before["from"], "no_penalty")

    def test_is_only_checked_where_that_is_asked_for(self, own: House, rulesets: Path) -> None:
        before = sorted(rulesets.rglob("*"))
        answer = send(own, text_of(), check="yes")
        assert (answer.status_code, answer.json()["published"]) == (200, False)
        assert sorted(rulesets.rglob("*")) == before
        assert advised(own)[0] == "may"

    def test_is_told_with_who_published_it_in_the_access_log_before_the_answer(self, own: House) -> None:
        send(own, text_of(), check="yes")
        send(own, text_of())
        rows = own.office.accesses.page("", before=None, limit=9, account="li")
        told = [(each["operation"], each["object"], each["result"]) for each in rows]
        assert told == [
            ("publish_ruleset", f"{LIST}@2030", "ok"), ("publish_ruleset", f"check of {LIST}@2030", "ok"),
        ]  # fmt: skip

    def test_without_a_last_day_ends_where_its_successor_begins(self, own: House) -> None:
        send(own, text_of(ends="null"))
        assert advised(own, decision_date="2031-06-01")[0] == "shall"
        assert send(own, text_of("2031", "2031-01-01", "null", "may")).status_code == 201
        assert [advised(own, decision_date=day)[0] for day in ("2030-12-31", "2031-01-01")] == ["shall", "may"]
        told = own.get(f"{PATH}/{LIST}", headers=own.session("li")).json()
        assert [each["until"] for each in told["versions"]] == ["2030-12-31", None]

    def test_is_refused_where_it_overlaps_another(self, own: House) -> None:
        send(own, text_of())
        answer = send(own, text_of("2031", "2030-12-31", "null"))
        assert (answer.status_code, problem(answer)) == (422, "refused")
        (fault,) = answer.json()["faults"]
        assert fault["pointer"] == "/in_force"
        assert "2030" in fault["message"]
        assert "2031" in fault["message"]


class TestRefused:
    def test_is_what_was_published_already_with_its_digest(self, own: House, rulesets: Path) -> None:
        digest = send(own, text_of()).json()["ruleset"]["digest"]
        for text in (text_of(), text_of(force="may"), text_of(version="other")):  # the last would lie in its place
            answer = send(own, text)
            assert (answer.status_code, problem(answer)) == (409, "published_already")
            assert digest in answer.json()["detail"]
        assert (rulesets / LIST / "2030-01-01.yaml").read_text(encoding="utf-8") == text_of()

    def test_is_every_fault_at_once_with_its_place(self, own: House) -> None:
        wrong = (
            text_of().replace("ground: first_violation", "ground: nothing").replace("status: transcribed", "status: x")
        )
        answer = send(own, wrong)
        assert (answer.status_code, problem(answer)) == (422, "refused")
        assert [each["pointer"] for each in answer.json()["faults"]] == ["/status"]
        answer = send(
            own, text_of().replace("correction.timely", "correction.timly").replace("at_most: minor", "at_most: 3")
        )
        assert [each["line"] for each in answer.json()["faults"]] == [19, 19]
        assert all(each["pointer"].startswith("/rules/0/when") for each in answer.json()["faults"])

    @pytest.mark.parametrize(
        ("text", "status", "said"),
        [
            (b"", 400, "empty"), (b"a: [", 400, "YAML"), (b"\xff\xfe", 400, "UTF-8"), (b"- 1", 422, "mapping"),
            (b"a: &x 1\nb: *x", 400, "anchor"), (b"x: !!python/object:os.system 1", 400, "tag"),
        ],
    )  # fmt: skip
    def test_is_what_is_no_ruleset(self, own: House, text: bytes, status: int, said: str) -> None:
        answer = send(own, text)
        assert answer.status_code == status
        assert said in json.dumps(answer.json()["faults"])

    def test_is_a_line_that_cannot_be_read_with_its_number(self, own: House) -> None:
        (fault,) = send(own, text_of().replace("kind: list", "kind: [list")).json()["faults"]
        assert fault["line"] in (4, 5)

    @pytest.mark.parametrize(
        "named",
        ["../../../tmp/x", "6108/market_supervision/../x", "/etc/cron/x", "a/b", "a/b/c/d", "A/b/c", "a/b/c\\n"],
    )
    def test_is_an_id_that_is_no_place(self, own: House, rulesets: Path, named: str) -> None:
        before = sorted(rulesets.parent.rglob("*"))
        answer = send(own, text_of().replace(f"id: {LIST}", f'id: "{named}"'))
        assert answer.status_code == 422
        assert sorted(rulesets.parent.rglob("*")) == before

    @pytest.mark.parametrize("named", ["vocabulary/market_supervision/x", "matters/market_supervision/x", "6108/tax/x"])
    def test_is_an_id_that_leads_out_of_the_places_of_rulesets_or_of_its_domain(self, own: House, named: str) -> None:
        answer = send(own, text_of().replace(f"id: {LIST}", f"id: {named}"))
        assert (answer.status_code, problem(answer)) == (422, "refused")

    def test_is_no_way_to_read_other_files_as_a_vocabulary(self, own: House, tmp_path: Path) -> None:
        (tmp_path / "secret.yaml").write_text("circumstances: [{name: secret_of_the_house}]", encoding="utf-8")
        answer = send(own, text_of().replace("domain: market_supervision", "domain: ../../secret"))
        assert answer.status_code == 422
        assert "secret_of_the_house" not in answer.text

    @pytest.mark.parametrize("version", ["a/b", "..", "", " ", "x" * 61, "<b>", "1@2"])
    def test_is_a_version_that_no_address_can_hold(self, own: House, version: str) -> None:
        (fault,) = send(own, text_of(version=version)).json()["faults"]
        assert fault["pointer"] == "/version"

    def test_is_doctrine_that_could_not_be_run(self, own: House) -> None:
        twice = "doctrine: [{id: A, if: [x.a], then: [x.b]}, {id: A, if: [x.c], then: [x.d]}]\n"
        for doctrine in (twice, "doctrine: [{id: A, if: [不对], then: [x.b]}]\n"):
            answer = send(own, text_of() + doctrine)
            assert (answer.status_code, answer.json()["faults"][0]["pointer"]) == (422, "/doctrine")

    def test_is_an_item_on_an_act_that_no_matter_stands_for(self, own: House) -> None:
        answer = send(own, text_of().replace("price_not_marked", "price_not_marked_at_all"))
        (fault,) = answer.json()["faults"]
        assert (answer.status_code, fault["pointer"], fault["line"]) == (422, "/rules/0/matter", 15)
        assert fault["message"] == "no such matter"

    @pytest.mark.parametrize(
        "parameters", ["premises: 3", "premises: [{a: 1}]", "deadlines: [1]", "deadlines: 3", "proportionality: {x: y}"]
    )
    def test_are_parameters_under_which_no_case_could_be_decided(self, own: House, parameters: str) -> None:
        before = advised(own)
        answer = send(own, text_of() + f"parameters: {{{parameters}}}\n")
        assert (answer.status_code, problem(answer)) == (422, "refused"), answer.text
        assert advised(own) == before

    @settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def test_is_whatever_stands_in_a_wrong_place_with_a_fault_and_never_an_error(
        self, embedded: House, data: st.DataObject
    ) -> None:
        document = yaml.safe_load(text_of())
        holder: Any = document
        while True:
            key = data.draw(st.sampled_from(range(len(holder)) if isinstance(holder, list) else sorted(holder)))
            if not isinstance(holder[key], dict | list) or not holder[key] or data.draw(st.booleans()):
                break
            holder = holder[key]
        holder[key] = data.draw(st.sampled_from([None, True, -1, 10**30, 1.5, "", "不对", [], {}, [[]], {"a": {}}]))
        answer = send(embedded, yaml.safe_dump(document, allow_unicode=True), check="yes")
        assert answer.status_code in (200, 400, 422), answer.text
        assert answer.status_code == 200 or answer.json()["faults"]

    def test_is_what_would_make_relations_go_round(self, own: House) -> None:
        other = text_of().replace("four_lists", "other_lists") + f"relation: {{adds_to: {LIST}}}\n"
        assert send(own, other).status_code == 201
        answer = send(own, text_of() + "relation: {adds_to: 6108/market_supervision/other_lists}\n")
        assert answer.status_code == 422
        assert "circle" in answer.text

    def test_is_a_ruleset_beyond_the_place_of_its_keeper(self, own: House) -> None:
        answer = send(own, text_of(), "keeper")  # of 610802, and the list holds in all of 6108
        assert (answer.status_code, problem(answer)) == (403, "out_of_sight")
        assert send(own, text_of(place="610802"), "keeper").status_code == 201

    def test_is_everybody_who_is_no_keeper_and_every_token(self, own: House) -> None:
        for role in set(ROLES) - {"keeper"}:
            assert send(own, text_of(), role).status_code == 403
        assert OPERATIONS["publish_ruleset"].scope is None
        answer = own.post(PATH, content=text_of().encode(), headers=YAML | own.token("li", "law"))
        assert answer.status_code == 403
        no_csrf = {key: value for key, value in own.session("li").items() if key != "x-csrf-token"}
        assert problem(own.post(PATH, content=text_of().encode(), headers=YAML | no_csrf)) == "csrf"

    def test_is_publication_into_the_rulesets_that_come_along(self, embedded: House) -> None:
        answer = send(embedded, text_of())
        assert (answer.status_code, problem(answer)) == (409, "rulebook_fixed")
        assert "PENALTY_RULES_RULESETS" in answer.json()["detail"]
        assert send(embedded, text_of(), check="yes").status_code == 200

    def test_is_another_kind_of_content(self, own: House) -> None:
        headers = own.session("li") | {"content-type": "text/plain"}
        assert own.post(PATH, content=text_of().encode(), headers=headers).status_code == 415


class TestTheFolder:
    def test_whose_published_files_were_edited_takes_nothing_up_and_readiness_names_the_file(
        self, own: House, rulesets: Path
    ) -> None:
        send(own, text_of())
        path = rulesets / LIST / "2030-01-01.yaml"
        path.write_text(text_of(force="may"), encoding="utf-8")
        answer = send(own, text_of("2031", "2031-01-01", "null"))
        assert (answer.status_code, problem(answer)) == (422, "refused")
        assert "was edited after its publication" in answer.text
        told = json.loads((rulesets / "published.json").read_text(encoding="utf-8"))
        (rulesets / "published.json").write_text(json.dumps(told | {"a/b/c@1": "sha256:0"}), encoding="utf-8")
        own.office.law.renew()
        ready = own.get("/v1/ready")
        assert (ready.status_code, ready.json()["ready"]) == (503, False)
        assert f"{LIST}@2030" in ready.json()["parts"]["rulebook"]
        assert advised(own)[0] == "shall"
        path.write_text(text_of(), encoding="utf-8")
        own.office.law.renew()
        assert own.get("/v1/ready").json()["parts"]["rulebook"] == "ok"

    def test_is_followed_by_every_app_without_a_restart(self, own: House, tmp_path: Path, rulesets: Path) -> None:
        (tmp_path / "second").mkdir()
        other = house_on(tmp_path / "second", rulesets, own._runner)
        other.office.warm()  # as a worker begins
        try:
            assert advised(other)[0] == "may"
            edition = other.office.law.edition
            assert send(own, text_of()).status_code == 201
            until_applied(other, "shall")
            assert edition.evaluator.evaluate(CASE).violations[0].force == "may"  # who began under it stays under it
        finally:
            other.office.close()

    def test_takes_two_publications_at_once_from_two_processes(self, tmp_path: Path, rulesets: Path) -> None:
        texts = [text_of(), text_of().replace("four_lists", "other_lists")]
        with Publishers(tmp_path, rulesets, *texts) as both:
            assert both.go() == ["201", "201"]
        published, rulebook = read_published(rulesets), Rulebook(rulesets)
        assert {f"{LIST}@2030", "6108/market_supervision/other_lists@2030"} <= published.keys()
        assert published == {f"{each.id}@{each.version}": each.digest for each in rulebook.all_rulesets()}
        assert rulebook.check() == []

    def test_takes_one_of_two_that_want_the_same_version_at_once(self, tmp_path: Path, rulesets: Path) -> None:
        with Publishers(tmp_path, rulesets, text_of(), text_of(force="may")) as both:
            assert sorted(both.go()) == ["201", "409"]
        assert Rulebook(rulesets).check() == []

    def test_survives_a_kill_between_file_and_digest(self, own: House, tmp_path: Path, rulesets: Path) -> None:
        published = read_published(rulesets)
        own.office.warm()
        with Publishers(tmp_path, rulesets, text_of(), more="--killed") as killed:
            assert killed.go() == [""]
            assert killed.processes[0].wait() == -signal.SIGKILL
        assert (rulesets / LIST / "2030-01-01.yaml").is_file()
        assert read_published(rulesets) == published
        own.office.law.renew()
        assert advised(own)[0] == "may"
        told = CliRunner().invoke(cli, ["rulesets", "check", str(rulesets)], env={"PENALTY_RULES_LANG": "en"})
        assert told.exit_code == 0
        assert f"not published yet: {LIST}@2030" in told.output
        assert send(own, text_of()).status_code == 201
        assert advised(own)[0] == "shall"
        told = CliRunner().invoke(cli, ["rulesets", "check", str(rulesets)], env={"PENALTY_RULES_LANG": "en"})
        assert "not published" not in told.output


class TestThePage:
    """Without script, as a browser sends it."""

    @pytest.fixture
    def keeper(self, own: House) -> Visitor:
        return Visitor(own, "li")

    def test_is_found_by_keepers_from_the_rulesets_and_by_nobody_else(self, own: House, keeper: Visitor) -> None:
        keeper.get("/rulesets")
        keeper.click("公布新版本")
        assert "规则集全文（YAML）" in keeper.text
        for role in set(ROLES) - {"keeper", "administrator"}:
            other = Visitor(own, role)
            other.get("/rulesets")
            assert "公布新版本" not in other.text
            other.get("/rulesets/publish")
            assert other.answer.status_code == 403

    def test_checks_shows_what_is_new_and_publishes(self, own: House, keeper: Visitor) -> None:
        keeper.get("/rulesets/publish")
        keeper.send("检查", draft=text_of())
        assert "检查通过" in keeper.text
        assert "此前没有版本" in keeper.text
        assert advised(own)[0] == "may"
        keeper.send("公布")
        assert "已公布：" in keeper.text
        assert advised(own)[0] == "shall"
        keeper.send("检查", draft=text_of("2031", "2031-02-01", "null", "may"))
        assert "空档：2031-01-01 至 2031-01-31" in keeper.text
        assert "应当或者可以" in keeper.text
        keeper.send("公布")
        keeper.click("测试用四张清单 2031")
        assert "与公布一致" in keeper.text
        told = [(row["operation"], row["object"]) for row in own.accesses(account="li")]
        assert ("publish_ruleset_on_page", f"{LIST}@2031") in told
        assert ("publish_ruleset_on_page", f"check of {LIST}@2031") in told

    def test_takes_a_file_and_keeps_it_in_the_field(self, keeper: Visitor) -> None:
        keeper.get("/rulesets/publish")
        token = keeper.page.xpath("//form//input[@name='csrf_token']/@value")[0]
        sent = {"file": ("2030-01-01.yaml", text_of().encode())}
        keeper.post("/rulesets/publish", data={"csrf_token": token, "draft": "other"}, files=sent)
        assert "检查通过" in keeper.text
        assert keeper.page.get_element_by_id("f-draft").text == text_of()

    def test_tells_every_fault_in_chinese_with_place_and_line_and_keeps_what_was_typed(self, keeper: Visitor) -> None:
        keeper.get("/rulesets/publish")
        wrong = text_of().replace("correction.timely", "correction.timly").replace("at_most: minor", "at_most: 3")
        keeper.send("检查", draft=wrong)
        assert keeper.answer.status_code == 422
        said = [each.text_content() for each in keeper.page.xpath("//div[@role='alert']//li")]
        assert len(said) == 2
        assert all("rules[0].when" in each and "（第19行）" in each for each in said)
        assert "情节表中没有这一情节" in "".join(said)
        assert keeper.page.get_element_by_id("f-draft").text == wrong
        assert not keeper.page.xpath("//button[@value='publish']")

    def test_publishes_nothing_that_was_changed_after_it_was_checked(self, own: House, keeper: Visitor) -> None:
        keeper.get("/rulesets/publish")
        keeper.send("检查", draft=text_of())
        keeper.send("公布", draft=text_of(force="may"))
        assert "尚未公布，请再看一遍" in keeper.text
        assert advised(own)[1] == ["APL-33-1b"]
        keeper.send("公布")
        keeper.send("检查", draft=text_of())
        assert keeper.answer.status_code == 409
        assert f"{LIST}@2030 已经公布" in keeper.text

    def test_leads_to_the_impact_of_the_draft(self, own: House, keeper: Visitor) -> None:
        keeper.get("/rulesets/publish")
        keeper.send("检查", draft=text_of())
        keeper.send("评估对既往案件的影响")
        assert keeper.path.startswith("/audit/replays/")
        assert keeper.answer.status_code == 200

    def test_is_only_for_checking_where_the_rulesets_are_those_that_come_along(self, embedded: House) -> None:
        visitor = Visitor(embedded)
        visitor.get("/rulesets/publish")
        assert "PENALTY_RULES_RULESETS" in visitor.text
        visitor.send("检查", draft=text_of())
        assert "检查通过" in visitor.text
        assert not visitor.page.xpath("//button[@value='publish']")

    def test_escapes_what_was_pasted_and_speaks_english(self, keeper: Visitor) -> None:
        keeper.get("/rulesets/publish?lang=en")
        keeper.send("Check", draft="</textarea><script>alert(1)</script>: 1")
        assert "<script>alert" not in keeper.answer.text
        assert "Please correct" in keeper.text
        keeper.send("Check", draft=text_of())
        assert "no faults" in keeper.text


class Publishers:
    """Processes that each publish a text, all begun and loaded before the first of them may."""

    def __init__(self, folder: Path, rulesets: Path, *texts: str, more: str = "") -> None:
        self.processes = [self._started(folder, rulesets, at, text, more) for at, text in enumerate(texts)]

    @staticmethod
    def _started(folder: Path, rulesets: Path, at: int, text: str, more: str) -> subprocess.Popen[str]:
        work = folder / f"publisher-{at}"
        work.mkdir()
        (work / "list.txt").write_text(text, encoding="utf-8")
        program = [
            sys.executable,
            "-m",
            "tests.service.published_law",
            str(rulesets),
            str(work),
            str(work / "list.txt"),
        ]
        return subprocess.Popen(
            program + [more] * bool(more), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            cwd=Path(__file__).parents[2],
        )  # fmt: skip

    def go(self) -> list[str]:
        """What each answers, empty where it died."""
        for each in self.processes:
            assert each.stdout is not None
            assert each.stdout.readline() == "ready\n"
        for each in self.processes:
            assert each.stdin is not None
            each.stdin.write("go\n")
            each.stdin.flush()
        return [each.stdout.readline().strip() for each in self.processes if each.stdout is not None]

    def __enter__(self) -> Publishers:
        return self

    def __exit__(self, *_: object) -> None:
        for each in self.processes:
            each.kill()
            each.communicate()
