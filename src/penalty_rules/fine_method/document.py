"""The fine methods as a ruleset writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from pydantic import Field

from ..vocabulary.words import Citation, Model, Words


class MethodDocument(Model):
    """What every method may state beside its own keys."""

    cites: tuple[Citation, ...] = ()
    note: Words | None = None


class SpanShareDocument(MethodDocument):
    """Shares of the span, as written."""

    name: Literal["span_share"]
    lighter: Any
    heavier: Any
    lighter_end_included: bool = True
    heavier_end_included: bool = True


class FixedBandsDocument(Model):
    """The bands of one range, as written: amounts or multiples."""

    from_: Any = Field(alias="from")
    to: Any
    lighter_to: Any
    heavier_from: Any


class MaximumShareDocument(MethodDocument):
    """Shares of the maximum, as written."""

    name: Literal["maximum_share"]
    lighter: Any
    heavier: Any
    tables: tuple[FixedBandsDocument, ...] = ()
    multiples: tuple[FixedBandsDocument, ...] = ()


class WeightDocument(Model):
    """A weight as written: a percentage, or `{between: [0%, 23%]}` where the text read leaves it open."""

    when: Any = None
    percent: Any
    note: Words | None = None


class FactorDocument(Model):
    """A factor of a table, as written."""

    circumstance: str
    label: Words | None = None
    weights: tuple[WeightDocument, ...] = Field(min_length=1)
    note: Words | None = None


class WeightTableDocument(MethodDocument):
    """A table of weights, as written."""

    clause: str
    title: Words | None = None
    start: Any = "0%"
    cap: Any = "100%"
    base: Literal["statutory_maximum"] = "statutory_maximum"
    factors: tuple[FactorDocument, ...] = ()


class RowDocument(Model):
    """A row of a table of amounts, as written."""

    when: Any = None
    from_: Any = Field(None, alias="from")
    to: Any = None
    from_included: bool = True
    to_included: bool = True
    note: Words | None = None


class RowTableDocument(MethodDocument):
    """A table of amounts, as written."""

    clause: str
    title: Words | None = None
    rows: tuple[RowDocument, ...] = Field(min_length=1)


class WeightedFactorsDocument(MethodDocument):
    """Tables of weights and of amounts, as written."""

    name: Literal["weighted_factors"]
    tables: tuple[WeightTableDocument, ...] = ()
    bands: tuple[RowTableDocument, ...] = ()


DOCUMENTS: Final[Mapping[str, type[MethodDocument]]] = {
    "span_share": SpanShareDocument, "maximum_share": MaximumShareDocument, "weighted_factors": WeightedFactorsDocument
}  # fmt: skip
