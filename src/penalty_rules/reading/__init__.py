"""A YAML or JSON file becomes plain values, or an `Unreadable` that names every fault.

The values: dict, list, str, int, bool, None, `Decimal` and, in YAML, `date`; never a float, never an object of the
file's choosing. No input makes reading hang: the time is linear in its length, and `refusal` sets limits to each file.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Literal

from ..errors import Fault, Unreadable, quoted
from .json_text import from_json
from .refusal import FAULTS_SHOWN, FORBIDDEN, MAX_BYTES
from .yaml_text import from_yaml, lines

__all__ = ["lines", "nearest", "parse_document", "read_document"]

_KINDS: dict[str, Literal["yaml", "json"]] = {".yaml": "yaml", ".yml": "yaml", ".json": "json"}


def read_document(source: Path | str) -> object:
    """The plain values of a `.yaml`, `.yml` or `.json` file; raises `Unreadable` with every fault."""
    path = Path(source)
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        raise _unreadable(path, "the name says neither YAML nor JSON", "let it end in .yaml, .yml or .json")
    try:
        if not path.is_file():
            raise _unreadable(path, "there is no such file", "check the path")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _unreadable(path, f"the file cannot be opened ({error.strerror})", "check its access rights") from None
    return parse_document(content, source=str(path), kind=kind)


def parse_document(text: str | bytes, *, source: str, kind: Literal["yaml", "json"]) -> object:
    """The plain values of a text; raises `Unreadable`, under the name `source`, with every fault."""
    content, faults = _decoded(text)
    tree: object = None
    if not faults and content.strip():
        tree, faults = from_yaml(content) if kind == "yaml" else from_json(content)
    if not faults and tree is None:
        faults = [Fault("", "the document is empty", remedy="write its values, or leave the file out")]
    if faults:
        raise Unreadable(source, _shown(faults))
    return tree


def nearest(word: str, known: Iterable[str], n: int = 3) -> list[str]:
    """The known words most like this one, the likest first; for remedies."""
    from difflib import get_close_matches

    by_folded = {name.casefold(): name for name in sorted(known, reverse=True)}
    return [by_folded[like] for like in get_close_matches(word[:80].casefold(), by_folded, n, 0.55)]


def _unreadable(path: Path, message: str, remedy: str) -> Unreadable:
    return Unreadable(str(path), [Fault("", message, quoted(path.name), remedy)])


def _decoded(text: str | bytes) -> tuple[str, list[Fault]]:
    if len(text) > MAX_BYTES:
        return "", [Fault("", f"the file is larger than {MAX_BYTES // 2**20} MiB", remedy="split it")]
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError as error:
            return "", [_not_utf_8(error)]
    text = text.removeprefix("\ufeff")
    return text, [
        Fault("", "a control or invisible character", f"U+{ord(hit[0]):04X}", "delete it", _line_at(text, hit.start()))
        for hit in islice(FORBIDDEN.finditer(text), FAULTS_SHOWN + 1)
    ]


def _not_utf_8(error: UnicodeDecodeError) -> Fault:
    said = quoted(error.object[error.start : error.start + 8])
    line = error.object.count(b"\n", 0, error.start) + 1
    return Fault("", "the file is not UTF-8", said, "save it as UTF-8; it may be GBK, GB 18030 or UTF-16 now", line)


def _line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _shown(faults: list[Fault]) -> list[Fault]:
    if len(faults) <= FAULTS_SHOWN:
        return faults
    more = Fault("", f"more than {FAULTS_SHOWN} faults; the others are not shown", remedy="correct these first")
    return [*faults[:FAULTS_SHOWN], more]
