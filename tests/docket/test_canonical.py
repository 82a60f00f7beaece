"""Within the bounds of a docket, orjson, rfc8785 and the standard library write the same canonical bytes."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from penalty_rules.canonical import ALGORITHMS, INTEGER_LIMIT, NotCanonical, canonical, checked, digest
from penalty_rules.docket import Keyring, Store, verify_docket
from penalty_rules.docket.bundle import export
from penalty_rules.docket.verification import verify
from penalty_rules.errors import PenaltyRulesError

from .tampering import COUNT, make_docket

# The vectors published with RFC 8785 (json-canonicalization, testdata), as far as they lie within our bounds: in
# `structures` the number 56.0 is written 56, of `values` the numbers are left out, of `weird` the keys beyond ASCII.
VECTORS = {
    "arrays": (
        '[\n  56,\n  {\n    "d": true,\n    "10": null,\n    "1": [ ]\n  }\n]',
        '[56,{"1":[],"10":null,"d":true}]',
    ),
    "structures": (
        '{"1": {"f": {"f": "hi","F": 5} ,"\\n": 56},"10": { },"": "empty","a": { },"111": [ { } ],"A": { }}',
        '{"":"empty","1":{"\\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{}],"A":{},"a":{}}',
    ),
    "unicode": ('{\n  "Unnormalized Unicode":"\\u1e0d\\u0307"\n}\n', '{"Unnormalized Unicode":"\u1e0d\u0307"}'),
    "values": (
        '{"escaping": "\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/", "literals": [null, true, false]}',
        '{"escaping":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/","literals":[null,true,false]}',
    ),
    "weird": (
        '{"1": "One", "</script>": "Browser Challenge", "c": "Control\\u007f", "s": "\\ud83d\\ude02 \\ufb33 \\u0080"}',
        '{"1":"One","</script>":"Browser Challenge","c":"Control\x7f","s":"\U0001f602 \ufb33 \x80"}',
    ),
}
OUT_OF_BOUNDS = {
    "floats": '{"numbers": [1E30, 4.50, 333333333.33333329, 2e-3, 0.000000000000000000000000001]}',
    "a whole number as a float": "[56.0]",
    "keys beyond ASCII (weird)": '{"\\u20ac": "Euro Sign"}',
    "keys beyond ASCII (french)": '{"péché": "is wrong according to French"}',
    "an integer beyond 2^53": str(INTEGER_LIMIT + 1),
    "a lone surrogate": '["\\ud83d"]',
}
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
KEY = st.text(st.characters(max_codepoint=127))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-INTEGER_LIMIT, INTEGER_LIMIT) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEY, inner, max_size=4),
)
AVAILABLE = [each for each in ALGORITHMS if each in hashlib.algorithms_available]


def by_the_standard_library(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


class TestThreeWriters:
    @pytest.mark.parametrize("name", VECTORS)
    def test_write_the_published_vectors(self, name: str) -> None:
        given_text, expected = VECTORS[name]
        value = json.loads(given_text)
        written = [
            canonical(value),
            rfc8785.dumps(value),
            by_the_standard_library(value),
            verify_docket.canonical(value),
        ]
        assert written == [expected.encode()] * 4
        assert verify_docket.read_json(given_text.encode()) == value

    @given(VALUES)
    def test_write_the_same_bytes_for_any_value(self, value: Any) -> None:
        assert canonical(value) == rfc8785.dumps(value) == by_the_standard_library(value)
        assert canonical(orjson.loads(canonical(value))) == canonical(checked(value)) == canonical(value)
        assert verify_docket.canonical(verify_docket.read_json(canonical(value))) == canonical(value)

    @pytest.mark.parametrize("name", OUT_OF_BOUNDS)
    def test_what_is_out_of_bounds_is_refused(self, name: str) -> None:
        value = json.loads(OUT_OF_BOUNDS[name])
        with pytest.raises(NotCanonical):
            checked(value)
        with pytest.raises(ValueError, match=r"not a whole number|not ASCII|surrogates not allowed"):
            verify_docket.canonical(verify_docket.read_json(OUT_OF_BOUNDS[name].encode()))

    @pytest.mark.parametrize("raw", ['{"a":1,"a":1}', "[NaN]", "[-Infinity]", "[1e2]", "9" * 100_000, "[" * 100_000])
    def test_an_outsider_refuses_what_json_readers_disagree_about(self, raw: str) -> None:
        with pytest.raises((ValueError, RecursionError)):
            verify_docket.read_json(raw.encode())


@pytest.fixture(params=AVAILABLE)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """A docket with each digest that this platform offers."""
    made = make_docket("sqlite://", Keyring.generate(), request.param)
    yield made
    made.close()


class TestDigests:
    def test_a_docket_of_each_algorithm_holds_from_recording_to_the_bundle(self, store: Store, tmp_path: Path) -> None:
        report = verify(store.engine, store.keyring)
        assert (report.ok, report.count) == (True, COUNT)
        assert report.head is not None
        assert report.head.digest.startswith(store.genesis.algorithm + ":")
        export(store, tmp_path / "bundle.zip", identities=True)
        public = base64.b64encode(store.keyring.public[report.head.key]).decode()
        assert verify_docket.main([str(tmp_path / "bundle.zip"), "--key", public]) == 0

    def test_an_algorithm_that_no_platform_has_is_refused_by_name(self) -> None:
        with pytest.raises(PenaltyRulesError, match="does not offer the digest “sm0”"):
            digest(b"", "sm0")
        with pytest.raises(PenaltyRulesError, match="does not offer the digest “sm0”"):
            make_docket("sqlite://", Keyring.generate(), "sm0")
