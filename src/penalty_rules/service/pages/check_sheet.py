"""Check sheet: all that the check page shows of a case being filled in, worked out from what stands in its form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ...advice import Advice
from ...advice_document import document
from ...case.document import CaseDocument
from ...explanation.procedure_part import answers_told
from ...explanation.speech import Json, Speech
from ...vocabulary.words import Words
from ...wording import BECAUSE, BURDENS, FORCES, OUTCOMES, PARTIES
from ..office import Office
from ..principal import Principal
from ..problems import Problem
from .case_form import CaseForm, FormFault
from .controls import element, field_of
from .labels import DOMAINS, place_name
from .question_sheet import QuestionSheet, answered_alone, question_sheet
from .verdict import reasoning, total, verdict

FIRST_SHOWN: Final = 5
UNNUMBERED: Final = "unnumbered"
_NUMERALS: Final = "一二三四五六七八九十"
_SHORT: Final[Mapping[str, tuple[str, str]]] = {
    "no_penalty": ("不予", "none"), "reduced": ("减轻", "reduced"), "lighter": ("从轻", "lighter"),
    "ordinary": ("一般", "ordinary"), "heavier": ("从重", "heavier"),
}  # fmt: skip
_STATES: Final[Mapping[str, tuple[str, str]]] = {
    "recommended": ("建议", "advised"), "permitted": ("允许", "permitted"), "possible": ("可能", "possible"),
    "conditional": ("视事实", "depends"),
    "": ("—", "—"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClauseChoice:
    id: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Act:
    """One violation as the form shows it."""

    place: int
    label: str
    first: str
    last: str
    between: bool
    clauses: tuple[ClauseChoice, ...]
    chosen: int
    sheet: QuestionSheet


def check_sheet(
    form: CaseForm, office: Office, principal: Principal, say: Speech, *, with_reasoning: bool = True
) -> dict[str, Any]:
    """The values of the templates. Faults that the library finds are added to those of the form."""
    advice = _advice(form, office, principal, say.lang)
    told = None if advice is None else document(advice, office.calendar)
    acts = [_act(form, office, place, advice, told, say) for place in range(len(form.document["violations"]))]
    each = [] if told is None else told["violations"]
    return {
        "form": form, "case": _shown(form.document), "acts": acts, "complete": form.complete, "first": FIRST_SHOWN,
        "verdicts": [verdict(say, one) for one in each], "total": None if told is None else total(say, told),
        "reasonings": [reasoning(say, told["case"], one) for one in each] if told and with_reasoning else [],
        "with_reasoning": with_reasoning, "unfold": False,
        "place_name": place_name(form.document.get("jurisdiction", "")),
        "domain_label": say.words(domain_words(form.document["domain"])), **words_of(say),
    }  # fmt: skip


def recordable(form: CaseForm, say: Speech) -> Json:
    """The case as it is recorded; what is still missing is told in the form."""
    needed = {
        "id": say("请填写案号", "give the case number"), "jurisdiction": say("请填写行政区划代码", "give the place"),
        "decision_date": say("请填写决定日期", "give the decision date"),
    }  # fmt: skip
    document = _filed(form)
    form.faults += [FormFault(key, message) for key, message in needed.items() if not document.get(key)]
    if not document.get("party", {}).get("kind"):
        form.faults.append(FormFault("party.kind", say("请选择当事人类型", "choose the kind of party")))
    for place, each in enumerate(document["violations"]):
        if not each.get("conduct"):
            message = say("请填写行为日期", "give the day of the act")
            form.faults.append(FormFault(f"{place}.conduct.first", message))
    return document


def _filed(form: CaseForm) -> dict[str, Any]:
    """The case without what is empty."""
    return {key: value for key, value in form.document.items() if value not in (None, "", {})}


def words_of(say: Speech) -> dict[str, Any]:
    """The tables of words and the small functions that the templates of check and case share."""
    return {
        "burdens": BURDENS, "because": BECAUSE, "outcomes": OUTCOMES, "forces": FORCES,
        "parties": list(PARTIES.items()),
        "states": {code: say(*words) for code, words in _STATES.items()},
        "short": lambda outcome: say(*_SHORT[outcome]), "leads": lambda about: answers_told(say, about),
        "numeral": lambda at: say(f"{_NUMERALS[at - 1]}、", f"{at}. "), "anchor": _anchor,
    }  # fmt: skip


def domain_words(domain: str) -> Words:
    """A domain by name."""
    return DOMAINS.get(domain) or Words(zh=domain, en=domain)


def _advice(form: CaseForm, office: Office, principal: Principal, lang: str) -> Advice | None:
    """The advice as far as the form has come; None while the basics are missing or something is wrong."""
    if not form.complete:
        return None
    try:
        return office.evaluate({"id": UNNUMBERED, **_filed(form)}, principal, strict=False)
    except Problem as problem:
        form.refuse(problem, lang)
        if not problem.faults:
            form.faults.append(FormFault("jurisdiction", problem.title.of(lang)))
        return None


def _act(form: CaseForm, office: Office, place: int, advice: Advice | None, told: Json | None, say: Speech) -> Act:
    filed = form.document["violations"][place]
    first, last, between = _days(filed.get("conduct"))
    chosen = [each for each in filed.get("clauses", ()) if isinstance(each, str)]
    rulebook, domain = office.rulebook, form.document["domain"]
    if advice is None or told is None:
        vocabulary = rulebook.vocabulary(domain if domain in rulebook.domains() else "general")
        sheet = answered_alone(form, place, vocabulary, say)
    else:
        sheet = question_sheet(form, place, advice.violations[place], told["violations"][place], say)
    return Act(
        place, _label(office, domain, str(filed.get("matter"))).of(say.lang), first, last, between,
        tuple(_clauses(form.document, office, set(chosen), say)), len(chosen), sheet,
    )  # fmt: skip


def _label(office: Office, domain: str, matter: str) -> Words:
    if matter == "unlisted":
        return Words(zh="清单未列明的违法行为", en="an act that no list names")
    known = office.rulebook.matters(domain) if domain in office.rulebook.domains() else {}
    return known.get(matter) or Words(zh=matter, en=matter)


def _clauses(filed: Json, office: Office, chosen: set[str], say: Speech) -> Iterator[ClauseChoice]:
    """The penalty clauses of the place and the domain, each once; those chosen first."""
    place, domain = str(filed.get("jurisdiction", "")), filed["domain"]
    if not (place.isascii() and place.isdigit() and domain in office.rulebook.domains()):
        return
    authority = filed.get("authority")
    scope = office.rulebook.scope(place, domain, authority.get("code") if isinstance(authority, dict) else None)
    titles: dict[str, str] = {}
    for clause in (each for family in scope.families.values() for ruleset in family for each in ruleset.clauses):
        title = clause.document.title
        titles.setdefault(clause.id, clause.id if title is None else say.words(title))
    for name in sorted(titles, key=lambda name: name not in chosen):
        yield ClauseChoice(name, titles[name], name in chosen)


def _days(conduct: Any) -> tuple[str, str, bool]:
    """First and last day as the form has them, and whether the act lies on some day between."""
    if isinstance(conduct, dict):
        if isinstance(conduct.get("between"), list) and len(conduct["between"]) == 2:
            return str(conduct["between"][0]), str(conduct["between"][1]), True
        ends = (conduct.get("from", ""), conduct.get("to", ""))
        return (*(each if isinstance(each, str) else "" for each in ends), False)  # type: ignore[return-value]
    return ("" if conduct is None else str(conduct)), "", False


def _shown(filed: Json) -> dict[str, Any]:
    """The particulars with every key that the template reads."""
    keys = [name for name in CaseDocument.model_fields if name not in ("violations", "facts", "history")]
    party = {key: filed["party"].get(key) for key in ("kind", "name", "uscc", "id_number")}
    authority = filed.get("authority")
    name = authority.get("name") if isinstance(authority, dict) else None
    return {**{key: filed.get(key) for key in keys}, "party": party, "authority": name}


def _anchor(place: int, name: str) -> str:
    """The id of the field that answers a question."""
    if name.startswith("text:"):
        return f"open-{place}"
    if name in ("conduct_start", "conduct_end"):
        return f"f-{place}-conduct-first"
    return element(field_of(place, name).key)
