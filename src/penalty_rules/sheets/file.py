"""The bytes of a file, read within a limit and replaced at once or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ..errors import quoted
from ..files import replace
from .sheet import refusal

MAX_BYTES: Final = 64 * 2**20


def content_of(path: Path) -> bytes:
    """The bytes of a file of at most 64 MiB; raises `SheetRefused`."""
    try:
        if not path.is_file():
            raise refusal(str(path), "there is no such file", "check the path", quoted(path.name))
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise refusal(str(path), f"the file cannot be opened ({error.strerror})", "check its access rights") from None
    return content


def replace_file(path: Path, content: bytes) -> None:
    """Write a file at once or not at all. Raises `SheetRefused`."""
    try:
        replace(path, content)
    except OSError as error:
        told = f"the file cannot be written ({error.strerror})"
        raise refusal(str(path), told, "close it where it is open, or name another file", quoted(path.name)) from None
