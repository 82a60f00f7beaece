"""The table of replays, and one of its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import orjson
from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from ..accounts.tables import METADATA

Mode = Literal["recorded", "day", "draft"]
State = Literal["running", "done", "failed"]
REPLAYS: Final = Table(
    "replays", METADATA,
    Column("id", String(16), primary_key=True),
    Column("account", String(64), nullable=False),
    Column("jurisdiction", String(6), nullable=False),
    Column("mode", String(10), nullable=False),
    Column("query", Text, nullable=False),
    Column("day", Integer),
    Column("draft", Text),
    Column("made_at", String(29), nullable=False),
    Column("marked_at", String(29), nullable=False),
    Column("state", String(10), nullable=False),
    Column("done", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("result", Text),
    Column("problem", String(64)),
    Index("replays_made", "made_at"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Job:
    """A replay. `query` and `result` are JSON; `day`: an ordinal, for the law of a day; `draft`: a ruleset as text;
    `marked_at`: when whoever runs it said so last."""

    id: str
    account: str
    jurisdiction: str
    mode: Mode
    query: str
    day: int | None
    draft: str | None
    made_at: str
    marked_at: str
    state: State
    done: int
    total: int
    result: str | None
    problem: str | None

    def told(self) -> Mapping[str, Any]:
        """Counts by verdict, findings (the first thousand), impact; empty until it is done."""
        found: Mapping[str, Any] = {} if self.result is None else orjson.loads(self.result)
        return found
