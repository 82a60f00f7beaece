"""Two laws for one act, and what follows from symbols under one doctrine."""

from __future__ import annotations

from itertools import combinations

import pytest

from penalty_rules.doctrine import Doctrine, Production
from penalty_rules.memory import Memory
from penalty_rules.outcome import SEVERITY, levels, pick
from penalty_rules.reasoning import BranchResult, Program, Reasoned, chosen, combined, milder
from penalty_rules.reasoning.consequence import Asserted, Consequences
from penalty_rules.truth import FALSE, TRUE, UNKNOWN, settle
from tests.invented_law import evaluator, make_case, make_rule, make_ruleset
from tests.test_invariants import only
from tests.test_reasoning import some_advice

NAMES = ("mitigating", "balanced", "aggravating")
MINOR, DUTY = "permit.no_penalty.minor", "oblige.no_penalty.minor"
PRODUCTIONS = (
    Production("a", ("met.minor",), (MINOR,)), Production("b", (MINOR, "met.owed"), (DUTY,)),
    Production("c", ("always",), ("local.always",)),
)  # fmt: skip


def consequences() -> Consequences:
    return Consequences(Doctrine(PRODUCTIONS, engine=None))


def result(*certain: str, open_: tuple[str, ...] = ()) -> BranchResult:
    verdict = pick(levels(frozenset(certain), frozenset((*certain, *open_))))
    return BranchResult(b"", Asserted(consequences(), 0, 0), verdict)


SHALL_NOT, MAY_NOT = result(MINOR, DUTY), result(MINOR)
REDUCED, LIGHTER, ORDINARY = result("permit.reduced"), result("permit.lighter"), result()
HEAVIER = result("permit.heavier", "oblige.heavier")
LIGHTER_OR_ORDINARY = result(open_=("permit.lighter",))
EXEMPT_OR_ORDINARY = result(open_=(MINOR, DUTY))
TIME_BARRED, NOT_ESTABLISHED = result("settle.time_barred"), result("settle.not_established.facts")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (ORDINARY, LIGHTER, 1),
        (LIGHTER, ORDINARY, 0),
        (HEAVIER, SHALL_NOT, 1),
        (MAY_NOT, SHALL_NOT, 1),
        (SHALL_NOT, MAY_NOT, 0),
        (SHALL_NOT, SHALL_NOT, None),
        (ORDINARY, ORDINARY, None),
        (SHALL_NOT, EXEMPT_OR_ORDINARY, 0),  # nothing is milder than a duty not to punish
        (MAY_NOT, EXEMPT_OR_ORDINARY, None),  # the new law might make it a duty
        (REDUCED, LIGHTER_OR_ORDINARY, 0),
        (LIGHTER, EXEMPT_OR_ORDINARY, None),
        (LIGHTER_OR_ORDINARY, REDUCED, 1),
        (LIGHTER_OR_ORDINARY, LIGHTER, None),
        (LIGHTER_OR_ORDINARY, HEAVIER, 0),
        (HEAVIER, LIGHTER_OR_ORDINARY, 1),
        (EXEMPT_OR_ORDINARY, LIGHTER_OR_ORDINARY, None),
        (TIME_BARRED, NOT_ESTABLISHED, 0),  # neither is milder: the law at the act
        (NOT_ESTABLISHED, TIME_BARRED, 0),
    ],
)
def test_the_old_law_applies_unless_the_new_one_is_surely_milder(
    old: BranchResult, new: BranchResult, expected: int | None
) -> None:
    assert chosen((old, new)) == expected
    assert chosen((old,)) == chosen((new,)) == 0


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (ORDINARY, LIGHTER, ("lighter",)),
        (LIGHTER, ORDINARY, ("lighter",)),
        (LIGHTER_OR_ORDINARY, REDUCED, ("reduced",)),
        (LIGHTER_OR_ORDINARY, HEAVIER, ("lighter", "ordinary")),
        (HEAVIER, EXEMPT_OR_ORDINARY, ("no_penalty", "ordinary")),
        (LIGHTER_OR_ORDINARY, EXEMPT_OR_ORDINARY, ("no_penalty", "lighter", "ordinary")),
        (TIME_BARRED, NOT_ESTABLISHED, ("time_barred",)),
        (NOT_ESTABLISHED, TIME_BARRED, ("not_established",)),
    ],
)
def test_what_may_apply_of_two_laws_is_the_milder_of_each_pair(
    old: BranchResult, new: BranchResult, expected: tuple[str, ...]
) -> None:
    assert combined((old, new)) == expected
    assert combined((old,)) == old.verdict.outcomes


