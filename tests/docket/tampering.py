"""A small docket with all that an entry may hold, and every way of altering it that its tables allow."""

from __future__ import annotations

import dataclasses
import random
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from penalty_rules.canonical import digest
from penalty_rules.docket import Header, Keyring, Store, heads
from penalty_rules.docket.entry import Document, Draft, Link, seal
from penalty_rules.docket.store import Submission
from penalty_rules.docket.tables import ARCHIVE, ENTRIES

from .making import make_document, written

COUNT = 24
KEPT = (8, 16, COUNT)  # the entries of which a signed head is kept
Where = set[int]  # where the first finding may be


def law_documents(domain: str) -> list[Document]:
    """A law book of invented law, and a layout; the first is the book."""
    vocabulary = make_document(domain, {"circumstances": [{"name": f"{domain}.x"}]}, "vocabulary")
    matters = make_document(domain, {f"{domain}/m": {"zh": "某事", "en": "some matter"}}, "matters")
    rulesets = [
        make_document(f"99/{domain}/{name}@1", {"id": f"99/{domain}/{name}", "version": "1", "rules": []})
        for name in ("list", "statute")
    ]
    told = {"domain": domain, "vocabulary": vocabulary.digest, "matters": matters.digest}
    law = make_document(domain, {**told, "rulesets": {each.name: each.digest for each in rulesets}}, "law")
    layout = make_document("", {"predicates": [f"{domain}.x"], "branches": []}, "layout")
    return [law, vocabulary, matters, *rulesets, layout]


def drafts() -> Iterator[Draft]:
    """Advice and dispositions: with and without party, identity, authority, request, correction; odd characters."""
    laws = [law_documents("tax"), law_documents("fire")]
    for number in range(1, COUNT + 1):
        documents = laws[number % 2]
        law, layout = documents[0], documents[-1]
        common: dict[str, Any] = {
            "recorder": f'官员"{number % 3}\\\n', "case": f"案-{number}", "jurisdiction": "990100", "domain": law.name,
            "authority": None if number % 4 else "某局", "matters": f"{law.name}/m", "decided": "2026-01-02",
            "party": None if number % 3 else f"hmac-sha256:{number:064x}",
            "request": None if number % 5 else digest(str(number).encode()),
        }  # fmt: skip
        if number % 6 == 0:
            body = {
                "schema": "penalty-rules/disposition-entry/1",
                "violations": [{"fine": number, "reason": "后果轻微"}],
            }
            corrects = number - 6 if number > 6 else None
            yield Draft("disposition", **common, outcome="lighter", body=written(body), refers_to=1, corrects=corrects)
        else:
            violation = {"id": "v1", "law": [{d.name: d.digest for d in documents[3:5]}], "layout": layout.digest}
            body = {"schema": "penalty-rules/advice-entry/1", "law": law.digest, "violations": [violation], "n": number}
            named = None if number % 2 else written({"name": f"某公司{number}", "salt": f"{number:032x}"})
            archive = tuple(documents)
            yield Draft("advice", **common, outcome="no_penalty", body=written(body), identity=named, archive=archive)


def make_docket(url: str, keyring: Keyring, algorithm: Any = "sha256") -> Store:
    """A docket of COUNT entries with the heads KEPT; once the clock stood still, once it was set back."""
    moments = iter(datetime(2026, 1, 2, tzinfo=UTC) + timedelta(hours=h if h != 7 else 5) for h in range(COUNT))
    store = Store.create(url, keyring, algorithm=algorithm, clock=lambda: next(moments))
    for first, draft in enumerate(drafts()):
        if first % 2 == 0:
            pair = [draft]
        else:
            assert not any(
                isinstance(each, Exception) for each in store.append([Submission(d) for d in (*pair, draft)])
            )
    with store.engine.begin() as connection:
        for entry in KEPT[:-1]:
            found = connection.exec_driver_sql(f"SELECT digest, recorded_at FROM entries WHERE seq = {entry}").one()
            head = heads.sign(store.genesis.docket, Link(entry, found[0], found[1]), found[1], keyring)
            told = (head.count, head.digest, head.time, head.key, head.signature)
            connection.exec_driver_sql("INSERT INTO heads VALUES (?, ?, ?, ?, ?)", told)
    return store


