"""Selection: which entries somebody asks for, as parameters of a request."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Annotated, Any

from fastapi import Path
from pydantic import Field

from ...docket import Query
from ..shapes import Shape

LAST: int = 2**53 - 1
Seq = Annotated[int, Path(ge=1, le=LAST, description="the number of an entry")]
Text = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]+$")]  # no zero byte: PostgreSQL takes none
Number = Annotated[int, Field(ge=1, le=LAST)]


class Selection(Shape):
    """Which cases: all that is given must fit. `jurisdiction`: leading digits of GB/T 2260; `since` and `until`: days
    of decision, both included."""

    jurisdiction: Annotated[str, Field(pattern="^[0-9]{2,6}$")] | None = None
    domain: Annotated[str, Field(pattern="^[a-z_]{1,40}$")] | None = None
    authority: Text | None = None
    matter: Text | None = None
    since: date | None = None
    until: date | None = None

    def query(self) -> Query:
        """The same as the docket asks it."""
        told: dict[str, Any] = self.model_dump(mode="json", include={each.name for each in fields(Query)})
        return Query(**told)
