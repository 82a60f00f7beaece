"""What the forms have in common: the head, who the party is, the acts, the remedies, the close."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ..explanation.speech import Json
from .dossier import Dossier, when
from .sheet import Sheet, blank, dated, or_blank

_SIX_MONTHS_SINCE: Final = "2015-05-01"  # 行政诉讼法 Art. 46 as amended in 2014; three months before


def headed(dossier: Dossier, title: str, number: str | None) -> Sheet:
    """A new form under the name of the authority, with its document number."""
    sheet = Sheet(f"{title}（草稿）")
    sheet.authority(dossier.authority)
    sheet.title(f"{title}（草稿）")
    sheet.line(or_blank(number, "文书编号"), "center")
    sheet.line("")
    return sheet


def party(sheet: Sheet, dossier: Dossier) -> None:
    """Name, numbers and address of the party, by its kind; in clear, for the form is served on it."""
    kind, known = dossier.case["party"]["kind"], dossier.identity
    sheet.say(f"当事人：{dossier.name}")
    if kind == "natural_person":
        sheet.say(f"公民身份号码：{or_blank(known.get('id_number'), '公民身份号码')}")
        sheet.say(f"住址：{blank('住址')}")
        return
    sheet.say(f"统一社会信用代码：{or_blank(known.get('uscc'), '统一社会信用代码')}")
    if kind == "individual_business":
        sheet.say(f"经营者：{blank('经营者姓名')}")
        sheet.say(f"公民身份号码：{or_blank(known.get('id_number'), '经营者公民身份号码')}")
        sheet.say(f"经营场所：{blank('经营场所')}")
        return
    sheet.say(f"法定代表人（负责人）：{blank('法定代表人或者负责人姓名')}")
    sheet.say(f"住所：{blank('住所')}")


def acts(sheet: Sheet, dossier: Dossier, violations: Iterable[Json]) -> None:
    """The acts with their days; the place is never known."""
    sheet.items(f"于{when(each)}，在{blank('地点')}，{dossier.act(each)}。" for each in violations)


def remedies(sheet: Sheet, dossier: Dossier, document: str) -> None:
    """Review within 60 days (行政复议法 Art. 20), action within six months (行政诉讼法 Art. 46)."""
    months = "六个月" if dossier.decided_on >= _SIX_MONTHS_SINCE else blank("起诉期限")
    sheet.say(
        f"如不服本{document}，可以自收到之日起六十日内向{blank('行政复议机关')}申请行政复议，"
        f"也可以自收到之日起{months}内依法向{blank('有管辖权的人民法院')}提起行政诉讼。"
    )


def closed(sheet: Sheet, dossier: Dossier, day: str | None) -> None:
    """The authority, its seal, the day."""
    sheet.line("")
    sheet.line(dossier.authority, "right")
    sheet.line("（印章）", "right")
    sheet.line(dated(or_blank(day, "日期")), "right")
