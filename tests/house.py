"""The size of the rooms: modules, functions and names. Run by `make check` as `python -m tests.house`."""

from __future__ import annotations

import ast
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src" / "penalty_rules"
MODULE_LINES, FUNCTION_LINES, FUNCTION_MEDIAN = 250, 40, 8
LONGER = {"verify_docket.py": 300}  # outsiders read it as one file, without the rest
ONE_FILE = {"verify_docket.py": 300}  # it travels alone, and an outsider reads it whole
GRAB_BAGS = {"utils", "helpers", "common", "manager", "misc", "base"}


def functions(tree: ast.AST) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    """Every function with its length in lines, the docstring not counted."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            docstring = ast.get_docstring(node, clean=False)
            told = docstring.count("\n") + 1 if docstring else 0
            yield node, (node.end_lineno or node.lineno) - node.lineno + 1 - told


def faults(source: Path) -> Iterator[str]:
    """Everything in a source tree that breaks the rules of the house."""
    lengths: list[int] = []
    for path in sorted(source.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        where = path.relative_to(source.parent)
        if (count := text.count("\n")) > (most := LONGER.get(path.name, MODULE_LINES)):
            yield f"{where}: {count} lines (at most {most}): split it"
        if path.stem in GRAB_BAGS:
            yield f"{where}: name it after what it holds"
        for node, length in functions(ast.parse(text)):
            lengths.append(length)
            if length > FUNCTION_LINES:
                yield f"{where}:{node.lineno}: {node.name} has {length} lines (at most {FUNCTION_LINES})"
    if lengths and statistics.median(lengths) > FUNCTION_MEDIAN:
        yield f"the median function has {statistics.median(lengths)} lines (at most {FUNCTION_MEDIAN})"


def main() -> int:
    found = list(faults(SOURCE))
    print("\n".join(found) or "house: in order")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
