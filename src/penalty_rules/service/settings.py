"""Settings: one model, read from the environment (`PENALTY_RULES_…`); every fault is reported at once.

A variable of that name that nobody reads is a fault too: a misspelt setting would be the default, and nobody told.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from ..errors import Fault, InputRefused
from ..reading import nearest
from ..vocabulary.words import Words

PREFIX: Final = "PENALTY_RULES_"
OF_COMMANDS: Final = frozenset({"lang", "debug", "recorder"})  # read by the command line alone
EMBEDDED_NOTICE: Final = Words(
    zh="单机模式：仅供本机一人使用，只监听本机回环地址，不设登录；不得用于多人办案。",
    en="embedded mode: for one person on this machine, loopback only, without sign-in; not for several people",
)
_MAKE: Final = "python -c 'import secrets; print(secrets.token_urlsafe(32))'"

Port = Annotated[int, Field(ge=0, le=65535)]
Positive = Annotated[int, Field(ge=1)]


class SettingsRefused(InputRefused):
    """The settings of the service have faults."""

    noun = "settings"


class Stated(BaseSettings):
    """The settings, each by itself."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", env_ignore_empty=True)

    mode: Literal["embedded", "multi-user"] = Field(
        "embedded", description="embedded: one person, loopback only, no sign-in"
    )
    host: str = Field("127.0.0.1", description="where it listens")
    port: Port = Field(8000, description="on which port")
    workers: Positive = Field(1, description="processes that serve")
    public_url: str | None = Field(None, description="as browsers see it: `https://host[:port][/sub-path]`")
    docket: str = Field("docket.db", description="URL of the database, or the path of a SQLite file")
    keys: SecretStr | None = Field(None, description="the key file of the docket, or its text")
    work: Path | None = Field(None, description="folder in which unfinished replays keep what they have done")
    secret: SecretStr | None = Field(None, description="signs cookies, at least 32 characters; the same everywhere")
    rulesets: Path | None = Field(None, description="a folder of rulesets instead of those that come along")
    calendar: Path | None = Field(None, description="a file with further years of working days")

    oidc_issuer: str | None = Field(None, description="address of the identity provider")
    oidc_client_id: str | None = Field(None, description="what the provider calls this service")
    oidc_client_secret: SecretStr | None = Field(None, description="what the provider gave it")
    oidc_claim: str = Field("sub", description="the claim that names the account (its `subject`)")

    body_limit: Positive = Field(1 << 20, description="bytes of a request")
    batch_body_limit: Positive = Field(32 << 20, description="bytes of a batch, or of a file that is sent")
    batch_limit: Positive = Field(10_000, description="cases in a batch")
    depth_limit: Annotated[int, Field(ge=4, le=40)] = Field(40, description="nesting of JSON")
    body_seconds: Annotated[float, Field(gt=0)] = Field(30.0, description="how long a body may take to arrive")
    shutdown_seconds: Positive = Field(30, description="how long what is under way may take to end")

    idle_minutes: Positive = Field(30, description="a session ends after so long without a request")
    session_hours: Positive = Field(10, description="and after so long in any case")
    failures_allowed: Positive = Field(5, description="wrong passwords before an account is locked")
    lock_minutes: Positive = Field(15, description="for so long")

    @field_validator("public_url", "oidc_issuer")
    @classmethod
    def _is_a_web_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("write https://host or https://host/sub-path")
        return value.rstrip("/")

    @field_validator("secret")
    @classmethod
    def _is_long(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < 32:
            raise ValueError(f"at least 32 characters; make one with {_MAKE}")
        return value

    @property
    def embedded(self) -> bool:
        return self.mode == "embedded"

    @property
    def root_path(self) -> str:
        """The sub-path under which the service is seen: `/penalty`, or empty."""
        return "" if self.public_url is None else urlsplit(self.public_url).path

    @property
    def public_host(self) -> str | None:
        """Host and port as browsers name them."""
        return None if self.public_url is None else urlsplit(self.public_url).netloc

    @property
    def secure(self) -> bool:
        """Whether browsers come over TLS, so that cookies are sent over TLS only."""
        return self.public_url is not None and self.public_url.startswith("https:")

    @property
    def signing_secret(self) -> str:
        """The secret that signs cookies; in embedded mode a fresh one will do."""
        return secrets.token_urlsafe(32) if self.secret is None else self.secret.get_secret_value()

    def clashes(self) -> Iterator[tuple[frozenset[str], str]]:
        """Fields that do not fit together, and what to do."""
        if self.embedded and not is_loopback(self.host):
            said = "embedded mode serves one person on this machine and binds to 127.0.0.1, ::1 or localhost, not to"
            yield frozenset({"mode", "host"}), f"{said} {self.host}; for several people set {PREFIX}MODE=multi-user"
        if not self.embedded and self.secret is None:
            yield frozenset({"mode", "secret"}), f"multi-user mode needs {PREFIX}SECRET; make one with {_MAKE}"
        if (self.oidc_issuer is None) != (self.oidc_client_id is None):
            both = frozenset({"oidc_issuer", "oidc_client_id"})
            yield both, f"{PREFIX}OIDC_ISSUER and {PREFIX}OIDC_CLIENT_ID belong together"


class Settings(Stated):
    """How the service runs. Sizes in bytes; times as named."""

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        if found := [said for _, said in self.clashes()]:
            raise ValueError("; ".join(found))
        return self


def read_settings(**given: Any) -> Settings:
    """The settings of the environment, or of secret files; what is `given` (and not None) goes before them.

    Raises SettingsRefused with every fault: of names, of values, and of values that do not fit together.
    """
    told = {key: value for key, value in given.items() if value is not None}
    faults = [*_unread(), *_faults(told)]
    if faults:
        raise SettingsRefused("settings", faults)
    return Settings(_secrets_dir=_folders(), **told)


def is_loopback(host: str) -> bool:
    """True for the names and addresses of this machine alone."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _folders() -> list[Path]:
    """Where containers and systemd lay secrets: a file for each, named like the variable (`penalty_rules_secret`)."""
    named = {"/run/secrets", os.environ.get("CREDENTIALS_DIRECTORY", "/run/secrets")}
    return [folder for folder in map(Path, sorted(named)) if folder.is_dir()]


def _unread() -> Iterator[Fault]:
    """Variables and secret files that are named as settings, and are none."""
    known = {*Stated.model_fields, *OF_COMMANDS}
    files = (path for folder in _folders() for path in folder.iterdir())
    for place, written in [*((name, name) for name in os.environ), *((str(path), path.name) for path in files)]:
        prefix, name = written[: len(PREFIX)], written[len(PREFIX) :]
        if prefix.upper() == PREFIX and name.lower() not in known:
            near = [f"{prefix}{each if name.islower() else each.upper()}" for each in nearest(name, known, 1)]
            remedy = f"did you mean {near[0]}?" if near else "take it out"
            yield Fault(place, "there is no such setting", remedy=remedy)


def _faults(given: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with the values: of each by itself, and between those that hold by themselves."""
    faults: dict[str, Fault] = {}
    try:
        stated = Stated(_secrets_dir=_folders(), **given)
    except ValidationError as error:
        faults = {str(each["loc"][0]): _fault(each) for each in error.errors(include_url=False)}
        sound = {name: value for name, value in given.items() if name not in faults}
        assumed = {name: field.default for name, field in Stated.model_fields.items() if name in faults}
        stated = Stated(_secrets_dir=_folders(), **sound, **assumed)
    clashes = [(fields, said) for fields, said in stated.clashes() if fields.isdisjoint(faults)]
    return [*faults.values(), *(Fault(_named(fields), said) for fields, said in clashes)]


def _named(fields: frozenset[str]) -> str:
    return ", ".join(f"{PREFIX}{name.upper()}" for name in sorted(fields))


def _fault(found: Any) -> Fault:
    name = "_".join(str(each) for each in found["loc"])
    return Fault(f"{PREFIX}{name.upper()}", str(found["msg"]).removeprefix("Value error, "))
