"""Recording: advice and dispositions, in the docket before they are answered; the recorder is who asks.

Each function waits for the sync to disk, so it runs in a thread; those who wait at the same time share one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, TypeVar

import orjson

from ...case import Case
from ...docket import DispositionDocument, Entry, Recorded, read_disposition, request_key
from ...docket.advice_body import question
from ...docket.disposition import Answer, StepDocument
from ...docket.filing import IDENTITY
from ...docket.store import Submission
from ...errors import AlreadyExempted, DispositionRefused, Fault, PenaltyRulesError
from ..office import Office
from ..principal import Principal
from ..problems import Problem, problem_of
from ..telemetry import span
from .sight import entry_of

T = TypeVar("T")
_REVIEW: Final = "legal_review"
_OWN: Final = "state `authority` in the case, by the code or name that your account has"


@dataclass(frozen=True, slots=True)
class Asked:
    """An advice as it is asked for: within sight, by whom, how, under which request key."""

    case: Case
    recorder: str
    strict: bool
    corrects: int | None
    request: str | None

    def given(self) -> dict[str, Any]:
        """The same, as the docket takes it."""
        return {each.name: getattr(self, each.name) for each in fields(self) if each.name != "case"}


def asked_for(
    office: Office, principal: Principal, document: object, *, strict: bool = False, corrects: int | None = None,
    key: str | None = None,
) -> Asked:  # fmt: skip
    """An advice that may be asked for. Raises Problem with every fault of the case."""
    case = office.read(document, principal)
    if not principal.sees(case.jurisdiction, case.authority or case.authority_name or ""):
        raise Problem("out_of_sight", _OWN)
    if corrects is not None:
        entry_of(office, principal, corrects, "advice")
    request = None if key is None else request_key(principal.account, key)
    return Asked(case, principal.account, strict, corrects, request)


def advise(
    office: Office, principal: Principal, document: object, *, strict: bool = False, corrects: int | None = None,
    key: str | None = None,
) -> Recorded:  # fmt: skip
    """The advice for a case, recorded. `key`: the same one is answered with the same entry. Raises Problem."""
    asked = asked_for(office, principal, document, strict=strict, corrects=corrects, key=key)
    try:
        with span("recording.store"):
            recorded = office.docket.advise(asked.case, **asked.given())
        return _counted(office, asked, recorded)
    except PenaltyRulesError as error:
        raise problem_of(error, document) from None


def gathered(
    office: Office, asked: Asked, document: object, tell: Callable[[Recorded], T]
) -> tuple[Submission, Callable[[Entry | BaseException], T]]:
    """The same for those who gather: what to record, and what is then told of the entry. Raises Problem."""
    try:
        advice, draft = office.docket.prepare(asked.case, **asked.given())
    except PenaltyRulesError as error:
        raise problem_of(error, document) from None

    def finish(answer: Entry | BaseException) -> T:
        try:
            if isinstance(answer, BaseException):
                raise answer
            if answer.body.encode() == draft.body:
                return tell(_counted(office, asked, Recorded(advice, answer)))
            return tell(_counted(office, asked, office.docket.advise(asked.case, **asked.given())))  # asked before
        except PenaltyRulesError as error:
            raise problem_of(error, document) from None

    return Submission(draft), finish


def _counted(office: Office, asked: Asked, recorded: Recorded) -> Recorded:
    """What was recorded, if it is what was asked for and not something else under the same key."""
    if asked.request is not None:
        party: Any = asked.case.document["party"]
        named = {name: party[name] for name in IDENTITY if party.get(name) is not None}
        _check_same(_asked(recorded.entry), (asked.strict, asked.corrects, named))
    office.metrics.evaluated(recorded.advice.outcome)
    office.metrics.recorded("advice")
    return recorded


def history_known(entry: Entry) -> list[dict[str, Any]]:
    """What the docket knew of the party's earlier violations when an advice was recorded."""
    if '"from_docket":[]' in entry.body:  # in canonical JSON only a key looks so: quotes inside texts are escaped
        return []
    known: list[dict[str, Any]] = question(entry.body.encode())["from_docket"]
    return known


