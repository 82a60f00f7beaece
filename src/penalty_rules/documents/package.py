"""The .docx as bytes: the same document gives the same bytes, whenever and wherever it is written."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document

_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip archive can hold
_NO_DAY: Final = datetime(2000, 1, 1)
_UNUSED: Final = ("stylesWithEffects", "customXml", "numbering", "thumbnail", "extended-properties")


def packed(document: Document, title: str, remark: str) -> bytes:
    """The document without what its template only carries along, and without any time of writing."""
    _described(document, title, remark)
    for relations in (document.part.rels, document.part.package.rels):
        for key in [key for key, each in relations.items() if each.reltype.rsplit("/", 1)[-1] in _UNUSED]:
            del relations[key]
    written, packed_again = BytesIO(), BytesIO()
    document.save(written)
    with ZipFile(written) as parts, ZipFile(packed_again, "w") as target:
        for name in parts.namelist():
            entry = ZipInfo(name, _NO_TIME)
            entry.compress_type, entry.create_system = ZIP_DEFLATED, 0
            target.writestr(entry, parts.read(name))
    return packed_again.getvalue()


def _described(document: Document, title: str, remark: str) -> None:
    properties = document.core_properties
    properties.title, properties.comments, properties.author = title[:255], remark, ""
    properties.language, properties.last_modified_by, properties.revision = "zh-CN", "", 1
    properties.created = properties.modified = _NO_DAY
