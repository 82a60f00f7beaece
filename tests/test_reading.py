"""Reading: plain values exactly as written, every fault at once with its place, and no text that hangs or breaks it."""

from __future__ import annotations

import json
import os
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from penalty_rules.errors import Fault, Unreadable
from penalty_rules.reading import nearest, parse_document, read_document, yaml_text

Kind = Literal["yaml", "json"]
KINDS: tuple[Kind, Kind] = ("yaml", "json")
MIB = 2**20


def parsed(text: str | bytes, kind: Kind = "yaml") -> Any:
    return parse_document(text, source="case", kind=kind)


def faults(text: str | bytes, kind: Kind = "yaml") -> tuple[Fault, ...]:
    with pytest.raises(Unreadable) as caught:
        parsed(text, kind)
    assert caught.value.source == "case"
    assert caught.value.faults
    assert all(fault.message and fault.remedy for fault in caught.value.faults)
    assert all(len(fault.quoted or "") <= 60 for fault in caught.value.faults)
    str(caught.value).encode()
    return caught.value.faults


def answer(text: str | bytes, kind: Kind = "yaml") -> object:
    """What is read, or where it was refused."""
    try:
        return parsed(text, kind)
    except Unreadable as error:
        return [("refused", fault.path, fault.line) for fault in error.faults]


def fault(text: str | bytes, kind: Kind = "yaml") -> Fault:
    (only,) = faults(text, kind)
    return only


# --- values -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *[(word, True) for word in ("true", "True", "TRUE")],
        *[(word, False) for word in ("false", "False", "FALSE")],
        *[(word, None) for word in ("null", "Null", "NULL", "~", "")],
        *[(word, word) for word in ("yes", "no", "on", "off", "y", "n", "Yes", "NO", "tRUE", "nil", "unknown")],
        ("0", 0),
        ("-0", 0),
        ("2027", 2027),
        ("-17", -17),
        ("9223372036854775807", 2**63 - 1),
        ("-9223372036854775808", -(2**63)),
        ("0.1", Decimal("0.1")),
        ("-36.50", Decimal("-36.50")),
        ("1.10", Decimal("1.10")),
        ("2024-03-01", date(2024, 3, 1)),
        ("2024-02-29", date(2024, 2, 29)),
        *[
            (text, text)
            for text in ("0123", "007", "-01", "+5", "1_000", "0x1F", "0o17", "0b1", "1e3", "1.5e3", "1.", ".5")
        ],
        *[
            (text, text)
            for text in ("12,5", "１２３", "12:30", "190:20:30", "2024-3-1", "2024-03-01T10:00:00", "2024-03")
        ],
        *[(text, text) for text in ("500 yuan", "7/2", "30%", "36.5元", "nan", "NaN", "inf", "Infinity")],
        *[(text, text) for text in ("3号", "--", "<<", "=", "不明", "第三十三条第一款")],
    ],
)
def test_a_plain_word_is_read_narrowly(written: str, value: object) -> None:
    read = parsed(f"k: {written}")["k"]
    assert (read, type(read)) == (value, type(value))
    assert parsed(f"- {written}") == [value]


@pytest.mark.parametrize(
    "word", ["true", "null", "~", "", "12", "0.5", "2024-03-01", "2024-02-30", ".nan", "9" * 99, "!x", "*x"]
)
@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_quoted_word_is_always_text(word: str, quote: str) -> None:
    assert parsed(f"k: {quote}{word}{quote}") == {"k": word}


@pytest.mark.parametrize("style", ["|", ">", "|-", ">-"])
def test_a_block_is_always_text(style: str) -> None:
    assert parsed(f"k: {style}\n  2024-02-30\n")["k"].strip() == "2024-02-30"


def test_keys_are_text_or_whole_numbers() -> None:
    assert parsed("{2027: a, 货值金额: b, harm.level: c, 'true': d, no: e}") == {
        2027: "a",
        "货值金额": "b",
        "harm.level": "c",
        "true": "d",
        "no": "e",
    }


def test_lists_and_mappings_nest() -> None:
    text = "a:\n- b: [1, {c: 0.5}]\n  d: {}\n- []\n- - x\n"
    assert parsed(text) == {"a": [{"b": [1, {"c": Decimal("0.5")}], "d": {}}, [], ["x"]]}


def test_a_document_may_be_one_scalar_and_wear_its_markers() -> None:
    assert parsed("---\n5\n...\n") == 5


