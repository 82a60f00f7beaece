"""A branch of the law for one kind of act: its rules, what each asserts where it is established, and what follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ..condition import predicates
from ..condition.predicate import Compare, Predicate
from ..law import Law
from ..measurement import Block
from ..memory import Memory
from ..ruleset import Rule
from ..truth import FALSE, TRUE, UNKNOWN
from ..vocabulary import Vocabulary
from .consequence import Asserted, Consequences

MEMORY: Final = 1024
WEIGHING: Final = ("mitigating", "balanced", "aggravating")
MITIGATING: Final = frozenset({"lighter", "reduced", "lighter_or_reduced"})
TALLIES: Final = ("tally.lighter.two_or_more", "tally.heavier.none", "basis.off_list")
_OUTCOMES_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "lighter_or_reduced": ("lighter", "reduced"), "no_coercion": ("no_coercion",), "bar": ("any",),
}  # fmt: skip


def premises_of(law: Law, vocabulary: Vocabulary) -> tuple[tuple[str, Predicate], ...]:
    """The symbols that the doctrine may take straight from the file, with the predicates that decide them."""
    found: list[tuple[str, Predicate]] = []
    if "weighing.prevails" in vocabulary:
        found += [(f"weighing.{name}", Compare("weighing.prevails", "equals", i)) for i, name in enumerate(WEIGHING)]
    found += [(f"fact.{name}", Compare(name, "is", True)) for name in law.premises if name in vocabulary]
    return tuple(found)


class Branch:
    """The law of one branch, ready to reason: a block for every case, a block for this act, and their doctrine.

    `premises`: symbols taken straight from the file, each with the position of its predicate in the general block.
    `known` remembers what findings assert, for this branch and others.
    """

    def __init__(
        self,
        law: Law,
        general: Block,
        special: Block,
        consequences: Consequences,
        premises: tuple[tuple[str, int], ...],
        known: Memory[Asserted] | None = None,
    ) -> None:
        self._known: Memory[Asserted] = Memory(MEMORY) if known is None else known
        self.law, self.blocks, self.premises = law, (general, special), premises
        self.doctrine, self._consequences = consequences.doctrine, consequences
        self.rules: tuple[Rule, ...] = general.rules + special.rules
        self._always = consequences.mask(("always",))
        emitted = [*map(_emitted, self.rules), *((symbol,) for symbol, _ in premises), *((tally,) for tally in TALLIES)]
        self._masks = tuple(map(consequences.mask, emitted))
        self._lenient = _counted(self.rules, MITIGATING)
        self._harsh = tuple(i for i, rule in enumerate(self.rules) if rule.document.effect == "heavier")
        self._listed = tuple(i for i, rule in enumerate(self.rules) if _exempts(rule) and rule.basis == "list")
        self._unlisted = tuple(i for i, rule in enumerate(self.rules) if _exempts(rule) and rule.basis != "list")

    def asserted(self, findings: bytes, premises: bytes) -> Asserted:
        """The symbols that the truths of rules and premises assert; absences are settled here, before the doctrine."""
        key = (self, findings, premises)
        return self._known.get(key) or self._known.keep(key, self._assert(findings, premises))

    def _assert(self, findings: bytes, premises: bytes) -> Asserted:
        certain = possible = self._always
        for truth, mask in zip(findings + premises + self._tallies(findings), self._masks, strict=True):
            if truth:
                possible |= mask
                if truth == TRUE:
                    certain |= mask
        return Asserted(self._consequences, certain, possible)

    def _tallies(self, findings: bytes) -> bytes:
        """The truth of each of TALLIES."""
        lenient = [[findings[i] for i in group] for group in self._lenient]
        met, open_ = sum(TRUE in truths for truths in lenient), sum(map(any, lenient))
        harsh = [findings[i] for i in self._harsh]
        return bytes((
            TRUE if met >= 2 else UNKNOWN if open_ >= 2 else FALSE,
            FALSE if TRUE in harsh else UNKNOWN if UNKNOWN in harsh else TRUE,
            self._off_list(findings),
        ))  # fmt: skip

    def _off_list(self, findings: bytes) -> int:
        """Whether an exemption or reduction rests on no list item."""
        listed = [findings[i] for i in self._listed]
        unlisted = [findings[i] for i in self._unlisted]
        if TRUE in listed or not any(unlisted):
            return FALSE
        return TRUE if TRUE in unlisted and UNKNOWN not in listed else UNKNOWN


def _exempts(rule: Rule) -> bool:
    """Whether a rule gives what lists give: an exemption by circumstances, or a reduction (never capacity)."""
    return rule.document.effect == "reduced" or (rule.document.effect == "no_penalty" and rule.channel != "capacity")


def _counted(rules: tuple[Rule, ...], effects: frozenset[str]) -> tuple[tuple[int, ...], ...]:
    """Rules that count as one circumstance each: those that rest on the same facts, however many texts repeat it."""
    groups: list[tuple[set[str], list[int]]] = []
    for index, rule in enumerate(rules):
        if rule.document.effect not in effects:
            continue
        facts = {fact for predicate in predicates(rule.when) for fact in predicate.facts} or {f"#{index}"}
        joined, apart = [index], []
        for known, members in groups:
            if known & facts:
                facts |= known
                joined += members
            else:
                apart.append((known, members))
        groups = [*apart, (facts, joined)]
    return tuple(tuple(sorted(members)) for _, members in groups)


def _emitted(rule: Rule) -> Iterator[str]:
    """The symbols that a rule asserts when it is established."""
    document = rule.document
    yield f"met.{document.ground}"
    if rule.basis == "list":
        yield f"met.{document.ground}.list"
    yield f"effect.{document.effect}.{document.force}"
    yield f"effect.{document.effect}.{document.force}.{rule.channel}"
    if document.effect == "bar":
        yield from (f"bar.{channel}" for channel in document.bars)
    for outcome in _OUTCOMES_OF.get(document.effect, (document.effect,)):
        yield from (f"duty.{duty}.for.{outcome}" for duty in document.follow_up)
