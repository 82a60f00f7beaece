"""What the OpenAPI document says of recording: bodies, keys and answers with worked examples."""

from __future__ import annotations

from typing import Any, Final

from .bodies import JSON
from .contract import Schema, component, content, example

KEY_HEADER: Final = "idempotency-key"
_KEY: Final[Schema] = {
    "name": KEY_HEADER, "in": "header", "required": False,
    "description": "the same key of the same account is answered with the same entry, however often it is sent",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}  # fmt: skip
_STRICT: Final[Schema] = {
    "name": "strict", "in": "query", "description": "presume nothing: what the file does not say is unknown",
    "schema": {"type": "boolean", "default": False},
}  # fmt: skip
_CORRECTS: Final[Schema] = {
    "name": "corrects", "in": "query", "description": "the advice on the same case that this one takes the place of",
    "schema": {"type": "integer", "minimum": 1, "maximum": 2**53 - 1},
}  # fmt: skip


def _body(shape: str, name: str) -> Schema:
    return {"required": True, "content": content(JSON, component(shape), **{name: example(name)})}


def _answer(description: str, shape: str, name: str) -> dict[int | str, Schema]:
    told: Any = content(JSON, component(shape), **{name: example(name)})
    return {201: {"description": description, "content": told}}


ADVICE_BODY: Final[Schema] = {
    "parameters": [_STRICT, _CORRECTS, _KEY], "requestBody": _body("CaseDocument", "case"),
}  # fmt: skip
ADVICE_ANSWER: Final = _answer("Recorded", "RecordedAdvice", "recorded_advice")
DISPOSITION_BODY: Final[Schema] = {"parameters": [_KEY], "requestBody": _body("DispositionDocument", "disposition")}
DISPOSITION_ANSWER: Final = _answer("Recorded", "RecordedDisposition", "recorded_disposition")
PREVIEW_BODY: Final[Schema] = {"requestBody": _body("DispositionDocument", "disposition")}
