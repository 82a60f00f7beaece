"""The kinds of penalty (APL 9) and their names in 处罚类别: of today, of 2018, and as agencies write them.

No national table of codes after 2021 was found, so names are written; the numbers of 2018 are only read. Some names of
2018 cover two kinds (暂扣或者吊销 …): which one is meant is taken from 处罚内容 where it says so, and else stays open.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from ..errors import quoted

KINDS: Final = {
    "warning": "警告", "notice_of_criticism": "通报批评", "fine": "罚款",
    "confiscation_illegal_gains": "没收违法所得", "confiscation_illegal_property": "没收非法财物",
    "license_suspension": "暂扣许可证件", "qualification_downgrade": "降低资质等级",
    "license_revocation": "吊销许可证件", "business_restriction": "限制开展生产经营活动",
    "suspension_of_operations": "责令停产停业", "closure_order": "责令关闭", "occupational_ban": "限制从业",
    "administrative_detention": "行政拘留", "other": "其他行政处罚",
}  # fmt: skip
CODES_2018: Final = {
    "1": "警告", "2": "罚款", "3": "没收违法所得、没收非法财物", "4": "责令停产停业",
    "5": "暂扣或者吊销许可证、执照", "6": "行政拘留", "9": "其他",
}  # fmt: skip
SEPARATOR: Final = "；"

_ALIASES: Final = {
    "license_suspension": ("暂扣许可证", "暂扣执照", "暂扣营业执照", "暂扣证照"),
    "license_revocation": ("吊销许可证", "吊销执照", "吊销营业执照", "吊销证照"),
    "confiscation_illegal_property": ("没收非法财产",),
    "suspension_of_operations": ("停产停业",),
    "administrative_detention": ("拘留",),
    "other": ("其他", "其它", "法律、行政法规规定的其他行政处罚"),
}
_CONFISCATION: Final = ("confiscation_illegal_gains", "confiscation_illegal_property")
_LICENCE: Final = ("license_suspension", "license_revocation")
_COVERING: Final = {
    "没收违法所得、没收非法财物": _CONFISCATION,
    **dict.fromkeys(
        ("暂扣或吊销许可证、暂扣或吊销执照", "暂扣或吊销许可证、执照", "暂扣或吊销许可证件", "暂扣或吊销许可证",
         "暂扣或吊销执照", "暂扣或吊销证照"), _LICENCE,
    ),
}  # fmt: skip
_NO_PENALTIES: Final = ("责令改正", "责令限期改正", "责令立即改正")  # APL 28: an order to correct is no penalty
_SAID: Final = {
    "confiscation_illegal_gains": re.compile("违法所得"),
    "confiscation_illegal_property": re.compile(
        "(?:非法|违法)(?:财物|财产|物品)|没收[^，。；,;]*(?:物品|商品|产品|工具|设备)"
    ),
    "license_suspension": re.compile("暂扣"),
    "license_revocation": re.compile("吊销"),
}

_MEANT: Final = {
    **{name: (kind,) for kind, name in KINDS.items()},
    **{name: (kind,) for kind, names in _ALIASES.items() for name in names},
    **_COVERING,
    **dict.fromkeys(_NO_PENALTIES, ()),
}
_BREAKS: Final = r"[/;、,|\s]"
_NAME: Final = re.compile(
    f"({'|'.join(sorted(map(re.escape, _MEANT), key=len, reverse=True))})(?={_BREAKS}|$)|其[他它][-—:(][^/;、,|]*"
)


@dataclass(frozen=True, slots=True)
class KindsRead:
    """Kinds that a text names. `doubts`: names that cover several, or are no penalty, and what was made of them."""

    kinds: tuple[str, ...]
    doubts: tuple[str, ...] = ()
    open: bool = False


def kind_names(kinds: tuple[str, ...]) -> str:
    """The names of kinds as the sheet writes them."""
    return SEPARATOR.join(KINDS[kind] for kind in kinds)


def read_kinds(text: str, content: str | None = None) -> KindsRead:
    """The kinds named in 处罚类别, in any of its names or in numbers of 2018; `content` is 处罚内容.

    Raises ValueError for a name that is no kind of penalty.
    """
    kinds, doubts, open_ = list[str](), list[str](), False
    for name in _named(text):
        meant = _MEANT[name]
        if not meant:
            doubts.append(f"“{name}” is no penalty and was passed over")
        elif len(meant) > 1:
            meant = tuple(kind for kind in meant if _SAID[kind].search(content or ""))
            said = "处罚内容 says " + "、".join(KINDS[kind] for kind in meant)
            doubts.append(f"“{name}” covers two kinds; {said if meant else '处罚内容 does not say which: left open'}")
            open_ |= not meant
        kinds.extend(kind for kind in meant if kind not in kinds)
    return KindsRead(tuple(kinds), tuple(doubts), open_)


def _named(text: str) -> list[str]:
    """The names in a text; the names that contain 、 are found before it separates."""
    plain = unicodedata.normalize("NFKC", text).replace("或者", "或")
    names, at = list[str](), 0
    while at < len(plain):
        if re.match(_BREAKS, plain[at]):
            at += 1
        elif found := _NAME.match(plain, at):
            names.append(found[1] or "其他")
            at = found.end()
        else:
            token = re.split(_BREAKS, plain[at:], maxsplit=1)[0]
            if token not in CODES_2018:
                raise ValueError(f"“{quoted(token)}” is none; write {'、'.join(KINDS.values())}")
            names.append(CODES_2018[token].replace("或者", "或"))
            at += len(token)
    return names
