"""Docket: where every advice is recorded before it is returned, and every disposition answers its advice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import orjson

from ..advice import Advice
from ..canonical import canonical, checked
from ..case import Case
from ..errors import CaseRefused, DispositionRefused, EntryUnknown, Fault, PenaltyRulesError
from ..evaluator import Evaluator
from ..memory import Memory
from ..moments import show
from . import advice_body
from .advice_body import Bodies
from .disposition import Answer, DispositionDocument, read_disposition
from .entry import Draft, Entry
from .filing import Filed, filed, identifier_of, sealed, with_history
from .history import answers, history, standing, still_first
from .lawbook import ArchivedRulebook, LawBooks
from .recorder import Recorder
from .request import RequestReused
from .store import Guard, Store, Submission
from .view import View

NOT_STATED: Final = "not_stated"
Source = Case | Path | str | Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Recorded:
    """An advice, and the entry that holds it."""

    advice: Advice
    entry: Entry


class Docket:
    """Records advice and dispositions under one evaluator. Safe to share between threads."""

    def __init__(self, store: Store, evaluator: Evaluator | None = None) -> None:
        self.store = store
        self.evaluator = evaluator or Evaluator()
        self._books, self._bodies = LawBooks(self.evaluator.rulebook), Bodies()
        self._recorder = Recorder(store)
        self._under: Memory[Evaluator] = Memory(32)  # by the digest of an archived law book

    def advise(
        self, source: Source, *, recorder: str, strict: bool = False, request: str | None = None,
        corrects: int | None = None,
    ) -> Recorded:  # fmt: skip
        """The advice for a case, recorded before it is returned; the party's history comes from the docket too.

        `corrects`: the entry of an earlier advice on the same case that this one takes the place of. A repeated
        `request` gets the entry of then, with its advice. Raises what `Evaluator.evaluate` raises, EntryUnknown,
        RequestReused, NotCanonical, DocketUnavailable, DocketBroken and RulesetAltered.
        """
        advice, draft = self.prepare(source, recorder=recorder, strict=strict, request=request, corrects=corrects)
        entry = self._recorder.record(Submission(draft))
        if request is not None and entry.body != draft.body.decode():
            advice = self._advised_before(entry, orjson.loads(draft.body)["case"])
        return Recorded(advice, entry)

    def _advised_before(self, entry: Entry, asked: Mapping[str, Any]) -> Advice:
        """The advice of an entry that answered the same request before."""
        if entry.told().get("case") != asked:
            raise RequestReused(entry.seq)
        return self.advice_of(entry)

    def advice_of(self, entry: Entry) -> Advice:
        """The advice of an entry once more, under the law that is archived with it and with the history known then.

        Raises RulesetMissing and DocketUnavailable.
        """
        told = entry.told()
        evaluator = self._under.get(told["law"])
        if evaluator is None:
            with self.store.reading() as view:
                evaluator = self._under.keep(told["law"], Evaluator(ArchivedRulebook(told["law"], view.document)))
        case = evaluator.read(with_history(told["case"], told["from_docket"]))
        return evaluator.evaluate(case, strict=told["engine"]["strict"])

    def prepare(
        self, source: Source, *, recorder: str, strict: bool = False, request: str | None = None,
        corrects: int | None = None,
    ) -> tuple[Advice, Draft]:  # fmt: skip
        """The advice and the draft of its entry; nothing is recorded yet."""
        case = source if isinstance(source, Case) else self.evaluator.read(source)
        if corrects is not None:
            self._check_corrected(corrects, case)
        written = filed(case, self.evaluator.rulebook.vocabulary(case.domain))
        party = None if written.identifier is None else self.store.keyring.hide(written.identifier)
        known = []
        if party is not None:
            with self.store.reading() as view:
                known = history(view, party, besides=corrects)
        if known:
            case = self.evaluator.read(with_history(written.case, known))
        advice = self.evaluator.evaluate(case, strict=strict)
        draft = self._draft(advice, written, known, party, recorder)
        return advice, replace(draft, request=request, corrects=corrects)

    def _check_corrected(self, corrects: int, case: Case) -> None:
        with self.store.reading() as view:
            earlier = _entry(view, corrects, "advice")
        if earlier.header.case != case.id:
            fault = Fault("corrects", "is an advice on another case", earlier.header.case, f"name one on {case.id}")
            raise CaseRefused(f"case {case.id}", [fault])

    def _draft(
        self, advice: Advice, written: Filed, known: list[dict[str, Any]], party: str | None, recorder: str
    ) -> Draft:
        case = advice.case
        book = self._books.of(case)
        body = self._bodies.body(advice, written.case, known, book.digest)
        return Draft(
            "advice", recorder, case.id, case.jurisdiction, case.domain, case.authority or case.authority_name,
            " ".join(sorted({each.matter for each in case.violations})), party, show(case.decided),
            advice_body.outcome_of(advice), body, written.sealed_identity(),
            archive=(*book.documents, *self._bodies.layouts(advice)),
        )  # fmt: skip

    def record_all(self, drafts: Sequence[Draft]) -> list[Entry | PenaltyRulesError]:
        """Many drafts in one transaction: for imports and for those who gather their own groups."""
        return self.store.append([Submission(each) for each in drafts])

    def dispose(self, source: object, *, recorder: str, request: str | None = None) -> Entry:
        """The entry of what an officer decided. `source`: a DispositionDocument or what reads as one.

        Raises DispositionRefused with every fault, EntryUnknown, AlreadyExempted, RequestReused, DocketUnavailable,
        DocketBroken.
        """
        written = source if isinstance(source, DispositionDocument) else read_disposition(source)
        if request is not None:
            with self.store.reading() as view:
                found = view.by_request(request)
            if found is not None:  # answered again, not refused as a second disposition
                if found.header.refers_to != written.advice:
                    raise RequestReused(found.seq)
                return found
        return self._recorder.record(self.submission(written, recorder=recorder, request=request))

    def submission(self, source: object, *, recorder: str, request: str | None = None) -> Submission:
        """A disposition checked against its advice, ready to be recorded."""
        written = source if isinstance(source, DispositionDocument) else read_disposition(source)
        with self.store.reading() as view:
            advice = _entry(view, written.advice, "advice")
            corrected = None if written.corrects is None else _entry(view, written.corrects, "disposition")
            later = answers(view, written.advice)
        answer = Answer(written, advice.told(), advice.digest)
        answer.faults.extend(_order(written, later))
        named = None if corrected is None else {"seq": corrected.seq, "digest": corrected.digest}
        header = advice.header
        draft = Draft(
            "disposition", recorder, header.case, header.jurisdiction, header.domain, header.authority, header.matters,
            header.party, written.decided_on.isoformat(), answer.outcome, answer.body(named),
            refers_to=advice.seq, corrects=written.corrects, request=request,
        )  # fmt: skip
        exempted = frozenset(p[1]["matter"] for p in answer.pairs if p[0].outcome == "no_penalty")
        return Submission(draft, _still(advice, written.corrects, exempted))

    def imported(
        self, told: Mapping[str, Any], identity: Mapping[str, Any] | None, *, recorder: str, jurisdiction: str,
        domain: str, authority: str | None, request: str | None = None,
    ) -> Draft:  # fmt: skip
        """The draft of a decision that was made elsewhere: a disposition without advice (docs/docket.md §4).

        `told`: its body, whose unknowns are null; `identity`: name and numbers of the party. Raises NotCanonical.
        """
        identifier = None if identity is None else identifier_of(identity)
        party = None if identifier is None else self.store.keyring.hide(identifier)
        matters = sorted({each["matter"] for each in told["violations"] if each["matter"]})
        outcomes = {each["outcome"] for each in told["violations"]}
        outcome = "several" if len(outcomes) > 1 else outcomes.pop() or NOT_STATED
        return Draft(
            "disposition", recorder, told["case"] or NOT_STATED, jurisdiction, domain, authority, " ".join(matters),
            party, told["decided_on"] or "", outcome, canonical(checked(told)),
            None if identity is None else sealed(identity), request=request,
        )  # fmt: skip

    @contextmanager
    def reading(self) -> Iterator[View]:
        """A view of the docket as it stands."""
        with self.store.reading() as view:
            yield view


def _entry(view: View, seq: int, kind: str) -> Entry:
    found = view.entry(seq)
    if found is None or found.header.kind != kind:
        raise EntryUnknown(seq, kind)
    return found


def _order(written: DispositionDocument, later: list[Entry]) -> Iterator[Fault]:
    """A second disposition of one advice must say which one it corrects."""
    if second := _second(later, written.advice, written.corrects, "already"):
        yield second
    if written.corrects is not None and written.corrects not in [each.seq for each in later]:
        yield Fault("corrects", "is no disposition of this advice", str(written.corrects), "name the one to correct")


def _second(later: list[Entry], advice: int, corrects: int | None, when: str) -> Fault | None:
    """The fault of a second answer that corrects none of those that stand."""
    valid = [each.seq for each in standing(later)]
    if not valid or corrects in valid:
        return None
    remedy = f"write `corrects: {valid[-1]}` to correct it"
    return Fault("advice", f"was answered by entry {valid[-1]} {when}", str(advice), remedy)


def _still(advice: Entry, corrects: int | None, exempted: frozenset[str]) -> Guard:
    """A guard: nobody answered the advice meanwhile, and what is exempted as a first violation still is one."""
    first = still_first(advice, exempted, corrects) if exempted and advice.header.party is not None else None

    def guard(view: View) -> None:
        if second := _second(answers(view, advice.seq), advice.seq, corrects, "meanwhile"):
            raise DispositionRefused(f"disposition of case {advice.header.case}", [second])
        if first is not None:
            first(view)

    return guard
