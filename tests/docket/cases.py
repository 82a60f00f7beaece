"""Cases and dockets for the tests of what is recorded: a factory for each, nothing shared between tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from penalty_rules import Evaluator
from penalty_rules.docket import Docket, Keyring, Store
from penalty_rules.reading import read_document

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"
RULESETS = Path(__file__).parent.parent.parent / "rulesets"
Raw = dict[str, Any]


def filed_case(name: str = "2023-17", **changes: Any) -> Raw:
    """A first violation on Guangdong's list, corrected in time."""
    violation = {
        "matter": "environment/registration_form_not_filed", "conduct": "2023-03-01",
        "facts": {"first_violation": True, "harm.level": "minor", "correction.timing": "within_order"},
    }  # fmt: skip
    return {
        "id": name, "jurisdiction": "440100", "domain": "environment", "party": {"kind": "enterprise"},
        "decision_date": "2023-06-01", "violations": [violation], **changes,
    }  # fmt: skip


def docket_at(folder: Path, evaluator: Evaluator | None = None) -> Docket:
    """A new docket in a folder."""
    return Docket(Store.create(str(folder / "docket.db"), Keyring.generate()), evaluator)


def fixture_cases() -> Iterator[Raw]:
    """Every case of every fixture that can be read on its own."""
    for path in sorted(FIXTURES.rglob("*.yaml")):
        told = read_document(path)
        if isinstance(told, dict) and "party" in told:
            yield told
        elif isinstance(told, dict):
            yield from (each["case"] for each in told.get("cases", ()) if "party" in each.get("case", {}))
