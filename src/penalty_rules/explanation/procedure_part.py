"""Procedure: duties, deadlines, coercion; what is still to be found; what the party can still do."""

from __future__ import annotations

from collections.abc import Iterator

from ..wording import BECAUSE, BURDENS, COERCION, MISSING
from .findings_part import grounds
from .layout import Section
from .speech import Json, Speech


def procedure(speech: Speech, violation: Json) -> Section:
    """六、程序与后续."""
    section = Section(speech("程序与后续", "Procedure"))
    section.list(_duties(speech, violation))
    section.list(_deadline(speech, each) for each in violation["deadlines"])
    if violation["coercion"] is not None:
        section.say(_coercion(speech, violation))
    return section


def _duties(speech: Speech, violation: Json) -> Iterator[str]:
    """The duties of the outcome, or, while it is open, of each possible one."""
    if violation["outcome"] is not None:
        yield from (duty(speech, each) for each in violation["duties"])
        return
    told: dict[str, list[str]] = {}
    for each in violation["permitted"]:
        duties = speech.listed(duty(speech, one) for one in each["duties"])
        if duties:
            told.setdefault(duties, []).append(each["outcome"])
    for duties, outcomes in told.items():
        named = speech.outcomes(outcomes)
        yield speech(f"如作{named}：{duties}", f"for {named}: {duties}")


def duty(speech: Speech, each: Json) -> str:
    cites = speech.aside(speech.joined(each["cites"])) if each["cites"] else ""
    hangs = "" if each["certain"] else speech.aside(speech("视情形", "depending on the facts"))
    return f"{speech.of(each)}{hangs}{cites}"


def _deadline(speech: Speech, each: Json) -> str:
    label = speech.of(each)
    cites = speech.aside(speech.joined(each["cites"])) if each["cites"] else ""
    unit = speech("个工作日", " working days") if each["working_days"] else speech("日", " days")
    start = each["from"] if each["from_label"] is None else speech.of(each["from_label"])
    if each["due"] is None:
        missing = speech.word(MISSING, each["missing"])
        return speech(f"{label}：自{start}起{each['days']}{unit}，{missing}{cites}",
                      f"{label}: {each['days']}{unit} from “{start}”; {missing}{cites}")  # fmt: skip
    late = speech("；决定日期已超过该期限", "; the decision lies after it") if each["exceeded"] else ""
    return speech(f"{label}：{each['due']}（自{each['start']}起{each['days']}{unit}）{cites}{late}",
                  f"{label}: {each['due']} ({each['days']}{unit} from {each['start']}){cites}{late}")  # fmt: skip


def _coercion(speech: Speech, violation: Json) -> str:
    given = violation["coercion"]
    rules = list(grounds(speech, violation, given["grounds"]))
    based = speech("；依据：", "; ground: ") + speech.listed(rules) if rules else ""
    answer = speech.word(COERCION, given["answer"])
    told = f"{answer}{speech.force(given['force'])}{based}{speech('。', '.')}"
    return speech("行政强制：", "Coercive measures: ") + told


def questions(speech: Speech, violation: Json) -> Section:
    """七、尚不清楚的问题: ranked, with burden, usual evidence and the factors of the standards."""
    section = Section(speech("尚不清楚的问题（按影响大小排列）", "What is not known yet, most telling first"))
    for number, each in enumerate(violation["questions"], 1):
        because = speech.aside(speech.word(BECAUSE, each["because"]))
        section.say(f"{number}. {speech.of(each['question'])}{because}")
        section.list(_details(speech, each))
    return section


def _details(speech: Speech, each: Json) -> list[str]:
    burden = speech.word(BURDENS, each["burden"])
    lines = [speech(f"举证责任：{burden}", f"burden: {burden}")]
    if each["evidence"] is not None:
        lines[0] += speech("；通常证据：", "; usual evidence: ") + speech.of(each["evidence"])
    if each["basis"]:
        lines[0] += speech("；依据：", "; basis: ") + speech.joined(each["basis"])
    for checklist in each["checklist"]:
        factors = speech.listed(map(speech.of, checklist["factors"]))
        cites = speech.aside(speech.joined(checklist["cites"]))
        lines.append(speech(f"判断时考虑{cites}：{factors}", f"to be considered{cites}: {factors}"))
    answers = answers_told(speech, each)
    return [*lines, speech.listed(answers)] if answers else lines


def answers_told(speech: Speech, question: Json) -> list[str]:
    """Where each class of answers to a question leads; nothing where all lead to the same."""
    telling = len({tuple(after["outcomes"]) for after in question.get("after", ())}) > 1
    told = [after for after in question.get("after", ()) if telling and (after["answer"] or len(after["tests"]) == 1)]
    return [_answer(speech, after) for after in told]


def _answer(speech: Speech, after: Json) -> str:
    outcomes = speech.outcomes(after["outcomes"])
    if after["answer"] is None:
        test = after["tests"][0]
        holds = speech("成立", "holds") if test["truth"] == "true" else speech("不成立", "does not hold")
        return speech(f"如{speech.quoted(test['zh'])}{holds}→{outcomes}", f"if “{test['en']}” {holds} → {outcomes}")
    return speech(f"如为“{speech.of(after['answer'])}”→{outcomes}", f"if “{speech.of(after['answer'])}” → {outcomes}")


def what_if(speech: Speech, violation: Json) -> Section:
    """What the party can still do, and where it would lead."""
    section = Section(speech("当事人尚可采取的措施", "What the party can still do"))
    section.list(possible_change(speech, each) for each in violation["what_if"])
    return section


def possible_change(speech: Speech, each: Json) -> str:
    acts = speech("，并且", ", and ").join(dict.fromkeys(speech.of(change) for change in each["changes"]))
    outcome = speech.outcome(each["outcome"])
    return speech(f"如{acts}，则可达到：{outcome}", f"{acts}: would lead to {outcome}")
