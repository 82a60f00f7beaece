"""The interview: which question comes next, and the case file with an answer added. Pure; the dialogue is at the door.

The document is the file as it was read (keys in English or Chinese): what stood there stays, in its order and with its
keys. An answer is added to the facts of the violation that it was asked for; a circumstance of the party is added to
the facts of the case; where the circumstance already stands in the file, it is answered there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from ..advice import Advice
from ..advice.question import Question
from ..case.document import CHINESE_KEYS
from ..case.statements import FIRST
from ..ruleset.document import Checklist
from ..vocabulary import Vocabulary
from ..vocabulary.circumstance import Circumstance
from .answer import Command, Stated, parse_answer, parse_first_violation

FIRST_VIOLATION: Final = Circumstance.model_validate({
    "name": "first_violation",
    "type": "boolean",
    "label": {"zh": "初次违法", "en": "first violation"},
    "question": {
        "zh": "经查询违法记录，本次是否为初次违法（此前没有同类违法）？只查了若干年的，写“是 2年”",
        "en": "By the records searched, the first violation of its kind? (`yes 2 years`: two years were searched)",
    },
    "role": "mitigating",
    "basis": [{"law": "行政处罚法", "article": "第三十三条第一款"}],
    "evidence": {"zh": "行政处罚案件信息系统、信用信息公示系统查询结果", "en": "search results of the registers"},
})  # fmt: skip
CONDUCT: Final = Circumstance.model_validate({
    "name": "conduct",
    "type": "date",
    "label": {"zh": "违法行为日期", "en": "day of the act"},
    "question": {
        "zh": "违法行为发生（连续或者继续的，终了）于哪一天？",
        "en": "On which day was the act done (or did a continuing act end)?",
    },
    "basis": [{"law": "行政处罚法", "article": "第三十七条"}],
    "evidence": {"zh": "现场笔录、询问笔录、销售记录", "en": "inspection and interview records, sales records"},
})  # fmt: skip
_DAYS_OF_ACT: Final = frozenset({"conduct_start", "conduct_end"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is put: for which violation, about which circumstance, with the factors that standards name."""

    violation: int
    question: Question
    circumstance: Circumstance
    checklists: tuple[Checklist, ...] = ()

    @property
    def key(self) -> tuple[int, str]:
        return self.violation, self.circumstance.name

    def parse(self, text: str) -> Command | Stated:
        """A command, or the value that the file would state. Raises ValueError whose text is the remedy."""
        if self.circumstance is FIRST_VIOLATION:
            return parse_first_violation(text)
        return parse_answer(self.circumstance, text)


def next_question(advice: Advice, done: Collection[tuple[int, str]] = ()) -> Asked | None:
    """The question that settles most and is not done with, violation by violation; None once nothing is left to ask."""
    return next((each for each in questions(advice) if each.key not in done), None)


def questions(advice: Advice) -> Iterator[Asked]:
    """Every open question, in the order in which they are put."""
    for index, violation in enumerate(advice.violations):
        vocabulary = violation.plan.vocabulary
        for question in violation.questions:
            circumstance = _circumstance(question.name, vocabulary)
            if circumstance is not None:
                rulesets = {each.digest: each for law in violation.plan.laws for each in law.rulesets}
                listed = (each for ruleset in rulesets.values() for each in ruleset.document.checklists)
                named = tuple(each for each in listed if each.circumstance == circumstance.name)
                yield Asked(index, question, circumstance, named)


def with_answer(
    document: Mapping[str, Any],
    asked: Asked,
    stated: Stated,
    vocabulary: Vocabulary,
    *,
    evidence: tuple[str, ...] = (),
    reason: str | None = None,
) -> dict[str, Any]:
    """The case file with the answer in it; the document given is not changed."""
    changed = deepcopy(dict(document))
    violation = changed[_key(changed, "violations")][asked.violation]
    if asked.circumstance is CONDUCT:
        _state_conduct(violation, stated.value)
        return changed
    value = _statement(stated.value, evidence, reason)
    for holder in (violation, changed):
        facts = holder.get(_key(holder, "facts"))
        if isinstance(facts, dict) and _replaced(facts, asked.circumstance.name, value, vocabulary):
            return changed
    holder = changed if asked.circumstance.name.startswith("party.") else violation
    key = _key(holder, "facts", changed)
    if not isinstance(holder.get(key), dict):
        holder[key] = {}
    holder[key][asked.circumstance.name] = value
    return changed


def _circumstance(name: str, vocabulary: Vocabulary) -> Circumstance | None:
    if name == "first_violation":
        return FIRST_VIOLATION
    if name in _DAYS_OF_ACT:
        return CONDUCT
    return vocabulary[name] if name in vocabulary and not vocabulary[name].system else None


def _statement(value: Any, evidence: tuple[str, ...], reason: str | None) -> Any:
    """The value alone, or with what supports it."""
    about: dict[str, Any] = {}
    if evidence:
        about["evidence"] = list(evidence)
    if reason:
        about["reason"] = reason
    if not about:
        return value
    return {**(value if isinstance(value, dict) and "value" in value else {"value": value}), **about}


def _replaced(facts: dict[str, Any], name: str, value: Any, vocabulary: Vocabulary, prefix: str = "") -> bool:
    """True once the circumstance, found under any of its spellings, states the value instead of what it stated."""
    for key, said in facts.items():
        word = f"{prefix}{key}"
        known = vocabulary.resolve(word)
        if word in FIRST if name == "first_violation" else known is not None and known.name == name:
            facts[key] = _kept(said, value)
            return True
        nested = known is None and word not in FIRST and isinstance(said, dict) and not _stated(said)
        if nested and _replaced(said, name, value, vocabulary, f"{word}."):
            return True
    return False


def _kept(said: Any, value: Any) -> Any:
    """The new value with the evidence and note that the file gave before, where the answer brings none of its own."""
    if not isinstance(said, dict) or not _stated(said):
        return value
    new = value if isinstance(value, dict) and "value" in value else {"value": value}
    dropped = ("value", "within", "same", "reason")
    return {**{k: v for k, v in said.items() if CHINESE_KEYS.get(k, k) not in dropped}, **new}


def _stated(said: Mapping[str, Any]) -> bool:
    return "value" in said or "值" in said


def _state_conduct(violation: dict[str, Any], day: Any) -> None:
    key = _key(violation, "conduct")
    said = violation[key]
    end = _key(said, "to") if isinstance(said, dict) and _key(said, "from") in said else None
    if end is None:
        violation[key] = day
    else:
        said[end] = day


def _key(mapping: Mapping[str, Any], name: str, like: Mapping[str, Any] | None = None) -> str:
    """The key under which a file states something: the one that stands there, or one in the language of the file."""
    spellings = [name, *(chinese for chinese, english in CHINESE_KEYS.items() if english == name)]
    standing = next((each for each in spellings if each in mapping), None)
    if standing is not None:
        return standing
    file = mapping if like is None else {**like, **mapping}
    return spellings[1] if any(key in CHINESE_KEYS for key in file) and len(spellings) > 1 else name
