"""durable-rules inside the measured subset: right, bounded, checked; absent or broken, it is seen to be so."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from textwrap import dedent

import pytest

from penalty_rules import rete
from penalty_rules.errors import DoctrineRefused
from penalty_rules.rete import CODES_LIMIT, PREMISES_LIMIT, RULES_LIMIT, EngineFault, Production, Rete

needs_engine = pytest.mark.skipif(not rete.available(), reason=str(rete.unavailable_reason()))


def test_durable_rules_serves_here_unless_we_say_that_it_is_missing() -> None:
    """Without this a broken build would only skip tests. Set WITHOUT_DURABLE_RULES=1 to test the fixpoint alone."""
    missing = os.environ.get("WITHOUT_DURABLE_RULES") == "1"
    assert rete.available() != missing, rete.unavailable_reason()


def rule(name: str, given: str, right: str) -> Production:
    return Production(name, tuple(given.split()), tuple(right.split()))


def closed(productions: list[Production], given: str) -> set[str]:
    return set(Rete(productions).close(frozenset(given.split())))


def in_a_new_process(script: str) -> str:
    done = subprocess.run([sys.executable, "-c", dedent(script)], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@needs_engine
class TestAnswers:
    def test_conclusions_are_premises_of_further_conclusions(self) -> None:
        chain = [rule(f"{number:02}", f"x.{number}", f"x.{number + 1}") for number in range(40)]
        assert closed(chain, "x.0") == {f"x.{number}" for number in range(41)}
        assert closed(chain[::-1], "x.39") == {"x.39", "x.40"}

    def test_all_premises_are_needed(self) -> None:
        wide = [rule("wide", " ".join(f"p{number}" for number in range(PREMISES_LIMIT)), "done")]
        eleven = " ".join(f"p{number}" for number in range(PREMISES_LIMIT - 1))
        assert "done" not in closed(wide, eleven)
        assert "done" in closed(wide, f"{eleven} p11")

    def test_a_repeated_premise_counts_once(self) -> None:
        assert closed([rule("twice", "a a", "b")], "a") == {"a", "b"}
        assert closed([Production("many", ("a",) * 40, ("b",))], "a") == {"a", "b"}

    def test_rules_may_conclude_in_a_circle(self) -> None:
        assert closed([rule("1", "a", "b"), rule("2", "b", "a c")], "b") == {"a", "b", "c"}

    def test_two_rules_with_the_same_premises_both_fire(self) -> None:
        assert closed([rule("1", "a b", "c"), rule("2", "b a", "d")], "a b") == {"a", "b", "c", "d"}

    def test_symbols_that_no_rule_wants_stay_and_never_reach_the_engine(self) -> None:
        assert closed([rule("1", "a", "b")], "b zz elsewhere.1") == {"b", "zz", "elsewhere.1"}

    def test_nothing_follows_from_nothing(self) -> None:
        assert closed([rule("1", "a", "b")], "") == set()
        assert closed([], "a") == {"a"}

    def test_one_evaluation_leaves_nothing_for_the_next(self) -> None:
        engine = Rete([rule("1", "a b", "c")])
        for _ in range(100):
            assert engine.close(frozenset({"a"})) == {"a"}
            assert engine.close(frozenset({"b"})) == {"b"}
            assert engine.close(frozenset({"a", "b"})) == {"a", "b", "c"}


@needs_engine
class TestLimits:
    def test_more_rules_than_one_ruleset_holds_are_spread_over_several(self) -> None:
        count = 3 * RULES_LIMIT + 7
        chain = [rule(f"{number:04}", f"x.{number}", f"x.{number + 1}") for number in range(count)]
        random.Random(7).shuffle(chain)
        assert closed(chain, "x.0") == {f"x.{number}" for number in range(count + 1)}

    def test_a_chain_that_runs_against_the_order_of_the_rulesets_is_followed_to_its_end(self) -> None:
        count = 2 * RULES_LIMIT + 1
        chain = [rule(f"{count - number:04}", f"x.{number}", f"x.{number + 1}") for number in range(count)]
        assert len(closed(chain, "x.0")) == count + 1

    def test_more_codes_than_one_ruleset_holds_are_spread_over_several(self) -> None:
        names = [f"n.{number}" for number in range(CODES_LIMIT + 3 * PREMISES_LIMIT)]
        rows = [names[start : start + PREMISES_LIMIT] for start in range(0, len(names), PREMISES_LIMIT)]
        wide = [Production(f"{number}", tuple(row), (f"row.{number}",)) for number, row in enumerate(rows)]
        assert len(wide) < RULES_LIMIT
        assert closed(wide, " ".join(names)) == {*names, *(f"row.{number}" for number in range(len(rows)))}

    def test_more_than_twelve_premises_are_refused(self) -> None:
        with pytest.raises(DoctrineRefused, match="more than 12 premises") as caught:
            Production("APL-99", tuple(f"p{number}" for number in range(13)), ("c",))
        assert caught.value.production_id == "APL-99"

    @pytest.mark.parametrize(
        "symbols", [(), ("",), ("A",), ("a b",), ("情节",), ("a\n",), ("a-b",), ('a"',), "abc", (1,)]
    )
    def test_premises_and_conclusions_are_symbols_of_our_own(self, symbols: tuple[str, ...]) -> None:
        with pytest.raises(DoctrineRefused):
            Production("bad", symbols, ("c",))
        with pytest.raises(DoctrineRefused):
            Production("bad", ("a",), symbols)

    @pytest.mark.parametrize("symbol", ["", "A", "a b", "情节", "a\n", "a-b", '","code":"s0', "a\0", "é"])
    def test_given_symbols_are_symbols_of_our_own(self, symbol: str) -> None:
        with pytest.raises(DoctrineRefused, match="is not a symbol"):
            Rete([rule("1", "a", "b")]).close(frozenset({"a", symbol}))

    def test_names_with_one_hash_are_refused(self) -> None:
        with pytest.raises(EngineFault, match=r"costarring.*same hash|liquid.*same hash"):
            rete.refuse_collisions(["costarring", "liquid"])  # a known collision of 32-bit FNV-1a
        rete.refuse_collisions(["a", "b", "a"])
        rete.refuse_collisions(f"s{number}" for number in range(CODES_LIMIT))


@needs_engine
def test_eight_threads_get_the_answers_that_one_gets() -> None:
    productions = [rule(f"{number:03}", f"x.{number} y.{number % 7}", f"x.{number + 1}") for number in range(90)]
    ys = " ".join(f"y.{number}" for number in range(7))
    questions = [frozenset(f"x.{start} {ys}".split()) for start in range(90)]
    engine = Rete(productions)
    alone = [engine.close(question) for question in questions]
    assert alone[0] >= {f"x.{number}" for number in range(91)}
    start = threading.Barrier(8)

    def ask(number: int) -> list[frozenset[str]]:
        start.wait()
        own = Rete(productions) if number % 2 else engine  # the same rulesets, shared through the process
        return [own.close(question) for question in questions]

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(ask, range(8)))
    finally:
        sys.setswitchinterval(before)
    assert all(answer == alone for answer in answers)


class TestBrokenBuilds:
    def test_a_missing_module_is_said(self) -> None:
        said = in_a_new_process("""
            import sys
            sys.modules["durable_rules_engine"] = None
            from penalty_rules import rete
            assert not rete.available()
            try:
                rete.Rete([])
            except rete.EngineFault as fault:
                assert "cannot be imported" in str(fault)
            else:
                raise SystemExit("an engine that cannot be imported was built")
            print(rete.unavailable_reason())
        """)
        assert said.startswith("durable_rules cannot be imported")

    def test_a_module_whose_symbols_are_missing_is_said(self) -> None:
        said = in_a_new_process("""
            import sys
            class Broken:
                def find_spec(self, name, path=None, target=None):
                    if name == "durable_rules_engine":
                        raise ImportError("undefined symbol: PyEval_CallObject")
            sys.meta_path.insert(0, Broken())
            from penalty_rules import rete
            print(rete.available(), rete.unavailable_reason())
        """)
        assert said.startswith("False durable_rules cannot be imported")
        assert "PyEval_CallObject" in said

    @needs_engine
    @pytest.mark.parametrize(
        ("broken", "symptom"),
        [
            ("start_action_for_state = lambda handle, state: None", "the primer did not fire"),
            ("complete_and_start_action = lambda handle, state: None", "it concludes"),
            ("assert_fact = lambda handle, fact: (1, 1)", "a fact was not taken (code 1)"),
            ("create_ruleset = fail", "error code 42"),
        ],
    )
    def test_a_build_that_answers_wrongly_is_not_used(self, broken: str, symptom: str) -> None:
        said = in_a_new_process(f"""
            import sys
            import durable_rules_engine as real
            def fail(*given):
                raise real.error("error code 42")
            class engine:
                pass
            for name, value in vars(real).items():
                if not name.startswith("__"):
                    setattr(engine, name, value)
            engine.{broken}
            sys.modules["durable_rules_engine"] = engine
            from penalty_rules import rete
            assert not rete.available()
            print(rete.unavailable_reason())
        """)
        assert said.startswith("durable_rules fails its self-test")
        assert symptom in said

    @needs_engine
    def test_the_self_test_sees_a_lost_conclusion(self) -> None:
        class Forgetful(Rete):
            def close(self, symbols: frozenset[str]) -> frozenset[str]:
                return super().close(symbols) - {"end"}

        assert "it concludes" in str(rete.self_test(Forgetful))
        assert rete.self_test(Rete) is None

    @needs_engine
    def test_an_error_of_the_engine_names_the_way_out(self) -> None:
        assert "the fixpoint then serves alone" in str(EngineFault("a fact was not taken (code 2)"))
