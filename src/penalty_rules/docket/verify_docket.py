#!/usr/bin/env python3
"""Verify a bundle of a docket, offline, with the standard library of Python 3.8 or later.

    python verify_docket.py bundle.zip [--key FILE_OR_BASE64]... [--head HEAD.json]

Each header names the digests of its body, its identity and the header before. Every check recomputes such a digest, or
verifies an Ed25519 signature over the number of entries and the last digest (by the package `cryptography`).
Exit code: 0 all holds; 1 something does not; 2 unreadable; 3 consistent, but signatures were NOT checked.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    Ed25519PublicKey, InvalidSignature = None, ValueError  # type: ignore[assignment,misc]

MOST_FINDINGS = 100  # then we stop: the bundle is broken
MOST_BYTES = 64 * 1024 * 1024  # of a line or a document: no honest one comes near
LAW = {"domain", "matters", "rulesets", "vocabulary"}  # the keys of a law book, which names its parts by digest
ARCHIVED = re.compile(r"archive/(sha256|sm3)-([0-9a-f]{64})\.json\Z")
MISSHAPEN = (KeyError, TypeError, AttributeError, IndexError, RecursionError, ValueError)
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, *MISSHAPEN)


def read_json(raw: bytes) -> Any:
    """A JSON value: no floats, no NaN, no key twice, ASCII keys, integers within 2^53. Raises ValueError."""
    hooks: dict[str, Any] = {"parse_float": _refuse, "parse_constant": _refuse, "parse_int": _integer}
    return json.loads(raw.decode("utf-8"), object_pairs_hook=_object, **hooks)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) != len(pairs) or not all(key.isascii() for key in told):
        raise ValueError("a key twice, or a key that is not ASCII")
    return told


def _refuse(text: str) -> Any:
    raise ValueError(f"not a whole number: {text[:40]}")


def _integer(text: str) -> Any:
    return int(text) if len(text) <= 17 and abs(int(text)) < 2**53 else _refuse(text)


def canonical(value: Any) -> bytes:
    """The bytes that are hashed and signed: RFC 8785, within the bounds of `read_json`."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def digest(blob: bytes, algorithm: str) -> str:
    return f"{algorithm}:{hashlib.new(algorithm, blob).hexdigest()}"


def read_keys(words: list[str]) -> dict[str, bytes]:
    """Public keys by id, from base64. Raises ValueError."""
    keys = [base64.b64decode(word, validate=True) for word in words]
    if any(len(raw) != 32 or base64.b64encode(raw).decode() != word for raw, word in zip(keys, words)):  # noqa: B905
        raise ValueError("a public key is 32 bytes in base64")
    return {f"ed25519:{hashlib.sha256(raw).hexdigest()[:16]}": raw for raw in keys}


def verifies(signed: Any, key: bytes) -> bool:
    """Whether the key signed the head; without `cryptography` only whether there is something like a signature."""
    try:
        signature = base64.b64decode(signed["signature"], validate=True)
        if Ed25519PublicKey is not None:
            Ed25519PublicKey.from_public_bytes(key).verify(signature, canonical(signed["head"]))
    except (TypeError, ValueError, InvalidSignature):
        return False
    return len(signature) == 64 and base64.b64encode(signature).decode() == signed["signature"]


def references(body: Any) -> Iterator[str]:
    """The digests of archived documents that a body names."""
    violations = body.get("violations", [])
    for part in [body, *violations, *(other for each in violations for other in each.get("other_days", []))]:
        law = part.get("law", [])
        yield from [law] if isinstance(law, str) else [each for branch in law for each in branch.values()]
        yield from [part["layout"]] if "layout" in part else []


