"""Filing: a case as filed becomes what is recorded of it; the identity of the party is kept apart."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..canonical import canonical, checked
from ..case import Case
from ..case.statements import FIRST
from ..errors import quoted
from ..identifiers import birth_date_of
from ..vocabulary import Vocabulary

IDENTITY: Final = ("name", "uscc", "id_number")
Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Filed:
    """A case ready to be recorded: canonical JSON values without the identity of the party."""

    case: Told
    identity: Told | None
    identifier: str | None  # what tells this party from all others, never recorded in clear

    def sealed_identity(self) -> bytes | None:
        """The identity with a fresh salt, canonical."""
        return None if self.identity is None else sealed(self.identity)


def filed(case: Case, vocabulary: Vocabulary) -> Filed:
    """What is recorded of a case. Raises NotCanonical."""
    told: Told = checked(dict(_named(case.document, vocabulary)))
    party = told["party"]
    identity = {key: party.pop(key) for key in IDENTITY if party.get(key) is not None}
    if "id_number" in identity:
        party["birth_date"] = birth_date_of(identity["id_number"]).isoformat()
    return Filed(told, identity or None, identifier_of(identity))


def identifier_of(identity: Mapping[str, Any]) -> str | None:
    """The identifier of a party with its kind; a name alone tells nobody apart."""
    return next((f"{kind}:{identity[kind]}" for kind in ("uscc", "id_number") if identity.get(kind)), None)


def sealed(identity: Mapping[str, Any]) -> bytes:
    """An identity with a fresh salt, canonical."""
    return canonical({**identity, "salt": secrets.token_hex(16)})


def with_history(case: Mapping[str, Any], records: list[Told]) -> Told:
    """The case that is evaluated: the file, and what the docket knows of the party's past and the file does not say."""
    if not records:
        return dict(case)
    history = case.get("history") or {}
    stated = list(history.get("records") or ())
    said = {(each.get("conduct"), each.get("matter")) for each in stated if isinstance(each.get("conduct"), str)}
    added = [
        {key: value for key, value in each.items() if key != "entry"}
        for each in records
        if not isinstance(each["conduct"], str) or (each["conduct"], each["matter"]) not in said
    ]
    return {**case, "history": {**history, "records": stated + added}}


def _named(document: Mapping[str, object], vocabulary: Vocabulary) -> Iterator[tuple[str, object]]:
    """The document with every circumstance under its name, whatever it was called in the file."""
    for key, value in document.items():
        if key == "facts" and isinstance(value, Mapping):
            yield key, dict(_facts(value, vocabulary))
        elif key == "violations" and isinstance(value, list):
            yield key, [dict(_named(each, vocabulary)) if isinstance(each, Mapping) else each for each in value]
        else:
            yield key, value


def _facts(facts: Mapping[str, Any], vocabulary: Vocabulary, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in facts.items():
        word = f"{prefix}{key}"
        circumstance = vocabulary.resolve(word)
        if circumstance is not None:
            yield circumstance.name, value
        elif word in FIRST:
            yield FIRST[0], value
        elif isinstance(value, Mapping):
            yield from _facts(value, vocabulary, f"{word}.")
        else:
            raise ValueError(f"not a circumstance: {quoted(word)}")