@pytest.mark.parametrize("kind", KINDS)
def test_a_byte_order_mark_at_the_start_is_accepted(kind: Kind) -> None:
    assert parsed(b'\xef\xbb\xbf{"a": 1}', kind) == parsed('\ufeff{"a": 1}', kind) == {"a": 1}


def test_json_numbers_stay_exact_and_days_stay_text() -> None:
    text = (
        '{"a": 0.10, "b": 1e3, "c": -0, "d": "2024-02-30", "e": [true, null, 9007199254740993], "f": "\\ud83d\\ude00"}'
    )
    read = parsed(text, "json")
    assert read == {
        "a": Decimal("0.10"),
        "b": Decimal(1000),
        "c": 0,
        "d": "2024-02-30",
        "e": [True, None, 2**53 + 1],
        "f": "😀",
    }
    assert str(read["a"]) == "0.10"


# --- refusals ------------------------------------------------------------------


def test_every_fault_of_a_file_is_reported_at_once_with_line_path_and_remedy() -> None:
    text = """\
decision_date: 2024-02-30
violations:
  - facts:
      goods_value: 1
      goods_value: 2
      ratio: .nan
  - facts: {harm.level: !x minor, other: *anchor, amount: 99999999999999999999}
    true: 1
"""
    found = faults(text)
    assert [(fault.path, fault.line, fault.quoted) for fault in found] == [
        ("decision_date", 1, "2024-02-30"),
        ("violations[0].facts.goods_value", 5, "goods_value"),
        ("violations[0].facts.ratio", 6, ".nan"),
        ("violations[1].facts.harm.level", 7, "!x"),
        ("violations[1].facts.other", 7, "*anchor"),
        ("violations[1].facts.amount", 7, "99999999999999999999"),
        ("violations[1].true", 8, "true"),
    ]


def test_what_was_found_before_a_syntax_error_is_reported_with_it() -> None:
    assert [(fault.path, fault.line) for fault in faults("a: 2024-13-01\nb: [1\nc: 2\n")] == [("a", 1), ("", 3)]


@pytest.mark.parametrize(
    ("text", "path", "part"),
    [
        ("a: &x 1", "a", "anchor"),
        ("a: &x {b: 1}", "a", "anchor"),
        ("a: [&x [1]]", "a[0]", "anchor"),
        ("&x a: 1", "&x", "anchor"),
        ("a: *x", "a", "alias"),
        ("*x : 1", "*x", "alias"),
        ("a: !!str 1", "a", "tag"),
        ("a: !x [1]", "a", "tag"),
        ("a: ! 1", "a", "tag"),
        ("a: !!python/object/apply:os.system [x]", "a", "tag"),
        ("%YAML 1.2\n---\na: 1", "", "%"),
        ("a: 1\n---\nb: 2", "", "second document"),
        ("[a, b]: 1", "[…]", "as a key"),
        ("x: [{{a: 1}: 1}]", "x[0].{…}", "as a key"),
        ("? \n: 1", "", "neither text nor a whole number"),
        ("null: 1", "null", "neither text nor a whole number"),
        ("false: 1", "false", "neither text nor a whole number"),
        ("0.5: 1", "0.5", "neither text nor a whole number"),
        ("2024-03-01: 1", "2024-03-01", "neither text nor a whole number"),
        ("2024-02-30: 1", "2024-02-30", "no calendar has"),
        ("a: 1\na: 2", "a", "twice"),
        ("{x: {1: a, 1: b}}", "x.1", "twice"),
        ("a: 0000-01-01", "a", "no calendar has"),
        ("a: 2023-02-29", "a", "no calendar has"),
        ("a: -.inf", "a", "infinite"),
        ("a: 9223372036854775808", "a", "out of range"),
        ("a: -9223372036854775809", "a", "out of range"),
        (f"a: 0.{'1' * 50}", "a", "out of range"),
        ('a: "\\0"', "a", "invisible character"),
        ('a: "\\u202e"', "a", "invisible character"),
        ('"\\e": 1', "·", "invisible character"),
    ],
)
def test_a_thing_that_yaml_allows_and_we_do_not_is_named(text: str, path: str, part: str) -> None:
    found = fault(text)
    assert found.path == path
    assert part in found.message
    assert found.line == (2 if text.startswith("a: 1\n") else 1)


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("a: b: c", 1, "quotes"),
        ("a:\n\t- b", 2, "spaces, not tabs"),
        ("a: @x", 1, "@"),
        ("a: 1\nb: 'x\n\nc: 1", 2, "quotation mark"),
        ("a: [1, 2\nb: 3", 2, "bracket"),
        ("a:\n  b: 1\n c: 2", 3, "neighbours"),
        ("- a\nb: 1", 2, "neighbours"),
        ('a: "\\d"', 1, "backslash"),
        ("a：1\nb: {c", 2, "indentation"),
        ("货值：\n  金额：1\n单位: {a：", 3, "half width"),
        ("a: }", 1, "brackets"),
        ("a: '\ud7ff", 1, "quotation mark"),
    ],
)
def test_a_syntax_error_is_told_in_plain_words(text: str, line: int, part: str) -> None:
    found = fault(text)
    assert found.line == line
    assert part in (found.remedy or "")


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ('{"a": 1,}', 1, "comma"),
        ("{a: 1}", 1, "double quotes"),
        ("\n{'a': 1}", 2, "double quotes"),
        ('{"a" 1}', 1, "colon"),
        ("[1 2]", 1, "comma"),
        ('{"a"：1}', 1, "half width"),
        ("1 2", 1, "one JSON document"),
        ('"\\x"', 1, "backslash"),
        ('"a\nb"', 1, "\\n"),
        ('["a', 1, "close"),
        ("[01]", 1, "comma"),
        ("tru", 1, "double quotes"),
    ],
)
def test_a_json_syntax_error_is_told_in_plain_words(text: str, line: int, part: str) -> None:
    found = fault(text, "json")
    assert found.line == line
    assert part in (found.remedy or "")


