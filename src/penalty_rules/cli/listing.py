"""Lists of rulesets and of circumstances, and the check of a whole rulebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import typer

from ..errors import Fault, RulesetUnknown, Unreadable, quoted
from ..moments import parse_date, show
from ..publication import name_of
from ..reading import nearest
from ..rulebook import Rulebook
from ..ruleset import Ruleset
from ..vocabulary import Vocabulary
from ..vocabulary.circumstance import Circumstance
from ..wording import BURDENS, word
from .codes import DETERMINED, REFUSED
from .refusals import refusal_text
from .tables import text_table

STATUSES: Final = {
    "official": "官方文本", "transcribed": "转录文本", "press": "新闻报道", "illustrative": "虚构示范",
}  # fmt: skip
KINDS: Final = {"statute": "法律法规", "regulation": "规章", "discretion_standard": "裁量基准", "list": "清单"}
_TYPES: Final = {
    "boolean": "是否", "enum": "单选", "set": "多选", "money": "金额", "number": "数", "integer": "整数",
    "date": "日期",
}  # fmt: skip
_ROLES: Final = {"mitigating": "从宽", "aggravating": "从严", "neutral": ""}
_RULESET_HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "zh": ("规则集", "版本", "施行", "状态", "规则", "已核对", "名称"),
    "en": ("ruleset", "version", "in force", "status", "rules", "verified", "title"),
}
_CIRCUMSTANCE_HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "zh": ("情节", "名称", "类型", "取值", "作用", "举证责任"),
    "en": ("circumstance", "label", "type", "values", "role", "burden"),
}  # fmt: skip


def list_rulesets(place: str | None, domain: str | None, on: str | None, lang: str, folder: str | None) -> None:
    """Print the rulesets that fit. Raises RulesetUnknown for a domain without any, Unreadable for a wrong date."""
    rulebook = Rulebook(folder)
    if domain is not None:
        _known_domain(rulebook, domain)
    day = None if on is None else _day(on)
    fitting = [
        each
        for each in rulebook.all_rulesets()
        if (domain is None or each.document.domain == domain)
        and (place is None or _in_place(each, place))
        and (day is None or each.in_force_on(day))
    ]
    typer.echo(text_table(_RULESET_HEADS[lang], (_row(each, lang) for each in fitting)))
    rules = sum(len(each.rules) for each in fitting)
    verified = sum(map(_verified, fitting))
    whole = "{} 个版本，{} 条规则，其中 {} 条已核对" if lang == "zh" else "{} versions, {} rules, {} verified"
    typer.echo("\n" + whole.format(len(fitting), rules, verified))


def spoken(table: Mapping[str, str], code: str, lang: str) -> str:
    """The Chinese words for a code, or the code itself in English words."""
    return table.get(code, code) if lang == "zh" else code.replace("_", " ")


def in_force(ruleset: Ruleset, lang: str) -> str:
    """First and last day, in words."""
    last = "" if ruleset.last_day is None else show(ruleset.last_day)
    return f"{show(ruleset.first_day)} – {last or ('今' if lang == 'zh' else 'open')}"


def _row(ruleset: Ruleset, lang: str) -> tuple[str, ...]:
    document = ruleset.document
    return (
        document.id, document.version, in_force(ruleset, lang), spoken(STATUSES, document.status, lang),
        str(len(ruleset.rules)), str(_verified(ruleset)), document.title.of(lang),
    )  # fmt: skip


def _verified(ruleset: Ruleset) -> int:
    return sum(rule.document.verified for rule in ruleset.rules)


def _in_place(ruleset: Ruleset, place: str) -> bool:
    """True for rulesets that hold in a place, those of the places above it included; for `cn` the national ones."""
    places = ruleset.document.jurisdiction
    return "cn" in places or (place != "cn" and any(place.startswith(each) for each in places))


def _day(text: str) -> int:
    try:
        return parse_date(text)
    except ValueError as error:
        raise Unreadable("--on", [Fault("", "wrong date", quoted(text), str(error))]) from None


def _known_domain(rulebook: Rulebook, domain: str) -> None:
    if domain not in rulebook.domains():
        raise RulesetUnknown("domain", domain, nearest(domain, rulebook.domains()) or rulebook.domains())


def vocabulary_of(domain: str, folder: str | None) -> Vocabulary:
    """The circumstances of a domain. Raises RulesetUnknown."""
    rulebook = Rulebook(folder)
    _known_domain(rulebook, domain)
    return rulebook.vocabulary(domain)


def list_vocabulary(domain: str | None, lang: str, folder: str | None) -> None:
    """Print the circumstances of a domain, or of all."""
    rulebook = Rulebook(folder)
    if domain is not None:
        _known_domain(rulebook, domain)
    names = ("general", *rulebook.domains()) if domain is None else (domain,)
    found: dict[str, Circumstance] = {}
    for name in names:
        found |= {each.name: each for each in rulebook.vocabulary(name)}
    typer.echo(text_table(_CIRCUMSTANCE_HEADS[lang], _circumstances(found.values(), lang)))


def _circumstances(found: Iterable[Circumstance], lang: str) -> Iterable[tuple[str, ...]]:
    for each in found:
        values = ", ".join(f"{key} {words.zh}" if lang == "zh" else key for key, words in each.values.items())
        yield (
            each.name, each.label.of(lang), spoken(_TYPES, each.type, lang), values or (each.unit or ""),
            spoken(_ROLES, each.role, lang), word(BURDENS, each.burden, lang),
        )  # fmt: skip


def check_rulebook(folder: str | None, lang: str) -> int:
    """Print every fault of a rulebook; the exit code."""
    rulebook = Rulebook(folder)
    refused = rulebook.check()
    for error in refused:
        typer.echo(refusal_text(error, lang), err=True)
    if refused:
        faults = sum(len(error.faults) for error in refused)
        told = {"zh": f"{len(refused)} 个文件，{faults} 处问题", "en": f"{len(refused)} files with {faults} faults"}
        typer.echo(told[lang], err=True)
        return REFUSED
    versions = list(rulebook.all_rulesets())
    rules = sum(len(each.rules) for each in versions)
    none = "没有问题：{} 个版本，{} 条规则" if lang == "zh" else "no faults: {} versions, {} rules"
    typer.echo(none.format(len(versions), rules))
    if rulebook.published and (
        names := [name_of(each) for each in versions if name_of(each) not in rulebook.published]
    ):
        typer.echo(f"{'尚未公布：' if lang == 'zh' else 'not published yet: '}{', '.join(names)}")
    return DETERMINED


def publish_rulebook(folder: str | None, lang: str) -> None:
    """Publish every version that was not published yet; their names."""
    from ..publication import publish

    rulebook = Rulebook(folder)
    fresh = publish(rulebook.folder, rulebook.all_rulesets())
    for name in fresh:
        typer.echo(name)
    typer.echo(f"新发布 {len(fresh)} 个版本" if lang == "zh" else f"{len(fresh)} versions published")
