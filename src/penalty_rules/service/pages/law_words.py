"""Law words: what a recorded case and its rules are called, by the law archived with the entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ...condition import predicates
from ...condition.predicate import Compare, CompareDates, FirstViolation, Predicate
from ...docket.lawbook import ArchivedRulebook, Fetch
from ...errors import PenaltyRulesError
from ...explanation.speech import Speech
from ...memory import Memory
from ...ruleset import Rule
from ...vocabulary import Vocabulary
from ...wording import UNREAD
from .controls import circumstance_of


@dataclass(frozen=True)
class LawWords:
    """The words of an archived law: rules by `id@version#rule`, tests by their stable text."""

    rules: Mapping[str, Rule]
    tests: Mapping[str, Predicate]
    matters: Mapping[str, Any]
    vocabulary: Vocabulary | None

    def test(self, text: str, say: Speech) -> str:
        """A test in words; one that the archive has no words for stands for itself."""
        found = self.tests.get(text)
        if found is None or self.vocabulary is None:
            return say.words(UNREAD) if text == "unread" else text
        return test_words(found, self.vocabulary, say)

    def fact(self, name: str, stated: Any, say: Speech) -> tuple[str, str]:
        """A circumstance and what the file says of it, in words."""
        found = None if self.vocabulary is None else circumstance_of(name, self.vocabulary)
        value = stated["value"] if isinstance(stated, Mapping) and "value" in stated else stated
        label = name if found is None else say.words(found.label)
        try:
            shown = str(value) if found is None else found.show(found.parse(value), say.lang)
        except ValueError:
            shown = str(value)
        reason = str(stated.get("reason") or "") if isinstance(stated, Mapping) else ""
        return label, shown + (say.aside(reason) if reason else "")

    def matter(self, code: str, say: Speech) -> str:
        found = self.matters.get(code)
        return code if found is None else say.words(found)

    def rule(self, name: str, law: Mapping[str, str], day: int, say: Speech) -> str:
        """A rule by title and article, as `ruleset#rule` of one of the versions in force."""
        ruleset, _, rule = name.partition("#")
        versions = (each for each in law if each.partition("@")[0] == ruleset)
        found = next((self.rules[key] for each in versions if (key := f"{each}#{rule}") in self.rules), None)
        return name if found is None else rule_words(found, day, say)


NO_WORDS: Final = LawWords({}, {}, {}, None)
_KNOWN: Final[Memory[LawWords]] = Memory(64)  # by the digest of the law: what it names never changes


def law_words(law: str, fetch: Fetch) -> LawWords:
    """The words of a law by its digest; none where the archive lacks a document or no longer reads it."""
    known = _KNOWN.get(law)
    if known is not None:
        return known
    try:
        return _KNOWN.keep(law, _words(ArchivedRulebook(law, fetch)))
    except PenaltyRulesError:
        return NO_WORDS


def _words(rulebook: ArchivedRulebook) -> LawWords:
    rules = [rule for each in rulebook.all_rulesets() for rule in each.rules]
    tests = (test for rule in rules for part in (rule.when, rule.unless, rule.excluded) for test in predicates(part))
    named = {f"{each.origin.ruleset}@{each.origin.version}#{each.id}": each for each in rules}
    return LawWords(
        named, {each.text: each for each in tests}, rulebook.matters(rulebook.domain), rulebook.vocabulary("")
    )


def test_words(test: Predicate, vocabulary: Vocabulary, say: Speech) -> str:
    """What a predicate asks, in words."""
    match test:
        case Compare():
            return test.describe(vocabulary[test.fact], say.lang)
        case CompareDates():
            return test.describe(vocabulary[test.fact], vocabulary[test.other], say.lang)
        case FirstViolation():
            return test.describe(say.lang)
    return say.words(UNREAD)


def rule_words(rule: Rule, day: int, say: Speech) -> str:
    """A rule by title and the article of a day, with what kind of text was read."""
    written = rule.document
    told = {
        "title": {"zh": written.title.zh, "en": written.title.en}, "id": written.id, "verified": written.verified,
        "cites": [str(each) for each in written.cites if each.holds_on(day)], "mark": written.mark,
        "unread": written.when == "unread", "force": written.force, "effect": written.effect,
    }  # fmt: skip
    return f"{say.rule(told)}{say('，', ', ')}{say.effect(told)}"


def ordinal(text: object) -> int:
    """A day of an entry as an ordinal; the first day of all where it is none."""
    try:
        return date.fromisoformat(str(text)).toordinal()
    except ValueError:
        return 1
