"""Serving the API and the pages, and the accounts of those who come in."""

from __future__ import annotations

import sys
from typing import Any

import typer

from .codes import DETERMINED, REFUSED


def serve(host: str | None, port: int | None, workers: int | None, docket: str | None, keys: str | None) -> int:
    """Run the service until it is told to stop; the exit code. Raises SettingsRefused, DocketUnavailable."""
    from ..service.serving import serve as run
    from ..service.settings import EMBEDDED_NOTICE, read_settings
    from .exits import language

    settings = read_settings(host=host, port=port, workers=workers, docket=docket, keys=keys)
    if settings.embedded:
        place = f"[{settings.host}]" if ":" in settings.host else settings.host
        typer.echo(f"{EMBEDDED_NOTICE.of(language())}  http://{place}:{settings.port}", err=True)
    run(settings)
    return DETERMINED


def add_account(name: str, roles: list[str], jurisdiction: str, authority: str | None, subject: str | None) -> int:
    """Make an account (the first administrator); the password is asked for, or left out with a subject. The exit code.

    Raises SettingsRefused, DocketUnavailable, AccountRefused.
    """
    from ..service.office import open_office
    from ..service.permissions import ROLES
    from ..service.settings import read_settings

    if unknown := sorted(set(roles) - set(ROLES)):
        typer.echo(f"{', '.join(unknown)}: {', '.join(ROLES)}", err=True)
        return REFUSED
    password = None if subject else _password()
    office = open_office(read_settings())
    try:
        given: dict[str, Any] = {
            "roles": tuple(roles),
            "jurisdiction": jurisdiction,
            "authority": authority,
            "subject": subject,
        }
        made = office.people.create(name, password=password, **given)
    finally:
        office.close()
    typer.echo(f"{made.name}: {', '.join(made.roles)}")
    return DETERMINED


def _password() -> str:
    if sys.stdin.isatty():
        asked: str = typer.prompt("口令 password", hide_input=True, confirmation_prompt=True)
        return asked
    return sys.stdin.readline().rstrip("\n")
