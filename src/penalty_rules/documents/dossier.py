"""What a document is drawn up from: the advice, who the party is, what the officer decided, where it is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from ..advice import Advice
from ..advice_document import SCHEMA, digest, document
from ..deadlines import BUILT_IN
from ..errors import quoted
from ..explanation.facts_part import days, matter
from ..explanation.findings_part import by_id
from ..explanation.speech import Json, Speech
from ..wording import TRUTHS
from ..workdays import WorkCalendar
from .refusal import DocumentRefused
from .sheet import blank, dated

SPEECH: Final = Speech("zh")
IDENTITY: Final = ("name", "uscc", "id_number")


@dataclass(frozen=True, slots=True)
class LikeCase:
    """A decided case to compare with; `fine` in fen, None where none was imposed."""

    case: str
    decided: str
    outcome: str
    fine: int | None = None
    difference: str | None = None


@dataclass(frozen=True)
class Dossier:
    """The advice document with what the docket adds to it; every document is written from this alone.

    `identity`: name, uscc, id_number as filed; `disposition`: a body as in docs/docket.md §4; `entry`: sequence number
    and digest of the recorded advice.
    """

    given: Json
    digest: str
    identity: Mapping[str, str] = field(default_factory=dict)
    disposition: Json | None = None
    entry: tuple[int, str] | None = None
    like_cases: tuple[LikeCase, ...] = ()

    def __post_init__(self) -> None:
        if faults := dict(_faults(self.given, self.disposition or {})):
            raise DocumentRefused("dossier", faults)

    @classmethod
    def of(
        cls, advice: Advice, *, identity: Mapping[str, str | None] | None = None, disposition: Json | None = None,
        entry: tuple[int, str] | None = None, like_cases: Iterable[LikeCase] = (), calendar: WorkCalendar = BUILT_IN,
    ) -> Self:  # fmt: skip
        """The dossier of an advice; an identity that is not given is the one that the case file states.

        Raises DocumentRefused for a disposition of another case.
        """
        filed = advice.case.document.get("party")
        sources: list[Mapping[str, Any]] = [filed if isinstance(filed, Mapping) else {}, identity or {}]
        party = {key: str(source[key]) for source in sources for key in IDENTITY if source.get(key)}
        told, fingerprint = document(advice, calendar), digest(advice, calendar)
        return cls(told, fingerprint, party, disposition, entry, tuple(like_cases))

    @property
    def case(self) -> Json:
        found: Json = self.given["case"]
        return found

    @property
    def violations(self) -> list[Json]:
        found: list[Json] = self.given["violations"]
        return found

    @property
    def several(self) -> bool:
        return len(self.violations) > 1

    @property
    def name(self) -> str:
        return self.identity.get("name") or blank("当事人姓名或者名称")

    @property
    def authority(self) -> str:
        return self.case["authority"]["name"] or blank("行政机关名称")

    @property
    def you(self) -> str:
        return "你" if self.case["party"]["kind"] == "natural_person" else "你单位"

    @property
    def decided_on(self) -> str:
        """The day of the disposition, or else the decision date of the case."""
        return str((self.disposition or {}).get("decided_on") or self.case["decided"])

    def decided(self, violation: Json) -> Json | None:
        """What the officer decided on a violation, if a disposition is given."""
        acts: list[Json] = (self.disposition or {}).get("violations", [])
        return next((each for each in acts if each["id"] == violation["id"]), None)

    def outcome(self, violation: Json) -> str | None:
        """The outcome decided, or else the one advised; None while it is undetermined."""
        decided = self.decided(violation)
        outcome: str | None = violation["outcome"] if decided is None else decided["outcome"]
        return outcome

    def grounds(self, violation: Json) -> list[Json]:
        """The findings that the outcome rests on: those that the disposition names, or else those of the advice."""
        outcome, decided, known = self.outcome(violation), self.decided(violation), by_id(violation)
        if decided is not None and decided.get("basis"):
            named = set(decided["basis"])
            return [each for each in known.values() if f"{each['ruleset'].split('@')[0]}#{each['id']}" in named]
        permitted = (each for each in violation["permitted"] if each["outcome"] == outcome)
        return [known[rule] for each in permitted for rule in each["grounds"] if rule in known]

    def duties(self, violation: Json) -> list[Json]:
        """What is owed with the outcome, or, while it is open, with any outcome still permitted."""
        outcome = self.outcome(violation)
        found: dict[str, Json] = {}
        for permitted in violation["permitted"]:
            if outcome in (None, permitted["outcome"]):
                found |= {each["name"]: each for each in permitted["duties"]}
        return list(found.values())

    def step(self, name: str) -> Json | None:
        """A step of the procedure that the disposition states."""
        steps: list[Json] = (self.disposition or {}).get("steps", [])
        return next((each for each in steps if each["step"] == name), None)

    def act(self, violation: Json) -> str:
        """The act in words; one that no list names is left to be filled in."""
        return blank("违法行为") if violation["matter"]["code"] == "unlisted" else matter(SPEECH, violation)


def _faults(given: Json, disposition: Json) -> Iterator[tuple[str, str]]:
    if given.get("schema") != SCHEMA or not given.get("violations"):
        yield "advice", f"not an advice document with a violation ({SCHEMA}): pass the one of the advice"
        return
    case = disposition.get("case", given["case"]["id"])
    if case != given["case"]["id"]:
        yield "disposition.case", f"it decides case {quoted(case)}, the advice is on {quoted(given['case']['id'])}"
    known = {each["id"] for each in given["violations"]}
    for each in disposition.get("violations", []):
        if each["id"] not in known:
            yield f"disposition.{each['id']}", f"the advice knows no such violation, only {', '.join(sorted(known))}"


def when(violation: Json) -> str:
    """The days of the act as an official document writes them."""
    return dated(days(SPEECH, violation))


def fact(violation: Json, name: str) -> str | None:
    """A fact that the file states or that follows, as shown; None where it is not known."""
    shown = (each["shown"]["zh"] for each in violation["facts"] if each["name"] == name)
    return next((dated(each) for each in shown if each != TRUTHS["unknown"].zh), None)


def evidence(*violations: Json) -> dict[str, dict[str, None]]:
    """Each piece of evidence on file with the facts that it proves, each once."""
    found: dict[str, dict[str, None]] = {}
    for each in (each for violation in violations for each in violation["facts"]):
        for piece in each["evidence"]:
            found.setdefault(piece, {})[f"{each['label']['zh']}：{dated(each['shown']['zh'])}"] = None
    return found


def told_facts(findings: Iterable[Json]) -> Iterator[str]:
    """The facts that findings are established by, each once."""
    seen: dict[str, None] = {}
    for finding in findings:
        for leaf in finding["supporting"]:
            for each in leaf["observed"]:
                presumed = "（推定）" if leaf["presumed"] else ""
                seen[f"{each['label']['zh']}：{dated(each['shown']['zh'])}{presumed}"] = None
    return iter(seen)


def articles(findings: Iterable[Json]) -> str:
    """The articles of findings, each once."""
    return SPEECH.joined(dict.fromkeys(cite for each in findings for cite in each["cites"] or [each["id"]]))
