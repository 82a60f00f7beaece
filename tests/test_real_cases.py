"""Published cases, written by others: what was decided is among what the advice allows, or differs by the law.

`fixtures/real/<id>.yaml` holds the facts as published, silent where the publication is silent. `published` names what
was decided: `outcome`, `fine`, `which` (whose decision it is: authority or court), `differs` and `why`. A decision that
the advice does not allow, or that another authority found wrong, is one that `differs`; `why` then names the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from penalty_rules.advice import ViolationAdvice
from penalty_rules.evaluator import Evaluator
from penalty_rules.money import parse_money
from penalty_rules.outcome import SEVERITY

from .expectations import FIXTURES, Specimen, differences, specimens_of

FILES = sorted((FIXTURES / "real").glob("*.yaml"))
SPECIMENS = tuple(specimen for path in FILES for specimen in specimens_of(path))
PUBLISHED_KEYS = frozenset({"outcome", "fine", "differs", "which", "why"})
ARTICLE = re.compile(r"Art\. ?\d+|第[一二三四五六七八九十百零]+条")
WITH_FACTS_AND_OUTCOME = frozenset(
    f"RC-{number:03}"
    for number in (1, 3, 6, 7, 12, 16, 17, 18, 19, 26, 27, 33, 39, 46, 56, 58, 59, 60, 63, 79, 84, 85, 86, 91, 96, 98)
)


@cache
def evaluator() -> Evaluator:
    return Evaluator()


@cache
def advice_of(specimen_name: str, strict: bool = False) -> ViolationAdvice:
    specimen = next(each for each in SPECIMENS if str(each) == specimen_name)
    return evaluator().evaluate(specimen.case, strict=strict).violations[0]


def allowed(advice: ViolationAdvice) -> set[str]:
    """Outcomes permitted, for certain or while facts are open, and outcomes that may yet be recommended."""
    return {permission.outcome for permission in advice.permitted} | set(advice.possible)


def objections(advice: ViolationAdvice, published: dict[str, Any]) -> Iterator[str]:
    """What speaks against a published decision that is said not to differ from the advice."""
    if published["outcome"] not in allowed(advice):
        yield f"{published['outcome']} was published, the advice allows {sorted(allowed(advice))}"
    band = advice.fine.ranges.get(published["outcome"]) if advice.fine is not None else None
    if "fine" in published and (band is None or parse_money(published["fine"]) not in band.amount):
        yield f"a fine of {published['fine']} was published, the advice has {band.amount if band else 'none'}"


@pytest.mark.parametrize("specimen", SPECIMENS, ids=str)
def test_a_real_case_is_advised_as_its_fixture_says(specimen: Specimen) -> None:
    expected = {key: value for key, value in specimen.expect.items() if key != "published"}
    found = differences(advice_of(str(specimen)), expected)
    assert not found, "\n".join([str(specimen), *found])


@pytest.mark.parametrize("specimen", SPECIMENS, ids=str)
def test_what_was_published_is_allowed_or_differs_by_the_text_of_the_law(specimen: Specimen) -> None:
    published = specimen.expect["published"]
    assert set(published) <= PUBLISHED_KEYS
    assert published["outcome"] in SEVERITY
    assert published["which"] in ("authority", "court")
    if published["differs"]:
        assert ARTICLE.search(published["why"]), "a difference is argued from an article"
    else:
        assert not list(objections(advice_of(str(specimen)), published))


@pytest.mark.parametrize("specimen", SPECIMENS, ids=str)
def test_presumptions_only_narrow_what_a_real_case_leaves_open(specimen: Specimen) -> None:
    presuming, strict = advice_of(str(specimen)), advice_of(str(specimen), strict=True)
    assert set(presuming.possible) <= set(strict.possible)


@pytest.mark.parametrize("specimen", SPECIMENS, ids=str)
def test_an_open_real_case_asks_and_every_question_can_be_answered(specimen: Specimen) -> None:
    advice = advice_of(str(specimen))
    stated = set(advice.violation.stated)
    asked = [question.name for question in advice.questions]
    assert bool(asked) or advice.determined
    assert not [name for name in asked if name in stated and name != "first_violation"], "a stated fact is asked again"


@pytest.mark.parametrize("specimen", SPECIMENS, ids=str)
def test_a_real_case_names_its_public_source_and_no_party(specimen: Specimen) -> None:
    about, case = specimen.about, specimen.case
    assert about["real_case"] == specimen.path.stem
    assert about["title"]
    assert about["source"]["publisher"]
    assert about["source"]["date"]
    assert "name" not in case["party"]


def test_every_published_case_with_facts_and_outcome_is_here() -> None:
    assert {path.stem for path in FILES} >= WITH_FACTS_AND_OUTCOME
