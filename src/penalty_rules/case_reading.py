"""From a case file to a Case: every fault is found and reported at once, nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from pydantic import ValidationError

from .case import Case, Contradiction, Statement, Violation
from .case_document import CaseDocument, HistoryDocument, ViolationDocument, in_english
from .circumstance import NATURAL, STATED_UNKNOWN, Circumstance
from .clause import Clause, parse_clause
from .condition import Condition, parse_condition, weigh
from .errors import CaseRefused, Fault, quoted
from .history import SCOPES, History, LookBack, PriorRecord, StatedFirst
from .identifiers import age_on, birth_date_of, id_number_fault, uscc_fault
from .moments import parse_date, parse_duration, show
from .money import Span
from .reading import nearest
from .truth import TRUE, UNKNOWN
from .vocabulary import Vocabulary, faults_of

FIRST: Final = ("first_violation", "初次违法", "首次违法")
_STATED_KEYS: Final = frozenset({"value", "evidence", "reason", "note", "within", "same"})


class CaseReader:
    """Reads cases of one domain by its vocabulary and its declared matters."""

    def __init__(self, vocabulary: Vocabulary, matters: Mapping[str, object]) -> None:
        self.vocabulary = vocabulary
        self.matters = matters
        faults: list[Fault] = []
        self._definitions: list[tuple[Circumstance, list[tuple[object, Condition]]]] = [
            (each, [(each.parse(d.value), parse_condition(d.when, vocabulary, each.name, faults)) for d in each.definition])
            for each in vocabulary
            if each.definition
        ]
        if faults:
            raise CaseRefused("vocabulary definitions", faults)

    def read(self, raw: object, source: str = "case") -> Case:
        """A Case, or CaseRefused with every fault: path, quoted input, remedy."""
        faults: list[Fault] = []
        translated = in_english(raw, faults)
        try:
            document = CaseDocument.model_validate(translated)
        except ValidationError as error:
            raise CaseRefused(source, [*faults, *faults_of(error)]) from None
        case = _Reading(self, document, faults).case(translated)
        if faults:
            raise CaseRefused(source, faults)
        return case

    def define(self, facts: dict[str, Any]) -> Iterator[Contradiction]:
        """Add what follows from the facts; a stated fact that is refuted becomes unknown and is reported."""
        for circumstance, cases in self._definitions:
            value = _defined(cases, facts)
            if value is None:
                continue
            stated = facts.get(circumstance.name)
            if stated is None or stated is STATED_UNKNOWN:
                facts[circumstance.name] = value
            elif not _agree(stated, value):
                del facts[circumstance.name]
                yield Contradiction(circumstance.name, stated, value, "definition")


def _agree(stated: object, derived: object) -> bool:
    """Whether a stated value is compatible with one that follows (which may be an interval)."""
    if isinstance(stated, Span) or isinstance(derived, Span):
        one = stated if isinstance(stated, Span) else Span(stated, stated)
        return not one.clamp(derived if isinstance(derived, Span) else Span(derived, derived)).empty
    return stated == derived


def _defined(cases: list[tuple[object, Condition]], facts: Mapping[str, Any]) -> object | None:
    for value, when in cases:
        truth = weigh(when, lambda predicate: predicate.test(facts))
        if truth == TRUE:
            return value
        if truth == UNKNOWN:
            return None
    return None


class _Reading:
    """The reading of one file: collects faults, builds the parts."""

    def __init__(self, reader: CaseReader, document: CaseDocument, faults: list[Fault]) -> None:
        self.reader, self.document, self.faults = reader, document, faults
        self.vocabulary = reader.vocabulary
        self.decided = self.day(document.decision_date, "decision_date") or 1
        self.filed = None if document.filed_on is None else self.day(document.filed_on, "filed_on")

    def case(self, translated: object) -> Case:
        document = self.document
        birth = self.party()
        if self.filed is not None and self.filed > self.decided:
            self.fault("filed_on", "the case is filed after it is decided", document.filed_on)
        shared = dict(self.statements(document.facts, "facts"))
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
            authority.name if authority else None, document.party.kind, self.decided, self.filed, violations,
            translated if isinstance(translated, dict) else {},
        )  # fmt: skip

    def fault(self, path: str, message: str, raw: object = None, remedy: str | None = None) -> None:
        self.faults.append(Fault(path, message, None if raw is None else quoted(raw), remedy))

    def day(self, raw: object, path: str) -> int | None:
        try:
            return parse_date(raw)
        except ValueError as error:
            self.fault(path, "wrong date", raw, str(error))
            return None

    def party(self) -> int | None:
        """Check the identifiers; the birth date (ordinal) if it is known."""
        party = self.document.party
        birth = None if party.birth_date is None else self.day(party.birth_date, "party.birth_date")
        if party.uscc is not None and (fault := uscc_fault(party.uscc)):
            self.fault("party.uscc", "not a unified social credit code (GB 32100)", party.uscc, fault)
        if party.id_number is not None:
            if fault := id_number_fault(party.id_number):
                self.fault("party.id_number", "not a citizen identity number (GB 11643)", party.id_number, fault)
            else:
                stated, birth = birth, birth_date_of(party.id_number).toordinal()
                if stated is not None and stated != birth:
                    self.fault("party.birth_date", "differs from the date in the identity number", party.birth_date)
        if birth is not None and party.kind not in NATURAL:
            self.fault("party.birth_date", "only a natural person has a birth date", party.kind, "check party.kind")
        if party.id_number is not None and party.kind not in NATURAL:
            self.fault("party.id_number", "only a natural person has an identity number", party.kind)
        return birth

    def records(self, history: HistoryDocument) -> tuple[tuple[PriorRecord, ...], Span | None]:
        found = []
        for index, record in enumerate(history.records):
            when = self.span(record.conduct, f"history.records[{index}].conduct")
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
        first = None if ever else self.day(checked.from_, "history.checked.from")
        last = self.decided if checked.until is None else self.day(checked.until, "history.checked.until")
        return tuple(found), Span(first, last)

    def span(self, raw: object, path: str) -> Span:
        """A day, known exactly or as an interval."""
        if isinstance(raw, Mapping):
            try:
                value = _DAY.parse(raw)
            except ValueError as error:
                self.fault(path, "wrong date", raw, str(error))
                return Span(1, 1)
            return value if isinstance(value, Span) else Span()
        day = self.day(raw, path)
        return Span(day or 1, day or 1)

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
        start, end = self.conduct(document.conduct, f"{path}.conduct")
        stated = dict(shared)
        for name, statement in self.statements(document.facts, f"{path}.facts"):
            if name in shared and shared[name].value != statement.value:
                self.fault(f"{path}.facts.{name}", "stated differently for the whole case", None, "keep one statement")
            stated[name] = statement
        clauses = tuple(self.clauses(document, path))
        facts = {name: each.value for name, each in stated.items() if name != "first_violation"}
        contradictions = list(self.time_facts(facts, start, end, birth, path))
        first = stated.get("first_violation")
        facts["history"] = self.history(document.matter, clauses, facts, records, first, contradictions)
        contradictions += self.reader.define(facts)
        self.set_aside_unknown(facts)
        return Violation(
            document.id or f"v{index + 1}", document.matter, (start, end), facts, stated,
            frozenset(facts) - frozenset(stated) - {"history"}, clauses, tuple(contradictions),
            any(value is STATED_UNKNOWN or isinstance(value, Span) for value in facts.values()),
            document.coercion_considered,
        )  # fmt: skip

    def set_aside_unknown(self, facts: dict[str, Any]) -> None:
        """Stated unknown is the same as absent, except where it keeps a presumption away."""
        for name in [name for name, value in facts.items() if value is STATED_UNKNOWN]:
            if self.vocabulary[name].presumption is None:
                del facts[name]

    def conduct(self, raw: object, path: str) -> tuple[Span, Span]:
        if isinstance(raw, Mapping) and "from" in raw:
            if set(raw) - {"from", "to"}:
                self.fault(path, "unknown key", raw, "a continuing act is `{from: date, to: date}`")
            first = self.span(raw["from"], f"{path}.from")
            last = self.span(raw.get("to", self.document.decision_date), f"{path}.to")
            if last.high is not None and first.low is not None and last.high < first.low:
                self.fault(path, "the act ends before it begins", raw)
        else:
            first = last = self.span(raw, path)
        if first.low is None or last.high is None:
            self.fault(path, "both ends of the interval are needed", raw, "`{between: [first, last]}`")
            return Span(1, 1), Span(1, 1)
        if first.low > self.decided and not any(f.path == "decision_date" for f in self.faults):
            self.fault(path, f"the act lies after the decision ({show(self.decided)})", raw, "check both dates")
        return first, last

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
        age = _exact(Span(_ages(birth, start.low)[0], _ages(birth, end.high)[1]))
        stated = facts.get("party.age")
        if stated is None or stated is STATED_UNKNOWN:
            facts["party.age"] = age
        elif not _agree(stated, age):
            del facts["party.age"]
            yield Contradiction("party.age", stated, age, "birth_date")

    def history(
        self,
        matter: str,
        clauses: tuple[str | Clause, ...],
        facts: Mapping[str, Any],
        records: tuple[tuple[PriorRecord, ...], Span | None],
        first: Statement | None,
        contradictions: list[Contradiction],
    ) -> History:
        provisions = frozenset(each if isinstance(each, str) else each.id for each in clauses)
        anchors = tuple(
            None if isinstance(facts.get(name), Span) else facts.get(name)
            for name in ("conduct_start", "decided_on", "discovered_on")
        )
        stated = first.value if first is not None and isinstance(first.value, StatedFirst) else None
        history = History(anchors, matter, provisions, self.document.domain, records[0], records[1], stated)  # type: ignore[arg-type]
        if stated is None or not stated.value:
            return history
        if History(anchors, matter, provisions, self.document.domain, records[0]).clean(LookBack(stated.within, stated.same)) == 0:  # type: ignore[arg-type]
            contradictions.append(Contradiction("first_violation", True, False, "history"))
            return History(anchors, matter, provisions, self.document.domain, records[0], records[1], None, True)  # type: ignore[arg-type]
        return history

    def clauses(self, document: ViolationDocument, path: str) -> Iterator[str | Clause]:
        for index, raw in enumerate(document.clauses):
            if isinstance(raw, str):
                yield raw
                continue
            clause = parse_clause(raw, self.vocabulary, f"{path}.clauses[{index}]", self.faults)
            if clause is not None:
                yield clause

    def statements(self, raw: Mapping[str, Any], path: str) -> Iterator[tuple[str, Statement]]:
        """Every fact of a (possibly nested) mapping, resolved and parsed."""
        seen: dict[str, str] = {}
        for word, value, where in _flat(raw, path, self.vocabulary):
            if word in FIRST:
                name, statement = "first_violation", self.first(value, where)
            else:
                circumstance = self.resolve(word, where)
                if circumstance is None:
                    continue
                name, statement = circumstance.name, self.statement(circumstance, value, where)
            if name in seen:
                self.fault(where, f"the same circumstance is stated at {seen[name]}", word, "keep one of the two")
            seen[name] = where
            if statement is not None:
                yield name, statement

    def resolve(self, word: str, path: str) -> Circumstance | None:
        circumstance = self.vocabulary.resolve(word)
        if circumstance is None:
            near = ", ".join(nearest(word, self.vocabulary.spellings))
            remedy = f"did you mean {near}?" if near else "see `penalty-rules schema vocabulary` for the circumstances"
            self.fault(path, "no such circumstance", word, remedy)
        elif circumstance.system:
            self.fault(path, "is taken from the case itself and may not be stated", word)
            return None
        return circumstance

    def statement(self, circumstance: Circumstance, raw: object, path: str) -> Statement | None:
        evidence: tuple[str, ...] = ()
        reason = None
        value = raw
        if isinstance(raw, Mapping) and "value" in raw:
            if extra := set(raw) - _STATED_KEYS:
                self.fault(path, "unknown key", ", ".join(map(str, extra)), "keys: value, evidence, reason, note")
            value, reason = raw["value"], raw.get("reason") or raw.get("note")
            given = raw.get("evidence") or ()
            evidence = tuple(map(str, given)) if isinstance(given, list) else (str(given),)
        if value is None and circumstance.type != "enum":
            value = "unknown"
        if circumstance.applies_to == "natural_person" and self.document.party.kind not in NATURAL:
            self.fault(path, "only a natural person has this circumstance", circumstance.name, "check party.kind")
        try:
            return Statement(circumstance.name, circumstance.parse(value), evidence, None if reason is None else str(reason))
        except ValueError as error:
            self.fault(path, f"wrong value for {circumstance.name} ({circumstance.type})", value, str(error))
            return None

    def first(self, raw: object, path: str) -> Statement | None:
        """`true`, `false`, `unknown`, or `{value: true, within: {years: 3}, same: domain}`."""
        given = raw if isinstance(raw, Mapping) else {"value": raw}
        try:
            if set(given) - _STATED_KEYS or given.get("same", "matter") not in SCOPES:
                raise ValueError("keys: value, within, same (matter, provision, domain, any), evidence, reason")
            within = None if given.get("within") is None else parse_duration(given["within"])
            value = _TRUTH.parse(given.get("value"))
        except ValueError as error:
            self.fault(path, "wrong value for first_violation", raw, str(error))
            return None
        if value is STATED_UNKNOWN:
            return Statement("first_violation", STATED_UNKNOWN)
        evidence = given.get("evidence") or ()
        proofs = tuple(map(str, evidence)) if isinstance(evidence, list) else (str(evidence),)
        return Statement("first_violation", StatedFirst(bool(value), within, given.get("same", "matter")), proofs, given.get("reason"))


def _flat(raw: Mapping[str, Any], path: str, vocabulary: Vocabulary, prefix: str = "") -> Iterator[tuple[str, Any, str]]:
    for key, value in raw.items():
        word = f"{prefix}{key}"
        if word in FIRST or vocabulary.resolve(word) is not None or not isinstance(value, Mapping) or "value" in value:
            yield word, value, f"{path}.{key}"
        else:
            yield from _flat(value, f"{path}.{key}", vocabulary, f"{word}.")


def _ages(birth: int, day: int) -> tuple[int, int]:
    """Completed years: least and greatest reading. On the birthday itself no text read says whether the year is complete."""
    years, on_birthday = age_on(date.fromordinal(birth), date.fromordinal(day))
    return (years - 1 if on_birthday and years else years), years


def _exact(span: Span) -> Any:
    return span.low if span.single is not None else span


_WORDS: Final = {"zh": "日期", "en": "date"}
_DAY: Final = Circumstance.model_validate({"name": "day", "type": "date", "label": _WORDS, "question": _WORDS})
_TRUTH: Final = Circumstance.model_validate({"name": "truth", "type": "boolean", "label": _WORDS, "question": _WORDS})