def test_every_fault_of_a_json_text_is_reported_at_once_with_its_path() -> None:
    text = (
        '{"a": NaN, "b": [-Infinity, {"c": 1, "c": 1e999, "d": "\\ud800"}], "\\u0000": 9223372036854775808, "a": "\\b"}'
    )
    assert [(fault.path, fault.quoted) for fault in faults(text, "json")] == [
        ("a", "NaN"),
        ("b[0]", "-Infinity"),
        ("b[1].c", "c"),
        ("b[1].c", "1e999"),
        ("b[1].d", "\\ud800"),
        ("·", "·"),
        ("·", "9223372036854775808"),
        ("a", "a"),
        ("a", "·"),
    ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", ["", " \n", "\ufeff", b"", "null"])
def test_an_empty_document_is_refused(text: str | bytes, kind: Kind) -> None:
    assert fault(text, kind).message == "the document is empty"


@pytest.mark.parametrize("text", ["# only a remark", "---", "---\n...\n", "~"])
def test_a_yaml_document_without_a_value_is_empty(text: str) -> None:
    assert fault(text).message == "the document is empty"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "sign", ["\x00", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\u2067", "\ufeff", "\uffff", "\ud800"]
)
def test_invisible_characters_are_refused_with_their_lines(sign: str, kind: Kind) -> None:
    found = faults(f'["a",\n"{sign}",\n\n"{sign}"]', kind)
    assert [(fault.line, fault.quoted) for fault in found] == [(2, f"U+{ord(sign):04X}"), (4, f"U+{ord(sign):04X}")]


@pytest.mark.parametrize("kind", KINDS)
def test_bytes_that_are_not_utf_8_are_refused_with_their_line(kind: Kind) -> None:
    found = fault('["a",\n"当事人"]'.encode("gb18030"), kind)
    assert (found.line, found.message) == (2, "the file is not UTF-8")
    assert "GB 18030" in (found.remedy or "")
    assert fault('["a"]'.encode("utf-16"), kind).line == 1


# --- limits and attacks ----------------------------------------------------------


def nested(depth: int) -> str:
    return "[" * depth + "1" + "]" * depth


@pytest.mark.parametrize("kind", KINDS)
def test_forty_levels_are_read_and_one_more_is_refused(kind: Kind) -> None:
    assert parsed(nested(40), kind)
    assert "deeper than 40" in fault(nested(41), kind).message


def test_brackets_inside_json_text_are_not_levels() -> None:
    assert parsed(json.dumps(["[" * 100, '\\"{[', "\\"]), "json")


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_of_one_mebibyte_is_read_and_a_longer_one_refused(kind: Kind) -> None:
    assert len(parsed(f'{{"a": "{"x" * MIB}"}}', kind)["a"]) == MIB
    found = fault(f'{{"a": "{"x" * (MIB + 1)}"}}', kind)
    assert (found.path, len(found.quoted or "")) == ("a", 60)


def test_the_number_of_yaml_values_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_text, "MAX_NODES", 1000)
    assert len(parsed("- 1\n" * 999)) == 999
    assert fault("- 1\n" * 1000).line == 1000


