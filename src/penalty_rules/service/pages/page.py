"""Page: what a browser is shown. Jinja2 lives here and nowhere else; every text is escaped, in one of two languages."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette._utils import get_route_path
from starlette.types import Scope

from ...explanation.speech import Speech
from ...wording import Table
from ..office import Office
from ..principal import LOCAL, Principal
from ..routing import GuardedRoute
from ..settings import EMBEDDED_NOTICE, Settings
from ..visit import visit_of
from .labels import NAVIGATION, ROLES

Tongue = Literal["zh", "en"]
LANGUAGE: Final = "penalty_rules_lang"
HERE: Final = Path(__file__).parent
STATIC: Final[Mapping[str, bytes]] = {each.name: each.read_bytes() for each in sorted((HERE / "static").iterdir())}
_MARK: Final = hashlib.sha256(b"".join(STATIC.values())).hexdigest()[:12]
_JINJA: Final = Environment(
    loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
    lstrip_blocks=True, auto_reload=False, extensions=["jinja2.ext.do"],
)  # fmt: skip


def page_router() -> APIRouter:
    """A router of pages: guarded as every route is, and no part of the contract with other systems."""
    return APIRouter(route_class=GuardedRoute, include_in_schema=False, default_response_class=HTMLResponse)


class Page:
    """One answer to a browser: who asks, in which language, and the way back into the house."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.office: Office = request.app.state.office
        nobody = LOCAL if self.office.settings.embedded else None
        self.principal: Principal | None = visit_of(request.scope).principal or nobody
        self.lang: Tongue = tongue_of(request)
        self.say = Speech(self.lang)

    @property
    def asker(self) -> Principal:
        """Who asks; behind the entrance somebody always does."""
        assert self.principal is not None
        return self.principal

    @property
    def here(self) -> str:
        """The path that was asked for, as this house sees it."""
        return get_route_path(self.request.scope)

    def url(self, path: str, **query: str) -> str:
        """The address of a page of this house, under whatever sub-path it is seen."""
        return f"{self.request.scope.get('root_path', '')}{path}{'?' + urlencode(query) if query else ''}"

    def html(self, template: str, status: int = 200, **values: Any) -> Response:
        """A page, or a part of one."""
        response = HTMLResponse(_JINJA.get_template(template).render({**self._common(), **values}), status)
        if self.request.query_params.get("lang") in ("zh", "en"):
            _remember(response, self.lang, self.office.settings)
        return response

    def go(self, path: str) -> Response:
        """Send the browser on to another page, which it asks for with GET."""
        return RedirectResponse(self.url(path), 303)

    def word(self, table: Table, code: str | None) -> str:
        """The words for one of the closed codes."""
        return "" if code is None else self.say.word(table, code)

    def _common(self) -> dict[str, Any]:
        held = frozenset() if self.principal is None else self.principal.roles
        return {
            "page": self, "say": self.say, "lang": self.lang, "url": self.url, "word": self.word, "mark": _MARK,
            "here": self.here, "principal": self.principal,
            "roles": [self.say.words(words) for role, words in ROLES.items() if role in held],
            "navigation": [(path, self.say.words(words)) for path, words, roles in NAVIGATION if held & roles],
            "notice": self.say.words(EMBEDDED_NOTICE) if self.office.settings.embedded else None,
        }  # fmt: skip


def tongue_of(request: Request) -> Tongue:
    """Chinese, unless English was asked for, now or before."""
    asked = request.query_params.get("lang") or request.cookies.get(LANGUAGE)
    return "en" if asked == "en" else "zh"


def takes_html(scope: Scope) -> bool:
    """Whether a browser asks: it names HTML among what it takes; other systems do not."""
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])


def _remember(response: Response, lang: Tongue, settings: Settings) -> None:
    response.set_cookie(
        LANGUAGE, lang, max_age=365 * 86400, path=settings.root_path or "/", secure=settings.secure, httponly=True,
        samesite="lax",
    )  # fmt: skip
