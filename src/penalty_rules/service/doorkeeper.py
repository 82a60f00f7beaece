"""Doorkeeper: the cookies of the house, and the way to the identity provider and back (OIDC, PKCE, state, nonce)."""

from __future__ import annotations

import hashlib
import warnings
from typing import Any, Final

from fastapi import Request, Response
from httpx import HTTPError
from itsdangerous import BadSignature, URLSafeTimedSerializer
from joserfc.errors import JoseError

with warnings.catch_warnings():  # Authlib would rather have httpx2; httpx serves as well
    import authlib.deprecate  # type: ignore[import-untyped] # noqa: F401 - its own filter must come first

    warnings.simplefilter("ignore", DeprecationWarning)
    from authlib.integrations.base_client.errors import OAuthError  # type: ignore[import-untyped]
    from authlib.integrations.starlette_client import OAuth  # type: ignore[import-untyped]

from .problems import Problem
from .settings import Settings

ERRAND: Final = "penalty_rules_errand"  # the cookie that remembers why somebody was sent to the provider
_ERRAND_SECONDS: Final = 600
_CALLBACK: Final = "/v1/session/oidc/callback"


class Provider:
    """The identity provider of the settings."""

    def __init__(self, settings: Settings, secret: str) -> None:
        self._settings = settings
        self._signer = URLSafeTimedSerializer(
            secret, salt="penalty-rules errand", signer_kwargs={"digest_method": hashlib.sha256}
        )
        client_secret = settings.oidc_client_secret
        self._client: Any = OAuth().register(
            "provider",
            server_metadata_url=f"{settings.oidc_issuer}/.well-known/openid-configuration",
            client_id=settings.oidc_client_id,
            client_secret=None if client_secret is None else client_secret.get_secret_value(),
            client_kwargs={"scope": "openid profile", "code_challenge_method": "S256"},
        )

    async def start(self, request: Request, then: str) -> Response:
        """Send the browser to the provider. Raises Problem."""
        request.scope["session"] = {"next": then if _is_here(then) else "/"}
        try:
            response: Response = await self._client.authorize_redirect(request, self._callback(request))
        except (HTTPError, OAuthError) as error:
            raise Problem("unavailable", "the identity provider cannot be reached") from error
        set_cookie(response, ERRAND, self._signer.dumps(request.session), self._settings, _ERRAND_SECONDS)
        return response

    async def finish(self, request: Request) -> tuple[str, str]:
        """Who came back from the provider, and where they wanted to go. Raises Problem."""
        try:
            errand: dict[str, Any] = self._signer.loads(request.cookies.get(ERRAND, ""), max_age=_ERRAND_SECONDS)
        except BadSignature:
            raise Problem("sign_in_failed", "the errand to the identity provider is over; sign in again") from None
        request.scope["session"] = errand
        try:
            token = await self._client.authorize_access_token(request)
        except HTTPError as error:
            raise Problem("unavailable", "the identity provider cannot be reached") from error
        except (OAuthError, JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Problem("sign_in_failed", "the identity provider's answer does not hold") from error
        claims = token.get("userinfo") or {}
        subject = claims.get(self._settings.oidc_claim)
        if claims.get("iss") != self._settings.oidc_issuer or not isinstance(subject, str):
            raise Problem("sign_in_failed", "the identity provider's answer does not hold")
        return subject, str(errand["next"])

    def forget(self, response: Response) -> None:
        """The errand is done."""
        response.delete_cookie(ERRAND, path=_path(self._settings))

    def _callback(self, request: Request) -> str:
        base = self._settings.public_url or str(request.base_url).rstrip("/")
        return base + _CALLBACK


def set_cookie(response: Response, name: str, value: str, settings: Settings, seconds: int | None = None) -> None:
    """A cookie that scripts cannot read and other sites cannot send along."""
    response.set_cookie(
        name, value, max_age=seconds, path=_path(settings), secure=settings.secure, httponly=True, samesite="lax"
    )


def clear_cookie(response: Response, settings: Settings, name: str = "penalty_rules_session") -> None:
    """Take the cookie away."""
    response.delete_cookie(name, path=_path(settings), secure=settings.secure, httponly=True, samesite="lax")


def _path(settings: Settings) -> str:
    return settings.root_path or "/"


def _is_here(then: str) -> bool:
    """Whether a way leads into this house: `/…`, no other host by a trick, no control character."""
    return then.startswith("/") and not then.startswith(("//", "/\\")) and then.isprintable() and "\\" not in then
