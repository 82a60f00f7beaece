"""Entries as Arrow: what is read from the columns is what was recorded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import orjson
import pyarrow
import pyarrow.parquet

from penalty_rules.docket import Docket, Query
from penalty_rules.docket.arrow import record_batches, violation_batches
from penalty_rules.docket.entry import Header

from .cases import docket_at, filed_case
from .making import make_case, make_exemption

WITHOUT = """
import sys
sys.modules["pyarrow"] = None  # as if it were not installed
from penalty_rules.docket.arrow import ColumnsUnavailable, record_batches
from penalty_rules.docket import View
try:
    record_batches(View(None))
except ColumnsUnavailable as error:
    print(error)
"""


def docket_of_three(folder: Path) -> Docket:
    docket = docket_at(folder)
    first = docket.advise(make_case(), recorder="甲")
    docket.dispose(make_exemption(first.entry.seq), recorder="乙")
    docket.advise(filed_case("2", authority={"name": "某局"}), recorder="甲")
    return docket


def test_what_was_recorded_comes_back_from_a_parquet_file(tmp_path: Path) -> None:
    with docket_of_three(tmp_path).reading() as view:
        batches, entries = list(record_batches(view, size=2)), list(view.entries())
    assert [each.num_rows for each in batches] == [2, 1]
    pyarrow.parquet.write_table(pyarrow.Table.from_batches(batches), tmp_path / "entries.parquet")
    rows = pyarrow.parquet.read_table(tmp_path / "entries.parquet").to_pylist()
    assert [Header(**{name: row[name] for name in Header._fields}) for row in rows] == [e.header for e in entries]
    assert [(row["digest"], row["told"]) for row in rows] == [(each.digest, each.body) for each in entries]


def test_each_violation_advised_has_its_vector_and_the_layout_that_explains_it(tmp_path: Path) -> None:
    with docket_of_three(tmp_path).reading() as view:
        rows = pyarrow.Table.from_batches(violation_batches(view)).to_pylist()
        told = {each.seq: each.told()["violations"][0] for each in view.entries(Query(kind="advice"))}
        layouts = [view.document(row["layout"]) for row in rows]
    assert [row["seq"] for row in rows] == [1, 3]
    for row, layout in zip(rows, layouts, strict=True):
        recorded = told[row.pop("seq")]
        assert layout is not None
        assert len(row["vector"]) == len(orjson.loads(layout.content)["predicates"])
        assert row == {**{name: recorded[name] for name in row}, "vector": bytes.fromhex(recorded["vector"])}


def test_a_query_chooses_and_nothing_gives_no_batch(tmp_path: Path) -> None:
    with docket_of_three(tmp_path).reading() as view:
        (batch,) = record_batches(view, Query(kind="disposition"))
        assert batch.column("seq").to_pylist() == [2]
        assert list(record_batches(view, Query(domain="tax"))) == []


def test_no_name_and_no_number_of_a_party_is_in_a_column(tmp_path: Path) -> None:
    with docket_of_three(tmp_path).reading() as view:
        told = str(pyarrow.Table.from_batches(record_batches(view)).to_pylist())
    uscc = make_case()["party"]["uscc"]
    assert uscc not in told
    assert "某公司" not in told


def test_without_pyarrow_the_error_names_what_to_install() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("install penalty-rules[columns]")
