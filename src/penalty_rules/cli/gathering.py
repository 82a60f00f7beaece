"""From the names on the command line to documents of cases; a file of another kind is told where it belongs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ..errors import CaseRefused, Fault, Unreadable, quoted
from ..reading import parse_document, read_document

STDIN: Final = "-"
SUFFIXES: Final = frozenset({".yaml", ".yml", ".json"})
_MAX_BYTES: Final = 64 * 2**20
_OTHERS: Final = (
    ({"about", "cases"}, "a fixture", "its cases stand under `cases: - case:`; save one of them as a file of its own"),
    ({"cases"}, "a file of several cases", "save each case as a file of its own and name the folder"),
    ({"rules", "in_force"}, "a ruleset", "check it with `penalty-rules rulesets check FOLDER`"),
    ({"clauses", "in_force"}, "a ruleset", "check it with `penalty-rules rulesets check FOLDER`"),
    ({"circumstances"}, "a vocabulary", "check it with `penalty-rules rulesets check FOLDER`"),
    ({"matters"}, "a list of matters", "check it with `penalty-rules rulesets check FOLDER`"),
    ({"years"}, "a calendar", "pass it as `--calendar FILE` beside the case"),
    ({"schema", "engine", "violations"}, "an advice", "check the case that it was given for"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gathered:
    """The names of the files to read, in order, each once; `many` if they are shown as a table."""

    names: tuple[str, ...]
    many: bool


def gather(given: Iterable[str]) -> Gathered:
    """The files behind names and folders. Raises Unreadable for a folder without one."""
    names: dict[str, None] = {}
    many = False
    for name in given:
        if name != STDIN and os.path.isdir(name):
            found = list(_files_in(name))
            if not found:
                remedy = "name a folder that holds case files (*.yaml, *.yml, *.json)"
                raise Unreadable(name, [Fault("", "no case file in this folder", quoted(name), remedy)])
            names |= dict.fromkeys(found)
            many = True
        else:
            names[name] = None
    return Gathered(tuple(names), many or len(names) > 1)


def _files_in(folder: str) -> Iterator[str]:
    """Every case file below a folder, in the order of its path; hidden ones and links to folders are left out."""
    for at, folders, files in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for file in sorted(files):
            if not file.startswith(".") and Path(file).suffix.lower() in SUFFIXES:
                yield os.path.join(at, file)


def case_document(name: str) -> Mapping[str, object]:
    """The document of a case file, or of standard input for `-`. Raises Unreadable, or CaseRefused for other kinds."""
    document = _from_stdin() if name == STDIN else read_document(name)
    if not isinstance(document, Mapping):
        raise CaseRefused(name, [Fault("", "a case is a mapping of keys", quoted(document), "see docs/formats.md §7")])
    if "violations" not in document or "schema" in document:
        for keys, kind, remedy in _OTHERS:
            if keys <= set(document):
                raise CaseRefused(name, [Fault("", f"this is {kind}, not a case", None, remedy)])
    return document


def _from_stdin() -> object:
    content = sys.stdin.buffer.read(_MAX_BYTES + 1)
    braced = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
    return parse_document(content, source="<stdin>", kind="json" if braced else "yaml")
