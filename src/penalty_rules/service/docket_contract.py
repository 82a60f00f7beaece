"""What the OpenAPI document says of recording: bodies, keys and answers."""

from __future__ import annotations

from typing import Final

from .bodies import JSON
from .contract import Schema, component, content

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


def _body(shape: str) -> Schema:
    return {"required": True, "content": content(JSON, component(shape))}


def _answer(shape: str) -> dict[int | str, Schema]:
    return {201: {"description": "Recorded", "content": content(JSON, component(shape))}}


ADVICE_BODY: Final[Schema] = {"parameters": [_STRICT, _CORRECTS, _KEY], "requestBody": _body("CaseDocument")}
ADVICE_ANSWER: Final = _answer("RecordedAdvice")
DISPOSITION_BODY: Final[Schema] = {"parameters": [_KEY], "requestBody": _body("DispositionDocument")}
DISPOSITION_ANSWER: Final = _answer("RecordedDisposition")
PREVIEW_BODY: Final[Schema] = {"requestBody": _body("DispositionDocument")}
