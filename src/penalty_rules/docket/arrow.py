"""Entries as Arrow record batches: how columns, files and other programs read a docket; the room of pyarrow here.

Identities of parties are left out. A batch is as long as was asked for, the last one shorter; nothing gives no batch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from itertools import islice
from typing import Any, Final

from ..errors import PenaltyRulesError
from .entry import Entry, Header
from .view import Query, View

SIZE: Final = 10_000  # entries in one batch
_NUMBERS: Final = ("corrects", "refers_to", "seq")
_VIOLATION: Final = {
    "seq": "int64", "id": "string", "matter": "string", "outcomes": "strings", "exact": "bool", "force": "string",
    "chosen": "int64", "layout": "string", "vector": "binary", "findings": "strings",
}  # fmt: skip


class ColumnsUnavailable(PenaltyRulesError):
    """The library that holds columns is not installed."""

    def __str__(self) -> str:
        return "columns are held by pyarrow, which is not installed: install penalty-rules[columns]"


def record_batches(view: View, query: Query | None = None, *, size: int = SIZE) -> Iterator[Any]:
    """Entries in order as `pyarrow.RecordBatch`: the header's columns, `digest` of the entry, `told`: its body as JSON.

    The column `body` holds the digest of the body, as in the header. Raises ColumnsUnavailable.
    """
    columns = {name: "int64" if name in _NUMBERS else "string" for name in Header._fields}
    rows = ((*entry.header, entry.digest, entry.body) for entry in view.entries(query))
    return _batches(rows, {**columns, "digest": "string", "told": "string"}, size)


def violation_batches(view: View, query: Query | None = None, *, size: int = SIZE) -> Iterator[Any]:
    """What was advised, a row for each violation, as `pyarrow.RecordBatch`: outcomes still possible, the vector of
    truths with the layout that explains it, findings by branch (docs/docket.md §3). Raises ColumnsUnavailable.
    """
    advices = view.entries(replace(query or Query(), kind="advice"))
    return _batches((row for entry in advices for row in _violations(entry)), _VIOLATION, size)


def _violations(entry: Entry) -> Iterator[tuple[Any, ...]]:
    for told in entry.told()["violations"]:
        found = {**told, "seq": entry.seq, "vector": bytes.fromhex(told["vector"])}
        yield tuple(found[name] for name in _VIOLATION)


def _batches(rows: Iterator[tuple[Any, ...]], columns: dict[str, str], size: int) -> Iterator[Any]:
    try:
        pyarrow = import_module("pyarrow")  # without type information; loaded when columns are asked for
    except ImportError:
        raise ColumnsUnavailable from None
    types = {
        "int64": pyarrow.int64(), "string": pyarrow.string(), "bool": pyarrow.bool_(), "binary": pyarrow.binary(),
        "strings": pyarrow.list_(pyarrow.string()),
    }  # fmt: skip
    schema = pyarrow.schema([(name, types[kind]) for name, kind in columns.items()])

    def made() -> Iterator[Any]:
        while page := list(islice(rows, size)):
            arrays = [
                pyarrow.array(values, kind.type) for values, kind in zip(zip(*page, strict=True), schema, strict=True)
            ]
            yield pyarrow.RecordBatch.from_arrays(arrays, schema=schema)

    return made()
