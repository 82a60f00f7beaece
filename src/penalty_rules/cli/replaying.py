"""`penalty-rules replay`: recorded advice decided again; drift is told, or the impact of another law."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer

from ..moments import parse_date
from .codes import DETERMINED, NOT_SAME
from .options import Tongue
from .recording import outcome_in_words
from .tables import text_table

if TYPE_CHECKING:
    from ..docket import Query
    from ..docket.replay import Impact, Question, Replayed

_VERDICTS: Final = {
    "same": ("一致", "same"), "reasoning": ("结果相同、理由不同", "same outcome, different reasoning"),
    "outcome": ("结果漂移（引擎）", "outcome drift (engine)"), "ruleset_missing": ("缺少规则集", "ruleset missing"),
    "facts_altered": ("案情被改动", "facts altered"), "broken_chain": ("链条断裂", "broken chain"),
}  # fmt: skip
_CHANGES_SHOWN: Final = 12
_FINDINGS_SHOWN: Final = 20
NOT_EVALUABLE: Final = ("无法按该法评判", "cannot be read under that law")


def replay(question: Question, workers: int | None, state: str | None, shape: str, lang: Tongue) -> int:
    """Replay what is asked for and tell the result; the exit code."""
    from ..docket.replay import replay as run

    with _progress(lang) as report:
        result = run(question, workers=workers, state=None if state is None else Path(state), report=report)
    if shape == "json":
        import orjson

        told: dict[str, Any] = {"counts": dict(result.counts), "findings": result.findings}
        typer.echo(orjson.dumps(told if question.recorded else {"impact": result.impact.told()}).decode())
    elif question.recorded:
        for line in _told(result, lang):
            typer.echo(line)
    else:
        typer.echo(impact_table(result.impact, lang))
    return DETERMINED if not question.recorded or result.clean else NOT_SAME


def question_of(
    url: str, query: Query, seqs: Sequence[int], as_of_today: bool, on: str | None, draft: str | None,
    rulesets: str | None,
) -> Question:  # fmt: skip
    """What the options ask. Raises typer.BadParameter."""
    from ..docket.replay import Question

    if sum((as_of_today, on is not None, draft is not None)) > 1:
        raise typer.BadParameter("choose one of --as-of-today, --on and --with")
    if len(seqs) > 2:
        raise typer.BadParameter("name one entry, or the first and the last", param_hint="SEQ")
    if seqs:
        query = replace(query, first=seqs[0], last=seqs[-1])
    day = date.today().toordinal() if as_of_today else None
    try:
        day = day if on is None else parse_date(on)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--on") from None
    return Question(url, query, draft, day, rulesets)


def _told(result: Replayed, lang: Tongue) -> Iterator[str]:
    at = 0 if lang == "zh" else 1
    for verdict, words in _VERDICTS.items():
        if result.counts[verdict] or verdict == "same":
            yield f"{words[at]}：{result.counts[verdict]}" if lang == "zh" else f"{words[at]}: {result.counts[verdict]}"
    for each in result.findings[:_FINDINGS_SHOWN]:
        yield from _finding(each, lang)
    rest = sum(n for verdict, n in result.counts.items() if verdict != "same") - _FINDINGS_SHOWN
    if rest > 0:
        yield f"……另有 {rest} 条" if lang == "zh" else f"… and {rest} more"


def _finding(told: Mapping[str, Any], lang: Tongue) -> Iterator[str]:
    words = _VERDICTS[told["verdict"]][0 if lang == "zh" else 1]
    yield f"! {'记录' if lang == 'zh' else 'entry'} {told['seq']} ({told['case']}): {words}"
    if told["reason"]:
        yield f"    {told['reason']}"
    for change in told["changes"][:_CHANGES_SHOWN]:
        yield f"    {change['text']}"
    if len(told["changes"]) > _CHANGES_SHOWN:
        yield f"    … +{len(told['changes']) - _CHANGES_SHOWN}"


def impact_table(impact: Impact, lang: Tongue) -> str:
    """The table of an impact: from outcome, to outcome, cases, fines before and after, examples."""
    heads = {
        "zh": (
            "原结果",
            "新结果",
            "案件数",
            "原罚款下限合计（元）",
            "新罚款下限合计（元）",
            "金额不明（件）",
            "示例记录",
        ),
        "en": ("from", "to", "cases", "least fines before (yuan)", "after (yuan)", "amount unknown", "examples"),
    }[lang]
    return text_table(heads, [_impact_row(each, lang) for each in impact.told()])


def _impact_row(told: Mapping[str, Any], lang: Tongue) -> tuple[str, ...]:
    from ..money import show_yuan

    at = 0 if lang == "zh" else 1
    before, after = (
        NOT_EVALUABLE[at] if told[key] == "not_evaluable" else outcome_in_words(told[key], lang)
        for key in ("from", "to")
    )
    moved = " " if told["from"] == told["to"] else "*"
    return (
        before, f"{moved} {after}", str(told["cases"]), show_yuan(told["before"]), show_yuan(told["after"]),
        str(told["unknown"]), ", ".join(map(str, told["examples"])),
    )  # fmt: skip


@contextmanager
def _progress(lang: Tongue) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on stderr where that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("重放" if lang == "zh" else "replaying", total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
