"""Plain values become the text of a YAML or JSON file that reads back as the same values; files change at once or not.

Comments and the layout of a file that was read are not kept: only its values and their order.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from .errors import Fault, Unreadable, quoted
from .files import replace


def written(document: object, kind: Literal["yaml", "json"]) -> str:
    """The text of a document made of dict, list, str, int, bool, None, Decimal and date."""
    return _json(document) if kind == "json" else _yaml(document)


def replace_file(path: Path, text: str) -> None:
    """Write a file so that at any moment it holds either its old text or the new one. Raises Unreadable."""
    try:
        replace(path, text.encode())
    except OSError as error:
        remedy = "name another file with --output"
        message = f"the file cannot be written ({error.strerror})"
        raise Unreadable(str(path), [Fault("", message, quoted(path.name), remedy)]) from None


def _json(document: object) -> str:
    import orjson

    def plain(value: object) -> object:
        if isinstance(value, Decimal):
            return orjson.Fragment(format(value, "f"))
        raise TypeError(type(value).__name__)

    option = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS
    return orjson.dumps(document, default=plain, option=option).decode()


def _yaml(document: object) -> str:
    import yaml

    class Writer(yaml.SafeDumper):
        """Indents lists below their key, writes decimals exactly, and never an anchor."""

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
            return super().increase_indent(flow, False)

        def ignore_aliases(self, data: object) -> bool:
            return True

    def decimal(writer: Any, value: Decimal) -> Any:
        return writer.represent_scalar("tag:yaml.org,2002:float", format(value, "f"))

    def text(writer: Any, value: str) -> Any:
        return writer.represent_scalar("tag:yaml.org,2002:str", value, style=_style(value))

    Writer.add_representer(Decimal, decimal)
    Writer.add_representer(str, text)
    dumped: str = yaml.dump(document, Dumper=Writer, allow_unicode=True, sort_keys=False, width=110)
    return dumped


def _style(value: str) -> str | None:
    """Double quotes where the text would otherwise be read as a number, a day, a truth or nothing."""
    from .reading.scalars import plain

    return '"' if plain(value) != value or value[:1].isdigit() else None


__all__ = ["replace_file", "written"]
