"""Invented cases, drafts and dispositions, and the truth of a chain computed once more, with the standard library."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from penalty_rules.docket import Entry, Store
from penalty_rules.docket.entry import Document, Draft
from tests.invented import make_uscc

from .cases import filed_case

MATTER = "environment/registration_form_not_filed"
_numbers = itertools.count(1)


def make_case(party: int = 1, conduct: str = "2023-03-01", **changes: Any) -> dict[str, Any]:
    """A named company, for the first time in breach, which corrected what it did."""
    who = {"kind": "enterprise", "name": "某公司", "uscc": make_uscc(party)}
    case = filed_case(f"case-{next(_numbers)}", party=who, **changes)
    return {**case, "violations": [{**each, "conduct": conduct} for each in case["violations"]]}


def make_exemption(advice: int, **changes: Any) -> dict[str, Any]:
    """No penalty, as a disposition of an advice."""
    return {
        "advice": advice,
        "officer": "张某",
        "decided_on": "2023-06-02",
        "violations": [{"outcome": "no_penalty", "reason": "首次违法，危害后果轻微并及时改正"}],
        "duties": [{"duty": "education"}],
        **changes,
    }


def make_draft(**changes: Any) -> Draft:
    """A small entry of which only the store takes notice."""
    given = {
        "kind": "advice", "recorder": "officer-1", "case": f"case-{next(_numbers)}", "jurisdiction": "440100",
        "domain": "environment", "authority": None, "matters": MATTER, "party": None, "decided": "2023-06-01",
        "outcome": "no_penalty", "body": b'{"case":"x"}',
    }  # fmt: skip
    return Draft(**{**given, **changes})


def make_document(name: str, told: object, kind: Any = "ruleset") -> Document:
    content = written(told)
    return Document(digest_of(content), kind, name, content)


def written(told: object) -> bytes:
    """Canonical JSON, by the standard library."""
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest_of(blob: bytes) -> str:
    return "sha256:" + hashlib.sha256(blob).hexdigest()


def whole_chain(store: Store) -> list[Entry]:
    """The entries of a docket, each in its place, complete and unchanged; the last head speaks of the last of them."""
    with store.reading() as view:
        genesis, entries, heads, documents = view.genesis(), list(view.entries()), list(view.heads()), view.documents()
        assert all(digest_of(each.content) == each.digest for each in documents)
    assert genesis is not None
    told = {"algorithm": genesis.algorithm, "created": genesis.created, "docket": genesis.docket}
    previous = digest_of(written({**told, "schema": "penalty-rules/docket/1"}))
    recorded_at = ""
    for seq, entry in enumerate(entries, start=1):
        header = entry.header
        assert (header.seq, header.previous) == (seq, previous)
        assert header.recorded_at >= recorded_at
        assert header.body == digest_of(entry.body.encode())
        assert header.identity == (None if entry.identity is None else digest_of(entry.identity.encode()))
        assert entry.digest == digest_of(written({**header._asdict(), "schema": "penalty-rules/entry/1"}))
        previous, recorded_at = entry.digest, header.recorded_at
    assert (heads[-1].count, heads[-1].digest) == (len(entries), previous)
    for head in heads:
        public = Ed25519PublicKey.from_public_bytes(store.keyring.public[head.key])
        public.verify(base64.b64decode(head.signature), written(head.told()))
        assert head.count == 0 or entries[head.count - 1].digest == head.digest
    return entries
