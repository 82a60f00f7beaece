"""Ruleset sheet: versions of the law as plain values for their pages: in force when, and read from what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import Any, Final

from ...condition import NEVER, Condition, Not, Test
from ...condition import All as AllOf
from ...explanation.speech import Speech
from ...moments import show
from ...ruleset import Rule, Ruleset
from ...vocabulary import Vocabulary
from ...vocabulary.words import Words
from ...wording import BASES, DUTIES, EFFECTS, FORCES, GROUNDS, MARKS, UNREAD
from .law_words import test_words
from .record_words import RULESET_KINDS, STATUSES
from .verdict import Branch

Told = dict[str, Any]
_CODES: Final[Mapping[str, Words]] = {**DUTIES, **STATUSES, **FORCES}
_WIDTH, _BAR, _LEFT = 760, 26, 150
_PARTS: Final = (("when", "条件", "Conditions"), ("unless", "除外情形", "Exceptions"),
                 ("excluded", "统一排除情形", "Excluded by the whole text"))  # fmt: skip


def row(ruleset: Ruleset, say: Speech, published: Mapping[str, str]) -> Told:
    """A version as a line of a list. `mark`: the worst by which its text was read."""
    written, name = ruleset.document, f"{ruleset.id}@{ruleset.version}"
    return {
        "id": ruleset.id, "version": ruleset.version, "title": say.words(written.title),
        "kind": say.word(RULESET_KINDS, written.kind),
        "status": say.word(STATUSES, written.status), "official": written.status == "official",
        "issuer": written.issuer or "", "number": written.document_number or "",
        "first": show(ruleset.first_day), "last": "" if ruleset.last_day is None else show(ruleset.last_day),
        "rules": len(ruleset.rules), "verified": sum(rule.document.verified for rule in ruleset.rules),
        "digest": ruleset.digest, "published": published.get(name), "places": list(written.jurisdiction),
        "domain": written.domain,
    }  # fmt: skip


def version_values(ruleset: Ruleset, vocabulary: Vocabulary, say: Speech, matters: Mapping[str, str]) -> Told:
    """A version whole: where its text comes from, and each item."""
    written = ruleset.document
    return {
        "note": "" if written.note is None else say.words(written.note),
        "sources": [(each.mark or "", "" if each.mark is None else say.word(MARKS, each.mark), each.text, each.url)
                    for each in written.sources],
        "selected_by": say("决定日期", "the day of decision") if written.transition.selected_by == "decision"
        else say("行为日期", "the day of the act"),
        "relation": written.relation.replaces or written.relation.adds_to,
        "items": [item(each, vocabulary, say, matters, ruleset.first_day) for each in ruleset.rules],
        "clauses": [_clause(each.document, say) for each in ruleset.clauses],
        "doctrine": [(each.id, " + ".join(each.if_), " + ".join(each.then)) for each in written.doctrine],
    }  # fmt: skip


def item(rule: Rule, vocabulary: Vocabulary, say: Speech, matters: Mapping[str, str], day: int) -> Told:
    """One item: what it says, on which text, how that text was read."""
    written = rule.document
    return {
        "id": written.id, "title": say.words(written.title), "ground": say.word(GROUNDS, written.ground),
        "effect": f"{say.word(FORCES, written.force)}{say('', ' ')}{say.word(EFFECTS, written.effect)}",
        "matters": [matters.get(each, each) for each in written.matter], "mark": written.mark or "",
        "mark_words": "" if written.mark is None else say.word(MARKS, written.mark), "verified": written.verified,
        "unread": written.when == "unread", "basis": say.word(BASES, rule.basis),
        "cites": [str(each) for each in written.cites if each.holds_on(day)] or [str(each) for each in written.cites],
        "duties": [say.word(DUTIES, each) for each in written.follow_up], "penalty": list(written.penalty),
        "note": "" if written.note is None else say.words(written.note),
        "conditions": _conditions(rule, vocabulary, say),
    }  # fmt: skip


def _conditions(rule: Rule, vocabulary: Vocabulary, say: Speech) -> tuple[Branch, ...]:
    trees = {name: getattr(rule, name) for name, _, _ in _PARTS}
    return tuple(
        Branch(say(zh, en), (condition(trees[name], vocabulary, say),), unfolded=True)
        for name, zh, en in _PARTS
        if trees[name] != NEVER
    )


def condition(tree: Condition, vocabulary: Vocabulary, say: Speech) -> Branch:
    """A condition as a tree in words."""
    if isinstance(tree, Test):
        return Branch(test_words(tree.predicate, vocabulary, say))
    if isinstance(tree, Not):
        return Branch(say("不具备", "not"), (condition(tree.part, vocabulary, say),), unfolded=True)
    words = say("同时具备", "all of") if isinstance(tree, AllOf) else say("具备其一", "any of")
    if not tree.parts:
        return Branch(say("（无条件）", "(always)") if isinstance(tree, AllOf) else say("（无）", "(never)"))
    return Branch(words, tuple(condition(each, vocabulary, say) for each in tree.parts), unfolded=True)


def _clause(written: Any, say: Speech) -> Told:
    title = written.id if written.title is None else say.words(written.title)
    cites = [str(each) for each in written.cites]
    return {"id": written.id, "title": title, "cites": cites, "mark": written.mark or "",
            "verified": written.verified}  # fmt: skip


def timeline(versions: tuple[Ruleset, ...], today: date, say: Speech) -> Told:
    """The versions as bars over the years, with the days between them on which none was in force."""
    first, now = versions[0].first_day, today.toordinal()
    last = max(now, *(each.last_day or each.first_day for each in versions)) + 200
    scale = (_WIDTH - _LEFT - 10) / max(1, last - first)

    def at(day: int) -> int:
        return _LEFT + round((day - first) * scale)

    bars = [
        {
            "y": 4 + place * _BAR, "x": at(each.first_day),
            "width": max(3, at((each.last_day or last) + 1) - at(each.first_day)),
            "version": each.version, "open": each.last_day is None, "now": each.in_force_on(now),
        }
        for place, each in enumerate(versions)
    ]  # fmt: skip
    gaps = [
        {"x": at(old.last_day + 1), "width": max(2, at(new.first_day) - at(old.last_day + 1)),
         "first": show(old.last_day + 1), "last": show(new.first_day - 1)}
        for old, new in pairwise(versions)
        if old.last_day is not None and old.last_day + 1 < new.first_day
    ]  # fmt: skip
    height, years = 8 + len(versions) * _BAR, _years(first, last)
    return {
        "bars": bars, "gaps": gaps, "today": at(now), "height": height, "width": _WIDTH,
        "years": [(at(date(year, 1, 1).toordinal()), year) for year in years],
        "ended": versions[-1].last_day is not None and versions[-1].last_day < now,
        "end": "" if versions[-1].last_day is None else show(versions[-1].last_day),
        "words": say.listed(_period(each, say) for each in versions),
    }  # fmt: skip


def _years(first: int, last: int) -> Iterable[int]:
    """Years to be marked: at most a dozen."""
    begin, end = date.fromordinal(first).year + 1, date.fromordinal(last).year
    return range(begin, end + 1, max(1, (end - begin) // 12 + 1))


def _period(ruleset: Ruleset, say: Speech) -> str:
    last = say("至今", "to date") if ruleset.last_day is None else say("至", "to ") + show(ruleset.last_day)
    return f"{ruleset.version}{say('：', ': ')}{show(ruleset.first_day)} {last}"


def plain(value: Any, say: Speech) -> str:
    """A value of a ruleset as it stands in the file, texts in one language, lists a line each."""
    match value:
        case None:
            return say("（无）", "(none)")
        case "unread":
            return say.words(UNREAD)
        case bool():
            return say("是", "yes") if value else say("否", "no")
        case str():
            return say.word(_CODES, value)
        case {"zh": str(), "en": str()}:
            return say.of(value)
        case list():
            return "\n".join(plain(each, say) for each in value) or say("（无）", "(none)")
        case dict():
            return "\n".join(f"{key}: {_inside(plain(each, say))}" for key, each in value.items())
    return str(value)


def _inside(text: str) -> str:
    return text if "\n" not in text else "\n  " + text.replace("\n", "\n  ")
