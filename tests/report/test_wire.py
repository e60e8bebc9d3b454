"""Wire logs: what stands where, which part is marked, and that nothing acts."""

import pytest

from conformance.report._wire import LONGEST, Log, Piece, log

ANSWER = (
    b'<?xml version="1.0"?>\n<e:Envelope xmlns:e="urn:e"><e:Body><R><Items><Item Id="1" Success="true"/>'
    b'<Item Id="2" Success="false"><Errors><Error Code="CV1"/></Errors></Item></Items></R></e:Body></e:Envelope>'
    + 100
    * b" "
)


def text(found: Log) -> str:
    return "\n".join("".join(piece.text for piece in line) for line in found.lines)


def marked(found: Log) -> list[str]:
    return [piece.text for line in found.lines for piece in line if piece.marked]


def at(path: str, body: bytes = ANSWER) -> list[str]:
    return marked(log("HTTP 200 OK", (), body, path=path))


def test_the_part_that_a_path_names_is_marked() -> None:
    assert at("Envelope/Body/R/Items/Item[2]/Errors/Error") == ['<Error Code="CV1"/>']
    assert at("Envelope/Body/R/Items/Item[1]") == ['<Item Id="1" Success="true"/>']
    assert at("Envelope/Body/R/Items/Item[2]/@Success") == ['Success="false"']
    assert at("Envelope") == ['<e:Envelope xmlns:e="urn:e">']


def test_what_is_not_there_marks_what_is_around_it() -> None:
    assert at("Envelope/Body/R/Missing/Child") == ["<R>"]
    assert at("Envelope/Body/R/Items/Item[3]") == ["<Items>"]
    assert at("Envelope/Body/R/Items/Item[1]/@Missing") == ['<Item Id="1" Success="true"/>']
    assert at("Other") == []


def test_a_long_line_is_folded_between_elements_and_that_is_told() -> None:
    found = log("HTTP 200 OK", (), ANSWER)
    assert text(found).splitlines()[:4] == [
        '<?xml version="1.0"?>',
        '<e:Envelope xmlns:e="urn:e">',
        "  <e:Body>",
        "    <R>",
    ]
    assert found.remarks == ("line breaks and indents are added",)


def test_short_lines_stay_as_they_are() -> None:
    found = log("POST /", (("Host", "example.com"),), b"<a>\n  <b>text</b>\n</a>\n")
    assert found.head == (Piece("POST /"), Piece("Host: example.com"))
    assert text(found) == "<a>\n  <b>text</b>\n</a>"
    assert found.remarks == ()


def test_text_stands_beside_its_tags() -> None:
    body = b"<a><b>" + 200 * b"x" + b"</b><c/></a>"
    assert text(log("", (), body)) == f"<a>\n  <b>{200 * 'x'}</b>\n  <c/>\n</a>"


def test_what_acts_on_a_screen_is_shown_as_an_escape() -> None:
    found = log("HTTP 200 \x1b[31m", (("X", "\u202e"),), "<a>\x1b[2J\u202e\x00</a>".encode())
    assert found.head == (Piece(r"HTTP 200 \x1b[31m"), Piece(r"X: \u202e"))
    assert text(found) == r"<a>\x1b[2J\u202e\x00</a>"


def test_what_is_no_utf_8_and_what_is_too_long_is_told() -> None:
    assert log("", (), b"<a>\xe9</a>").remarks == (r"the body is not UTF-8; other bytes are shown as `\xe9`",)
    assert log("", (), "<a/>".encode("utf-16")).remarks == ("the body is UTF-16, shown decoded",)
    long = log("", (), b"<a>" + LONGEST * b"x")
    assert "3 of the 20,003 characters of the body are cut" in long.remarks
    assert len(text(long)) < LONGEST


def test_tags_that_do_not_fit_break_nothing() -> None:
    for body in (b"</a></b>", b"<a", b"<", b"<a b='>'><c></a>", b"<!-- <a> --><![CDATA[<b>]]>", b"", b"plain"):
        found = log("", (), body, path="a/c/@b")
        assert text(found) == body.decode().strip("\n")


@pytest.mark.parametrize(
    "path, shown",
    [
        ("HTTP/status", ["HTTP 200 OK"]),
        ("HTTP/Content-Type", ["content-type: text/html"]),
        ("HTTP/Retry-After", []),
        ("a", ["<a/>"]),
        (None, []),
    ],
)
def test_what_is_wrong_with_http_is_marked_in_its_line(path: str | None, shown: list[str]) -> None:
    found = log("HTTP 200 OK", (("content-type", "text/html"), ("X", "y")), b"<a/>", path=path)
    pieces = (*found.head, *(piece for line in found.lines for piece in line))
    assert [piece.text for piece in pieces if piece.marked] == shown
    assert found.marks == bool(shown)
