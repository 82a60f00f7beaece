"""The workload in the words of this library: a folder of rulesets, and case documents."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import workload
from penalty_rules.reading import read_document
from penalty_rules.rulebook import shipped_folder
from workload import AMOUNTS, COUNTS, DAYS, ENUMS, FACTS, FLAGS, SETS, Leaf, Rule

APL = "cn/general/apl/2021-07-15.yaml"
_TYPES = {
    **dict.fromkeys(ENUMS, "enum"), **dict.fromkeys(FLAGS, "boolean"), **dict.fromkeys(COUNTS, "integer"),
    **dict.fromkeys(AMOUNTS, "money"), **dict.fromkeys(DAYS, "date"), **dict.fromkeys(SETS, "set"),
}  # fmt: skip
_GROUNDS = {
    "no_coercion": "coercion", "lighter": "lighter_circumstance", "reduced": "reduced_circumstance",
    "no_penalty": "minor_violation",
}  # fmt: skip


def write_rulebook(folder: Path, general: list[Rule], listed: list[Rule], size: int) -> Path:
    """A folder with the shipped general vocabulary, a statute (the general rules, the APL's doctrine) and a list."""
    folder.mkdir(parents=True)
    shutil.copy(shipped_folder() / "vocabulary.yaml", folder)
    _write(folder / "vocabulary" / "benchmark.yaml", {"circumstances": [_circumstance(name) for name in FACTS]})
    codes = [workload.matter(i) for i in range(workload.matters(size))]
    matters = [{"code": code, "label": {"zh": code, "en": code}, "domain": "benchmark"} for code in codes]
    _write(folder / "matters" / "benchmark.yaml", {"matters": matters})
    _write(folder / "99" / "benchmark" / "statute" / "2015-01-01.json", _statute(general))
    _write(folder / "99" / "benchmark" / "list" / "2015-01-01.json", _ruleset("list", "list", listed))
    return folder


def document_of(case: dict[str, Any], number: int = 0) -> dict[str, Any]:
    """A case of the workload as a case document."""
    facts = {f"b.{name}": _stated(name, value) for name, value in case.items() if name != "matter"}
    return {
        "id": f"b-{number}", "jurisdiction": "990101", "domain": "benchmark", "decision_date": "2028-12-31",
        "party": {"kind": "enterprise", "name": "某公司"},
        "violations": [{"matter": case["matter"], "conduct": "2020-06-01", "clauses": ["clause-1"], "facts": facts}],
    }  # fmt: skip


def _write(path: Path, document: object) -> None:
    """JSON text, which is YAML too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")


def _circumstance(name: str) -> dict[str, Any]:
    label = {"zh": f"基准{name}", "en": f"benchmark {name}"}
    values = {each: {"zh": each, "en": each} for each in ENUMS.get(name) or SETS.get(name) or ()}
    return {"name": f"b.{name}", "type": _TYPES[name], "label": label, "question": label, "values": values}


def _statute(general: list[Rule]) -> dict[str, Any]:
    apl: Any = read_document(shipped_folder() / APL)
    clause = {
        "id": "clause-1", "title": {"zh": "第一条", "en": "Art. 1"}, "cites": [{"law": "基准法", "article": "第一条"}],
        "rank": "law", "jurisdiction": "99", "in_force": {"from": "2015-01-01", "until": None},
        "kinds": {"required": ["fine"]}, "fine": [{"from": "1000 yuan", "to": "10000 yuan"}], "mark": "mem",
    }  # fmt: skip
    method = {"name": "span_share", "lighter": "30%", "heavier": "30%"}
    added = {"doctrine": apl["doctrine"], "clauses": [clause], "fine_method": method}
    parameters = {"premises": apl["parameters"]["premises"]}
    return {**_ruleset("statute", "statute", general), **added, "parameters": parameters}


def _ruleset(name: str, kind: str, rules: list[Rule]) -> dict[str, Any]:
    return {
        "id": f"99/benchmark/{name}", "version": "1", "kind": kind, "rank": "normative" if kind == "list" else "law",
        "title": {"zh": "基准", "en": "benchmark"}, "issuer": "基准", "document_number": None, "jurisdiction": "99",
        "domain": "benchmark", "in_force": {"from": "2015-01-01", "until": None}, "status": "illustrative",
        "sources": [{"mark": "mem", "text": "generated"}], "rules": [_rule(rule) for rule in rules],
    }  # fmt: skip


def _rule(rule: Rule) -> dict[str, Any]:
    groups = [[_condition(leaf) for leaf in group] for group in rule.groups]
    when = {"all": [group[0] if len(group) == 1 else {"any": group} for group in groups]}
    keyed = {} if rule.matter is None else {"matter": [rule.matter]}
    return {
        "id": rule.id, "title": {"zh": rule.id, "en": rule.id}, **keyed, "ground": _GROUNDS[rule.effect],
        "effect": rule.effect, "force": "shall", "when": when, "cites": [{"law": "基准法", "article": rule.cites}],
        "mark": "mem", "verified": False,
    }  # fmt: skip


def _condition(leaf: Leaf) -> dict[str, Any]:
    name, value = f"b.{leaf.fact}", leaf.value
    if leaf.operator == "is":
        return {name: value}
    if leaf.operator == "within":
        other = f"b.{leaf.other}"
        return {name: {"on_or_before": {"fact": other, "plus": {"days": value}} if value else other}}
    if leaf.operator == "between":
        ends = ("on_or_after", "on_or_before") if leaf.fact in DAYS else ("at_least", "at_most")
        return {name: {key: _stated(leaf.fact, end) for key, end in zip(ends, value, strict=True) if end is not None}}
    if leaf.operator == "any_of":
        return {"not": {name: {"excludes": list(value)}}}
    return {name: {{"in": "in", "all_of": "includes", "none_of": "excludes"}[leaf.operator]: list(value)}}


def _stated(name: str, value: Any) -> Any:
    if name in AMOUNTS:
        return f"{value // 100}.{value % 100:02d} yuan"
    return date.fromordinal(value).isoformat() if name in DAYS else value
