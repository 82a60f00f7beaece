"""What every document is measured by, and the marks that stand in its tree where something was refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import Fault, quoted

MAX_BYTES = 64 * 2**20
MAX_SCALAR = 2**20
MAX_NODES = 2_000_000
MAX_DEPTH = 40
FAULTS_SHOWN = 100

# Controls, surrogates, line breaks that editors do not show (NEL, LS, PS), turns of the writing direction, inner BOMs.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]",
)


@dataclass(slots=True, eq=False)
class Refused:
    """Stands in the tree, as a value or as a key, where something was refused."""

    message: str
    quoted: str | None
    remedy: str | None = None
    line: int | None = None

    def at(self, path: str) -> Fault:
        return Fault(path, self.message, self.quoted, self.remedy, self.line)


def doubled_key(key: object, line: int | None = None) -> Refused:
    return Refused("a key that stands twice", quoted(str(key)), "keep one of the two", line)


def refused_text(text: str) -> Refused | None:
    """What is wrong with the characters of one text, if anything."""
    if len(text) > MAX_SCALAR:
        return Refused(f"text longer than {MAX_SCALAR} characters", quoted(text), "shorten it")
    if FORBIDDEN.search(text):
        return Refused("a control or invisible character in the text", quoted(text), "delete it")
    return None


def too_deep() -> Refused:
    return Refused(f"nested deeper than {MAX_DEPTH} levels", None, "flatten it")


def too_many() -> Refused:
    return Refused(f"more than {MAX_NODES} values", None, "split the file")


def faults_in(node: object, path: str = "") -> Iterator[Fault]:
    """Every refusal in a tree, in the order of the file, each with the path of keys that leads to it."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _faults_of_entry(key, value, f"{path}." if path else "")
    elif isinstance(node, list):
        for place, value in enumerate(node):
            yield from faults_in(value, f"{path}[{place}]")
    elif isinstance(node, Refused):
        yield node.at(path)
    elif isinstance(node, str) and (refused := refused_text(node)):
        yield refused.at(path)


def _faults_of_entry(key: object, value: object, prefix: str) -> Iterator[Fault]:
    if isinstance(key, Refused):
        path = f"{prefix}{key.quoted}"
        yield key.at(path)
    else:
        path = f"{prefix}{quoted(str(key))}"
        if isinstance(key, str) and (refused := refused_text(key)):
            yield refused.at(path)
    yield from faults_in(value, path)
