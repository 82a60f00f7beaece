"""Conditions in words."""

from __future__ import annotations

from typing import Final

from ..condition import All, AnyOf, Condition, Not, Test
from ..condition.predicate import Compare, CompareDates, FirstViolation, Predicate
from ..vocabulary import Vocabulary
from ..wording import UNREAD

_AND: Final = {"zh": "，且", "en": " and "}
_OR: Final = {"zh": " 或者 ", "en": " or "}
_NOT: Final = {"zh": "并非", "en": "not "}
_ALWAYS: Final = {"zh": "（无条件）", "en": "(always)"}
_NEVER: Final = {"zh": "（无）", "en": "(never)"}


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """What must hold together."""
    return condition.parts if isinstance(condition, All) else (condition,)


def in_words(condition: Condition, vocabulary: Vocabulary, lang: str, inside: bool = False) -> str:
    """A condition as one sentence; brackets keep `or` apart from `and`."""
    if isinstance(condition, Test):
        return _test(condition.predicate, vocabulary, lang)
    if isinstance(condition, Not):
        return f"{_NOT[lang]}[{in_words(condition.part, vocabulary, lang)}]"
    if not condition.parts:
        return (_ALWAYS if isinstance(condition, All) else _NEVER)[lang]
    if len(condition.parts) == 1:
        return in_words(condition.parts[0], vocabulary, lang, inside)
    joint = _OR if isinstance(condition, AnyOf) else _AND
    words = joint[lang].join(in_words(part, vocabulary, lang, True) for part in condition.parts)
    return f"({words})" if inside else words


def _test(predicate: Predicate, vocabulary: Vocabulary, lang: str) -> str:
    if isinstance(predicate, Compare):
        return predicate.describe(vocabulary[predicate.fact], lang)
    if isinstance(predicate, CompareDates):
        return predicate.describe(vocabulary[predicate.fact], vocabulary[predicate.other], lang)
    return predicate.describe(lang) if isinstance(predicate, FirstViolation) else UNREAD.of(lang)
