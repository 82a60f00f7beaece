"""Front: the first page, the door (sign in and out), and what the browser loads besides."""

from __future__ import annotations

import mimetypes
from typing import Any, Final

from fastapi import Request, Response
from starlette.datastructures import FormData

from ..problems import Problem
from ..routes.sign_in import Credentials, sign_in, sign_out
from .case_form import FormFault
from .labels import STARTS
from .page import STATIC, Page, page_router

router: Final = page_router()
_A_YEAR: Final = "public, max-age=31536000, immutable"  # the address changes with the content


@router.get("/")
def show_start(request: Request) -> Response:
    """首页。 The page on which somebody of that role begins."""
    page = Page(request)
    return page.go(next(path for role, path in STARTS.items() if role in page.asker.roles))


@router.get("/sign-in")
def show_sign_in(request: Request) -> Response:
    """登录。 The door; in embedded mode there is none."""
    page = Page(request)
    return page.go("/") if page.office.settings.embedded else door(page, str(request.query_params.get("next", "/")))


@router.post("/sign-in")
async def sign_in_on_page(request: Request) -> Response:
    """登录。 Sign in by name and password, and go where one wanted to go."""
    page, form = Page(request), await request.form()
    given, then = {key: str(form.get(key) or "") for key in ("name", "password")}, _inside(form)
    faults = [FormFault(key, message) for key, message in _missing(page) if not given[key]]
    if faults:
        return door(page, then, faults, given["name"], status=422)
    answer = page.go(then)
    try:
        await sign_in(request, answer, page.office, Credentials.model_validate(given))
    except (Problem, ValueError) as error:
        if isinstance(error, Problem) and error.code != "sign_in_failed":
            raise
        wrong = page.say(
            "账号或者密码不对，或者账号已锁定、停用", "name or password wrong, or the account locked or disabled"
        )
        return door(page, then, [FormFault("name", wrong)], given["name"], status=401)
    return answer


@router.post("/sign-out")
def sign_out_on_page(request: Request) -> Response:
    """退出。 End the session."""
    page = Page(request)
    answer = page.go("/sign-in")
    sign_out(request, answer, page.office)
    return answer


@router.get("/static/{name}")
async def show_static(name: str) -> Response:
    """样式和脚本。 Style and script; they hold nothing of a case."""
    if name not in STATIC:
        raise Problem("not_found")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(STATIC[name], media_type=kind, headers={"cache-control": _A_YEAR})


def door(
    page: Page, then: str, faults: list[FormFault] | None = None, name: str = "", message: str = "", status: int = 200
) -> Response:
    """The page to sign in on."""
    values: dict[str, Any] = {"faults": faults or [], "name": name[:64], "then": then, "message": message}
    return page.html("sign_in.html", status, **values, oidc=page.office.identity is not None)


def _missing(page: Page) -> list[tuple[str, str]]:
    return [
        ("name", page.say("请填写账号", "name the account")),
        ("password", page.say("请填写密码", "give the password")),
    ]


def _inside(form: FormData) -> str:
    """Where to go then: a page of this house, no other host by a trick."""
    then = str(form.get("next") or "/")
    inside = then.startswith("/") and not then.startswith(("//", "/\\")) and then.isprintable() and "\\" not in then
    return then if inside else "/"
