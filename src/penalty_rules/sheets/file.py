"""The bytes of a file, read within a limit and replaced at once or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Final

from ..errors import quoted
from .sheet import SheetRefused, refusal

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
    """Write a file so that at any moment it holds either its old bytes or the new ones. Raises `SheetRefused`."""
    try:
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".tmp", dir=path.parent)
    except OSError as error:
        raise _unwritable(path, error) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)
        os.replace(name, path)
    except OSError as error:
        raise _unwritable(path, error) from None
    finally:
        Path(name).unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> SheetRefused:
    told = f"the file cannot be written ({error.strerror})"
    return refusal(str(path), told, "close it where it is open, or name another file", quoted(path.name))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
