"""Disposition: what a named officer decided, checked against the advice it answers (docs/docket.md §4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final, Literal

from pydantic import Field, ValidationError

from ..canonical import canonical
from ..clause import PenaltyKind
from ..errors import DispositionRefused, Fault, quoted
from ..money import parse_money
from ..outcome import SEVERITY, Outcome
from ..plan import FINED
from ..vocabulary import faults_of
from ..vocabulary.words import Model

SCHEMA: Final = "penalty-rules/disposition-entry/1"
Step = Literal[
    "case_filed", "notice", "statement_heard", "hearing", "legal_review", "collective_discussion", "approval",
    "decision_served", "publicised", "withdrawn",
]  # fmt: skip
Told = dict[str, Any]
_MILDER_MAY: Final = ("no_penalty", "reduced", "lighter")


class StepDocument(Model):
    """A step of the procedure that was taken."""

    step: Step
    by: str | None = Field(None, max_length=120)
    on: date | None = None
    result: Literal["agreed", "disagreed", "changed"] | None = None
    note: str | None = Field(None, max_length=2000)


class DutyDone(Model):
    """A duty that was met."""

    duty: str = Field(max_length=60)
    on: date | None = None


class DecidedViolation(Model):
    """What was decided for one violation. Amounts as `500 yuan`, or fen as a whole number."""

    id: str | None = Field(None, max_length=60)
    outcome: Outcome
    kinds: tuple[PenaltyKind, ...] = ()
    fine: Any = 0
    confiscated: Any = 0
    basis: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    reason: str | None = Field(None, max_length=20_000)


class DispositionDocument(Model):
    """A disposition as an officer files it."""

    advice: int = Field(ge=1, description="the entry of the advice that is answered")
    corrects: int | None = Field(None, ge=1, description="the entry of the disposition that this one corrects")
    document_number: str | None = Field(None, max_length=120)
    officer: str = Field(min_length=1, max_length=120)
    decided_on: date
    violations: tuple[DecidedViolation, ...] = Field(min_length=1, max_length=200)
    reason: str | None = Field(None, max_length=20_000)
    steps: tuple[StepDocument, ...] = ()
    duties: tuple[DutyDone, ...] = ()


def read_disposition(raw: object, source: str = "disposition") -> DispositionDocument:
    """A disposition, or DispositionRefused with every fault of its shape."""
    try:
        return DispositionDocument.model_validate(raw)
    except ValidationError as error:
        raise DispositionRefused(source, faults_of(error)) from None


class Answer:
    """A disposition held against its advice: faults, departures, body."""

    def __init__(self, document: DispositionDocument, advice: Mapping[str, Any], digest: str) -> None:
        self.document, self.advice, self.digest = document, advice, digest
        self.faults: list[Fault] = []
        self._advised = {each["id"]: each for each in advice["violations"]}
        self.pairs = tuple(self._paired())
        self.departures = tuple(each for pair in self.pairs for each in self._departing(*pair))

    def body(self, corrects: Mapping[str, Any] | None) -> bytes:
        """The canonical body. Raises DispositionRefused with every fault."""
        if self.faults:
            raise DispositionRefused(f"disposition of case {self.advice['case']['id']}", self.faults)
        written = self.document
        return canonical(
            {
                "schema": SCHEMA, "origin": "officer",
                "advice": {"seq": written.advice, "digest": self.digest}, "corrects": corrects,
                "case": self.advice["case"]["id"], "document_number": written.document_number,
                "officer": written.officer, "decided_on": written.decided_on.isoformat(),
                "violations": [self._told(*pair) for pair in self.pairs],
                "steps": [each.model_dump(mode="json") for each in written.steps],
                "duties": [each.model_dump(mode="json") for each in written.duties],
                "departures": list(self.departures), "imported": None,
            }
        )  # fmt: skip

    @property
    def outcome(self) -> str:
        """The outcome in one word."""
        found = {pair[0].outcome for pair in self.pairs}
        return found.pop() if len(found) == 1 else "several"

    def _paired(self) -> Iterator[tuple[DecidedViolation, Told, int, int]]:
        """Each decided violation with what was advised for it, its fine and what was confiscated, in fen."""
        given = self.document.violations
        missing = dict(self._advised)
        for index, decided in enumerate(given):
            path = f"violations[{index}]"
            name = decided.id or next(iter(missing), None)
            advised = missing.pop(name or "", None)
            if advised is None:
                known = ", ".join(self._advised)
                self._fault(f"{path}.id", "the advice has no such violation, or it was decided above", name, known)
                continue
            fine = self._fen(decided.fine, f"{path}.fine")
            yield decided, advised, fine, self._fen(decided.confiscated, f"{path}.confiscated")
        for name in missing:
            self._fault("violations", "a violation of the advice is not decided", name, "decide each of them")

    def _told(self, decided: DecidedViolation, advised: Told, fine: int, confiscated: int) -> Told:
        first, last = _days(self._conduct(advised["id"]))
        return {
            "id": advised["id"], "matter": advised["matter"], "conduct": {"from": first, "to": last},
            "outcome": decided.outcome, "kinds": list(decided.kinds), "fine": fine, "confiscated": confiscated,
            "basis": list(decided.basis or advised["grounds"].get(decided.outcome, ())),
            "clauses": list(decided.clauses or (advised["fine"] or {}).get("chosen", ())),
            "reason": decided.reason or self.document.reason,
        }  # fmt: skip

    def _conduct(self, name: str) -> Any:
        acts = self.advice["case"]["violations"]
        places = [each["id"] for each in self.advice["violations"]]
        return acts[places.index(name)]["conduct"]

    def _departing(self, decided: DecidedViolation, advised: Told, fine: int, _: int) -> Iterator[Told]:
        """Where the officer leaves the advice; a reason is demanded for each, and for every use of a *may*."""
        place = next(index for index, each in enumerate(self.document.violations) if each is decided)
        path = f"violations[{place}]"
        self._check_fine(decided, fine, path)
        permitted = {outcome: force for outcome, force, certain in advised["permitted"]}
        found: list[Told] = []
        recommended = advised["outcomes"][0] if len(advised["outcomes"]) == 1 else None
        if decided.outcome not in permitted:
            found.append({"kind": "outcome_not_permitted", "advised": recommended})
        elif recommended is None:
            found.append({"kind": "advice_undetermined", "advised": None})
        elif decided.outcome != recommended:
            refused = recommended in _MILDER_MAY and SEVERITY[recommended] < SEVERITY[decided.outcome]
            may = refused and permitted.get(recommended) == "may"
            found.append({"kind": "may_not_applied" if may else "not_recommended", "advised": recommended})
        if not self._within(decided, advised, fine):
            found.append({"kind": "fine_outside_range", "advised": recommended})
        found += [{"kind": "same_act_decided", "advised": f"entry {seq}"} for seq in self._same_act(advised)]
        done = {each.duty for each in self.document.duties} | {each.step for each in self.document.steps}
        owed = [each for each in advised["duties"].get(decided.outcome, ()) if each in _RECORDED]
        found += [{"kind": "duty_missing", "advised": each} for each in owed if each not in done]
        uses_may = decided.outcome in (*_MILDER_MAY, "heavier") and permitted.get(decided.outcome) == "may"
        demanded = uses_may or any(each["kind"] != "duty_missing" for each in found)
        if demanded and not (decided.reason or self.document.reason or "").strip():
            why = found[0]["kind"] if found else "may"
            self._fault(f"{path}.reason", f"a written reason is demanded ({why})", None, _REASON)
        for each in found:
            yield {"violation": advised["id"], "decided": decided.outcome, **each}

    def _same_act(self, advised: Told) -> Iterator[int]:
        """Entries that decided upon the same matter on the same day: perhaps the same act (APL 29)."""
        day = _days(self._conduct(advised["id"]))[1]
        for record in self.advice["from_docket"]:
            if record["matter"] == advised["matter"] and record["conduct"] == day:
                yield record["entry"]

    def _check_fine(self, decided: DecidedViolation, fine: int, path: str) -> None:
        if fine and decided.outcome not in FINED:
            self._fault(f"{path}.fine", f"no fine goes with {decided.outcome}", decided.fine, "drop the fine")
        if bool(fine) != ("fine" in decided.kinds) and decided.kinds:
            remedy = "name `fine` among the kinds exactly where an amount is imposed"
            self._fault(f"{path}.kinds", "kinds and fine do not fit each other", ", ".join(decided.kinds), remedy)

    @staticmethod
    def _within(decided: DecidedViolation, advised: Told, fine: int) -> bool:
        """Whether the fine lies in the band advised for the outcome; where none is known it cannot leave it."""
        band = ((advised["fine"] or {}).get("ranges") or {}).get(decided.outcome)
        if band is None or not fine or band["multiple_of"] is not None:
            return True
        span = band["span"]
        low, high = (None if end is None else Fraction(end) for end in (span["from"], span["to"]))
        above = low is None or fine > low or (fine == low and span["from_included"])
        return above and (high is None or fine < high or (fine == high and span["to_included"]))

    def _fen(self, raw: object, path: str) -> int:
        if isinstance(raw, int) and not isinstance(raw, bool) and raw >= 0:
            return raw
        try:
            return parse_money(raw)
        except ValueError as error:
            self._fault(path, "wrong amount", raw, str(error))
            return 0

    def _fault(self, path: str, message: str, raw: object, remedy: str) -> None:
        self.faults.append(Fault(path, message, None if raw is None else quoted(raw), remedy))


_RECORDED: Final = frozenset(
    {"commitment_letter", "order_to_correct", "education", "legal_review", "collective_discussion"}
)
_REASON: Final = "say why, in the words that will stand in the decision"


def _days(conduct: Any) -> tuple[str | None, str | None]:
    """First and last day of an act as filed; what is known only as an interval is given by its ends."""
    if isinstance(conduct, str):
        return conduct, conduct
    if not isinstance(conduct, Mapping):
        return None, None
    if "between" in conduct:
        return conduct["between"][0], conduct["between"][1]
    first = _days(conduct.get("from", conduct.get("at_least")))[0]
    return first, _days(conduct.get("to", conduct.get("at_most")))[1]


__all__ = ["Answer", "DispositionDocument", "read_disposition"]