ATTACKS: list[tuple[str, Kind, str | bytes]] = [
    ("a huge file", "yaml", b" " * (64 * MIB + 1)),
    ("a huge file", "json", b" " * (64 * MIB + 1)),
    ("a huge plain word", "yaml", "a: " + "x" * 10_000_000),
    ("a huge quoted text", "yaml", 'a: "' + "\\n" * 5_000_000 + '"'),
    ("a huge block", "yaml", "a: |\n" + " x\n" * 3_000_000),
    ("a huge text", "json", '{"a": "' + "x" * 10_000_000 + '"}'),
    ("an open text of quotes", "json", '["' + '\\"' * 3_000_000),
    ("deep lists", "yaml", "[" * 100_000),
    ("deep mappings", "yaml", "{a: " * 100_000),
    ("deep blocks", "yaml", "- " * 100_000),
    ("deep keys", "yaml", "? " * 100_000),
    ("deep lists", "json", "[" * 100_000),
    ("deep mappings", "json", '{"a":' * 100_000),
    ("closing brackets", "json", "]" * 100_000),
    ("doubled keys", "yaml", "k: 1\n" * 1_000_000),
    ("doubled keys", "json", "{" + '"k":1,' * 900_000 + '"k":1}'),
    ("too many values", "json", "[" + "1," * 2_100_000 + "1]"),
    ("a huge number", "yaml", "a: " + "9" * 1_000_000),
    ("a huge number", "json", "[" + "9" * 1_000_000 + "]"),
    ("a huge fraction", "json", "[0." + "9" * 1_000_000 + "]"),
    ("a huge exponent", "json", "[1e999999999, 1e99999999999999999999999999]"),
    ("many tags", "yaml", "- !t a\n" * 100_000),
    ("many directives", "yaml", "".join(f"%TAG !a{n}! tag:x\n" for n in range(50_000)) + "--- a"),
    ("many documents", "yaml", "---\n" * 100_000),
    ("many controls", "json", "\x00" * 1_000_000),
    ("a million colons", "yaml", "a: " * 300_000),
    ("a million laughs", "yaml", "a: &a [x]\n" + "".join(f"b{n}: &b{n} [{'*a, ' * 9}*a]\n" for n in range(30))),
]


@pytest.mark.parametrize(("name", "kind", "text"), ATTACKS, ids=[f"{name} in {kind}" for name, kind, _ in ATTACKS])
def test_no_text_makes_reading_hang(name: str, kind: Kind, text: str | bytes) -> None:
    start = time.perf_counter()
    assert len(faults(text, kind)) <= 101, name
    assert time.perf_counter() - start < 10


def test_a_file_with_very_many_faults_shows_the_first_hundred_and_says_so() -> None:
    for kind, text in (("yaml", "k: 1\n" * 1000), ("json", "[" + "NaN," * 1000 + "1]")):
        found = faults(text, kind)  # type: ignore[arg-type]
        assert len(found) == 101
        assert "more than 100" in found[-1].message


def test_three_thousand_lines_are_read_swiftly() -> None:
    rule = (
        "- id: X-{0}\n  title: {{zh: 第{0}项, en: item {0}}}\n  when:\n    all:\n    - harm.level: {{at_most: minor}}\n"
    )
    text = "".join(rule.format(n) for n in range(600))
    start = time.perf_counter()
    assert len(parsed(text)) == 600
    assert time.perf_counter() - start < 1  # some 30 ms on a quiet machine


# --- any text at all ---------------------------------------------------------------

YAML_TEXT = st.text(st.sampled_from("ab1-:,[]{}#&*!|>'\"%@`?~. \n\t。：\\0"), max_size=60)
WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Cn", "Zl", "Zp"]), max_size=20)
SCALARS = WORDS | st.booleans() | st.none() | st.integers(-(2**63), 2**63 - 1)
TREES = st.recursive(
    SCALARS | st.dates(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=20,
).filter(lambda tree: tree is not None)


class WithoutAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


@given(TREES, st.booleans())
def test_what_pyyaml_writes_is_read_back_as_it_was(tree: object, flow: bool) -> None:
    text = yaml.dump(tree, Dumper=WithoutAliases, allow_unicode=True, default_flow_style=flow)
    assert parsed(text) == tree


@given(st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner)), st.booleans())
def test_what_json_writes_is_read_back_as_it_was(tree: object, ascii_only: bool) -> None:
    assert parsed(json.dumps([tree], ensure_ascii=ascii_only), "json") == [tree]


