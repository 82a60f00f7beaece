"""Two laws for one act, and what follows from symbols under one doctrine."""

from __future__ import annotations

from itertools import combinations

import pytest

from penalty_rules.doctrine import Doctrine, Production
from penalty_rules.memory import Memory
from penalty_rules.outcome import SEVERITY, levels, pick
from penalty_rules.reasoning import BranchResult, Program, Reasoned, chosen, combined, milder
from penalty_rules.reasoning.consequence import Asserted, Consequences
from penalty_rules.truth import settle
from tests.test_invariants import only
from tests.test_reasoning import some_advice

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
        (LIGHTER_OR_ORDINARY, HEAVIER, None),
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
