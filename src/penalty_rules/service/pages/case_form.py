"""Case form: the case as an officer fills it in. What was filed so far travels in the form itself; nothing is stored.

The field `case` holds the case as read before; what stands in the visible fields goes before it. A field that cannot be
read keeps what was typed, and says what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import orjson
from starlette.datastructures import FormData, UploadFile

from ...docket.filing import filed
from ...errors import Fault, PenaltyRulesError, Unreadable
from ...explanation.speech import Speech
from ...reading import parse_document
from ...rulebook import Rulebook
from ..matter_index import Matter
from ..principal import Principal
from ..problems import Problem, problem_of
from .controls import Field, circumstance_of, element, stated, typed
from .fault_words import told

Document = dict[str, Any]
PARTY: Final = ("name", "uscc", "id_number")
MOST_ACTS: Final = 20
_TEXTS: Final = dict.fromkeys(("id", "jurisdiction", "decision_date", "filed_on", "note"), str) | {"facts": dict}
_FACT: Final = re.compile(r"(c|[0-9]{1,3})\.f\.([a-z][a-z0-9_.]{0,99})")
_PATH: Final = re.compile(r"violations\[(\d+)\]\.(facts\.)?([a-z_0-9.]+)")


@dataclass(frozen=True, slots=True)
class FormFault:
    """What is wrong with one field: the key of the field, and the words."""

    key: str
    message: str

    @property
    def id(self) -> str:
        return element(self.key)


@dataclass
class CaseForm:
    """A case being filled in. `typed`: what could not be read, by field; `corrects`: the advice that it replaces."""

    document: Document
    faults: list[FormFault] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)
    corrects: int | None = None

    @property
    def text(self) -> str:
        """The case as it travels in the form."""
        return orjson.dumps(self.document).decode()

    @property
    def complete(self) -> bool:
        """Whether enough is known to say anything: the place, the party, the two dates."""
        document = self.document
        acts = all(each.get("conduct") for each in document["violations"])
        named = ("decision_date", "jurisdiction")
        return bool(acts and document["party"].get("kind") and all(document.get(each) for each in named))

    def refuse(self, error: Problem, lang: str) -> None:
        """Tell the faults that the library found, each at its field."""
        self.faults += [FormFault(_key_of(each.path), told(each, lang)) for each in error.faults]

    def facts(self, place: int | None) -> dict[str, Any]:
        """The facts of a violation, or of the whole case."""
        holder = self.document if place is None else self.document["violations"][place]
        found: dict[str, Any] = holder.setdefault("facts", {})
        return found

    def unread(self, place: int | None) -> list[str]:
        """The circumstances of which something was typed that could not be read."""
        begin = Field(place, "").key
        return [key.removeprefix(begin) for key in self.typed if key.startswith(begin)]


def fresh(matter: Matter, place: str, principal: Principal, today: date) -> CaseForm:
    """A case of which only the matter is known, in the hands of whoever asks."""
    document: Document = {
        "id": "", "jurisdiction": place or principal.jurisdiction, "domain": matter.domain,
        "party": {}, "decision_date": today.isoformat(),
        "violations": [{"matter": matter.code, "facts": {}}], "facts": {},
    }  # fmt: skip
    if principal.authority is not None:
        document["authority"] = {"name": principal.authority}
    return CaseForm(document)


def filed_case(text: str | bytes, kind: str, rulebook: Rulebook) -> CaseForm:
    """A case file (YAML or JSON) as a form. Raises Problem with every fault."""
    document: object = None
    try:
        document = parse_document(text, source="case", kind="json" if kind == "json" else "yaml")
        case = rulebook.read_case(document)
        kept = filed(case, rulebook.vocabulary(case.domain))
    except PenaltyRulesError as error:
        raise problem_of(error, document) from None
    whole = {"facts": {}, **kept.case}
    whole["party"] = {**whole["party"], **(kept.identity or {})}
    return CaseForm(whole)


async def uploaded(form: FormData) -> tuple[bytes, str] | None:
    """A case file that was sent or pasted, with its kind; None where there is none."""
    sent, pasted = form.get("file"), form.get("pasted")
    if isinstance(sent, UploadFile) and sent.filename:
        content = await sent.read()
        return content, "json" if sent.filename.lower().endswith(".json") else "yaml"
    if isinstance(pasted, str) and pasted.strip():
        return pasted.encode(), "json" if pasted.lstrip().startswith("{") else "yaml"
    return None


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


_SIDES: Final = ("why", "proof", "within")


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


def _key_of(path: str) -> str:
    """The field that a path of the case file stands for."""
    found = _PATH.match(path)
    if found is None:
        fact = path.removeprefix("facts.")
        return f"c.f.{fact}" if fact != path else path.removesuffix(".name") if path == "authority.name" else path
    place, fact, name = found.groups()
    return f"{place}.f.{name}" if fact else f"{place}.{'conduct.first' if name.startswith('conduct') else name}"