NUMBERS = st.sampled_from(
    ["0", "-0", "1.0", "0.10", "1e3", str(2**63 - 1), str(2**63), str(2**64), "-1", "true", "null"]
)
LEAVES = NUMBERS | st.sampled_from(['"a"', '"a:b"', '"\\u0001"', '"\\ud800"', '"\\""', '""'])
JSON_TEXT = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda each: f"[{', '.join(each)}]")
        | st.lists(st.tuples(st.sampled_from("ab"), inner), max_size=3).map(
            lambda each: "{" + ",".join(f'"{key}" : {value}' for key, value in each) + "}"
        )
    ),
    max_leaves=8,
)


@given(JSON_TEXT)
def test_json_is_read_or_refused_alike_whether_or_not_a_decimal_beside_it_asks_for_slow_reading(text: str) -> None:
    """A text without decimals is parsed at once; one with a decimal number by number."""
    quickly, slowly = (repr(answer(f"[{text}, {last}]", "json")) for last in ("1", "1.0"))
    assert quickly == slowly.replace(", Decimal('1.0')]", ", 1]")


@given(YAML_TEXT | st.text() | st.binary(), st.sampled_from(KINDS))
def test_any_text_is_either_read_or_refused(text: str | bytes, kind: Kind) -> None:
    assert answer(text, kind) not in (None, [])


def shape(tree: object) -> object:
    if isinstance(tree, dict):
        return {"values": [shape(value) for value in tree.values()]}
    return [shape(value) for value in tree] if isinstance(tree, list) else None


@given(YAML_TEXT)
def test_what_is_read_has_the_shape_that_pyyaml_sees(text: str) -> None:
    try:
        tree = parsed(text)
    except Unreadable:
        return
    assert shape(tree) == shape(yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)))


WITH_ANY_PARSER = [
    "a: 1\nb: [x, 2024-03-01, 'y', \"z\"]\nc: {d: }\n",
    "a: &x 1\n",
    "a: 1\na: 2",
    "a: 'x",
    "a: @",
    "{[a]: 1}",
]


@pytest.mark.parametrize("text", WITH_ANY_PARSER)
def test_without_the_compiled_parser_the_answer_is_the_same(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = answer(text)
    monkeypatch.setattr(yaml_text, "_Loader", yaml.SafeLoader)
    assert answer(text) == compiled


# --- files -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["case.yaml", "case.yml", "CASE.YAML", "case.json"])
def test_a_file_is_read_by_its_name(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text('{"当事人": [1, 0.5]}', encoding="utf-8")
    assert read_document(tmp_path / name) == read_document(str(tmp_path / name)) == {"当事人": [1, Decimal("0.5")]}


def file_fault(path: Path | str) -> Fault:
    with pytest.raises(Unreadable) as caught:
        read_document(path)
    assert caught.value.source == str(path)
    (only,) = caught.value.faults
    return only


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "case.txt").write_text("a: 1")
    assert "neither YAML nor JSON" in file_fault(tmp_path / "case.txt").message


def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    for path in (tmp_path / "folder.yaml", tmp_path / "pipe.yaml", tmp_path / "missing.yaml", "nul\x00l.yaml"):
        assert file_fault(path).message == "there is no such file"


def test_a_name_that_no_file_system_takes_is_refused() -> None:
    assert file_fault("x" * 5000 + ".yaml").quoted


# --- likeness ----------------------------------------------------------------------------


def test_the_likest_words_come_first_whatever_their_order_and_case() -> None:
    known = ["goods_value", "goods.kind", "harm.level", "货值金额", "货值", "party.age"]
    assert nearest("good_value", known)[0] == "goods_value"
    assert nearest("GOODS_VALUE", reversed(known))[0] == "goods_value"
    assert nearest("货值金", known)[:2] == ["货值金额", "货值"]
    assert nearest("zzz", known) == []
    assert nearest("harm.levle", iter(known), n=1) == ["harm.level"]


@given(st.text(), st.lists(st.text(max_size=10), max_size=10))
def test_nearest_names_known_words_only(word: str, known: list[str]) -> None:
    assert set(nearest(word, known)) <= set(known)
    assert len(nearest(word, known)) <= 3


def test_a_huge_word_has_no_huge_price() -> None:
    start = time.perf_counter()
    nearest("x" * 10_000_000, ["goods_value"] * 1000)
    assert time.perf_counter() - start < 1