def test_only_what_is_strictly_milder_is_milder() -> None:
    for one, other in combinations(SEVERITY, 2):
        if SEVERITY[one] == SEVERITY[other]:
            assert (milder(one, other), milder(other, one)) == (one, other)
        else:
            assert milder(one, other) == milder(other, one) == min(one, other, key=SEVERITY.__getitem__)


def test_a_set_of_symbols_is_one_number_and_comes_back_whole() -> None:
    under = consequences()
    names = [f"n.{number}" for number in range(70)]
    masks = [under.mask((name,)) for name in names]
    assert len(set(masks)) == 70
    assert all(one & other == 0 for one, other in combinations(masks, 2))
    assert under.mask(names) == under.mask(reversed(names)) == sum(masks)
    assert under.mask(()) == 0
    for chosen_ in (names[:1], names[3:9], names[::7], []):
        found = under.of(under.mask(chosen_), under.mask(names)).symbols
        assert (found.certain, found.possible) == (frozenset(chosen_), frozenset(names))


def test_what_is_certain_concludes_for_certain_and_what_is_possible_may() -> None:
    under = consequences()
    certain, possible = under.mask(("always", "met.minor")), under.mask(("always", "met.minor", "met.owed"))
    found = under.of(certain, possible)
    assert found.conclusions.certain == {"always", "local.always", "met.minor", MINOR}
    assert found.conclusions.possible == found.conclusions.certain | {"met.owed", DUTY}
    assert found.verdict == pick(levels(found.conclusions.certain, found.conclusions.possible))
    assert under.of(certain, possible) is found
    assert Asserted(under, certain, possible).consequence is found
    settled = under.of(possible, possible)
    assert settled.conclusions.certain == settled.conclusions.possible == found.conclusions.possible
    assert {(each.outcome, each.force) for each in settled.verdict.permitted} == {("no_penalty", "shall")}


# --- a program: the law for one kind of act, and what it remembers -------------------------------------------------


