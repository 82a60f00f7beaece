"""Which of several penalty clauses applies to one act.

In this order: a clause that does not address the party falls away; the special clause goes before the general one; of
two texts of the same article the newer; where general clauses of different rank concur, the higher rank; and of the
clauses that are left, the one with the higher fine. The last rule is APL 29, second sentence: one act that breaches
several norms; upper ends are compared, then lower ends. The rules before it decide which norm there is to compare at
all; they are written down in 粤环发〔2021〕7号 Art. 7 and 沪消规〔2025〕3号 Art. 4. Where facts still missing would
decide the higher fine, nothing is dropped that could yet be the higher one. A clause that fines only after a refusal
to correct has no fine to compare while there is no refusal. The order of the clauses given plays no part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ..clause import RANKS
from ..money import Exact
from ..truth import FALSE, TRUE
from ..vocabulary.words import Citation
from .band import ONE, ClauseQuantum

_CONFLICT: Final = (
    Citation(law="粤环发〔2021〕7号", article="第七条"),
    Citation(law="沪消规〔2025〕3号", article="第四条"),
)
_HIGHER: Final = (Citation(law="行政处罚法", article="第二十九条"),)

Candidates = Sequence[ClauseQuantum]
_Size = tuple[int, Exact]  # (0, fen) or (1, 0): without an upper end
_Ends = tuple[_Size, _Size, _Size, _Size]  # least and greatest upper end, least and greatest lower end


@dataclass(frozen=True, slots=True)
class ChoiceStep:
    """One rule that dropped clauses: `addressee`, `special_before_general`, `new_before_old`, `higher_rank_first` or
    `higher_fine`; ids of the clauses kept and dropped, and where the rule stands."""

    rule: str
    kept: tuple[str, ...]
    dropped: tuple[str, ...]
    cites: tuple[Citation, ...] = ()


def choose(
    candidates: Candidates, *, natural: bool, several_norms: bool
) -> tuple[Candidates, tuple[ChoiceStep, ...], tuple[str, ...]]:
    """The clauses left, the steps that dropped others, and notes (`choice_undecided`, `equal_fines`).

    `several_norms` False: several acts, each under its own clause; only the addressee is looked at.
    """
    if len(candidates) == 1 and candidates[0].clause.document.applies_to is None:
        return candidates, (), ()
    rules: list[tuple[str, Callable[[Candidates], Candidates], tuple[Citation, ...]]] = [
        ("addressee", lambda given: _addressed(given, natural), ())
    ]
    if several_norms:
        rules += [
            ("special_before_general", _special, _CONFLICT), ("new_before_old", _new, _CONFLICT),
            ("higher_rank_first", _higher_rank, _CONFLICT), ("higher_fine", _higher_fine, _HIGHER),
        ]  # fmt: skip
    steps: list[ChoiceStep] = []
    for name, rule, cites in rules:
        kept = rule(candidates)
        if len(kept) < len(candidates):
            steps.append(ChoiceStep(name, _ids(kept), _ids(each for each in candidates if each not in kept), cites))
        candidates = kept
    return candidates, tuple(steps), _left_open(candidates) if several_norms else ()


def _ids(clauses: Iterable[ClauseQuantum]) -> tuple[str, ...]:
    return tuple(each.clause.id for each in clauses)


def _addressed(given: Candidates, natural: bool) -> Candidates:
    other = "organisation" if natural else "natural_person"
    return [each for each in given if each.clause.document.applies_to != other]


def _special(given: Candidates) -> Candidates:
    return [each for each in given if each.clause.document.special] or given


def _new(given: Candidates) -> Candidates:
    return [each for each in given if not any(_newer(other, each) for other in given)]


def _newer(one: ClauseQuantum, other: ClauseQuantum) -> bool:
    """True if both are texts of the same article of the same law and the one took effect later."""
    ours, theirs = one.clause.document.cites[:1], other.clause.document.cites[:1]
    if not ours or not theirs or (ours[0].law, ours[0].article) != (theirs[0].law, theirs[0].article):
        return False
    days = one.clause.first_day, other.clause.first_day
    return ours[0].article is not None and days[0] is not None and days[1] is not None and days[0] > days[1]


def _higher_rank(given: Candidates) -> Candidates:
    if any(each.clause.document.special for each in given):
        return given
    highest = min((RANKS.index(each.clause.document.rank) for each in given), default=0)
    return [each for each in given if RANKS.index(each.clause.document.rank) == highest]


def _higher_fine(given: Candidates) -> Candidates:
    return [each for each in given if not any(_surely_higher(*_comparable(other, each)) for other in given)]


def _left_open(given: Candidates) -> tuple[str, ...]:
    if len(given) < 2:
        return ()
    pairs = [_comparable(each, given[0]) for each in given]
    equal = all(one == other and one[0] == one[1] and one[2] == one[3] for one, other in pairs)
    return ("equal_fines",) if equal else ("choice_undecided",)


def _surely_higher(one: _Ends, other: _Ends) -> bool:
    """Upper ends first; lower ends where the upper ends may be equal."""
    if one[0] > other[1]:
        return True
    return one[0] == other[1] and one[2] > other[3]


def _comparable(one: ClauseQuantum, other: ClauseQuantum) -> tuple[_Ends, _Ends]:
    """The ends of both, in multiples where both are multiples of the same base, in fen otherwise."""
    units = [each.statutory[0].multiple_of if _plain(each) else None for each in (one, other)]
    if units[0] is not None and units[0] == units[1]:
        return _ends(one, same_base=True), _ends(other, same_base=True)
    return _ends(one), _ends(other)


def _plain(each: ClauseQuantum) -> bool:
    return each.available == TRUE and len(each.statutory) == 1


def _ends(each: ClauseQuantum, *, same_base: bool = False) -> _Ends:
    nothing = (0, 0)
    if each.available == FALSE:
        return nothing, nothing, nothing, nothing
    bases = [(fine, ONE if same_base else fine.base) for fine in each.statutory]
    upper = [_size(fine.own.high, end) for fine, base in bases for end in (base.low, base.high)]
    lower = [_size(fine.own.low, end) for fine, base in bases for end in (base.low, base.high)]
    if each.available != TRUE:
        upper.append(nothing)
        lower.append(nothing)
    return min(upper), max(upper), min(lower), max(lower)


def _size(multiple: Exact | None, base: Exact | None) -> _Size:
    """The amount of one end; the greatest size of all where it has no limit."""
    if multiple == 0 or base == 0:
        return 0, 0
    return (1, 0) if multiple is None or base is None else (0, multiple * base)
