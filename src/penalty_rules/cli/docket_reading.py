"""`docket list`, `docket show`, `docket head`: what a docket holds, the party masked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import typer

from ..errors import EntryUnknown
from ..identifiers import mask_identifier, mask_name
from .docket_options import store_of
from .options import Tongue
from .recording import departure_in_words, history_in_words, outcome_in_words
from .tables import text_table

if TYPE_CHECKING:
    from ..docket import Entry, Query

_HEADS: Final = {
    "zh": ("序号", "类别", "记录时间", "决定日期", "案号", "事项", "结果", "对应"),
    "en": ("seq", "kind", "recorded", "decided", "case", "matters", "outcome", "answers"),
}
_KINDS: Final = {"advice": ("意见", "advice"), "disposition": ("决定", "disposition")}


def list_entries(url: str, keys: str, query: Query, after: int, limit: int, shape: str, lang: Tongue) -> None:
    """A line for each entry; as JSON its header and digest."""
    with store_of(url, keys).reading() as view:
        entries = list(islice(view.entries(query, after=after, limit=limit), limit))
    if shape == "json":
        for entry in entries:
            typer.echo(_json({**entry.header._asdict(), "digest": entry.digest}))
        return
    typer.echo(text_table(_HEADS[lang], [_row(entry, lang) for entry in entries]))


def _row(entry: Entry, lang: Tongue) -> tuple[str, ...]:
    header = entry.header
    kind = _KINDS[header.kind][0 if lang == "zh" else 1]
    answers = header.corrects or header.refers_to
    return (
        str(header.seq), kind, header.recorded_at[:19], header.decided, header.case, header.matters,
        outcome_in_words(header.outcome, lang), "" if answers is None else str(answers),
    )  # fmt: skip


def show_entry(url: str, keys: str, seq: int, shape: str, identity: bool, lang: Tongue) -> None:
    """One entry whole. Raises EntryUnknown."""
    with store_of(url, keys).reading() as view:
        entry = view.entry(seq)
    if entry is None:
        raise EntryUnknown(seq)
    party = _identity(entry, identity)
    if shape == "json":
        header = entry.header._asdict()
        told = {"digest": entry.digest, "header": header, "identity": party, "body": entry.told()}
        typer.echo(_json(told, indent=True))
        return
    for line in _lines(entry, party, lang):
        typer.echo(line)


def _identity(entry: Entry, clear: bool) -> dict[str, str] | None:
    """The identity of the party, masked unless asked for in clear."""
    if entry.identity is None:
        return None
    import orjson

    told = {key: value for key, value in orjson.loads(entry.identity).items() if key != "salt"}
    if clear:
        return told
    return {key: mask_name(value) if key == "name" else mask_identifier(value) for key, value in told.items()}


def _lines(entry: Entry, identity: Mapping[str, str] | None, lang: Tongue) -> Iterator[str]:
    zh = lang == "zh"
    header, body = entry.header, entry.told()
    yield f"{'记录' if zh else 'entry'} {entry.seq} · {_KINDS[header.kind][0 if zh else 1]} · {header.recorded_at}"
    yield f"{'摘要' if zh else 'digest'} {entry.digest}"
    yield f"{'前一条' if zh else 'previous'} {header.previous}"
    yield f"{'案号' if zh else 'case'} {header.case} · {header.decided} · {outcome_in_words(header.outcome, lang)}"
    if identity:
        yield f"{'当事人' if zh else 'party'} " + " · ".join(identity.values())
    if header.refers_to is not None:
        yield f"{'答复记录' if zh else 'answers entry'} {header.refers_to}"
    if header.kind == "advice":
        yield from (f"! {line}" for line in history_in_words(entry, lang))
    for each in body["violations"]:
        yield f"  {each['id']} {each['matter']}"
        yield from _advised(each, lang) if header.kind == "advice" else _decided(each, lang)
    for each in body.get("departures", ()):
        yield f"  ! {departure_in_words(each, lang)}"


def _advised(each: Mapping[str, Any], lang: Tongue) -> Iterator[str]:
    words = {"shall": "应当" if lang == "zh" else "shall", "may": "可以" if lang == "zh" else "may"}
    for outcome, force, certain in each["permitted"]:
        open_ = "" if certain else " ?"
        grounds = "、".join(each["grounds"].get(outcome, ()))
        yield f"    {words[force]} {outcome_in_words(outcome, lang)}{open_}{'  ' + grounds if grounds else ''}"
    for branch in each["law"]:
        for name, digest in branch.items():
            yield f"      {name}  {digest[:19]}…"


def _decided(each: Mapping[str, Any], lang: Tongue) -> Iterator[str]:
    from ..money import show_yuan

    unit = "元" if lang == "zh" else " yuan"
    fine = f" · {show_yuan(each['fine'])}{unit}" if each["fine"] else ""
    yield f"    {outcome_in_words(each['outcome'], lang)}{fine}"
    if each["reason"]:
        yield f"    {each['reason']}"


def show_head(url: str, keys: str) -> None:
    """The last signed head as JSON."""
    with store_of(url, keys).reading() as view:
        head = view.head()
    assert head is not None
    typer.echo(_json({"head": head.told(), "signature": head.signature}))


def _json(told: object, *, indent: bool = False) -> str:
    import orjson

    return orjson.dumps(told, option=orjson.OPT_INDENT_2 if indent else 0).decode()
