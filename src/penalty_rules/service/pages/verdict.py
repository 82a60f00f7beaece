"""Verdict: the advice document told for the panel beside the form, and the reasoning as a tree to unfold.

Every sentence is made by the explanation room; here they are only put in their places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from ...explanation.conditions import nothing_on_file, observed
from ...explanation.disposal_part import basis, conclusion, disposal
from ...explanation.facts_part import facts, presumptions
from ...explanation.findings_part import circumstances, readings
from ...explanation.fine_part import disproportion, fine, range_of
from ...explanation.law_part import law, why
from ...explanation.layout import Section
from ...explanation.procedure_part import possible_change, procedure, questions, what_if
from ...explanation.speech import Json, Speech
from ...outcome import SEVERITY

SCALE: Final = ("no_penalty", "reduced", "lighter", "ordinary", "heavier")
_PARTS: Final = {"when": ("条件", "conditions"), "unless": ("除外情形", "exceptions"),
                 "excluded": ("统一排除情形", "excluded by the whole text")}  # fmt: skip
_KINDS: Final = {"all": ("同时具备", "all of"), "any": ("具备其一", "any of"), "not": ("不具备", "not")}


@dataclass(frozen=True, slots=True)
class Branch:
    """A line of a tree with what stands below it. `truth`: met, not_met, open; true, false, unknown; or empty."""

    text: str
    parts: tuple[Branch, ...] = ()
    truth: str = ""
    unfolded: bool = False


@dataclass(frozen=True, slots=True)
class Degree:
    """One outcome of the scale: recommended, possible, permitted, conditional (permitted if open facts bear it out)."""

    outcome: str
    state: str
    force: str | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the panel says of one violation."""

    id: str
    outcome: str | None
    force: str | None
    conclusion: str
    scale: tuple[Degree, ...]
    off_scale: tuple[str, ...]
    basis: tuple[str, ...]
    why: str
    fine: tuple[str, ...]
    warnings: tuple[str, ...]
    duties: tuple[str, ...]
    what_if: tuple[str, ...]
    questions: tuple[Json, ...]
    to_confirm: int


def verdict(say: Speech, told: Json) -> Verdict:
    """The panel of a violation; `told`: its advice as a document."""
    possible = told["possible"]
    return Verdict(
        told["id"], told["outcome"], told["force"], conclusion(say, told), tuple(_scale(told)),
        tuple(each for each in possible if each not in SCALE), tuple(basis(say, told)), why(say, told),
        tuple(_fines(say, told)), tuple(_warnings(say, told)), tuple(_duty(say, each) for each in told["duties"]),
        tuple(possible_change(say, each) for each in told["what_if"]), tuple(told["questions"]),
        sum(each["matters"] for each in told["presumptions"]),
    )  # fmt: skip


def reasoning(say: Speech, case: Json, told: Json) -> tuple[Branch, ...]:
    """The whole reasoning: the sections of the memo, the circumstances down to each condition of each rule."""
    rules = Branch(say("情节认定（逐条规则）", "Circumstances, rule by rule"), tuple(_findings(say, told)))
    return _sections(say, case, told, rules)


def on_paper(say: Speech, case: Json, told: Json) -> tuple[Branch, ...]:
    """The reasoning as a memo has it: of each rule what it hangs on, not every condition."""
    return _sections(say, case, told, _section(circumstances(say, told)))


def _sections(say: Speech, case: Json, told: Json, rules: Branch) -> tuple[Branch, ...]:
    before = (facts(say, case, told), law(say, told))
    after = (
        disposal(say, told), fine(say, told), procedure(say, told), questions(say, told), presumptions(say, told),
        what_if(say, told),
    )  # fmt: skip
    sections = (*map(_section, before), rules, *map(_section, after))
    return tuple(each for each in sections if each.parts)


