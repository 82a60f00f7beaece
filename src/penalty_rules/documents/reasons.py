"""The table of reasons 裁量理由: each rule, whether it is met, its articles, and why."""

from __future__ import annotations

from collections.abc import Iterator

from ..explanation.conditions import found, missed, nothing_on_file, supported
from ..explanation.findings_part import readings, silent
from ..explanation.speech import Json
from ..wording import FINDINGS
from .dossier import SPEECH, articles
from .sheet import Sheet, dated

_HEAD = ("规则（清单项）及效力", "是否满足", "依据条文", "事实与理由")
_SHARES = (10, 5, 9, 12)


def reasons(sheet: Sheet, violation: Json) -> None:
    """Under the law that applies, or under both while the choice is open; what nothing on file points to comes last."""
    for title, findings in readings(SPEECH, violation):
        if title:
            sheet.say(title)
        sheet.table(_HEAD, _rows(findings), _SHARES)
        if unspoken := silent(SPEECH, findings):
            sheet.say(f"案卷无记载（按推定或者当事人类型）不成立的：{SPEECH.listed(unspoken)}。")


def _rows(findings: list[Json]) -> Iterator[tuple[str, str, str, str]]:
    for truth in ("met", "open", "not_met"):
        for each in found(findings, truth):
            if not nothing_on_file(each):
                why = supported(SPEECH, each) if truth == "met" else missed(SPEECH, each)
                rule = f"{SPEECH.of(each['title'])}（{SPEECH.effect(each)}）{SPEECH.doubt(each)}"
                yield rule, SPEECH.word(FINDINGS, truth), articles([each]), dated(why)
