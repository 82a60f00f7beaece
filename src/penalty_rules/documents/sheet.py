"""A document being written: titles, numbered headings, paragraphs, tables; what is to be filled in stays visible."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final, Literal

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Length, Mm, Pt
from docx.table import _Row
from docx.text.paragraph import Paragraph

from ..explanation.layout import Section
from .package import packed
from .page import TEXT_WIDTH, blank_document

MARK: Final = "草稿 · 系统辅助生成，供承办人参考，不作为处罚决定"
_ALIGNED: Final = {
    "left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT,
}  # fmt: skip
_SIDES: Final = ("top", "left", "bottom", "right")
_BLANK: Final = re.compile("(〔待填：[^〕]*〕)")
_DAY: Final = re.compile(r"(?<![\w@/.-])(\d{4})-(\d\d)-(\d\d)(?![\w-])", re.ASCII)
# What no XML text can hold, and the marks that would turn the direction of what follows.
_UNWRITABLE: Final = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2029\u202f-\u2065\u206a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
_CELL_MARGINS: Final = (
    f"<w:tblCellMar {nsdecls('w')}>"
    + "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in zip(_SIDES, (50, 85, 50, 85), strict=True))
    + "</w:tblCellMar>"
)
_NUMERALS: Final = "零一二三四五六七八九十"


def blank(what: str) -> str:
    """A visible blank: what is not known is never invented."""
    return f"〔待填：{what}〕"


def or_blank(value: object, what: str) -> str:
    """The value, or a visible blank where there is none."""
    return blank(what) if value is None or value == "" else str(value)


def dated(text: str) -> str:
    """ISO days of a text as an official document writes them: 2022年1月10日."""
    return _DAY.sub(lambda day: f"{day[1]}年{int(day[2])}月{int(day[3])}日", text)


def numeral(number: int) -> str:
    """一, 二 … up to 九十九."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _NUMERALS[ones]
    return ("" if tens == 1 else _NUMERALS[tens]) + "十" + (_NUMERALS[ones] if ones else "")


class Sheet:
    """One document from its first line to its bytes."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._document = blank_document(MARK)
        self._counts = [0, 0, 0]

    def title(self, text: str) -> None:
        self._write(self._document.add_paragraph(style="Title"), text)

    def authority(self, text: str) -> None:
        """The name of the authority above the title."""
        self._write(self._document.add_paragraph(style="Subtitle"), text)

    def line(self, text: str, side: Literal["left", "center", "right"] = "left") -> None:
        """One line that is not indented, at the left, in the middle, or four characters from the right."""
        paragraph = self._document.add_paragraph(style="Normal")
        paragraph.alignment = _ALIGNED[side]
        if side == "right":
            paragraph.paragraph_format.right_indent = Pt(64)
        self._write(paragraph, text)

    def heading(self, level: int, text: str) -> None:
        """A heading 一、 of level 1, （一） of level 2, 1. of level 3, numbered as they come."""
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (len(self._counts) - level)
        number = self._counts[level - 1]
        shown = (f"{numeral(number)}、", f"（{numeral(number)}）", f"{number}. ")[level - 1]
        self._write(self._document.add_paragraph(style=f"Heading {level}"), shown + text)

    def say(self, text: str) -> None:
        self._write(self._document.add_paragraph(style="Body Text"), text)

    def items(self, texts: Iterable[str]) -> None:
        """Items （1）, （2） …; a single one goes without a number."""
        told = list(texts)
        for number, text in enumerate(told, 1):
            self.say(f"（{number}）{text}" if len(told) > 1 else text)

    def section(self, section: Section) -> None:
        """The lines of an explanation, its days written out."""
        for depth, lines in groupby(section.lines, key=lambda line: line[0]):
            texts = [dated(text) for _, text in lines]
            if depth:
                self.items(texts)
            else:
                for text in texts:
                    self.say(text)

    def table(self, head: Sequence[str], rows: Iterable[Sequence[str]], shares: Sequence[int]) -> None:
        """A table over the width of the text; its head is repeated on each page. `shares`: parts of the width."""
        table = self._document.add_table(rows=1, cols=len(head), style="Table Grid")
        table.autofit = False
        table._tbl.tblPr.insert_element_before(parse_xml(_CELL_MARGINS), "w:tblLook")
        widths = [Mm(TEXT_WIDTH * share / sum(shares)) for share in shares]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        self._fill(table.rows[0], head, widths, "Cell Head")
        table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
        for row in rows:
            self._fill(table.add_row(), row, widths, "Cell")
        self._document.add_paragraph(style="Cell")

    def finished(self) -> bytes:
        return packed(self._document, _writable(self.name), MARK)

    def _fill(self, row: _Row, texts: Sequence[str], widths: Sequence[Length], style: str) -> None:
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = width
            cell.paragraphs[0].style = style
            self._write(cell.paragraphs[0], text)

    def _write(self, paragraph: Paragraph, text: str) -> None:
        for part in _BLANK.split(_writable(text)):
            if part:
                run = paragraph.add_run(part)
                if _BLANK.fullmatch(part):
                    shade = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="FFF2CC"/>'
                    run._r.get_or_add_rPr().append(parse_xml(shade))


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
