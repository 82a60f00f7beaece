"""Asked: what a browser asks for by a form sent with GET; what is left empty was not asked for.

A field that cannot be read is told beside it; then nothing is answered, since it would answer another question.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar, get_origin

from pydantic import ValidationError

from ..shapes import Shape
from .case_form import FormFault
from .fault_words import of_fields, told
from .page import Page

S = TypeVar("S", bound=Shape)
_MOST = 8


@dataclass(frozen=True)
class Asked(Generic[S]):
    """`typed`: what stood in the fields, to be shown again. With `faults` the shape is that of nothing asked."""

    shape: S
    typed: dict[str, str]
    faults: list[FormFault]

    @property
    def status(self) -> int:
        return 422 if self.faults else 200

    def query(self, **changes: Any) -> dict[str, Any]:
        """The parameters of the same question, changed; None takes one away."""
        kept = self.shape.model_dump(mode="json", exclude_unset=True, exclude_none=True) | changes
        return {key: value for key, value in kept.items() if value is not None}


def asked(page: Page, shape: type[S]) -> Asked[S]:
    """What was asked for, as a shape; the matter may be given by name, initials or code."""
    params = page.request.query_params
    many = {key for key, each in shape.model_fields.items() if get_origin(each.annotation) is list}
    typed = {key: params.get(key, "").strip() for key in shape.model_fields}
    given: dict[str, Any] = {key: value for key, value in typed.items() if value and key not in many}
    given |= {key: values for key in many if (values := [each for each in params.getlist(key) if each])}
    faults = _matter(page, given)
    made = shape()
    try:
        made = shape.model_validate(given)
    except ValidationError as error:
        faults += [FormFault(each.path, told(each, page.lang)) for each in of_fields(error, typed)]
    return Asked(shape() if faults else made, typed, faults)


def _matter(page: Page, given: dict[str, Any]) -> list[FormFault]:
    """The code of a matter in the place of what was typed."""
    sought = given.get("matter")
    if sought is None:
        return []
    found = page.office.matters.search(sought, None, _MOST)
    exact = [each for each in found if sought in (each.code, each.label.zh, each.label.en)]
    chosen = exact or found
    if len(chosen) == 1:
        given["matter"] = chosen[0].code
        return []
    if not found:  # a code that only older law books know may still stand in the docket
        return [] if "/" in sought else [_lost(given, page.say("没有这一事项", "no such matter"))]
    named = page.say.joined(page.say.words(each.label) for each in chosen)
    return [_lost(given, page.say(f"有多个事项符合，请写全：{named}", f"several matters fit: {named}"))]


def _lost(given: dict[str, Any], message: str) -> FormFault:
    del given["matter"]
    return FormFault("matter", message)
