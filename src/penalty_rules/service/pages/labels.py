"""Labels: the words of the pages for roles, domains and places, which the library itself has no words for."""

from __future__ import annotations

from typing import Final

from pypinyin import Style, lazy_pinyin

from ...case.document import CHINESE_VALUES
from ...vocabulary.words import Words
from ..permissions import Role, Scope


def _words(zh: str, en: str) -> Words:
    return Words(zh=zh, en=en)


ROLES: Final[dict[Role, Words]] = {
    "officer": _words("办案人员", "officer"), "reviewer": _words("法制审核人员", "legal reviewer"),
    "auditor": _words("执法监督人员", "auditor"), "keeper": _words("规则维护人员", "ruleset keeper"),
    "administrator": _words("系统管理员", "administrator"),
}  # fmt: skip

# On which page somebody begins; who holds several roles begins with the first of them.
STARTS: Final[dict[Role, str]] = {
    "officer": "/check", "reviewer": "/docket?review=waiting", "auditor": "/docket", "keeper": "/rulesets",
    "administrator": "/accounts",
}  # fmt: skip
SCOPES: Final[dict[Scope, Words]] = {
    "evaluate": _words("研判案件（不存储）", "check cases (nothing stored)"),
    "record": _words("记录建议和决定", "record advice and decisions"),
    "review": _words("法制审核", "legal review"), "docket": _words("查阅案卷", "read the docket"),
    "audit": _words("执法监督", "audit"), "law": _words("查阅规则库", "read rulesets"),
    "accesses": _words("查阅访问日志", "read the access log"), "metrics": _words("读取运行指标", "read metrics"),
    "accounts": _words("管理账号", "keep accounts"),
}  # fmt: skip

_LAWYERS: Final[frozenset[Role]] = frozenset({"officer", "reviewer", "auditor", "keeper"})
# Who sees which entry of the navigation; a page that comes later adds its line here.
NAVIGATION: Final[tuple[tuple[str, Words, frozenset[Role]], ...]] = (
    ("/check", _words("案件研判", "Check a case"), _LAWYERS),
    ("/docket", _words("案卷", "Docket"), frozenset({"officer", "reviewer", "auditor"})),
    ("/audit", _words("执法监督", "Audit"), _LAWYERS),
    ("/rulesets", _words("规则库", "Rulesets"), _LAWYERS),
    ("/accounts", _words("账号", "Accounts"), frozenset({"administrator"})),
    ("/accesses", _words("访问日志", "Access log"), frozenset({"auditor"})),
)

DOMAINS: Final[dict[str, Words]] = {
    code: _words(zh, code.replace("_", " ")) for zh, code in CHINESE_VALUES["domain"].items()
} | {"demonstration": _words("示范（虚构，不得用于真实案件）", "demonstration (invented)")}

# GB/T 2260: provinces, and the cities that have rulesets of their own. Any other code may be typed.
PLACES: Final[dict[str, str]] = {
    "11": "北京市", "12": "天津市", "13": "河北省", "14": "山西省", "15": "内蒙古自治区", "21": "辽宁省",
    "22": "吉林省", "23": "黑龙江省", "31": "上海市", "32": "江苏省", "33": "浙江省", "34": "安徽省",
    "35": "福建省", "36": "江西省", "37": "山东省", "41": "河南省", "42": "湖北省", "43": "湖南省",
    "44": "广东省", "45": "广西壮族自治区", "46": "海南省", "50": "重庆市", "51": "四川省", "52": "贵州省",
    "53": "云南省", "54": "西藏自治区", "61": "陕西省", "62": "甘肃省", "63": "青海省",
    "64": "宁夏回族自治区", "65": "新疆维吾尔自治区", "3302": "宁波市", "3505": "泉州市", "3604": "九江市",
    "4202": "黄石市", "4212": "咸宁市", "4313": "娄底市", "4407": "江门市", "4420": "中山市", "5119": "巴中市",
    "99": "示范市（虚构）",
}  # fmt: skip


def initials(text: str) -> str:
    """The first letters of the pinyin of a Chinese text."""
    return "".join(each[0] for each in lazy_pinyin(text, style=Style.FIRST_LETTER, errors="ignore")).lower()


def places(sought: str) -> list[str]:
    """The GB/T 2260 codes of what was typed: a code, or those of a name, its beginning, or its initials."""
    text = sought.strip().partition(" ")[0].lower()
    if text.isascii() and text.isdigit() and 2 <= len(text) <= 6:
        return [text]
    if not text:
        return []
    exact = [code for code, name in PLACES.items() if text in (name, initials(name))]
    return exact or [code for code, name in PLACES.items() if name.startswith(text) or initials(name).startswith(text)]


def place_name(code: str) -> str:
    """The narrowest name that is known for a code; empty where none is."""
    return next((PLACES[code[:length]] for length in (4, 2) if code[:length] in PLACES), "")
