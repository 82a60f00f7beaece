"""YAML text becomes a tree of plain values, composed from the parser's events.

Composed here, because the loaders of PyYAML expand aliases, let the last of two equal keys win and read `no` as false.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from ..errors import Fault, quoted
from .refusal import (
    FAULTS_SHOWN,
    MAX_DEPTH,
    MAX_NODES,
    MAX_SCALAR,
    Refused,
    doubled_key,
    faults_in,
    refused_text,
    too_deep,
    too_many,
)
from .scalars import TELLING, plain

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STARTS = frozenset([MappingStartEvent, SequenceStartEvent])
_OPENERS = _STARTS | {AliasEvent}
_DIRECTIVE = re.compile(r"^%.*", re.MULTILINE)  # refused unread: the parser compares each with all before it
_REMEDIES = (
    ("mapping values are not allowed", "check the indentation; put a value that contains “: ” in quotes"),
    ("cannot start any token", "indent with spaces, not tabs; put a value that begins with %, @ or ` in quotes"),
    ("end of stream", "close the quotation mark that is opened here"),
    ("document indicator", "close the quotation mark that is opened here"),
    ("expected ',' or", "close the bracket, or put a comma between its members"),
    ("escape", "inside double quotes write a backslash twice, or use single quotes"),
    ("expected ':'", "write “key: value” on this line, or check its indentation"),
    ("expected key", "indent this line exactly like its neighbours; close every quotation mark above it"),
    ("expected '-' indicator", "indent this line exactly like its neighbours, each beginning with “- ”"),
    ("", "check indentation, quotation marks and brackets on and just above this line"),
)


def from_yaml(text: str) -> tuple[object, list[Fault]]:
    """The tree of a YAML text, and all its faults; with faults the tree is of no use."""
    if directive := _DIRECTIVE.search(text):
        return None, [_directive_fault(text, directive)]
    composer = _Composer(text)
    try:
        composer.compose()
    except yaml.YAMLError as error:
        composer.stops.append(_syntax_fault(text, error))
    tree = composer.documents[0] if composer.documents else None
    return tree, [*(faults_in(tree) if composer.refused else ()), *composer.stops]


def lines(text: str, ways: Iterable[Sequence[str]]) -> list[int]:
    """For each way of keys and places into readable YAML the line on which it ends, or leads no further."""
    root = yaml.compose(text, Loader=_Loader)
    return [_line_along(root, way) for way in ways]


def _line_along(node: Any, way: Sequence[str]) -> int:
    line = _line(node)
    for step in way:
        found = _below(node, step)
        if found is None:
            break
        line, node = _line(found[0]), found[1]
    return line


def _below(node: Any, step: str) -> tuple[Any, Any] | None:
    """Where a step begins, and what it leads to."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and step.isdecimal() and int(step) < len(node.value):
        return node.value[int(step)], node.value[int(step)]
    return None


