"""The annex of a memo: with these rulesets, this case and this engine the advice can be computed again."""

from __future__ import annotations

from ..explanation.speech import Json
from .dossier import SPEECH, Dossier
from .sheet import Sheet, blank, dated


def annex(sheet: Sheet, dossier: Dossier) -> None:
    """附: versions of the rulesets, digests of the case and of the advice, the entry in the docket."""
    engine = dossier.given["engine"]
    sheet.line("附：规则版本、输入指纹")
    sheet.table(("规则集", "版本", "施行期间", "摘要"), [_ruleset(each) for each in _rulesets(dossier)], (5, 5, 4, 7))
    entry = blank("入账后填写序号及摘要") if dossier.entry is None else f"第{dossier.entry[0]}号，{dossier.entry[1]}"
    rows = [
        ("案件（输入）指纹", dossier.case["digest"]), ("处理建议指纹", dossier.digest), ("案卷账册条目", entry),
        ("软件", f"penalty_rules {engine['version']}；推理：{'、'.join(engine['doctrine'])}"),
        ("推定", "不采用（严格模式）" if engine["strict"] else "采用，逐项列明"),
    ]  # fmt: skip
    sheet.table(("项目", "内容"), rows, (3, 10))


def _rulesets(dossier: Dossier) -> list[Json]:
    found = {
        (each["id"], each["version"]): each
        for violation in dossier.violations
        for branch in violation["law"]["branches"]
        for each in branch["rulesets"]
    }
    return list(found.values())


def _ruleset(each: Json) -> tuple[str, str, str, str]:
    days = dated(each["from"]) + (f"至{dated(each['until'])}" if each["until"] else "起")
    return SPEECH.of(each["title"]), f"{each['id']}@{each['version']}", days, each["digest"]