class Completing:
    """Enumerates nothing; writes down what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[bytes, bool]] = []

    def __call__(self, program: Program, vector: bytes, strict: bool) -> tuple[tuple[str, ...], bool]:
        self.asked.append((vector, strict))
        return ("lighter", "ordinary"), False


def reasoned_advice() -> list[tuple[Program, bytes]]:
    found = [only(engine.evaluate(case)) for engine, case in some_advice(12)]
    return [(each.plan.program, each.reasoned.vector) for each in found]


def test_a_vector_is_reasoned_about_strictly_as_if_its_presumptions_were_unknown() -> None:
    differ = 0
    for program, vector in reasoned_advice():
        strictly = program.reason(vector, strict=True)
        unknown = program.reason(settle(vector, strict=True))
        assert [each.verdict for each in strictly.branches] == [each.verdict for each in unknown.branches]
        assert (strictly.outcomes, strictly.exact) == (unknown.outcomes, unknown.exact)
        plain = program.reason(settle(vector, strict=False), strict=True)
        assert [each.verdict for each in plain.branches] == [each.verdict for each in program.reason(vector).branches]
        assert (strictly.strict, plain.strict, program.reason(vector).strict) == (True, True, False)
        differ += strictly.outcomes != program.reason(vector).outcomes
    assert differ


def test_only_what_is_left_open_is_enumerated_and_what_is_settled_is_exact() -> None:
    settled_ones = 0
    for program, vector in reasoned_advice():
        for strict in (False, True):
            complete = Completing()
            found = Program(program.branches, complete).reason(vector, strict)
            over = combined(found.branches)
            settled_ones += len(over) == 1
            assert complete.asked == ([] if len(over) == 1 else [(vector, strict)])
            assert (found.outcomes, found.exact) == (
                (over, True) if len(over) == 1 else (("lighter", "ordinary"), False)
            )
    assert settled_ones


def test_a_program_remembers_its_own_answers_also_where_programs_share_one_memory() -> None:
    (program, vector), *_ = reasoned_advice()
    memory: Memory[Reasoned] = Memory(64)
    shared = [Program(program.branches, Completing(), memory) for _ in range(2)]
    for each in (*shared, Program(program.branches, Completing())):
        assert each.reason(vector) is each.reason(vector)
        assert each.reason(vector, True) is not each.reason(vector)
        assert each.reason(vector, True).strict is True
    assert shared[0].reason(vector) is not shared[1].reason(vector)
    assert len(memory) == 4


# --- a branch: what is counted, and what is taken straight from the file ------------------------------------------

LAW = make_ruleset(rules=[
    make_rule("L1", "lighter_circumstance", "lighter", "act_minor", force="shall", follow_up=["education"]),
    make_rule("L2", "lighter_circumstance", "lighter_or_reduced", "helpful", force="may", follow_up=["recall"]),
    make_rule("L3", "lighter_circumstance", "lighter", {"any": ["act_minor", "at_night"]}, force="may"),
        make_rule("L4", "lighter_circumstance", "lighter", "at_night", force="may"),
        make_rule("R", "reduced_circumstance", "reduced", {"harm": "medium"}, force="may"),
    make_rule("H", "heavier_circumstance", "heavier", "obstructed", force="may"),
    make_rule("S", "minor_violation", "no_penalty", {"harm": "none"}, force="shall"),
    make_rule("A", "minor_age", "no_penalty", {"crew": 1}, force="shall"),
    make_rule("B", "exclusion", "bar", {"crew": 2}, bars=["list", "first"]),
])  # fmt: skip
LIST = make_ruleset("items", kind="list", rules=[
    make_rule("I", "minor_violation", "no_penalty", {"quay": "north"}, force="may"),
])  # fmt: skip
NOTHING = {"act_minor": False, "helpful": False, "at_night": False, "obstructed": False, "harm": "serious",
           "quay": "south", "crew": 9}  # fmt: skip


def asserted(**changes: object) -> tuple[frozenset[str], frozenset[str]]:
    """What holds, and what may hold, strictly; a fact that is None is left out of the file."""
    facts = {name: value for name, value in {**NOTHING, **changes}.items() if value is not None}
    symbols = only(evaluator(LAW, LIST).evaluate(make_case(facts), strict=True)).reasoned.branches[0].symbols
    assert symbols.certain <= symbols.possible
    return symbols.certain, symbols.possible


def truth_of(symbol: str, **changes: object) -> int:
    certain, possible = asserted(**changes)
    return TRUE if symbol in certain else UNKNOWN if symbol in possible else FALSE


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, FALSE), ({"act_minor": True}, FALSE), ({"act_minor": True, "at_night": True}, FALSE),
        ({"act_minor": True, "helpful": True}, TRUE), ({"at_night": True, "helpful": True}, TRUE),
        ({"act_minor": True, "helpful": None}, UNKNOWN), ({"act_minor": None, "helpful": None}, UNKNOWN),
        ({"act_minor": None, "at_night": None}, FALSE), ({"helpful": None}, FALSE),
    ],
)  # fmt: skip
def test_two_lighter_circumstances_are_two_only_where_they_rest_on_different_facts(
    changes: dict[str, object], expected: int
) -> None:
    assert truth_of("tally.lighter.two_or_more", **changes) == expected


@pytest.mark.parametrize(("obstructed", "expected"), [(False, TRUE), (True, FALSE), (None, UNKNOWN)])
def test_no_heavier_circumstance_is_established_only_where_each_is_refuted(
    obstructed: bool | None, expected: int
) -> None:
    assert truth_of("tally.heavier.none", obstructed=obstructed) == expected


@pytest.mark.parametrize(
    ("harm", "quay", "expected"),
    [
        ("serious", "south", FALSE), ("none", "south", TRUE), ("none", "north", FALSE), ("serious", "north", FALSE),
        ("none", None, UNKNOWN), (None, "south", UNKNOWN), (None, "north", FALSE), ("serious", None, FALSE),
        (None, None, UNKNOWN), ("medium", "south", TRUE), ("medium", "north", FALSE),
    ],
)  # fmt: skip
def test_an_exemption_is_off_the_list_where_no_item_gives_it(harm: str | None, quay: str | None, expected: int) -> None:
    assert truth_of("basis.off_list", harm=harm, quay=quay) == expected
    assert truth_of("basis.off_list", harm="serious", quay="south", crew=1) == FALSE  # capacity is not what lists give


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"act_minor": True}, {"met.lighter_circumstance", "effect.lighter.shall", "effect.lighter.shall.statute",
                               "duty.education.for.lighter", "effect.lighter.may", "effect.lighter.may.statute"}),
        ({"helpful": True}, {"met.lighter_circumstance", "effect.lighter_or_reduced.may",
                             "effect.lighter_or_reduced.may.statute", "duty.recall.for.lighter",
                             "duty.recall.for.reduced"}),
        ({"harm": "none"}, {"met.minor_violation", "effect.no_penalty.shall", "effect.no_penalty.shall.minor",
                            "basis.off_list"}),
        ({"quay": "north"}, {"met.minor_violation", "met.minor_violation.list", "effect.no_penalty.may",
                             "effect.no_penalty.may.list"}),
        ({"crew": 2}, {"met.exclusion", "effect.bar.shall", "effect.bar.shall.statute", "bar.list", "bar.first"}),
    ],
)  # fmt: skip
def test_an_established_rule_asserts_these_symbols_and_no_others(
    changes: dict[str, object], expected: set[str]
) -> None:
    certain, _ = asserted(**changes)
    assert certain - {"always", "tally.heavier.none"} == expected


@pytest.mark.parametrize("prevails", [*NAMES, None])
def test_the_weighing_stated_is_asserted_and_no_other(prevails: str | None) -> None:
    stated = {**NOTHING, "harm": "none", "weighing.prevails": prevails}
    certain, possible = asserted(**stated)
    assert {each for each in certain if each.startswith("weighing")} == (
        {f"weighing.{prevails}"} if prevails else set()
    )
    assert {each for each in possible if each.startswith("weighing")} == {
        f"weighing.{name}" for name in NAMES if prevails in (name, None)
    }


@pytest.mark.parametrize("strict", [False, True])
def test_facts_that_a_law_names_as_premises_are_asserted_as_the_file_has_them(strict: bool) -> None:
    law = make_ruleset(rules=[], parameters={"premises": ["obstructed", "merit", "at_night"]})
    advice = only(evaluator(law).evaluate(make_case({"obstructed": True, "at_night": False}), strict=strict))
    symbols = advice.reasoned.branches[0].symbols
    assert {each for each in symbols.certain if each.startswith("fact.")} == {"fact.obstructed"}
    silent = {"fact.merit"} if strict else set()  # presumed not to be; strictly, nothing is presumed
    assert {each for each in symbols.possible if each.startswith("fact.")} == {"fact.obstructed", *silent}