class _Composer:
    """One pass over the events of one text."""

    def __init__(self, text: str) -> None:
        self.documents: list[Any] = []
        self.stops: list[Fault] = []  # what kept the rest from being read, apart from marks in the tree
        self.refused = 0
        self._ended = False
        self._next_event = _Loader(text).get_event

    def compose(self) -> None:
        """Fills `documents`. A loop over plain locals: it runs once for each value and key of every file."""
        next_event, scalar = self._next_event, self._scalar
        box: Any = self.documents
        key: Any = None  # None in a mapping: a key comes next
        stack: list[Any] = []
        nodes = 0
        while not self._ended:
            kind = (event := next_event()).__class__
            if kind is ScalarEvent:
                value = scalar(event)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                box, key = stack.pop(), None
                continue
            elif kind in _OPENERS:
                value = self._opened(event, len(stack), key is None and box.__class__ is dict)
            else:
                self._between(event)
                continue
            if box.__class__ is list:
                box.append(value)
            elif key is None:
                key = value if value.__class__ is str and value not in box else self._odd_key(value, box, event)
                box[key] = None
            else:
                box[key], key = value, None
            if value.__class__ is dict or value.__class__ is list:
                stack.append(box)
                box = value
            if (nodes := nodes + 1) > MAX_NODES:
                self._stop(too_many(), event)

    def _between(self, event: Any) -> None:
        if event.__class__ is StreamEndEvent:
            self._ended = True
        elif event.__class__ is DocumentStartEvent and self.documents:
            self._stop(Refused("a second document begins", "---", "keep one document in a file"), event)

    def _scalar(self, event: Any) -> object:
        text: str = event.value
        style = event.style
        value: object = text
        if event.tag is not None or event.anchor is not None:
            value = _marked(event)
        elif style == '"' or len(text) > MAX_SCALAR:
            value = refused_text(text) or text
        elif not style and text[:1] in TELLING:
            value = plain(text)
        return self._noted(value, event) if value.__class__ is Refused else value

    def _opened(self, event: Any, depth: int, in_key: bool) -> object:
        if event.anchor is not None or event.tag is not None:
            return self._noted(_marked(event), event)
        if in_key:
            remedy = "write the key as text; put a text of brackets in quotes"
            said = "{…}" if event.__class__ is MappingStartEvent else "[…]"
            return self._noted(Refused("a list or mapping as a key", said, remedy), event)
        if depth >= MAX_DEPTH:
            return self._noted(too_deep(), event)
        return {} if event.__class__ is MappingStartEvent else []

    def _odd_key(self, value: Any, box: dict[Any, Any], event: Any) -> object:
        if value.__class__ is Refused:
            return value
        if value.__class__ is not int and value.__class__ is not str:
            said = quoted(event.value)
            return self._noted(
                Refused("a key that is neither text nor a whole number", said, "put it in quotes"), event
            )
        return self._noted(doubled_key(value), event) if value in box else value

    def _noted(self, value: Any, event: Any) -> Refused:
        refused: Refused = value
        refused.line = _line(event)
        self.refused += 1
        self._ended = self.refused > FAULTS_SHOWN or event.__class__ in _STARTS
        return refused

    def _stop(self, refused: Refused, event: Any) -> None:
        self.stops.append(self._noted(refused, event).at(""))
        self._ended = True


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _marked(event: Any) -> Refused:
    if event.__class__ is AliasEvent:
        remedy = "write the value out; put a text that begins with * in quotes"
        return Refused("an alias", quoted(f"*{event.anchor}"), remedy)
    if event.anchor is not None:
        return Refused("an anchor", quoted(f"&{event.anchor}"), "delete it; put a text that begins with & in quotes")
    said = quoted(event.tag.replace("tag:yaml.org,2002:", "!!", 1))
    return Refused("a tag", said, "delete it; put a text that begins with ! in quotes")


def _directive_fault(text: str, directive: re.Match[str]) -> Fault:
    line = text.count("\n", 0, directive.start()) + 1
    return Fault(
        "", "a line that begins with %", quoted(directive[0]), "delete it; indent it if it is part of a text", line
    )


def _syntax_fault(text: str, error: yaml.YAMLError) -> Fault:
    problem = str(getattr(error, "problem", None) or "no YAML")
    mark = getattr(error, "problem_mark", None)
    if mark is None or "end of stream" in problem:
        mark = getattr(error, "context_mark", None) or mark
    if mark is None:
        return Fault("", f"not readable as YAML ({problem})", remedy=_REMEDIES[-1][1])
    said = "".join(text.split("\n", mark.line + 1)[mark.line : mark.line + 1])[:200]
    remedy = next(remedy for sign, remedy in _REMEDIES if sign in problem)
    if "：" in said:
        remedy = "write the colon after a key in half width, with a space after it (“: ”)"
    return Fault("", f"not readable as YAML ({problem})", quoted(said.strip()), remedy, mark.line + 1)
