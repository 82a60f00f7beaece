"""`docket verify` and `docket export`: does the docket hold; and all of it for those who will not take our word."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import typer

from .codes import DETERMINED, NOT_SAME
from .docket_options import keyring_of, store_of
from .options import Tongue

if TYPE_CHECKING:
    from ..docket import Query
    from ..docket.verification import Report

_SHOWN: Final = 20
_KINDS: Final = {
    "genesis": "案卷库起点", "missing": "缺少记录", "header": "记录头被改动", "link": "链条断裂", "body": "正文被改动",
    "identity": "身份信息被改动", "time": "时间倒退", "head": "链头不符", "signature": "签名不符",
    "archive": "存档文件", "unreadable": "无法读取",
}  # fmt: skip


def verify_docket(url: str, keys: str, against: str | None, shape: str, lang: Tongue) -> int:
    """Verify the docket; the first bad entry is named; the exit code."""
    from ..docket.database import existing
    from ..docket.heads import Head
    from ..docket.verification import verify

    kept = None if against is None else Head.read(against)
    report = verify(existing(url), keyring_of(keys), against=kept, processes=os.cpu_count() or 1)
    if shape == "json":
        import orjson

        typer.echo(orjson.dumps({"ok": report.ok, **_told(report)}).decode())
    else:
        for line in _lines(report, kept is not None, lang):
            typer.echo(line)
    return DETERMINED if report.ok else NOT_SAME


def _told(report: Report) -> dict[str, object]:
    findings = [{"seq": each.seq, "kind": each.kind, "what": each.what} for each in report.findings]
    return {"docket": report.docket, "count": report.count, "findings": findings, "more": report.more}


def _lines(report: Report, against: bool, lang: Tongue) -> Iterator[str]:
    zh = lang == "zh"
    if report.ok:
        yield f"验证通过：{report.count} 条记录" if zh else f"the docket holds: {report.count} entries"
        if not against:
            yield (
                "提示：未与另行保存的链头核对；连同链头一起截去的尾部只有用 --against 才能发现。" if zh
                else "note: not held against a head kept elsewhere; a tail cut with its heads shows only with --against"
            )  # fmt: skip
        return
    first = report.first
    assert first is not None
    found = len(report.findings) + report.more
    zh_told = f"验证不通过：自记录 {first.seq} 起，{report.count} 条记录中发现 {found} 处问题"
    yield zh_told if zh else f"the docket does not hold from entry {first.seq} on: {found} finding(s)"
    for each in report.findings[:_SHOWN]:
        kind = _KINDS.get(each.kind, each.kind) if zh else each.kind
        yield f"! {'记录' if zh else 'entry'} {each.seq} {kind}: {each.what}"
    if (rest := found - _SHOWN) > 0:
        yield f"……另有 {rest} 处" if zh else f"… and {rest} more"


def export_bundle(output: str, url: str, keys: str, query: Query | None, clear: bool, lang: Tongue) -> None:
    """Write the bundle; what it holds and how to verify it is told."""
    from ..docket.bundle import export

    head = export(store_of(url, keys), output, identities=clear, query=query)
    kept = ("含身份信息" if clear else "不含身份信息", "with identities" if clear else "identities withheld")
    said = {
        "zh": f"{output}：截至记录 {head.count}，{kept[0]}。离线验证：python verify_docket.py {output}",
        "en": f"{output}: up to entry {head.count}, {kept[1]}. Verify offline: python verify_docket.py {output}",
    }
    typer.echo(said[lang])
