"""The benchmark: `python bench/run.py [--quick] [--sizes 14,200] [--no-peers]`. Prints Markdown; exits 1 on a mismatch.

Nothing here is a test: no figure makes the build fail. Engines that are not installed are left out and named.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import orjson

import workload
from openfisca_and_durable import DurableRules, OpenFisca
from peers import Cel, JsonLogic, RuleEngine, Zen, ZenInOne
from penalty_rules import Case, Evaluator, Rulebook, __version__
from penalty_rules.advice_document import to_json
from penalty_rules.advice_document.record import record
from processes import load, start_up
from reference import Reference
from timing import Contestant, Figures, measure
from translation import document_of, write_rulebook

PEERS = (Cel, Zen, ZenInOne, JsonLogic, RuleEngine, DurableRules, OpenFisca)
SLOW = {OpenFisca: 4, ZenInOne: 20, RuleEngine: 10, JsonLogic: 40}
CHECKED = 500


class Bench:
    """One size of list: the same rules and cases for this library, the reference and the peers."""

    def __init__(self, size: int, folder: Path, cases: int, blocks: int) -> None:
        self.size, self.blocks = size, blocks
        self.general, self.listed = workload.general_rules(), workload.items(size)
        self.raw = workload.cases(cases, size)
        self.documents = [document_of(case, number) for number, case in enumerate(self.raw)]
        self.folder = write_rulebook(folder / str(size), self.general, self.listed, size)
        self.reference = Reference(self.general, self.listed)
        self.evaluator = Evaluator(Rulebook(self.folder))
        self.cases = [self.evaluator.read(document) for document in self.documents]

    def mismatches(self) -> int:
        """Cases in which some rule's truth differs from that of the reference."""
        wrong = 0
        for raw, case in zip(self.raw[:CHECKED], self.cases[:CHECKED], strict=True):
            expected = {rule: truth for rule, truth, _ in self.reference.evaluate(raw)["trace"]}
            found = {rule.id: truth for rule, truth in self.evaluator.evaluate(case).violations[0].findings()}
            wrong += expected != found
        return wrong

    def warm(self) -> None:
        """Every case evaluated, rendered and recorded once."""
        for case in self.cases:
            record(self.evaluator.evaluate(case))

    def ours(self) -> dict[str, Figures]:
        """This library, warm and on first sight, against the reference."""
        first = Evaluator(Rulebook(self.folder))
        firsts, unseen = self._by_sight()
        known, new = firsts[: len(firsts) // 2], firsts[len(firsts) // 2 :]
        few = max(1, len(new) // self.blocks)
        for case in firsts:
            first.evaluate(case)
        newcomer = Evaluator(Rulebook(self.folder))
        for case in known:
            newcomer.evaluate(case)
        advices = [self.evaluator.evaluate(case) for case in self.cases[:2000]]
        reasoned = [(each.violations[0].plan.program, each.violations[0].reasoned.vector) for each in advices]
        acts = [(program, advice.case.violations[0]) for (program, _), advice in zip(reasoned, advices, strict=True)]
        dumped = [self._record(case) for case in self.cases[:200]]
        contestants = {
            Reference.name: Contestant(self.reference.evaluate, self.raw),
            "evaluate, warm": Contestant(self.evaluator.evaluate, self.cases),
            "evaluate and record, digest included": Contestant(self._record, self.cases),
            "evaluate and full document (to_json)": Contestant(self._document, self.cases, 4),
            "evaluate, vector not seen before": Contestant(first.evaluate, unseen, len(unseen) // self.blocks, True),
            "evaluate, matter not met before": Contestant(newcomer.evaluate, new, few, True),
            "share: read the case (validation)": Contestant(self.evaluator.read, self.documents, 50),
            "share: measure": Contestant(lambda each: each[0].measure(each[1]), acts),
            "share: reason, vector seen": Contestant(lambda each: each[0].reason(each[1]), reasoned),
            "share: reason, without memory": Contestant(lambda each: each[0].results(each[1], False), reasoned),
            "share: fine range, warm": Contestant(lambda advice: advice.violations[0].fine, advices),
            "share: record, without evaluation": Contestant(record, advices),
            "share: digest of the case": Contestant(_digest, self.cases),
            "share: parse a record": Contestant(orjson.loads, dumped),
        }
        return measure(contestants, Reference.name, self.blocks)

    def _by_sight(self) -> tuple[list[Case], list[Case]]:
        """The first case of every matter, and the others."""
        firsts: dict[str, Case] = {}
        for case in self.cases:
            firsts.setdefault(case.violations[0].matter, case)
        chosen = {id(case) for case in firsts.values()}
        return list(firsts.values()), [case for case in self.cases if id(case) not in chosen]

    def _record(self, case: Case) -> bytes:
        _forget(case)
        return record(self.evaluator.evaluate(case))

    def _document(self, case: Case) -> bytes:
        _forget(case)
        return to_json(self.evaluator.evaluate(case))

    def peers(self) -> Iterator[tuple[str, Figures, int]]:
        """Each peer against this library: (title, its figures as multiples of ours, wrong answers)."""
        for kind in PEERS:
            try:
                peer = kind(self.general, self.listed)
                few = self.raw[: SLOW.get(kind, 100) * 5]
                wrong = sum(not self._agrees(peer, case) for case in few)
            except ImportError as absent:
                print(f"not installed: {absent.name}", file=sys.stderr)
                continue
            turns = {
                "ours": Contestant(self.evaluator.evaluate, self.cases),
                "peer": Contestant(peer.evaluate, few, SLOW.get(kind, 100)),
            }
            yield peer.title, measure(turns, "ours", self.blocks)["peer"], wrong

    def _agrees(self, peer: Any, case: dict[str, Any]) -> bool:
        return {rule for rule, _ in self.reference.evaluate(case)["met"]} == set(peer.evaluate(case))


def _digest(case: Case) -> str:
    _forget(case)
    return case.digest


def _forget(case: Case) -> None:
    """Drop what the case remembers of its own digest, so that it is worked out again."""
    for name in ("canonical", "digest"):
        case.__dict__.pop(name, None)


def row(name: str, figures: Figures) -> str:
    return (
        f"| {name} | ×{figures.ratio:.2f} | ×{figures.ratio_cpu:.2f} | {figures.p50:.1f} | {figures.p99:.1f}"
        f" | {figures.mean:.1f} | {figures.cpu:.1f} |"
    )


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--quick", action="store_true", help="two sizes, fewer cases and blocks, no processes")
    asked.add_argument("--sizes", default=None, help="numbers of list items, with commas between")
    asked.add_argument("--no-peers", action="store_true")
    chosen = asked.parse_args()
    sizes = [int(each) for each in (chosen.sizes or ("14,200" if chosen.quick else "14,200,2000,20000")).split(",")]
    print(f"penalty_rules {__version__}, Python {platform.python_version()}, {os.cpu_count()} CPUs\n")
    wrong, benches = 0, []
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            bench = Bench(size, Path(folder), 2000 if chosen.quick else 10_000, 9 if chosen.quick else 25)
            benches.append(bench)
            wrong += _told(bench, not chosen.no_peers)
            if not chosen.quick:
                print(load(bench.folder))
    _flat(benches[0], benches[-1])
    if not chosen.quick:
        print(start_up())
    return 1 if wrong else 0


def _told(bench: Bench, peers: bool) -> int:
    wrong = bench.mismatches()
    print(f"## {bench.size} items\n\n{CHECKED} cases against the reference, rule by rule: {wrong} mismatches.\n")
    bench.warm()
    heading = "p50 | p99 | mean | CPU, µs |\n|---|---:|---:|---:|---:|---:|---:|"
    print(f"| against {Reference.name} | ratio of p50 | ratio of CPU | {heading}")
    for name, figures in bench.ours().items():
        print(row(name, figures), flush=True)
    if peers:
        print(f"\n| against our `evaluate`, warm | ratio of p50 | ratio of CPU | {heading}")
        for name, figures, differing in bench.peers():
            wrong += differing
            print(row(f"{name}{f' ({differing} WRONG)' if differing else ''}", figures), flush=True)
    print()
    return wrong


def _flat(short: Bench, long: Bench) -> None:
    """The longest list against the shortest, block by block in turns."""
    turns = {str(each.size): Contestant(each.evaluator.evaluate, each.cases) for each in (short, long)}
    found = measure(turns, str(short.size), short.blocks * 2)
    print(f"`evaluate`, warm, {long.size} items against {short.size}: ×{found[str(long.size)].ratio:.2f} (p50)\n")


if __name__ == "__main__":
    sys.exit(main())
