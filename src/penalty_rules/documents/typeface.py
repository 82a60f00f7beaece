"""The type of an official document as GB/T 9704-2012 has it: fonts, sizes and spacing, as paragraph styles.

Text in size 3 (16 pt) 仿宋, 28 characters to a line and 22 lines to a page; title in size 2 (22 pt) 小标宋; headings
黑体, then 楷体. The fonts are not shipped: each is named with those that may stand in for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

FANGSONG, XIAOBIAOSONG, KAITI = "仿宋_GB2312", "方正小标宋简体", "楷体_GB2312"
HEITI, SONGTI = "黑体", "宋体"
STAND_INS: Final = {
    FANGSONG: "仿宋,FangSong,FZFangSong-Z02,STFangsong",
    XIAOBIAOSONG: "方正小标宋_GBK,小标宋,华文中宋,STZhongsong,宋体",
    KAITI: "楷体,KaiTi,STKaiti", HEITI: "SimHei,STHeiti,Noto Sans CJK SC", SONGTI: "SimSun,STSong,Noto Serif CJK SC",
}  # fmt: skip
LINE: Final = 28.95  # points: 22 lines in 225 mm
TIGHTER: Final = -5  # twentieths of a point: 28 characters of 16 pt need 448 pt, the text block is 442 pt wide


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style; sizes and distances in points, `level` for a heading."""

    name: str
    font: str
    points: float
    align: str = "both"
    line: float = LINE
    after: float = 0
    indented: bool = False
    level: int = 0
    colour: str = "auto"
    spacing: int = 0


STYLES: Final = (
    Style("Normal", FANGSONG, 16, spacing=TIGHTER),
    Style("Title", XIAOBIAOSONG, 22, "center", line=34, after=LINE),
    Style("Subtitle", XIAOBIAOSONG, 22, "center", line=34),
    Style("heading 1", HEITI, 16, "left", indented=True, level=1),
    Style("heading 2", KAITI, 16, "left", indented=True, level=2),
    Style("heading 3", FANGSONG, 16, "left", indented=True, level=3),
    Style("Body Text", FANGSONG, 16, indented=True, spacing=TIGHTER),
    Style("Cell", FANGSONG, 10.5, "left", line=15),
    Style("Cell Head", HEITI, 10.5, "center", line=15),
    Style("header", HEITI, 10.5, "center", line=15, colour="C00000"),
    Style("footer", SONGTI, 14, "left", line=18),
)
_KEPT: Final = frozenset({"Default Paragraph Font", "Normal Table", "No List", "Table Grid"})


def typeset(document: Document) -> None:
    """The styles of the document are those of this module, and its font table names what may stand in for a font."""
    styles = document.styles.element
    for old in styles.findall(qn("w:style")):
        if old.find(qn("w:name")).get(qn("w:val")) not in _KEPT:
            styles.remove(old)
    for style in STYLES:
        styles.append(parse_xml(_style(style)))
    defaults = styles.find(qn("w:docDefaults"))
    styles.replace(defaults, parse_xml(_DEFAULTS))
    fonts = next(each.target_part for each in document.part.rels.values() if each.reltype.endswith("/fontTable"))
    fonts._blob = _font_table().encode()


def _style(style: Style) -> str:
    identity = style.name.title().replace(" ", "")
    based = "" if style.name == "Normal" else '<w:basedOn w:val="Normal"/>'
    first = ' w:default="1"' if style.name == "Normal" else ""
    return (
        f'<w:style {nsdecls("w")} w:type="paragraph"{first} w:styleId="{identity}"><w:name w:val="{style.name}"/>'
        f"{based}<w:qFormat/><w:pPr>{_paragraph(style)}</w:pPr><w:rPr>{_run(style)}</w:rPr></w:style>"
    )


def _paragraph(style: Style) -> str:
    line, after, indent = (round(20 * each) for each in (style.line, style.after, 2 * style.points))
    return (
        ("<w:keepNext/>" if style.level else "")
        + f'<w:spacing w:before="0" w:after="{after}" w:line="{line}" w:lineRule="exact"/>'
        + (f'<w:ind w:firstLineChars="200" w:firstLine="{indent}"/>' if style.indented else "")
        + f'<w:jc w:val="{style.align}"/>'
        + (f'<w:outlineLvl w:val="{style.level - 1}"/>' if style.level else "")
    )


def _run(style: Style) -> str:
    names = " ".join(f'w:{script}="{style.font}"' for script in ("ascii", "hAnsi", "eastAsia", "cs"))
    size = round(2 * style.points)
    return (
        f'<w:rFonts w:hint="eastAsia" {names}/>{"<w:b/>" if style.level == 3 else ""}<w:color w:val="{style.colour}"/>'
        f'<w:spacing w:val="{style.spacing}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    )


_DEFAULTS: Final = (
    f'<w:docDefaults {nsdecls("w")}><w:rPrDefault><w:rPr><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
)


def _font_table() -> str:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
        for name, others in STAND_INS.items()
    )
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{fonts}</w:fonts>'
