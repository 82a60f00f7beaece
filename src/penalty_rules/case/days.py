"""Reading the days of a case: exact, or known only as an interval."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from ..errors import Fault, quoted
from ..moments import parse_date, show
from ..money import Span
from ..vocabulary.circumstance import Circumstance


class DayReader:
    """Reads days and reports what is wrong with them."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults

    def fault(self, path: str, message: str, raw: object = None, remedy: str | None = None) -> None:
        self.faults.append(Fault(path, message, None if raw is None else quoted(raw), remedy))

    def day(self, raw: object, path: str) -> int | None:
        """The ordinal of a date; a wrong one is reported."""
        try:
            return parse_date(raw)
        except ValueError as error:
            self.fault(path, "wrong date", raw, str(error))
            return None

    def span(self, raw: object, path: str) -> Span:
        """A day, known exactly or as an interval."""
        if isinstance(raw, Mapping):
            try:
                value = _DAY.parse(raw)
            except ValueError as error:
                self.fault(path, "wrong date", raw, str(error))
                return Span(1, 1)
            return value if isinstance(value, Span) else Span()
        return _exactly(self.day(raw, path) or 1)

    def conduct(self, raw: object, path: str, decided: int, decision_date: object) -> tuple[Span, Span]:
        """First and last day of an act; a continuing act without an end goes on until the decision."""
        if isinstance(raw, Mapping) and "from" in raw:
            if set(raw) - {"from", "to"}:
                self.fault(path, "unknown key", raw, "a continuing act is `{from: date, to: date}`")
            first = self.span(raw["from"], f"{path}.from")
            last = self.span(raw.get("to", decision_date), f"{path}.to")
            if last.high is not None and first.low is not None and last.high < first.low:
                self.fault(path, "the act ends before it begins", raw)
        else:
            first = last = self.span(raw, path)
        if first.low is None or last.high is None:
            self.fault(path, "both ends of the interval are needed", raw, "`{between: [first, last]}`")
            return Span(1, 1), Span(1, 1)
        if first.low > decided and not any(f.path == "decision_date" for f in self.faults):
            self.fault(path, f"the act lies after the decision ({show(decided)})", raw, "check both dates")
        return first, last


@lru_cache(maxsize=16_384)
def _exactly(day: int) -> Span:
    return Span(day, day)


_WORDS: Final = {"zh": "日期", "en": "date"}
_DAY: Final = Circumstance.model_validate({"name": "day", "type": "date", "label": _WORDS, "question": _WORDS})
