"""Recorded case: an advice on record with all that belongs to it: the reasoning told again under the law archived with
it, who the party is, the reviews, the dispositions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ...advice import Advice
from ...advice_document import document
from ...docket import Entry, Query
from ...docket.history import answers, standing
from ...errors import PenaltyRulesError
from ...explanation.speech import Json
from ...identifiers import mask_name
from ..office import Office
from ..principal import Principal
from ..problems import Problem, problem_of
from ..registry.entries import identity_of
from ..registry.reviews import Review
from ..registry.sight import entry_of


@dataclass(frozen=True)
class RecordedCase:
    """One advice on record. `dispositions`: all that answer it, in order; `standing`: the one that still holds."""

    entry: Entry
    advice: Advice
    told: Json
    identity: Mapping[str, str]
    reviews: tuple[Review, ...]
    dispositions: tuple[Entry, ...]
    standing: Entry | None
    superseded_by: int | None

    @cached_property
    def body(self) -> Mapping[str, Any]:
        """The body of the entry, as recorded."""
        return self.entry.told()

    def case(self, *, clear: bool) -> Json:
        """The case of the document, its party by name: in clear, or masked."""
        name = self.identity.get("name")
        shown = name if clear or name is None else mask_name(name)
        return {**self.told["case"], "party": {**self.told["case"]["party"], "name": shown}}

    @property
    def filed(self) -> dict[str, Any]:
        """The case as it was filed, identity included: where a new advice on it begins."""
        case = self.body["case"]
        return {"facts": {}, **case, "party": {**case["party"], **self.identity}}


def recorded_case(office: Office, principal: Principal, seq: int) -> RecordedCase:
    """The advice of that entry, if it is in sight. Raises Problem."""
    entry = entry_of(office, principal, seq, "advice")
    with office.docket.reading() as view:
        identity, found = identity_of(view, entry), answers(view, seq)
        later = [each.seq for each in view.entries(Query(kind="advice", corrects=seq), limit=1)]
    valid = standing(found)
    try:
        advice = office.docket.advice_of(entry)
    except PenaltyRulesError as error:
        raise problem_of(error) from None
    return RecordedCase(
        entry, advice, document(advice, office.calendar), identity, tuple(office.reviews.of(seq)), tuple(found),
        valid[-1] if valid else None, later[0] if later else None,
    )  # fmt: skip


def advice_behind(office: Office, principal: Principal, seq: int) -> int:
    """The advice that an entry is, or answers. Raises Problem."""
    header = entry_of(office, principal, seq).header
    found = header.seq if header.kind == "advice" else header.refers_to
    if found is None:
        raise Problem("not_found", "an imported decision has no advice")
    return found
