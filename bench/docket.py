"""The benchmark of the docket: `python bench/docket.py [--quick] [--large] [--no-postgres]`. Prints Markdown.

Recording against a bare SQLite insert of the same bytes, in turns; threads that share a sync; batches as in an import;
replay of varied cases; recorders of one PostgreSQL. (m) is the yardstick of `bench/run.py`: the rules of one case by
hand-written closures, 30 µs on a quiet machine. Verification is measured by `bench/verification.py`.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import docket_postgres
import docket_replay
from docket_recording import BATCH, Recording, rates
from penalty_rules import __version__
from timing import Figures

THREADS = (1, 2, 8, 32, 128)


def one_by_one(figures: dict[str, Figures]) -> None:
    print("## One entry, one transaction, one sync (SQLite)\n")
    print("| | rate, share of the bare insert's | by CPU alone | p50, µs | p99 | mean | CPU, µs |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, wall, cpu in rates(figures):
        each = figures[name]
        print(
            f"| {name} | {wall:.0%} | {cpu:.0%} | {each.p50:.0f} | {each.p99:.0f} | {each.mean:.0f} | {each.cpu:.0f} |"
        )


def together(recording: Recording, each: int, rounds: int) -> None:
    print("\n## Group commit: threads that each wait for the sync of their entry (SQLite)\n")
    print("| threads | µs an entry | CPU, µs | entries a commit |\n|---:|---:|---:|---:|")
    for threads in THREADS:
        share = max(10, each // threads)
        found = sorted(recording.together(threads, share) for _ in range(rounds))
        wall, cpu, shared = found[rounds // 2]
        print(f"| {threads} | {wall:.0f} | {cpu:.0f} | {shared:.1f} |", flush=True)


def batches(figures: dict[str, Figures]) -> None:
    print(f"\n## Batches of {BATCH:,} (SQLite)\n")
    print("| | CPU, × (m) | CPU, µs an entry | entries/s per core | µs an entry |\n|---|---:|---:|---:|---:|")
    for name, each in figures.items():
        cpu, wall = each.cpu / BATCH, each.p50 / BATCH
        print(f"| {name} | ×{each.ratio_cpu:.2f} | {cpu:.1f} | {1e6 / cpu:,.0f} | {wall:.1f} |")


def replays(folder: Path, sizes: list[int], pairs: int) -> None:
    print("\n## Replay, compared in full\n")
    print("| | entries | CPU, µs | × (m) | entries/s per core | entries/s | peak MiB |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    path = docket_replay.filled(folder, sizes[-1])
    for line in docket_replay.table(path, sizes, pairs):
        print(line, flush=True)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--quick", action="store_true", help="fewer blocks, dockets of up to 10,000 entries")
    asked.add_argument("--large", action="store_true", help="replay a million entries, too (about 4 GB of disk)")
    asked.add_argument("--no-postgres", action="store_true")
    asked.add_argument("--only", choices=("recording", "replay", "postgres"), default=None)
    chosen = asked.parse_args()
    sizes = [2000, 10_000] if chosen.quick else [10_000, 50_000, 200_000, *([1_000_000] if chosen.large else [])]
    print(f"penalty_rules {__version__}, Python {platform.python_version()}, {os.cpu_count()} CPUs\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        recording = Recording(folder, 9 if chosen.quick else 25)
        if chosen.only in (None, "recording"):
            one_by_one(recording.one_by_one())
            together(recording, 1000 if chosen.quick else 4000, 1 if chosen.quick else 3)
            batches(recording.batches())
        if chosen.only in (None, "postgres") and not chosen.no_postgres:
            print(f"\n## PostgreSQL, {docket_postgres.RECORDERS} recorders, one entry at a time\n")
            print("| entries/s, one recorder | eight | recorded | lost | chain |\n|---:|---:|---:|---:|---|")
            print(
                docket_postgres.at_once(recording.drafts[: 800 if chosen.quick else 4000], folder / "keys"), flush=True
            )
        if chosen.only in (None, "replay"):
            replays(folder, sizes, 1 if chosen.quick else 2)


if __name__ == "__main__":
    main()
