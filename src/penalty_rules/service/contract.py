"""Contract: what the OpenAPI document says beyond what the routes say of themselves: the shapes of case, advice, record
and problem, and worked examples: `examples/` holds a file for each operation, written by the service itself.

The case is described with its English keys; the Chinese keys of case files are taken too.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import orjson
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from ..schemas import schema
from .answer_model import Answer
from .bodies import JSON, NDJSON
from .problems import MEDIA_TYPE
from .registry.entry_shapes import RecordedAdvice, RecordedDisposition

Schema = dict[str, Any]
_EXAMPLES: Final = Path(__file__).parent / "examples"
_PREFIXES: Final = {"case": "Case", "advice": "Advice", "disposition": "Disposition"}


def example(name: str) -> Any:
    """A worked example, by the name of its file; what is sent to several operations has a file of its own."""
    return orjson.loads((_EXAMPLES / f"{name}.json").read_bytes())


def component(name: str) -> Schema:
    """A reference to a shape of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def content(media_type: str, shape: Schema) -> Schema:
    """What a body or an answer holds."""
    return {media_type: {"schema": shape}}


_PARAMETERS: Final[list[Schema]] = [
    {
        "name": "form", "in": "query", "description": "in brief, the full advice document, or the compact record",
        "schema": {"enum": ["answer", "full", "record"], "type": "string", "default": "answer"},
    },
    {
        "name": "strict", "in": "query", "description": "presume nothing: what the file does not say is unknown",
        "schema": {"type": "boolean", "default": False},
    },
]  # fmt: skip
CASE_BODY: Final[Schema] = {
    "parameters": _PARAMETERS,
    "requestBody": {"required": True, "content": content(JSON, component("CaseDocument"))},
}
CASE_ANSWER: Final[dict[int | str, Schema]] = {
    200: {
        "description": "The advice, in the form asked for",
        "content": content(JSON, {"anyOf": [component(name) for name in ("Answer", "AdviceDocument", "Record")]}),
    }
}
_LINES: Final = "{0}one JSON document a line (NDJSON): {1}"
_TEXT: Final[Schema] = {"type": "string"}
BATCH_BODY: Final[Schema] = {
    "parameters": _PARAMETERS,
    "requestBody": {
        "required": True, "description": _LINES.format("Cases, ", "each a case as above"),
        "content": content(NDJSON, _TEXT),
    }
}  # fmt: skip
BATCH_ANSWER: Final[dict[int | str, Schema]] = {
    200: {
        "description": _LINES.format("", "`{line, advice}` or `{line, problem}`, in the order of the cases"),
        "content": content(NDJSON, _TEXT),
    }
}

_PROBLEM: Final[Schema] = {
    "type": "object", "required": ["type", "title", "status", "faults"],
    "properties": {
        "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
        "detail": {"type": "string"}, "request": {"type": "string", "description": "id of the request"},
        "faults": {"type": "array", "items": {"$ref": "#/components/schemas/ProblemFault"}},
    },
}  # fmt: skip
_FAULT: Final[Schema] = {
    "type": "object", "required": ["message"],
    "properties": {
        "pointer": {"type": "string", "description": "JSON Pointer into the body"}, "parameter": {"type": "string"},
        "message": {"type": "string"}, "quoted": {"type": "string"}, "remedy": {"type": "string"},
        "line": {"type": "integer"},
    },
}  # fmt: skip
_RECORD: Final[Schema] = {
    "type": "object", "description": "The compact record", "required": ["schema", "engine", "case", "violations"],
    "properties": {
        "schema": {"const": "penalty-rules/record/1"}, "engine": {"type": "object"}, "case": {"type": "object"},
        "violations": {"type": "array", "items": {"type": "object"}},
    },
}  # fmt: skip
_CONDITION: Final[Schema] = {  # in brief: generators of clients stumble over a union that names itself
    "type": ["string", "object"],
    "description": "A circumstance that is true, a comparison, or all, any, not of conditions (case.schema.json).",
}
SECURITY: Final[Schema] = {
    "token": {"type": "http", "scheme": "bearer", "description": "an API token"},
    "session": {"type": "apiKey", "in": "cookie", "name": "penalty_rules_session"},
}


