"""Between a row and the disposition of docs/docket.md §4, both ways, in plain values.

The docket keeps who the party is apart from what was decided: a disposition made of a row holds no name and no number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from ..money import parse_money, show_yuan
from ..sheets import shown
from .kinds import KINDS
from .layout import columns
from .reading import row_from
from .row import PublicityRow, document_key
from .writing import cells_of, masked_row

SCHEMA: Final = "penalty-rules/disposition-entry/1"
Told = Mapping[str, Any]

_PARTIES: Final = {"natural_person": "natural_person", "individual_business": "individual_business"}
_REVIEWED: Final = {"agreed": "同意", "disagreed": "不同意", "changed": "变更", None: "已审核"}


def decision_of(row: PublicityRow) -> dict[str, Any]:
    """The body of an imported disposition. What the row does not state is None or empty; nothing identifies the party.

    `imported` holds the row by code of column, without the columns of the party's identity, the rest masked.
    """
    masked = masked_row(row)
    spoken = {code: shown(cell) for code, cell in cells_of(masked).items()}
    hidden = {column.code for column in columns() if column.identity}
    return {
        "schema": SCHEMA, "origin": "import", "advice": None, "corrects": None,
        "case": None if row.document_number is None else document_key(row.document_number),
        "document_number": row.document_number, "officer": None, "decided_on": _iso(row.decided_on),
        "violations": [{
            "id": "v1", "matter": None, "conduct": {"from": None, "to": None}, "outcome": row.outcome,
            "kinds": list(row.kinds or ()), "fine": row.fine, "confiscated": row.confiscated, "basis": [],
            "clauses": [], "reason": masked.discretion_reason,
        }],
        "steps": [_step("collective_discussion")] if row.collective_discussion else [],
        "duties": [{"duty": "commitment_letter", "on": None}] if row.commitment_signed else [],
        "departures": [],
        "imported": {code: cell for code, cell in spoken.items() if cell and code not in hidden},
    }  # fmt: skip


def identity_of(row: PublicityRow) -> dict[str, str] | None:
    """Name and numbers of the party as the docket keeps them apart (docs/docket.md §2), without salt; None if none."""
    stated = {"name": row.party_name, "uscc": row.party_uscc, "id_number": row.party_id_number}
    return {key: value for key, value in stated.items() if value is not None} or None


def row_of(disposition: Told, advice: Told | None, identity: Told | None, agency: Told) -> PublicityRow:
    """The row of a disposition, with what its advice and the party's identity add; agency: `name` and `code`.

    An imported disposition gives back the row it was made of, as far as the docket keeps it.
    """
    imported = disposition.get("imported")
    row = _decided(disposition) if imported is None else row_from(dict(imported))
    row = replace(row, **_stated(_own_columns(disposition)))
    row = replace(row, **_stated({} if advice is None else _advised(advice)))
    row = replace(row, **_stated(_identified(identity or {})))
    given = {"agency_name": agency.get("name"), "agency_uscc": agency.get("code")}
    given |= {
        "source_name": row.source_name or agency.get("name"),
        "source_uscc": row.source_uscc or agency.get("code"),
    }
    return replace(row, **_stated(given))


def _own_columns(told: Told) -> dict[str, Any]:
    """What every disposition states of itself."""
    violations, steps = told["violations"], {each["step"]: each for each in told["steps"]}
    kinds = dict.fromkeys(kind for each in violations for kind in each["kinds"])
    outcomes = {each["outcome"] for each in violations}
    return {
        "document_number": told["document_number"],
        "decided_on": None if told["decided_on"] is None else date.fromisoformat(told["decided_on"]),
        "kinds": tuple(kinds) or None,
        "fine": _sum(each["fine"] for each in violations),
        "confiscated": _sum(each["confiscated"] for each in violations),
        "outcome": outcomes.pop() if len(outcomes) == 1 else None,
        "discretion_reason": _joined(each["reason"] for each in violations),
        "collective_discussion": "collective_discussion" in steps or None,
        "commitment_signed": any(each["duty"] == "commitment_letter" for each in told["duties"]) or None,
        "legal_review": _REVIEWED[steps["legal_review"]["result"]] if "legal_review" in steps else None,
        "is_public": ("publicised" in steps and "withdrawn" not in steps) or None,
    }


def _decided(told: Told) -> PublicityRow:
    """What an officer's disposition states beside that."""
    violations = told["violations"]
    return PublicityRow(
        violation_type=_joined((each["matter"] for each in violations), "/"),
        legal_basis=_joined(clause for each in violations for clause in each["clauses"]),
        content=_joined(map(_content, violations)),
        discretion_basis=_joined(rule for each in violations for rule in each["basis"]),
    )


def _advised(advice: Told) -> dict[str, Any]:
    """What the advice adds: the party's kind, the law, the amounts that the file states exactly."""
    case = advice["case"]
    law = (name for each in advice["violations"] for branch in each["law"] for name in branch)
    return {
        "party_kind": _PARTIES.get(case["party"]["kind"], "organisation"),
        "ruleset_version": _joined(law),
        "law_as_of": date.fromisoformat(case["decision_date"]),
        "area_code": case["jurisdiction"] if len(case["jurisdiction"]) == 6 else None,
        "goods_value": _amount(case, "goods_value"),
        "illegal_gains": _amount(case, "illegal_gains"),
    }


def _identified(identity: Told) -> dict[str, Any]:
    id_number = identity.get("id_number")
    return {
        "party_name": identity.get("name"), "party_uscc": identity.get("uscc"), "party_id_number": id_number,
        "party_id_type": "身份证" if id_number else None,
    }  # fmt: skip


def _amount(case: Told, name: str) -> int | None:
    """An amount that the file states for the case as a whole, or for its only violation."""
    violations = case["violations"]
    facts = case.get("facts", {}) | (violations[0].get("facts", {}) if len(violations) == 1 else {})
    try:
        return parse_money(facts.get(name))
    except ValueError:
        return None  # not stated, or only roughly


def _content(violation: Told) -> str | None:
    """What was imposed, in a few words: 警告；罚款50,000元."""
    words = [KINDS[kind] for kind in violation["kinds"]]
    if "fine" in violation["kinds"] and violation["fine"] is not None:
        words[violation["kinds"].index("fine")] += f"{show_yuan(violation['fine'])}元"
    if violation["confiscated"]:
        words.append(f"没收金额{show_yuan(violation['confiscated'])}元")
    return "；".join(words) or None


def _joined(texts: Iterable[str | None], separator: str = "；") -> str | None:
    return separator.join(dict.fromkeys(filter(None, texts))) or None


def _sum(amounts: Iterable[int | None]) -> int | None:
    """The sum, or None where one is not known."""
    known = list(amounts)
    return None if not known or None in known else sum(filter(None, known))


def _step(name: str) -> dict[str, Any]:
    return {"step": name, "by": None, "on": None, "result": None, "note": None}


def _stated(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
