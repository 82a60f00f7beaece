"""Kleene's tables, and what is true of them for every completion."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penalty_rules.truth import FALSE, PRESUMED, TRUE, UNKNOWN, kleene_all, kleene_any, kleene_not, settle, settled

TRUTHS = st.lists(st.sampled_from((FALSE, TRUE, UNKNOWN)), max_size=5)


def completions(truths: list[int]) -> list[tuple[int, ...]]:
    return list(product(*((FALSE, TRUE) if truth == UNKNOWN else (truth,) for truth in truths)))


@given(TRUTHS)
def test_all_and_any_are_settled_exactly_where_every_completion_agrees(truths: list[int]) -> None:
    for kleene, plain in ((kleene_all, all), (kleene_any, any)):
        found = {int(plain(each)) for each in completions(truths)}
        assert kleene(truths) == (found.pop() if len(found) == 1 else UNKNOWN)


def test_not_unknown_is_unknown() -> None:
    assert [kleene_not(truth) for truth in (FALSE, TRUE, UNKNOWN)] == [TRUE, FALSE, UNKNOWN]


@pytest.mark.parametrize("truth", [FALSE, TRUE])
def test_a_presumption_counts_for_nothing_in_strict_evaluation(truth: int) -> None:
    assert settled(truth | PRESUMED, strict=False) == truth
    assert settled(truth | PRESUMED, strict=True) == UNKNOWN
    assert settled(truth, strict=True) == truth


@pytest.mark.parametrize("strict", [False, True])
def test_a_vector_is_settled_byte_by_byte_and_what_is_unknown_stays_unknown(strict: bool) -> None:
    vector = bytes((FALSE, TRUE, UNKNOWN, FALSE | PRESUMED, TRUE | PRESUMED))
    expected = (FALSE, TRUE, UNKNOWN, UNKNOWN, UNKNOWN) if strict else (FALSE, TRUE, UNKNOWN, FALSE, TRUE)
    assert tuple(settle(vector, strict=strict)) == expected
    assert tuple(settled(byte, strict=strict) for byte in vector) == expected
