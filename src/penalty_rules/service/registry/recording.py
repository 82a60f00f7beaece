"""Recording: advice and dispositions, in the docket before they are answered; the recorder is who asks.

Each function waits for the sync to disk, so it runs in a thread; those who wait at the same time share one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from ...advice import Advice
from ...docket import DispositionDocument, Entry, read_disposition, request_key
from ...docket.advice_body import question
from ...docket.disposition import Answer, StepDocument
from ...docket.entry import Draft
from ...docket.store import Submission
from ...errors import AlreadyExempted, DispositionRefused, Fault, PenaltyRulesError
from ..office import Office
from ..principal import Principal
from ..problems import Problem, problem_of
from .sight import entry_of

_REVIEW: Final = "legal_review"
_OWN: Final = "state `authority` in the case, by the code or name that your account has"


@dataclass(frozen=True, slots=True)
class RecordedAdvice:
    """The entry, and the advice in it; None where the same request was answered before and the advice were another
    today, because the law or the docket has grown: the entry tells what was advised."""

    entry: Entry
    advice: Advice | None

    @property
    def from_docket(self) -> list[dict[str, Any]]:
        """What the docket knew of the party's earlier violations."""
        known: list[dict[str, Any]] = question(self.entry.body.encode())["from_docket"]
        return known


def advise(
    office: Office, principal: Principal, document: object, *, strict: bool = False, corrects: int | None = None,
    key: str | None = None,
) -> RecordedAdvice:  # fmt: skip
    """The advice for a case, recorded. `key`: the same one is answered with the same entry. Raises Problem."""
    case = office.read(document, principal)
    if not principal.sees(case.jurisdiction, case.authority or case.authority_name or ""):
        raise Problem("out_of_sight", _OWN)
    if corrects is not None:
        entry_of(office, principal, corrects, "advice")
    request = None if key is None else request_key(principal.account, key)
    try:
        advice, draft = office.docket.prepare(
            case, recorder=principal.account, strict=strict, request=request, corrects=corrects
        )
        entry = office.recorder.record(Submission(draft))
    except PenaltyRulesError as error:
        raise problem_of(error, document) from None
    is_told = entry.body.encode() == draft.body
    if request is not None and not (is_told and entry.identity == _text(draft.identity)):
        _check_same(_asked(entry), _asked_by(draft))
    office.metrics.evaluated(advice.outcome)
    office.metrics.recorded("advice")
    return RecordedAdvice(entry, advice if is_told else None)


def dispose(office: Office, principal: Principal, document: object, *, key: str | None = None) -> Entry:
    """The entry of what an officer decided on an advice in sight; reviews of it become steps. Raises Problem."""
    written, advice = _disposition(office, principal, document)
    request = None if key is None else request_key(principal.account, key)
    try:
        entry = _answered(office, request)
        if entry is None:
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
        submission = office.docket.submission(written, recorder=principal.account, request=request)
        return office.recorder.record(submission)
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


def _asked(entry: Entry) -> object:
    """What an advice was asked for."""
    if entry.header.kind != "advice":
        return entry.header.kind
    told = question(entry.body.encode())
    return told["case"], told["engine"]["strict"], entry.header.corrects, _identity(entry.identity)


def _asked_by(draft: Draft) -> object:
    told = question(draft.body)
    return told["case"], told["engine"]["strict"], draft.corrects, _identity(_text(draft.identity))


def _decided(entry: Entry) -> object:
    """What a disposition decided, but for the reviews, which may have come later."""
    return entry.header.kind if entry.header.kind != "disposition" else _unreviewed(entry.told())


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


def _identity(text: str | None) -> dict[str, str] | None:
    return None if text is None else {key: value for key, value in orjson.loads(text).items() if key != "salt"}


def _text(blob: bytes | None) -> str | None:
    return None if blob is None else blob.decode()
