"""A bundle holds what the docket held, an outsider verifies it with one file, and no alteration passes."""

from __future__ import annotations

import ast
import base64
import copy
import io
import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from penalty_rules.docket import Keyring, Query, Store, heads, verify_docket
from penalty_rules.docket.bundle import export
from penalty_rules.docket.entry import Link
from penalty_rules.docket.store import Submission
from penalty_rules.errors import DocketUnavailable

from .making import digest_of, make_draft, written
from .tampering import COUNT, KEPT, first_named, make_docket

SCRIPT = Path(verify_docket.__file__)
Where = set[int]


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    made = make_docket("sqlite://", Keyring.generate())
    yield made
    made.close()


@pytest.fixture(scope="module")
def bundle(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of a docket, identities included."""
    path = tmp_path_factory.mktemp("bundle") / "bundle.zip"
    export(store, path, identities=True)
    return path


def public(store: Store) -> str:
    return base64.b64encode(store.keyring.public[str(store.keyring.key)]).decode()


def files(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> io.BytesIO:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made


def found(parts: io.BytesIO, **given: Any) -> list[tuple[int, str]]:
    with zipfile.ZipFile(parts) as archive:
        examined = verify_docket.Bundle(archive, given.pop("keys", {}), **given)
        examined.verify()
    return examined.findings


def ran(*arguments: str, isolated: tuple[str, ...] = ("-I",)) -> tuple[int, str]:
    """The script alone, in a process of its own that knows nothing of this package."""
    command = [sys.executable, *isolated, "-X", "utf8", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout + done.stderr


class TestTheScript:
    def test_is_one_file_of_the_standard_library_that_an_outsider_can_read(self) -> None:
        source = SCRIPT.read_text("utf-8")
        tree = ast.parse(source, feature_version=(3, 8))
        imported = {each.names[0].name for each in ast.walk(tree) if isinstance(each, ast.Import)}
        imported |= {str(each.module).split(".")[0] for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)}
        assert imported - {"__future__", "cryptography"} <= sys.stdlib_module_names
        assert source.count("\n") < 300

    def test_travels_with_the_bundle_and_verifies_it_there(self, store: Store, bundle: Path, tmp_path: Path) -> None:
        parts = files(bundle)
        (tmp_path / "verify.py").write_bytes(parts["verify_docket.py"])
        (tmp_path / "public.key").write_text(public(store) + "\n", "ascii")
        with store.reading() as view:
            head = view.head()
        assert head is not None
        (tmp_path / "head.json").write_text(json.dumps(head.document()), "ascii")
        keys = ["--key", str(tmp_path / "public.key"), "--head", str(tmp_path / "head.json")]
        code, told = ran(str(tmp_path / "verify.py"), str(bundle), *keys)
        assert code == 0, told
        assert f"通过 / HOLDS: {COUNT} 条" in told
        assert "未证明" in told
        assert "Not established" in told
        assert "consistency only" not in told
        assert "No head kept elsewhere" not in told

    def test_says_what_was_not_given(self, bundle: Path) -> None:
        code, told = ran(str(SCRIPT), str(bundle))
        assert code == 0
        assert "consistency only" in told
        assert "No head kept elsewhere" in told

    def test_without_cryptography_is_no_pass_and_says_so(self, bundle: Path) -> None:
        code, told = ran(str(SCRIPT), str(bundle), isolated=("-I", "-S"))
        assert code == 3
        assert "SIGNATURES NOT CHECKED: THIS IS NO PASS" in told
        assert "通过 / HOLDS" not in told

    def test_without_cryptography_a_missing_signature_is_still_an_error(self, bundle: Path, tmp_path: Path) -> None:
        parts = files(bundle)
        docket = json.loads(parts["docket.json"])
        docket["head"]["signature"] = ""
        (tmp_path / "b.zip").write_bytes(packed({**parts, "docket.json": written(docket)}).getvalue())
        assert ran(str(SCRIPT), str(tmp_path / "b.zip"), isolated=("-I", "-S"))[0] == 1

    def test_names_the_first_bad_entry(self, bundle: Path, tmp_path: Path) -> None:
        parts = files(bundle)
        altered = parts["entries.jsonl"].replace(b'"n":5', b'"n":6').replace(b'"n":9', b'"n":8')
        (tmp_path / "b.zip").write_bytes(packed({**parts, "entries.jsonl": altered}).getvalue())
        code, told = ran(str(SCRIPT), str(tmp_path / "b.zip"))
        assert code == 1
        assert told.splitlines()[0] == "✗ 第 5 条 / entry 5: its body is not what the header names"

    def test_a_console_without_chinese_signs_is_no_reason_to_fail(self, bundle: Path) -> None:
        done = subprocess.run([sys.executable, str(SCRIPT), str(bundle)], capture_output=True, check=False,
                              env={"PYTHONIOENCODING": "ascii"})  # fmt: skip
        assert done.returncode == 0, done.stderr

    def test_what_is_no_bundle_is_unreadable(self, bundle: Path, tmp_path: Path) -> None:
        (tmp_path / "b.zip").write_bytes(bundle.read_bytes()[:-200])
        for path in ("b.zip", "none.zip"):
            assert ran(str(SCRIPT), str(tmp_path / path))[0] == 2
        assert ran(str(SCRIPT), str(bundle), "--key", "AAAA")[0] == 2
        assert ran(str(SCRIPT), str(bundle), "--head", str(bundle))[0] == 2


class TestKeys:
    def test_another_key_than_the_one_that_signed_does_not_pass(self, bundle: Path) -> None:
        stranger = base64.b64encode(next(iter(Keyring.generate().public.values()))).decode()
        findings = found(io.BytesIO(bundle.read_bytes()), keys=verify_docket.read_keys([stranger]))
        assert [seq for seq, _ in findings] == [COUNT]

    def test_a_docket_forged_with_another_key_passes_only_where_no_key_is_given(
        self, store: Store, tmp_path: Path
    ) -> None:
        forged = make_docket("sqlite://", Keyring.generate())
        export(forged, tmp_path / "forged.zip")
        forged.close()
        assert found(io.BytesIO((tmp_path / "forged.zip").read_bytes())) == []
        keys = verify_docket.read_keys([public(store)])
        assert found(io.BytesIO((tmp_path / "forged.zip").read_bytes()), keys=keys) != []

    def test_heads_signed_before_the_key_was_changed_still_count(self, tmp_path: Path) -> None:
        old = Keyring.generate()
        new = Keyring.generate(retired=old.public, party=old.party)
        first = make_docket(str(tmp_path / "d.db"), old)
        first.close()
        second = Store.open(str(tmp_path / "d.db"), new)
        second.append([Submission(make_draft())])
        export(second, tmp_path / "b.zip")
        second.close()
        keys = verify_docket.read_keys([public(second)])
        assert found(io.BytesIO((tmp_path / "b.zip").read_bytes()), keys=keys) == []


class TestAHeadKeptElsewhere:
    def test_shows_a_tail_that_was_cut_together_with_its_heads(self, store: Store, bundle: Path) -> None:
        parts, left = files(bundle), KEPT[1]
        lines = parts["heads.jsonl"].splitlines(keepends=True)
        docket = json.loads(parts["docket.json"])
        cut = {
            **parts, "heads.jsonl": b"".join(lines[:2]),
            "entries.jsonl": b"".join(parts["entries.jsonl"].splitlines(keepends=True)[:left]),
            "docket.json": written({**docket, "head": json.loads(lines[1])}),
        }  # fmt: skip
        assert found(packed(cut)) == [], "nothing in the bundle shows it"
        assert [seq for seq, _ in found(packed(cut), outside=docket["head"])] == [left + 1]

    def test_must_be_signed_by_a_known_key_and_of_this_docket(self, store: Store, bundle: Path) -> None:
        link = Link(5, digest_of(b""), "2026")
        for docket, keyring in ((store.genesis.docket, Keyring.generate()), ("another", store.keyring)):
            outside = heads.sign(docket, link, "2026", keyring).document()
            assert {seq for seq, _ in found(io.BytesIO(bundle.read_bytes()), outside=outside)} == {5}


class TestWhatIsExported:
    def test_the_same_docket_gives_the_same_bytes(self, store: Store, bundle: Path, tmp_path: Path) -> None:
        head = export(store, tmp_path / "again.zip", identities=True)
        assert (tmp_path / "again.zip").read_bytes() == bundle.read_bytes()
        assert head.count == COUNT
        assert [each.name for each in tmp_path.iterdir()] == ["again.zip"], "no temporary file is left"

    def test_identities_are_withheld_unless_asked_for(self, store: Store, bundle: Path, tmp_path: Path) -> None:
        export(store, tmp_path / "masked.zip")
        assert "某公司".encode() in files(bundle)["entries.jsonl"]
        assert not any("某公司".encode() in content for content in files(tmp_path / "masked.zip").values())
        code, told = ran(str(SCRIPT), str(tmp_path / "masked.zip"))
        assert code == 0
        assert "Withheld, NOT checked: 正文 bodies 0, 身份 ids 8" in told

    def test_a_query_withholds_the_bodies_of_all_other_entries(self, store: Store, tmp_path: Path) -> None:
        export(store, tmp_path / "part.zip", identities=True, query=Query(domain="fire", last=9))
        told = [json.loads(line) for line in files(tmp_path / "part.zip")["entries.jsonl"].splitlines()]
        given = [each["header"]["seq"] for each in told if each["body"] != "withheld"]
        assert given == [each["header"]["seq"] for each in told if each["header"]["domain"] == "fire"][: len(given)]
        assert 0 < len(given) < 9
        assert all(each["identity"] in (None, "withheld") for each in told if each["body"] == "withheld")
        assert found(io.BytesIO((tmp_path / "part.zip").read_bytes())) == []

    def test_both_stores_are_exported(self, url: str, tmp_path: Path) -> None:
        store = Store.create(url, Keyring.generate())
        store.append([Submission(make_draft())] * 1200)
        export(store, tmp_path / "b.zip")
        store.close()
        assert found(io.BytesIO((tmp_path / "b.zip").read_bytes())) == []

    def test_a_file_that_cannot_be_written_leaves_the_old_one(self, store: Store, tmp_path: Path) -> None:
        with pytest.raises(DocketUnavailable, match="cannot be written"):
            export(store, tmp_path / "none" / "b.zip")
        (tmp_path / "folder.zip").mkdir()
        with pytest.raises(DocketUnavailable, match="cannot be written"):
            export(store, tmp_path / "folder.zip")
        assert [each.name for each in tmp_path.iterdir()] == ["folder.zip"]


class TestHostileBundles:
    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("entries.jsonl", b"a" * (verify_docket.MOST_BYTES + 2)),
            ("heads.jsonl", b" " * (verify_docket.MOST_BYTES + 2)),
            ("docket.json", b"[" * 200_000),
            ("docket.json", b'{"genesis":{"n":1.5}}'),
            ("docket.json", b"{}"),
            ("docket.json", b"[]"),
            ("entries.jsonl", b"\n" * 100_000),
            ("entries.jsonl", b"[]\n{}\nnull\n1\n" * 1000),
            ("entries.jsonl", b'{"body":' + b"[" * 100_000 + b"\n"),
            ("entries.jsonl", b'{"header":{"seq":"x"},"body":{},"identity":null,"digest":"sha256:0"}\n'),
            ("entries.jsonl", b""),
            ("entries.jsonl", b"\xff\xfe\n"),
            ("heads.jsonl", b'{"head":{"count":"x"},"signature":1}\n' * 1000),
            ("archive/sha256-" + "0" * 64 + ".json", b"{}"),
        ],
    )
    def test_are_broken_not_a_crash(self, bundle: Path, name: str, content: bytes) -> None:
        findings = found(packed({**files(bundle), name: content}))
        assert 0 < len(findings) <= verify_docket.MOST_FINDINGS + 1

    def test_a_name_that_stands_twice_is_refused(self, bundle: Path) -> None:
        parts = packed(files(bundle))
        with zipfile.ZipFile(parts, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("entries.jsonl", b"")
        assert "twice" in found(parts)[0][1]

    def test_other_files_are_not_looked_at(self, bundle: Path) -> None:
        odd = {"../../etc/passwd": b"x", "/absolute": b"x", "archive/../x.json": b"x", "archive/sha256-zz.json": b"x"}
        assert found(packed({**files(bundle), **odd})) == []


class Altered:
    """The files of a bundle, to be altered by chance."""

    def __init__(self, parts: dict[str, bytes], chance: random.Random, stranger: Keyring) -> None:
        self.parts, self.chance, self.stranger = dict(parts), chance, stranger
        self.entries = [json.loads(line) for line in parts["entries.jsonl"].splitlines()]
        self.heads = [json.loads(line) for line in parts["heads.jsonl"].splitlines()]
        self.docket = json.loads(parts["docket.json"])

    def some(self) -> int:
        return self.chance.randint(1, COUNT)

    def packed(self) -> io.BytesIO:
        told = {"entries.jsonl": self.entries, "heads.jsonl": self.heads}
        lines = {name: b"".join(written(each) + b"\n" for each in values) for name, values in told.items()}
        return packed({**self.parts, **lines, "docket.json": written(self.docket)})

    def value(self, old: Any) -> Any:
        """Another value in the place of one."""
        text = str(old)
        at = self.chance.randrange(len(text) + 1)
        values = [
            None,
            7,
            True,
            "",
            [],
            text + "0",
            text[:at] + "é" + text[at + 1 :],
            text[:-1],
            "withheld",
            {"a": old},
        ]
        return self.chance.choice([each for each in values if each != old or type(each) is not type(old)])


def _header(a: Altered) -> Where:
    seq = a.some()
    header = a.entries[seq - 1]["header"]
    key = a.chance.choice(sorted(header))
    header[key] = a.value(header[key])
    return {seq}


def _extra_or_missing_key(a: Altered) -> Where:
    seq = a.some()
    part = a.chance.choice([a.entries[seq - 1], a.entries[seq - 1]["header"], a.entries[seq - 1]["body"]])
    if a.chance.random() < 0.5:
        part["extra"] = 1
    else:
        del part[a.chance.choice(sorted(part))]
    return {seq}


def _digest(a: Altered) -> Where:
    seq = a.some()
    a.entries[seq - 1]["digest"] = a.value(a.entries[seq - 1]["digest"])
    return {seq}


def _body(a: Altered) -> Where:
    seq = a.some()
    body = a.entries[seq - 1]["body"]
    key = a.chance.choice(sorted(body))
    body[key] = a.value(body[key])
    return {seq}


def _identity(a: Altered) -> Where | None:
    seq = a.some()
    old = a.entries[seq - 1]["identity"]
    new = a.value(old)
    a.entries[seq - 1]["identity"] = new
    return None if new == "withheld" and old is not None else {seq}


def _swapped_bodies(a: Altered) -> Where | None:
    one, other = a.some(), a.some()
    first, second = a.entries[one - 1], a.entries[other - 1]
    first["body"], second["body"] = second["body"], first["body"]
    return {min(one, other)} if one != other else None


def _dropped(a: Altered) -> Where:
    seq = a.some()
    del a.entries[seq - 1 : seq - 1 + a.chance.choice([1, 1, 2, 9])]
    return {seq}


def _duplicated(a: Altered) -> Where:
    seq, after = a.some(), a.some()
    a.entries.insert(after, copy.deepcopy(a.entries[seq - 1]))
    return {after + 2 if seq == after + 1 else after + 1}


def _reordered(a: Altered) -> Where | None:
    one, other = a.some(), a.some()
    a.entries[one - 1], a.entries[other - 1] = a.entries[other - 1], a.entries[one - 1]
    return {min(one, other)} if one != other else None


def _rehashed(a: Altered) -> Where:
    seq = a.some()
    entry = a.entries[seq - 1]
    entry["body"]["forged"] = 1
    entry["header"]["body"] = digest_of(written(entry["body"]))
    entry["digest"] = digest_of(written(entry["header"]))
    return {seq}


def _tail(a: Altered) -> Where:
    """Cut, with no head, with the heads behind the cut left out, or with an older one put in the place of the last."""
    cut = a.some()
    del a.entries[cut - 1 :]
    way = a.chance.randrange(3)
    if way > 0:
        a.heads = [each for each in a.heads if each["head"]["count"] < cut]
    if way > 1 and a.heads and a.heads[-1]["head"]["count"] < cut - 1:
        a.docket["head"] = a.heads[-1]
        return {a.heads[-1]["head"]["count"] + 1}
    return {cut}


def _older_head(a: Altered) -> Where:
    left = a.chance.choice([1, 2])
    a.heads = a.heads[:left]
    a.docket["head"] = a.heads[-1]
    return {KEPT[left - 1] + 1}


def _head(a: Altered) -> Where:
    signed = a.chance.choice([*a.heads, a.docket["head"]])
    count = signed["head"]["count"]
    key = a.chance.choice([*signed["head"], "signature"])
    part = signed if key == "signature" else signed["head"]
    part[key] = a.value(part[key])
    return {count, 0, COUNT, 7, 1}


def _foreign_head(a: Altered) -> Where:
    signed = a.chance.choice([*a.heads, a.docket["head"]])
    told = signed["head"]
    foreign = heads.sign(told["docket"], Link(told["count"], told["digest"], ""), told["time"], a.stranger)
    signed["signature"] = foreign.signature
    if a.chance.random() < 0.5:
        told["key"] = foreign.key
    return {told["count"]}


def _unsigned(a: Altered) -> Where:
    signed = a.chance.choice([*a.heads, a.docket["head"]])
    count = signed["head"]["count"]
    others = [each["signature"] for each in a.heads if each["head"]["count"] != count]
    signed["signature"] = a.chance.choice(["", None, *others])
    return {count}


def _archive(a: Altered) -> Where:
    name = a.chance.choice([each for each in sorted(a.parts) if each.startswith("archive/")])
    named = name[8:-5].replace("-", ":")
    rows = [(each[8:-5].replace("-", ":"), "law" if b'"rulesets"' in content else "", content.decode())
            for each, content in a.parts.items() if each.startswith("archive/")]  # fmt: skip
    bodies = [(*[""] * 20, json.dumps(each["body"]), "") for each in a.entries]
    first = first_named(rows, bodies)[named]
    if a.chance.random() < 0.4:
        del a.parts[name]
    else:
        content = bytearray(a.parts[name])
        content[a.chance.randrange(len(content))] ^= 1 << a.chance.randrange(8)
        a.parts[name] = bytes(content)
    return {0, first}


def _genesis(a: Altered) -> Where:
    key = a.chance.choice(sorted(a.docket["genesis"]))
    a.docket["genesis"][key] = a.value(a.docket["genesis"][key])
    return {0}


def _keys(a: Altered) -> Where:
    (name,) = a.docket["keys"]
    a.docket["keys"] = a.chance.choice(
        [
            {},
            {name: base64.b64encode(next(iter(a.stranger.public.values()))).decode()},
            {"ed25519:0": a.docket["keys"][name]},
        ]
    )
    return {0, KEPT[0], COUNT}


ALTERATIONS: tuple[Callable[[Altered], Where | None], ...] = (
    _header, _extra_or_missing_key, _digest, _body, _identity, _swapped_bodies, _dropped, _duplicated, _reordered,
    _rehashed, _tail, _older_head, _head, _foreign_head, _unsigned, _archive, _genesis, _keys,
)  # fmt: skip


class TestAThousandAlterations:
    @pytest.mark.parametrize("alteration", ALTERATIONS, ids=lambda each: each.__name__.strip("_"))
    def test_each_is_detected_and_located(self, bundle: Path, alteration: Callable[[Altered], Where | None]) -> None:
        parts, chance, stranger = files(bundle), random.Random(alteration.__name__), Keyring.generate()
        done = 0
        while done < 60:
            altered = Altered(parts, chance, stranger)
            where = alteration(altered)
            if where is not None:
                findings = found(altered.packed())
                assert findings, "missed"
                assert findings[0][0] in where, (where, findings[:3])
                done += 1

    def test_each_bit_of_each_file_counts(self, bundle: Path) -> None:
        parts, chance = files(bundle), random.Random(3)
        for name in ("docket.json", "heads.jsonl", "entries.jsonl"):
            for _ in range(150):
                content = bytearray(parts[name])
                content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
                assert found(packed({**parts, name: bytes(content)})), "missed"
