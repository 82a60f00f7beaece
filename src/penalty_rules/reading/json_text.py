"""JSON text becomes a tree of plain values; decimals stay exact, and days stay text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from itertools import accumulate
from typing import Any

import orjson

from ..errors import Fault, quoted
from .refusal import (
    FAULTS_SHOWN,
    MAX_DEPTH,
    MAX_NODES,
    MAX_SCALAR,
    Refused,
    doubled_key,
    faults_in,
    too_deep,
    too_many,
)
from .scalars import endless, number

_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_NOT_A_BRACKET = re.compile(r"[^][{}]+")
_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1}
_ESCAPED_CONTROL = re.compile(r"\\[bfu]")
_REMEDIES = (
    ("Extra data", "keep one JSON document in a file"),
    ("property name", "put the key in double quotes; leave no comma before the closing brace"),
    ("delimiter", "put a comma between members and a colon between key and value"),
    ("Expecting value", "put text in double quotes; leave no comma before the closing bracket"),
    ("Unterminated", "close the text with a double quote"),
    ("control character", "write a line break inside text as \\n and a tab as \\t"),
    ("escape", "write a backslash inside text twice"),
    ("", "check commas, quotes and brackets on and just above this line"),
)


def from_json(text: str) -> tuple[object, list[Fault]]:
    """The tree of a JSON text, and all its faults; with faults the tree is of no use."""
    if over := _over_size(text):
        return None, [over.at("")]
    unsure = _may_be_long(text) or _ESCAPED_CONTROL.search(text)
    if not unsure and (tree := _without_fault(text)) is not None:
        return tree, []
    reader = _Reader()
    try:
        tree = reader.read(text)
    except json.JSONDecodeError as error:
        return None, [_syntax_fault(text, error)]
    return tree, list(faults_in(tree)) if reader.refused or unsure else []


def _without_fault(text: str) -> object | None:
    """The tree in a quarter of the time where it holds neither decimals nor a doubled key; None of any other text.

    Of doubled keys the parser keeps one, so that there are more colons than keys.
    """
    try:
        tree = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    keys = 0
    boxes: list[Any] = [tree] if isinstance(tree, dict | list) else []
    for box in boxes:
        keys += len(box) if type(box) is dict else 0
        for value in box.values() if type(box) is dict else box:
            kind = type(value)
            if kind is dict or kind is list:
                boxes.append(value)
            elif kind is float or (kind is int and value >= 2**63):  # a large number becomes a float, if it fits none
                return None
    return tree if boxes and keys == text.count(":") else None


class _Reader:
    """The standard library's reader with hooks that put a mark where something is refused."""

    def __init__(self) -> None:
        self.refused = 0

    def read(self, text: str) -> object:
        return json.loads(
            text,
            object_pairs_hook=self._mapping,
            parse_int=self._number,
            parse_float=self._number,
            parse_constant=self._constant,
        )

    def _mapping(self, pairs: list[tuple[object, object]]) -> dict[object, object]:
        box = dict(pairs)
        if len(box) == len(pairs):
            return box
        box.clear()
        for key, value in pairs:
            if key not in box:
                box[key] = value
            elif self.refused <= FAULTS_SHOWN:
                box[doubled_key(key)] = value
                self.refused += 1
        return box

    def _number(self, text: str) -> object:
        value = number(text)
        self.refused += isinstance(value, Refused)
        return value

    def _constant(self, text: str) -> Refused:
        self.refused += 1
        return endless(text)


def _over_size(text: str) -> Refused | None:
    """Depth and number of values, counted before parsing, since the parser recurses."""
    if text.count("[") + text.count("{") <= MAX_DEPTH and len(text) <= MAX_NODES:
        return None
    skeleton = _STRING.sub("", text)
    brackets = _NOT_A_BRACKET.sub("", skeleton)
    if _depth(brackets) > MAX_DEPTH:
        return too_deep()
    return too_many() if skeleton.count(",") + skeleton.count(":") + len(brackets) > MAX_NODES else None


def _may_be_long(text: str) -> bool:
    """Whether some string may be longer than MAX_SCALAR; a string that holds an escaped quote may be."""
    at = 0
    while len(text) - at > MAX_SCALAR:
        at = text.rfind('"', at, at + MAX_SCALAR) + 1
        if at == 0:
            return True
    return at > 0 and '\\"' in text


def _depth(brackets: Iterable[str]) -> int:
    return max(accumulate(map(_STEPS.__getitem__, brackets)), default=0)


def _syntax_fault(text: str, error: json.JSONDecodeError) -> Fault:
    start = text.rfind("\n", 0, error.pos) + 1
    said = text[max(start, error.pos - 30) :].split("\n", 1)[0]
    remedy = next(remedy for sign, remedy in _REMEDIES if sign in error.msg)
    if "“" in said or "：" in said or "，" in said:
        remedy = 'write the quotation marks, colons and commas of JSON itself in half width: " : ,'
    return Fault("", f"not readable as JSON ({error.msg})", quoted(said.strip()), remedy, error.lineno)
