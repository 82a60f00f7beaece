"""Bodies: what was sent, as plain values; a wrong kind of content is refused before it is read."""

from __future__ import annotations

from fastapi import Request

from ..errors import Unreadable
from ..reading import parse_document
from .problems import Problem, problem_of
from .visit import visit_of

JSON = "application/json"
NDJSON = "application/x-ndjson"


def require_kind(request: Request, *kinds: str) -> None:
    """Raise Problem unless the request says that it brings one of these kinds of content."""
    said = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if said not in kinds:
        raise Problem("wrong_media_type", f"send {' or '.join(kinds)}", headers={"accept": ", ".join(kinds)})


def body_of(request: Request) -> bytes:
    """What was sent, in one piece; intake has read it."""
    return visit_of(request.scope).body


def parsed(blob: bytes, source: str = "body") -> object:
    """The values of JSON text; numbers stay exact. Raises Problem with every fault."""
    try:
        return parse_document(blob, source=source, kind="json")
    except Unreadable as error:
        raise problem_of(error) from None
