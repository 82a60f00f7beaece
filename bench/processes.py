"""What only whole processes show: start-up of the command line, loading of a list, peak memory."""

from __future__ import annotations

import compileall
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PAIRS = 15
BASE = "import pydantic, typer, yaml"
CASE = {
    "id": "1", "jurisdiction": "610802", "domain": "market_supervision", "decision_date": "2022-08-01",
    "party": {"kind": "individual_business", "name": "某商行"},
    "violations": [
        {"matter": "market_supervision/residue_over_limit_sold", "conduct": "2021-10-05", "clauses": ["fsl-124-1"],
         "facts": {"goods_value": "28 yuan", "discovered_on": "2021-10-08"}}
    ],
}  # fmt: skip
_EVALUATE = "import sys; from penalty_rules import Evaluator; Evaluator().evaluate(sys.argv[1])"
_CHECK = "from penalty_rules.cli import main; main()"
_LOAD = """
import sys, time
from penalty_rules import Evaluator, Rulebook

def peak():  # ru_maxrss would count the parent, which is as large as the whole benchmark
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))

before = peak()
start = time.perf_counter()
Evaluator(Rulebook(sys.argv[1])).rulebook.scope("990101", "benchmark")
print(time.perf_counter() - start, before, peak())
"""


def load(folder: Path) -> str:
    """Seconds and peak memory of loading a rulebook, in a process of its own."""
    done = subprocess.run([sys.executable, "-c", _LOAD, str(folder)], capture_output=True, text=True, check=True)
    seconds, before, peak = map(float, done.stdout.split())
    return f"Loading (JSON rulesets): {seconds:.2f} s; peak memory {peak:.0f} MiB, {before:.0f} of them before it.\n"


def start_up() -> str:
    """Whole processes in pairs: the imports alone, then a case evaluated or checked on the command line.

    Bytecode is compiled beforehand, as an installation does.
    """
    import penalty_rules

    compileall.compile_dir(Path(penalty_rules.__file__).parent, quiet=2)
    with tempfile.TemporaryDirectory() as folder:
        case = Path(folder) / "case.json"
        case.write_text(json.dumps(CASE, ensure_ascii=False), "utf-8")
        commands = {
            "import penalty_rules": ["-c", "import penalty_rules"],
            "a case evaluated": ["-c", _EVALUATE, str(case)],
            "`penalty-rules check`": ["-c", _CHECK, "check", str(case)],
        }
        rows = [_row(name, _pairs(command)) for name, command in commands.items()]
    head = f"| whole process, against `python -c '{BASE}'` | ratio of CPU | ratio of wall | CPU, ms |"
    return "\n".join([head, "|---|---:|---:|---:|", *rows])


def _row(name: str, pairs: list[tuple[tuple[float, float], tuple[float, float]]]) -> str:
    cpu = statistics.median(ours[0] / base[0] for base, ours in pairs)
    wall = statistics.median(ours[1] / base[1] for base, ours in pairs)
    return f"| {name} | ×{cpu:.2f} | ×{wall:.2f} | {statistics.median(ours[0] for _, ours in pairs) * 1e3:.0f} |"


def _pairs(command: list[str]) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    return [(_spent(["-c", BASE]), _spent(command)) for _ in range(PAIRS)][1:]


def _spent(arguments: list[str]) -> tuple[float, float]:
    """CPU and wall seconds of one process."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([sys.executable, *arguments], capture_output=True, check=False)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if b"Traceback" in done.stderr:
        raise RuntimeError(done.stderr.decode())
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall
