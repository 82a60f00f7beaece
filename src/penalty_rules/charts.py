"""Bar charts as SVG and PNG; the only room of matplotlib, which is loaded when a chart is drawn.

The same bars give the same SVG: fixed ids, no date. Labels are Chinese where a Chinese font is installed, English
otherwise, and the chart says which.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final, Literal
from xml.etree import ElementTree

from .errors import PenaltyRulesError

Text = tuple[str, str]
_FONTS: Final = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Source Han Sans SC", "Source Han Sans CN", "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei", "Microsoft YaHei", "SimHei", "PingFang SC", "FangSong", "SimSun", "Noto Serif CJK SC",
    "Noto Serif CJK JP",
)  # fmt: skip
_SVG: Final = "http://www.w3.org/2000/svg"
_EVERYWHERE: Final = {"stroke-linejoin": "round", "stroke-linecap": "butt"}  # what matplotlib says in a style sheet
ElementTree.register_namespace("", _SVG)
ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
_INK: Final = "#1f3a5f"
_MOST_LEVEL: Final = 6


class ChartsUnavailable(PenaltyRulesError):
    """The library that draws charts is not installed."""

    def __str__(self) -> str:
        return "charts are drawn by matplotlib, which is not installed: install penalty-rules[charts]"


@dataclass(frozen=True, slots=True)
class Bars:
    """A title, the unit of the values, and bars with a label each; texts in Chinese and English."""

    title: Text
    unit: Text
    bars: tuple[tuple[Text, float], ...]


@dataclass(frozen=True)
class Chart:
    """The drawing; `lang` is the language of its labels, `note` says why where that is not the one asked for.

    It is drawn when it is looked at, in the form in which it is.
    """

    bars: Bars
    font: str | None
    lang: Literal["zh", "en"]
    note: str | None = None

    @cached_property
    def svg(self) -> bytes:
        return self._drawn("svg", metadata={"Date": None, "Creator": None})

    @cached_property
    def png(self) -> bytes:
        return self._drawn("png", dpi=150, metadata={"Software": None})

    def _drawn(self, form: str, **how: Any) -> bytes:
        into = io.BytesIO()
        with _settings(self.font):
            _figure(self.bars, 0 if self.lang == "zh" else 1).savefig(into, format=form, **how)
        return into.getvalue()

    @property
    def inline(self) -> str:
        """The SVG as an element of a page; one whose content policy allows no style still shows it as it is."""
        root = ElementTree.fromstring(self.svg)
        for element, below in [(each, below) for each in root.iter() for below in each]:
            if below.tag in (f"{{{_SVG}}}metadata", f"{{{_SVG}}}style"):
                element.remove(below)
        root.attrib |= _EVERYWHERE
        for element in root.iter():
            for style in filter(None, element.attrib.pop("style", "").split(";")):
                name, _, value = style.partition(":")
                element.set(name.strip(), value.strip())
        return ElementTree.tostring(root, encoding="unicode")


def bar_chart(bars: Bars, lang: Literal["zh", "en"] = "zh") -> Chart:
    """The bars drawn. Raises ChartsUnavailable where matplotlib is not installed."""
    font = chinese_font()
    shown: Literal["zh", "en"] = "en" if font is None else lang
    note = None if shown == lang else "no Chinese font is installed here: the labels of this chart are in English"
    return Chart(bars, font, shown, note)


@cache
def chinese_font() -> str | None:
    """The installed font that has Chinese characters, or None. Raises ChartsUnavailable."""
    try:
        from matplotlib import font_manager
    except ImportError:
        raise ChartsUnavailable from None
    installed = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in _FONTS if name in installed), None)


@contextmanager
def _settings(font: str | None) -> Iterator[None]:
    import matplotlib

    families = ["DejaVu Sans"] if font is None else [font, "DejaVu Sans"]
    # Text stays text in the SVG: small, searchable, read aloud. The salt makes the ids the same each time.
    settings: dict[Any, Any] = {
        "svg.fonttype": "none",
        "text.parse_math": False,
        "svg.hashsalt": "penalty-rules",
        "font.family": families,
    }
    with matplotlib.rc_context(settings):
        yield


def _figure(bars: Bars, at: int) -> Any:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    figure = Figure(figsize=(8, 4.5), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    labels = [text[at] for text, _ in bars.bars]
    drawn = axes.bar(range(len(labels)), [value for _, value in bars.bars], color=_INK, width=0.6)
    axes.bar_label(drawn, fmt="{:,.15g}")
    axes.set_xticks(range(len(labels)), labels, rotation=0 if len(labels) <= _MOST_LEVEL else 45)
    axes.set_title(bars.title[at])
    axes.set_ylabel(bars.unit[at], rotation=90 if at else 0, labelpad=10)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.spines[["top", "right"]].set_visible(False)
    return figure
