"""Case sheet: what the pages of a recorded case show, and the form of its disposition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, get_args

from ...clause import PenaltyKind
from ...docket import Entry
from ...explanation.facts_part import days, matter
from ...explanation.speech import Json, Speech
from ...identifiers import mask_identifier, mask_name
from ...money import show_yuan
from ...outcome import SEVERITY
from ...wording import DUTIES, OUTCOMES
from ..clock import BEIJING
from .check_sheet import domain_words, words_of
from .disposition_form import RECORDED_DUTIES, REVIEW, DispositionForm
from .labels import place_name
from .page import Page
from .record_words import DEPARTURES, PENALTIES, RESULTS, STEP_RESULTS, STEPS
from .recorded_case import RecordedCase
from .verdict import reasoning, total, verdict

_AMOUNTS: Final = ("fine", "confiscated")
_SHOWN_STEPS: Final = tuple(name for name in STEPS if name not in ("publicised", "withdrawn"))


@dataclass(frozen=True, slots=True)
class OutcomeChoice:
    """An outcome that may be decided; `inside`: the advice permits it."""

    outcome: str
    label: str
    inside: bool


@dataclass(frozen=True, slots=True)
class DecidedAct:
    """What was decided for one violation, in words."""

    label: str
    outcome: str
    kinds: str
    fine: str
    confiscated: str
    reason: str


def case_sheet(case: RecordedCase, page: Page, *, clear: bool) -> dict[str, Any]:
    """The values that every page of a recorded case needs. `clear`: the party by its full name."""
    say, told = page.say, case.told
    shown = case.case(clear=clear)
    return {
        "recorded_at": in_beijing(case.entry.header.recorded_at), "entry": case.entry, "header": case.entry.header,
        "party": list(_party(case, say, clear)),
        "acts": [_ActShown(matter(say, each), days(say, each)) for each in told["violations"]],
        "verdicts": [verdict(say, each) for each in told["violations"]], "total": total(say, told),
        "reasonings": [reasoning(say, shown, each) for each in told["violations"]],
        "unfold": False, "complete": True,
        "with_reasoning": True, "reviews": case.reviews, "superseded_by": case.superseded_by,
        "standing": case.standing, "dispositions": [_disposed(each, case, page) for each in case.dispositions],
        "known": case.body["from_docket"], "place_name": place_name(case.entry.header.jurisdiction),
        "domain_label": say.words(domain_words(case.entry.header.domain)), "results": RESULTS,
        "results_of_steps": STEP_RESULTS, **words_of(say),
    }  # fmt: skip


def disposition_sheet(made: DispositionForm, case: RecordedCase, page: Page) -> dict[str, Any]:
    """The values of the form of a disposition and of its preview."""
    say, embedded = page.say, page.office.settings.embedded
    owed = {each["name"] for one in case.told["violations"] for p in one["permitted"] for each in p["duties"]}
    return {
        "made": made, "faults": made.faults, "penalties": [(kind, word(PENALTIES, kind, say)) for kind in _KINDS],
        "choices": [list(_choices(each, say)) for each in case.told["violations"]],
        "steps": [(name, word(STEPS, name, say)) for name in _SHOWN_STEPS if embedded or name != REVIEW],
        "duties": [(name, word(DUTIES, name, say)) for name in RECORDED_DUTIES if name in owed],
        "departures": [_departure(each, say) for each in made.departures],
        "result_choices": [(code, say.words(words)) for code, words in STEP_RESULTS.items()],
    }  # fmt: skip


def in_beijing(recorded_at: str) -> str:
    """The moment of an entry as the clock on the wall shows it."""
    return datetime.fromisoformat(recorded_at).astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def word(table: Mapping[str, Any], code: str, say: Speech) -> str:
    """The words of a code, in the language of the page."""
    return say.word(table, code)


_KINDS: Final = tuple(kind for kind in get_args(PenaltyKind) if kind in PENALTIES)


@dataclass(frozen=True, slots=True)
class _ActShown:
    label: str
    days: str


def _party(case: RecordedCase, say: Speech, clear: bool) -> Iterator[tuple[str, str]]:
    """Name and numbers of the party, masked unless in clear."""
    labels = {
        "name": say("当事人", "Party"), "uscc": say("统一社会信用代码", "USCC"),
        "id_number": say("公民身份号码", "Identity number"),
    }  # fmt: skip
    for key, value in case.identity.items():
        shown = value if clear else mask_name(value) if key == "name" else mask_identifier(value)
        yield labels[key], shown


def _choices(advised: Json, say: Speech) -> Iterator[OutcomeChoice]:
    """What the advice permits, with its force and fine, then what it does not permit."""
    permitted = {each["outcome"]: each for each in advised["permitted"]}
    ranges = {} if advised["fine"] is None else advised["fine"]["ranges"]
    for outcome in sorted(OUTCOMES, key=lambda each: (each not in permitted, SEVERITY.get(each, 0))):
        label = say.word(OUTCOMES, outcome)
        if outcome in permitted:
            label += say.force(permitted[outcome]["force"])
            label += f" · {say.of(ranges[outcome]['text'])}" if outcome in ranges else ""
        yield OutcomeChoice(outcome, label, outcome in permitted)


def _departure(each: Mapping[str, Any], say: Speech) -> str:
    decided, advised = say.word(RESULTS, each["decided"]), each["advised"]
    about = word(DUTIES | STEPS, advised, say) if each["kind"] == "duty_missing" else ""
    if not about and advised is not None:
        known = say.word(RESULTS, advised)
        about = say(f"建议“{known}”，决定“{decided}”", f"advised “{known}”, decided “{decided}”")
    return word(DEPARTURES, each["kind"], say) + (say("：", ": ") + about if about else "")


def _disposed(entry: Entry, case: RecordedCase, page: Page) -> dict[str, Any]:
    """A disposition for the page: what was decided, the steps, the departures."""
    say, body = page.say, entry.told()
    corrected = {each.header.corrects for each in case.dispositions}
    return {
        "entry": entry, "body": body, "stands": entry.seq not in corrected,
        "acts": [_decided(each, case, say) for each in body["violations"]],
        "steps": [(word(STEPS, each["step"], say), each) for each in body["steps"]],
        "duties": [(word(DUTIES, each["duty"], say), each["on"]) for each in body["duties"]],
        "departures": [_departure(each, say) for each in body["departures"]],
    }  # fmt: skip


def _decided(each: Json, case: RecordedCase, say: Speech) -> DecidedAct:
    label = next((matter(say, one) for one in case.told["violations"] if one["id"] == each["id"]), str(each["matter"]))
    fine, taken = (f"{show_yuan(each[key])}{say('元', ' yuan')}" if each[key] else "—" for key in _AMOUNTS)
    kinds = say.joined(word(PENALTIES, kind, say) for kind in each["kinds"])
    return DecidedAct(label, say.word(RESULTS, each["outcome"]), kinds or "—", fine, taken, each["reason"] or "—")
