"""Matters 事项: the acts that lists speak of, one code each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..errors import Fault, RulesetRefused, quoted
from ..reading import read_document
from .words import Words


def read_matters(path: Path, domain: str) -> Mapping[str, Words]:
    """Codes of a domain with their labels; none where the file is missing. Raises RulesetRefused with every fault."""
    if not path.is_file():
        return {}
    document = read_document(path)
    entries = document.get("matters") if isinstance(document, Mapping) else None
    if not isinstance(entries, list):
        raise RulesetRefused(str(path), [Fault("", "matters are `matters: [ … ]`")])
    found: dict[str, Words] = {}
    faults = []
    for index, entry in enumerate(entries):
        try:
            code = str(entry["code"])
            if code in found or not code.startswith(f"{domain}/"):
                faults.append(Fault(f"matters[{index}].code", "declared twice or of another domain", quoted(code)))
            found[code] = Words.model_validate(entry["label"])
        except (KeyError, TypeError, ValueError) as error:
            remedy = "`{code, label: {zh, en}, domain}`"
            faults.append(Fault(f"matters[{index}]", "not a matter", quoted(str(error)), remedy))
    if faults:
        raise RulesetRefused(str(path), faults)
    return found