class Bundle:
    """One bundle under verification. `given`: keys that the reader trusts; `outside`: a head kept elsewhere."""

    def __init__(self, archive: zipfile.ZipFile, given: dict[str, bytes], outside: Any = None) -> None:
        self.zip, self.given, self.outside = archive, given, outside
        self.findings: list[tuple[int, str]] = []
        self.heads: dict[int, str] = {}  # digests that signed heads name, by the number of the entry
        self.archived: set[str] = set()
        self.laws: set[str] = set()
        self.keys: dict[str, bytes] = {}
        self.previous: str | None = None
        self.seq, self.recorded, self.no_body, self.no_identity = 0, "", 0, 0

    def verify(self) -> None:
        """Find what does not hold, in the order of entries; stops where more findings would not help."""
        try:
            self.begin()
            for name in filter(ARCHIVED.match, self.zip.namelist()):
                self.attempt(0, self.document, name)
            for line in self.lines("heads.jsonl"):
                self.attempt(0, self.head, line, self.keys)
            for line in self.lines("entries.jsonl"):
                here = self.seq + 1
                if not self.attempt(here, self.entry, line):
                    self.seq, self.previous = here, None
            self.end()
        except UNREADABLE as error:
            self.findings.append((self.seq and self.seq + 1, f"cannot be read further: {str(error)[:200]}"))
        self.findings.sort(key=lambda each: each[0])

    def begin(self) -> None:
        names = self.zip.namelist()
        if len(set(names)) != len(names):
            raise ValueError("the bundle has a file name twice")
        docket = read_json(self.bytes_of("docket.json"))
        if docket["schema"] != "penalty-rules/bundle/1":
            raise ValueError("docket.json is not of the form penalty-rules/bundle/1")
        self.genesis, self.last = docket["genesis"], docket["head"]
        self.algorithm = self.genesis["algorithm"]
        self.beginning = digest(canonical(self.genesis), self.algorithm)
        self.previous = self.beginning
        bundled = read_keys(list(docket["keys"].values()))
        if set(bundled) != set(docket["keys"]):
            raise ValueError("a public key does not fit its id")
        self.keys = {**bundled, **self.given}  # old heads may be signed with keys that were changed since
        for signed in [self.last] if self.outside is None else [self.outside, self.last]:
            self.head(canonical(signed), self.given or bundled)

    def head(self, line: bytes, keys: dict[str, bytes]) -> None:
        """A signed head; the entry that it names must have the digest that it names."""
        signed = self.latest = read_json(line)
        head, count = signed["head"], signed["head"]["count"]
        if self.heads.setdefault(count, head["digest"]) != head["digest"]:
            self.find(count, "two signed heads speak of different entries")
        if head["docket"] != self.genesis["docket"] or head["schema"] != "penalty-rules/head/1":
            self.find(count, "a signed head is that of another docket")
        if head["key"] not in keys:
            self.find(count, f"a head is signed with the key {head['key']}, which is not known")
        elif not verifies(signed, keys[head["key"]]):
            self.find(count, "the signature of a head is missing or does not verify")

    def document(self, name: str) -> None:
        named, blob = name[8:-5].replace("-", ":"), self.bytes_of(name)
        if digest(blob, named.split(":")[0]) != named:
            raise ValueError(f"document {named} is not what its digest was taken of")
        self.archived.add(named)
        told = read_json(blob)
        if isinstance(told, dict) and set(told) == LAW:
            self.laws.update([told["vocabulary"], told["matters"], *told["rulesets"].values()])

    def entry(self, line: bytes) -> None:
        """The next entry. Where its header is sound but the link is not, the entry before is not what it was."""
        told, here = read_json(line), self.seq + 1
        header, body, identity, named = (told[key] for key in ("header", "body", "identity", "digest"))
        if len(told) != 4 or digest(canonical(header), self.algorithm) != named:
            self.find(here, "its header is not what its digest was taken of")
        elif header["seq"] != here:
            self.find(here, f"here stands entry {header['seq']}")
            if header["seq"] < here:
                return  # one too many, or one that was missed before
            here = header["seq"]
        elif self.previous not in (None, header["previous"]):
            self.find(here - 1, f"it is not what entry {here} was recorded after")
        if header["recorded_at"] < self.recorded:
            self.find(here, "it was recorded before the entry before it")
        self.parts(here, header, body, identity)
        if self.heads.pop(here, named) != named:
            self.find(here, "it is not the entry that a signed head speaks of")
        self.seq, self.previous, self.recorded = here, named, header["recorded_at"]

    def parts(self, here: int, header: dict[str, Any], body: Any, identity: Any) -> None:
        if body == "withheld":
            self.no_body += 1
        elif digest(canonical(body), self.algorithm) != header["body"]:
            self.find(here, "its body is not what the header names")
        elif not self.archived.issuperset(references(body)):
            self.find(here, "the archive lacks a document that it was decided under")
        if identity == "withheld" and header["identity"] is not None:
            self.no_identity += 1
        elif header["identity"] != (None if identity is None else digest(canonical(identity), self.algorithm)):
            self.find(here, "its identity is not what the header names")

    def end(self) -> None:
        if self.heads.pop(0, self.beginning) != self.beginning:
            self.find(0, "the docket did not begin as a signed head says")
        for count in sorted(self.heads):
            self.find(min(count, self.seq + 1), f"a signed head speaks of entry {count}, which is not there")
        if self.last["head"]["count"] != self.seq or self.latest != self.last:
            self.find(self.last["head"]["count"] + 1, "entries, heads and docket.json do not end with the same head")
        if not self.archived.issuperset(self.laws):
            self.find(0, "the archive lacks a document that a law book names")

    def attempt(self, seq: int, call: Callable[..., None], *arguments: Any) -> bool:
        try:
            call(*arguments)
        except MISSHAPEN as error:
            self.find(seq, f"{type(error).__name__}: {str(error)[:200]}")
            return False
        return True

    def find(self, seq: int, what: str) -> None:
        self.findings.append((seq if type(seq) is int else 0, what))
        if len(self.findings) >= MOST_FINDINGS:
            raise EOFError("so much is wrong that we stop here")

    def bytes_of(self, name: str) -> bytes:
        with self.zip.open(name) as file:
            return _bounded(file.read(MOST_BYTES + 1))

    def lines(self, name: str) -> Iterator[bytes]:
        with self.zip.open(name) as file:
            while line := _bounded(file.readline(MOST_BYTES + 1)):
                yield line


