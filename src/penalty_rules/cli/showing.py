"""One ruleset in words, and what changed between two of its versions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import typer

from ..clause import Clause
from ..rulebook import Rulebook
from ..ruleset import Rule, Ruleset
from ..vocabulary import Vocabulary
from ..vocabulary.words import Citation, Words
from ..wording import DUTIES, EFFECTS, FORCES, GROUNDS, MARKS, word
from .condition_words import in_words, parts_of
from .listing import KINDS, STATUSES, in_force, spoken

_SEPARATE: Final = {"zh": "、", "en": ", "}
_FIELDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("名称", "title"), "issuer": ("发布机关", "issuer"), "document_number": ("文号", "document number"),
    "kind": ("类别", "kind"), "in_force": ("施行", "in force"), "status": ("状态", "status"),
    "matter": ("事项", "matters"),
    "provisions": ("条款", "provisions"), "ground": ("理由", "ground"), "effect": ("效果", "effect"),
    "when": ("适用条件", "when"), "unless": ("除外情形", "unless"),
    "excluded": ("整个清单的除外情形", "excluded throughout"),
    "follow_up": ("后续措施", "follow-up"), "keeps": ("仍应", "stays due"), "bars": ("排除", "bars"),
    "displaces": ("优先于", "displaces"), "penalty": ("处罚条款", "penalty"), "cites": ("依据", "cites"),
    "mark": ("文本来源", "text"), "verified": ("已核对官方文本", "verified"), "note": ("说明", "note"),
    "kinds": ("处罚种类", "kinds"), "fine": ("罚款", "fine"), "band": ("清单规定的数额", "amount of the item"),
    "if": ("如果", "if"), "then": ("则", "then"), "fine_method": ("裁量方法", "fine method"),
    "relation": ("关系", "relation"), "transition": ("适用日期", "transition"), "parameters": ("参数", "parameters"),
    "checklists": ("考虑因素", "checklists"), "party": ("对象", "addressee"),
}  # fmt: skip
_ALWAYS: Final = {"zh": "（无条件）", "en": "(always)"}
Said = dict[str, str]


def show_ruleset(name: str, lang: str, folder: str | None) -> None:
    """Print a ruleset. Raises RulesetUnknown."""
    rulebook = Rulebook(folder)
    key, _, version = name.partition("@")
    ruleset = rulebook.ruleset(key, version or None)
    typer.echo("\n".join(_lines(ruleset, rulebook.vocabulary(ruleset.document.domain), lang)))


def show_difference(name: str, old: str, new: str, lang: str, folder: str | None) -> None:
    """Print what changed. Raises RulesetUnknown."""
    rulebook = Rulebook(folder)
    before, after = rulebook.ruleset(name, old), rulebook.ruleset(name, new)
    vocabulary = rulebook.vocabulary(after.document.domain)
    typer.echo(f"{name}  {before.version} → {after.version}")
    lines = list(_differences(before, after, vocabulary, lang))
    typer.echo("\n".join(lines) if lines else ("没有变化" if lang == "zh" else "nothing changed"))


def _lines(ruleset: Ruleset, vocabulary: Vocabulary, lang: str) -> Iterator[str]:
    yield f"{ruleset.id}@{ruleset.version}"
    yield from _told(_head(ruleset, lang), lang)
    for source in ruleset.document.sources:
        mark = f"（{word(MARKS, source.mark, lang)}）" if source.mark else ""
        yield f"  {'来源' if lang == 'zh' else 'source'}：{source.text}{mark} {source.url or ''}".rstrip()
    yield from _several("规则" if lang == "zh" else "rules", _rules(ruleset, vocabulary, lang), lang)
    yield from _several("处罚条款" if lang == "zh" else "penalty clauses", _clauses(ruleset, vocabulary, lang), lang)
    yield from _several("推理规则" if lang == "zh" else "doctrine", _doctrine(ruleset, lang), lang)


def _several(title: str, items: dict[str, Said], lang: str) -> Iterator[str]:
    if items:
        yield f"\n{title}（{len(items)}）"
    for name, said in items.items():
        yield f"\n{name}  {said.get('title', '')}".rstrip()
        yield from _told({key: value for key, value in said.items() if key != "title"}, lang)


def _told(said: Said, lang: str) -> Iterator[str]:
    colon = "：" if lang == "zh" else ": "
    return (f"  {_field(key, lang)}{colon}{value}" for key, value in said.items() if value)


def _field(key: str, lang: str) -> str:
    return _FIELDS.get(key, (key, key))[lang == "en"]


def _differences(before: Ruleset, after: Ruleset, vocabulary: Vocabulary, lang: str) -> Iterator[str]:
    zh = lang == "zh"
    yield from _changed(_head(before, lang), _head(after, lang), lang)
    parts = (
        ("规则" if zh else "rule", _rules(before, vocabulary, lang), _rules(after, vocabulary, lang)),
        ("处罚条款" if zh else "clause", _clauses(before, vocabulary, lang), _clauses(after, vocabulary, lang)),
        ("推理规则" if zh else "production", _doctrine(before, lang), _doctrine(after, lang)),
    )
    for noun, old, new in parts:
        for name in (each for each in old if each not in new):
            yield f"\n- {noun} {name}  {old[name].get('title', '')}".rstrip()
        for name in (each for each in new if each not in old):
            yield f"\n+ {noun} {name}  {new[name].get('title', '')}".rstrip()
            yield from _told({key: value for key, value in new[name].items() if key != "title"}, lang)
        for name in (each for each in new if each in old and old[each] != new[each]):
            yield f"\n~ {noun} {name}  {new[name].get('title', '')}".rstrip()
            yield from _changed(old[name], new[name], lang)


def _changed(old: Said, new: Said, lang: str) -> Iterator[str]:
    none = "（无）" if lang == "zh" else "(none)"
    for key in dict.fromkeys([*old, *new]):
        if old.get(key, "") != new.get(key, ""):
            yield f"  {_field(key, lang)}"
            yield f"    - {old.get(key) or none}"
            yield f"    + {new.get(key) or none}"


def _head(ruleset: Ruleset, lang: str) -> Said:
    document = ruleset.document
    return {
        "title": document.title.of(lang), "issuer": document.issuer or "",
        "document_number": document.document_number or "",
        "kind": spoken(KINDS, document.kind, lang), "in_force": in_force(ruleset, lang),
        "status": spoken(STATUSES, document.status, lang),
        "relation": _plain(document.relation.model_dump(exclude_none=True)),
        "transition": _plain(document.transition.model_dump(exclude={"cites"})), "note": _words(document.note, lang),
        "fine_method": _plain(document.fine_method), "parameters": _plain(document.parameters),
    }  # fmt: skip


def _rules(ruleset: Ruleset, vocabulary: Vocabulary, lang: str) -> dict[str, Said]:
    return {rule.id: _rule(rule, vocabulary, lang) for rule in ruleset.rules}


def _rule(rule: Rule, vocabulary: Vocabulary, lang: str) -> Said:
    document = rule.document
    said = {
        "title": document.title.of(lang), "matter": _joined(document.matter, lang),
        "provisions": _joined(document.provisions, lang), "ground": word(GROUNDS, document.ground, lang),
        "effect": f"{word(FORCES, document.force, lang)} {word(EFFECTS, document.effect, lang)}",
        "when": "; ".join(in_words(part, vocabulary, lang, True) for part in parts_of(rule.when)) or _ALWAYS[lang],
        "unless": "" if document.unless is None else in_words(rule.unless, vocabulary, lang),
        "excluded": in_words(rule.excluded, vocabulary, lang) if getattr(rule.excluded, "parts", True) else "",
        "follow_up": _joined((word(DUTIES, each, lang) for each in document.follow_up), lang),
        "keeps": _joined(document.keeps, lang), "bars": _joined(document.bars, lang),
        "displaces": _joined(document.displaces, lang), "party": _joined(document.party, lang),
        "penalty": _joined(document.penalty, lang), "cites": _cites(document.cites, lang),
        "band": "" if document.band is None else _plain(document.band.model_dump(by_alias=True)),
        "mark": word(MARKS, document.mark or "", lang), "verified": _yes(document.verified, lang),
        "note": _words(document.note, lang),
    }  # fmt: skip
    return {key: value for key, value in said.items() if value}


def _clauses(ruleset: Ruleset, vocabulary: Vocabulary, lang: str) -> dict[str, Said]:
    return {clause.id: _clause(clause, vocabulary, lang) for clause in ruleset.clauses}


def _clause(clause: Clause, vocabulary: Vocabulary, lang: str) -> Said:
    document = clause.document
    fines = []
    for branch, raw in zip(clause.branches, document.fine, strict=True):
        when = "" if branch.when is None else f"{in_words(branch.when, vocabulary, lang)} → "
        base = f" × {vocabulary[raw.multiple_of].label.of(lang)}" if raw.multiple_of else ""
        fines.append(f"{when}{'' if raw.from_ is None else raw.from_} – {'' if raw.to is None else raw.to}{base}")
    return {
        "title": _words(document.title, lang), "cites": _cites(document.cites, lang),
        "kinds": _plain({key: value for key, value in document.kinds.model_dump().items() if value}),
        "fine": "; ".join(fines), "verified": _yes(document.verified, lang), "note": _words(document.note, lang),
    }  # fmt: skip


def _doctrine(ruleset: Ruleset, lang: str) -> dict[str, Said]:
    return {
        each.id: {
            "if": _joined(each.if_, lang), "then": _joined(each.then, lang), "cites": _cites(each.cites, lang),
            "note": _words(each.note, lang),
        }
        for each in ruleset.document.doctrine
    }  # fmt: skip


def _joined(words: Iterable[str], lang: str) -> str:
    return _SEPARATE[lang].join(words)


def _cites(cites: Iterable[Citation], lang: str) -> str:
    return _joined((_dated(each) for each in cites), lang)


def _dated(cite: Citation) -> str:
    days = " – ".join(str(day or "") for day in (cite.from_, cite.until)) if cite.from_ or cite.until else ""
    return f"{cite}（{days.strip()}）" if days else str(cite)


def _words(words: Words | None, lang: str) -> str:
    return "" if words is None else words.of(lang)


def _yes(value: bool, lang: str) -> str:
    return {"zh": ("否", "是"), "en": ("no", "yes")}[lang][value]


def _plain(value: Any) -> str:
    """Settings as the file writes them, on one line."""
    import json

    return json.dumps(value, ensure_ascii=False, default=str) if value else ""
