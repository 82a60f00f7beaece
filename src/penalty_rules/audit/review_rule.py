"""Rules of file review, read from data: level, points, what is tested, on which text."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import Field, ValidationError

from ..errors import Fault, Unreadable, quoted
from ..reading import nearest, read_document
from ..vocabulary import faults_of
from ..vocabulary.words import Model, Words
from .finding import Certainty, Level
from .outcome_checks import OUTCOME_CHECKS
from .procedure_checks import PROCEDURE_CHECKS

CHECKS: Final = {**OUTCOME_CHECKS, **PROCEDURE_CHECKS}


class Reference(Model):
    """A text, and the mark of how it was read."""

    ref: str
    mark: Literal["O", "N", "M", "mem"]

    def __str__(self) -> str:
        return f"{self.ref} [{self.mark}]"


class ReviewRule(Model):
    """One rule of file review. `test` names one check and what it is told."""

    id: str
    level: Level
    certainty: Certainty
    points: int = Field(ge=0, le=100)
    test: dict[str, dict[str, Any]] = Field(min_length=1, max_length=1)
    words: Words
    law: tuple[Reference, ...]
    suggestion: Words
    source: Reference

    @property
    def check(self) -> tuple[str, dict[str, Any]]:
        return next(iter(self.test.items()))

    @property
    def law_ref(self) -> str:
        return "；".join(map(str, self.law))


class _Rules(Model):
    rules: tuple[ReviewRule, ...]


def review_rules(path: Path | str) -> tuple[ReviewRule, ...]:
    """The rules of a file; raises `Unreadable` with every fault."""
    try:
        rules = _Rules.model_validate(read_document(path)).rules
    except ValidationError as error:
        raise Unreadable(str(path), faults_of(error)) from None
    faults = [fault for at, rule in enumerate(rules) for fault in _faults(f"rules[{at}]", rule)]
    twice = [name for name, n in Counter(rule.id for rule in rules).items() if n > 1]
    faults += [Fault("rules", "two rules have the same id", quoted(name), "give each its own id") for name in twice]
    if faults:
        raise Unreadable(str(path), faults)
    return rules


@cache
def shipped_rules() -> tuple[ReviewRule, ...]:
    """The rules that come with the library."""
    return review_rules(Path(__file__).with_name("review_rules.yaml"))


def _faults(path: str, rule: ReviewRule) -> list[Fault]:
    name, told = rule.check
    known = CHECKS.get(name)
    if known is None:
        near = ", ".join(nearest(name, CHECKS)) or ", ".join(sorted(CHECKS))
        return [Fault(f"{path}.test", "no such check", quoted(name), f"one of: {near}")]
    strangers = set(told) - set(known.told) - set(known.may_be_told)
    lacking = [key for key, kind in known.told.items() if type(told.get(key)) is not kind]
    remedy = f"tell it {', '.join(f'{key} ({kind.__name__})' for key, kind in known.told.items()) or 'nothing'}"
    return [
        Fault(f"{path}.test.{name}.{key}", "the check is told something wrong, or not enough", key, remedy)
        for key in sorted({*strangers, *lacking})
    ]
