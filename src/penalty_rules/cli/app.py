"""The commands of `penalty-rules`: what each takes. The work is done in modules that are imported when needed."""

from __future__ import annotations

from typing import Annotated

import typer

from . import audit_app, docket_app, service_app
from .exits import Guarded
from .options import Calendar, Domain, Form, Lang, Language, Length, Rulesets, SchemaName, Strict, tongue

EXIT_CODES = """Exit codes: 0 determined (or done); 3 undetermined; 2 bad input or usage; 4 the two reasoning engines
disagree, no advice is given; 5 a docket does not hold, or has drifted; 1 internal error; 130 interrupted;
141 the reader of the output went away. Of several cases the worst counts: 4, 1, 2, 3, 0."""
app = typer.Typer(
    cls=Guarded, add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False,
    help="行政处罚裁量：不予、减轻、从轻、一般还是从重，为什么。\n\nNo penalty, a reduced, a lighter, an ordinary or a"
    f" heavier one under China's Administrative Penalty Law, and why.\n\n{EXIT_CODES}",
)  # fmt: skip
rulesets_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None,
    help="规则集：列出、查看、比较、检查。 Rulesets: list, show, compare, check.",
)  # fmt: skip
app.add_typer(rulesets_app, name="rulesets")


def _version(wanted: bool) -> None:
    if wanted:
        from .. import __version__

        typer.echo(f"penalty-rules {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and leave.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    del version


@app.command()
def check(
    cases: Annotated[
        list[str], typer.Argument(metavar="CASE", help="Case files, folders of them (*.yaml, *.yml, *.json), or -.")
    ],
    form: Annotated[Form, typer.Option("--format", help="How the advice is shown.")] = Form.text,
    lang: Language = Lang.zh,
    explain: Annotated[Length, typer.Option("--explain", help="How much of the reasons is shown.")] = Length.short,
    strict: Strict = False,
    rulesets: Rulesets = None,
    calendar: Calendar = None,
) -> None:
    """核对案件，给出处理建议及理由。 The advice for a case and why; for many cases a table."""
    from .checking import Checking

    full = explain is Length.full
    raise typer.Exit(Checking(form.value, tongue(lang), full, strict, rulesets, calendar).check(cases))


@app.command()
def ask(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A case file.")],
    output: Annotated[
        str | None,
        typer.Option("--output", metavar="FILE", help="Where to write the case; else CASE.answered.yaml beside it."),
    ] = None,
    in_place: Annotated[bool, typer.Option("--in-place", help="Write the answers into the case file itself.")] = False,
    lang: Language = Lang.zh,
    strict: Strict = False,
    rulesets: Rulesets = None,
    calendar: Calendar = None,
) -> None:
    """逐项询问未明事实，直至结论确定。 Ask for open facts, most telling first, and write the completed case."""
    from .asking import ask as conduct_interview

    raise typer.Exit(conduct_interview(case, output, in_place, tongue(lang), strict, rulesets, calendar))


@app.command()
def schema(
    name: Annotated[SchemaName, typer.Argument(help="Which file the schema describes.")],
    domain: Domain = None,
    rulesets: Rulesets = None,
) -> None:
    """输出 JSON Schema。 Print a JSON Schema; with --domain closed to the circumstances of that domain."""
    from ..schemas import text_of
    from .listing import vocabulary_of

    typer.echo(text_of(name.value, None if domain is None else vocabulary_of(domain, rulesets)), nl=False)


@app.command()
def vocabulary(domain: Domain = None, lang: Language = Lang.zh, rulesets: Rulesets = None) -> None:
    """列出情节及其含义。 The circumstances that cases and rules may speak of, with their labels."""
    from .listing import list_vocabulary

    list_vocabulary(domain, lang.value, rulesets)


@rulesets_app.command("list")
def list_(
    jurisdiction: Annotated[
        str | None, typer.Option("--jurisdiction", help="What holds in a place: digits of GB/T 2260, or cn alone.")
    ] = None,
    domain: Domain = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="Only versions in force on that day.")] = None,
    lang: Language = Lang.zh,
    rulesets: Rulesets = None,
) -> None:
    """列出规则集。 The rulesets: id, version, in force, status, rules, and how many of them are verified."""
    from .listing import list_rulesets

    list_rulesets(jurisdiction, domain, on, lang.value, rulesets)


@rulesets_app.command("show")
def show(
    name: Annotated[str, typer.Argument(metavar="ID[@VERSION]", help="The latest version unless one is named.")],
    lang: Language = Lang.zh,
    rulesets: Rulesets = None,
) -> None:
    """查看规则集全文。 One ruleset with its rules in words, its sources and its note."""
    from .showing import show_ruleset

    show_ruleset(name, lang.value, rulesets)


@rulesets_app.command("diff")
def diff(
    name: Annotated[str, typer.Argument(metavar="ID")],
    old: Annotated[str, typer.Argument(metavar="FROM", help="A version, or its first day.")],
    new: Annotated[str, typer.Argument(metavar="TO", help="A version, or its first day.")],
    lang: Language = Lang.zh,
    rulesets: Rulesets = None,
) -> None:
    """比较两个版本。 What changed between two versions: rules added, removed, changed field by field."""
    from .showing import show_difference

    show_difference(name, old, new, lang.value, rulesets)


@rulesets_app.command("publish")
def publish(
    folder: Annotated[
        str | None, typer.Argument(metavar="[FOLDER]", help="Default: the rulesets that come along.")
    ] = None,
    lang: Language = Lang.zh,
) -> None:
    """登记新版本的摘要，此后不得改动。 Note the digests of new versions: from then on an edit is refused."""
    from .listing import publish_rulebook

    publish_rulebook(folder, lang.value)


@rulesets_app.command("check")
def check_rulesets(
    folder: Annotated[
        str | None, typer.Argument(metavar="[FOLDER]", help="Default: the rulesets that come along.")
    ] = None,
    lang: Language = Lang.zh,
) -> None:
    """检查规则库，一次列出全部错误。 Load every file and name every fault; exit code 2 if there is one."""
    from .listing import check_rulebook

    raise typer.Exit(check_rulebook(folder, lang.value))


docket_app.register(app)
audit_app.register(app)
service_app.register(app)
