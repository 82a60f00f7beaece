"""The fine method of a standard: read from its ruleset, and applied to a statutory range.

Shares and weights are written as percentages (`30%`), so that `percent: 8` is never taken for 800 %.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, cast

from pydantic import ValidationError

from ..condition import Condition, parse_condition
from ..condition.predicate import Facts
from ..errors import Fault, quoted
from ..money import Exact, Span, parse_money, parse_number
from ..reading import nearest
from ..vocabulary import Vocabulary, faults_of
from . import document as written
from .completion import domains_of
from .division import GRADES, FixedBands, Grade, Grades, MaximumShare, SpanShare
from .weighted_factors import Factor, Row, RowTable, Weight, WeightedFactors, WeightTable

__all__ = ["MaximumShare", "Method", "SpanShare", "WeightedFactors", "divide", "parse_method"]

Method = SpanShare | MaximumShare | WeightedFactors


def divide(method: Method | None, clause: str, whole: Span, facts: Facts, *, multiple: bool) -> Grades:
    """Lighter, ordinary and heavier inside the statutory range `whole`, whose lower end is stated.

    Where the range cannot be divided, all three are the whole range, and a note says why: `no_method` (none, or none
    for this clause), `no_upper_bound`, `fixed_amount`.
    """
    if whole.low == whole.high or whole.empty:
        return _undivided(whole, "fixed_amount")
    if method is None:
        return _undivided(whole, "no_method")
    if whole.high is None:
        return _undivided(whole, "no_upper_bound")
    if isinstance(method, SpanShare):
        return method.grades(whole)
    if isinstance(method, MaximumShare):
        return method.grades(whole, multiple=multiple)
    return method.grades(clause, whole, facts, multiple=multiple) or _undivided(whole, "no_method")


def parse_method(raw: object, vocabulary: Vocabulary, path: str, faults: list[Fault]) -> Method | None:
    """The method that a ruleset states, or None after reporting its faults."""
    name = raw.get("name") if isinstance(raw, Mapping) else None
    model = written.DOCUMENTS.get(name) if isinstance(name, str) else None
    if model is None:
        remedy = f"one of: {', '.join(written.DOCUMENTS)}"
        faults.append(Fault(f"{path}.name", "no such fine method", quoted(name), remedy))
        return None
    try:
        document = model.model_validate(raw)
    except ValidationError as error:
        faults += faults_of(error, path)
        return None
    before = len(faults)
    method = _Parser(vocabulary, faults).method(document, path)
    return None if len(faults) > before else method


def _undivided(whole: Span, note: str) -> Grades:
    return dict.fromkeys(GRADES, Grade(whole, (note,)))


class _Parser:
    def __init__(self, vocabulary: Vocabulary, faults: list[Fault]) -> None:
        self.vocabulary = vocabulary
        self.faults = faults

    def fault(self, path: str, message: str, raw: object = None, remedy: str | None = None) -> None:
        self.faults.append(Fault(path, message, None if raw is None else quoted(raw), remedy))

    def method(self, document: written.MethodDocument, path: str) -> Method:
        if isinstance(document, written.SpanShareDocument):
            return self.span_share(document, path)
        if isinstance(document, written.MaximumShareDocument):
            return self.maximum_share(document, path)
        return self.weighted_factors(cast("written.WeightedFactorsDocument", document), path)

    def span_share(self, document: written.SpanShareDocument, path: str) -> SpanShare:
        lighter, heavier = self.shares(document, path)
        ends = document.lighter_end_included, document.heavier_end_included
        if lighter + heavier > 1 or (lighter + heavier == 1 and all(ends)):
            self.fault(path, "the lighter and the heavier band overlap", f"{document.lighter}, {document.heavier}",
                       "let the shares sum to at most 100%, and one band exclude a common end")  # fmt: skip
        return SpanShare(lighter, heavier, *ends, document.cites)

    def maximum_share(self, document: written.MaximumShareDocument, path: str) -> MaximumShare:
        lighter, heavier = self.shares(document, path)
        if lighter > heavier:
            self.fault(path, "the lighter band ends above the start of the heavier one", document.lighter)
        tables = self.fixed(document.tables, parse_money, f"{path}.tables")
        multiples = self.fixed(document.multiples, parse_number, f"{path}.multiples")
        return MaximumShare(lighter, heavier, tables, multiples, document.cites)

    def shares(
        self, document: written.SpanShareDocument | written.MaximumShareDocument, path: str
    ) -> tuple[Fraction, Fraction]:
        found = []
        for key, raw in (("lighter", document.lighter), ("heavier", document.heavier)):
            value = self.percent(raw, f"{path}.{key}")
            if not 0 < value < 1:
                self.fault(f"{path}.{key}", "a band is more than 0% and less than 100%", raw)
            found.append(value)
        return found[0], found[1]

    def fixed(self, documents: Sequence[written.FixedBandsDocument], read: Any, path: str) -> tuple[FixedBands, ...]:
        found: dict[tuple[Exact, Exact], FixedBands] = {}
        for i, each in enumerate(documents):
            ends = [self.amount(getattr(each, key), read, f"{path}[{i}].{key.rstrip('_')}")
                    for key in ("from_", "to", "lighter_to", "heavier_from")]  # fmt: skip
            low, high, lighter_to, heavier_from = ends
            if not low < lighter_to <= heavier_from < high:
                remedy = "from < lighter_to ≤ heavier_from < to"
                self.fault(f"{path}[{i}]", "the bands are not in order", f"{each.from_}, {each.to}", remedy)
            if (low, high) in found:
                self.fault(f"{path}[{i}]", "the same range stands twice", f"{each.from_}, {each.to}")
            found[low, high] = FixedBands(low, high, lighter_to, heavier_from)
        return tuple(found.values())

    def weighted_factors(self, document: written.WeightedFactorsDocument, path: str) -> WeightedFactors:
        tables: dict[str, WeightTable | RowTable] = {}
        stated = [(f"{path}.tables[{i}]", each) for i, each in enumerate(document.tables)]
        stated += [(f"{path}.bands[{i}]", each) for i, each in enumerate(document.bands)]  # type: ignore[misc]
        for where, table in stated:
            if table.clause in tables:
                self.fault(f"{where}.clause", "a second table for the same clause", table.clause, "keep one")
            if isinstance(table, written.RowTableDocument):
                tables[table.clause] = self.row_table(table, where)
            else:
                tables[table.clause] = self.weight_table(table, where)
        if not tables:
            self.fault(path, "no table", remedy="state `tables` or `bands`")
        return WeightedFactors(tables, document.cites)

    def weight_table(self, document: written.WeightTableDocument, path: str) -> WeightTable:
        start, cap = self.percent(document.start, f"{path}.start"), self.percent(document.cap, f"{path}.cap")
        if start > cap:
            self.fault(f"{path}.start", "the start lies above the cap", document.start)
        factors = tuple(self.factor(each, f"{path}.factors[{i}]") for i, each in enumerate(document.factors))
        return WeightTable(document.clause, start, cap, factors, document.cites)

    def factor(self, document: written.FactorDocument, path: str) -> Factor:
        name = document.circumstance
        if name not in self.vocabulary:
            close = ", ".join(nearest(name, self.vocabulary.spellings))
            remedy = f"did you mean {close}?" if close else "declare it in the vocabulary"
            self.fault(f"{path}.circumstance", "undeclared circumstance", name, remedy)
        weights = tuple(self.weight(each, f"{path}.weights[{i}]") for i, each in enumerate(document.weights))
        return Factor(name, weights, domains_of([each.when for each in weights], self.vocabulary))

    def weight(self, document: written.WeightDocument, path: str) -> Weight:
        raw = document.percent
        ends = raw["between"] if isinstance(raw, Mapping) and set(raw) == {"between"} else [raw, raw]
        if not isinstance(ends, list) or len(ends) != 2:
            self.fault(f"{path}.percent", "not two percentages", raw, "write `{between: [0%, 23%]}`")
            ends = ["0%", "0%"]
        low, high = (self.percent(end, f"{path}.percent") for end in ends)
        if low > high:
            self.fault(f"{path}.percent", "the lower end lies above the upper end", raw)
        return Weight(self.when(document.when, f"{path}.when"), low, high)

    def row_table(self, document: written.RowTableDocument, path: str) -> RowTable:
        rows = tuple(self.row(each, f"{path}.rows[{i}]") for i, each in enumerate(document.rows))
        return RowTable(document.clause, rows, domains_of([row.when for row in rows], self.vocabulary), document.cites)

    def row(self, document: written.RowDocument, path: str) -> Row:
        low = None if document.from_ is None else self.amount(document.from_, parse_money, f"{path}.from")
        high = None if document.to is None else self.amount(document.to, parse_money, f"{path}.to")
        span = Span(low, high, document.from_included, document.to_included)
        if span.empty:
            self.fault(path, "no amount lies in this row", f"{document.from_}, {document.to}")
        return Row(self.when(document.when, f"{path}.when"), span)

    def when(self, raw: object, path: str) -> Condition | None:
        return None if raw is None else parse_condition(raw, self.vocabulary, path, self.faults)

    def percent(self, raw: object, path: str) -> Fraction:
        if not isinstance(raw, str) or not raw.strip().endswith("%"):
            self.fault(path, "not a percentage", raw, "write for example `30%`")
            return Fraction(1, 2)
        value = Fraction(self.amount(raw, parse_number, path))
        if not 0 <= value <= 1:
            self.fault(path, "a percentage between 0% and 100% is needed", raw)
        return value

    def amount(self, raw: object, read: Any, path: str) -> Exact:
        try:
            return cast("Exact", read(raw))
        except ValueError as error:
            self.fault(path, "wrong value", raw, str(error))
            return 0
