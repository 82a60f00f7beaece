"""Reading the party of a case: its identifiers, and the birth date they give."""

from __future__ import annotations

from datetime import date

from ..errors import Fault, quoted
from ..identifiers import age_on, birth_date_of, id_number_fault, uscc_fault
from ..moments import parse_date
from ..vocabulary.circumstance import NATURAL
from .document import PartyDocument


def birth_of(party: PartyDocument, faults: list[Fault]) -> int | None:
    """The birth date (ordinal) if it is known; every fault of the identifiers is reported."""
    birth = None
    if party.birth_date is not None:
        try:
            birth = parse_date(party.birth_date)
        except ValueError as error:
            faults.append(Fault("party.birth_date", "wrong date", quoted(party.birth_date), str(error)))
    if party.uscc is not None and (fault := uscc_fault(party.uscc)):
        faults.append(Fault("party.uscc", "not a unified social credit code (GB 32100)", quoted(party.uscc), fault))
    if party.id_number is not None:
        birth = _from_number(party.id_number, birth, faults)
    if party.kind not in NATURAL and (party.birth_date is not None or party.id_number is not None):
        key = "party.birth_date" if party.birth_date is not None else "party.id_number"
        faults.append(Fault(key, "only a natural person has one", party.kind, "check party.kind"))
    return birth


def _from_number(number: str, stated: int | None, faults: list[Fault]) -> int | None:
    if fault := id_number_fault(number):
        faults.append(Fault("party.id_number", "not a citizen identity number (GB 11643)", quoted(number), fault))
        return stated
    birth = birth_date_of(number).toordinal()
    if stated is not None and stated != birth:
        faults.append(Fault("party.birth_date", "differs from the date in the identity number"))
    return birth


def ages(birth: int, day: int) -> tuple[int, int]:
    """Completed years, least and greatest: on the birthday itself no text read says whether the year is complete."""
    years, on_birthday = age_on(date.fromordinal(birth), date.fromordinal(day))
    return (years - 1 if on_birthday and years else years), years
