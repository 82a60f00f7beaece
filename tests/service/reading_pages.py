"""A page as a reader of the tests sees it: its words, its links, its fields and what labels them."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

_VOID: Final = frozenset({"meta", "link", "input", "img", "br", "hr", "line", "rect"})
_SILENT: Final = frozenset({"script", "style", "head"})
_PLACES: Final = ("href", "src", "action", "formaction")
Attributes = dict[str, str]


class PageRead(HTMLParser):
    """The elements of a page with their attributes, and its text; `unclosed`: what was opened and never closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, Attributes]] = []
        self.pieces: list[str] = []
        self.unclosed: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in _VOID:
            self.unclosed.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag in self.unclosed:
            del self.unclosed[len(self.unclosed) - 1 - self.unclosed[::-1].index(tag)]

    def handle_data(self, data: str) -> None:
        if not _SILENT & set(self.unclosed):
            self.pieces.append(data)

    @property
    def text(self) -> str:
        """What is read, with single spaces."""
        return " ".join(" ".join(self.pieces).split())

    def all(self, *tags: str) -> list[Attributes]:
        """The attributes of every element of these kinds."""
        return [attributes for tag, attributes in self.elements if tag in tags]

    def places(self) -> list[str]:
        """Where the page leads, and what it loads."""
        return [value for _, attributes in self.elements for key, value in attributes.items() if key in _PLACES]

    def links(self, beginning: str) -> list[str]:
        """Links that begin so, each once, in order."""
        found = (each["href"] for each in self.all("a") if each.get("href", "").startswith(beginning))
        return list(dict.fromkeys(found))

    def unlabelled(self) -> Iterator[Attributes]:
        """Fields that nothing names: no label by id, none around them, no aria-label."""
        named = {each.get("for") for each in self.all("label")}
        for field in self.all("input", "select", "textarea"):
            hidden = field.get("type") in ("hidden", "radio", "checkbox", "submit")
            if not hidden and field.get("id") not in named and "aria-label" not in field:
                yield field
