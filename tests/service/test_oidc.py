"""Sign-in at an identity provider that really runs: code, PKCE, state, nonce; what does not hold lets nobody in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey

from penalty_rules.service.doorkeeper import ERRAND
from penalty_rules.service.entrance import COOKIE

from .conftest import AUTHORITY, House, build
from .provider import CLIENT, CLIENT_SECRET, Provider
from .running import running

START, BACK = "/v1/session/oidc", "/v1/session/oidc/callback"


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    with running(made.app) as port:
        made.issuer = f"http://127.0.0.1:{port}"
        yield made


@pytest.fixture
def door(provider: Provider, tmp_path: Path, runner: asyncio.Runner) -> Iterator[House]:
    told = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": CLIENT_SECRET}
    made = build(tmp_path, runner, mode="multi-user", **told)
    made.office.people.create("wang", roles=("officer",), authority=AUTHORITY, subject="wang-0001")
    yield made
    made.office.close()


def errand(answer: httpx.Response) -> dict[str, str]:
    return {"cookie": f"{ERRAND}={answer.cookies[ERRAND]}"}


def way_back(started: httpx.Response) -> dict[str, str]:
    """What the provider sends along when it sends the browser back."""
    at_provider = httpx.get(started.headers["location"])
    assert at_provider.status_code == 302, at_provider.text
    return {key: values[0] for key, values in parse_qs(urlsplit(at_provider.headers["location"]).query).items()}


def refused(answer: httpx.Response) -> bool:
    return (answer.status_code, answer.json()["type"]) == (401, "urn:penalty-rules:problem:sign_in_failed")


def test_who_signs_in_at_the_provider_comes_back_to_a_session_and_to_where_they_wanted(door: House) -> None:
    started = door.get(START, params={"next": "/docket?page=2"})
    asked = parse_qs(urlsplit(started.headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["response_type"] == ["code"]
    assert asked.keys() >= {"state", "nonce", "code_challenge", "redirect_uri"}
    back = door.get(BACK, params=way_back(started), headers=errand(started))
    assert (back.status_code, back.headers["location"]) == (302, "/docket?page=2")
    who = door.get("/v1/session", headers={"cookie": f"{COOKIE}={back.cookies[COOKIE]}"}).json()
    assert (who["account"], who["roles"], who["via"]) == ("wang", ["officer"], "session")
    assert [row["account"] for row in door.accesses(operation="finish_oidc")] == ["wang"]


def test_a_code_is_worth_one_session(door: House) -> None:
    started = door.get(START)
    sent = way_back(started)
    assert door.get(BACK, params=sent, headers=errand(started)).status_code == 302
    assert refused(door.get(BACK, params=sent, headers=errand(started)))


def test_another_browser_or_another_state_is_refused(door: House) -> None:
    mine, theirs = door.get(START), door.get(START)
    assert refused(door.get(BACK, params=way_back(theirs), headers=errand(mine)))
    assert refused(door.get(BACK, params=way_back(mine)))
    sent = way_back(door.get(START)) | {"state": "x"}
    assert refused(door.get(BACK, params=sent, headers=errand(mine)))
    forged = {"cookie": f"{ERRAND}={mine.cookies[ERRAND][:-2]}xx"}
    assert refused(door.get(BACK, params=way_back(mine), headers=forged))
    assert refused(door.get(BACK, headers=errand(mine)))
    assert refused(door.get(BACK, params={"error": "access_denied"}, headers=errand(mine)))


def test_a_code_stolen_on_the_way_is_worth_nothing_without_the_verifier(door: House, provider: Provider) -> None:
    sent = way_back(door.get(START))
    stolen = {"grant_type": "authorization_code", "code": sent["code"], "code_verifier": "x" * 43}
    assert httpx.post(f"{provider.issuer}/token", data=stolen).status_code == 400


@pytest.mark.parametrize(
    "spoil",
    [{"iss": "https://evil.example"}, {"aud": "someone else"}, {"nonce": "x"}, {"exp": 1_000_000_000}, {"sub": None},
     {"sub": 7}, {"sub": "somebody else"}],
)  # fmt: skip
def test_an_identity_token_that_does_not_hold_lets_nobody_in(
    door: House, provider: Provider, spoil: dict[str, Any]
) -> None:
    provider.spoil = spoil
    started = door.get(START)
    back = door.get(BACK, params=way_back(started), headers=errand(started))
    assert refused(back)
    assert COOKIE not in back.cookies


def test_an_identity_token_signed_by_another_key_lets_nobody_in(door: House, provider: Provider) -> None:
    provider.signing = RSAKey.generate_key(2048, {"kid": "1"})
    started = door.get(START)
    assert refused(door.get(BACK, params=way_back(started), headers=errand(started)))


def test_a_disabled_account_does_not_come_in_by_the_provider_either(door: House) -> None:
    door.office.people.change("wang", disabled=True)
    started = door.get(START)
    assert refused(door.get(BACK, params=way_back(started), headers=errand(started)))


@pytest.mark.parametrize(
    "then", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "/\n/x", ""]
)
def test_nobody_is_sent_elsewhere_after_signing_in(door: House, then: str) -> None:
    started = door.get(START, params={"next": then})
    back = door.get(BACK, params=way_back(started), headers=errand(started))
    assert back.headers["location"] == "/"


def test_a_provider_that_cannot_be_reached_is_said_to_be(tmp_path: Path, runner: asyncio.Runner) -> None:
    told = {"oidc_issuer": "http://127.0.0.1:9", "oidc_client_id": CLIENT}
    made = build(tmp_path, runner, mode="multi-user", **told)
    answer = made.get(START)
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:penalty-rules:problem:unavailable")
    made.office.close()


def test_without_a_provider_there_is_no_way_to_one(house: House) -> None:
    assert house.get(START).status_code == 404
