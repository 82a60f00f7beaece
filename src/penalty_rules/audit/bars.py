"""Figures as bars: cases by outcome, or by a dimension that the figures are counted by."""

from __future__ import annotations

from typing import Final

from ..charts import Bars
from ..vocabulary.words import Words
from .statistics import DIMENSIONS, Dimension, Statistics
from .tally import SCALE

_UNIT: Final = ("件", "cases")
_OUTCOMES: Final = (
    ("不予处罚", "no penalty"),
    ("减轻", "reduced"),
    ("从轻", "lighter"),
    ("一般", "ordinary"),
    ("从重", "heavier"),
)
_TITLE: Final = Words(zh="案件数（按{}）", en="Cases by {}")


def bars_of(statistics: Statistics, dimension: Dimension = "outcome") -> Bars:
    """The bars of all cases by outcome, or by month, list … where the figures are counted by it (else ValueError)."""
    name = DIMENSIONS[dimension]
    title = _TITLE.zh.format(name.zh), _TITLE.en.format(name.en)
    if dimension == "outcome":
        values = [float(getattr(statistics.total, outcome)) for outcome in SCALE]
        return Bars(title, _UNIT, tuple(zip(_OUTCOMES, values, strict=True)))
    if dimension not in statistics.by:
        raise ValueError(f"these figures are not counted by {dimension}; count them with by=(…, {dimension!r})")
    at = statistics.by.index(dimension)
    counted: dict[str, int] = {}
    for key, tally in statistics.rows:
        counted[key[at]] = counted.get(key[at], 0) + tally.cases
    labelled = [
        ((statistics.label(dimension, v, "zh"), statistics.label(dimension, v, "en")), float(n))
        for v, n in sorted(counted.items())
    ]
    return Bars(title, _UNIT, tuple(labelled))
