"""Account form: an account as the administrator fills it in, and what is wrong with it, each beside its field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError
from starlette.datastructures import FormData

from ...errors import Fault
from ...explanation.speech import Speech
from ..accounts.people import Account
from ..permissions import ROLES, Role, clash
from ..routes.accounts import AccountChange
from .case_form import FormFault
from .fault_words import of_fields, told
from .labels import ROLES as ROLE_WORDS

_TEXTS: Final = ("name", "title", "jurisdiction", "authority", "subject")
_LABELS: Final = {
    "standing": ("停用", "Disabling"), "name": ("账号名", "Name"), "password": ("密码", "Password"),
    "title": ("姓名", "Shown as"), "jurisdiction": ("行政区划代码", "Place"), "authority": ("所属机关", "Authority"),
    "subject": ("统一身份认证标识", "Subject"), "roles": ("角色", "Roles"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AccountForm:
    """What stands in the fields; a password is taken, and never shown again."""

    texts: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(_TEXTS, ""))
    roles: tuple[Role, ...] = ()
    password: str = ""

    @property
    def name(self) -> str:
        return self.texts["name"]

    @property
    def particulars(self) -> dict[str, Any]:
        """What the form says of the account, as it is kept; what is left empty is not known."""
        kept = {key: self.texts[key] or None for key in ("authority", "subject")}
        title = self.texts["title"] or self.name
        return {"title": title, "roles": self.roles, "jurisdiction": self.texts["jurisdiction"], **kept}

    def faults(self) -> list[Fault]:
        """What is no text of its field."""
        try:
            AccountChange.model_validate({key: self.texts[key] for key in _TEXTS if key != "name"})
        except ValidationError as error:
            return of_fields(error)
        return []


def sent_form(form: FormData, name: str | None = None) -> AccountForm:
    """The form as a browser sent it. `name`: of an account that there is already."""
    texts = {key: str(form.get(key) or "").strip() for key in _TEXTS}
    chosen = form.getlist("roles")
    roles = tuple(role for role in ROLES if role in chosen)
    return AccountForm(texts if name is None else texts | {"name": name}, roles, str(form.get("password") or ""))


def form_of(account: Account) -> AccountForm:
    """The form of an account as it is."""
    return AccountForm({key: getattr(account, key) or "" for key in _TEXTS}, account.roles)


def in_words(faults: Iterable[Fault], roles: Iterable[Role], say: Speech) -> list[FormFault]:
    """The faults of an account in the order of the form, one for each field; of roles that clash, why."""
    first, apart = dict[str, Fault](), clash(roles)
    for each in faults:
        first.setdefault(each.path, each)
    words = {key: told(first[key], say.lang) for key in _LABELS if key in first}
    if apart is not None and "roles" in words:
        words["roles"] = _apart(apart, say)
    return [named_fault(key, say(*_LABELS[key]), text, say) for key, text in words.items()]


def named_fault(key: str, label: str, text: str, say: Speech) -> FormFault:
    """A fault that names its field, since it also stands in the summary at the head of the page."""
    return FormFault(key, say(f"{label}：{text}", f"{label}: {text}"))


def _apart(pair: tuple[Role, Role], say: Speech) -> str:
    one, other = (say.words(ROLE_WORDS[role]) for role in pair)
    return say(
        f"{one}不得兼任{other}：管理账号的人和监督的人都不办理其他业务；确有需要的，由两个人各用一个账号",
        f"nobody is both {one} and {other}: who keeps accounts or audits does no other work here; make two accounts"
        " for two persons",
    )
