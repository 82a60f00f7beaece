"""The pages of accounts, of one's own account and of the access log, as a browser without script sees them."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from penalty_rules.service.pages.accesses import operation_words
from penalty_rules.service.pages.labels import STARTS
from penalty_rules.service.permissions import OPERATIONS, ROLES

from .conftest import AUTHORITY, PASSWORD, PLACE, House, make_case
from .desk import Visitor
from .test_pages_house import CONTROLS, NASTY

ANOTHER = "Another-Lamp-2031"
PAGES = {
    "/accounts": "browse_accounts", "/accounts/officer": "read_account", "/account": "show_own_account",
    "/accesses": "browse_accesses",
}  # fmt: skip


@pytest.fixture
def admin(house: House) -> Visitor:
    return Visitor(house, "administrator")


@pytest.fixture
def officer(house: House) -> Visitor:
    house.office.people.change("officer", password=PASSWORD)
    return Visitor(house, "officer")


def faults(visitor: Visitor) -> dict[str, str]:
    """What is told beside the fields, by field; each is in the summary too, with a link that leads to it."""
    page = visitor.page
    beside = {each.get("id").removesuffix("-fault"): each.text_content() for each in page.find_class("fault")}
    links = {each.get("href")[1:]: each.text_content() for each in page.xpath("//div[@role='alert']//a")}
    assert links == beside
    assert links.keys() <= set(page.xpath("//@id"))
    for field in page.xpath("//input[@id]"):
        assert (field.get("aria-invalid") == "true") == (field.get("id") in beside)
    return beside


def made(admin: Visitor, **given: Any) -> None:
    """Fill in the form of a new account."""
    admin.get("/accounts")
    person = {"name": "zhou-ba", "roles": ["officer"], "authority": AUTHORITY, "jurisdiction": PLACE}
    admin.send("建立账号", **person | {"password": PASSWORD} | given)


def enters(house: House, name: str, password: str) -> Visitor:
    """Somebody at the door with name and password."""
    visitor = Visitor(house)
    visitor.get("/sign-in")
    visitor.send("登录", name=name, password=password)
    return visitor


class TestBeginning:
    def test_everybody_begins_where_their_work_is_and_sees_it_in_the_navigation(self, house: House) -> None:
        for role in ROLES:
            visitor = Visitor(house, role)
            visitor.get("/")
            assert (visitor.path, visitor.answer.status_code) == (STARTS[role], 200)
            assert visitor.page.xpath("//nav//a[@aria-current='page']/@href") == [STARTS[role].partition("?")[0]]
            assert visitor.page.xpath("//div[@class='who']//a[@href='/account']")[0].text == role

    def test_the_pages_are_for_the_roles_of_the_table(self, house: House) -> None:
        for path, operation in PAGES.items():
            for role in ROLES:
                visitor = Visitor(house, role)
                visitor.get(path)
                assert visitor.answer.status_code == (200 if role in OPERATIONS[operation].roles else 403), (path, role)

    def test_the_forms_are_for_the_administrator_alone(self, house: House) -> None:
        forms = {"": {}, "/officer": {}, "/officer/password": {}, "/officer/standing": {"standing": "disabled"}}
        for role in set(ROLES) - {"administrator"}:
            for path, form in forms.items():
                session = house.session(role)
                sent = {**form, "csrf_token": session["x-csrf-token"]}
                answer = house.post(f"/accounts{path}", data=sent, headers={"cookie": session["cookie"]})
                assert (answer.status_code, answer.json()["type"]) == (403, "urn:penalty-rules:problem:forbidden")

    def test_a_form_without_its_token_does_nothing(self, admin: Visitor) -> None:
        for path in ("/accounts", "/accounts/officer/standing", "/account/password", "/account/tokens"):
            admin.post(path, data={"name": "x1", "roles": "keeper", "password": PASSWORD, "standing": "disabled"})
            assert (admin.answer.status_code, "页面已过期" in admin.text) == (403, True)
        known = admin.house.office.people.all()
        assert ({each.name for each in known}, any(each.disabled for each in known)) == (set(ROLES), False)


class TestStructure:
    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_fields_have_labels_groups_a_legend_and_ids_are_one_of_their_kind(self, house: House, lang: str) -> None:
        house.token("officer", "law")
        for path, operation in PAGES.items():
            visitor = Visitor(house, next(role for role in ROLES if role in OPERATIONS[operation].roles))
            page = visitor.get(f"{path}?lang={lang}")
            ids = page.xpath("//*[@id]/@id")
            assert sorted(set(ids)) == sorted(ids), path
            for each in page.xpath(CONTROLS):
                inside = next(each.iterancestors("label"), None)
                assert inside is not None or page.xpath("//label[@for=$id]", id=each.get("id")), each.get("name")
            assert all(group.xpath("./legend")[0].text_content().strip() for group in page.xpath("//fieldset"))
            for each in page.xpath("//*[@aria-describedby]"):
                assert set(each.get("aria-describedby").split()) <= set(ids)
            assert len(page.xpath("//h1")) == 1
            own = visitor.text.replace(AUTHORITY, "").replace("陕西省", "")  # names keep their language
            assert any("一" <= sign <= "鿿" for sign in own) == (lang == "zh"), own

    def test_after_a_refused_form_the_switch_of_language_still_leads_to_a_page(self, admin: Visitor) -> None:
        admin.house.office.people.change("administrator", password=PASSWORD)
        admin.cookie = Visitor(admin.house, "administrator").cookie
        for path, button in (("/accounts/officer", "重设密码"), ("/account", "修改密码"), ("/account", "建立令牌")):
            admin.get(path)
            admin.send(button)
            assert admin.answer.status_code == 422
            admin.click("English")
            assert (admin.answer.status_code, admin.path) == (200, f"{path}?lang=en")
            admin.click("中文")

    @pytest.mark.parametrize("nasty", NASTY)
    def test_what_is_written_is_shown_as_it_is_and_never_run(self, admin: Visitor, nasty: str) -> None:
        made(admin, title=nasty, authority=nasty, name=nasty)
        assert admin.page.get_element_by_id("f-title").get("value") == nasty
        assert not admin.page.xpath("//script[not(@src)] | //img")
        made(admin, title=nasty, authority=nasty)
        admin.get("/accounts")
        assert nasty.split()[0] in admin.text
        assert not admin.page.xpath("//script[not(@src)] | //img")


class TestNewAccount:
    def test_the_list_tells_roles_place_state_and_what_is_known_of_the_last_change_in_words(
        self, admin: Visitor
    ) -> None:
        admin.house.clock.forward(days=1)
        admin.house.office.people.change("keeper", disabled=True)
        admin.cookie = Visitor(admin.house, "administrator").cookie
        admin.get("/accounts")
        rows = {row[0]: row[1:] for row in cells(admin)}
        assert rows.keys() == set(ROLES)
        place = f"{PLACE}（陕西省）"
        begun = "2030-06-03 09:00"
        assert rows["officer"] == ["officer", "办案人员", place, AUTHORITY, "无", "正常", begun, "—"]
        assert rows["keeper"] == ["keeper", "规则维护人员", place, "", "无", "停用", begun, "2030-06-04 09:00"]
        assert rows["administrator"][1:3] == ["系统管理员", "全国"]

    def test_the_person_signs_in_and_works_in_the_roles_given(self, admin: Visitor) -> None:
        made(admin, title="周八", roles=["officer", "reviewer"])
        assert (admin.path, "账号已建立" in admin.text) == ("/accounts/zhou-ba?done=created", True)
        visitor = enters(admin.house, "zhou-ba", PASSWORD)
        assert visitor.path == "/check"
        assert "办案人员、法制审核人员" in visitor.page.text_content()
        kept = admin.house.accesses(operation="create_account_on_page")
        assert [(row["account"], row["object"], row["result"]) for row in kept] == [("administrator", "zhou-ba", "ok")]

    def test_all_that_is_wrong_is_told_at_once_beside_its_field_and_what_was_typed_stays(self, admin: Visitor) -> None:
        long = "长" * 121
        made(admin, name="周八", title=long, jurisdiction="陕西", authority="", subject="x" * 256, password="short")
        assert admin.answer.status_code == 422
        assert faults(admin) == {
            "f-name": "账号名：不合要求：“周八”；由 2 至 64 个字母、数字和 . _ - @ 组成，以字母或者数字开头",
            "f-title": "姓名：最多 120 个字符", "f-jurisdiction": "行政区划代码：应为二至六位数字，全国留空",
            "f-authority": "所属机关：未填写；办案人员、法制审核人员须填写所属机关的代码或者名称",
            "f-subject": "统一身份认证标识：最多 255 个字符", "f-password": "密码：强度不够；长度应为 12 至 200 个字符",
        }  # fmt: skip
        typed = {each.get("name"): each.get("value") for each in admin.page.xpath("//form//input[@type!='checkbox']")}
        assert (typed["name"], typed["title"], typed["jurisdiction"], typed["password"]) == ("周八", long, "陕西", "")
        assert admin.page.xpath("//input[@name='roles'][@checked]/@value") == ["officer"]
        assert len(admin.house.office.people.all()) == len(ROLES)

    def test_an_empty_form_is_refused_in_words(self, admin: Visitor) -> None:
        admin.get("/accounts")
        admin.send("建立账号")
        assert faults(admin).keys() == {"f-name", "f-roles", "f-password"}
        assert "角色：未选择；请在所列各项中选择" in admin.text
        assert "密码：未填写；请填写初始密码，或者填写统一身份认证标识" in admin.text

    @pytest.mark.parametrize("one", ["administrator", "auditor"])
    def test_roles_that_no_account_holds_together_are_refused_with_the_reason(self, admin: Visitor, one: str) -> None:
        words = {"administrator": "系统管理员", "auditor": "执法监督人员"}[one]
        made(admin, roles=["officer", one])
        assert faults(admin).keys() == {"f-roles"}
        assert f"{words}不得兼任办案人员：管理账号的人和监督的人都不办理其他业务" in faults(admin)["f-roles"]
        assert admin.page.xpath("//input[@name='roles'][@checked]/@value") == ["officer", one]
        admin.get("/accounts?lang=en")
        admin.send("Make the account", name="zhou-ba", roles=["officer", one], authority="x", password=PASSWORD)
        assert "nobody is both" in faults(admin)["f-roles"]

    def test_a_name_and_a_subject_are_given_once(self, admin: Visitor) -> None:
        taken = "统一身份认证标识：另一账号已使用这一标识：“0001”；一人一个账号"
        made(admin, name="wang", subject="0001")
        made(admin, name="zhang", subject="0001")
        assert faults(admin) == {"f-subject": taken}
        made(admin, name="wang", subject="0002")
        assert faults(admin) == {"f-name": "账号名：已有这一账号：“wang”；请换一个"}

    def test_who_comes_by_the_identity_provider_needs_no_password(self, admin: Visitor) -> None:
        made(admin, subject="0001", password="")
        assert "登录方式统一身份认证" in admin.text
        account = admin.house.office.people.by_subject("0001")
        assert account is not None
        assert (account.name, account.title, account.has_password) == ("zhou-ba", "zhou-ba", False)

    def test_no_role_but_those_of_the_table_can_be_sent(self, admin: Visitor) -> None:
        made(admin, roles=["emperor"])
        assert faults(admin).keys() == {"f-roles"}


class TestOneAccount:
    def test_what_is_changed_holds_what_is_emptied_is_gone_and_sessions_end(self, admin: Visitor) -> None:
        made(admin, subject="0001", title="周八")
        person = enters(admin.house, "zhou-ba", PASSWORD)
        admin.get("/accounts/zhou-ba")
        admin.send("保存", title="", roles=["keeper"], jurisdiction="", authority="", subject="")
        assert (admin.path, "已保存" in admin.text) == ("/accounts/zhou-ba?done=changed", True)
        account = admin.house.office.people.find("zhou-ba")
        assert account is not None
        told = (account.title, account.roles, account.jurisdiction, account.authority, account.subject)
        assert told == ("zhou-ba", ("keeper",), "", None, None)
        person.get("/rulesets")
        assert person.answer.status_code == 401

    def test_all_that_is_wrong_with_a_change_is_told_and_nothing_is_changed(self, admin: Visitor) -> None:
        admin.get("/accounts/officer")
        admin.send("保存", title="甲", authority="", jurisdiction="1")
        assert admin.answer.status_code == 422
        assert faults(admin).keys() == {"f-authority", "f-jurisdiction"}
        assert admin.page.get_element_by_id("f-title").get("value") == "甲"
        account = admin.house.office.people.find("officer")
        assert (account and account.title, account and account.changed_at) == ("officer", None)

    def test_a_new_password_opens_and_ends_what_was_open(self, admin: Visitor, officer: Visitor) -> None:
        admin.get("/accounts/officer")
        admin.send("重设密码", password="")
        assert faults(admin) == {"f-password": "密码：未填写"}
        admin.send("重设密码", password="officer-Lamp-2030")
        assert faults(admin) == {"f-password": "密码：强度不够；不得包含账号名"}
        admin.send("重设密码", password=ANOTHER)
        assert "密码已重设" in admin.text
        officer.get("/check")
        assert officer.answer.status_code == 401
        assert enters(admin.house, "officer", PASSWORD).answer.status_code == 401
        assert enters(admin.house, "officer", ANOTHER).path == "/check"

    def test_who_is_disabled_is_out_by_every_way_until_enabled(self, admin: Visitor, officer: Visitor) -> None:
        token = admin.house.token("officer", "law")
        admin.get("/accounts/officer")
        admin.send("停用账号")
        assert "账号已停用" in admin.text
        assert officer.get("/check") is not None
        assert officer.answer.status_code == 401
        assert admin.house.get("/v1/domains", headers=token).status_code == 401
        admin.send("启用账号")
        assert enters(admin.house, "officer", PASSWORD).path == "/check"
        kept = admin.house.accesses(operation="admit_account")
        assert [(row["object"], row["result"]) for row in kept] == [("officer", "ok")] * 2

    def test_who_is_locked_after_failures_is_shown_so_and_unlocked(self, admin: Visitor, officer: Visitor) -> None:
        for _ in range(5):
            enters(officer.house, "officer", "wrong")
        assert enters(officer.house, "officer", PASSWORD).answer.status_code == 401
        admin.get("/accounts")
        assert "锁定" in {row[0]: row[6] for row in cells(admin)}["officer"]
        admin.get("/accounts/officer")
        admin.send("解除锁定")
        assert "已解除锁定" in admin.text
        assert enters(officer.house, "officer", PASSWORD).path == "/check"

    def test_nobody_takes_the_keys_from_themselves(self, admin: Visitor) -> None:
        admin.get("/accounts/administrator")
        assert not admin.page.xpath("//button[@value='disabled']")
        admin.send("保存", roles=["keeper"])
        assert faults(admin) == {"f-roles": "角色：这是您本人的账号，请由另一名系统管理员办理"}
        admin.post(
            "/accounts/administrator/standing",
            data={"standing": "disabled", "csrf_token": admin.page.xpath("//input[@name='csrf_token']/@value")[0]},
        )
        assert admin.answer.status_code == 422
        assert faults(admin).keys() == {"f-standing"}
        account = admin.house.office.people.find("administrator")
        assert account is not None
        assert (account.disabled, account.roles) == (False, ("administrator",))

    def test_what_is_no_account_and_what_is_no_standing_is_told_in_words(self, admin: Visitor) -> None:
        admin.get("/accounts/nobody")
        assert (admin.answer.status_code, "没有这一页" in admin.text) == (404, True)
        admin.get("/accounts/officer")
        csrf = admin.page.xpath("//input[@name='csrf_token']/@value")[0]
        for path, status in (("nobody", 404), ("nobody/password", 404), ("nobody/standing", 400)):
            admin.post(f"/accounts/{path}", data={"csrf_token": csrf, "password": PASSWORD})
            assert admin.answer.status_code == status, path


class TestOwnPassword:
    def test_all_that_is_wrong_is_told_at_once(self, officer: Visitor) -> None:
        officer.get("/account")
        officer.send("修改密码", old="wrong", new="short", again="other")
        assert officer.answer.status_code == 422
        assert faults(officer) == {
            "f-old": "原密码不对，或者账号因连续输错已锁定", "f-new": "新密码：强度不够；长度应为 12 至 200 个字符",
            "f-again": "两次填写的新密码不一致",
        }  # fmt: skip

    def test_a_new_one_keeps_this_browser_signed_in_and_no_other(self, officer: Visitor) -> None:
        other = Visitor(officer.house, "officer")
        before = officer.cookie
        officer.get("/account")
        officer.send("修改密码", old=PASSWORD, new=ANOTHER, again=ANOTHER)
        assert (officer.path, "密码已修改" in officer.text) == ("/account?done=password", True)
        assert officer.cookie != before
        for visitor in (other, Visitor(officer.house)):
            visitor.cookie = visitor.cookie or before
            visitor.get("/account")
            assert visitor.answer.status_code == 401
        assert enters(officer.house, "officer", PASSWORD).answer.status_code == 401
        assert enters(officer.house, "officer", ANOTHER).path == "/check"

    def test_guessing_the_old_one_locks_the_account_as_at_the_door(self, officer: Visitor) -> None:
        officer.get("/account")
        for _ in range(5):
            officer.send("修改密码", old="wrong", new=ANOTHER, again=ANOTHER)
        officer.send("修改密码", old=PASSWORD, new=ANOTHER, again=ANOTHER)
        assert faults(officer).keys() == {"f-old"}

    def test_who_has_none_here_is_told_so(self, house: House) -> None:
        visitor = Visitor(house, "reviewer")
        visitor.get("/account")
        assert "本系统没有您的密码" in visitor.text
        assert not visitor.page.xpath("//input[@type='password']")

    def test_no_password_and_no_token_is_in_a_log(self, officer: Visitor, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.DEBUG):
            officer.get("/account")
            officer.send("修改密码", old=PASSWORD, new=ANOTHER, again=ANOTHER)
            token = fresh_token(officer, "law")
        told = caplog.text + str(officer.house.accesses())
        assert all(secret not in told for secret in (PASSWORD, ANOTHER, token))


def fresh_token(visitor: Visitor, *scopes: str, label: str = "一体化平台", days: str = "7") -> str:
    """The token that the page shows after it is made."""
    visitor.get("/account")
    visitor.send("建立令牌", label=label, scopes=list(scopes), days=days)
    assert visitor.answer.status_code == 200
    return str(visitor.page.find_class("secret")[0].text_content())


def cells(visitor: Visitor) -> list[list[str]]:
    """The rows of the table on the page, each a list of texts."""
    return [[" ".join(" ".join(each.itertext()).split()) for each in row] for row in visitor.page.xpath("//tbody/tr")]


class TestTokens:
    def test_one_made_on_the_page_works_in_the_api_within_its_scopes_until_it_is_revoked(
        self, officer: Visitor
    ) -> None:
        house = officer.house
        headers = {"authorization": f"Bearer {fresh_token(officer, 'evaluate')}"}
        assert "只在此处显示这一次" in officer.text
        assert house.post("/v1/evaluations", json=make_case(), headers=headers).status_code == 200
        assert house.get("/v1/domains", headers=headers).status_code == 403
        officer.get("/account")
        (row,) = cells(officer)
        begun, end = "2030-06-03 09:00", "2030-06-10 09:00"
        assert row == ["一体化平台", "研判案件（不存储）", begun, end, "2030-06-03", "有效 吊销"]
        officer.send("吊销")
        assert "令牌已吊销" in officer.text
        assert cells(officer)[0][4:] == ["2030-06-03", "已吊销"]
        assert house.post("/v1/evaluations", json=make_case(), headers=headers).status_code == 401
        revoked = house.office.tokens.all("officer")[0].id
        kept = [(row["operation"], row["object"]) for row in house.accesses(account="officer")]
        assert ("revoke_token_on_page", revoked) in kept
        assert ("create_token_on_page", revoked) in kept

    def test_it_is_shown_once(self, officer: Visitor) -> None:
        token = fresh_token(officer, "law")
        officer.get("/account")
        assert token not in officer.answer.text
        assert cells(officer)[0][4:] == ["未使用", "有效 吊销"]

    def test_the_day_of_the_last_use_is_kept_for_each_and_one_that_is_over_is_shown_so(self, officer: Visitor) -> None:
        house = officer.house
        used, _ = (fresh_token(officer, "law", label=label) for label in ("用的", "不用的"))
        for _ in range(2):
            house.clock.forward(days=3)
            house.office.tokens.forget()
            assert house.get("/v1/domains", headers={"authorization": f"Bearer {used}"}).status_code == 200
        house.clock.forward(days=1)
        officer.cookie = Visitor(house, "officer").cookie
        officer.get("/account")
        assert {row[0]: row[4:] for row in cells(officer)} == {
            "用的": ["2030-06-09", "已过期"],
            "不用的": ["未使用", "已过期"],
        }

    def test_all_that_is_wrong_is_told_at_once_and_what_was_typed_stays(self, officer: Visitor) -> None:
        officer.get("/account")
        officer.send("建立令牌", label="", days="0")
        assert faults(officer) == {
            "f-label": "用途：未填写",
            "f-scopes": "范围：至少选择一项",
            "f-days": "有效天数：不得小于 1",
        }
        officer.send("建立令牌", label="平台", scopes=["law"], days="九十")
        assert faults(officer) == {"f-days": "有效天数：请写整数"}
        assert officer.page.get_element_by_id("f-label").get("value") == "平台"
        assert officer.page.xpath("//input[@name='scopes'][@checked]/@value") == ["law"]
        officer.send("建立令牌", label="平台", scopes=["law"], days="367")
        assert faults(officer) == {"f-days": "有效天数：不得大于 366"}
        assert officer.house.office.tokens.all("officer") == []

    def test_only_scopes_that_a_role_can_use_are_offered(self, house: House) -> None:
        offered = {
            "officer": ["evaluate", "record", "docket", "law"], "reviewer": ["evaluate", "review", "docket", "law"],
            "auditor": ["evaluate", "docket", "audit", "law", "accesses"],
            "administrator": ["metrics", "accounts"],
        }  # fmt: skip
        for role, scopes in offered.items():
            visitor = Visitor(house, role)
            visitor.get("/account")
            assert visitor.page.xpath("//input[@name='scopes']/@value") == scopes

    def test_nobody_revokes_the_tokens_of_others(self, house: House, officer: Visitor) -> None:
        house.token("reviewer", "law")
        token = house.office.tokens.all("reviewer")[0].id
        officer.get("/account")
        csrf = officer.page.xpath("//input[@name='csrf_token']/@value")[0]
        officer.post(f"/account/tokens/{token}/revoke", data={"csrf_token": csrf})
        assert officer.answer.status_code == 404
        assert house.office.tokens.all("reviewer")[0].revoked_at is None


class TestEmbedded:
    def test_there_are_no_accounts_and_it_is_said_so(self, embedded: House) -> None:
        visitor = Visitor(embedded)
        visitor.get("/account")
        assert (visitor.answer.status_code, "单机模式没有账号" in visitor.text) == (200, True)
        assert not visitor.page.xpath("//form")
        for path in ("password", "tokens", f"tokens/{'0' * 16}/revoke"):
            visitor.post(f"/account/{path}", data={"old": "", "new": "", "again": ""})
            assert visitor.answer.status_code == 404
        visitor.get("/accounts")
        assert visitor.answer.status_code == 403

    def test_the_access_log_is_shown_all_the_same(self, embedded: House) -> None:
        visitor = Visitor(embedded)
        visitor.get("/check")
        embedded.office.accesses.flush()
        visitor.get("/accesses")
        assert ("选择事项" in visitor.text, "单机模式" in visitor.text) == (True, True)


class TestAccesses:
    def test_every_operation_has_words_in_both_languages(self, house: House) -> None:
        words = operation_words(house.app)
        assert words.keys() == OPERATIONS.keys()
        for name, each in words.items():
            assert any("一" <= sign <= "鿿" for sign in each.zh), name
            assert each.en.isascii(), name
            assert each.en, name

    def test_who_did_what_with_what_result_is_told_in_words(self, house: House, officer: Visitor) -> None:
        officer.get("/accounts")
        house.get("/nowhere")
        house.get("/v1/domains", headers=house.token("officer", "law"))
        house.office.accesses.flush()
        auditor = Visitor(house, "auditor")
        auditor.get("/accesses")
        rows = [row[1:6] for row in cells(auditor)]
        assert rows == [
            ["officer 办案人员", "领域 list_domains", "", "成功（200）", "接口令牌"],
            ["—", "没有这一地址 nowhere", "", "拒绝（404）", "未登录"],
            ["officer 办案人员", "账号管理 browse_accounts", "", "拒绝（403）", "网页登录"],
        ]
        auditor.get("/accesses")
        assert cells(auditor)[0][1:3] == ["auditor 执法监督人员", "访问日志查询 browse_accesses"]

    def test_those_of_one_account_are_found_and_the_older_ones_follow(self, house: House) -> None:
        headers = house.token("officer", "law")
        for _ in range(130):
            house.get("/v1/domains", headers=headers)
        house.get("/v1/domains", headers=house.token("keeper", "law"))
        house.office.accesses.flush()
        auditor = Visitor(house, "auditor")
        auditor.get("/accesses")
        auditor.send("查询", account="officer")
        assert {row[1] for row in cells(auditor)} == {"officer 办案人员"}
        requests = [row[-1] for row in cells(auditor)]
        auditor.click("较早的访问")
        requests += [row[-1] for row in cells(auditor)]
        assert len(set(requests)) == len(requests) == 130
        assert not [each for each in auditor.page.iter("a") if "较早" in each.text_content()]
        assert auditor.page.get_element_by_id("f-account").get("value") == "officer"
        auditor.click("回到最新")
        assert [row[-1] for row in cells(auditor)] == requests[:100]
        auditor.get("/accesses?account=nobody")
        assert "没有符合条件的访问" in auditor.text

    def test_an_auditor_reads_those_of_the_own_place_only(self, house: House) -> None:
        house.office.people.create("far", roles=("auditor",), jurisdiction="31")
        Visitor(house, "officer").get("/check")
        house.office.accesses.flush()
        far = Visitor(house, "far")
        far.get("/accesses")
        assert "officer" not in far.text

    def test_what_cannot_be_read_is_told_beside_its_field(self, house: House) -> None:
        auditor = Visitor(house, "auditor")
        auditor.get(f"/accesses?account={'x' * 65}&before=-1")
        assert auditor.answer.status_code == 422
        assert "最多 64 个字符" in auditor.text
        assert not auditor.page.xpath("//table")
