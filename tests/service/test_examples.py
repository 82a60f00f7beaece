"""Worked examples: every operation has one, it is what the service answers, and it has the shape that is told."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from penalty_rules.service.problems import CODES

from .conftest import build
from .worked_examples import PROBLEMS, SENT, examples, kept, sent, stale

SHOWN = Path(__file__).parents[2] / "fixtures" / "show" / "celery.yaml"
LED_ELSEWHERE = {"start_oidc", "finish_oidc"}  # their answer is the address of another page, drawn by lot
MOST_BYTES = 256 << 10


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory, runner: asyncio.Runner) -> dict[str, Any]:
    house = build(tmp_path_factory.mktemp("contract"), runner)
    text = house.get("/v1/openapi.json").text
    house.office.close()
    assert len(text.encode()) < MOST_BYTES
    told: dict[str, Any] = json.loads(text)
    return told


def operations(contract: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["operationId"]: each for path in contract["paths"].values() for each in path.values()}


def bodies(operation: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What is sent and what is answered where all goes well, each by its media type."""
    answers = [each for status, each in operation["responses"].items() if status.startswith("2")]
    told = {"request": operation.get("requestBody", {}), "answer": answers[0] if answers else {}}
    return {side: each.get("content", {}) for side, each in told.items()}


def test_the_examples_are_what_the_service_answers(tmp_path: Path, runner: asyncio.Runner) -> None:
    assert stale(examples(tmp_path, runner)) == [], "they say something else now: `make examples` writes them anew"


def test_every_operation_shows_what_is_sent_and_what_is_answered(contract: dict[str, Any]) -> None:
    found = operations(contract)
    assert found.keys() - kept().keys() == LED_ELSEWHERE
    for name in found.keys() - LED_ELSEWHERE:
        answered = bodies(found[name])["answer"]
        for side, content in bodies(found[name]).items():
            shown = [kind for kind, each in content.items() if "example" in each]
            assert shown or not content or (content is answered and "headers" in kept()[name]), (name, side)


def test_every_example_has_the_shape_that_is_told(contract: dict[str, Any]) -> None:
    for name, operation in operations(contract).items():
        for side, content in bodies(operation).items():
            for kind, each in content.items():
                if "example" in each:
                    fits(contract, each["schema"], each["example"], f"{name}: {side} as {kind}")


def test_every_kind_of_problem_has_an_example(contract: dict[str, Any]) -> None:
    (told,) = contract["components"]["responses"]["Problem"]["content"].values()
    assert told["examples"].keys() == CODES.keys()
    for code, each in told["examples"].items():
        fits(contract, told["schema"], each["value"], code)
        assert each["value"]["status"] == CODES[code][0]
    faults = told["examples"]["case_refused"]["value"]["faults"]
    assert [each["pointer"] for each in faults] == [
        "/decision_date", "/violations/0/facts/goods_value", "/violations/0/facts/food.source_explaned",
    ]  # fmt: skip


def test_the_case_is_the_one_that_the_library_shows() -> None:
    shown = yaml.safe_load(SHOWN.read_text(encoding="utf-8"))
    assert sent("case") == json.loads(json.dumps(shown, default=str))


def test_no_file_is_shown_by_no_operation(contract: dict[str, Any]) -> None:
    assert kept().keys() <= operations(contract).keys() | {PROBLEMS}
    assert {*SENT} == {"case", "disposition"}


def fits(contract: dict[str, Any], schema: dict[str, Any], value: Any, what: str) -> None:
    """Raise if the value is not what the contract says of it."""
    found = jsonschema.Draft202012Validator({**schema, "components": contract["components"]}).iter_errors(value)
    assert [f"{each.json_path}: {each.message}" for each in found] == [], what
