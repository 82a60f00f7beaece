"""Sign-in: sessions, tokens, lock-out, CSRF; what is forged, over, revoked or replayed opens nothing."""

from __future__ import annotations

import httpx
import pytest

from penalty_rules.service.accounts.passwords import fits, hashed, weakness
from penalty_rules.service.accounts.people import AccountRefused
from penalty_rules.service.accounts.tokens import REMEMBERED_SECONDS
from penalty_rules.service.entrance import COOKIE

from .conftest import AUTHORITY, PASSWORD, House, make_case

WHO = "/v1/session"


@pytest.fixture
def wang(house: House) -> House:
    house.office.people.create("wang", password=PASSWORD, roles=("officer",), authority=AUTHORITY)
    return house


def sign_in(house: House, password: str = PASSWORD, name: str = "wang") -> httpx.Response:
    return house.post(WHO, json={"name": name, "password": password})


def cookie_of(answer: httpx.Response) -> dict[str, str]:
    return {"cookie": f"{COOKIE}={answer.cookies[COOKIE]}"}


def status(house: House, headers: dict[str, str]) -> int:
    return house.get(WHO, headers=headers).status_code


def test_who_signs_in_gets_a_cookie_that_scripts_and_other_sites_cannot_use(wang: House) -> None:
    answer = sign_in(wang)
    assert answer.json()["account"] == "wang"
    told = answer.headers["set-cookie"].lower()
    assert all(word in told for word in ("httponly", "samesite=lax", "path=/"))
    assert wang.get(WHO, headers=cookie_of(answer)).json()["csrf"] == answer.json()["csrf"]


def test_over_tls_the_cookie_is_for_tls_only_and_browsers_are_told_to_stay_there(wang: House) -> None:
    from penalty_rules.service import create_app

    settings = wang.office.settings.model_copy(update={"public_url": "https://cf.example.gov.cn/penalty"})
    other = House(create_app(settings, now=wang.clock), wang.clock, wang._runner)
    answer = other.post(
        "/penalty/v1/session", base="https://cf.example.gov.cn", json={"name": "wang", "password": PASSWORD}
    )
    assert "secure" in answer.headers["set-cookie"].lower()
    assert "path=/penalty" in answer.headers["set-cookie"].lower()
    assert "strict-transport-security" in answer.headers
    other.office.close()


def test_a_cookie_replayed_after_signing_out_opens_nothing(wang: House) -> None:
    answer = sign_in(wang)
    browser = cookie_of(answer) | {"x-csrf-token": answer.json()["csrf"]}
    assert status(wang, browser) == 200
    assert wang.ask("DELETE", WHO, headers=browser).status_code == 204
    assert status(wang, browser) == 401


@pytest.mark.parametrize("forged", ["", "x", "x.y", "..", "中文"])
def test_a_forged_cookie_opens_nothing(wang: House, forged: str) -> None:
    real = sign_in(wang).cookies[COOKIE]
    token, _, signature = real.rpartition(".")
    for cookie in (forged, f"{forged}.{signature}", f"{token}.{forged}", token, real[:-1], real + "A"):
        assert status(wang, {"cookie": f"{COOKIE}={cookie}".encode()}) == 401  # type: ignore[dict-item]


def test_a_session_ends_when_left_idle_and_at_the_end_of_the_day_and_lives_while_used(wang: House) -> None:
    browser = cookie_of(sign_in(wang))
    for _ in range(18):
        wang.clock.forward(minutes=29)
        assert status(wang, browser) == 200
    wang.clock.forward(minutes=31)
    assert status(wang, browser) == 401
    browser = cookie_of(sign_in(wang))
    for _ in range(20):
        wang.clock.forward(minutes=29)
        status(wang, browser)
    wang.clock.forward(minutes=29)
    assert status(wang, browser) == 401


def test_after_five_failures_even_the_right_password_is_refused_until_the_lock_is_over(wang: House) -> None:
    for _ in range(5):
        assert sign_in(wang, "wrong").status_code == 401
    locked = sign_in(wang)
    assert locked.status_code == 401
    assert locked.json() | {"request": 0} == sign_in(wang, name="nobody").json() | {"request": 0}
    wang.clock.forward(minutes=16)
    assert sign_in(wang).status_code == 200


def test_failures_are_forgotten_after_a_success_and_an_administrator_can_unlock(wang: House) -> None:
    for _ in range(4):
        sign_in(wang, "wrong")
    assert sign_in(wang).status_code == 200
    for _ in range(5):
        sign_in(wang, "wrong")
    admin = wang.session("administrator")
    assert wang.get("/v1/accounts/wang", headers=admin).json()["locked"]
    assert not wang.ask("PATCH", "/v1/accounts/wang", headers=admin, json={}).json()["locked"]
    assert sign_in(wang).status_code == 200


