"""A trace read from an entry says what was advised: for every fixture, rule by rule, down to its conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson
import pytest

from penalty_rules.docket import Docket, Keyring, Store
from penalty_rules.docket.entry import Document, Draft
from penalty_rules.docket.replay.difference import differences
from penalty_rules.explanation.speech import Speech
from penalty_rules.service.pages.change_words import change
from penalty_rules.service.pages.entry_sheet import advised
from penalty_rules.service.pages.law_words import NO_WORDS, law_words, ordinal
from penalty_rules.service.pages.trace import trace
from penalty_rules.service.pages.verdict import Branch
from penalty_rules.truth import FALSE, TRUE, UNKNOWN, kleene_all, kleene_not
from tests.expectations import Specimen, evaluator, specimens

ZH, EN = Speech("zh"), Speech("en")
TRUTHS = {"true": TRUE, "false": FALSE, "unknown": UNKNOWN}
SIGNS = {TRUE: "met", FALSE: "not_met", UNKNOWN: "open"}
Prepared = tuple[dict[str, Any], Mapping[str, Document]]


@pytest.fixture(scope="module")
def docket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Docket]:
    store = Store.create(str(tmp_path_factory.mktemp("trace") / "docket.db"), Keyring.generate())
    yield Docket(store, evaluator())
    store.close()


def prepared(docket: Docket, specimen: Specimen) -> Prepared:
    draft: Draft = docket.prepare(docket.evaluator.read(specimen.case), recorder="x", strict=specimen.strict)[1]
    return orjson.loads(draft.body), {each.digest: each for each in draft.archive}


def layouts_of(archive: Mapping[str, Document]) -> dict[str, Any]:
    return {name: orjson.loads(each.content) for name, each in archive.items() if each.kind == "layout"}


def rules_of(branches: tuple[Branch, ...]) -> Iterator[Branch]:
    """The rules in a trace: below their groups, and below the branches of the law where there are two."""
    for each in branches:
        if each.truth in SIGNS.values():
            yield each
        else:
            yield from rules_of(each.parts)


def leaves(branch: Branch) -> Iterator[Branch]:
    if branch.parts:
        for part in branch.parts:
            yield from leaves(part)
    else:
        yield branch


SPECIMENS = tuple(specimens())


@pytest.mark.parametrize("specimen", SPECIMENS[::7], ids=str)
def test_the_finding_of_every_rule_follows_from_the_conditions_shown_below_it(
    docket: Docket, specimen: Specimen
) -> None:
    body, archive = prepared(docket, specimen)
    layouts = layouts_of(archive)
    for told in body["violations"]:
        shown = list(rules_of(trace(ZH, told, layouts[told["layout"]], NO_WORDS, (1, 1))))
        assert len(shown) == sum(map(len, told["findings"]))
        for rule in shown:
            parts = {part.text: TRUTHS[part.parts[0].truth] for part in rule.parts}
            met = parts.pop("条件")
            assert rule.truth == SIGNS[kleene_all([met, *map(kleene_not, parts.values())])], rule


@pytest.mark.parametrize("specimen", SPECIMENS[::7], ids=str)
def test_the_archive_has_words_for_every_rule_condition_and_fact_in_both_languages(
    docket: Docket, specimen: Specimen
) -> None:
    body, archive = prepared(docket, specimen)
    layouts, words = layouts_of(archive), law_words(body["law"], archive.get)
    codes = {text for each in layouts.values() for text in each["predicates"]} - {"unread"}
    for say in (ZH, EN):
        for act in advised(say, body, layouts, words):
            rules = list(rules_of(act["trace"]))
            assert not [each.text for each in rules if "#" in each.text]
            assert not codes & {leaf.text for rule in rules for leaf in leaves(rule)}
            assert not [label for label, _ in act["facts"] if "." in label and say is ZH]
            assert act["matter"] != act["code"] or act["code"].endswith("unlisted")


def test_a_law_that_the_archive_lacks_leaves_the_trace_readable_by_its_own_names(docket: Docket) -> None:
    body, archive = prepared(docket, SPECIMENS[0])
    assert law_words("sha256:" + "0" * 64, archive.get) is NO_WORDS
    (act, *_) = advised(ZH, body, layouts_of(archive), NO_WORDS)
    assert all("#" in each.text for each in rules_of(act["trace"]))
    (bare, *_) = advised(ZH, body, {}, NO_WORDS)
    assert bare["trace"] == ()


@pytest.mark.parametrize("specimen", SPECIMENS[::25], ids=str)
def test_a_change_is_told_in_words_whatever_changed(docket: Docket, specimen: Specimen) -> None:
    body, archive = prepared(docket, specimen)
    now = orjson.loads(orjson.dumps(body))
    for each in now["violations"]:
        each["vector"] = bytes(byte ^ 1 if byte & 3 < UNKNOWN else byte for byte in bytes.fromhex(each["vector"])).hex()
        each["findings"] = [signs.translate(str.maketrans("+-?", "-?+")) for signs in each["findings"]]
        each |= {"permitted": [["heavier", "may", False]], "grounds": {}, "force": None, "fine": None, "exact": False}
    layouts, words = layouts_of(archive), law_words(body["law"], archive.get)
    law = {name: value for each in body["violations"] for branch in each["law"] for name, value in branch.items()}
    found = list(differences(body, now, layouts.get))
    assert found
    for each in found:
        given = {"path": each.path, "recorded": each.recorded, "now": each.now}
        zh, en = (change(say, given, words, law, ordinal("2024-01-01")) for say in (ZH, EN))
        assert not [raw for raw in ("rule ", "condition ", "(branch", "#") if raw in zh["where"]]
        assert "(branch" not in en["where"]
        assert zh["recorded"] or zh["now"]


def test_a_day_that_is_none_is_the_first_day_of_all() -> None:
    assert [ordinal(each) for each in ("2024-01-01", "x", None, {"from": 1})] == [738886, 1, 1, 1]
