"""From a case file to a Case: every fault is found and reported at once, nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from ..clause import Clause, parse_clause
from ..condition.history import History, PriorRecord, StatedFirst
from ..errors import CaseRefused, Fault, quoted
from ..memory import Memory
from ..moments import show
from ..money import Span
from ..reading import nearest
from ..vocabulary import Vocabulary, faults_of
from ..vocabulary.circumstance import NATURAL, STATED_UNKNOWN
from . import Case, Contradiction, Statement, Violation
from .days import DayReader
from .definitions import Definitions, agree, both
from .document import CaseDocument, HistoryDocument, ViolationDocument, already_english, in_english, json_of
from .party import ages, birth_of
from .statements import StatementReader


class CaseReader:
    """Reads cases of one domain by its vocabulary and its declared matters."""

    def __init__(self, vocabulary: Vocabulary, matters: Mapping[str, object]) -> None:
        self.vocabulary = vocabulary
        self.matters = matters
        self.definitions = Definitions(vocabulary)
        self.known: Memory[Statement] = Memory(16_384)

    def read(self, raw: object, source: str = "case") -> Case:
        """A Case, or CaseRefused with every fault: path, quoted input, remedy."""
        return self._read_as_it_is(raw) or self.read_thoroughly(raw, source)

    def _read_as_it_is(self, raw: object) -> Case | None:
        """The same for most cases in a third of the time: plain JSON values, in English, without a fault; else None."""
        text = json_of(raw)
        if text is None:
            return None
        try:
            document = CaseDocument.model_validate(raw)
        except ValidationError:
            return None
        faults: list[Fault] = []
        case = _Reading(self, document, faults).case(text) if already_english(document) else None
        return None if faults else case

    def read_thoroughly(self, raw: object, source: str = "case") -> Case:
        """The same, translated and searched for every fault."""
        faults: list[Fault] = []
        translated = in_english(raw, faults)
        try:
            document = CaseDocument.model_validate(translated)
        except ValidationError as error:
            faults += faults_of(error)
            faults += self._facts_anyway(translated)
            raise CaseRefused(source, faults) from None
        case = _Reading(self, document, faults).case(translated if isinstance(translated, dict) else {})
        if faults:
            raise CaseRefused(source, faults)
        return case

    def _facts_anyway(self, document: object) -> list[Fault]:
        """The faults in the stated facts of a case whose shape is already wrong, so that all are seen at once."""
        faults: list[Fault] = []
        facts = StatementReader(self.vocabulary, True, faults, self.known)
        parts = [("", document)]
        violations = document.get("violations") if isinstance(document, Mapping) else None
        if isinstance(violations, list):
            parts += [(f"violations[{i}].", each) for i, each in enumerate(violations)]
        for path, part in parts:
            stated = part.get("facts") if isinstance(part, Mapping) else None
            if isinstance(stated, Mapping):
                facts.statements(stated, f"{path}facts")
        return faults


class _Reading:
    """The reading of one file: collects faults, builds the parts."""

    def __init__(self, reader: CaseReader, document: CaseDocument, faults: list[Fault]) -> None:
        self.reader, self.document, self.faults = reader, document, faults
        self.vocabulary = reader.vocabulary
        self.facts = StatementReader(reader.vocabulary, document.party.kind in NATURAL, faults, reader.known)
        self.days = DayReader(faults)
        self.decided = self.days.day(document.decision_date, "decision_date") or 1
        self.filed = None if document.filed_on is None else self.days.day(document.filed_on, "filed_on")

    def case(self, source: Mapping[str, object] | bytes) -> Case:
        document = self.document
        birth = birth_of(document.party, self.faults)
        if self.filed is not None and 1 < self.decided < self.filed:
            self.fault("filed_on", "the case is filed after it is decided", document.filed_on)
        shared = self.facts.statements(document.facts, "facts")
        records = self.records(document.history)
        violations = tuple(
            self.violation(each, i, shared, records, birth) for i, each in enumerate(document.violations)
        )
        names = [each.id for each in violations]
        for name in {name for name in names if names.count(name) > 1}:
            self.fault("violations", "two violations have the same id", name, "give each its own id")
        authority = document.authority
        return Case(
            document.id, document.jurisdiction, document.domain, authority.code if authority else None,
            authority.name if authority else None, document.party.kind, self.decided, self.filed, violations, source,
        )  # fmt: skip

    def fault(self, path: str, message: str, raw: object = None, remedy: str | None = None) -> None:
        self.faults.append(Fault(path, message, None if raw is None else quoted(raw), remedy))

    def records(self, history: HistoryDocument) -> tuple[tuple[PriorRecord, ...], Span | None]:
        found = []
        for index, record in enumerate(history.records):
            when = self.days.span(record.conduct, f"history.records[{index}].conduct")
            self.check_matter(record.matter, f"history.records[{index}].matter", None)
            found.append(
                PriorRecord(
                    when, record.matter, frozenset(record.provisions), record.domain or self.document.domain,
                    record.outcome == "penalised",
                )
            )  # fmt: skip
        if history.checked is None:
            return tuple(found), None
        checked = history.checked
        ever = checked.from_ in ("ever", "全部", None)
        first = None if ever else self.days.day(checked.from_, "history.checked.from")
        last = self.decided if checked.until is None else self.days.day(checked.until, "history.checked.until")
        return tuple(found), Span(first, last)

    def check_matter(self, matter: str | None, path: str, domain: str | None) -> None:
        if matter is None or matter == "unlisted" or matter in self.reader.matters:
            return
        near = ", ".join(nearest(matter, self.reader.matters))
        hint = f"did you mean {near}? " if near else ""
        self.fault(path, "no such matter", matter, f"{hint}Write `unlisted` for an act that no list names")

    def violation(
        self,
        document: ViolationDocument,
        index: int,
        shared: Mapping[str, Statement],
        records: tuple[tuple[PriorRecord, ...], Span | None],
        birth: int | None,
    ) -> Violation:
        path = f"violations[{index}]"
        self.check_matter(document.matter, f"{path}.matter", self.document.domain)
        start, end = self.days.conduct(document.conduct, f"{path}.conduct", self.decided, self.document.decision_date)
        stated = self.facts.statements(document.facts, f"{path}.facts", shared)
        clauses = tuple(self.clauses(document, path))
        facts = {name: each.value for name, each in stated.items() if name != "first_violation"}
        contradictions = list(self.time_facts(facts, start, end, birth, path))
        first = stated.get("first_violation")
        facts["history"] = self.history(document.matter, clauses, facts, records, first, contradictions)
        if not self.faults:  # what follows from a wrong day is of no use
            contradictions += self.reader.definitions.define(facts)
        return Violation(
            document.id or f"v{index + 1}", document.matter, (start, end), facts, stated, clauses,
            tuple(contradictions), self.inexact(facts), document.coercion_considered,
        )  # fmt: skip

    def inexact(self, facts: dict[str, Any]) -> frozenset[str]:
        """The facts not known exactly. Stated unknown is set aside, except where it keeps a presumption away."""
        found = [name for name, value in facts.items() if value is STATED_UNKNOWN or type(value) is Span]
        for name in found:
            if facts[name] is STATED_UNKNOWN and self.vocabulary[name].presumption is None:
                del facts[name]
        return frozenset([name for name in found if name in facts])

    def time_facts(
        self, facts: dict[str, Any], start: Span, end: Span, birth: int | None, path: str
    ) -> Iterator[Contradiction]:
        """Dates of the case itself, the latest possible discovery, and the age."""
        facts["conduct_start"], facts["conduct_end"] = _exact(start), _exact(end)
        facts["decided_on"] = self.decided
        latest = self.decided
        if self.filed is not None:
            facts["filed_on"] = latest = self.filed
        discovered = facts.get("discovered_on")
        if discovered is None or discovered is STATED_UNKNOWN:
            facts["discovered_on"] = _exact(Span(min(start.low, latest), latest))
        elif (high := discovered.high if isinstance(discovered, Span) else discovered) is not None and high < start.low:
            self.fault(f"{path}.facts.discovered_on", "discovered before the act", show(high), "check both dates")
        elif (low := discovered.low if isinstance(discovered, Span) else discovered) is not None and low > self.decided:
            self.fault(f"{path}.facts.discovered_on", "discovered after the decision", show(low), "check both dates")
        if birth is None:
            return
        if birth > start.low:
            self.fault("party.birth_date", "the party was born after the act", show(birth))
            return
        age = _exact(Span(ages(birth, start.low)[0], ages(birth, end.high)[1]))
        stated = facts.get("party.age")
        if stated is None or stated is STATED_UNKNOWN:
            facts["party.age"] = age
        elif not agree(stated, age):
            facts["party.age"] = STATED_UNKNOWN
            yield Contradiction("party.age", stated, age, "birth_date")
        else:
            facts["party.age"] = both(stated, age)

    def history(
        self,
        matter: str,
        clauses: tuple[str | Clause, ...],
        facts: Mapping[str, Any],
        records: tuple[tuple[PriorRecord, ...], Span | None],
        first: Statement | None,
        contradictions: list[Contradiction],
    ) -> History:
        provisions = frozenset([each if isinstance(each, str) else each.id for each in clauses])
        anchors = (facts["conduct_start"], facts["decided_on"], facts["discovered_on"])
        stated = first.value if first is not None and isinstance(first.value, StatedFirst) else None
        history = History(anchors, matter, provisions, self.document.domain, *records, stated)
        if not self.faults and history.refutes_statement:
            said = stated is not None and stated.value
            contradictions.append(Contradiction("first_violation", said, not said, "history"))
            return replace(history, stated=None, contradicted=True)
        return history

    def clauses(self, document: ViolationDocument, path: str) -> Iterator[str | Clause]:
        for index, raw in enumerate(document.clauses):
            if isinstance(raw, str):
                yield raw
                continue
            clause = parse_clause(raw, self.vocabulary, f"{path}.clauses[{index}]", self.faults)
            if clause is not None:
                yield clause


def _exact(span: Span) -> Any:
    """A day or an age known exactly, else the span; where both ends are one, it is included."""
    return span.low if span.low is not None and span.low == span.high else span
