"""Legal reviews 法制审核: kept in a table of the service until a disposition takes them up among its steps.

The docket knows advice and dispositions only; a review is a step of the procedure between the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from sqlalchemy import BigInteger, Column, Engine, Index, Integer, String, Table, Text, insert, select

from ...docket.database import transaction
from ..accounts.tables import METADATA
from ..clock import Clock, stamp

_NUMBER: Final = BigInteger().with_variant(Integer, "sqlite")
Result = Literal["agreed", "disagreed", "changed"]
REVIEWS: Final = Table(
    "reviews", METADATA,
    Column("id", _NUMBER, primary_key=True, autoincrement=True),
    Column("advice", _NUMBER, nullable=False),
    Column("account", String(64), nullable=False),
    Column("result", String(12), nullable=False),
    Column("note", Text),
    Column("reviewed_at", String(29), nullable=False),
    Index("reviews_advice", "advice"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Review:
    """What a reviewer said of an advice."""

    id: int
    advice: int
    account: str
    result: Result
    note: str | None
    reviewed_at: str

    @property
    def on(self) -> date:
        """The day of the review."""
        return date.fromisoformat(self.reviewed_at[:10])


class Reviews:
    """The reviews of a database: added to, never changed; who thinks again reviews again."""

    def __init__(self, engine: Engine, now: Clock) -> None:
        self._engine, self._now = engine, now

    def add(self, advice: int, account: str, result: Result, note: str | None) -> Review:
        """Keep a review. Raises DocketUnavailable."""
        row: dict[str, Any] = {
            "advice": advice, "account": account, "result": result, "note": note, "reviewed_at": stamp(self._now()),
        }  # fmt: skip
        with transaction(self._engine, writes=True) as connection:
            (made,) = connection.execute(insert(REVIEWS).values(**row)).inserted_primary_key or (0,)
        return Review(made, **row)

    def of(self, advice: int) -> list[Review]:
        """The reviews of an advice, in order."""
        with transaction(self._engine) as connection:
            rows = connection.execute(select(REVIEWS).where(REVIEWS.c.advice == advice).order_by(REVIEWS.c.id))
            return [Review(*row) for row in rows]
