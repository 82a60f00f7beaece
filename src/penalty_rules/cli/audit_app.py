"""The commands of auditors, and of those who exchange decisions: what each takes."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from .docket_app import docket_app
from .docket_options import (
    Authority,
    DocketUrl,
    Field,
    Keys,
    Matter,
    Outcome,
    Place,
    RecorderName,
    Since,
    Until,
    query_of,
)
from .options import Lang, Language, tongue

Output = Annotated[
    str | None, typer.Option("--output", metavar="FILE", help="Write a file; its name says how: .csv, .xlsx …")
]


class Baseline(StrEnum):
    """What an exempted or reduced amount is counted from."""

    minimum = "minimum"
    ordinary = "ordinary"
    midpoint = "midpoint"


class Role(StrEnum):
    """Who may see the parties in clear."""

    auditor = "auditor"
    administrator = "administrator"


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (statistics, like_cases, review):
        app.command()(command)


def statistics(
    docket: DocketUrl,
    keys: Keys,
    by: Annotated[
        list[str] | None,
        typer.Option("--by", help="authority, domain, month, list, ruleset, item, outcome; may be repeated."),
    ] = None,
    baseline: Annotated[
        Baseline, typer.Option("--baseline", help="Amounts are counted from here; it is printed.")
    ] = Baseline.minimum,
    output: Output = None,
    jurisdiction: Place = None,
    domain: Field = None,
    authority: Authority = None,
    matter: Matter = None,
    since: Since = None,
    until: Until = None,
    lang: Language = Lang.zh,
) -> None:
    """统计：各清单、各结果的案件数和减免金额。 The published figures; --output .csv, .xlsx (with chart), .png, .svg."""
    from .auditing import tell_statistics

    query = query_of(
        jurisdiction=jurisdiction, domain=domain, authority=authority, matter=matter, since=since, until=until
    )
    tell_statistics(docket, keys, query, by or [], baseline.value, output, tongue(lang))


def like_cases(
    docket: DocketUrl,
    keys: Keys,
    output: Output = None,
    jurisdiction: Place = None,
    domain: Field = None,
    authority: Authority = None,
    matter: Matter = None,
    since: Since = None,
    until: Until = None,
    lang: Language = Lang.zh,
) -> None:
    """同类案件对照：同案不同罚、罚款畸高畸低。 Like cases decided differently, and fines that stand out."""
    from .auditing import tell_like_cases

    query = query_of(
        jurisdiction=jurisdiction, domain=domain, authority=authority, matter=matter, since=since, until=until
    )
    tell_like_cases(docket, keys, query, output, tongue(lang))


def review(
    docket: DocketUrl,
    keys: Keys,
    seqs: Annotated[
        list[int] | None, typer.Argument(metavar="[SEQ]", help="Only the files with these entries.")
    ] = None,
    output: Output = None,
    jurisdiction: Place = None,
    domain: Field = None,
    authority: Authority = None,
    matter: Matter = None,
    since: Since = None,
    until: Until = None,
    lang: Language = Lang.zh,
) -> None:
    """案卷评查：程序、依据、说理。 The review of case files by veto and deduction rules; a person decides finally."""
    from .auditing import tell_review

    query = query_of(
        jurisdiction=jurisdiction, domain=domain, authority=authority, matter=matter, since=since, until=until
    )
    tell_review(docket, keys, query, seqs or [], output, tongue(lang))


@docket_app.command("demonstrate")
def demonstrate(
    plans: Annotated[list[str], typer.Argument(metavar="PLAN", help="For example fixtures/statistics/liaoyuan.yaml.")],
    docket: DocketUrl,
    keys: Keys,
    recorder: RecorderName,
    lang: Language = Lang.zh,
) -> None:
    """记入虚构案件，再现公布的统计数字。 Record invented cases that give published figures back."""
    from .auditing import demonstrate as run

    run(docket, keys, recorder, plans, tongue(lang))


@docket_app.command("import")
def import_(
    sheets: Annotated[list[str], typer.Argument(metavar="SHEET", help="Tables of past decisions (.csv, .xlsx).")],
    docket: DocketUrl,
    keys: Keys,
    recorder: RecorderName,
    domain: Annotated[str, typer.Option("--domain", help="The domain of these decisions.")],
    jurisdiction: Annotated[str, typer.Option("--jurisdiction", help="Their place: GB/T 2260, for rows without one.")],
    lang: Language = Lang.zh,
) -> None:
    """导入以往决定（兼容双公示2018字段）。 Import past decisions; rows with faults are told and left out."""
    from .exchanging import import_sheets

    raise typer.Exit(import_sheets(sheets, docket, keys, recorder, domain, jurisdiction, tongue(lang)))


@docket_app.command("export")
def export(
    output: Annotated[str, typer.Argument(metavar="FILE", help="The bundle to write: a zip file.")],
    docket: DocketUrl,
    keys: Keys,
    identities: Annotated[bool, typer.Option("--identities", help="Identities in clear; needs --role.")] = False,
    role: Annotated[Role | None, typer.Option("--role", help="The role in which they are seen in clear.")] = None,
    lang: Language = Lang.zh,
) -> None:
    """导出可离线验证的证据包。 Export a self-contained bundle that an outsider verifies with Python alone."""
    from .verifying import export_bundle

    if identities and role is None:
        raise typer.BadParameter("names in clear are for auditors and administrators; add --role")
    export_bundle(output, docket, keys, None, identities, tongue(lang))


@docket_app.command("publicity")
def publicity(
    output: Annotated[str, typer.Argument(metavar="FILE", help="The table to write: .csv or .xlsx.")],
    docket: DocketUrl,
    keys: Keys,
    agency: Annotated[str, typer.Option("--agency", help="The name of the penalising authority.")] = "",
    agency_code: Annotated[str, typer.Option("--agency-code", help="Its unified social credit code.")] = "",
    unmasked: Annotated[bool, typer.Option("--unmasked", help="Names and numbers in clear; needs --role.")] = False,
    role: Annotated[Role | None, typer.Option("--role", help="The role in which they are seen in clear.")] = None,
    jurisdiction: Place = None,
    domain: Field = None,
    authority: Authority = None,
    outcome: Outcome = None,
    since: Since = None,
    until: Until = None,
    lang: Language = Lang.zh,
) -> None:
    """导出决定（兼容双公示2018字段）。 Decisions as a table compatible with the 2018 dual-publicity fields; masked."""
    from .exchanging import export_sheet

    if unmasked and role is None:
        raise typer.BadParameter(
            "names in clear are for auditors and administrators; add --role", param_hint="--unmasked"
        )
    query = query_of(
        kind="disposition", jurisdiction=jurisdiction, domain=domain, authority=authority, outcome=outcome,
        since=since, until=until,
    )  # fmt: skip
    agency_told = {"name": agency or None, "code": agency_code or None}
    export_sheet(output, docket, keys, query, agency_told, unmasked and role is not None, tongue(lang))
