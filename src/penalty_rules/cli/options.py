"""The options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

import typer

from .codes import LANGUAGE
from .exits import speak


class Lang(StrEnum):
    """The language of what is shown."""

    zh = "zh"
    en = "en"


Tongue = Literal["zh", "en"]


class Form(StrEnum):
    """The form in which an advice is shown."""

    text = "text"
    json = "json"
    markdown = "markdown"
    record = "record"


class Length(StrEnum):
    """How much of the reasons is shown."""

    short = "short"
    full = "full"


class SchemaName(StrEnum):
    """The files that have a JSON Schema."""

    case = "case"
    ruleset = "ruleset"
    vocabulary = "vocabulary"
    advice = "advice"
    disposition = "disposition"


def tongue(lang: Lang) -> Tongue:
    """The language as the library takes it."""
    return "en" if lang is Lang.en else "zh"


def _speak(lang: Lang) -> Lang:
    speak(lang.value)
    return lang


Language = Annotated[
    Lang, typer.Option("--lang", envvar=LANGUAGE, help="Language: zh or en.", callback=_speak, is_eager=True)
]
Rulesets = Annotated[
    str | None, typer.Option("--rulesets", metavar="FOLDER", help="Rulesets to use instead of those that come along.")
]
Calendar = Annotated[
    str | None,
    typer.Option("--calendar", metavar="FILE", help="Further years of working days (holidays, worked weekend days)."),
]
Strict = Annotated[bool, typer.Option("--strict", help="Presume nothing: what the file does not say is unknown.")]
Domain = Annotated[str | None, typer.Option("--domain", help="Only this domain, for example market_supervision.")]
