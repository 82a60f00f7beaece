"""The shapes in which entries, reviews and what was recorded are shown."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import Field

from ..answer_model import Answer
from ..shapes import Shape
from .reviews import Result, Review


class EntryShown(Shape):
    """An entry in short. `decided`: the day of decision, null where an import states none. `party`: a keyed hash by
    which entries of one party are found; `identity`: its name and numbers, masked."""

    seq: int
    kind: Literal["advice", "disposition"]
    digest: str
    recorded_at: str
    recorder: str
    case: str
    jurisdiction: str
    domain: str
    authority: str | None
    matters: list[str]
    decided: str | None
    outcome: str
    refers_to: int | None
    corrects: int | None
    party: str | None
    identity: dict[str, str] | None


class EntryPage(Shape):
    """`next`: what to pass as `before` (or as `after`, where that was given) for the rest; null at the end."""

    entries: list[EntryShown]
    next: int | None


class Verified(Shape):
    """Whether this entry is what was recorded: its digests, its link to the entry before, a signed head that covers it.
    `findings`: what does not hold; `covered_by`: the number of entries of that head."""

    holds: bool
    findings: list[str]
    covered_by: int | None


class ReviewShown(Shape):
    """A legal review of an advice."""

    id: int
    advice: int
    account: str
    result: Result
    note: str | None
    reviewed_at: str

    @classmethod
    def of(cls, review: Review) -> Self:
        """As it was kept."""
        return cls(
            id=review.id, advice=review.advice, account=review.account, result=review.result, note=review.note,
            reviewed_at=review.reviewed_at,
        )  # fmt: skip


class ReviewGiven(Shape):
    """What a reviewer says of an advice. Whoever disagrees or would change it says why."""

    result: Result
    note: str | None = Field(None, max_length=2000)


class EntryDetail(Shape):
    """An entry whole. `previous`: the digest before it; `clock`: what the clock said where it ran back; `body`: as
    docs/docket.md has it, the party masked; `answered_by`: dispositions of an advice; `corrected_by`: later entries."""

    entry: EntryShown
    previous: str
    clock: str | None
    body: dict[str, Any]
    verified: Verified
    reviews: list[ReviewShown]
    answered_by: list[int]
    corrected_by: list[int]


class EarlierViolation(Shape):
    """An earlier violation of the party that the docket knew; `conduct`: its day, or `{at_most: day}`."""

    entry: int
    conduct: Any
    matter: str | None
    domain: str
    outcome: str


class RecordedAdvice(Shape):
    """An advice on record. `from_docket`: what the docket knew of the party's past."""

    entry: EntryShown
    from_docket: list[EarlierViolation]
    advice: Answer


class Departure(Shape):
    """Where a disposition leaves its advice."""

    violation: str
    kind: str
    advised: str | None
    decided: str


class RecordedDisposition(Shape):
    """A disposition on record."""

    entry: EntryShown
    departures: list[Departure]


class DispositionPreview(Shape):
    """What would be recorded: `body` as docs/docket.md has it, reviews among its steps."""

    departures: list[Departure]
    body: dict[str, Any]
