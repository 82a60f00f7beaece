"""Recompute: an advice entry decided again under the law that was archived with it, and how the two compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import orjson

from ...advice import Advice
from ...canonical import algorithm_of, digest
from ...errors import InputRefused, RulesetMissing
from ...evaluator import Evaluator
from ...memory import Memory
from ..advice_body import Bodies, question
from ..entry import Entry
from ..filing import with_history
from ..lawbook import ArchivedRulebook, Fetch
from .difference import Change, differences

LAWS: Final = 128  # law books that are ready at the same time


class Verdict(StrEnum):
    """What a replay finds of an entry."""

    SAME = "same"
    REASONING = "reasoning"  # same outcome, different reasoning
    OUTCOME = "outcome"  # another outcome: the engine has drifted
    MISSING = "ruleset_missing"
    ALTERED = "facts_altered"
    BROKEN = "broken_chain"


@dataclass(frozen=True, slots=True)
class Finding:
    """An entry that is not the same any more, and in what."""

    seq: int
    case: str
    verdict: Verdict
    changes: tuple[Change, ...] = ()
    reason: str | None = None


@dataclass(slots=True)
class Ready:
    """An evaluator of one law book with the bodies that it makes."""

    evaluator: Evaluator
    bodies: Bodies = field(default_factory=Bodies)

    def decide(self, told: Mapping[str, Any]) -> Advice:
        """The advice for the case of an entry, its history as the docket knew it then."""
        case = with_history(told["case"], told["from_docket"])
        return self.evaluator.evaluate(self.evaluator.read(case), strict=told["engine"]["strict"])

    def body(self, told: Mapping[str, Any], advice: Advice) -> bytes:
        """The body of the entry as it would be written now, the engine told as then."""
        return self.bodies.body(advice, told["case"], told["from_docket"], told["law"], told["engine"])


class Recomputation:
    """Recomputes entries one after the other; law books are read from the archive once, those long unused forgotten."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._bodies = Bodies()
        self._ready: Memory[Ready] = Memory(LAWS)

    def check(self, entry: Entry, previous: str) -> Finding | None:
        """None where the entry stands as it is; `previous`: the digest of the entry before, as found."""
        header = entry.header
        if header.previous != previous or digest(header.canonical(), algorithm_of(entry.digest)) != entry.digest:
            return Finding(entry.seq, header.case, Verdict.BROKEN, reason="the header does not fit the chain")
        body = entry.body.encode()
        if digest(body, algorithm_of(header.body)) != header.body:
            return Finding(entry.seq, header.case, Verdict.ALTERED, reason="the body is not what its digest says")
        return self._replayed(entry, body) if header.kind == "advice" else None

    def _replayed(self, entry: Entry, body: bytes) -> Finding | None:
        told = question(body)
        try:
            ready = self._of(told["law"])
            again = ready.body(told, ready.decide(told))
        except RulesetMissing as error:
            return Finding(entry.seq, entry.header.case, Verdict.MISSING, reason=str(error))
        except InputRefused as error:
            return Finding(entry.seq, entry.header.case, Verdict.OUTCOME, reason=str(error))
        if again == body:
            return None
        told, now = orjson.loads(body), orjson.loads(again)
        verdict = Verdict.REASONING if _outcomes(told) == _outcomes(now) else Verdict.OUTCOME
        return Finding(entry.seq, entry.header.case, verdict, tuple(differences(told, now, self._layout)))

    def _of(self, law: str) -> Ready:
        found = self._ready.get(law)
        if found is None:
            found = self._ready.keep(law, Ready(Evaluator(ArchivedRulebook(law, self._fetch)), self._bodies))
        return found

    def _layout(self, wanted: str) -> Mapping[str, Any] | None:
        document = self._fetch(wanted)
        return None if document is None else orjson.loads(document.content)


def _outcomes(told: Mapping[str, Any]) -> list[Any]:
    return [(each["outcomes"], each["permitted"], each["fine"]) for each in told["violations"]]
