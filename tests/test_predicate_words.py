"""Tests are told in words that an officer would use, in Chinese and in English."""

from __future__ import annotations

from typing import Any

import pytest

from penalty_rules import Rulebook
from penalty_rules.condition.history import LookBack
from penalty_rules.condition.predicate import Compare, CompareDates, FirstViolation
from penalty_rules.moments import Duration, parse_date

WORDS = Rulebook().vocabulary("demonstration")
DAY = parse_date("2024-03-01")
YEARS = Duration(years=2)


@pytest.mark.parametrize(
    ("fact", "operator", "value", "zh", "en"),
    [
        ("elements_established", "is", True, "违法事实成立", "violation established"),
        ("harm.level", "equals", 1, "危害后果为“危害后果轻微”", "harmful consequence is “minor harm”"),
        ("harm.level", "at_most", 1, "危害后果不高于“危害后果轻微”", "harmful consequence at most “minor harm”"),
        ("harm.level", "less_than", 2, "危害后果低于“有一定危害后果”", "harmful consequence below “medium harm”"),
        ("harm.level", "at_least", 2, "危害后果不低于“有一定危害后果”", "harmful consequence at least “medium harm”"),
        ("harm.level", "more_than", 1, "危害后果高于“危害后果轻微”", "harmful consequence above “minor harm”"),
        ("harm.level", "in", 0b110, "危害后果为危害后果轻微或者有一定危害后果",
         "harmful consequence is minor harm or medium harm"),
        ("goods_value", "at_most", 50_000, "货值金额不超过500元", "goods value at most 500 yuan"),
        ("goods_value", "less_than", 50_050, "货值金额低于500.50元", "goods value below 500.50 yuan"),
        ("goods_value", "at_least", 1, "货值金额不低于0.01元", "goods value at least 0.01 yuan"),
        ("goods_value", "more_than", 700_000_000, "货值金额超过7,000,000元", "goods value above 7,000,000 yuan"),
        ("goods_value", "equals", 0, "货值金额为0元", "goods value is 0 yuan"),
        ("discovered_on", "on_or_before", DAY, "发现日期不晚于2024-03-01", "date of discovery on or before 2024-03-01"),
        ("discovered_on", "before", DAY, "发现日期早于2024-03-01", "date of discovery before 2024-03-01"),
        ("discovered_on", "on_or_after", DAY, "发现日期不早于2024-03-01", "date of discovery on or after 2024-03-01"),
        ("discovered_on", "after", DAY, "发现日期晚于2024-03-01", "date of discovery after 2024-03-01"),
        ("party.age", "less_than", 14, "违法时年龄低于14周岁", "age at the time of the act below 14"),
    ],
)  # fmt: skip
def test_a_fact_against_a_value(fact: str, operator: str, value: Any, zh: str, en: str) -> None:
    test = Compare(fact, operator, value)
    assert (test.describe(WORDS[fact], "zh"), test.describe(WORDS[fact], "en")) == (zh, en)


def test_including_means_all_of_them_and_excluding_none_of_them() -> None:
    each = WORDS["demonstration.missing_particulars"]
    including, excluding = (Compare(each.name, operator, 0b11) for operator in ("includes", "excludes"))
    assert including.describe(each, "zh") == "标签缺少的内容包括制作人和制作日期"
    assert including.describe(each, "en") == "particulars missing on the label includes maker and date of making"
    assert excluding.describe(each, "zh") == "标签缺少的内容不含制作人、制作日期"
    assert excluding.describe(each, "en") == "particulars missing on the label has none of maker or date of making"


@pytest.mark.parametrize(
    ("operator", "plus", "sign", "zh", "en"),
    [
        ("after", YEARS, 1, "发现日期晚于违法行为终了之日后2年",
         "date of discovery after last day of the act plus 2 years"),
        ("on_or_before", None, 1, "发现日期不晚于违法行为终了之日",
         "date of discovery on or before last day of the act"),
        ("before", Duration(months=6, days=1), -1, "发现日期早于违法行为终了之日前6个月1日",
         "date of discovery before last day of the act minus 6 months 1 day"),
    ],
)  # fmt: skip
def test_a_date_against_another(operator: str, plus: Duration | None, sign: int, zh: str, en: str) -> None:
    test = CompareDates("discovered_on", operator, "conduct_end", plus, sign)
    left, right = WORDS["discovered_on"], WORDS["conduct_end"]
    assert (test.describe(left, right, "zh"), test.describe(left, right, "en")) == (zh, en)
    assert test.text.startswith(f"discovered_on {operator} conduct_end")
    assert test.text.endswith("conduct_end" if plus is None else f"{'+' if sign > 0 else '-'} {plus}")


@pytest.mark.parametrize(
    ("ask", "zh", "en"),
    [
        (LookBack(), "初次违法（无同类记录）", "first violation (no earlier violation of the same matter)"),
        (LookBack(YEARS, "provision"), "2年内初次违法（无同一条款记录）",
         "first violation (within 2 years no earlier violation of the same provision)"),
        (LookBack(Duration(years=1), "any", "decision", "penalised"), "1年内初次违法（无任何受处罚记录）",
         "first violation (within 1 year no earlier penalised violation of any kind)"),
        (LookBack("calendar_year", "domain"), "年度内初次违法（无同领域记录）",
         "first violation (within the calendar year no earlier violation in the same domain)"),
        (LookBack("since_list"), "清单施行以来初次违法（无同类记录）",
         "first violation (since the list took effect no earlier violation of the same matter)"),
    ],
)  # fmt: skip
def test_a_look_back(ask: LookBack, zh: str, en: str) -> None:
    assert (FirstViolation(ask).describe("zh"), FirstViolation(ask).describe("en")) == (zh, en)
