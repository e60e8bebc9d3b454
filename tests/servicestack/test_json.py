"""JSON is read strictly by RFC 8259, and written so that it can be read."""

import json as standard
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire_values import values

from conformance.errors import WireError, WireKind
from conformance.servicestack import json
from conformance.servicestack.text import MAX_DEPTH, decode
from conformance.servicestack.value import textual

MALFORMED, ENCODING, LIMIT = WireKind.MALFORMED, WireKind.ENCODING, WireKind.LIMIT
READ = [
    (' { "EventID" : 7 , "Open" : true } ', {"EventID": 7, "Open": True}),
    ("[1, -0, 1.50, 2E2, null, false]", [1, 0, Decimal("1.50"), 200.0, None, False]),
    ('"\\ud83d\\ude00 \\\\ud800 \\u0000 \U0001f600"', "\U0001f600 \\ud800 \0 \U0001f600"),
    ("[1E-05, 1e400, 1.00000000000000000001e2]", [1e-05, Decimal("1e400"), Decimal("100.000000000000000001")]),
    ('{"eventId":1,"EventID":2}', {"eventId": 1, "EventID": 2}),
    ('"NaN [ 1e9999999999"', "NaN [ 1e9999999999"),
    ("9" * 1000, 10**1000 - 1),
]
REFUSED = [
    ("", "Expecting value", MALFORMED, 1, 1),
    ("{\n 'a': 1}", "Expecting property name", MALFORMED, 2, 2),
    ("[1,]", "Expecting value", MALFORMED, 1, 4),
    ("[1] x", "Extra data", MALFORMED, 1, 5),
    ("01", "Extra data", MALFORMED, 1, 2),
    ("\ufeff1", "BOM", MALFORMED, 1, 1),
    ('"a\tb"', "control character", MALFORMED, 1, 3),
    ("{EventID:7}", "Expecting property name", MALFORMED, 1, 2),
    ("[1,\n NaN]", "NaN is no number", MALFORMED, 2, 2),
    ("[-Infinity]", "-Infinity is no number", MALFORMED, 1, 2),
    ('["\\\\", "\\ud800"]', "half of a surrogate pair", ENCODING, 1, 9),
    ('"\\udc00\\ud800"', "half of a surrogate pair", ENCODING, 1, 2),
    ('"\\ud83d\\ud83d\\ude00"', "half of a surrogate pair", ENCODING, 1, 2),
    ('"\ud800"', "half of a surrogate pair", ENCODING, 1, 2),
    ("[1, " + "9" * 1001 + "]", "more than 1,000 digits", LIMIT, 1, 5),
    ("[0." + "9" * 100_000 + "]", "more than 1,000 digits", LIMIT, 1, 4),
    ("1e" + "9" * 10, "more than 9 in its exponent", LIMIT, 1, 2),
    ('{"a":' * (MAX_DEPTH + 1), "more than 200 deep", LIMIT, 1, 5 * MAX_DEPTH + 1),
    ("[" * 1_000_000, "more than 200 deep", LIMIT, 1, MAX_DEPTH + 1),
]


@pytest.mark.parametrize("text, value", READ, ids=range(len(READ)))
def test_json_is_read(text: str, value: object) -> None:
    found = json.loads(text)
    assert found == value
    assert textual(found) == textual(value), "numbers keep their digits"


@pytest.mark.parametrize("text, said, kind, line, column", REFUSED, ids=range(len(REFUSED)))
def test_what_is_no_json_is_refused_at_its_place(text: str, said: str, kind: WireKind, line: int, column: int) -> None:
    with pytest.raises(WireError, match=re.escape(said)) as refused:
        json.loads(text)
    assert (refused.value.kind, refused.value.line, refused.value.column) == (kind, line, column)


def test_a_name_that_stands_twice_is_told() -> None:
    reading = json.read('{"a":1,"b":[{"c":2,"c":3}],"a":null,"a":4}')
    assert reading.value == {"a": 4, "b": [{"c": 3}]}
    assert reading.repeated == ("c", "a", "a")


@pytest.mark.parametrize(
    "value, compact, indented",
    [
        ({}, "{}", "{}"),
        ({"EventID": 7, "Ids": [], "N": None}, '{"EventID":7,"Ids":[],"N":null}', '{\n  "EventID": 7,\n  "Ids": [],\n  "N": null\n}'),
        ([[True, "é\ud800"]], '[[true,"\\u00e9\\ud800"]]', '[\n  [\n    true,\n    "\\u00e9\\ud800"\n  ]\n]'),
        (["é\n", Decimal("1.50"), 1e300], '["é\\n",1.50,1E+300]', '[\n  "é\\n",\n  1.50,\n  1E+300\n]'),
    ],
)  # fmt: skip
def test_json_is_written(value: object, compact: str, indented: str) -> None:
    assert json.dumps(value) == compact
    assert json.dumps(value, indent=2) == indented


@pytest.mark.parametrize("value", [float("nan"), [Decimal("-Infinity")], {"a": Decimal("sNaN")}])
def test_json_has_no_such_numbers(value: object) -> None:
    with pytest.raises(WireError, match="JSON has no number"):
        json.dumps(value)


@given(values(finite=True), st.none() | st.integers(0, 3))
def test_what_is_written_says_the_same(value: object, indent: int | None) -> None:
    written = json.dumps(value, indent=indent)
    found = json.loads(written)
    assert json.dumps(found, indent=indent) == written
    assert textual(found) == textual(value)


@given(st.text(st.sampled_from('a1.-e "\\:,{}[]u\nd8\ud800'), max_size=30))
def test_any_text_is_read_or_refused_as_the_standard_library_does(text: str) -> None:
    try:
        found = json.loads(text)
    except WireError as refused:
        kind = refused.kind
    else:
        kind = None
        assert json.loads(json.dumps(found)) == found
    if kind is MALFORMED:
        with pytest.raises(standard.JSONDecodeError):
            standard.loads(text)


def test_depth_has_a_limit() -> None:
    value = json.loads("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    assert json.loads(json.dumps(value, indent=1)) == value
    with pytest.raises(WireError, match=f"more than {MAX_DEPTH} deep"):
        json.dumps([value])


@pytest.mark.parametrize(
    "data, said, line, column",
    [
        (b"{\n\xff}", "0xFF", 2, 1),
        ("é\ud800".encode("utf-8", "surrogatepass"), "0xED", 1, 2),
        (b"\xef\xbb\xbf{}", "byte order mark", 1, 1),
        ("é".encode("utf-16"), "0xFF", 1, 1),
        (b"\xc3", "0xC3", 1, 1),
        (b" " * (16 * 1024 * 1024 + 1), "16,777,216", None, None),
    ],
    ids=range(6),
)
def test_bodies_are_utf8(data: bytes, said: str, line: int | None, column: int | None) -> None:
    with pytest.raises(WireError, match=said) as refused:
        decode(data)
    assert (refused.value.line, refused.value.column) == (line, column)
    assert decode("é\U0001f600".encode()) == "é\U0001f600"
