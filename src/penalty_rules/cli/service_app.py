"""The commands of the service: what each takes."""

from __future__ import annotations

from typing import Annotated

import typer

from .codes import DOCKET, KEYS


def register(app: typer.Typer) -> None:
    """Add `serve` and `add-account` to the command line."""
    app.command()(serve)
    app.command()(add_account)


def serve(
    host: Annotated[str | None, typer.Option("--host", help="Where it listens; default 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option("--port", help="Default 8000.")] = None,
    workers: Annotated[int | None, typer.Option("--workers", help="Processes; default 1.")] = None,
    docket: Annotated[
        str | None, typer.Option("--docket", metavar="URL", help=f"Goes before {DOCKET}; default docket.db, made anew.")
    ] = None,
    keys: Annotated[
        str | None, typer.Option("--keys", metavar="FILE", help=f"Goes before {KEYS}; default: beside the docket.")
    ] = None,
) -> None:
    """启动服务（接口和页面）。 Serve the API and the pages; all other settings come from PENALTY_RULES_…"""
    from .serving import serve as run

    raise typer.Exit(run(host, port, workers, docket, keys))


def add_account(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    role: Annotated[
        list[str], typer.Option("--role", help="officer, reviewer, auditor, keeper, administrator; more than once.")
    ],
    jurisdiction: Annotated[
        str, typer.Option("--jurisdiction", help="Leading digits of GB/T 2260; none: the whole country.")
    ] = "",
    authority: Annotated[
        str | None, typer.Option("--authority", help="Code or name of the authority; officers and reviewers need it.")
    ] = None,
    subject: Annotated[
        str | None, typer.Option("--subject", help="By what the identity provider knows the person; then no password.")
    ] = None,
) -> None:
    """新建账号（首个管理员）。 Make an account, the first administrator; the password is asked for, or piped in."""
    from .serving import add_account as add

    raise typer.Exit(add(name, role, jurisdiction, authority, subject))
