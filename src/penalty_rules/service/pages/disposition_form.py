"""Disposition form: what an officer decided, as a form, held against its advice before anything is recorded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.datastructures import FormData

from ...docket import read_disposition
from ...docket.disposition import Answer, StepDocument
from ...errors import DispositionRefused, Fault
from ...explanation.speech import Json
from .case_form import FormFault
from .controls import in_yuan
from .fault_words import told
from .record_words import STEPS
from .recorded_case import RecordedCase

RECORDED_DUTIES: Final = ("education", "order_to_correct", "commitment_letter")
REVIEW: Final = "legal_review"
_PATH: Final = re.compile(r"(violations|steps|duties)\[(\d+)\]\.?([a-z_]*)")


@dataclass
class DispositionForm:
    """What stands in the form: `document` as it would be filed; faults and departures once it is compared."""

    document: dict[str, Any]
    faults: list[FormFault] = field(default_factory=list)
    departures: tuple[Mapping[str, Any], ...] = ()

    @property
    def acts(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.document["violations"]
        return found

    def step(self, name: str) -> Mapping[str, Any]:
        """A step as the form has it; empty where it was not taken."""
        return next((each for each in self.document["steps"] if each["step"] == name), {})

    def duty(self, name: str) -> Mapping[str, Any] | None:
        return next((each for each in self.document["duties"] if each["duty"] == name), None)

    @property
    def seen(self) -> str:
        """What tells these departures from others: they are shown before they are saved."""
        return " ".join(sorted(f"{each['violation']}:{each['kind']}:{each['advised']}" for each in self.departures))


def prefilled(case: RecordedCase, officer: str) -> DispositionForm:
    """The form as it is first shown: what was recommended, or what stands and is to be corrected."""
    before = None if case.standing is None else case.standing.told()
    acts = case.told["violations"] if before is None else before["violations"]
    document = {
        "advice": case.entry.seq, "corrects": None if case.standing is None else case.standing.seq,
        "document_number": None if before is None else before["document_number"],
        "officer": officer if before is None else before["officer"],
        "decided_on": case.told["case"]["decided"] if before is None else before["decided_on"],
        "violations": [_act(each, before is None) for each in acts],
        "steps": [] if before is None else [each for each in before["steps"] if each["step"] != REVIEW],
        "duties": [] if before is None else list(before["duties"]),
    }  # fmt: skip
    return DispositionForm(document)


def given(form: FormData, case: RecordedCase) -> DispositionForm:
    """What was sent."""
    text = {key: str(form.get(key) or "").strip() for key in form}
    document: dict[str, Any] = {
        "advice": case.entry.seq, "corrects": None if case.standing is None else case.standing.seq,
        **{key: text.get(key) or None for key in ("document_number", "officer", "decided_on")},
        "violations": [_sent(place, each, text, form) for place, each in enumerate(case.told["violations"])],
        "steps": list(_steps(text)), "duties": list(_duties(text)),
    }  # fmt: skip
    return DispositionForm(document)


def compare(made: DispositionForm, case: RecordedCase, lang: str, *, own_reviews: bool) -> None:
    """Hold it against the advice: its faults and its departures are then in the form; nothing is recorded.

    `own_reviews`: the officer states the legal review too, since nobody else works here.
    """
    try:
        written = read_disposition({key: value for key, value in made.document.items() if value is not None})
    except DispositionRefused as error:
        made.faults += [FormFault(_key_of(each.path, made), told(each, lang)) for each in error.faults]
        return
    reviewed = [
        StepDocument(step="legal_review", by=each.account, on=each.on, result=each.result, note=each.note)
        for each in case.reviews
    ]
    whole = written.model_copy(update={"steps": (*written.steps, *(() if own_reviews else reviewed))})
    answer = Answer(whole, case.body, case.entry.digest)
    made.departures = answer.departures
    made.faults += [FormFault(_key_of(each.path, made), told(each, lang)) for each in answer.faults]


def refused(made: DispositionForm, faults: tuple[Fault, ...], lang: str) -> None:
    """Tell at their fields the faults with which recording was refused; what was told before is not told twice."""
    known = {each.message for each in made.faults}
    found = [FormFault(_key_of(each.path, made), told(each, lang)) for each in faults]
    made.faults += [each for each in found if each.message not in known]


def _act(each: Json, advised: bool) -> dict[str, Any]:
    if advised:
        return {"id": each["id"], "outcome": each["outcome"], "kinds": [], "fine": "", "confiscated": "", "reason": ""}
    yuan = {key: f"{each[key] / 100:.2f}".removesuffix(".00") if each[key] else "" for key in ("fine", "confiscated")}
    return {
        "id": each["id"],
        "outcome": each["outcome"],
        "kinds": each["kinds"],
        **yuan,
        "reason": each["reason"] or "",
    }


def _sent(place: int, advised: Json, text: Mapping[str, str], form: FormData) -> dict[str, Any]:
    amounts = {key: in_yuan(text.get(f"v.{place}.{key}", "")) or 0 for key in ("fine", "confiscated")}
    kinds = [str(each) for each in form.getlist(f"v.{place}.kinds")]
    reason, outcome = text.get(f"v.{place}.reason") or None, text.get(f"v.{place}.outcome") or None
    return {"id": advised["id"], "outcome": outcome, "kinds": kinds, **amounts, "reason": reason}


def _steps(text: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for name in STEPS:
        said = {key: text.get(f"s.{name}.{key}") or None for key in ("by", "on", "result", "note")}
        if f"s.{name}" in text or any(said.values()):
            yield {"step": name, **said}


def _duties(text: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for name in RECORDED_DUTIES:
        day = text.get(f"d.{name}.on") or None
        if f"d.{name}" in text or day:
            yield {"duty": name, "on": day}


def _key_of(path: str, made: DispositionForm) -> str:
    """The field that a path of the disposition stands for."""
    found = _PATH.match(path)
    if found is None:
        return "v.0.outcome" if path == "violations" else path
    part, place, name = found[1], int(found[2]), found[3]
    if part == "violations":
        return f"v.{place}.{name}"
    if part == "steps" and place < len(made.document["steps"]):
        return f"s.{made.document['steps'][place]['step']}" + (f".{name}" if name not in ("", "step") else "")
    return f"d.{made.document['duties'][place]['duty']}.on" if place < len(made.document["duties"]) else part