def describe(app: FastAPI) -> Schema:
    """The OpenAPI document of the app."""
    told = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    shapes = told.setdefault("components", {}).setdefault("schemas", {})
    shapes |= {"Problem": _PROBLEM, "ProblemFault": _FAULT, "Record": _RECORD, **_answer()}
    for name, prefix in _PREFIXES.items():
        shapes |= _prefixed(schema(name)["$defs"], prefix)
    shapes["CaseCondition"] = _CONDITION
    told["components"] |= {"securitySchemes": SECURITY, "responses": {"Problem": _problem()}}
    told["security"] = [{"token": []}, {"session": []}, {}]
    for operations in told["paths"].values():
        for operation in operations.values():
            _complete(operation)
    for name in ("HTTPValidationError", "ValidationError"):
        shapes.pop(name, None)
    told["components"]["schemas"] = {name: {**shape, "title": name} for name, shape in shapes.items()}
    return told  # generators name classes after titles: no two may be alike


def _complete(operation: Schema) -> None:
    """How it fails, what it is in Chinese and in English, and what it looks like."""
    answers = {"default": {"$ref": "#/components/responses/Problem"}, **operation["responses"]}
    answers.pop("422", None)
    chinese, _, english = operation["description"].partition("。 ")
    operation |= {"responses": answers, "summary": chinese, "description": english}
    if not (_EXAMPLES / f"{operation['operationId']}.json").exists():
        return
    shown = example(operation["operationId"])
    _illustrate(operation.get("requestBody", {}), shown.get("request", {}))
    answer = answers[shown["status"]]
    _illustrate(answer, shown["answer"])
    if "headers" in shown:
        answer["headers"] = {key: {"schema": _TEXT, "example": value} for key, value in shown["headers"].items()}


def _illustrate(body: Schema, shown: Mapping[str, Any]) -> None:
    """Put a worked example, by its media type, into a body; `$ref` names the file of one that several share."""
    for kind, value in shown.items():
        shared = value.get("$ref") if isinstance(value, dict) else None
        body["content"][kind]["example"] = value if shared is None else example(shared.removesuffix(".json"))


def _problem() -> Schema:
    """Every answer that is no success, with an example of each kind."""
    told = content(MEDIA_TYPE, component("Problem"))
    told[MEDIA_TYPE]["examples"] = {code: {"value": value} for code, value in example("problems").items()}
    return {"description": "What went wrong", "content": told}


def _answer() -> dict[str, Schema]:
    _, told = models_json_schema(
        [(each, "serialization") for each in (Answer, RecordedAdvice, RecordedDisposition)],
        by_alias=True,
        ref_template="#/components/schemas/{model}",
    )
    return dict(told["$defs"])


def _prefixed(shapes: Mapping[str, Schema], prefix: str) -> dict[str, Schema]:
    """The shapes of one schema under names of their own, in English keys."""

    def named(name: str) -> str:
        return name if name.startswith(prefix) else prefix + name[:1].upper() + name[1:]

    def moved(node: Any) -> Any:
        if isinstance(node, list):
            return [moved(each) for each in node]
        if not isinstance(node, dict):
            return node
        told = {key: moved(value) for key, value in node.items()}
        if isinstance(told.get("$ref"), str):
            told["$ref"] = "#/components/schemas/" + named(told["$ref"].removeprefix("#/$defs/"))
        return told

    return {named(name): moved(_in_english(shape)) for name, shape in shapes.items()}


def _in_english(shape: Schema) -> Schema:
    """A shape of case files without the Chinese spellings of its keys."""
    if "properties" not in shape:
        return shape
    kept = {key: value for key, value in shape.items() if key != "allOf"}
    kept["properties"] = {key: value for key, value in shape["properties"].items() if key.isascii()}
    needed = [each["anyOf"][0]["required"][0] for each in shape.get("allOf", ())]
    return kept | ({"required": needed} if needed else {})
