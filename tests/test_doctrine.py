"""From findings to conclusions: two engines agree on every answer, or no answer is given."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, combinations
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from penalty_rules import rete
from penalty_rules.doctrine import Doctrine, Production, fixpoint
from penalty_rules.errors import DoctrineRefused, EnginesDisagree
from penalty_rules.rete import EngineFault, Rete

needs_engine = pytest.mark.skipif(not rete.available(), reason=str(rete.unavailable_reason()))

INPUTS = ("crime", "minor", "corrected", "no_harm", "first", "harm_minor", "lighter", "lighter_two", "listed", "grave")
RULES = (
    ("crime", "settle.referred bar.list bar.minor"),
    ("minor corrected no_harm", "permit.no_penalty.minor oblige.no_penalty.minor"),
    ("first harm_minor corrected", "permit.no_penalty.first"),
    ("no_harm", "harm_minor"),
    ("permit.no_penalty.minor", "permit.no_penalty"),
    ("permit.no_penalty.first", "permit.no_penalty duty.order_to_correct.for.no_penalty"),
    ("permit.no_penalty listed", "oblige.no_penalty.list"),
    ("permit.no_penalty", "duty.education.for.no_penalty"),
    ("lighter_two", "lighter permit.reduced"),
    ("lighter", "permit.lighter oblige.mitigation"),
    ("permit.reduced", "duty.legal_review.for.reduced"),
    ("lighter grave", "weigh"),
    ("weigh permit.reduced bar.list minor first", "local.every_way"),
)


def doctrine_of(rules: tuple[tuple[str, str], ...]) -> list[Production]:
    return [Production(f"D-{n}", tuple(left.split()), tuple(right.split())) for n, (left, right) in enumerate(rules)]


def subsets(names: tuple[str, ...]) -> Iterator[frozenset[str]]:
    sizes = range(len(names) + 1)
    return map(frozenset, chain.from_iterable(combinations(names, size) for size in sizes))


def random_rules(chance: random.Random, rules: int, names: list[str], widest: int) -> list[Production]:
    return [
        Production(f"{n}", tuple(chance.sample(names, chance.randint(1, widest))), tuple(chance.sample(names, 2)))
        for n in range(rules)
    ]


class Dropping(Rete):
    """An engine that loses one conclusion."""

    name = "dropping 1.0"

    def __init__(self, productions: list[Production], lost: str) -> None:
        self._rules, self._lost = productions, lost

    def close(self, symbols: frozenset[str]) -> frozenset[str]:
        return fixpoint(self._rules, symbols) - {self._lost}


@needs_engine
class TestAgreement:
    def test_both_engines_agree_on_every_combination_of_ten_findings(self) -> None:
        doctrine = Doctrine(doctrine_of(RULES), memo_size=0)
        engine = Rete(doctrine_of(RULES))
        answers = set()
        for symbols in subsets(INPUTS):
            answers.add(doctrine.conclude(symbols))
            assert engine.close(symbols) == fixpoint(doctrine_of(RULES), symbols)
        assert len(answers) > 500
        assert any("local.every_way" in answer for answer in answers)

    def test_both_engines_agree_on_a_hundred_thousand_random_questions(self) -> None:
        chance, new = random.Random(37), 0
        for number in range(100):
            names = [f"n.{n}" for n in range(chance.randint(8, 60))]
            rules = random_rules(chance, 70 if number % 25 == 0 else chance.randint(3, 24), names, chance.randint(1, 5))
            doctrine = Doctrine(rules, memo_size=0)
            for _ in range(1000):
                symbols = frozenset(chance.sample(names, chance.randint(0, len(names) // 2)))
                new += len(doctrine.conclude(symbols)) > len(symbols)
        assert new > 50_000

    def test_memory_is_flat_over_a_hundred_thousand_evaluations(self) -> None:
        script = Path(__file__).parent / "soak" / "doctrine_memory.py"
        done = subprocess.run([sys.executable, str(script), "100000"], capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
        assert int(done.stdout) < 1024

    def test_the_engines_are_named(self) -> None:
        first, second = Doctrine(doctrine_of(RULES)).engines
        assert first == "fixpoint"
        assert second.startswith("durable-rules 2.0.")


class TestDisagreement:
    def test_a_lost_conclusion_fails_closed(self) -> None:
        rules = doctrine_of(RULES)
        doctrine = Doctrine(rules, engine=Dropping(rules, "weigh"))
        assert doctrine.engines == ("fixpoint", "dropping 1.0")
        assert "permit.lighter" in doctrine.conclude(frozenset({"lighter"}))
        for _ in range(2):  # a failure is not remembered as an answer
            with pytest.raises(EnginesDisagree) as caught:
                doctrine.conclude(frozenset({"lighter", "grave"}))
        assert caught.value.symbols == {"lighter", "grave"}
        assert caught.value.second - caught.value.first == {"weigh"}
        assert "the fixpoint alone concluded weigh" in str(caught.value)
        with pytest.raises(EnginesDisagree):
            doctrine.explain(frozenset({"lighter", "grave"}))

    def test_an_invented_conclusion_fails_closed(self) -> None:
        rules = doctrine_of(RULES)
        doctrine = Doctrine(rules[:-1], engine=Dropping(rules, "none"))
        with pytest.raises(EnginesDisagree, match=r"durable-rules alone concluded local\.every_way"):
            doctrine.conclude(frozenset(INPUTS))

    def test_a_fault_of_the_engine_fails_closed(self) -> None:
        class Faulty(Dropping):
            def close(self, symbols: frozenset[str]) -> frozenset[str]:
                raise EngineFault("a fact was not taken (code 2)")

        with pytest.raises(EngineFault):
            Doctrine(doctrine_of(RULES), engine=Faulty([], "")).conclude(frozenset({"minor"}))

    def test_where_the_module_is_missing_the_fixpoint_serves_alone_and_says_so(self) -> None:
        script = """
            import sys
            sys.modules["durable_rules_engine"] = None
            from penalty_rules.doctrine import Doctrine, Production
            doctrine = Doctrine([Production("1", ("a",), ("b",)), Production("2", ("b",), ("c",))])
            assert doctrine.conclude(frozenset({"a"})) == {"a", "b", "c"}
            assert doctrine.explain(frozenset({"b"})) == (("2", frozenset({"c"})),)
            print(doctrine.engines)
        """
        done = subprocess.run([sys.executable, "-c", dedent(script)], capture_output=True, text=True, timeout=60)
        assert (done.stdout.strip(), done.stderr) == ("('fixpoint',)", "")

    def test_the_fixpoint_can_be_asked_alone(self) -> None:
        assert Doctrine(doctrine_of(RULES), engine=None).engines == ("fixpoint",)


class TestRefusals:
    @pytest.mark.parametrize("symbol", ["", "Minor", "轻微", "a b", "a\n", "a-b"])
    @pytest.mark.parametrize("engine", [None, ...], ids=["fixpoint alone", "default"])
    def test_only_symbols_of_our_own_are_taken(self, symbol: str, engine: None) -> None:
        with pytest.raises(DoctrineRefused):
            Doctrine(doctrine_of(RULES), engine=engine).conclude(frozenset({symbol}))

    def test_two_productions_of_one_id_are_refused_and_one_given_twice_is_taken_once(self) -> None:
        one, same = Production("APL-33-3", ("a", "b"), ("c",)), Production("APL-33-3", ("b", "a"), ("c",))
        assert len(Doctrine([one, same, one]).productions) == 1
        with pytest.raises(DoctrineRefused, match="two different productions") as caught:
            Doctrine([one, Production("APL-33-3", ("a",), ("c",))])
        assert caught.value.production_id == "APL-33-3"


class TestMemo:
    def test_a_question_is_put_to_the_engines_once_while_it_is_remembered(self) -> None:
        asked = []

        class Counting(Dropping):
            def close(self, symbols: frozenset[str]) -> frozenset[str]:
                asked.append(symbols)
                return super().close(symbols)

        rules = doctrine_of(RULES)
        doctrine = Doctrine(rules, engine=Counting(rules, ""), memo_size=2)
        for name in ("minor", "minor", "first", "minor", "lighter", "first"):
            doctrine.conclude(frozenset({name}))
        assert [min(symbols) for symbols in asked] == ["minor", "first", "lighter", "first"]

    def test_eight_threads_get_equal_answers(self) -> None:
        questions = list(subsets(INPUTS))[::4]
        expected = [fixpoint(doctrine_of(RULES), symbols) for symbols in questions]
        for memo_size in (0, 100, 4096):
            doctrine = Doctrine(doctrine_of(RULES), memo_size=memo_size)
            with ThreadPoolExecutor(8) as pool:
                answers = list(pool.map(lambda _, d=doctrine: [d.conclude(symbols) for symbols in questions], range(8)))
            assert all(answer == expected for answer in answers)


class TestExplanation:
    def test_it_names_what_fired_each_after_what_it_needs(self) -> None:
        fired = Doctrine(doctrine_of(RULES)).explain(frozenset({"first", "no_harm", "corrected"}))
        assert [name for name, _ in fired] == ["D-3", "D-2", "D-5", "D-7"]
        assert fired[1] == ("D-2", frozenset({"permit.no_penalty.first"}))

    def test_the_conclusions_can_be_recomputed_from_it_by_hand(self) -> None:
        rules = {production.id: production for production in doctrine_of(RULES)}
        doctrine = Doctrine(rules.values())
        for symbols in subsets(INPUTS):
            known = set(symbols)
            for name, conclusions in doctrine.explain(symbols):
                assert known.issuperset(rules[name].premises)
                known |= conclusions
            assert known == doctrine.conclude(symbols)


NAMES = [f"n{number}" for number in range(8)]
symbol_sets = st.frozensets(st.sampled_from(NAMES), max_size=6)
some = st.lists(st.sampled_from(NAMES), min_size=1, max_size=3).map(tuple)
rule_sets = st.lists(st.tuples(some, some), max_size=8).map(
    lambda pairs: [Production(f"P{number}", *pair) for number, pair in enumerate(pairs)]
)
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class TestProperties:
    @quick
    @given(rule_sets, symbol_sets, st.randoms(use_true_random=False))
    def test_the_order_of_productions_never_matters(
        self, rules: list[Production], symbols: frozenset[str], chance: random.Random
    ) -> None:
        turned = [
            Production(rule.id, rule.premises[::-1], rule.conclusions[::-1])
            for rule in chance.sample(rules, len(rules))
        ]
        one, other = Doctrine(rules), Doctrine(turned)
        assert one.conclude(symbols) == other.conclude(symbols) == fixpoint(turned, symbols)
        assert one.explain(symbols) == other.explain(symbols)

    @quick
    @given(rule_sets, symbol_sets, symbol_sets)
    def test_more_symbols_never_give_fewer_conclusions(
        self, rules: list[Production], symbols: frozenset[str], more: frozenset[str]
    ) -> None:
        doctrine = Doctrine(rules)
        assert symbols <= doctrine.conclude(symbols) <= doctrine.conclude(symbols | more)

    @quick
    @given(rule_sets, symbol_sets)
    def test_concluding_from_the_conclusions_adds_nothing(
        self, rules: list[Production], symbols: frozenset[str]
    ) -> None:
        doctrine = Doctrine(rules)
        closed = doctrine.conclude(symbols)
        assert doctrine.conclude(closed) == closed
