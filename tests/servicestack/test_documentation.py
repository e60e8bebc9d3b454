"""The samples of a documentation page are read as what the wire would carry."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire_values import values

from conformance.errors import WireError
from conformance.servicestack import documentation, jsv

REQUEST = """{
\tEventID: 7,
\tRegistrationID: r-1,
\tBadgeNumber: 12,
\tSessions: 
\t[
\t\t{
\t\t\tTrack: Birds
\t\t}
\t],
\tClientID: 3,
\tResponseStatus: 
\t{
\t\tErrorCode: None,
\t\tErrors: 
\t\t[
\t\t\t{
\t\t\t\tFieldName: Track,
\t\t\t\tMeta: 
\t\t\t\t{
\t\t\t\t\tat: late
\t\t\t\t}
\t\t\t}
\t\t],
\t\tMeta: {}
\t},
\tBypassCache: False,
\tDateCached: 2031-05-03T02:03:39.8946258-04:00,
\tDevice: Desktop
}"""  # noqa: W291 - the printer leaves these spaces
WIRE = (
    "{EventID:7,RegistrationID:r-1,BadgeNumber:12,Sessions:[{Track:Birds}],ClientID:3,ResponseStatus:{ErrorCode:None,"
    "Errors:[{FieldName:Track,Meta:{at:late}}],Meta:{}},BypassCache:False,"
    "DateCached:2031-05-03T02:03:39.8946258-04:00,Device:Desktop}"
)
RESPELT = {
    "as it is": REQUEST,
    "with CR LF": REQUEST.replace("\n", "\r\n"),
    "with four spaces": REQUEST.replace("\t", "    "),
    "with two spaces": REQUEST.replace("\t", "  "),
    "without indentation": REQUEST.replace("\t", ""),
    "without spaces at ends of lines": re.sub(" +$", "", REQUEST, flags=re.MULTILINE),
    "with white space around it": f"\n  {REQUEST}\n\n",
}
REFUSED = [
    (WIRE, "expected a line break after '{', found 'E'", 1, 2),
    ("{\n\tA: 1, B: 2\n}", "expected a line break after ','", 2, 7),
    ("{\n\tA: 1,\nB: 2\n}", "indented 1 times by '\\t'", 3, 1),
    ("{\n\tA: 1,\n\tB 2\n}", "expected ':' after a key", 4, 1),
    ("\n\n{\n\tA: \n\t[\n\t\t1\n\t\n\t]\n}", "found '\\n'", 6, 4),
    ("{\n\tA: 1\n]", "expected ',' or '}', found ']'", 3, 1),
    ("{\n\tA: 1,\n\tB: 2", "found the end of the text", 3, 6),
    ("{", "expected a line break after '{', found the end of the text", 1, 2),
]


@pytest.mark.parametrize("page", RESPELT.values(), ids=RESPELT)
def test_a_sample_is_read_however_it_is_indented(page: str) -> None:
    assert documentation.unprinted(page) == WIRE
    assert documentation.read(page).value == jsv.loads(WIRE)


def test_a_sample_is_printed_as_pages_do() -> None:
    assert documentation.printed(WIRE) == REQUEST


@pytest.mark.parametrize(
    "wire, page",
    [
        ("{}", "{\n\t\n}"),
        ("[[],{}]", "[\n\t[\n\t\t\n\t],\n\t{\n\t\t\n\t}\n]"),
        ("{a:[],b:,c: x}", "{\n\ta: [],\n\tb: ,\n\tc:  x\n}"),
        ("[12:30:05]", "[\n\t12: 30:05\n]"),
        ('{a:"x, {y: [z"}', '{\n\ta: "x,\n\t {\n\t\ty:  [\n\t\t\tz"\n\t\t}'),
        ("", ""),
    ],
)
def test_the_printer_knows_neither_quotes_nor_dates(wire: str, page: str) -> None:
    assert documentation.printed(wire) == page
    assert documentation.unprinted(page) == wire


@pytest.mark.parametrize("page, said, line, column", REFUSED)
def test_what_is_not_printed_so_is_refused_at_its_place(page: str, said: str, line: int, column: int) -> None:
    with pytest.raises(WireError, match=re.escape(said)) as refused:
        documentation.read(page)
    assert (refused.value.line, refused.value.column) == (line, column)


@given(values())
def test_what_is_printed_can_be_read_back(value: object) -> None:
    wire = jsv.dumps(value).replace("\n", "").replace("\r", "").strip()
    assert documentation.unprinted(documentation.printed(wire)) == wire


@given(st.text(st.sampled_from('a :,"{}[]\t\n\r'), max_size=40))
def test_any_page_is_read_or_refused(page: str) -> None:
    for read in (documentation.read, documentation.unprinted):
        try:
            read(page)
        except WireError as refused:
            assert 1 <= (refused.line or 0) <= page.count("\n") + 1  # noqa: PT017 - most pages raise nothing


@pytest.mark.parametrize("page", ["{\n" * 50_000, "[\n" + "  a,\n  " * 50_000, "[\n" + " ,\n" * 100_000], ids=len)
def test_a_page_is_read_once(page: str) -> None:
    with pytest.raises(WireError):
        documentation.read(page)
