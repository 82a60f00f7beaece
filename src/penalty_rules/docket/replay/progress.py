"""Progress: what a replay has done so far, in a file to which each finished range adds a line."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import orjson

from ...canonical import canonical, checked, digest
from ...errors import Fault, Unreadable
from ..database import shown
from .task import Question


class Progress:
    """The finished ranges of one replay, by their first entry. Without a path nothing is kept."""

    def __init__(self, path: Path | None, question: Question, last: int) -> None:
        self.path, self.done = path, dict[int, dict[str, Any]]()
        told = checked({**asdict(question), "url": shown(question.url), "last": last})
        self._job = {"schema": "penalty-rules/replay/1", "job": digest(canonical(told)), "last": last}
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Self:
        if self.path is not None:
            if self.path.exists():
                self._read(self.path)
            else:
                self.path.write_bytes(canonical(self._job) + b"\n")
            self._file = self.path.open("ab")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()

    def keep(self, first: int, told: dict[str, Any]) -> None:
        """Remember a finished range."""
        if self._file is not None:
            self._file.write(canonical({"first": first, "told": told}) + b"\n")
            self._file.flush()

    def _read(self, path: Path) -> None:
        """What was done; a last line that was cut off is forgotten. Raises Unreadable."""
        lines = path.read_bytes().splitlines(keepends=True)
        whole = [line for line in lines if line.endswith(b"\n")]
        if not whole or orjson.loads(whole[0]) != self._job:
            remedy = "name another --state file, or remove it to begin anew"
            raise Unreadable(
                str(path), [Fault("", "the state of another replay, or of a docket that has grown", remedy=remedy)]
            )
        for line in whole[1:]:
            told = orjson.loads(line)
            self.done[told["first"]] = told["told"]
        if len(whole) != len(lines):
            path.write_bytes(b"".join(whole))