class Tampering:
    """The database of such a docket in memory: altered by chance, and put back."""

    def __init__(self, seed: int) -> None:
        self.keyring, self.chance = Keyring.generate(), random.Random(seed)
        self.stranger = Keyring.generate()
        self.store = make_docket("sqlite://", self.keyring)
        self.sql: sqlite3.Connection = self.store.engine.raw_connection().driver_connection  # type: ignore[assignment]
        self._as_recorded = self.sql.serialize()
        self.entries = self.rows("SELECT * FROM entries ORDER BY seq")
        with self.store.reading() as view:
            self.head = view.head()
            self.first_named = first_named(self.rows("SELECT digest, kind, content FROM archive"), self.entries)

    def restore(self) -> None:
        self.sql.deserialize(self._as_recorded)

    def rows(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        return self.sql.execute(statement, parameters).fetchall()

    def some(self) -> int:
        """The number of some entry."""
        return self.chance.randint(1, COUNT)

    def other(self, seq: int) -> int:
        return self.chance.choice([each for each in range(1, COUNT + 1) if each != seq])

    def edit(self, table: str, key: str, value: object, column: str) -> bool:
        """Alter a column of a row by chance; whether the database took it and it is not what it was."""
        where = f"FROM {table} WHERE {key} IS ?"
        old, before = self.rows(f"SELECT {column}, quote({column}) {where}", value)[0]
        others = [row[0] for row in self.rows(f"SELECT {column} FROM {table}")]
        new = self.chance.choice(_alterations(old, others, self.chance))
        try:
            self.sql.execute(f"UPDATE {table} SET {column} = ? WHERE {key} IS ?", (new, value))
        except sqlite3.IntegrityError:
            return False
        after = self.rows(f"SELECT quote({column}) {where}", value)
        return not after or after[0][0] != before

    def rehash(self, seq: int) -> None:
        """Give an entry the digests that its columns and parts have now, as a forger without the key can."""
        row = self.rows("SELECT * FROM entries WHERE seq = ?", seq)[0]
        width = len(Header._fields)
        header = Header._make(row[:width])._replace(body=digest(row[width + 1].encode()))
        self.sql.execute("UPDATE entries SET body_digest = ?, previous = ?, digest = ? WHERE seq = ?",
                         (header.body, header.previous, digest(header.canonical()), seq))  # fmt: skip


def first_named(archive: list[tuple[Any, ...]], entries: list[tuple[Any, ...]]) -> dict[str, int]:
    """For each document the first entry that was decided under it."""
    laws = {row[0]: row[2] for row in archive if row[1] == "law"}
    bodies = [row[len(Header._fields) + 1] for row in entries]
    held = [body + "".join(content for name, content in laws.items() if name in body) for body in bodies]
    return {row[0]: next(seq for seq, text in enumerate(held, 1) if row[0] in text) for row in archive}


def _alterations(old: Any, others: list[Any], chance: random.Random) -> list[Any]:
    """What may stand in the place of a value."""
    text = str(old)
    at = chance.randrange(len(text)) if text else 0
    return [
        None, "", text + chance.choice(" 0é"), text[:-1], text[:at] + chr(chance.randint(1, 0x2FFF)) + text[at + 1 :],
        text.upper(), text.encode(), text.encode() + b"\xff", chance.choice(others), chance.randint(-5, 99), 1.5,
        text + "\0",
    ]  # fmt: skip


def _column(t: Tampering) -> Where | None:
    seq, column = t.some(), t.chance.choice([c.name for c in ENTRIES.c if c.name != "seq"])
    return {seq} if t.edit("entries", "seq", seq, column) else None


def _number(t: Tampering) -> Where | None:
    seq, new = t.some(), t.chance.choice([-3, 0, COUNT + 1, COUNT + 7, 2**40, 2**62])
    t.sql.execute("UPDATE entries SET seq = ? WHERE seq = ?", (new, seq))
    return {min(seq, new)}


def _part_byte(t: Tampering) -> Where | None:
    seq, column = t.some(), t.chance.choice(["body", "identity_part"])
    old = t.rows(f"SELECT CAST({column} AS BLOB) FROM entries WHERE seq = ?", seq)[0][0]
    if old is None:
        return None
    new = bytearray(old)
    new[t.chance.randrange(len(new))] ^= 1 << t.chance.randrange(8)
    t.sql.execute(f"UPDATE entries SET {column} = CAST(? AS TEXT) WHERE seq = ?", (bytes(new), seq))
    return {seq}


def _dropped(t: Tampering) -> Where | None:
    first = t.some()
    last = min(COUNT, first + t.chance.choice([0, 0, 0, 1, 5]))
    t.sql.execute("DELETE FROM entries WHERE seq BETWEEN ? AND ?", (first, last))
    return {first}


def _duplicated(t: Tampering) -> Where | None:
    seq, after = t.some(), t.some()
    t.sql.execute("UPDATE entries SET seq = -seq WHERE seq > ?", (after,))
    t.sql.execute("UPDATE entries SET seq = 1 - seq WHERE seq < 0")
    row = [after + 1 if c.name == "seq" else None if c.name == "request" else value
           for c, value in zip(ENTRIES.c, t.entries[seq - 1], strict=True)]  # fmt: skip
    t.sql.execute(f"INSERT INTO entries VALUES ({', '.join('?' * len(row))})", row)
    return {after + 2 if seq == after + 1 and t.entries[seq - 1][17] is None else after + 1}


def _reordered(t: Tampering) -> Where | None:
    one = t.some()
    other = t.other(one)
    for old, new in ((one, -1), (other, one), (-1, other)):
        t.sql.execute("UPDATE entries SET seq = ? WHERE seq = ?", (new, old))
    return {min(one, other)}


def _swapped_bodies(t: Tampering) -> Where | None:
    one = t.some()
    other = t.other(one)
    width = len(Header._fields) + 1
    for seq, source in ((one, other), (other, one)):
        t.sql.execute("UPDATE entries SET body = ? WHERE seq = ?", (t.entries[source - 1][width], seq))
    return {min(one, other)}


def _rehashed(t: Tampering) -> Where | None:
    """One entry with digests that fit it: the entry after it, or the head, still speaks of the old one."""
    seq = t.some()
    t.sql.execute("UPDATE entries SET body = replace(body, '{', '{\"a\":1,') WHERE seq = ?", (seq,))
    t.rehash(seq)
    return {seq}


def _rechained(t: Tampering) -> Where | None:
    """One entry and all behind it with digests that fit: the next signed head speaks of another."""
    seq = t.some()
    t.sql.execute("UPDATE entries SET outcome = 'reduced' WHERE seq = ?", (seq,))
    for each in range(seq, COUNT + 1):
        if each > seq:
            before = t.rows("SELECT digest FROM entries WHERE seq = ?", each - 1)[0][0]
            t.sql.execute("UPDATE entries SET previous = ? WHERE seq = ?", (before, each))
        t.rehash(each)
    return {next(kept for kept in KEPT if kept >= seq)}


def _appended(t: Tampering) -> Where | None:
    """An entry that fits, behind the last head."""
    last = t.entries[-1]
    width = len(Header._fields)
    link = Link(COUNT, last[width], last[14])
    draft = dataclasses.replace(next(drafts()), request=None, identity=None)
    entry = seal(draft, link, last[14], "sha256")
    row = (*entry.header, entry.digest, entry.body, entry.identity)
    t.sql.execute(f"INSERT INTO entries VALUES ({', '.join('?' * len(row))})", row)
    return {COUNT + 1}


def _tail(t: Tampering) -> Where | None:
    cut = t.some()
    t.sql.execute("DELETE FROM entries WHERE seq >= ?", (cut,))
    return {cut}


def _tail_with_heads(t: Tampering) -> Where | None:
    """Where the cut is right behind a kept head, only a head kept elsewhere tells (see `_tail_at_a_head`)."""
    cut = t.some()
    t.sql.execute("DELETE FROM entries WHERE seq >= ?", (cut,))
    t.sql.execute("DELETE FROM heads WHERE count >= ?", (cut,))
    left = max((kept for kept in KEPT if kept < cut), default=None)
    return None if left == cut - 1 else {cut - 1 if left is None else left + 1}


def _head_column(t: Tampering) -> Where | None:
    count, column = t.chance.choice(KEPT), t.chance.choice(["digest", "time", "key_id", "signature"])
    return {count} if t.edit("heads", "count", count, column) else None


def _head_number(t: Tampering) -> Where | None:
    count, new = t.chance.choice(KEPT), t.chance.choice([0, 3, 11, 20, COUNT + 1, 2**40])
    t.sql.execute("UPDATE heads SET count = ? WHERE count = ?", (new, count))
    return {min(new, COUNT + 1)}


def _older_head(t: Tampering) -> Where | None:
    left = t.chance.choice([None, *KEPT[:-1]])
    t.sql.execute("DELETE FROM heads WHERE count > ?", (left or 0,))
    return {COUNT if left is None else left + 1}


def _foreign_head(t: Tampering) -> Where | None:
    """A head with the right words, signed with another key, under its own name or under that of ours."""
    count = t.chance.choice(KEPT)
    told, time = t.rows("SELECT digest, time FROM heads WHERE count = ?", count)[0]
    head = heads.sign(t.store.genesis.docket, Link(count, told, time), time, t.stranger)
    if t.chance.random() < 0.5:
        t.sql.execute("UPDATE heads SET key_id = ? WHERE count = ?", (head.key, count))
    t.sql.execute("UPDATE heads SET signature = ? WHERE count = ?", (head.signature, count))
    return {count}


def _unsigned(t: Tampering) -> Where | None:
    count = t.chance.choice(KEPT)
    others = [row[0] for row in t.rows("SELECT signature FROM heads WHERE count <> ?", count)]
    t.sql.execute("UPDATE heads SET signature = ? WHERE count = ?", (t.chance.choice(["", *others]), count))
    return {count}


def _archive_column(t: Tampering) -> Where | None:
    name = t.chance.choice(sorted(t.first_named))
    changed = t.edit("archive", "digest", name, t.chance.choice([c.name for c in ARCHIVE.c]))
    return {0, t.first_named[name]} if changed else None


def _archive_dropped(t: Tampering) -> Where | None:
    name = t.chance.choice(sorted(t.first_named))
    t.sql.execute("DELETE FROM archive WHERE digest = ?", (name,))
    return {t.first_named[name]}


def _docket(t: Tampering) -> Where | None:
    column = t.chance.choice(["docket", "created", "algorithm", None])
    if column is None:
        t.sql.execute("DELETE FROM docket")
        return {0}
    return {0} if t.edit("docket", "id", 1, column) else None


Mutation = Callable[[Tampering], Where | None]
MUTATIONS: tuple[Mutation, ...] = (
    _column, _number, _part_byte, _dropped, _duplicated, _reordered, _swapped_bodies, _rehashed, _rechained, _appended,
    _tail, _tail_with_heads, _head_column, _head_number, _older_head, _foreign_head, _unsigned, _archive_column,
    _archive_dropped, _docket,
)  # fmt: skip
