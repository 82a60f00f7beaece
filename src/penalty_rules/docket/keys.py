"""Keys: the Ed25519 key that signs heads, the key that hides identifiers of parties. They come from a file or the
environment, never from the database."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ..errors import Fault, Unreadable

VARIABLE: Final = "PENALTY_RULES_KEYS"
SCHEMA: Final = "penalty-rules/keys/1"
_SIZE: Final = 32


@dataclass(frozen=True)
class Keyring:
    """`signing` signs heads (None: only to read); `party` hides identifiers; `public` verifies heads, old ones too."""

    signing: Ed25519PrivateKey | None = field(repr=False)
    party: bytes | None = field(repr=False)
    public: Mapping[str, bytes]

    @classmethod
    def generate(cls, retired: Mapping[str, bytes] | None = None, party: bytes | None = None) -> Keyring:
        """Fresh keys; `retired` public keys go on verifying old heads; `party` is kept when the signing key changes."""
        private = Ed25519PrivateKey.generate()
        raw = private.public_key().public_bytes_raw()
        return cls(private, party or secrets.token_bytes(_SIZE), {**(retired or {}), key_id(raw): raw})

    @classmethod
    def read(cls, path: Path | str) -> Keyring:
        """The keys of a file; or of the text itself, where that is JSON (from the environment). Raises Unreadable."""
        if str(path).lstrip().startswith("{"):
            return cls._parsed(str(path).encode(), "the keys given")
        try:
            content = Path(path).read_bytes()
        except OSError as error:
            remedy = f"name the key file with --keys or {VARIABLE}; `penalty-rules docket init` makes one"
            raise Unreadable(str(path), [Fault("", f"no key file ({error.strerror})", remedy=remedy)]) from None
        return cls._parsed(content, str(path))

    @classmethod
    def _parsed(cls, content: bytes, source: str) -> Keyring:
        try:
            told = orjson.loads(content)
            if told["schema"] != SCHEMA:
                raise ValueError(f"schema is not {SCHEMA}")
            public = {name: base64.b64decode(raw, validate=True) for name, raw in told["public"].items()}
            signing, party = (None if told.get(k) is None else base64.b64decode(told[k]) for k in ("signing", "party"))
            if any(key_id(raw) != name or len(raw) != _SIZE for name, raw in public.items()):
                raise ValueError("a public key does not fit its id")
            return cls(None if signing is None else Ed25519PrivateKey.from_private_bytes(signing), party, public)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            remedy = "restore the file from its backup; without the old keys a new docket must be begun"
            raise Unreadable(source, [Fault("", f"not a key file: {error}", remedy=remedy)]) from None

    def write(self, path: Path | str) -> None:
        """Write a new file that only its owner can read. Raises Unreadable where it exists already."""
        encode = base64.b64encode
        told = {
            "schema": SCHEMA, "public": {name: encode(raw).decode() for name, raw in self.public.items()},
            "signing": None if self.signing is None else encode(self.signing.private_bytes_raw()).decode(),
            "party": None if self.party is None else encode(self.party).decode(),
        }  # fmt: skip
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        except OSError as error:
            remedy = "keys are never overwritten; name another file"
            raise Unreadable(str(path), [Fault("", f"cannot be written ({error.strerror})", remedy=remedy)]) from None

    @cached_property
    def key(self) -> str | None:
        """The id of the signing key."""
        return None if self.signing is None else key_id(self.signing.public_key().public_bytes_raw())

    def sign(self, blob: bytes) -> str:
        """The signature in base64. The keyring must hold a signing key."""
        assert self.signing is not None
        return base64.b64encode(self.signing.sign(blob)).decode()

    def verifies(self, key: str, signature: str, blob: bytes) -> bool:
        """Whether a key that this ring knows made the signature."""
        raw = self.public.get(key)
        if raw is None:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(raw).verify(base64.b64decode(signature, validate=True), blob)
        except (InvalidSignature, ValueError):
            return False
        return True

    def hide(self, identifier: str) -> str | None:
        """The keyed hash of an identifier of a party; None without a party key."""
        if self.party is None:
            return None
        return "hmac-sha256:" + hmac.new(self.party, identifier.encode(), hashlib.sha256).hexdigest()


def key_id(public: bytes) -> str:
    """`ed25519:` and the first 16 hex digits of the SHA-256 of the raw public key."""
    return "ed25519:" + hashlib.sha256(public).hexdigest()[:16]
