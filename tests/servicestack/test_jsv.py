"""JSV is read as ServiceStack.Text 5.0.2 writes it, and nothing else is."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire_values import values

from conformance.errors import WireError, WireKind
from conformance.servicestack import jsv
from conformance.servicestack.text import MAX_DEPTH
from conformance.servicestack.value import textual

# Both ways: what ServiceStack writes, and what it says.
WRITTEN = [
    ("", None),
    ('""', ""),
    ("{}", {}),
    ("[]", []),
    ("{EventID:7,RegistrationID:r-1,Sessions:[{Id:12,Name:Late bird}],Open:False}", {"EventID": "7", "RegistrationID": "r-1", "Sessions": [{"Id": "12", "Name": "Late bird"}], "Open": "False"}),
    ('{Url:"https://x.example/?a=1,2",Said:"a ""quoted"" word"}', {"Url": "https://x.example/?a=1,2", "Said": 'a "quoted" word'}),
    ("{City:'',Path:a\\b}", {"City": "''", "Path": "a\\b"}),
    ('["a\r\nb","{",c d," ,"]', ["a\r\nb", "{", "c d", " ,"]),
    ("{a: x ,b:\tx}", {"a": " x ", "b": "\tx"}),
    ('{"a:b":1,"":2}', {"a:b": "1", "": "2"}),
    ("[[],[a],[,a],[a,,b],{}]", [[], ["a"], [None, "a"], ["a", None, "b"], {}]),
    ('{"""":""""}', {'"': '"'}),
    ("plain text", "plain text"),
]  # fmt: skip
# One way: what may be read, though it is never written.
READ = [
    ("{At:2031-05-03T02:03:39.8946258-04:00,Next:1}", {"At": "2031-05-03T02:03:39.8946258-04:00", "Next": "1"}),
    ("[2031-05-03T02:03:39Z]", ["2031-05-03T02:03:39Z"]),
    ("{Salutation:,Name:\u00e9}", {"Salutation": None, "Name": "\u00e9"}),
    ("{ a :1,\tb:2}", {"a": "1", "b": "2"}),
    ('{"a":"b"}', {"a": "b"}),
    ("[a,]", ["a", None]),
    ("{a:1,b:2,a:3}", {"a": "3", "b": "2"}),
]
REFUSED = [
    ("{", "a key", 1, 2),
    ("{a", "':' after a key", 1, 3),
    ("{a:", "',' or '}', found the end", 1, 4),
    ("{a:1", "',' or '}', found the end", 1, 5),
    ("{a:1]", "',' or '}', found ']'", 1, 5),
    ("{a:1,}", "a key", 1, 6),
    ("{:1}", "a key", 1, 2),
    ("{ :1}", "a key", 1, 2),
    ("{a,b:1}", "':' after a key", 1, 3),
    ("{a:{}b}", "',' or '}', found 'b'", 1, 6),
    ("[", "',' or ']', found the end", 1, 2),
    ("[a}", "',' or ']', found '}'", 1, 3),
    ("[a]]", "the end of the text, found ']'", 1, 4),
    ("a,b", "the end of the text, found ','", 1, 2),
    ("{}{}", "the end of the text, found '{'", 1, 3),
    ('"a', "a quoted text has no end", 1, 1),
    ('{a:"b}', "a quoted text has no end", 1, 4),
    ('"a"b', "the end of the text, found 'b'", 1, 4),
    ('{a:b"c"}', "which stands in quotes only, and there twice", 1, 5),
    ('{a:"x\ny",b:[1}', "',' or ']', found '}'", 2, 8),
    ("{\n\tEventID: 0\n}", "on documentation pages only", 1, 2),
    ("{a:0\n}", "on documentation pages only", 1, 5),
]


@pytest.mark.parametrize("text, value", WRITTEN)
def test_what_is_written_is_read(text: str, value: object) -> None:
    assert jsv.loads(text) == value
    assert jsv.dumps(value) == text


@pytest.mark.parametrize("text, value", READ)
def test_more_is_read_than_is_written(text: str, value: object) -> None:
    assert jsv.loads(text) == value


@pytest.mark.parametrize("text, said, line, column", REFUSED)
def test_what_no_writer_writes_is_refused_at_its_place(text: str, said: str, line: int, column: int) -> None:
    with pytest.raises(WireError, match=re.escape(said)) as refused:
        jsv.loads(text)
    assert (refused.value.kind, refused.value.line, refused.value.column) == (WireKind.MALFORMED, line, column)
    assert str(refused.value).endswith(f"; line {line}, column {column}")


def test_a_name_that_stands_twice_is_told() -> None:
    reading = jsv.read("{a:1,b:{a:1,c:2,c:3},a:,a:4}")
    assert reading.value == {"a": "4", "b": {"a": "1", "c": "3"}}
    assert reading.repeated == ("c", "a", "a")


@pytest.mark.parametrize("value, text", [
    (True, "True"), (False, "False"), (-7, "-7"),
    (0.0, "0"), (-0.0, "0"), (1.0, "1"), (0.1, "0.1"), (-2.5, "-2.5"), (1e14, "100000000000000"), (1e15, "1E+15"),
    (1234567890123456.0, "1234567890123456"), (1.5e300, "1.5E+300"), (0.0001, "0.0001"), (0.00001, "1E-05"),
    (-1.25e-300, "-1.25E-300"), (float("nan"), "NaN"), (float("-inf"), "-Infinity"),
    (Decimal("1.50"), "1.50"), (Decimal("-0.000001"), "-0.000001"), (Decimal("1E+20"), "1E+20"), (Decimal("1E-999999"), "1E-999999"),
])  # fmt: skip
def test_numbers_and_truth_values_are_written_as_dotnet_does(value: object, text: str) -> None:
    assert jsv.dumps(value) == textual(value) == text
    assert jsv.dumps([value, {"a": value}]) == f"[{text},{{a:{text}}}]"


@given(values())
def test_what_is_written_says_the_same(value: object) -> None:
    assert jsv.loads(jsv.dumps(value)) == textual(value)


@given(st.text(st.sampled_from('ab "":,{}[]\r\n\t\ud800'), max_size=30))
def test_any_text_is_read_or_refused_at_a_place_in_it(text: str) -> None:
    try:
        found = jsv.loads(text)
    except WireError as refused:
        place = (refused.line, refused.column)
    else:
        place = None
        assert jsv.loads(jsv.dumps(found)) == textual(found)
    lines = text.split("\n")
    assert place is None or 1 <= place[1] <= len(lines[place[0] - 1]) + 1


def test_a_number_of_any_length_is_written() -> None:
    assert jsv.dumps(-(10**5000)) == "-1" + "0" * 5000


@pytest.mark.parametrize("begin, end", [("[", "]"), ("{a:", "}"), ("[{a:", "}]")])
def test_depth_has_a_limit(begin: str, end: str) -> None:
    most = MAX_DEPTH // sum(begin.count(mark) for mark in "[{")
    value = jsv.loads(begin * most + end * most)
    assert jsv.loads(jsv.dumps(value)) == textual(value)
    with pytest.raises(WireError, match=f"more than {MAX_DEPTH} deep") as refused:
        jsv.loads(begin * 100_000)
    assert (refused.value.kind, refused.value.line) == (WireKind.LIMIT, 1)
    with pytest.raises(WireError, match=f"more than {MAX_DEPTH} deep"):
        jsv.dumps([value])


@pytest.mark.parametrize(
    "text", ['"' * 1_000_001, "[" + '"",' * 300_000, "{" + "a:," * 300_000, '["' + '""' * 500_000], ids=len
)
def test_a_text_is_read_once(text: str) -> None:
    with pytest.raises(WireError):
        jsv.loads(text)
