"""`penalty-rules ask`: the dialogue. What is asked, and what an answer means, is decided in `interview`."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import typer

from ..advice import Advice
from ..errors import CaseRefused, Fault, InputRefused, Unreadable, quoted
from ..evaluator import Evaluator
from ..interview import Asked, next_question, with_answer
from ..interview.answer import Stated
from ..writing import replace_file, written
from .checking import advice_on, calendar_of, evaluator_of
from .codes import DETERMINED, UNDETERMINED
from .gathering import STDIN, SUFFIXES, case_document
from .options import Tongue
from .question_words import explained, put, standing
from .refusals import refusal_text

_SAY: Final = {
    "hello": ("? 看说明；回车跳过；q 结束并保存。", "? explains; Enter leaves it open; q ends and saves."),
    "reason": ("理由（判断性情节应写明理由，可回车略过）：", "reason (a judgement needs one; Enter skips): "),
    "evidence": ("证据（多项用；隔开，可回车略过）：", "evidence (several with ; between; Enter skips): "),
    "wrong": ("没有看懂：", "not understood: "),
    "saved": ("已保存：", "saved: "),
    "nothing": ("没有新的回答，未写文件。", "no answers: nothing was written."),
}  # fmt: skip


def ask(
    name: str,
    output: str | None,
    in_place: bool,
    lang: Tongue,
    strict: bool,
    rulesets: str | None,
    calendar: str | None,
) -> int:
    """Ask until nothing is left, write the case, show the advice; the exit code."""
    from ..explanation import explain

    if name == STDIN:
        raise CaseRefused(STDIN, [Fault("", "the answers are read from standard input", "-", "name a case file")])
    target = _target(Path(name), output, in_place)
    days = calendar_of(calendar)
    interview = Interview(evaluator_of(rulesets), dict(case_document(name)), target, lang, strict, name)
    advice = interview.conduct()
    typer.echo("\n" + explain(advice, lang, full=False, calendar=days).rstrip("\n"))
    return DETERMINED if advice.determined else UNDETERMINED


def _target(case: Path, output: str | None, in_place: bool) -> Path:
    """Where to write; never the case itself unless that is asked for, and by default no file that stands there."""
    if in_place:
        if output is not None:
            remedy = "give one of --output and --in-place"
            raise Unreadable(output, [Fault("", "two places to write to", quoted(output), remedy)])
        return case
    if output is None:
        plain = case.with_name(f"{case.stem}.answered.yaml")
        numbered = (case.with_name(f"{case.stem}.answered.{n}.yaml") for n in range(2, 10_000))
        return plain if not plain.exists() else next(each for each in numbered if not each.exists())
    target = Path(output)
    if target.suffix.lower() not in SUFFIXES:
        remedy = "let it end in .yaml, .yml or .json"
        raise Unreadable(output, [Fault("", "the name says neither YAML nor JSON", quoted(output), remedy)])
    if target.exists() and case.exists() and target.samefile(case):
        raise Unreadable(output, [Fault("", "this is the case file itself", quoted(output), "pass --in-place")])
    return target


@dataclass
class Interview:
    """One interview: the document with the answers so far, and what was put already."""

    evaluator: Evaluator
    document: dict[str, Any]
    target: Path
    lang: str
    strict: bool
    source: str
    done: set[tuple[int, str]] = field(default_factory=set)
    answers: int = 0

    def conduct(self) -> Advice:
        """Ask and re-evaluate until nothing is left; the last advice. Answers are saved also on an interruption."""
        advice = self.evaluate(self.document)
        typer.echo(self.say("hello"))
        try:
            while (asked := next_question(advice, self.done)) is not None:
                typer.echo(f"\n{standing(advice, self.lang)}\n{put(asked, advice, self.lang)}")
                answered = self.put(asked, advice)
                if answered is None:
                    break
                advice = answered
        finally:
            self.save()
        return advice

    def evaluate(self, document: dict[str, Any]) -> Advice:
        return advice_on(self.evaluator, document, self.source, self.strict)

    def put(self, asked: Asked, advice: Advice) -> Advice | None:
        """Put one question until it is answered or left; the advice then, or None to end."""
        while True:
            text = self.hear("> ")
            if text is None:
                return None
            try:
                answer = asked.parse(text)
                if isinstance(answer, Stated):
                    return self.answer(asked, advice, answer)
            except (ValueError, InputRefused) as error:
                told = refusal_text(error, self.lang) if isinstance(error, InputRefused) else str(error)
                typer.echo(self.say("wrong") + told)
                continue
            if answer == "quit":
                return None
            if answer == "leave":
                self.done.add(asked.key)
                return advice
            typer.echo(explained(asked, advice.violations[asked.violation], self.lang))

    def answer(self, asked: Asked, advice: Advice, stated: Stated) -> Advice:
        """The advice with the answer in the file. Raises CaseRefused if the file cannot be so."""
        vocabulary = advice.violations[asked.violation].plan.vocabulary
        self.evaluate(with_answer(self.document, asked, stated, vocabulary))
        evidence, reason = self.support(asked, advice) if stated.known else ((), None)
        document = with_answer(self.document, asked, stated, vocabulary, evidence=evidence, reason=reason)
        found = self.evaluate(document)
        self.document = document
        self.answers += 1
        self.done.add(asked.key)
        return found

    def support(self, asked: Asked, advice: Advice) -> tuple[tuple[str, ...], str | None]:
        """Reason and evidence of a judgement."""
        if not asked.circumstance.judgement:
            return (), None
        reason = self.hear_support(asked, advice, "reason") or None
        given = self.hear_support(asked, advice, "evidence").replace("；", ";").split(";")
        return tuple(each.strip() for each in given if each.strip()), reason

    def hear_support(self, asked: Asked, advice: Advice, what: str) -> str:
        """A reason or pieces of evidence; a question mark explains and asks again."""
        while (text := (self.hear(self.say(what)) or "").strip()) in ("?", "？"):
            typer.echo(explained(asked, advice.violations[asked.violation], self.lang))
        return text

    def hear(self, prompt: str) -> str | None:
        """One line, or None at the end of the input."""
        if sys.stdin.isatty():
            try:
                return input(prompt)
            except EOFError:
                return None
        typer.echo(prompt, nl=False)
        line = sys.stdin.readline()
        typer.echo(line.rstrip("\n"))
        return line.rstrip("\r\n") if line else None

    def save(self) -> None:
        if not self.answers:
            typer.echo(self.say("nothing"))
            return
        replace_file(self.target, written(self.document, "json" if self.target.suffix.lower() == ".json" else "yaml"))
        typer.echo(f"{self.say('saved')}{self.target}")

    def say(self, key: str) -> str:
        return _SAY[key][self.lang == "en"]
