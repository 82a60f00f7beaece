"""The record of a party: what is known of earlier violations, and over which time a search was made.

Legal source: APL 33(1) “初次违法”; look-back, scope and anchor differ from list to list (SAMR 2025: two years, same
kind; Guangdong environment: counted back from the current act; STA: the listed item, no period stated).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from ..moments import Duration, shift
from ..money import Span
from ..truth import FALSE, TRUE, UNKNOWN

Scope = Literal["matter", "provision", "domain", "any"]
SCOPES: Final = ("matter", "provision", "domain", "any")


@dataclass(frozen=True, slots=True)
class LookBack:
    """How a rule asks about earlier violations."""

    within: Duration | Literal["calendar_year", "since_list"] | None = None
    same: Scope = "matter"
    counting_back_from: Literal["conduct", "decision", "discovery"] = "conduct"
    counts: Literal["all", "penalised"] = "all"
    list_from: int | None = None

    def first_day(self, anchor: int) -> int | None:
        """The first day that counts, or None where the look-back is unlimited."""
        if self.within is None:
            return None
        if self.within == "calendar_year":
            return _new_year(anchor)
        if self.within == "since_list":
            return self.list_from
        return shift(anchor, self.within, -1)


@dataclass(frozen=True, slots=True)
class PriorRecord:
    """One earlier violation; its day may be known only as an interval."""

    conduct: Span
    matter: str | None
    provisions: frozenset[str]
    domain: str | None
    penalised: bool


@dataclass(frozen=True, slots=True)
class StatedFirst:
    """What the officer states: first violation or not, within which period, of which scope."""

    value: bool
    within: Duration | None = None
    same: Scope = "matter"


@dataclass(frozen=True, slots=True)
class History:
    """All that is known of a party's past, seen from one violation."""

    anchors: tuple[int | Span, int | Span, int | Span]  # conduct, decision, discovery
    matter: str
    provisions: frozenset[str]
    domain: str
    records: tuple[PriorRecord, ...] = ()
    checked: Span | None = None  # the search covered these days; low None: ever
    stated: StatedFirst | None = None
    contradicted: bool = False

    def clean(self, ask: LookBack) -> int:
        """Kleene truth of “no earlier violation that counts lies in the look-back”."""
        anchor = self.anchors[("conduct", "decision", "discovery").index(ask.counting_back_from)]
        if self.contradicted:
            return UNKNOWN
        if isinstance(anchor, int):
            return self._clean(ask, ask.first_day(anchor), anchor)
        if anchor.low is None or anchor.high is None:
            return UNKNOWN
        widest = self._clean(ask, ask.first_day(anchor.low), anchor.high)
        narrowest = self._clean(ask, ask.first_day(anchor.high), anchor.low)
        return TRUE if widest == TRUE else FALSE if narrowest == FALSE else UNKNOWN

    def _clean(self, ask: LookBack, since: int | None, anchor: int) -> int:
        if since is not None and since >= anchor:
            return TRUE
        found = [self._counts(record, ask, since, anchor) for record in self.records]
        if TRUE in found:
            return FALSE
        if UNKNOWN in found:
            return UNKNOWN
        if self.checked is not None and _covers(self.checked, since, anchor):
            return TRUE
        return self._as_stated(ask, since, anchor)

    @property
    def refutes_statement(self) -> bool:
        """Whether what is stated of a first violation is contradicted by the records or by the search of them."""
        if self.stated is None:
            return False
        found = replace(self, stated=None).clean(LookBack(self.stated.within, self.stated.same))
        return found == (FALSE if self.stated.value else TRUE)

    def _counts(self, record: PriorRecord, ask: LookBack, since: int | None, anchor: int) -> int:
        if ask.counts == "penalised" and not record.penalised:
            return FALSE
        same = self._same(record, ask.same)
        if same == FALSE:
            return FALSE
        low, high = record.conduct.low, record.conduct.high
        if (since is not None and high is not None and high < since) or (low is not None and low >= anchor):
            return FALSE
        inside = low is not None and high is not None and high < anchor and (since is None or low >= since)
        return same if inside else UNKNOWN

    def _same(self, record: PriorRecord, scope: Scope) -> int:
        """Whether a record is of the same kind; the same matter is the same provision, and that the same domain."""
        if scope == "any":
            return TRUE
        matter = UNKNOWN
        if record.matter is not None and self.matter != "unlisted":
            matter = int(record.matter == self.matter)
        if scope == "matter" or matter == TRUE:
            return matter
        provision = UNKNOWN
        if record.provisions and self.provisions:
            provision = int(bool(record.provisions & self.provisions))
        if scope == "provision" or provision == TRUE:
            return provision
        return UNKNOWN if record.domain is None else int(record.domain == self.domain)

    def _as_stated(self, ask: LookBack, since: int | None, anchor: int) -> int:
        stated = self.stated
        if stated is None:
            return UNKNOWN
        same_period = stated.within == ask.within
        stated_since = None if stated.within is None else shift(anchor, stated.within, -1)
        wider = SCOPES.index(stated.same) >= SCOPES.index(ask.same)
        if stated.value:
            covers = same_period or stated_since is None or (since is not None and stated_since <= since)
            return TRUE if wider and covers else UNKNOWN
        if ask.counts == "penalised" or SCOPES.index(stated.same) > SCOPES.index(ask.same):
            return UNKNOWN
        inside = same_period or since is None or (stated_since is not None and stated_since >= since)
        return FALSE if inside else UNKNOWN


def _covers(checked: Span, since: int | None, anchor: int) -> bool:
    starts = checked.low is None or (since is not None and checked.low <= since)
    return starts and (checked.high is None or checked.high >= anchor - 1)


def _new_year(anchor: int) -> int:
    return date(date.fromordinal(anchor).year, 1, 1).toordinal()
