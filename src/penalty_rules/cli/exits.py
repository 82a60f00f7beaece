"""How a command ends: its exit code, and what it says of an error. Never a traceback, unless PENALTY_RULES_DEBUG=1."""

from __future__ import annotations

import os
import sys
from typing import Any, Final

import typer
from typer.core import TyperGroup

from .codes import DEBUG, INTERRUPTED, LANGUAGE, PIPE_CLOSED


class Guarded(TyperGroup):
    """Commands whose every error ends in a code and a message on stderr."""

    def invoke(self, ctx: Any) -> Any:  # the class of the context differs between versions of typer
        _CHOSEN.clear()
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            _hush()
            raise typer.Exit(PIPE_CLOSED) from None
        except KeyboardInterrupt:
            raise typer.Exit(INTERRUPTED) from None
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:
            if hasattr(error, "show") or os.environ.get(DEBUG) == "1":  # a usage error shows itself
                raise
            raise typer.Exit(report(error)) from None
        return result


def report(error: Exception) -> int:
    """Say on stderr what went wrong, in the chosen language; the exit code."""
    from .refusals import exit_code, refusal_text

    typer.echo(refusal_text(error, language()), err=True)
    return exit_code(error)


def language() -> str:
    """The language chosen for this run, Chinese by default."""
    return _CHOSEN.get("lang") or ("en" if os.environ.get(LANGUAGE) == "en" else "zh")


_CHOSEN: Final[dict[str, str]] = {}


def speak(lang: str) -> str:
    """Remember the language for messages about errors; the language."""
    _CHOSEN["lang"] = lang
    return lang


def _hush() -> None:
    """Nobody reads any more: what is still in the buffer goes nowhere, and says nothing."""
    try:
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, sys.stdout.fileno())
    except (OSError, ValueError):
        pass
