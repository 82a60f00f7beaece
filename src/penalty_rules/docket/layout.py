"""Layout: what each byte of a vector and each sign of the findings stands for: a trace can be read without us."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..canonical import canonical, digest
from ..condition import All, Condition, Not, Test
from ..measurement import Block
from ..plan import Plan
from ..ruleset import Rule
from .entry import Document


def layout(plan: Plan) -> Document:
    """The layout of a plan's program, for the archive."""
    program = plan.program
    told = {
        "predicates": [predicate.text for predicate in program.predicates],
        "branches": [
            {"rules": list(_rules(branch.blocks, offsets))}
            for branch, offsets in zip(program.branches, program.offsets, strict=True)
        ],
    }
    content = canonical(told)
    return Document(digest(content), "layout", "", content)  # shared between domains: it has no name of its own


def _rules(blocks: tuple[Block, ...], offsets: tuple[int, ...]) -> Iterator[dict[str, Any]]:
    for block, offset in zip(blocks, offsets, strict=True):
        for rule in block.rules:
            parts = {"when": rule.when, "unless": rule.unless, "excluded": rule.excluded}
            yield {"rule": name_of(rule), **{key: _tree(each, block, offset) for key, each in parts.items()}}


def _tree(condition: Condition, block: Block, offset: int) -> object:
    """A position in the vector; or `all`, `any`, `not` of trees."""
    if isinstance(condition, Test):
        return offset + block.position[condition.predicate]
    if isinstance(condition, Not):
        return {"not": _tree(condition.part, block, offset)}
    kind = "all" if isinstance(condition, All) else "any"
    return {kind: [_tree(part, block, offset) for part in condition.parts]}


def name_of(rule: Rule) -> str:
    """A rule as it is quoted in entries: `<ruleset>#<rule>`."""
    return f"{rule.origin.ruleset}#{rule.id}"
