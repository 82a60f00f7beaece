"""Entry sheet: an entry of the docket as plain values for its page: what was advised or decided, under which law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any, Final

from ...advice_document.fines import amount_in_words
from ...explanation.speech import Json, Speech
from ...money import Span, show_yuan
from ...outcome import SEVERITY
from ...wording import DUTIES, FORCES, REVIEW
from ..clock import BEIJING
from ..registry.entry_shapes import EntryShown
from .law_words import LawWords, ordinal
from .record_words import DEPARTURES, KINDS, PENALTIES, RESULTS, STEP_RESULTS, STEPS
from .trace import trace

_SHAPE: Final[Mapping[str, str]] = {
    "no_penalty": "good",
    "undetermined": "open",
    "several": "open",
    "not_stated": "open",
}
_COUNTED: Final = {
    "exempted": ("不予处罚", "exempted"), "penalised": ("已处罚", "penalised"), "warned": ("责令改正", "warned")
}  # fmt: skip
Told = dict[str, Any]


def row(shown: EntryShown, say: Speech, matters: Mapping[str, str]) -> Told:
    """An entry as a line of a list."""
    return {
        "seq": shown.seq, "kind": say.word(KINDS, shown.kind), "recorded": local_time(shown.recorded_at),
        "decided": shown.decided or "", "case": shown.case, "recorder": shown.recorder,
        "matters": [matters.get(each, each) for each in shown.matters], "outcome": outcome(say, shown.outcome),
        "party_lines": list((shown.identity or {}).values()), "party": say.listed((shown.identity or {}).values()),
        "hash": shown.party, "authority": shown.authority or "",
        "refers_to": shown.refers_to, "corrects": shown.corrects, "digest": shown.digest,
        "jurisdiction": shown.jurisdiction, "domain": shown.domain,
    }  # fmt: skip


def outcome(say: Speech, code: str) -> tuple[str, str]:
    """An outcome in words, and the kind of its badge."""
    return say.word(RESULTS, code), _SHAPE.get(code, "plain")


def local_time(recorded_at: str) -> str:
    """A moment of the docket in Beijing time, to the second."""
    try:
        return datetime.fromisoformat(recorded_at).astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")
    except ValueError:  # an altered entry
        return recorded_at


def yuan(say: Speech, fen: int | str | None) -> str:
    """An amount of an entry in yuan; empty where none is recorded."""
    return "" if fen is None else say(f"{show_yuan(Fraction(fen))}元", f"{show_yuan(Fraction(fen))} yuan")


def advised(say: Speech, body: Json, layouts: Mapping[str, Json], words: LawWords) -> list[Told]:
    """Each violation of a recorded advice, with its trace."""
    acts = body["case"]["violations"]
    return [_advised(say, body, act, each, layouts, words) for act, each in zip(acts, body["violations"], strict=False)]


def _advised(
    say: Speech, body: Json, act: Json, told: Json, layouts: Mapping[str, Json], words: LawWords
) -> Told:  # fmt: skip
    days = ordinal(_last_day(act["conduct"])), ordinal(body["case"]["decision_date"])
    law, layout = told["law"][told["chosen"] or 0], layouts.get(told["layout"])
    facts = {**body["case"].get("facts", {}), **act.get("facts", {})}
    return {
        "id": told["id"], "matter": words.matter(told["matter"], say), "code": told["matter"],
        "conduct": conduct(say, act["conduct"]), "outcomes": [outcome(say, each) for each in told["outcomes"]],
        "exact": told["exact"], "permitted": list(_permitted(say, told, law, words, days[1])),
        "duties": say.joined(_duties(say, told)), "fines": list(_fines(say, told)),
        "clauses": [] if told["fine"] is None else told["fine"]["chosen"],
        "facts": [words.fact(name, stated, say) for name, stated in facts.items()],
        "contradictions": [words.fact(each, None, say)[0] for each in told["contradictions"]],
        "review": [say.word(REVIEW, each) for each in told["review"]],
        "law": list(_law(say, told)), "layout": told["layout"],
        "trace": () if layout is None else trace(say, told, layout, words, days),
    }  # fmt: skip


def _permitted(say: Speech, told: Json, law: Mapping[str, str], words: LawWords, day: int) -> Iterator[Told]:
    for name, force, certain in told["permitted"]:
        grounds = [words.rule(each, law, day, say) for each in told["grounds"].get(name, ())]
        yield {
            "outcome": outcome(say, name), "force": say.word(FORCES, force), "certain": certain, "grounds": grounds
        }  # fmt: skip


def _duties(say: Speech, told: Json) -> list[str]:
    """The duties that come with what is recommended, or with what may come of it."""
    named = [each for name in told["outcomes"] for each in told["duties"].get(name, ())]
    return [say.word(DUTIES, each) for each in dict.fromkeys(named)]


def _fines(say: Speech, told: Json) -> Iterator[str]:
    ranges = (told["fine"] or {}).get("ranges") or {}
    for name in sorted(ranges, key=lambda each: SEVERITY[each]):
        band = ranges[name]
        amount = span_words(say, band["span"], band["multiple_of"])
        hull = "" if band["exact"] else say.aside(say("外缘", "hull"))
        yield f"{say.outcome(name)}{say('：', ': ')}{amount}{hull}"


def span_words(say: Speech, span: Json, multiple_of: str | None = None) -> str:
    """A recorded range in words: of money, or of multiples of something."""
    low, high = (None if end is None else Fraction(end) for end in (span["from"], span["to"]))
    if multiple_of is not None:
        ends = "–".join("" if end is None else str(end) for end in (low, high))
        return say(f"{multiple_of} 的 {ends} 倍", f"{ends} times {multiple_of}")
    return say.of(amount_in_words(Span(low, high, span["from_included"], span["to_included"])))


def _law(say: Speech, told: Json) -> Iterator[Told]:
    """The versions in force, branch by branch, the one that applies marked."""
    branches = told["law"]
    for at, law in enumerate(branches):
        title = say("适用的规定", "The law that applies") if len(branches) == 1 else (
            say("行为时的规定", "The law at the act") if at == 0 else say("决定时的规定", "The law at the decision")
        )  # fmt: skip
        versions = [
            {"id": name.partition("@")[0], "version": name.partition("@")[2], "digest": digest}
            for name, digest in law.items()
        ]
        yield {"title": title, "chosen": len(branches) > 1 and told["chosen"] == at, "versions": versions}


def decided(say: Speech, body: Json, matters: Mapping[str, str], rules: Mapping[str, str]) -> list[Told]:
    """Each violation of a recorded disposition; `rules`: what those are called that its basis may name."""
    return [
        {
            "id": each["id"], "matter": matters.get(each["matter"], each["matter"] or ""),
            "conduct": conduct(say, each["conduct"]), "outcome": outcome(say, each["outcome"] or "not_stated"),
            "kinds": say.joined(say.word(PENALTIES, kind) for kind in each["kinds"] or ()),
            "fine": yuan(say, each["fine"]), "confiscated": yuan(say, each["confiscated"]),
            "basis": [rules.get(rule, rule) for rule in each["basis"] or ()],
            "clauses": list(each["clauses"] or ()), "reason": each["reason"] or "",
        }
        for each in body["violations"]
    ]  # fmt: skip


def departures(say: Speech, body: Json) -> list[Told]:
    """Where the disposition left its advice."""
    tables = {**RESULTS, **DUTIES, **STEPS}
    return [
        {
            "violation": each["violation"], "kind": say.word(DEPARTURES, each["kind"]),
            "advised": "" if each["advised"] is None else say.word(tables, each["advised"]),
            "decided": say.word(RESULTS, each["decided"]),
        }
        for each in body.get("departures") or ()
    ]  # fmt: skip


def steps(say: Speech, body: Json) -> list[tuple[str, str, str, str, str]]:
    """The steps and duties that were recorded: what, who, when, result, note."""
    taken = [
        (say.word(STEPS, each["step"]), each["by"] or "", each["on"] or "",
         "" if each["result"] is None else say.word(STEP_RESULTS, each["result"]), each["note"] or "")
        for each in body.get("steps") or ()
    ]  # fmt: skip
    met = [(say.word(DUTIES, each["duty"]), "", each["on"] or "", "", "") for each in body.get("duties") or ()]
    return taken + met


def earlier(say: Speech, body: Json, matters: Mapping[str, str]) -> list[Told]:
    """The earlier violations that the docket knew."""
    return [
        {
            "entry": each["entry"], "conduct": conduct(say, each["conduct"]),
            "matter": matters.get(each["matter"], each["matter"] or ""),
            "outcome": say(*_COUNTED.get(each["outcome"], (each["outcome"], each["outcome"]))),
        }
        for each in body.get("from_docket") or ()
    ]  # fmt: skip


def conduct(say: Speech, days: Any) -> str:
    """The days of an act as filed."""
    if not isinstance(days, Mapping):
        return str(days or "")
    if "between" in days:
        return say("{}至{}之间某日", "some day between {} and {}").format(*days["between"])
    first, last = days.get("from", days.get("at_least")), days.get("to", days.get("at_most"))
    if isinstance(first, Mapping) or isinstance(last, Mapping):
        return say.joined(conduct(say, each) for each in (first, last) if each is not None)
    if first == last or first is None or last is None:
        return str(first or last or say("未载明", "not stated"))
    return say(f"{first}至{last}", f"{first} to {last}")


def _last_day(days: Any) -> Any:
    if not isinstance(days, Mapping):
        return days
    return days["between"][1] if "between" in days else _last_day(days.get("to", days.get("at_most")))
