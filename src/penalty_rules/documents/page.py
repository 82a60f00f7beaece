"""The page of an official document (GB/T 9704-2012): A4, a text block of 156 × 225 mm, a mark above, numbers below."""

from __future__ import annotations

from typing import Final

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section, _Footer
from docx.shared import Mm, Pt

from .typeface import typeset

WIDTH, HEIGHT, TOP, LEFT, TEXT_WIDTH, TEXT_HEIGHT = 210, 297, 37, 28, 156, 225  # mm
_TO_EDGE: Final = 22  # mm from the edge of the sheet to header and footer: the number stands 7 mm below the text
_NUMBER: Final = f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def blank_document(mark: str) -> Document:
    """An empty document with page and type as prescribed; the mark stands above every page."""
    document = docx.Document()
    typeset(document)
    section = document.sections[0]
    _measured(section)
    document.settings.odd_and_even_pages_header_footer = True
    for header in (section.header, section.even_page_header):
        header.paragraphs[0].text = mark
    _numbered(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _numbered(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)
    _modern(document)
    return document


def _measured(section: Section) -> None:
    section.page_width, section.page_height = Mm(WIDTH), Mm(HEIGHT)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(HEIGHT - TOP - TEXT_HEIGHT)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(WIDTH - LEFT - TEXT_WIDTH)
    section.header_distance = section.footer_distance = Mm(_TO_EDGE)


def _numbered(footer: _Footer, side: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 — at the outer side, one character in."""
    paragraph = footer.paragraphs[0]
    paragraph.alignment = side
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(14)
    paragraph.add_run("— ")
    paragraph._p.append(parse_xml(_NUMBER))
    paragraph.add_run(" —")


def _modern(document: Document) -> None:
    """What the template states about itself, put right: layout rules of today's word processors, a whole zoom."""
    settings = document.settings.element
    settings.find(qn("w:zoom")).set(qn("w:percent"), "100")
    for each in settings.iter(qn("w:compatSetting")):
        if each.get(qn("w:name")) == "compatibilityMode":
            each.set(qn("w:val"), "15")
