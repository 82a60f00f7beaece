"""The commands that keep a docket: what each takes."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from .docket_options import (
    Authority,
    CaseId,
    DocketUrl,
    Field,
    Keys,
    Kind,
    Matter,
    Outcome,
    Place,
    RecorderName,
    Shape,
    Since,
    Until,
    query_of,
)
from .options import Lang, Language, Rulesets, Strict, tongue

docket_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None,
    help="案卷库：建立、查阅、验证、导出、导入。 The docket: make, read, verify, export, import.",
)  # fmt: skip


class Digests(StrEnum):
    """The digest algorithms of a docket."""

    sha256 = "sha256"
    sm3 = "sm3"


def register(app: typer.Typer) -> None:
    """Add `docket …`, `record` and `dispose` to the command line."""
    app.add_typer(docket_app, name="docket")
    app.command()(record)
    app.command()(dispose)
    app.command()(replay)


def record(
    cases: Annotated[list[str], typer.Argument(metavar="CASE", help="Case files, folders of them, or -.")],
    docket: DocketUrl,
    keys: Keys,
    recorder: RecorderName,
    lang: Language = Lang.zh,
    strict: Strict = False,
    rulesets: Rulesets = None,
    corrects: Annotated[
        int | None, typer.Option("--corrects", metavar="SEQ", min=1, help="The advice on the case that this corrects.")
    ] = None,
) -> None:
    """评判案件并记入案卷库。 The advice for a case, recorded before it is shown; with the party's history."""
    from .recording import record_cases

    raise typer.Exit(record_cases(cases, docket, keys, recorder, tongue(lang), strict, rulesets, corrects))


def dispose(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="Disposition files (YAML or JSON).")],
    docket: DocketUrl,
    keys: Keys,
    recorder: RecorderName,
    lang: Language = Lang.zh,
) -> None:
    """记录执法人员的决定。 Record what an officer decided on an advice; departures are shown and need a reason."""
    from .recording import record_dispositions

    raise typer.Exit(record_dispositions(files, docket, keys, recorder, tongue(lang)))


def replay(
    docket: DocketUrl,
    seqs: Annotated[list[int] | None, typer.Argument(metavar="[SEQ]", help="One entry, or first and last.")] = None,
    as_of_today: Annotated[bool, typer.Option("--as-of-today", help="By all law that is in force today.")] = False,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="By all law that is in force that day.")
    ] = None,
    draft: Annotated[
        str | None, typer.Option("--with", metavar="DRAFT", help="By this ruleset in the place of its family.")
    ] = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Processes; default: all cores.")] = None,
    state: Annotated[str | None, typer.Option("--state", metavar="FILE", help="Take up again what was done.")] = None,
    case: CaseId = None,
    jurisdiction: Place = None,
    domain: Field = None,
    authority: Authority = None,
    matter: Matter = None,
    outcome: Outcome = None,
    since: Since = None,
    until: Until = None,
    shape: Annotated[Shape, typer.Option("--format")] = Shape.text,
    lang: Language = Lang.zh,
    rulesets: Rulesets = None,
) -> None:
    """按当时的规则重新评判，核对是否一致；或按另一规则。 Decide recorded advice again: the same? Or by another law."""
    from .replaying import question_of
    from .replaying import replay as run

    query = query_of(
        case=case, jurisdiction=jurisdiction, domain=domain, authority=authority, matter=matter, outcome=outcome,
        since=since, until=until,
    )  # fmt: skip
    question = question_of(docket, query, seqs or [], as_of_today, on, draft, rulesets)
    raise typer.Exit(run(question, workers, state, shape.value, tongue(lang)))


@docket_app.command("init")
def init(
    docket: DocketUrl,
    keys: Keys,
    algorithm: Annotated[Digests, typer.Option("--digest", help="The digest of the chain.")] = Digests.sha256,
    lang: Language = Lang.zh,
) -> None:
    """建立案卷库和密钥文件。 Make a docket; also its key file, unless there is one."""
    from .recording import make_docket

    make_docket(docket, keys, algorithm.value, tongue(lang))


@docket_app.command("rekey")
def rekey(
    output: Annotated[str, typer.Argument(metavar="FILE", help="The new key file.")],
    keys: Keys,
    lang: Language = Lang.zh,
) -> None:
    """更换签名密钥，旧公钥保留用于验证。 A new signing key; old public keys go on verifying, the party key stays."""
    from .recording import renew_keys

    renew_keys(output, keys, tongue(lang))


@docket_app.command("list")
def list_(
    docket: DocketUrl,
    keys: Keys,
    kind: Kind = None,
    case: CaseId = None,
    jurisdiction: Place = None,
    domain: Field = None,
    authority: Authority = None,
    matter: Matter = None,
    outcome: Outcome = None,
    since: Since = None,
    until: Until = None,
    after: Annotated[int, typer.Option("--after", metavar="SEQ", help="Begin behind this entry.")] = 0,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many entries.")] = 50,
    shape: Annotated[Shape, typer.Option("--format")] = Shape.text,
    lang: Language = Lang.zh,
) -> None:
    """列出案卷记录。 The entries, a line each."""
    from .docket_reading import list_entries

    query = query_of(
        kind=kind, case=case, jurisdiction=jurisdiction, domain=domain, authority=authority, matter=matter,
        outcome=outcome, since=since, until=until,
    )  # fmt: skip
    list_entries(docket, keys, query, after, limit, shape.value, tongue(lang))


@docket_app.command("show")
def show(
    seq: Annotated[int, typer.Argument(metavar="SEQ", min=1)],
    docket: DocketUrl,
    keys: Keys,
    shape: Annotated[Shape, typer.Option("--format")] = Shape.text,
    identity: Annotated[bool, typer.Option("--identity", help="Show name and numbers of the party in clear.")] = False,
    lang: Language = Lang.zh,
) -> None:
    """查看一条记录。 One entry: its place in the chain, what was decided and why; the party is masked."""
    from .docket_reading import show_entry

    show_entry(docket, keys, seq, shape.value, identity, tongue(lang))


@docket_app.command("head")
def head(docket: DocketUrl, keys: Keys) -> None:
    """输出签名链头（另行保存）。 The signed head as JSON: keep it elsewhere, a cut tail then shows."""
    from .docket_reading import show_head

    show_head(docket, keys)


@docket_app.command("verify")
def verify(
    docket: DocketUrl,
    keys: Keys,
    against: Annotated[
        str | None, typer.Option("--against", metavar="HEAD", help="A head that `docket head` printed earlier.")
    ] = None,
    shape: Annotated[Shape, typer.Option("--format")] = Shape.text,
    lang: Language = Lang.zh,
) -> None:
    """验证案卷库是否完整未改。 Verify digests, chain, signed heads and archive; the first bad entry is named."""
    from .verifying import verify_docket

    raise typer.Exit(verify_docket(docket, keys, against, shape.value, tongue(lang)))
