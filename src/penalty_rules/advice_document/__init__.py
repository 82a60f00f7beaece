"""The full structured form of an advice: JSON only, deterministic, readable years later without the rulesets.

The same case, rulesets and engine give the same bytes: there is no clock, no chance and no float in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, Final

import orjson

from ..advice import Advice, ViolationAdvice
from ..advice.question import Duty
from ..deadlines import BUILT_IN, Deadline, deadlines
from ..law import Gap, Law
from ..moments import show
from ..outcome import Permission
from ..plan import FINED
from ..ruleset import Ruleset
from ..truth import UNKNOWN
from ..whatif import WhatIf, changes
from ..wording import DUTIES, OUTCOMES, REVIEW
from ..workdays import WorkCalendar
from .findings import cited, findings
from .fines import amount_in_words, fine, span
from .inquiries import contradictions, presumptions, questions
from .particulars import branch_day, facts, said, shown_days
from .trace import FINDINGS

SCHEMA: Final = "penalty-rules/advice/1"
_NO_LENIENT_CHOICE: Final = "no_lenient_choice_before_2021-07-15"


def document(advice: Advice, calendar: WorkCalendar = BUILT_IN) -> dict[str, Any]:
    """The advice as a JSON document. `calendar` tells working days; a year that it does not know is said inside."""
    case = advice.case
    total = advice.total_fine
    return {
        "schema": SCHEMA,
        "engine": {"version": engine_version(), "doctrine": list(advice.engines), "strict": advice.strict},
        "case": {
            "id": case.id, "digest": case.digest, "jurisdiction": case.jurisdiction, "domain": case.domain,
            "authority": {"code": case.authority, "name": case.authority_name},
            "party": {"kind": case.party_kind, "name": _party_name(advice)},
            "filed": None if case.filed is None else show(case.filed), "decided": show(case.decided),
        },
        "determined": advice.determined, "outcome": advice.outcome,
        "total_fine": None if total is None else {"span": span(total), "text": amount_in_words(total)},
        "violations": [_violation(each, calendar) for each in advice.violations],
    }  # fmt: skip


def to_json(advice: Advice, calendar: WorkCalendar = BUILT_IN) -> bytes:
    """The document as canonical JSON: sorted keys, UTF-8, one line."""
    return orjson.dumps(document(advice, calendar), option=orjson.OPT_SORT_KEYS)


def digest(advice: Advice, calendar: WorkCalendar = BUILT_IN) -> str:
    """SHA-256 of the canonical JSON."""
    return "sha256:" + hashlib.sha256(to_json(advice, calendar)).hexdigest()


def engine_version() -> str:
    """The version of this library."""
    from penalty_rules import __version__

    return __version__


def _party_name(advice: Advice) -> str | None:
    party = advice.case.document.get("party")
    name = party.get("name") if isinstance(party, dict) else None
    return None if name is None else str(name)


def _violation(advice: ViolationAdvice, calendar: WorkCalendar) -> dict[str, Any]:
    outcome, coercion = advice.outcome, advice.coercion
    return {
        "id": advice.violation.id, "matter": _matter(advice), "conduct": shown_days(advice.violation.conduct),
        "law": _law(advice), "outcome": outcome, "determined": advice.determined, "possible": list(advice.possible),
        "exact": advice.exact, "force": advice.force,
        "permitted": [_permission(advice, each) for each in advice.permitted],
        "findings": findings(advice, advice.branch), "facts": facts(advice), "presumptions": presumptions(advice),
        "questions": questions(advice), "contradictions": contradictions(advice), "fine": fine(advice, advice.branch),
        "coercion": None if coercion is None else {
            "answer": coercion.answer, "force": coercion.force, "grounds": list(coercion.grounds)
        },
        "duties": [] if outcome is None else _duties(advice, outcome),
        "deadlines": [_deadline(each, advice) for each in deadlines(advice, calendar)],
        "what_if": [_what_if(advice, each) for each in changes(advice)],
        "human_review": [{"code": code, **said(REVIEW[code])} for code in advice.human_review],
        "doctrine": _doctrine(advice),
        "vector": {"hex": advice.reasoned.vector.hex(), "predicates": [p.text for p in advice.plan.program.predicates]},
    }  # fmt: skip


def _matter(advice: ViolationAdvice) -> dict[str, Any]:
    label = advice.plan.matter
    words = {"zh": None, "en": None} if label is None else said(label)
    return {"code": advice.violation.matter, **words}


def _law(advice: ViolationAdvice) -> dict[str, Any]:
    plan = advice.plan
    return {
        "branches": [_branch(advice, index, law) for index, law in enumerate(plan.laws)],
        "chosen": advice.chosen, "shown": advice.branch, "why": why(advice), "gaps": [_gap(each) for each in plan.gaps],
    }  # fmt: skip


def why(advice: ViolationAdvice) -> str:
    """The code of the reason for which a branch of the law applies (APL 37)."""
    if not advice.plan.lenient:
        return _NO_LENIENT_CHOICE
    if len(advice.plan.laws) == 1:
        return "single_law"
    if advice.chosen is None:
        return "open"
    if advice.chosen == 0:
        return "old_law"
    by_outcome = len(advice.plan.program.branches) == 2 and advice.reasoned.chosen == 1
    return "new_law_lighter" if by_outcome else "new_law_lighter_fine"


def _branch(advice: ViolationAdvice, index: int, law: Law) -> dict[str, Any]:
    result = advice.plan.result(advice.reasoned.branches, index)
    shown = index == advice.branch
    return {
        "role": ("conduct", "decision")[index], "day": show(branch_day(advice, index)),
        "rulesets": [_ruleset(each) for each in law.rulesets], "outcomes": list(result.verdict.outcomes),
        "permitted": [
            {"outcome": p.outcome, "force": p.force, "certain": p.certain} for p in result.verdict.permitted
        ],
        "fine": None if shown else fine(advice, index), "findings": None if shown else findings(advice, index),
    }  # fmt: skip


def _ruleset(ruleset: Ruleset) -> dict[str, Any]:
    written = ruleset.document
    return {
        "id": ruleset.id, "version": ruleset.version, "digest": ruleset.digest, "status": written.status,
        "kind": written.kind, "title": said(written.title), "issuer": written.issuer,
        "document_number": written.document_number, "from": show(ruleset.first_day),
        "until": None if ruleset.last_day is None else show(ruleset.last_day),
        "sources": [{"mark": each.mark, "text": each.text, "url": each.url} for each in written.sources],
    }  # fmt: skip


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "ruleset": gap.ruleset, "title": said(gap.title),
        "ended": None if gap.ended is None else show(gap.ended),
        "begins": None if gap.begins is None else show(gap.begins),
    }  # fmt: skip


def _permission(advice: ViolationAdvice, permission: Permission) -> dict[str, Any]:
    outcome = permission.outcome
    quantum = advice.fine if outcome in FINED else None
    return {
        "outcome": outcome, "words": said(OUTCOMES[outcome]), "force": permission.force, "certain": permission.certain,
        "grounds": [rule.id for rule in advice.grounds(outcome)],
        "open_grounds": [rule.id for rule in advice.grounds(outcome, UNKNOWN)],
        "duties": _duties(advice, outcome), "fined": quantum is not None and outcome in quantum.ranges,
    }  # fmt: skip


def _duties(advice: ViolationAdvice, outcome: str) -> list[dict[str, Any]]:
    return [_duty(advice, each) for each in advice.duties(outcome)]


def _duty(advice: ViolationAdvice, duty: Duty) -> dict[str, Any]:
    cites = dict.fromkeys(cite for source in duty.sources for cite in _cites_of(advice, source))
    words = said(DUTIES[duty.name])
    return {"name": duty.name, **words, "certain": duty.certain, "sources": list(duty.sources), "cites": list(cites)}


def _cites_of(advice: ViolationAdvice, source: str) -> Iterable[str]:
    """The citations of a rule, or of a production of the doctrine."""
    for rule in advice.rules:
        if rule.id == source:
            return cited(rule.document.cites, branch_day(advice, advice.branch))
    name = source.split("#")[0]
    for ruleset in (each for law in reversed(advice.plan.laws) for each in law.rulesets):
        for production in ruleset.document.doctrine:
            if f"{ruleset.id}:{production.id}" == name:
                return cited(production.cites, advice.case.decided)
    return ()


def _deadline(each: Deadline, advice: ViolationAdvice) -> dict[str, Any]:
    vocabulary = advice.plan.vocabulary
    label = vocabulary[each.start_name].label if each.start_name in vocabulary else None
    return {
        "id": each.id, **said(each.words), "from": each.start_name,
        "from_label": None if label is None else said(label),
        "start": None if each.start is None else each.start.isoformat(),
        "days": each.days, "working_days": each.working,
        "due": None if each.due is None else each.due.isoformat(), "missing": each.missing, "exceeded": each.exceeded,
        "cites": cited(each.cites, advice.case.decided),
    }  # fmt: skip


def _what_if(advice: ViolationAdvice, each: WhatIf) -> dict[str, Any]:
    vocabulary = advice.plan.vocabulary
    return {
        "changes": [
            {"circumstance": change.circumstance, **said(change.words),
             "to": vocabulary[change.circumstance].plain(change.to)}
            for change in each.changes
        ],
        "outcome": each.outcome,
    }  # fmt: skip


def _doctrine(advice: ViolationAdvice) -> dict[str, Any]:
    result = advice.result
    fired = advice.program_branch.doctrine.explain(result.symbols.certain)
    return {
        "symbols": {"certain": sorted(result.symbols.certain), "possible": sorted(result.symbols.possible)},
        "fired": [{"production": name, "concluded": sorted(concluded)} for name, concluded in fired],
        "findings": "".join({"met": "+", "not_met": "-", "open": "?"}[FINDINGS[truth]] for truth in result.findings),
    }  # fmt: skip