def test_a_change_asked_for_with_a_cookie_needs_the_token_of_its_own_session(wang: House) -> None:
    mine, other = wang.session("officer"), wang.session("reviewer")
    for csrf in ({}, {"x-csrf-token": ""}, {"x-csrf-token": other["x-csrf-token"]}):
        headers = {"cookie": mine["cookie"], **csrf}
        answer = wang.post("/v1/evaluations", json=make_case(), headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (403, "urn:penalty-rules:problem:csrf")
    assert wang.post("/v1/evaluations", json=make_case(), headers=mine).status_code == 200
    assert wang.post("/v1/evaluations", json=make_case(), headers=wang.token("officer", "evaluate")).status_code == 200


def test_a_token_that_is_forged_expired_or_revoked_opens_nothing(wang: House) -> None:
    good = wang.token("officer", "law", days=1)
    assert wang.get("/v1/domains", headers=good).status_code == 200
    for forged in ("", "x", good["authorization"][:-1], good["authorization"] + "A", "Bearer", "Basic abc"):
        assert wang.get("/v1/domains", headers={"authorization": forged}).status_code == 401
    wang.clock.forward(days=1)
    assert wang.get("/v1/domains", headers=good).status_code == 401
    again = wang.token("officer", "law")
    made = wang.office.tokens.all("officer")[0]
    person = wang.session("officer")
    assert wang.get("/v1/domains", headers=again).status_code == 200
    assert wang.ask("DELETE", f"/v1/tokens/{made.id}", headers=person).status_code == 204
    assert wang.get("/v1/domains", headers=again).status_code == 401
    assert REMEMBERED_SECONDS <= 2


def test_nobody_revokes_the_tokens_of_others(wang: House) -> None:
    wang.token("officer", "law")
    token = wang.office.tokens.all("officer")[0].id
    assert wang.ask("DELETE", f"/v1/tokens/{token}", headers=wang.session("auditor")).status_code == 404


def test_a_person_makes_tokens_a_token_makes_none(wang: House) -> None:
    wish = {"label": "一体化平台", "scopes": ["evaluate"], "days": 7}
    made = wang.post("/v1/tokens", json=wish, headers=wang.session("officer")).json()
    headers = {"authorization": f"Bearer {made['token']}"}
    assert wang.post("/v1/evaluations", json=make_case(), headers=headers).status_code == 200
    assert wang.post("/v1/tokens", json=wish, headers=headers).status_code == 403
    too_long = wang.post("/v1/tokens", json=wish | {"days": 3000}, headers=wang.session("officer"))
    assert (too_long.status_code, too_long.json()["faults"][0]["pointer"]) == (422, "/days")


def test_secrets_are_kept_as_digests_only(wang: House) -> None:
    clear = wang.token("officer", "law")["authorization"].removeprefix("Bearer ")
    cookie = sign_in(wang).cookies[COOKIE]
    wang.office.engine.dispose()
    kept = b"".join(path.read_bytes() for path in sorted(wang.folder.iterdir()))
    for secret in (clear, cookie, cookie.partition(".")[0], PASSWORD):
        assert secret.encode() not in kept


def test_a_disabled_account_is_out_at_once_by_every_way(wang: House) -> None:
    ways = [wang.session("officer"), wang.token("officer", "law")]
    assert [wang.get("/v1/domains", headers=way).status_code for way in ways] == [200, 200]
    admin = wang.session("administrator")
    assert wang.ask("PATCH", "/v1/accounts/officer", headers=admin, json={"disabled": True}).status_code == 200
    assert [wang.get("/v1/domains", headers=way).status_code for way in ways] == [401, 401]


def test_a_new_password_ends_every_session_and_the_old_one_opens_nothing(wang: House) -> None:
    answer = sign_in(wang)
    browser = cookie_of(answer) | {"x-csrf-token": answer.json()["csrf"]}
    change = {"old": "wrong", "new": "Another-Lamp-2031"}
    assert wang.ask("PUT", f"{WHO}/password", json=change, headers=browser).status_code == 422
    weak = wang.ask("PUT", f"{WHO}/password", json={"old": PASSWORD, "new": "short"}, headers=browser)
    assert (weak.status_code, weak.json()["faults"][0]["message"]) == (422, "too weak")
    done = wang.ask("PUT", f"{WHO}/password", json=change | {"old": PASSWORD}, headers=browser)
    assert done.status_code == 204
    assert (status(wang, browser), sign_in(wang).status_code) == (401, 401)
    assert sign_in(wang, "Another-Lamp-2031").status_code == 200


def test_passwords_are_salted_and_weak_ones_refused() -> None:
    first, second = hashed(PASSWORD), hashed(PASSWORD)
    assert first != second
    assert fits(PASSWORD, first)
    assert not fits(PASSWORD + "x", first)
    assert not fits(PASSWORD, None)
    for weak in ("Short-1", "allsmallletters", "wang-Wang-2030", "x" * 500):
        assert weakness(weak, "wang") is not None
    assert weakness("several plain words one remembers", "wang") is None


def test_an_account_with_faults_is_refused_with_all_of_them(house: House) -> None:
    with pytest.raises(AccountRefused) as refused:
        house.office.people.create("officer", password="x", roles=("officer", "auditor"), subject=None)
    assert {fault.path for fault in refused.value.faults} == {"roles", "authority", "password", "name"}
    answer = house.post("/v1/accounts", json={"name": "li", "roles": []}, headers=house.session("administrator"))
    assert (answer.status_code, answer.json()["faults"][0]["pointer"]) == (422, "/roles")


def test_what_was_sent_is_never_repeated_where_it_may_be_a_password(house: House) -> None:
    answer = house.post(WHO, json={"name": "wang", "password": ["Secret-Lamp-2030"], "more": "Secret-Lamp-2030"})
    assert answer.status_code == 422
    assert "Secret-Lamp" not in answer.text


def test_embedded_mode_knows_no_sign_in(embedded: House) -> None:
    assert sign_in(embedded).status_code == 404
    assert embedded.get(WHO).json()["via"] == "embedded"
