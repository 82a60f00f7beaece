"""Paths of faults as JSON Pointers (RFC 6901) into the document that was sent.

A path speaks English and joins keys with dots; the document may use Chinese keys, and keys that hold dots.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..case.document import CHINESE_KEYS

_PART = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


def pointer(path: str, document: object = None) -> str:
    """`violations[0].facts.goods_value` → `/violations/0/facts/goods_value`; the empty path is the whole document."""
    parts = [index or name for index, name in _PART.findall(path)]
    return "".join(f"/{_escaped(each)}" for each in _walked(parts, document))


def _walked(parts: list[str], node: object) -> Iterator[str]:
    while parts:
        key, used = _key(parts, node)
        yield key
        node, parts = _below(node, key), parts[used:]


def _key(parts: list[str], node: object) -> tuple[str, int]:
    """The key that the document really has here, and how many parts of the path it stands for."""
    if isinstance(node, Mapping):
        for used in range(len(parts), 0, -1):
            joined = ".".join(parts[:used])
            for spelled in (joined, *(chinese for chinese, english in CHINESE_KEYS.items() if english == joined)):
                if spelled in node:
                    return spelled, used
    return parts[0], 1


def _below(node: object, key: str) -> object:
    if isinstance(node, Mapping):
        return node.get(key)
    if isinstance(node, list) and key.isdecimal() and int(key) < len(node):
        return node[int(key)]
    return None


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
