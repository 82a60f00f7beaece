"""Decided cases: each advice with the disposition that stands for it, corrections followed.

An entry is its header and its body, decoded (docs/docket.md §2 to §4).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Literal

from ..docket.kin import Tie

Told = Mapping[str, Any]
Entry = tuple[Told, Told]
NOTHING: Final[Told] = {}


@dataclass(frozen=True, slots=True)
class Act:
    """One violation of a decided case: what was advised, and what was decided; None where there is no such part."""

    id: str
    advised: Told | None
    decided: Told | None

    @property
    def outcome(self) -> str | None:
        """The outcome decided; None where nothing was decided or recorded."""
        return None if self.decided is None else self.decided.get("outcome")

    @property
    def fine(self) -> int | None:
        """The fine imposed in fen; None where it is not recorded."""
        return None if self.decided is None else self.decided.get("fine")

    @property
    def matter(self) -> str | None:
        told = self.advised or self.decided
        return None if told is None else told.get("matter")

    def advised_for_outcome(self, part: Literal["grounds", "duties"]) -> tuple[str, ...]:
        """The grounds of the outcome decided, or the duties that come with it, by the advice."""
        told = (self.advised or NOTHING).get(part) or NOTHING
        return tuple(told.get(str(self.outcome)) or ())


@dataclass(frozen=True)
class Decided:
    """A case as it stands: its latest advice (None for an import) and its latest disposition (None while undecided)."""

    advice: Entry | None
    disposition: Entry | None

    @property
    def header(self) -> Told:
        """The header of the advice, or of the disposition where there is no advice."""
        entry = self.advice or self.disposition
        return NOTHING if entry is None else entry[0]

    @property
    def seq(self) -> int:
        return int(self.header.get("seq", 0))

    @property
    def entries(self) -> tuple[int, ...]:
        """The numbers of the entries, in order."""
        return tuple(sorted(entry[0]["seq"] for entry in (self.advice, self.disposition) if entry is not None))

    @property
    def told(self) -> Told:
        """The body of the disposition; empty while undecided."""
        return NOTHING if self.disposition is None else self.disposition[1]

    @property
    def case(self) -> Told:
        """The case as filed; empty for an import."""
        return NOTHING if self.advice is None else self.advice[1].get("case") or NOTHING

    @property
    def imported(self) -> bool:
        return self.told.get("origin") == "import"

    @property
    def decided_on(self) -> str | None:
        """The day of the decision, ISO; None while undecided."""
        if self.disposition is None:
            return None
        day: str | None = self.told.get("decided_on") or self.disposition[0].get("decided")
        return day

    @property
    def authority(self) -> str | None:
        """The name of the authority, or else its code."""
        named = (self.case.get("authority") or NOTHING).get("name")
        return named or self.header.get("authority")

    @cached_property
    def acts(self) -> tuple[Act, ...]:
        """The violations, advised and decided ones paired by id."""
        advised = _by_id(NOTHING if self.advice is None else self.advice[1])
        decided = _by_id(self.told)
        return tuple(Act(name, advised.get(name), decided.get(name)) for name in {**advised, **decided})

    @cached_property
    def duties_done(self) -> frozenset[str]:
        """The duties recorded as done."""
        return frozenset(each["duty"] for each in self.told.get("duties") or ())

    def steps(self, name: str) -> tuple[Told, ...]:
        """The procedure steps of one kind, as recorded."""
        return tuple(each for each in self.told.get("steps") or () if each["step"] == name)


def _by_id(body: Told) -> dict[str, Told]:
    return {each["id"]: each for each in body.get("violations") or ()}


def decided(entries: Iterable[Entry], ties: Iterable[Tie] | None = None) -> Iterator[Decided]:
    """Every case as it stands, whatever the order of its entries.

    A correction takes the place of what it corrects; a disposition goes with the latest form of the advice to which it
    refers, the last of several standing ones counts; one whose advice is not among the entries stands alone.
    `ties` are those of the same entries, where they can be read without bodies; without them `entries` is read twice:
    first the headers, then each entry, of which only those wait that lack their other half. A one-shot iterator is
    therefore first taken into memory whole.
    """
    readable = tuple(entries) if ties is None and isinstance(entries, Iterator) else entries
    pairing = _Pairing()
    for tie in (_tie(header) for header, _ in readable) if ties is None else ties:
        pairing.learn(tie)
    partners = pairing.partners()
    waiting: dict[int, Entry] = {}
    for entry in readable:
        seq = entry[0]["seq"]
        if seq not in partners:
            continue
        partner = partners[seq]
        if partner is not None and partner not in waiting:
            waiting[seq] = entry
            continue
        other = None if partner is None else waiting.pop(partner)
        yield Decided(entry, other) if entry[0]["kind"] == "advice" else Decided(other, entry)


def _tie(header: Told) -> Tie:
    return Tie(*(header[name] for name in Tie._fields))


@dataclass(slots=True)
class _Pairing:
    """What the headers say of each other, in numbers only."""

    advices: set[int] = field(default_factory=set)
    refers: dict[int, int | None] = field(default_factory=dict)
    corrects: dict[int, int] = field(default_factory=dict)
    heirs: dict[int, int] = field(default_factory=dict)

    def learn(self, tie: Tie) -> None:
        if tie.kind == "advice":
            self.advices.add(tie.seq)
        else:
            self.refers[tie.seq] = tie.refers_to
        if tie.corrects is not None:
            self.corrects[tie.seq] = tie.corrects
            self.heirs[tie.corrects] = max(tie.seq, self.heirs.get(tie.corrects, 0))

    def partners(self) -> dict[int, int | None]:
        """Every standing entry, with the number of its other half."""
        found: dict[int, int | None] = {seq: None for seq in self.advices if self._stands(seq)}
        for seq in sorted(seq for seq in self.refers if self._stands(seq)):
            advice = self._advice_of(seq)
            if advice is not None and found.get(advice) is not None:
                del found[found[advice]]  # type: ignore[arg-type]  # an earlier disposition of the same advice
            found[seq] = advice
            if advice is not None:
                found[advice] = seq
        return found

    def _stands(self, seq: int) -> bool:
        corrected = self.corrects.get(seq)
        return seq not in self.heirs and (corrected is None or self.heirs[corrected] == seq)

    def _advice_of(self, seq: int) -> int | None:
        """The standing advice that a disposition belongs to; a correction without a reference keeps the old one."""
        while self.refers.get(seq) is None and seq in self.corrects:
            seq = self.corrects[seq]
        advice = self.refers.get(seq)
        while advice in self.heirs:
            advice = self.heirs[advice]
        return advice if advice in self.advices else None