def _bounded(raw: bytes) -> bytes:
    if len(raw) > MOST_BYTES:
        raise ValueError(f"a line or a document of more than {MOST_BYTES} bytes")
    return raw


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="离线核验案卷包 / Verify a bundle of a docket, offline.")
    parser.add_argument("bundle")
    parser.add_argument("--key", action="append", default=[], help="可信公钥 / public key: base64, or a file with it")
    parser.add_argument("--head", help="另行保存的签名头 / a signed head that was kept elsewhere (JSON)")
    asked = parser.parse_args(arguments)
    try:
        keys = [Path(text).read_text("ascii") if Path(text).is_file() else text for text in asked.key]
        outside = read_json(Path(asked.head).read_bytes()) if asked.head else None
        with zipfile.ZipFile(asked.bundle) as archive:
            bundle = Bundle(archive, read_keys(" ".join(keys).split()), outside)
            bundle.verify()
    except UNREADABLE as error:
        print(f"无法读取 / cannot be read: {error}")
        return 2
    for seq, what in bundle.findings:
        print(f"✗ 第 {seq} 条 / entry {seq}: {what}")
    if not bundle.findings:
        print("\n".join(statement(bundle)))
    return 1 if bundle.findings else 3 if Ed25519PublicKey is None else 0


def statement(bundle: Bundle) -> Iterator[str]:
    """What a pass establishes, and what it does not."""
    counted = f"{bundle.seq} 条 / entries, {bundle.last['head']['time']}, {bundle.last['head']['key']}"
    if Ed25519PublicKey is None:
        yield f"前后一致，但未核验签名，不是通过 / CONSISTENT, BUT SIGNATURES NOT CHECKED: THIS IS NO PASS: {counted}"
        yield "请安装 / Install: pip install cryptography"
        return
    yield f"通过 / HOLDS: {counted}"
    yield "已证明：各条记录未被改动、删除、插入或调换，所依据的法规文本齐全。"
    yield "Established: no entry was altered, dropped, inserted or reordered; the law that was applied is included."
    yield "未证明：所记事实属实；时钟准确；持有签名密钥者没有另造一套记录。"
    yield "Not established: that the facts are true, the clock was right, no holder of the key wrote another docket."
    if not bundle.given:
        yield "公钥取自本包，只证明前后一致 / The keys came with the bundle: consistency only; give yours with --key."
    if bundle.outside is None:
        yield "未与另存的签名头比对 / No head kept elsewhere (--head): a tail may be cut off, an older head put back."
    if bundle.no_body or bundle.no_identity:
        yield f"未提供、未核验 / Withheld, NOT checked: 正文 bodies {bundle.no_body}, 身份 ids {bundle.no_identity}"


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # a console may not have all signs
    sys.exit(main())
