"""`penalty-rules check`: one case is explained; of many, each is told in a line and all in a table."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

import typer

from ..advice import Advice
from ..errors import CaseRefused, PenaltyRulesError
from ..evaluator import Evaluator
from ..rulebook import Rulebook
from ..workdays import WorkCalendar
from .codes import DETERMINED, UNDETERMINED, worst
from .exits import report
from .gathering import case_document, gather
from .options import Tongue


def evaluator_of(rulesets: str | None) -> Evaluator:
    """An evaluator for a folder of rulesets, or for those that come along."""
    return Evaluator(Rulebook(rulesets))


def calendar_of(file: str | None) -> WorkCalendar:
    """The built-in working days, with the years of a file before them."""
    from ..reading import read_document

    return WorkCalendar() if file is None else WorkCalendar.with_file(file, read_document)


def advice_on(evaluator: Evaluator, document: Mapping[str, object], name: str, strict: bool) -> Advice:
    """The advice for a document; whatever is refused is refused under the name of its file."""
    case = evaluator.rulebook.read_case(document, name)
    try:
        return evaluator.evaluate(case, strict=strict)
    except CaseRefused as error:
        raise CaseRefused(name, error.faults) from None


class Checking:
    """One run of `check` with its options."""

    def __init__(
        self, form: str, lang: Tongue, full: bool, strict: bool, rulesets: str | None, calendar: str | None
    ) -> None:
        self.form, self.lang, self.full, self.strict = form, lang, full, strict
        self.calendar = calendar_of(calendar)
        self.evaluator = evaluator_of(rulesets)

    def check(self, given: Iterable[str]) -> int:
        """Advise on every case named; the exit code."""
        gathered = gather(given)
        if not gathered.many:
            return self._one(gathered.names[0])
        import gc

        gc.enable()
        return self._many(gathered.names)

    def advise(self, name: str) -> Advice:
        return advice_on(self.evaluator, case_document(name), name, self.strict)

    def _one(self, name: str) -> int:
        advice = self.advise(name)
        typer.echo(self._shown(advice))
        return _code(advice)

    def _shown(self, advice: Advice) -> str:
        if self.form == "json":
            from ..advice_document import to_json

            return to_json(advice, self.calendar).decode()
        if self.form == "record":
            from ..advice_document.record import record

            return record(advice).decode()
        from ..explanation import explain

        markdown = self.form == "markdown"
        told = explain(advice, self.lang, self.full, markdown=markdown, calendar=self.calendar)
        return told.rstrip("\n")

    def _many(self, names: tuple[str, ...]) -> int:
        from .summary import Summary

        summary = Summary(self.lang)
        codes: set[int] = set()
        as_table = self.form in ("text", "markdown")
        with _progress(len(names), self.lang) as advance:
            for name in names:
                try:
                    advice = self.advise(name)
                except PenaltyRulesError as error:
                    codes.add(report(error))
                    summary.refuse(name)
                else:
                    codes.add(_code(advice))
                    summary.add(name, advice)
                    if not as_table:
                        typer.echo(self._shown(advice))
                advance()
        if as_table:
            typer.echo(summary.markdown() if self.form == "markdown" else summary.text())
        return worst(codes)


def _code(advice: Advice) -> int:
    return DETERMINED if advice.determined else UNDETERMINED


@contextmanager
def _progress(total: int, lang: str) -> Iterator[Callable[[], None]]:
    """A bar on stderr where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("核对案件" if lang == "zh" else "checking", total=total)
        yield lambda: bar.advance(task)


__all__ = ["Checking", "advice_on", "calendar_of", "evaluator_of"]
