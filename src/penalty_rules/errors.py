"""The errors of the library; fields are data, the message is advice.

PenaltyRulesError
├── Unreadable              a file is not readable YAML or JSON
├── CaseRefused             a case file has faults
├── RulesetRefused          a ruleset, vocabulary or matter file has faults
│   ├── RulesetAltered      a published ruleset was edited
│   └── VersionsOverlap     two versions of one ruleset are in force on one day
├── RulesetUnknown          no ruleset, version, matter or clause of that name
├── DoctrineRefused         a production cannot be run
├── EnginesDisagree         the two doctrine engines differ: the evaluation fails closed
├── CalendarUnknown         no holiday calendar for a year
├── NotCanonical            a value has no canonical form (canonical.py)
├── DigestUnavailable       the platform lacks a digest algorithm (canonical.py)
├── DispositionRefused      a disposition has faults
├── AlreadyExempted         the same party and matter were decided since the advice
├── RulesetMissing          the archive lacks what an entry was decided under
├── EntryUnknown            no entry of that number
├── DocketUnavailable       a docket cannot be opened, read or written
│   └── CommitUnanswered    the database was lost while it committed
├── DocketBroken            the chain does not hold
├── SheetRefused            a table cannot be read or written (sheets)
├── ChartsUnavailable       the library that draws charts is missing (charts.py)
├── DocumentRefused         a document is not called for (documents)
├── RequestReused, ColumnsUnavailable                   a repeated request, a missing library (docket)
└── SettingsRefused, AccountRefused, AccessLogClosed    the service (service)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

QUOTE_LIMIT = 60


def quoted(value: object) -> str:
    """The user's input as it may be shown: one line, cut at 60 characters."""
    text = value if isinstance(value, str) else repr(value)[: 4 * QUOTE_LIMIT]
    text = text[: 4 * QUOTE_LIMIT].encode("utf-8", "backslashreplace").decode("utf-8")
    text = "".join(ch if ch.isprintable() else "·" for ch in text)
    return text if len(text) <= QUOTE_LIMIT else text[: QUOTE_LIMIT - 1] + "…"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an input: where, what, what was written, and what to do."""

    path: str
    message: str
    quoted: str | None = None
    remedy: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        where = self.path or "(file)"
        if self.line is not None:
            where += f" (line {self.line})"
        said = f": “{self.quoted}”" if self.quoted is not None else ""
        remedy = f" → {self.remedy}" if self.remedy else ""
        return f"{where}: {self.message}{said}{remedy}"


class PenaltyRulesError(Exception):
    """Base of every error that the library raises on purpose."""


class InputRefused(PenaltyRulesError):
    """An input with faults; all of them at once."""

    noun = "input"

    def __init__(self, source: str, faults: Iterable[Fault]) -> None:
        self.source = source
        self.faults = tuple(faults)
        super().__init__(source, self.faults)

    def __str__(self) -> str:
        head = f"{self.source}: {self.noun} refused, {len(self.faults)} fault(s)"
        return "\n".join([head, *(f"  {fault}" for fault in self.faults)])


class Unreadable(InputRefused):
    """A file is not readable YAML or JSON."""

    noun = "file"


class CaseRefused(InputRefused):
    """A case file has faults."""

    noun = "case"


class RulesetRefused(InputRefused):
    """A ruleset, vocabulary or matter file has faults."""

    noun = "ruleset"


class VersionsOverlap(RulesetRefused):
    """Two versions of one ruleset are in force on the same day."""

    def __init__(self, ruleset: str, first: tuple[str, date], second: tuple[str, date]) -> None:
        self.ruleset, self.first, self.second = ruleset, first, second
        message = f"versions {first[0]} (from {first[1]}) and {second[0]} (from {second[1]}) overlap"
        remedy = f"end {first[0]} with `in_force.until` on the day before {second[1]}"
        super().__init__(ruleset, [Fault("in_force", message, remedy=remedy)])


class RulesetAltered(RulesetRefused):
    """A published version of a ruleset was edited: it is not what its digest says."""

    def __init__(self, name: str, published: str, found: str) -> None:
        self.name, self.published, self.found = name, published, found
        message = f"was edited after its publication: its digest should be {published} but is {found}"
        remedy = (
            "published files are never edited: restore the file, put the change into a new version that succeeds it"
        )
        super().__init__(name, [Fault("", message, remedy=remedy)])


class RulesetUnknown(PenaltyRulesError):
    """No ruleset, version, matter or clause of that name."""

    def __init__(self, kind: str, name: str, nearest: Iterable[str] = ()) -> None:
        self.kind, self.name, self.nearest = kind, name, tuple(nearest)
        super().__init__(kind, name)

    def __str__(self) -> str:
        hint = f"; did you mean {', '.join(self.nearest)}?" if self.nearest else ""
        return f"no {self.kind} named “{quoted(self.name)}”{hint}"


class DoctrineRefused(PenaltyRulesError):
    """A production cannot be run inside the measured subset of the engine."""

    def __init__(self, fault: str, production_id: str = "") -> None:
        self.fault, self.production_id = fault, production_id
        super().__init__(fault, production_id)

    def __str__(self) -> str:
        return f"doctrine {self.production_id or '(all)'}: {self.fault}"


class EnginesDisagree(PenaltyRulesError):
    """The two doctrine engines concluded different things; no advice is given."""

    def __init__(self, symbols: frozenset[str], first: frozenset[str], second: frozenset[str]) -> None:
        self.symbols, self.first, self.second = symbols, first, second
        super().__init__(symbols, first, second)

    def __str__(self) -> str:
        only_first = ", ".join(sorted(self.first - self.second)) or "nothing"
        only_second = ", ".join(sorted(self.second - self.first)) or "nothing"
        return (
            f"the doctrine engines disagree: durable-rules alone concluded {only_first}; the fixpoint alone concluded"
            f" {only_second}. No advice is given. Reinstall durable_rules with the compiler flags named in the README,"
            " or remove it: the fixpoint then serves alone and every advice says so."
        )


class CalendarUnknown(PenaltyRulesError):
    """No holiday calendar is known for a year."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(year)

    def __str__(self) -> str:
        return (
            f"no statutory holiday calendar is known for {self.year}; supply one with --calendar FILE"
            f" (YAML: years: {{{self.year}: {{holidays: [dates], workdays: [dates]}}}})"
        )