def total(say: Speech, told: Json) -> str | None:
    """The sum of the fines of several violations, where it is settled."""
    found = told["total_fine"]
    return None if found is None or len(told["violations"]) < 2 else say.of(found["text"])


def _scale(told: Json) -> Iterator[Degree]:
    permitted = {each["outcome"]: each for each in told["permitted"]}
    for outcome in SCALE:
        given = permitted.get(outcome)
        state = "recommended" if outcome == told["outcome"] else "possible" if outcome in told["possible"] else ""
        if not state and given is not None:
            state = "permitted" if given["certain"] else "conditional"
        yield Degree(outcome, state, None if given is None else given["force"])


def _duty(say: Speech, each: Json) -> str:
    """A duty by name; its articles stand in the reasoning."""
    return say.of(each) + ("" if each["certain"] else say.aside(say("视情形", "depending on the facts")))


def _fines(say: Speech, told: Json) -> Iterator[str]:
    """The ranges of what is recommended or possible, and of what is permitted beside it."""
    if told["fine"] is None:
        return
    wanted = {*told["possible"], *(each["outcome"] for each in told["permitted"])}
    for outcome in sorted(told["fine"]["ranges"], key=SEVERITY.__getitem__):
        if outcome in wanted:
            yield range_of(say, told, outcome)


def _warnings(say: Speech, told: Json) -> Iterator[str]:
    for each in told["contradictions"]:
        yield say(f"案卷矛盾：{say.of(each['label'])}", f"contradiction on file: {say.of(each['label'])}")
    if told["fine"] is not None and told["fine"]["disproportion"] is not None:
        yield disproportion(say, told)
    yield from (say.of(each) for each in told["human_review"] if each["code"] != "disproportion")


def _section(section: Section) -> Branch:
    """A section as a tree: items below the paragraph that they follow."""
    parts: list[tuple[str, list[Branch]]] = []
    for depth, text in section.lines:
        if depth == 0 or not parts:
            parts.append((text, []))
        else:
            parts[-1][1].append(Branch(text))
    return Branch(section.title, tuple(Branch(text, tuple(below)) for text, below in parts))


def _findings(say: Speech, told: Json) -> Iterator[Branch]:
    for title, findings in readings(say, told):
        groups = tuple(_groups(say, findings))
        yield from groups if not title else (Branch(title, groups, unfolded=True),)


def _groups(say: Speech, findings: Iterable[Json]) -> Iterator[Branch]:
    """Rules by their finding; those that nothing on file points to by themselves."""
    kept: dict[str, list[Json]] = {"met": [], "open": [], "not_met": [], "silent": []}
    for each in findings:
        kept["silent" if nothing_on_file(each) else each["truth"]].append(each)
    titles = {
        "met": say("成立", "Met"), "open": say("尚未确定", "Open"), "not_met": say("不成立", "Not met"),
        "silent": say("案卷无记载而不成立", "Not met, for nothing on file points to them"),
    }  # fmt: skip
    for key, rules in kept.items():
        if rules:
            count = say(f"（{len(rules)}条）", f" ({len(rules)})")
            yield Branch(
                titles[key] + count, tuple(_rule(say, each) for each in rules), unfolded=key in ("met", "open")
            )


def _rule(say: Speech, finding: Json) -> Branch:
    parts = [_part(say, name, step) for name, step in finding["condition"].items()]
    return Branch(f"{say.rule(finding)}{say('，', ', ')}{say.effect(finding)}", tuple(parts), finding["truth"])


def _part(say: Speech, name: str, step: Json) -> Branch:
    return Branch(say(*_PARTS[name]), (_step(say, step),), unfolded=name == "when")


def _step(say: Speech, step: Json) -> Branch:
    if step["kind"] != "test":
        return Branch(
            say(*_KINDS[step["kind"]]), tuple(_step(say, each) for each in step["parts"]), step["truth"], True
        )
    return Branch(say.of(step["text"]) + observed(say, step), (), step["truth"])
