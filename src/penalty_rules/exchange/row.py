"""A decision as the sheet states it, one row; what is not stated is None."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from .layout import columns

PartyKind = Literal["organisation", "natural_person", "individual_business"]

_NUMBER: Final = re.compile(r"[(\[{〔【〈]([12]\d{3})[)\]}〕】〉]第?0*(\d+(?:[-之]\d+)*)号?$")


@dataclass(frozen=True, slots=True)
class PublicityRow:
    """One decision in columns compatible with the 2018 fields, and our extension. Money is in fen.

    `kinds` are keys of docs/docket.md §4, at least one or None. `kinds_named` keeps the words of the sheet where they
    do not tell which kinds are meant. Texts have no space at their ends. `line` is the row of the sheet it came from.
    """

    party_name: str | None = None
    party_kind: PartyKind | None = None
    party_uscc: str | None = None
    party_registration_number: str | None = None
    party_organisation_code: str | None = None
    party_tax_number: str | None = None
    party_institution_number: str | None = None
    party_society_number: str | None = None
    representative_name: str | None = None
    representative_id_type: str | None = None
    representative_id_number: str | None = None
    party_id_type: str | None = None
    party_id_number: str | None = None
    document_number: str | None = None
    violation_type: str | None = None
    facts: str | None = None
    legal_basis: str | None = None
    kinds: tuple[str, ...] | None = None
    content: str | None = None
    fine: int | None = None
    confiscated: int | None = None
    licence: str | None = None
    decided_on: date | None = None
    valid_until: date | None = None
    publish_until: date | None = None
    agency_name: str | None = None
    agency_uscc: str | None = None
    source_name: str | None = None
    source_uscc: str | None = None
    remark: str | None = None

    inclusive_prudent: bool | None = None
    discretion_applied: bool | None = None
    outcome: str | None = None
    discretion_basis: str | None = None
    discretion_reason: str | None = None
    mitigation_basis: str | None = None
    discretion_points: Decimal | None = None
    case_value: int | None = None
    goods_value: int | None = None
    illegal_gains: int | None = None
    refund_ordered: int | None = None
    correction_deadline: date | None = None
    correction_content: str | None = None
    legal_review: str | None = None
    collective_discussion: bool | None = None
    commitment_signed: bool | None = None
    amount_exempted: int | None = None
    ruleset_version: str | None = None
    law_as_of: date | None = None
    matter_code: str | None = None
    area_code: str | None = None
    is_public: bool | None = None
    non_public_basis: str | None = None
    act_code: str | None = None

    kinds_named: str | None = None
    line: int | None = field(default=None, compare=False)


def document_key(number: str) -> str:
    """The number of a decision in one way of writing, to find the same one again; never shown in place of the original.

    `（杭临）市监处罚[2024]第0131号` and `(杭临)市监处罚〔2024〕131号` have one key.
    """
    plain = unicodedata.normalize("NFKC", "".join(unicodedata.normalize("NFKC", number).split()))
    found = _NUMBER.search(plain)
    if found is None:
        return plain
    return f"{plain[: found.start()]}〔{found[1]}〕{found[2].replace('之', '-')}号"


def unfilled(row: PublicityRow) -> tuple[str, ...]:
    """The headers of the columns that the 2018 fields require of such a row and that it leaves empty.

    When a column marked C is required is our reading: numbers for organisations, identity papers for natural persons,
    amounts and licences for the kinds of penalty that have them.
    """
    due = _due(row)
    return tuple(
        column.header
        for column in columns()
        if (column.required == "Y" or column.code in due) and getattr(row, column.field) is None
    )


def _due(row: PublicityRow) -> set[str]:
    kinds = set(row.kinds or ())
    conditions = {
        ("cf_xdr_shxym", "cf_frdb"): row.party_kind in ("organisation", "individual_business"),
        ("cf_xdr_zjlx", "cf_xdr_zjhm"): row.party_kind == "natural_person",
        ("cf_nr_fk",): "fine" in kinds,
        ("cf_nr_wfff",): bool(kinds & {"confiscation_illegal_gains", "confiscation_illegal_property"}),
        ("cf_nr_zkdx",): bool(kinds & {"license_suspension", "license_revocation"}),
    }
    return {code for codes, holds in conditions.items() if holds for code in codes}
