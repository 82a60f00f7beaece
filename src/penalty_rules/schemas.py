"""JSON Schemas (draft 2020-12) of the files, made from the models, so that editors complete and check as one types.

What the models leave open because the library reads it itself (conditions, facts, dates, amounts, one-or-many) is
written out by hand in `schema_parts`. Read as JSON: a date is text, a decimal is a number. A schema without a
vocabulary takes any circumstance; with one, facts and conditions are closed to its names.

    python -m penalty_rules.schemas --write [FOLDER]        regenerates the committed files
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from .case.document import CHINESE_KEYS, CHINESE_VALUES, CaseDocument
from .clause import ClauseDocument
from .errors import RulesetUnknown
from .fine_method.document import DOCUMENTS, FixedBandsDocument
from .reading import nearest
from .ruleset.document import RuleDocument, RulesetDocument
from .schema_parts import CONDITION, NULL, PARTS, REFINED, Schema, circumstances_as_facts, either, reference
from .vocabulary import Vocabulary
from .vocabulary.circumstance import Circumstance

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
NAMES: Final = ("case", "ruleset", "vocabulary", "advice", "disposition")


def schema(name: str, vocabulary: Vocabulary | None = None) -> Schema:
    """The schema of the files of that name, one of NAMES. Raises RulesetUnknown for another name."""
    made = _MAKERS.get(name)
    if made is None:
        raise RulesetUnknown("schema", name, nearest(name, NAMES) or NAMES)
    root, definitions = made()
    if vocabulary is not None:
        definitions = _closed(definitions, vocabulary)
    used = _reached(root, definitions)
    return {
        "$schema": DIALECT,
        "$id": f"urn:penalty-rules:schema:{name}",
        **root,
        "$defs": {key: definitions[key] for key in sorted(used)},
    }


def text_of(name: str, vocabulary: Vocabulary | None = None) -> str:
    """The schema as it is committed: indented JSON, Chinese as it is, a line break at the end."""
    return json.dumps(schema(name, vocabulary), ensure_ascii=False, indent=2) + "\n"


def write(folder: Path) -> list[Path]:
    """Write every schema into a folder; the paths written."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name in NAMES:
        path = folder / f"{name}.schema.json"
        path.write_text(text_of(name), encoding="utf-8")
        paths.append(path)
    return paths


def _definitions(*models: type[BaseModel], refined: Mapping[tuple[str, str], Schema] = REFINED) -> dict[str, Schema]:
    """The models' own schemas, refined by hand where a model of a file says `Any`."""
    _, whole = models_json_schema([(model, "validation") for model in models], by_alias=True)
    found: dict[str, Schema] = {**PARTS, **whole["$defs"]}
    for model, properties in found.items():
        for key, given in properties.get("properties", {}).items():
            given.pop("title", None)
            if (model, key) in refined:
                properties["properties"][key] = _with_default(refined[model, key], given)
    return found


def _with_default(refined: Schema, given: Schema) -> Schema:
    """The refined schema; null is allowed where the model's default is null."""
    kept = {key: given[key] for key in ("description",) if key in given}
    allowed = either(refined, NULL) if "default" in given and given["default"] is None else refined
    return {**allowed, **kept}


def _case() -> tuple[Schema, dict[str, Schema]]:
    definitions = _definitions(CaseDocument, ClauseDocument)
    spoken = {name: _in_chinese(each) if name not in _RULE_PARTS else each for name, each in definitions.items()}
    return {"title": "A case", "$ref": "#/$defs/CaseDocument"}, spoken


def _ruleset() -> tuple[Schema, dict[str, Schema]]:
    definitions = _definitions(RulesetDocument, RuleDocument, ClauseDocument, FixedBandsDocument, *DOCUMENTS.values())
    return {"title": "A ruleset", "$ref": "#/$defs/RulesetDocument"}, definitions


def _vocabulary() -> tuple[Schema, dict[str, Schema]]:
    definitions = _definitions(Circumstance)
    listed = {"type": "array", "items": reference("Circumstance")}
    return {
        "title": "A vocabulary", "type": "object", "properties": {"circumstances": listed},
        "required": ["circumstances"], "additionalProperties": False,
    }, definitions  # fmt: skip


def _advice() -> tuple[Schema, dict[str, Schema]]:
    from .advice_document.model import AdviceDocument

    return {"title": "An advice", "$ref": "#/$defs/AdviceDocument"}, _definitions(AdviceDocument, refined={})


def _disposition() -> tuple[Schema, dict[str, Schema]]:
    from .docket.disposition import DispositionDocument

    return {"title": "A disposition", "$ref": "#/$defs/DispositionDocument"}, _definitions(DispositionDocument)


_MAKERS: Final[Mapping[str, Callable[[], tuple[Schema, dict[str, Schema]]]]] = {
    "case": _case, "ruleset": _ruleset, "vocabulary": _vocabulary, "advice": _advice,
    "disposition": _disposition,
}  # fmt: skip
_RULE_PARTS: Final = frozenset(PARTS) - {"stated"} | {"ClauseDocument", "BranchDocument", "Kinds", "Words", "Citation"}


def _in_chinese(given: Schema) -> Schema:
    """The same object, its keys and closed values also as Chinese case files write them."""
    properties = given.get("properties")
    if properties is None:
        return given
    spoken: Schema = {}
    for key, each in properties.items():
        values = list(CHINESE_VALUES.get(key, ()))
        spoken[key] = either(each, {"enum": values}) if values and key != "matter" else each
        spoken |= {chinese: spoken[key] for chinese, english in CHINESE_KEYS.items() if english == key}
    required = [
        {"anyOf": [{"required": [key]}, *({"required": [c]} for c, e in CHINESE_KEYS.items() if e == key)]}
        for key in given.get("required", ())
    ]
    rest = {key: value for key, value in given.items() if key not in ("properties", "required")}
    return {**rest, "properties": spoken, **({"allOf": required} if required else {})}


def _closed(definitions: Mapping[str, Schema], vocabulary: Vocabulary) -> dict[str, Schema]:
    """The definitions with facts and conditions closed to the names of a vocabulary."""
    names = sorted(each.name for each in vocabulary)
    condition = json.loads(json.dumps(CONDITION))
    by_name, by_mapping = condition["anyOf"]
    by_name["enum"] = ["unread", *names]
    by_name.pop("pattern", None)
    comparison = by_mapping.pop("additionalProperties")
    by_mapping["properties"] |= {name: comparison for name in names if name not in by_mapping["properties"]}
    by_mapping["additionalProperties"] = False
    return {**definitions, "condition": condition, "facts": circumstances_as_facts(vocabulary)}


def _reached(root: Schema, definitions: Mapping[str, Schema]) -> set[str]:
    found: set[str] = set()
    waiting: list[Any] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            name = str(node.get("$ref", "")).removeprefix("#/$defs/")
            if name and name not in found:
                found.add(name)
                waiting.append(definitions[name])
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
    return found


if __name__ == "__main__":
    if sys.argv[1:2] != ["--write"]:
        sys.exit("usage: python -m penalty_rules.schemas --write [FOLDER]")
    for written in write(Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).parents[2] / "schemas"):
        print(written)
