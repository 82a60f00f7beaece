"""A small identity provider: authorization code with PKCE, on Authlib's server side, for the tests to sign in at.

Whoever is at the door is `subject`. `spoil` changes the claims of the next identity token.
"""

from __future__ import annotations

import secrets
import time
import warnings
from base64 import b64encode
from typing import Any
from urllib.parse import parse_qs, urlencode

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from joserfc import jwt
from joserfc.jwk import RSAKey

with warnings.catch_warnings():
    import authlib.deprecate  # noqa: F401 - its own filter must come first

    warnings.simplefilter("ignore", DeprecationWarning)
    from authlib.oauth2.rfc7636 import create_s256_code_challenge

CLIENT, CLIENT_SECRET = "penalty-rules", "known-to-the-two-of-them"
_BASIC = b64encode(f"{CLIENT}:{CLIENT_SECRET}".encode()).decode()


class Provider:
    """The provider, with what it saw: codes given out, tokens asked for."""

    def __init__(self) -> None:
        self.issuer = ""
        self.subject = "wang-0001"
        self.spoil: dict[str, Any] = {}
        self.key = RSAKey.generate_key(2048, {"kid": "1"})
        self.signing = self.key
        self.codes: dict[str, dict[str, str]] = {}
        self.app = FastAPI(openapi_url=None)
        self.app.get("/.well-known/openid-configuration")(self.metadata)
        self.app.get("/jwks")(self.jwks)
        self.app.get("/authorize")(self.authorize)
        self.app.post("/token")(self.token)

    async def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"], "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }  # fmt: skip

    async def jwks(self) -> dict[str, Any]:
        return {"keys": [self.key.as_dict(private=False)]}

    async def authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        if asked.get("client_id") != CLIENT or asked.get("code_challenge_method") != "S256":
            return JSONResponse({"error": "invalid_request"}, 400)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}", 302)

    async def token(self, request: Request) -> Response:
        given = {key: values[0] for key, values in parse_qs((await request.body()).decode()).items()}
        asked = self.codes.pop(given.get("code", ""), None)
        known = request.headers.get("authorization") == f"Basic {_BASIC}"
        fits = (
            known
            and asked is not None
            and (
                create_s256_code_challenge(given.get("code_verifier", "")) == asked["code_challenge"]
                and given.get("redirect_uri") == asked["redirect_uri"]
            )
        )
        if not fits or asked is None:
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {
            "iss": self.issuer, "sub": self.subject, "aud": CLIENT, "iat": now, "exp": now + 300,
            "nonce": asked["nonce"], **self.spoil,
        }  # fmt: skip
        signed = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.signing)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "expires_in": 300, "id_token": signed})
