"""Form reading: what stands in the fields of the check form, put into the case that travelled with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from starlette.datastructures import FormData

from ...errors import Fault, Unreadable
from ...explanation.speech import Speech
from ...reading import parse_document
from ...rulebook import Rulebook
from ..problems import Problem, problem_of
from .case_form import PARTY, CaseForm, Document, FormFault
from .controls import Field, circumstance_of, stated, typed
from .fault_words import told

MOST_ACTS: Final = 20
_TEXTS: Final = dict.fromkeys(("id", "jurisdiction", "decision_date", "filed_on", "note"), str) | {"facts": dict}
_SIDES: Final = ("why", "proof", "within")
_FACT: Final = re.compile(r"(c|[0-9]{1,3})\.f\.([a-z][a-z0-9_.]{0,99})")


def filled(form: FormData, rulebook: Rulebook, lang: str) -> CaseForm:
    """What stands in the form. Raises Problem where it is no form of ours."""
    corrects = str(form.get("corrects") or "")
    made = CaseForm(_carried(form), corrects=int(corrects) if re.fullmatch("[0-9]{1,15}", corrects) else None)
    given = {key: [each for each in form.getlist(key) if isinstance(each, str)] for key in form}
    _basics(made, {key: values[-1].strip() for key, values in given.items() if values}, form)
    vocabulary = rulebook.vocabulary(made.document["domain"]) if made.document["domain"] in rulebook.domains() else None
    for key, values in given.items():
        found = _FACT.fullmatch(key)
        if found is None or vocabulary is None:
            continue
        where = Field(None if found[1] == "c" else int(found[1]), found[2])
        circumstance = circumstance_of(where.name, vocabulary)
        if circumstance is None or (where.place or 0) >= len(made.document["violations"]):
            continue
        _state(made, where, circumstance, values, {side: form.get(where.beside(side)) for side in _SIDES}, lang)
    return made


def _state(
    made: CaseForm, where: Field, circumstance: Any, values: list[str], beside: Mapping[str, Any], lang: str
) -> None:
    """One fact, its reason and its evidence; an empty field takes the fact back."""
    facts, values = made.facts(where.place), [each.strip() for each in values if each.strip()]
    if not values:
        facts.pop(where.name, None)
        return
    said = {side: value.strip() for side, value in beside.items() if isinstance(value, str)}
    before = facts.get(where.name)
    bare = before["value"] if isinstance(before, dict) and "value" in before else before
    try:
        value = (
            bare if before is not None and _same(bare, values) else stated(circumstance, values, said.get("within", ""))
        )
    except ValueError as error:
        made.typed[where.key] = values[0]
        made.faults.append(FormFault(where.key, told(Fault("", "wrong value", None, str(error)), lang)))
        return
    facts[where.name] = _supported(value, said)


def _same(bare: Any, values: list[str]) -> bool:
    """Whether the field still says what the file says, in the words of the form."""
    return not isinstance(bare, bool | list) and values[0] in (typed(bare, Speech("zh")), typed(bare, Speech("en")))


def _supported(value: Any, said: Mapping[str, str]) -> Any:
    """A statement with what supports it, or the value alone."""
    pieces = [each.strip() for each in re.split(r"[;；\n]", said.get("proof", "")) if each.strip()]
    about: Document = {} if not pieces else {"evidence": pieces}
    about |= {"reason": said["why"]} if said.get("why") else {}
    if not about:
        return value
    return {**(value if isinstance(value, dict) and "value" in value else {"value": value}), **about}


def _basics(made: CaseForm, given: Mapping[str, str], form: FormData) -> None:
    """The particulars of the case, as far as their fields are on the form."""
    document = made.document
    for key in ("id", "jurisdiction", "decision_date", "filed_on", "note"):
        _put(document, key, given.get(key))
    if "authority" in given:
        kept = document.get("authority") if isinstance(document.get("authority"), dict) else None
        if not given["authority"]:
            document.pop("authority", None)
        elif kept is None or kept.get("name") != given["authority"]:
            document["authority"] = {"name": given["authority"]}
    for key in ("kind", *PARTY):
        _put(document["party"], key, given.get(f"party.{key}"))
    for place, violation in enumerate(document["violations"]):
        _put_conduct(violation, {part: given.get(f"{place}.conduct.{part}") for part in ("first", "last", "how")})
        if f"{place}.clauses.shown" in given:
            written = [each for each in violation.get("clauses", []) if not isinstance(each, str)]
            chosen = [str(each) for each in form.getlist(f"{place}.clauses")]
            violation["clauses"] = [*chosen, *written]


def _put(holder: Document, key: str, value: str | None) -> None:
    if value:
        holder[key] = value
    elif value is not None and key != "id":
        holder.pop(key, None)


def _put_conduct(violation: Document, given: Mapping[str, str | None]) -> None:
    """One day, the first and last day of a continuing act, or two days between which the act lies."""
    first, last = given["first"], given["last"]
    if first is None:
        return
    if not first:
        violation.pop("conduct", None)
    elif not last or last == first:
        violation["conduct"] = first
    else:
        between = given["how"] == "between"
        violation["conduct"] = {"between": [first, last]} if between else {"from": first, "to": last}


def _carried(form: FormData) -> Document:
    """The case as it travelled in the form."""
    text = form.get("case")
    try:
        document = parse_document(text if isinstance(text, str) else "", source="case", kind="json")
    except Unreadable as error:
        raise problem_of(error) from None
    if not _is_ours(document):
        raise Problem("unreadable", "the form was sent in pieces; open the page again")
    assert isinstance(document, dict)
    return document


def _is_ours(document: object) -> bool:
    """Whether it has the shape in which a case leaves this house; what it says is for the library to judge."""
    if not _shaped(document, {"party": dict, "domain": str, "violations": list}, {**_TEXTS, "authority": dict}):
        return False
    assert isinstance(document, dict)
    acts, party = document["violations"], document["party"]
    shaped = all(_shaped(each, {"matter": str}, {"clauses": list, "facts": dict}) for each in acts)
    return shaped and 0 < len(acts) <= MOST_ACTS and all(isinstance(each, str) for each in party.values())


def _shaped(holder: object, needed: Mapping[str, type], optional: Mapping[str, type]) -> bool:
    return isinstance(holder, dict) and all(
        isinstance(holder.get(key), kind) or (key in optional and holder.get(key) is None)
        for key, kind in {**needed, **optional}.items()
    )
