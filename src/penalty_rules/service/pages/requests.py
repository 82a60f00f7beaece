"""Requests: what tells a form that is sent twice from one that was changed in between."""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import Any, Final

import orjson
from starlette.datastructures import FormData

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{20,64}")


def fresh_token() -> str:
    """The token of one form."""
    return secrets.token_urlsafe(24)


def key_of(form: FormData, document: Any) -> str | None:
    """The key of a request: the same form with the same content has the same key. None where the form has no token."""
    token = form.get("request")
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        return None
    content = hashlib.sha256(orjson.dumps(document, option=orjson.OPT_SORT_KEYS)).hexdigest()
    return f"{token}-{content}"
