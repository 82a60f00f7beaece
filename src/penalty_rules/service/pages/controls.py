"""Controls: how a circumstance is put on a form, and what an officer wrote there, as a case file would state it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from ...explanation.speech import Speech
from ...interview import FIRST_VIOLATION
from ...interview.answer import Stated, parse_answer
from ...moments import parse_duration
from ...vocabulary import Vocabulary
from ...vocabulary.circumstance import Circumstance

FIRST: Final = "first_violation"
NONE: Final = "-"  # of a set: no value at all
_BARE: Final = re.compile(r"(?<![0-9.,])([0-9][0-9,]*(?:\.[0-9]+)?)(?!\s*(?:[0-9.,]|yuan|CNY|RMB|元|万|亿|fen|分))")
_TRUTHS: Final = (("true", "是", "yes"), ("false", "否", "no"), ("unknown", "不明", "unknown"))
_SIGNS: Final = {"at_least": "≥", "more_than": ">", "at_most": "≤", "less_than": "<"}


@dataclass(frozen=True, slots=True)
class Field:
    """Where on the form a fact of a violation stands (`place` None: of the whole case)."""

    place: int | None
    name: str

    @property
    def key(self) -> str:
        return f"{'c' if self.place is None else self.place}.f.{self.name}"

    def beside(self, what: Literal["why", "proof", "within"]) -> str:
        return f"{'c' if self.place is None else self.place}.{what}.{self.name}"


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Control:
    """One circumstance on the form, with what the file says of it."""

    field: Field
    circumstance: Circumstance
    kind: Literal["radio", "checkbox", "text"]
    choices: tuple[Choice, ...]
    text: str
    within: str
    reason: str
    evidence: str
    hint: str

    @property
    def id(self) -> str:
        """The id of its element; also what a fault links to."""
        return element(self.field.key)


def element(key: str) -> str:
    """The id of the element of a field."""
    return "f-" + re.sub(r"[^a-zA-Z0-9]+", "-", key)


def field_of(violation: int, name: str) -> Field:
    """Facts of the party are facts of the whole case."""
    return Field(None if name.startswith("party.") else violation, name)


def circumstance_of(name: str, vocabulary: Vocabulary) -> Circumstance | None:
    """What may be asked under a name; None for what nobody can answer on a form."""
    if name == FIRST:
        return FIRST_VIOLATION
    found = vocabulary.get(name)
    return None if found is None or found.system else found


def control(field: Field, circumstance: Circumstance, statement: Any, say: Speech) -> Control:
    """The control for a circumstance. `statement`: as the file has it, None where it is silent."""
    told = statement if isinstance(statement, Mapping) and "value" in statement else {"value": statement}
    value, silent = told["value"], statement is None
    choices = () if _by_text(circumstance, value) else tuple(_choices(circumstance, value, silent, say))
    kind: Literal["radio", "checkbox", "text"] = "text"
    if choices:
        kind = "checkbox" if circumstance.type == "set" else "radio"
    within = told.get("within")
    evidence = told.get("evidence") or ()
    return Control(
        field, circumstance, kind, choices, "" if silent or choices else typed(value, say),
        str(within.get("years", "")) if isinstance(within, Mapping) else "", str(told.get("reason") or ""),
        "；".join(map(str, evidence)) if isinstance(evidence, list | tuple) else str(evidence), hint(circumstance, say),
    )  # fmt: skip


def typed(value: Any, say: Speech) -> str:
    """What is stated, as it would be typed."""
    if isinstance(value, Mapping):
        if "between" in value:
            return say(" 至 ", " to ").join(typed(each, say) for each in value["between"])
        return " ".join(f"{_SIGNS[key]}{typed(end, say)}" for key, end in value.items() if key in _SIGNS)
    return str(value).replace(" yuan", say("元", " yuan"))


def hint(circumstance: Circumstance, say: Speech) -> str:
    """How to write what is not chosen from a list."""
    unit = "" if circumstance.unit is None else say(f"（{circumstance.unit}）", "")
    return {
        "money": say("元；可写 500、≤500、100至500、7万元", "yuan; 500, ≤500, 100 to 500"),
        "date": say("如 2024-03-01；可写 ≤2024-03-01", "2024-03-01, or ≤2024-03-01"),
        "integer": say(f"数字{unit}；可写 ≥3、3至5", "number; ≥3, 3 to 5"),
        "number": say(f"数字{unit}；可写 0.5、30%、≥3", "number; 0.5, 30%, ≥3"),
    }.get(circumstance.type, say("如 ≥轻微", ""))


def stated(circumstance: Circumstance, values: list[str], within: str) -> Any:
    """The value that a case file would state for what was chosen or typed. Raises ValueError with the remedy."""
    if circumstance.name == FIRST:
        return _first(values[0], within)
    if circumstance.type == "boolean":
        return {"true": True, "false": False}.get(values[0], "unknown")
    if circumstance.type == "set":
        return "unknown" if "unknown" in values else [each for each in values if each != NONE]
    text = in_yuan(values[0]) if circumstance.type == "money" else values[0]
    answer = parse_answer(circumstance, text)
    if not isinstance(answer, Stated):
        raise ValueError("not an answer")
    return answer.value


def in_yuan(text: str) -> str:
    """Amounts of money as typed, those without a unit in yuan."""
    return _BARE.sub(r"\1元", text)


def _first(truth: str, within: str) -> Any:
    if truth == "true" and within.strip():
        parse_duration({"years": int(within)})
        return {"value": True, "within": {"years": int(within)}}
    return {"true": True, "false": False}.get(truth, "unknown")


def _by_text(circumstance: Circumstance, value: Any) -> bool:
    """Measured values are typed, and so is an interval on a scale."""
    return circumstance.type not in ("boolean", "enum", "set") or isinstance(value, Mapping)


def _choices(circumstance: Circumstance, value: Any, silent: bool, say: Speech) -> Iterator[Choice]:
    if circumstance.type == "boolean":
        word = {True: "true", False: "false"}.get(value, "unknown") if isinstance(value, bool) else "unknown"
        for key, zh, en in _TRUTHS:
            yield Choice(key, say(zh, en), not silent and word == key)
        return
    chosen = value if isinstance(value, list) else [value]
    for key, words in circumstance.values.items():
        yield Choice(key, say.words(words), key in chosen)
    if circumstance.type == "set":
        yield Choice(NONE, say("均无", "none of these"), value == [])
    yield Choice("unknown", say("不明", "unknown"), "unknown" in chosen)
