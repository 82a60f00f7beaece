"""Own account: what everybody who signs in keeps up oneself: the password, and the tokens for other systems."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Final

from fastapi import Path, Request, Response
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from ...errors import Fault
from ..accounts.passwords import weakness
from ..accounts.tokens import Token
from ..clock import stamp
from ..doorkeeper import set_cookie
from ..entrance import COOKIE
from ..permissions import OPERATIONS
from ..problems import Problem
from ..routes.tokens import TokenWish, create_token, revoke_token
from .account_form import named_fault
from .case_form import FormFault
from .entry_sheet import local_time
from .fault_words import of_fields, told
from .labels import ROLES, SCOPES
from .page import Page, page_router

router: Final = page_router()
_DONE: Final = {
    "password": ("密码已修改，您在其他浏览器上的会话已结束。", "The password is changed; other sessions have ended."),
    "revoked": ("令牌已吊销。", "The token is revoked."),
}  # fmt: skip
_LABELS: Final = {"label": ("用途", "For"), "scopes": ("范围", "Scopes"), "days": ("有效天数", "Days")}
_WISH: Final[dict[str, Any]] = {"label": "", "scopes": [], "days": 90}


@router.get("/account")
def show_own_account(request: Request) -> Response:
    """本人账号。 One's own account: the password, and the tokens for other systems."""
    page = Page(request)
    return page.html("no_account.html") if page.office.settings.embedded else _account_page(page)


@router.post("/account/password")
async def change_password_on_page(request: Request) -> Response:
    """修改本人密码。 Every session of the account ends; this browser is given a new one."""
    page, form = _personal(request), await request.form()
    return await run_in_threadpool(_password_changed, page, form)


@router.post("/account/tokens")
async def create_token_on_page(request: Request) -> Response:
    """新建接口令牌。 A token for another system, shown this once."""
    page, form = _personal(request), await request.form()
    return await run_in_threadpool(_token_made, page, form)


@router.post("/account/tokens/{token}/revoke")
def revoke_token_on_page(request: Request, token: Annotated[str, Path(pattern="^[0-9a-f]{16}$")]) -> Response:
    """吊销接口令牌。 A token opens nothing any more."""
    page = _personal(request)
    revoke_token(request, page.office, page.asker, token)
    return page.go("/account?done=revoked")


def _personal(request: Request) -> Page:
    page = Page(request)
    if page.office.settings.embedded:
        raise Problem("not_found", "embedded mode has no accounts")
    return page


def _password_changed(page: Page, form: FormData) -> Response:
    office, name = page.office, page.asker.account
    given = {key: str(form.get(key) or "") for key in ("old", "new", "again")}
    faults = [*_password_faults(page, **given)]
    if faults:
        return _account_page(page, faults, status=422)
    office.people.change(name, password=given["new"])
    office.sessions.end_all(name)
    answer = page.go("/account?done=password")
    set_cookie(answer, COOKIE, office.sessions.begin(name).cookie, office.settings)
    return answer


def _password_faults(page: Page, old: str, new: str, again: str) -> Iterator[FormFault]:
    """All that is wrong; a wrong old password is counted as one at the door is."""
    say, name = page.say, page.asker.account
    if page.office.people.signed_in(name, old) is None:
        yield FormFault(
            "old", say("原密码不对，或者账号因连续输错已锁定", "wrong, or the account is locked after failures")
        )
    advice = weakness(new, name)
    if advice is not None:
        text = told(Fault("", "too weak", remedy=advice), page.lang)
        yield named_fault("new", say("新密码", "New password"), text, say)
    if again != new:
        yield FormFault("again", say("两次填写的新密码不一致", "differs from the new password"))


def _token_made(page: Page, form: FormData) -> Response:
    days = str(form.get("days") or "").strip()
    given = {
        "label": str(form.get("label") or "").strip(), "scopes": form.getlist("scopes"),
        "days": int(days) if days.isdecimal() else days,
    }  # fmt: skip
    try:
        wish = TokenWish.model_validate(given)
    except ValidationError as error:
        found = {each.path: each for each in of_fields(error)}
        faults = [
            named_fault(key, page.say(*_LABELS[key]), told(each, page.lang), page.say) for key, each in found.items()
        ]
        return _account_page(page, faults, given, status=422)
    return _account_page(page, made=create_token(page.request, page.office, page.asker, wish).token)


def _account_page(
    page: Page, faults: list[FormFault] | None = None, typed: dict[str, Any] | None = None, made: str = "",
    status: int = 200,
) -> Response:  # fmt: skip
    asker, say, now = page.asker, page.say, stamp(page.office.now())
    done, wish = _DONE.get(page.request.query_params.get("done", "")), typed or _WISH
    useful = {row.scope for row in OPERATIONS.values() if not asker.roles.isdisjoint(row.roles)}
    return page.html(
        "own_account.html", status, account=page.office.people.find(asker.account), faults=faults or [], made=made,
        done=None if done is None else say(*done), here="/account", typed=wish,
        held=say.joined(say.words(words) for role, words in ROLES.items() if role in asker.roles),
        scopes=[(code, say.words(words), code in wish["scopes"]) for code, words in SCOPES.items() if code in useful],
        tokens=[_row(page, each, now) for each in page.office.tokens.all(asker.account)],
    )  # fmt: skip


def _row(page: Page, token: Token, now: str) -> dict[str, Any]:
    """A token in words. `open`: it may still be revoked."""
    say, over = page.say, token.expires_at <= now
    state = (
        (say("已吊销", "revoked"), "bad") if token.revoked_at is not None
        else (say("已过期", "expired"), "plain") if over
        else (say("有效", "valid"), "good")
    )  # fmt: skip
    return {
        "id": token.id, "label": token.label, "state": state, "open": token.revoked_at is None and not over,
        "scopes": say.joined(say.words(words) for code, words in SCOPES.items() if code in token.scopes),
        "created": local_time(token.created_at)[:16], "expires": local_time(token.expires_at)[:16],
        "used": token.used_on or "",
    }  # fmt: skip
