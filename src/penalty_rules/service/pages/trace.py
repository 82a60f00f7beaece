"""Trace: a recorded advice read with the layout archived beside it: each rule, met or not, down to its conditions.

What stands in the entry is shown; nothing is decided again. The archived law gives the words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ...explanation.speech import Json, Speech
from ...truth import NAMES, kleene_all, kleene_any, kleene_not
from .law_words import LawWords
from .record_words import SIGNS
from .verdict import Branch

_PARTS: Final = {
    "when": ("条件", "conditions"), "unless": ("除外情形", "exceptions"),
    "excluded": ("统一排除情形", "excluded by the whole text"),
}  # fmt: skip
_KINDS: Final = {"all": ("同时具备", "all of"), "any": ("具备其一", "any of"), "not": ("不具备", "not")}
_GROUPS: Final = (
    ("met", "成立", "Met"), ("open", "尚未确定", "Open"), ("not_met", "不成立", "Not met"),
)  # fmt: skip
_BRANCHES: Final = (("按行为时的规定", "By the law at the act"), ("按决定时的规定", "By the law at the decision"))


def trace(say: Speech, told: Json, layout: Json, words: LawWords, days: tuple[int, int]) -> tuple[Branch, ...]:
    """The trace of a recorded violation; `days`: of the act and of the decision, by which articles are cited."""
    vector = bytes.fromhex(told["vector"])
    reading = _Reading(say, vector, layout["predicates"], words)
    branches = []
    for at, (branch, signs) in enumerate(zip(layout["branches"], told["findings"], strict=False)):
        law, day = told["law"][min(at, len(told["law"]) - 1)], days[0] if at == 0 else days[1]
        rules = [(SIGNS.get(sign, "open"), rule) for sign, rule in zip(signs, branch["rules"], strict=False)]
        branches.append(tuple(reading.groups(rules, law, day)))
    if len(branches) == 1:
        return branches[0]
    return tuple(
        Branch(say(*_BRANCHES[min(at, 1)]), groups, unfolded=told["chosen"] in (at, None))
        for at, groups in enumerate(branches)
    )


@dataclass(frozen=True)
class _Reading:
    """One vector, read by its layout."""

    say: Speech
    vector: bytes
    texts: list[str]
    words: LawWords

    def groups(self, rules: Iterable[tuple[str, Json]], law: Mapping[str, str], day: int) -> Iterator[Branch]:
        by_finding: dict[str, list[Branch]] = {}
        for finding, rule in rules:
            parts = tuple(self._parts(rule))
            branch = Branch(self.words.rule(rule["rule"], law, day, self.say), parts, finding)
            by_finding.setdefault(finding, []).append(branch)
        for finding, zh, en in _GROUPS:
            if found := by_finding.get(finding):
                title = self.say(f"{zh}（{len(found)}条）", f"{en} ({len(found)})")
                yield Branch(title, tuple(found), unfolded=finding != "not_met")

    def _parts(self, rule: Json) -> Iterator[Branch]:
        for name, title in _PARTS.items():
            tree = rule.get(name)
            if tree != {"any": []}:  # nothing is excepted
                yield Branch(self.say(*title), (self._step(tree),), unfolded=name == "when")

    def _step(self, tree: Any) -> Branch:
        truth = NAMES[self._truth(tree)]
        if isinstance(tree, int):
            presumed = self.say("（推定）", " (presumed)") if self.vector[tree] & 4 else ""
            return Branch(self.words.test(self.texts[tree], self.say) + presumed, (), truth)
        ((kind, parts),) = tree.items()
        below = [parts] if kind == "not" else parts
        return Branch(self.say(*_KINDS[kind]), tuple(self._step(each) for each in below), truth, True)

    def _truth(self, tree: Any) -> int:
        """The Kleene truth of a tree over positions in the vector."""
        if isinstance(tree, int):
            return self.vector[tree] & 3
        ((kind, parts),) = tree.items()
        if kind == "not":
            return kleene_not(self._truth(parts))
        weigh = kleene_all if kind == "all" else kleene_any
        return weigh(self._truth(each) for each in parts)