def dispose(office: Office, principal: Principal, document: object, *, key: str | None = None) -> Entry:
    """The entry of what an officer decided on an advice in sight; reviews of it become steps. Raises Problem."""
    written, advice = _disposition(office, principal, document)
    request = None if key is None else request_key(principal.account, key)
    try:
        entry = _disposed(office, principal, written, request)
        if request is not None:
            _check_same(_decided(entry), _decided_by(written, entry, advice))
    except PenaltyRulesError as error:
        raise problem_of(error, document) from None
    office.metrics.recorded("disposition")
    return entry


def preview(office: Office, principal: Principal, document: object) -> Mapping[str, Any]:
    """The body that a disposition would have, departures included; nothing is recorded. Raises Problem."""
    written, _ = _disposition(office, principal, document)
    try:
        submission = office.docket.submission(written, recorder=principal.account)
    except PenaltyRulesError as error:
        raise problem_of(error, document) from None
    told: Mapping[str, Any] = orjson.loads(submission.draft.body)
    return told


def _disposition(office: Office, principal: Principal, document: object) -> tuple[DispositionDocument, Entry]:
    """What was sent with the reviews of its advice as steps, and that advice."""
    try:
        written = read_disposition(document)
    except PenaltyRulesError as error:
        raise problem_of(error, document) from None
    advice = entry_of(office, principal, written.advice, "advice")
    if written.corrects is not None:
        entry_of(office, principal, written.corrects, "disposition")
    if not office.settings.embedded:
        _check_steps(written, document)
    reviewed = [
        StepDocument(step=_REVIEW, by=each.account, on=each.on, result=each.result, note=each.note)
        for each in office.reviews.of(advice.seq)
        if each.account != principal.account
    ]
    return written.model_copy(update={"steps": (*written.steps, *reviewed)}), advice


def _check_steps(written: DispositionDocument, document: object) -> None:
    """A legal review is what a reviewer recorded, not what the officer says of one."""
    remedy = "leave it out: the reviewer records it (POST /v1/advices/{seq}/reviews), and it is added here"
    faults = [
        Fault(f"steps[{at}].step", "a legal review is recorded by the reviewer", each.step, remedy)
        for at, each in enumerate(written.steps)
        if each.step == _REVIEW
    ]
    if faults:
        raise Problem("refused", f"{len(faults)} fault(s)", faults, document)


def _disposed(office: Office, principal: Principal, written: DispositionDocument, request: str | None) -> Entry:
    try:
        with span("recording.store"):
            return office.docket.dispose(written, recorder=principal.account, request=request)
    except (AlreadyExempted, DispositionRefused):  # perhaps by itself, sent twice at once
        entry = _answered(office, request)
        if entry is None:
            raise
        return entry


def _answered(office: Office, request: str | None) -> Entry | None:
    if request is None:
        return None
    with office.docket.reading() as view:
        return view.by_request(request)


def _check_same(kept: object, sent: object) -> None:
    if kept != sent:
        raise Problem("key_reused", "this Idempotency-Key was used for something else; take a fresh one")


def _asked(entry: Entry) -> tuple[Any, ...]:
    """How an advice was asked for, and for whom; that the case is the same the docket sees to."""
    identity = {} if entry.identity is None else orjson.loads(entry.identity)
    strict = question(entry.body.encode())["engine"]["strict"]
    return strict, entry.header.corrects, {key: value for key, value in identity.items() if key != "salt"}


def _decided(entry: Entry) -> object:
    """What a disposition decided, but for the reviews, which may have come later."""
    return _unreviewed(entry.told())


def _decided_by(written: DispositionDocument, entry: Entry, advice: Entry) -> object:
    corrects = entry.told().get("corrects")
    if written.corrects != entry.header.corrects:
        return None
    answer = Answer(written, advice.told(), advice.digest)
    return _unreviewed(orjson.loads(answer.body(corrects)))


def _unreviewed(told: Mapping[str, Any]) -> dict[str, Any]:
    steps = [each for each in told.get("steps", ()) if each["step"] != _REVIEW]
    departures = [each for each in told.get("departures", ()) if each["advised"] != _REVIEW]
    return {**told, "steps": steps, "departures": departures}
