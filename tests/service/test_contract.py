"""The contract: the OpenAPI document is right about every route, and what is sent at random never breaks one."""

from __future__ import annotations

import asyncio
import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.generation.case import Case

from penalty_rules.service import routes
from penalty_rules.service.permissions import OPERATIONS

from .conftest import House, build, make_case, people_of

# Which domains, matters and circumstances there are, which roles go together, which password is right: no schema says.
_TOO_NARROW = ("positive_data_acceptance",)
_SAY_MORE = ("evaluate_case", "change_password", "create_account", "change_account", "record_advice")
_SAY_MORE += ("record_disposition", "preview_disposition", "record_review", "create_replay", "import_decisions")
_SAY_MORE += ("publish_ruleset",)
UNSAID = dict.fromkeys(_SAY_MORE, _TOO_NARROW) | {
    "evaluate_batch": ("negative_data_rejection",)  # any text is a batch; faults are told line by line
}


IDS = Path(__file__).parent / "operation_ids.txt"
ROOMS = [importlib.import_module(f"{routes.__name__}.{each.name}") for each in pkgutil.iter_modules(routes.__path__)]
API = sorted(route.name for room in ROOMS for route in room.router.routes if route.include_in_schema)


@schemathesis.serializer("application/x-ndjson")
def lines_of_json(_: Any, value: Any) -> Any:
    return value.encode("utf-8", "replace") if isinstance(value, str) else json.dumps(value).encode()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, runner: asyncio.Runner) -> Iterator[House]:
    made = people_of(build(tmp_path_factory.mktemp("contract"), runner, mode="multi-user"))
    yield made
    made.office.close()


@pytest.fixture(scope="module")
def contract(place: House) -> dict[str, Any]:
    told: dict[str, Any] = place.get("/v1/openapi.json").json()
    return told


@pytest.fixture(scope="module")
def drawn(place: House, contract: dict[str, Any]) -> Any:
    """The contract as requests are drawn from it; they are answered in this process."""
    schema = schemathesis.openapi.from_dict(contract)
    schema.app = kept_open(place)
    return schema


def kept_open(place: House) -> Any:
    """The app without its beginning and end: whoever draws requests would close it after each operation."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        await place.app(scope, receive, send)

    return app


def holds(contract: dict[str, Any], name: str, value: Any) -> None:
    """Raise if the value is not what the contract says of a shape."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": contract["components"]}
    jsonschema.Draft202012Validator(schema).validate(value)


def operations(contract: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["operationId"]: each for path in contract["paths"].values() for each in path.values()}


def test_operation_ids_are_the_names_in_the_table_of_permissions(contract: dict[str, Any]) -> None:
    assert contract["openapi"].startswith("3.1")
    assert sorted(operations(contract)) == API
    assert operations(contract).keys() <= OPERATIONS.keys()


def test_operation_ids_and_paths_are_those_that_clients_know(contract: dict[str, Any]) -> None:
    found = [
        f"{told['operationId']} {method.upper()} {path}"
        for path, methods in contract["paths"].items()
        for method, told in methods.items()
    ]
    assert sorted(found) == IDS.read_text(encoding="utf-8").splitlines(), f"other systems call these: see {IDS.name}"


def test_no_shape_is_named_after_a_module(contract: dict[str, Any]) -> None:
    assert [name for name in contract["components"]["schemas"] if not re.fullmatch("([A-Z][a-z]+)+[0-9]?", name)] == []


def chinese(text: str) -> bool:
    return any("一" <= sign <= "鿿" for sign in text)


def test_every_operation_says_what_it_does_in_both_languages_and_how_it_fails(contract: dict[str, Any]) -> None:
    for name, told in operations(contract).items():
        assert chinese(told["summary"]), name
        assert told["description"][0].isupper(), name
        assert not chinese(told["description"]), name
        assert told["responses"]["default"] == {"$ref": "#/components/responses/Problem"}, name
    assert "application/problem+json" in contract["components"]["responses"]["Problem"]["content"]


def test_every_reference_leads_somewhere(contract: dict[str, Any]) -> None:
    told = json.dumps(contract)
    named = {part.split('"')[0] for part in told.split('"$ref": "#/components/schemas/')[1:]}
    assert named <= contract["components"]["schemas"].keys()


def test_each_form_of_an_advice_has_the_shape_that_is_told(place: House, contract: dict[str, Any]) -> None:
    who = place.token("officer", "evaluate")
    for form, shape in {"answer": "Answer", "full": "AdviceDocument", "record": "Record"}.items():
        answer = place.post("/v1/evaluations", params={"form": form}, json=make_case(), headers=who)
        holds(contract, shape, answer.json())


def headers(place: House, operation: str) -> dict[str, str]:
    """Somebody who may do it, over and over."""
    row = OPERATIONS[operation]
    role = next(role for role in ("officer", "reviewer", "auditor", "keeper", "administrator") if role in row.roles)
    return place.token(role, row.scope) if row.scope else place.session(role)


@pytest.mark.parametrize("operation", API)
def test_what_is_sent_at_random_is_answered_as_the_contract_says(place: House, drawn: Any, operation: str) -> None:
    found = drawn.find_operation_by_id(operation)
    excluded = [CHECKS.get_one(name) for name in UNSAID.get(operation, ())]
    takes_something = bool(list(found.iter_parameters()) or found.body)
    for mode in GenerationMode if takes_something else [GenerationMode.POSITIVE]:

        @settings(max_examples=15, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(case=found.as_strategy(generation_mode=mode))
        def holds_for(case: Case) -> None:
            answer = case.call_and_validate(headers=headers(place, operation), excluded_checks=excluded)
            assert answer.status_code != 503

        holds_for()
