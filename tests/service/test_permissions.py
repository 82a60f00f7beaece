"""Permissions: every route of the app for every role, for tokens of every scope, and for nobody."""

from __future__ import annotations

import pytest
from fastapi.routing import APIRoute

from penalty_rules.service.app import check_permissions
from penalty_rules.service.permissions import OPERATIONS, ROLES, SCOPES, Role, clash
from penalty_rules.service.principal import Principal
from penalty_rules.service.routing import guarded_router

from .conftest import AUTHORITY, PLACE, House

SAMPLE = {
    "place": "cn",
    "domain": "tax",
    "name": "first_violation_list",
    "version": "2021-04-01",
    "token": "0" * 16,
    "seq": 1,
    "shape": "csv",
}


def routes(house: House) -> list[tuple[str, str, str]]:
    """(operation, method, path) of every route."""
    found = [route for route in house.app.routes if isinstance(route, APIRoute)]
    return [(route.name, method, route.path.format_map(SAMPLE)) for route in found for method in route.methods]


def api(house: House) -> list[tuple[str, str, str]]:
    """The routes of the API; pages refuse in words, and show the way to the sign-in."""
    return [each for each in routes(house) if each[2].startswith("/v1/")]


def test_the_table_and_the_routes_name_the_same_operations(house: House) -> None:
    assert {name for name, _, _ in routes(house)} == OPERATIONS.keys()


def test_every_route_lets_in_whom_the_table_names_and_nobody_else(house: House) -> None:
    for operation, method, path in api(house):
        row = OPERATIONS[operation]
        anonymous = house.ask(method, path).status_code
        assert (anonymous == 401) == (not row.open and operation != "sign_in"), operation
        for role in ROLES:
            answer = house.ask(method, path, headers=house.session(role))
            refused = answer.status_code == 403 and answer.json()["type"].endswith(":forbidden")
            assert refused == (role not in row.roles), (operation, role, answer.text)
            assert answer.status_code not in (401, 500), (operation, role, answer.text)


def test_a_token_does_no_more_than_its_scopes_and_its_account(house: House) -> None:
    for operation, method, path in api(house):
        row = OPERATIONS[operation]
        if row.open:
            continue
        for role in ROLES:
            for scope in SCOPES:
                answer = house.ask(method, path, headers=house.token(role, scope))
                allowed = role in row.roles and scope == row.scope
                refused = answer.status_code == 403 and answer.json()["type"].endswith(":forbidden")
                assert refused == (not allowed), (operation, role, scope, answer.text)


def test_the_embedded_person_does_everything_but_keep_accounts(embedded: House) -> None:
    for operation, method, path in api(embedded):
        forbidden = embedded.ask(method, path).status_code == 403
        only_administrator = OPERATIONS[operation].roles == {"administrator"}
        by_a_person = operation in ("change_password", "create_token")
        assert forbidden == (only_administrator or (by_a_person and forbidden)), operation


def test_a_route_that_is_not_guarded_or_not_in_the_table_keeps_the_app_from_starting(house: House) -> None:
    router = guarded_router("/v1/secret", "secret")

    @router.get("")
    async def show_secret() -> str:
        return "a secret"

    house.app.router.routes.extend(router.routes)
    with pytest.raises(LookupError, match="show_secret"):
        check_permissions(house.app)
    house.app.router.routes.pop()
    house.app.get("/v1/open", name="check_health")(show_secret)
    with pytest.raises(LookupError, match="check_health"):
        check_permissions(house.app)


def test_who_keeps_accounts_or_audits_does_nothing_else() -> None:
    for one in ("administrator", "auditor"):
        for other in ROLES:
            apart = clash((one, other))  # type: ignore[arg-type]
            assert (apart is None) == (one == other)
    assert clash(("officer", "reviewer", "keeper")) is None


def seen(role: Role, jurisdiction: str, *authority: str | None) -> bool:
    own = AUTHORITY if role in ("officer", "reviewer") else None
    return Principal("x", frozenset({role}), PLACE[:4], own).sees(jurisdiction, *authority)


def test_officers_and_reviewers_see_their_own_authority_auditors_their_place() -> None:
    for role in ("officer", "reviewer"):
        assert seen(role, PLACE, None, AUTHORITY)
        assert seen(role, PLACE, AUTHORITY, None)
        assert not seen(role, PLACE, None, "另一个局")
        assert not seen(role, "310115", None, AUTHORITY)
    assert seen("auditor", PLACE, None, "另一个局")
    assert not seen("auditor", "310115", None, "另一个局")


def test_nobody_reviews_what_they_recorded_themselves() -> None:
    reviewer = Principal("wang", frozenset({"officer", "reviewer"}), "", AUTHORITY)
    assert reviewer.may_review("li")
    assert not reviewer.may_review("wang")
    assert not Principal("wang", frozenset({"officer"}), "", AUTHORITY).may_review("li")
