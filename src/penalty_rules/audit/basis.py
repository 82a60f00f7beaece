"""Basis: which list, standard or statute a decided outcome rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from ..ruleset import Ruleset
from ..vocabulary.words import Words
from .decided import Act

MILDER: Final = frozenset({"no_penalty", "reduced", "lighter"})
BasisKind = Literal[
    "four_lists", "first_violation_list", "standard", "statute", "to_verify", "not_recorded", "not_lenient"
]
BASIS_KINDS: Final[Mapping[BasisKind, Words]] = {
    "four_lists": Words(zh="四张清单", en="four lists"),
    "first_violation_list": Words(zh="首违不罚清单", en="first-violation list"),
    "standard": Words(zh="裁量基准", en="discretion standard"),
    "statute": Words(zh="法律法规规章", en="statute alone"),
    "to_verify": Words(zh="依据待核", en="basis to be verified"),
    "not_recorded": Words(zh="依据未记载", en="basis not recorded"),
    "not_lenient": Words(zh="未从宽", en="no leniency"),
}
# Of several grounds a list goes first, and of lists an item for every violation before one for the first (the order of
# the bars, DESIGN §6): the declared order says which one counts.
_ORDER: Final = tuple(BASIS_KINDS)
_OF_RULESETS: Final[Mapping[str, BasisKind]] = {
    "list": "four_lists", "discretion_standard": "standard", "statute": "statute", "regulation": "statute",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """A ruleset as figures name it. `first_items`: the rules that exempt a first violation."""

    kind: str
    title: Words
    first_items: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Basis:
    """What one outcome rests on; `ruleset` and `item` are None where nothing known is named."""

    kind: BasisKind
    ruleset: str | None = None
    item: str | None = None


def sources_of(rulesets: Iterable[Ruleset]) -> dict[str, Source]:
    """The sources of these rulesets by id; of several versions the last bears the title."""
    found: dict[str, Source] = {}
    for each in sorted(rulesets, key=lambda each: (each.id, each.first_day)):
        first = {rule.id for rule in each.rules if rule.document.ground == "first_violation"}
        before = found[each.id].first_items if each.id in found else frozenset()
        found[each.id] = Source(each.document.kind, each.document.title, before | first)
    return found


def basis_of(act: Act, sources: Mapping[str, Source]) -> Basis:
    """The basis of a decided outcome: what the disposition names, or else the grounds of its advice.

    Only a milder outcome needs one. A basis in words, or of a ruleset that is not known, is to be verified.
    """
    if act.decided is None or act.outcome not in MILDER:
        return Basis("not_lenient")
    named = act.decided.get("basis") or act.advised_for_outcome("grounds")
    if not named:
        return Basis("not_recorded")
    return min((_basis(each, sources) for each in named), key=lambda each: (_ORDER.index(each.kind), each.item or ""))


def _basis(name: str, sources: Mapping[str, Source]) -> Basis:
    ruleset, _, rule = name.partition("#")
    ruleset = ruleset.partition("@")[0]
    source = sources.get(ruleset)
    if source is None:
        return Basis("to_verify")
    kind = _OF_RULESETS.get(source.kind, "to_verify")
    if kind == "four_lists" and rule in source.first_items:
        kind = "first_violation_list"
    return Basis(kind, ruleset, f"{ruleset}#{rule}")
