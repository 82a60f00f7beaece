"""The parts of the JSON Schemas that are written by hand: values, facts and the grammar of conditions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from .condition.history import SCOPES
from .vocabulary import Vocabulary
from .vocabulary.circumstance import MEASURED, TRUTH_WORDS, Circumstance

Schema = dict[str, Any]

NULL: Final[Schema] = {"type": "null"}
TEXT: Final[Schema] = {"type": "string"}


def reference(name: str) -> Schema:
    """A reference to a definition of the same schema."""
    return {"$ref": f"#/$defs/{name}"}


def either(*schemas: Schema) -> Schema:
    """What any one of the schemas allows."""
    return {"anyOf": [part for each in schemas for part in each.get("anyOf", [each])]}


def one_or_many(item: Schema) -> Schema:
    """One value, or a list of them."""
    return either(item, {"type": "array", "items": item})


def interval(end: Schema) -> Schema:
    """A value known only to lie between two ends."""
    ends: Schema = dict.fromkeys(("at_most", "at_least", "less_than", "more_than"), end)
    return either(
        {"type": "object", "properties": ends, "minProperties": 1, "additionalProperties": False},
        {
            "type": "object", "required": ["between"], "additionalProperties": False,
            "properties": {"between": {"type": "array", "items": end, "minItems": 2, "maxItems": 2}},
        },
    )  # fmt: skip


AMOUNT: Final = reference("amount")
CONDITION_PART: Final = reference("condition")
DATE: Final = reference("date")
DAY_OR_INTERVAL: Final = either(DATE, interval(DATE))
DURATION: Final = reference("duration")
FACTS: Final = reference("facts")
NUMBER: Final = reference("number")
TRUTH: Final = reference("truth")
_SCALAR: Final[Schema] = {"type": ["boolean", "integer", "number", "string"]}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 0, "maximum": 36500}
_OPERAND: Final = either(
    TEXT,
    {
        "type": "object", "required": ["fact"], "additionalProperties": False,
        "properties": {"fact": TEXT, "plus": DURATION, "minus": DURATION},
    },
)  # fmt: skip
_LIST: Final[Schema] = {"type": "array", "items": TEXT, "minItems": 1}
_COMPARISON: Final = either(
    _SCALAR,
    {
        "type": "object", "minProperties": 1, "additionalProperties": False,
        "properties": {
            **dict.fromkeys(("at_most", "at_least", "less_than", "more_than"), _SCALAR),
            **dict.fromkeys(("in", "includes", "excludes"), _LIST),
            **dict.fromkeys(("before", "on_or_before", "after", "on_or_after"), _OPERAND),
        },
    },
)  # fmt: skip
_LOOK_BACK: Final = either(
    {"const": True},
    {
        "type": "object", "additionalProperties": False,
        "properties": {
            "within": either({"enum": ["calendar_year", "since_list", None]}, DURATION),
            "same": {"enum": sorted(SCOPES)},
            "counting_back_from": {"enum": ["conduct", "decision", "discovery"]},
            "counts": {"enum": ["all", "penalised"]},
        },
    },
)  # fmt: skip
_SEVERAL: Final[Schema] = {"type": "array", "items": CONDITION_PART, "minItems": 1}
CONDITION: Final[Schema] = {
    "description": "A circumstance that is true, a comparison, or all, any, not of conditions.",
    "anyOf": [
        {"type": "string", "pattern": r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$"},
        {
            "type": "object",
            "minProperties": 1,
            "properties": {
                "all": _SEVERAL, "any": _SEVERAL, "not": CONDITION_PART,
                "first_violation": _LOOK_BACK, "prior_violation": _LOOK_BACK,
            },
            "additionalProperties": _COMPARISON,
        },
    ],
}  # fmt: skip
_ANY_VALUE: Final = either(_SCALAR, NULL, {"type": "array", "items": TEXT}, interval(_SCALAR))
_ABOUT: Final[Schema] = {"evidence": one_or_many(TEXT), "reason": TEXT, "note": TEXT}
_FIRST_KEYS: Final[Schema] = {"within": either(DURATION, NULL), "same": {"enum": sorted(SCOPES)}}

PARTS: Final[Mapping[str, Schema]] = {
    "amount": {
        "description": "Money with its unit: 500 yuan, 36.5元, 7万元.",
        "type": "string", "maxLength": 40,
        "pattern": r"^\s*[0-9][0-9_,]*(\.[0-9]+)?\s*(yuan|CNY|RMB|元|万元|亿元|fen|分)\s*$",
    },
    "condition": CONDITION,
    "date": {"type": "string", "format": "date", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    "duration": {
        "description": "Calendar years and months, then days.",
        "type": "object", "minProperties": 1, "additionalProperties": False,
        "properties": {"years": _COUNT, "months": _COUNT, "days": _COUNT},
    },
    "fact": either(_ANY_VALUE, reference("stated"), reference("facts")),
    "facts": {
        "description": "Circumstances by name, Chinese label or alias; dotted names may be nested.",
        "type": "object", "additionalProperties": reference("fact"),
    },
    "number": {
        "description": "3, 0.1, 7/2 or 30%.",
        "anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^\s*-?[0-9.]+(/[0-9]+)?\s*%?\s*$"}],
    },
    "stated": {
        "description": "A fact with what supports it.",
        "type": "object", "required": ["value"], "additionalProperties": False,
        "properties": {"value": _ANY_VALUE, **_ABOUT, **_FIRST_KEYS},
    },
    "truth": {"enum": [True, False, *(word for word in TRUTH_WORDS)]},
}  # fmt: skip

_LIMIT: Final = either(AMOUNT, NUMBER)
_METHODS: Final = either(*map(reference, ("SpanShareDocument", "MaximumShareDocument", "WeightedFactorsDocument")))
_ACT: Final = either(
    DAY_OR_INTERVAL,
    {
        "type": "object", "required": ["from"], "additionalProperties": False,
        "properties": {"from": DAY_OR_INTERVAL, "to": DAY_OR_INTERVAL},
    },
    {
        "type": "object", "required": ["起"], "additionalProperties": False,
        "properties": {"起": DAY_OR_INTERVAL, "止": DAY_OR_INTERVAL},
    },
)  # fmt: skip
_CLAUSE: Final = reference("ClauseDocument")
_ONE_TEXT: Final = one_or_many(TEXT)
_WRITTEN_NUMBER: Final[Schema] = {"type": ["string", "integer"]}

_FEN: Final = either(AMOUNT, {"description": "Fen.", "type": "integer", "minimum": 0, "maximum": 2**53 - 1})

REFINED: Final[Mapping[tuple[str, str], Schema]] = {
    ("CaseDocument", "id"): _WRITTEN_NUMBER,
    ("CaseDocument", "jurisdiction"): {**_WRITTEN_NUMBER, "pattern": "^[0-9]{2,6}$", "minimum": 10, "maximum": 999999},
    ("CaseDocument", "authority"): either(TEXT, reference("AuthorityDocument")),
    ("CaseDocument", "filed_on"): DATE,
    ("CaseDocument", "decision_date"): DATE,
    ("CaseDocument", "facts"): FACTS,
    ("PartyDocument", "birth_date"): DATE,
    ("RecordDocument", "conduct"): DAY_OR_INTERVAL,
    ("CheckedDocument", "from"): either({"enum": ["ever", "全部", None]}, DATE),
    ("CheckedDocument", "until"): DATE,
    ("ViolationDocument", "conduct"): _ACT,
    ("ViolationDocument", "clauses"): one_or_many(either(TEXT, _CLAUSE)),
    ("ViolationDocument", "facts"): FACTS,
    ("DecidedViolation", "fine"): _FEN,
    ("DecidedViolation", "confiscated"): _FEN,
    ("Citation", "from"): DATE,
    ("Citation", "until"): DATE,
    ("Period", "from"): DATE,
    ("Period", "until"): DATE,
    ("BranchDocument", "when"): CONDITION_PART,
    ("BranchDocument", "from"): _LIMIT,
    ("BranchDocument", "to"): _LIMIT,
    ("AmountBand", "from"): AMOUNT,
    ("AmountBand", "to"): AMOUNT,
    ("RuleDocument", "matter"): _ONE_TEXT,
    ("RuleDocument", "party"): _ONE_TEXT,
    ("RuleDocument", "penalty"): _ONE_TEXT,
    ("RuleDocument", "when"): CONDITION_PART,
    ("RuleDocument", "unless"): CONDITION_PART,
    ("RulesetDocument", "jurisdiction"): _ONE_TEXT,
    ("RulesetDocument", "exclusions"): {"type": "array", "items": CONDITION_PART},
    ("RulesetDocument", "rules"): {"type": "array", "items": reference("RuleDocument")},
    ("RulesetDocument", "clauses"): {"type": "array", "items": _CLAUSE},
    ("RulesetDocument", "fine_method"): _METHODS,
    **{(f"{name}ShareDocument", end): NUMBER for name in ("Span", "Maximum") for end in ("lighter", "heavier")},
    **{("FixedBandsDocument", end): _LIMIT for end in ("from", "to", "lighter_to", "heavier_from")},
    ("WeightDocument", "when"): CONDITION_PART,
    ("WeightDocument", "percent"): either(NUMBER, interval(NUMBER)),
    ("WeightTableDocument", "start"): NUMBER,
    ("WeightTableDocument", "cap"): NUMBER,
    ("RowDocument", "when"): CONDITION_PART,
    ("RowDocument", "from"): _LIMIT,
    ("RowDocument", "to"): _LIMIT,
    ("Presumption", "value"): _ANY_VALUE,
    ("Change", "to"): _ANY_VALUE,
    ("DefinedValue", "value"): _ANY_VALUE,
    ("DefinedValue", "when"): CONDITION_PART,
}


def circumstances_as_facts(vocabulary: Vocabulary) -> Schema:
    """The facts of a case closed to a vocabulary: names, labels, aliases, and dotted names nested."""
    root: Schema = {"type": "object", "properties": {}, "additionalProperties": False}
    for circumstance in vocabulary:
        if circumstance.system:
            continue
        value = _stated(_value_of(circumstance), circumstance)
        for word in (circumstance.name, circumstance.label.zh, *circumstance.aliases):
            _place(root, (word,), value)
        if "." in circumstance.name:
            _place(root, tuple(circumstance.name.split(".")), value)
    for word in ("first_violation", "初次违法", "首次违法"):
        _place(root, (word,), _stated(TRUTH, None))
    return root


def _place(root: Schema, path: tuple[str, ...], value: Schema) -> None:
    at = root
    for part in path[:-1]:
        at = at["properties"].setdefault(part, {"type": "object", "properties": {}, "additionalProperties": False})
        if "properties" not in at:  # the name of a circumstance is also the beginning of another: only dotted there
            return
    at["properties"].setdefault(path[-1], value)


def _stated(value: Schema, circumstance: Circumstance | None) -> Schema:
    known: Schema = {"value": value, **_ABOUT, **(_FIRST_KEYS if circumstance is None else {})}
    whole = either(value, {"type": "object", "required": ["value"], "properties": known, "additionalProperties": False})
    if circumstance is None:
        return whole
    return {"description": f"{circumstance.label.zh} · {circumstance.label.en}", **whole}


def _value_of(circumstance: Circumstance) -> Schema:
    unknown: Schema = {"enum": [None, *(w for w, value in TRUTH_WORDS.items() if not isinstance(value, bool))]}
    spelled: Schema = {"enum": list(circumstance.positions)}
    exact = {
        "boolean": TRUTH, "enum": spelled, "set": {"type": "array", "items": spelled},
        "money": AMOUNT, "date": DATE, "number": NUMBER, "integer": NUMBER,
    }[circumstance.type]  # fmt: skip
    ranged = circumstance.type in MEASURED or circumstance.ordered
    return either(exact, unknown, *([interval(exact)] if ranged else []))
