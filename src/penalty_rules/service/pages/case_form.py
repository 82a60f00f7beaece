"""Case form: the case as an officer fills it in. What was filed so far travels in the form itself; nothing is stored.

The field `case` holds the case as read before; what stands in the visible fields goes before it (form_reading). A field
that cannot be read keeps what was typed, and says what is wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import orjson
from starlette.datastructures import FormData, UploadFile

from ...docket.filing import filed
from ...errors import PenaltyRulesError
from ...reading import parse_document
from ...rulebook import Rulebook
from ..matter_index import Matter
from ..principal import Principal
from ..problems import Problem, problem_of
from .controls import Field, element
from .fault_words import told

Document = dict[str, Any]
PARTY: Final = ("name", "uscc", "id_number")
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


def _key_of(path: str) -> str:
    """The field that a path of the case file stands for."""
    found = _PATH.match(path)
    if found is None:
        fact = path.removeprefix("facts.")
        return f"c.f.{fact}" if fact != path else path.removesuffix(".name") if path == "authority.name" else path
    place, fact, name = found.groups()
    return f"{place}.f.{name}" if fact else f"{place}.{'conduct.first' if name.startswith('conduct') else name}"
