"""Charts: the same bars give the same bytes, and the language of the labels is said."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from penalty_rules.charts import Bars, bar_chart, chinese_font

BARS = Bars(
    ("案件数 $1$", "Cases"), ("件", "cases"), ((("不予处罚", "no penalty"), 4798.0), (("从轻", "lighter"), 187.0))
)


def test_the_same_bars_give_the_same_svg_and_png() -> None:
    first, second = bar_chart(BARS), bar_chart(BARS)
    assert (first.svg, first.png) == (second.svg, second.png)
    assert first.png.startswith(b"\x89PNG")
    assert b"<dc:date>" not in first.svg


def test_labels_are_chinese_exactly_where_a_chinese_font_is_installed() -> None:
    chart = bar_chart(BARS)
    chinese = chinese_font() is not None
    assert chart.lang == ("zh" if chinese else "en")
    assert (chart.note is None) == chinese
    assert ("不予处罚".encode() in chart.svg) == chinese


def test_english_labels_can_be_asked_for() -> None:
    chart = bar_chart(BARS, "en")
    assert chart.lang == "en"
    assert b"no penalty" in chart.svg


def test_inline_it_is_one_element_without_any_style_and_looks_the_same() -> None:
    hostile = Bars(("</text><script>alert(1)</script>", "Cases"), BARS.unit, BARS.bars)
    chart = bar_chart(hostile)
    inline = ElementTree.fromstring(chart.inline)
    assert inline.tag.endswith("}svg")
    elements = list(inline.iter())
    assert not [each for each in elements if each.get("style") or each.tag.endswith(("style", "script", "metadata"))]
    filled = re.findall(rb"fill: (#[0-9a-f]+)", chart.svg)
    assert [each.get("fill", "").encode() for each in elements if each.get("fill", "").startswith("#")] == filled
    assert len(filled) > len(BARS.bars)
