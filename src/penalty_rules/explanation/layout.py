"""Sections and lines laid out as plain text or Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

_NUMERALS = "一二三四五六七八九十"


@dataclass(slots=True)
class Section:
    """A titled part; each line has a depth (0: paragraph, 1: item, 2: item below an item)."""

    title: str
    lines: list[tuple[int, str]] = field(default_factory=list)

    def say(self, text: str, depth: int = 0) -> None:
        self.lines.append((depth, text))

    def list(self, texts: Iterable[str], depth: int = 1) -> None:
        self.lines += [(depth, text) for text in texts]


def laid_out(title: str, sections: Iterable[Section], lang: str, *, markdown: bool, level: int = 1) -> str:
    """Sections that say something, numbered 一、二、… (1., 2., … in English), under a title."""
    parts = [f"{'#' * level} {title}" if markdown else title]
    told = [section for section in sections if section.lines]
    for number, section in enumerate(told):
        counted = f"{_NUMERALS[number]}、" if lang == "zh" else f"{number + 1}. "
        heading = f"{counted}{section.title}"
        parts += ["", f"{'#' * (level + 1)} {heading}" if markdown else heading]
        parts += [""] if markdown else []
        parts += _lines(section, markdown)
    return "\n".join(parts)


def _lines(section: Section, markdown: bool) -> Iterable[str]:
    for depth, text in section.lines:
        if depth == 0:
            yield f"{text}\n" if markdown else text
        else:
            yield f"{'  ' * (depth - 1) if markdown else '  ' * depth}- {text}"
