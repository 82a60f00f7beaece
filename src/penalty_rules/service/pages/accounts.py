"""Accounts: the pages of the administrator, who says who may come in, in which roles, for which place and authority,
and touches no case."""

from __future__ import annotations

from typing import Any, Final

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from ...errors import Fault
from ..accounts.people import Account, AccountRefused
from ..permissions import ROLES
from ..problems import Problem
from ..routes.accounts import AccountName, changed
from ..visit import visit_of
from .account_form import AccountForm, form_of, in_words, sent_form
from .case_form import FormFault
from .entry_sheet import local_time
from .labels import ROLES as ROLE_WORDS
from .labels import place_name
from .page import Page, page_router

router: Final = page_router()
_DONE: Final = {
    "created": ("账号已建立。请将账号名和初始密码当面告知本人，并请其登录后自行修改密码。",
                "The account is made. Tell the person name and password; they change it after signing in."),
    "changed": ("已保存。该账号此前的会话已全部结束。", "Saved. The sessions of the account have ended."),
    "password": ("密码已重设，该账号此前的会话已全部结束。请告知本人，并请其登录后自行修改。",
                 "The password is set and the sessions have ended. Tell the person to change it after signing in."),
    "disabled": ("账号已停用，会话和接口令牌即刻失效。", "The account is disabled: sessions and tokens open nothing."),
    "enabled": ("账号已启用。", "The account is enabled."),
    "unlocked": ("已解除锁定。", "The account is unlocked."),
}  # fmt: skip
_OWN: Final = "one's own account: another administrator does this"
_STANDING: Final[dict[str, dict[str, Any]]] = {
    "disabled": {"disabled": True}, "enabled": {"disabled": False}, "unlocked": {},
}  # fmt: skip


@router.get("/accounts")
def browse_accounts(request: Request) -> Response:
    """账号管理。 Every account, and the form of a new one."""
    return _accounts_page(Page(request), AccountForm(), [])


@router.post("/accounts")
async def create_account_on_page(request: Request) -> Response:
    """新建账号。 A new account; what is wrong is told beside its field, all at once."""
    page, form = Page(request), await request.form()
    return await run_in_threadpool(_created, page, sent_form(form))


@router.get("/accounts/{name}")
def read_account(request: Request, name: AccountName) -> Response:
    """账号详情。 One account, and what may be changed of it."""
    page = Page(request)
    account = _known(page, name)
    return _account_page(page, account, form_of(account), [])


@router.post("/accounts/{name}")
async def change_account_on_page(request: Request, name: AccountName) -> Response:
    """修改账号。 Title, roles, place, authority, subject; the sessions of the account end."""
    page, form = Page(request), await request.form()
    return await run_in_threadpool(_changed, page, sent_form(form, name))


@router.post("/accounts/{name}/password")
async def set_password(request: Request, name: AccountName) -> Response:
    """重设密码。 A new password for somebody who has forgotten theirs."""
    page, form = Page(request), await request.form()
    return await run_in_threadpool(_password_set, page, name, str(form.get("password") or ""))


@router.post("/accounts/{name}/standing")
async def admit_account(request: Request, name: AccountName) -> Response:
    """停用、启用、解锁账号。 Whether the account may come in."""
    page, form = Page(request), await request.form()
    return await run_in_threadpool(_admitted, page, name, str(form.get("standing")))


def _created(page: Page, made: AccountForm) -> Response:
    known = made.faults()
    if not made.password and not made.texts["subject"]:
        known.append(Fault("password", "is missing", remedy="give a password, or the subject at the provider"))
    try:
        account = page.office.people.create(
            made.name, password=made.password or None, known=known, **made.particulars
        )  # fmt: skip
    except AccountRefused as error:
        return _accounts_page(page, made, in_words(error.faults, made.roles, page.say), 422)
    visit_of(page.request.scope).object = account.name
    return page.go(f"/accounts/{account.name}?done=created")


def _changed(page: Page, made: AccountForm) -> Response:
    known = made.faults()
    if made.name == page.asker.account and "administrator" not in made.roles:
        known.append(Fault("roles", _OWN))
    return _applied(page, made.name, "changed", known, made, **made.particulars)


def _password_set(page: Page, name: str, password: str) -> Response:
    known = [] if password else [Fault("password", "is missing")]
    return _applied(page, name, "password", known, password=password or None)


def _admitted(page: Page, name: str, standing: str) -> Response:
    if standing not in _STANDING:
        raise Problem("bad_request")
    own = standing == "disabled" and name == page.asker.account
    return _applied(page, name, standing, [Fault("standing", _OWN)] if own else [], **_STANDING[standing])


def _applied(
    page: Page, name: str, done: str, known: list[Fault], made: AccountForm | None = None, **given: Any
) -> Response:
    account = _known(page, name)
    try:
        changed(page.request, page.office, name, known, **given)
    except AccountRefused as error:
        form = made or form_of(account)
        return _account_page(page, account, form, in_words(error.faults, form.roles, page.say), 422)
    return page.go(f"/accounts/{name}?done={done}")


def _known(page: Page, name: str) -> Account:
    account = page.office.people.find(name)
    if account is None:
        raise Problem("not_found")
    visit_of(page.request.scope).object = name
    return account


def _accounts_page(page: Page, made: AccountForm, faults: list[FormFault], status: int = 200) -> Response:
    rows = [_row(page, each) for each in page.office.people.all()]
    return page.html("accounts.html", status, rows=rows, **_fields(page, made), faults=faults)


def _account_page(
    page: Page, account: Account, made: AccountForm, faults: list[FormFault], status: int = 200
) -> Response:
    done = _DONE.get(page.request.query_params.get("done", ""))
    return page.html(
        "account.html", status, account=_row(page, account), **_fields(page, made), faults=faults,
        done=None if done is None else page.say(*done), own=account.name == page.asker.account,
        here=f"/accounts/{account.name}",
    )  # fmt: skip


def _fields(page: Page, made: AccountForm) -> dict[str, Any]:
    """What the fields of the form hold and offer."""
    choices = [(role, page.say.words(ROLE_WORDS[role]), role in made.roles) for role in ROLES]
    return {"typed": made.texts, "choices": choices, "oidc": page.office.identity is not None}


def _row(page: Page, account: Account) -> dict[str, Any]:
    """An account in words. `state`: the word, and the kind of its badge."""
    say, place = page.say, account.jurisdiction
    state = (
        (say("停用", "disabled"), "bad") if account.disabled
        else (say("锁定", "locked"), "open") if account.locked
        else (say("正常", "active"), "good")
    )  # fmt: skip
    ways = [say("密码", "password")] * account.has_password
    ways += [say("统一身份认证", "identity provider")] * (account.subject is not None)
    return {
        "name": account.name, "title": account.title, "disabled": account.disabled, "locked": account.locked,
        "roles": say.joined(say.words(ROLE_WORDS[role]) for role in account.roles), "state": state,
        "place": place + say.aside(place_name(place)) if place else say("全国", "national"),
        "authority": account.authority or "", "ways": say.joined(ways) or say("无", "none"),
        "created": local_time(account.created_at)[:16],
        "changed": "" if account.changed_at is None else local_time(account.changed_at)[:16],
    }  # fmt: skip
