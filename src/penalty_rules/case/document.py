"""The case file as written: its keys, in English or Chinese, and its shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

import orjson
from pydantic import Field, field_validator

from ..errors import Fault, quoted
from ..vocabulary.words import Model

MAX_TEXT: Final = 20_000
MAX_DEPTH: Final = 20
MAX_ITEMS: Final = 5_000
SHORT: Final = 10_000  # bytes of JSON, too few for a text longer than MAX_TEXT or for more than MAX_ITEMS entries
GROUPS_DEEP: Final = 10  # of facts, far within MAX_DEPTH
_PLAIN: Final = frozenset({str, bool, int, type(None)})
_AS_IT_IS: Final = (
    orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_SUBCLASS
    | orjson.OPT_PASSTHROUGH_DATACLASS
)  # fmt: skip

PartyKind = Literal["natural_person", "individual_business", "enterprise", "institution", "government", "other"]

CHINESE_KEYS: Final[Mapping[str, str]] = {
    "编号": "id", "案号": "id", "地区": "jurisdiction", "行政区划": "jurisdiction", "领域": "domain",
    "机关": "authority",
    "处罚机关": "authority", "当事人": "party", "类型": "kind", "类别": "kind", "名称": "name", "姓名": "name",
    "统一社会信用代码": "uscc", "身份证号": "id_number", "身份证号码": "id_number", "公民身份号码": "id_number",
    "出生日期": "birth_date", "立案日期": "filed_on", "决定日期": "decision_date", "违法行为": "violations",
    "事项": "matter", "行为日期": "conduct", "违法日期": "conduct", "起": "from", "止": "to", "条款": "clauses",
    "处罚条款": "clauses", "事实": "facts", "历史": "history", "违法记录": "history", "核查": "checked",
    "记录": "records", "结果": "outcome", "来源": "sources", "值": "value", "证据": "evidence", "理由": "reason",
    "备注": "note", "说明": "note", "代码": "code", "拟采取强制措施": "coercion_considered",
}  # fmt: skip
CHINESE_VALUES: Final[Mapping[str, Mapping[str, str]]] = {
    "domain": {
        "市场监管": "market_supervision", "税务": "tax", "生态环境": "environment", "消防": "fire",
        "城市管理": "urban_management",
        "金融": "finance", "交通运输": "transport", "公安": "public_security", "文化旅游": "culture",
        "农业农村": "agriculture",
        "卫生健康": "health", "海关": "customs", "综合": "general",
    },
    "kind": {
        "自然人": "natural_person", "个人": "natural_person", "个体工商户": "individual_business", "企业": "enterprise",
        "公司": "enterprise", "事业单位": "institution", "学校": "institution", "行政机关": "government",
        "其他": "other",
    },
    "outcome": {"已处罚": "penalised", "处罚": "penalised", "不予处罚": "exempted", "免予处罚": "exempted",
                "警示": "warned"},
    "matter": {"未列入清单": "unlisted"},
}  # fmt: skip


class PartyDocument(Model):
    kind: PartyKind
    name: str | None = Field(None, max_length=200)
    uscc: str | None = None
    id_number: str | None = None
    birth_date: Any = None


class AuthorityDocument(Model):
    name: str = Field(max_length=200)
    code: str | None = Field(None, max_length=40)


class RecordDocument(Model):
    """One earlier violation."""

    conduct: Any
    matter: str | None = None
    provisions: tuple[str, ...] = ()
    domain: str | None = None
    outcome: Literal["penalised", "exempted", "warned"] = "penalised"
    note: str | None = Field(None, max_length=MAX_TEXT)


class CheckedDocument(Model):
    """A search of the records: over which days, in which registers. `from: ever` for all time."""

    from_: Any = Field(alias="from")
    until: Any = None
    sources: tuple[str, ...] = ()


class HistoryDocument(Model):
    checked: CheckedDocument | None = None
    records: tuple[RecordDocument, ...] = ()


class ViolationDocument(Model):
    id: str | None = Field(None, max_length=60)
    matter: str = Field(max_length=120)
    conduct: Any
    clauses: tuple[Any, ...] = ()
    facts: dict[str, Any] = Field(default_factory=dict)
    coercion_considered: bool = False
    note: str | None = Field(None, max_length=MAX_TEXT)

    @field_validator("clauses", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return value if isinstance(value, list) or not isinstance(value, str | Mapping) else [value]


class CaseDocument(Model):
    """A case file: one party, one or more violations, two mandatory dates."""

    id: str = Field(min_length=1, max_length=120)
    jurisdiction: str = Field(pattern=r"^[0-9]{2,6}$", description="GB/T 2260 code or prefix, quoted")
    domain: str = Field(pattern=r"^[a-z_]+$")
    authority: AuthorityDocument | None = None
    party: PartyDocument
    filed_on: Any = None
    decision_date: Any
    facts: dict[str, Any] = Field(default_factory=dict)
    history: HistoryDocument = HistoryDocument()
    violations: tuple[ViolationDocument, ...] = Field(min_length=1, max_length=200)
    note: str | None = Field(None, max_length=MAX_TEXT)

    @field_validator("jurisdiction", "id", mode="before")
    @classmethod
    def _digits(cls, value: object) -> object:
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value

    @field_validator("authority", mode="before")
    @classmethod
    def _name_only(cls, value: object) -> object:
        return {"name": value} if isinstance(value, str) else value


def in_english(raw: object, faults: list[Fault], path: str = "", depth: int = 0, facts: bool = False) -> object:
    """The document with Chinese structural keys translated; what is no JSON text is reported.

    Below a `facts` key only the keys of a stated value (`value`, `evidence`, `reason` …) are translated:
    circumstances are resolved by the vocabulary.
    """
    if depth > MAX_DEPTH:
        faults.append(Fault(path, f"nested deeper than {MAX_DEPTH}"))
        return None
    if isinstance(raw, str):
        return _text(raw, faults, path)
    if isinstance(raw, Mapping):
        return _mapping(raw, faults, path, depth, facts)
    if isinstance(raw, list | tuple):
        if len(raw) > MAX_ITEMS:
            faults.append(Fault(path, f"more than {MAX_ITEMS} entries"))
            return []
        return [in_english(each, faults, f"{path}[{i}]", depth + 1, facts) for i, each in enumerate(raw)]
    if isinstance(raw, float):
        remedy = "write the amount as text or as a decimal in YAML"
        faults.append(Fault(path, "a binary floating-point number is refused", quoted(raw), remedy))
        return None
    return raw


def _text(raw: str, faults: list[Fault], path: str) -> str:
    if len(raw) <= MAX_TEXT and not _surrogate(raw):
        return raw
    what = f"longer than {MAX_TEXT} characters" if len(raw) > MAX_TEXT else "holds a lone surrogate"
    faults.append(Fault(path, f"text {what}", quoted(raw), "shorten or repair the text"))
    return ""


def _mapping(raw: Mapping[Any, Any], faults: list[Fault], path: str, depth: int, facts: bool) -> dict[str, object]:
    if len(raw) > MAX_ITEMS:
        faults.append(Fault(path, f"more than {MAX_ITEMS} keys"))
        return {}
    result: dict[str, object] = {}
    for key, value in raw.items():
        name = CHINESE_KEYS.get(key, key) if isinstance(key, str) else str(key)
        if _surrogate(name) or len(name) > 200:
            faults.append(Fault(path, "unusable key", quoted(name)))
            continue
        here = f"{path}.{name}".lstrip(".")
        if name in result:
            faults.append(Fault(here, "stated twice (once in Chinese, once in English)", quoted(key)))
        if isinstance(value, str) and not facts:
            value = CHINESE_VALUES.get(name, {}).get(value.strip(), value)
        result[name] = in_english(value, faults, here, depth + 1, facts or name == "facts")
    return result


def _surrogate(text: str) -> bool:
    return any("\ud800" <= ch <= "\udfff" for ch in text) if not text.isascii() else False


def domain_of(raw: object) -> str | None:
    """The domain that a case file names, in English; None where it names none."""
    if not isinstance(raw, (dict, Mapping)):  # to ask an abstract class takes longer
        return None
    domain = raw.get("domain", raw.get("领域"))
    return CHINESE_VALUES["domain"].get(domain, domain) if isinstance(domain, str) else None


def json_of(raw: object) -> bytes | None:
    """Canonical JSON of a short document that holds nothing but JSON values; None of any other."""
    try:
        text = orjson.dumps(raw, option=_AS_IT_IS)
    except TypeError:
        return None
    return text if len(text) <= SHORT else None


def already_english(document: CaseDocument) -> bool:
    """Whether translation changes nothing in a document that was validated as it is, or nothing that is not refused.

    A model takes no Chinese key, an enumeration no Chinese word, and a date no mapping of such keys. What is left are
    the domain of a record, clauses written out, and facts.
    """
    for record in document.history.records:
        if record.domain is not None and not record.domain.isascii():
            return False
    for violation in document.violations:
        if not _unchanged(violation.facts) or any(not isinstance(clause, str) for clause in violation.clauses):
            return False
    return not document.facts or _unchanged(document.facts)


def _unchanged(facts: Mapping[str, Any], depth: int = 0) -> bool:
    """Whether no key below `facts` is translated and no value is refused there."""
    if depth > GROUPS_DEEP or not CHINESE_KEYS.keys().isdisjoint(facts):
        return False
    for value in facts.values():
        kind = type(value)
        if kind is dict:  # below an empty one nothing would be found unknown, whatever its key
            same = bool(value) and _unchanged(value, depth + 1)
        elif kind is list:
            same = all(type(each) is str for each in value)
        else:
            same = kind in _PLAIN
        if not same:
            return False
    return True