class DocketUnavailable(PenaltyRulesError):
    """A docket cannot be opened, read or written now; nothing was recorded."""

    def __init__(self, url: str, reason: str, remedy: str) -> None:
        self.url, self.reason, self.remedy = url, reason, remedy
        super().__init__(url, reason, remedy)

    def __str__(self) -> str:
        return f"docket {self.url}: {self.reason}; nothing was recorded → {self.remedy}"


class CommitUnanswered(DocketUnavailable):
    """The database was lost while it committed; what was sent is recorded whole or not at all."""

    def __str__(self) -> str:
        return f"docket {self.url}: {self.reason}; whether it was recorded is not known → {self.remedy}"


class DocketBroken(PenaltyRulesError):
    """The chain of a docket does not hold at an entry."""

    def __init__(self, seq: int, reason: str) -> None:
        self.seq, self.reason = seq, reason
        super().__init__(seq, reason)

    def __str__(self) -> str:
        return (
            f"the docket does not hold at entry {self.seq}: {self.reason} → run `penalty-rules docket verify`, keep the"
            " database as it is, and compare it with its backup and the heads kept elsewhere"
        )


class EntryUnknown(PenaltyRulesError):
    """No entry of that number, or not of the kind asked for."""

    def __init__(self, seq: int, wanted: str = "entry") -> None:
        self.seq, self.wanted = seq, wanted
        super().__init__(seq, wanted)

    def __str__(self) -> str:
        return f"the docket has no {self.wanted} {self.seq}; `penalty-rules docket list` shows what it has"


class DispositionRefused(InputRefused):
    """A disposition has faults."""

    noun = "disposition"


class AlreadyExempted(PenaltyRulesError):
    """The party was decided upon for the same matter since this advice was given: its history is no longer true."""

    def __init__(self, earlier: int, advice: int, matter: str, outcome: str, decided: str) -> None:
        self.earlier, self.advice, self.matter, self.outcome, self.decided = earlier, advice, matter, outcome, decided
        super().__init__(earlier, advice, matter, outcome, decided)

    def __str__(self) -> str:
        return (
            f"entry {self.earlier} (decided {self.decided}, {self.outcome}) concerns the same party and matter"
            f" “{quoted(self.matter)}”, and advice {self.advice} did not know it: this is not a first violation any"
            " more → take a new advice for the case; it will know that entry"
        )


class RulesetMissing(PenaltyRulesError):
    """The archive lacks a document that an entry was decided under."""

    def __init__(self, digest: str, kind: str) -> None:
        self.digest, self.kind = digest, kind
        super().__init__(digest, kind)

    def __str__(self) -> str:
        return f"the archive lacks the {self.kind} {self.digest} → restore it from a backup or an exported bundle"
