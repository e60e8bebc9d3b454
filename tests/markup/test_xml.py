"""Reading: hardened, bounded, and never anything but a WireError."""

import socket
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.errors import WireError, WireKind
from conformance.markup import xml
from conformance.model.tree import Element

MALFORMED, ENCODING, DOCTYPE, LIMIT = WireKind.MALFORMED, WireKind.ENCODING, WireKind.DOCTYPE, WireKind.LIMIT
MEGA = 1024 * 1024


def declared(name: str, content: str = "<a>x</a>") -> str:
    return f'<?xml version="1.0" encoding="{name}"?>{content}'


REFUSED = {
    "empty": (b"", MALFORMED, "is empty"),
    "blank": (b" \n", MALFORMED, "only white space"),
    "cut": (b"<a><b>", MALFORMED, "not well-formed"),
    "two roots": (b"<a/><b/>", MALFORMED, "not well-formed"),
    "duplicate attribute": (b'<a x="1" x="2"/>', MALFORMED, "not well-formed"),
    "duplicate by expanded name": (
        b'<a xmlns:p="urn:x" xmlns:q="urn:x" p:x="1" q:x="2"/>',
        MALFORMED,
        "not well-formed",
    ),
    "unbound prefix": (b"<p:a/>", MALFORMED, "not well-formed"),
    "NUL": (b"<a>\0</a>", MALFORMED, "not well-formed"),
    "NUL in a comment": (b"<a><!--\0--></a>", MALFORMED, "not well-formed"),
    "NUL at the end": (b"<a/>\0", MALFORMED, "not well-formed"),
    "reference to NUL": (b"<a>&#0;</a>", MALFORMED, "not well-formed"),
    "control character": (b"<a>\x1f</a>", MALFORMED, "not well-formed"),
    "reference to a control character": (b"<a>&#x1F;</a>", MALFORMED, "not well-formed"),
    "reference to a surrogate": (b"<a>&#xD800;</a>", MALFORMED, "not well-formed"),
    "U+FFFE": ("<a>\ufffe</a>".encode(), MALFORMED, "not well-formed"),
    "U+FFFF": ("<a>\uffff</a>".encode(), MALFORMED, "not well-formed"),
    "U+FFFE in UTF-16": ("<a>\ufffe</a>".encode("utf-16"), MALFORMED, "not well-formed"),
    "JSON": (b'{"a": 1}', MALFORMED, "not well-formed"),
    "entity without declaration": (b"<a>&b;</a>", MALFORMED, "not well-formed"),
    "two byte order marks": (b"\xef\xbb\xbf\xef\xbb\xbf<a/>", MALFORMED, "not well-formed"),
    "XML 2.0": (b'<?xml version="2.0"?><a/>', MALFORMED, "not well-formed"),
    "comment without an end": (b"<a><!--" + b"x" * (9 * MEGA), MALFORMED, "not well-formed"),
    "not UTF-8": (b"<a>\xff</a>", ENCODING, "offset 3"),
    "overlong UTF-8": (b"<a>\xc0\xbc</a>", ENCODING, "c0 bc"),
    "surrogate in UTF-8": (b"<a>\xed\xa0\x80</a>", ENCODING, "ed a0 80"),
    "beyond Unicode": (b"<a>\xf4\x90\x80\x80</a>", ENCODING, "f4 90 80 80"),
    "lone surrogate in UTF-16": (b"\xff\xfe<\0a\0>\0\0\xd8<\0/\0a\0>\0", ENCODING, "00 d8"),
    "half a character of UTF-16": (b"\xff\xfe<\0a\0/\0>", ENCODING, "are not"),
    "not US-ASCII": (declared("us-ascii", "<a>\xe9</a>").encode(), ENCODING, "US-ASCII"),
    "unknown encoding": (declared("nope").encode(), ENCODING, "nope"),
    "an encoding of no text": (declared("base64").encode(), ENCODING, "base64"),
    "UTF-8 as UTF-16": (declared("utf-16").encode(), ENCODING, "utf-16"),
    "UTF-8 as EBCDIC": (declared("cp037").encode(), ENCODING, "cp037"),
    "UTF-16 as UTF-8": (declared("utf-8").encode("utf-16-le"), ENCODING, "utf-8"),
    "marked UTF-16 as UTF-8": (declared("utf-8").encode("utf-16"), ENCODING, "byte order mark of UTF-16"),
    "marked UTF-8 as UTF-16": (declared("utf-16").encode("utf-8-sig"), ENCODING, "byte order mark of UTF-8"),
    "marked UTF-8 as ISO-8859-1": (declared("iso-8859-1").encode("utf-8-sig"), ENCODING, "byte order mark of UTF-8"),
    "marked UTF-16BE as UTF-16LE": (b"\xfe\xff" + declared("utf-16le").encode("utf-16-be"), ENCODING, "utf-16le"),
    "UTF-16 without mark and declaration": ("<a/>".encode("utf-16-be"), ENCODING, "look like UTF-16"),
    "UTF-16 without mark": (declared("utf-16").encode("utf-16-be"), ENCODING, "without the byte order mark"),
    "UTF-32 without mark": ("<a/>".encode("utf-32-le"), ENCODING, "look like UTF-32"),
    "EBCDIC without declaration": ('<?xml version="1.0"?><a/>'.encode("cp037"), ENCODING, "look like EBCDIC"),
    "doctype": (b"<!DOCTYPE a><a/>", DOCTYPE, "document type declaration"),
    "doctype in UTF-16": ("<!DOCTYPE a><a/>".encode("utf-16"), DOCTYPE, "document type declaration"),
    "doctype behind a prolog": (b'<?xml version="1.0"?>\n<!-- a --><?b?>\n<!DOCTYPE a><a/>', DOCTYPE, "document type"),
    "doctype of a broken page": (b"<!DOCTYPE html><p>Sorry", DOCTYPE, "document type declaration"),
    "entity": (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', DOCTYPE, "document type declaration"),
    "external entity": (
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>',
        DOCTYPE,
        "document type",
    ),
    "UTF-7": (declared("utf-7").encode(), LIMIT, "utf-7"),
    "UTF-32": (declared("utf-32").encode("utf-32"), LIMIT, "utf-32"),
    "EBCDIC": (declared("cp037").encode("cp037"), LIMIT, "cp037"),
    "windows-1252": (declared("windows-1252").encode(), LIMIT, "cp1252"),
    "deep": (b"<a>" * 201 + b"</a>" * 201, LIMIT, "200 deep"),
    "deeper": (b"<a>" * 5000 + b"</a>" * 5000, LIMIT, "too deep"),
    "a million start tags": (b"<a>" * 1_000_000, LIMIT, "too deep"),
    "wide": (b"<a " + b" ".join(b'a%d=""' % number for number in range(2001)) + b"/>", LIMIT, "2,000 attributes"),
    "100,000 attributes": (
        b"<a " + b" ".join(b'a%d=""' % number for number in range(100_000)) + b"/>",
        LIMIT,
        "2,000 attributes",
    ),
    "many prefixes": (
        b"<a " + b" ".join(b'xmlns:p%d="u"' % number for number in range(201)) + b"/>",
        LIMIT,
        "200 prefixes",
    ),
    "prefixes on the way down": (
        b"".join(b'<a xmlns:p%d="u" xmlns:q%d="u">' % (number, number) for number in range(101)) + b"</a>" * 101,
        LIMIT,
        "200 prefixes",
    ),
    "100,000 prefixes": (
        b"<a " + b" ".join(b'xmlns:p%d="u"' % number for number in range(100_000)) + b"/>",
        LIMIT,
        "200 prefixes",
    ),
    "many scopes": (
        b"<a "
        + b" ".join(b'xmlns:p%d="u"' % number for number in range(199))
        + b">"
        + b"".join(b'<a xmlns="u%d"/>' % number for number in range(6000))
        + b"</a>",
        LIMIT,
        "1,000,000 bindings",
    ),
    "many elements": (b"<a>" + b"<a/>" * 1_000_000 + b"</a>", LIMIT, "1,000,000 that are read"),
    "long name": (b"<" + b"a" * MEGA + b"/>", LIMIT, "too large"),
    "long value": (b'<a b="' + b"x" * (11 * MEGA) + b'"/>', LIMIT, "too large"),
    "long value without an end": (b'<a b="' + b"x" * (11 * MEGA), LIMIT, "too large"),
    "long text": (b"<a>" + b"x" * (11 * MEGA) + b"</a>", LIMIT, "too large"),
    "long comment": (b"<a><!--" + b"x" * (11 * MEGA) + b"--></a>", LIMIT, "too large"),
    "long instruction": (b"<a><?b " + b"x" * (11 * MEGA) + b"?></a>", LIMIT, "too large"),
    "long CDATA section without an end": (b"<a><![CDATA[" + b"x" * (11 * MEGA), LIMIT, "too large"),
    "large": (b"<a>" + b" " * (xml.MAX_BYTES - 6) + b"</a>", LIMIT, "more than the 16,777,216 bytes"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_message_is_refused_with_its_kind_and_reason(case: str) -> None:
    data, kind, reason = REFUSED[case]
    with pytest.raises(WireError, match=reason) as told:
        xml.parse(data)
    assert told.value.kind is kind
    assert "\n" not in str(told.value)
    assert told.value.line is None or told.value.line > 0
    if kind is LIMIT:
        assert "limit of ours" in str(told.value) or "not read here" in str(told.value)


READ = {
    "UTF-8": "<a>é</a>".encode(),
    "UTF-8 with mark": declared("UTF8", "<a>é</a>").encode("utf-8-sig"),
    "UTF-16": declared("utf-16", "<a>é</a>").encode("utf-16"),
    "UTF-16 without declaration": "<a>é</a>".encode("utf-16"),
    "UTF-16BE": b"\xfe\xff" + declared("utf-16", "<a>é</a>").encode("utf-16-be"),
    "UTF-16LE without mark": declared("utf-16le", "<a>é</a>").encode("utf-16-le"),
    "ISO-8859-1": declared("ISO-8859-1", "<a>é</a>").encode("iso-8859-1"),
    "US-ASCII": declared("us-ascii", "<a>&#233;</a>").encode(),
    "a comment that looks like a doctype": "<!-- <!DOCTYPE a> --><a>é</a>".encode(),
    "a CDATA section": "<a><![CDATA[é]]></a>".encode(),
}


@pytest.mark.parametrize("case", READ)
def test_what_names_its_encoding_truly_is_read(case: str) -> None:
    assert xml.parse(READ[case]) == Element(name="a", content=("é",))


@pytest.mark.parametrize(
    "data, charset, read",
    [
        ("<a>é</a>".encode("iso-8859-1"), "ISO-8859-1", True),
        ("<a>é</a>".encode("iso-8859-1"), None, False),
        ("<a>é</a>".encode("iso-8859-1"), "nope\0", False),
        ("<a>é</a>".encode(), "us-ascii", False),
        (declared("utf-16", "<a>é</a>").encode(), "utf-8", True),
        (declared("utf-16", "<a>é</a>").encode(), "utf-16", False),
        (declared("utf-8", "<a>é</a>").encode(), "utf-16", True),
        (declared("utf-8", "<a>é</a>").encode("utf-16"), "utf-16", True),
        (declared("utf-8", "<a>é</a>").encode("utf-16"), "utf-8", False),
        (declared("utf-8", "<a>é</a>").encode("utf-16-le"), "utf-8", False),
        (declared("windows-1252", "<a>é</a>").encode(), "utf-8", True),
        ("<a>é</a>".encode("utf-16-le"), "utf-16le", True),
        ("<a>é</a>".encode("utf-16-le"), "utf-16", False),
        (declared("utf-8", "<a>é</a>").encode("iso-8859-1"), "iso-8859-1", True),
        (declared("iso-8859-1", "<a>é</a>").encode("iso-8859-1"), "utf-8", True),
    ],
)
def test_a_charset_counts_where_the_document_does_not_tell_the_truth(
    data: bytes, charset: str | None, *, read: bool
) -> None:
    if read:
        assert xml.parse(data, charset=charset).text == "é"
        return
    with pytest.raises(WireError) as told:
        xml.parse(data, charset=charset)
    assert told.value.kind is ENCODING


def test_the_line_of_the_trouble_is_told() -> None:
    with pytest.raises(WireError) as told:
        xml.parse(b"<a>\n<b>\n</a>")
    assert told.value.line == 3


LOL = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
CANARY = "d34db33f"
TRAPS = {
    "a bomb in text": f'<!DOCTYPE a [<!ENTITY l0 "lol">{LOL}]><a>&l11;</a>',
    "a bomb in a value": f'<!DOCTYPE a [<!ENTITY l0 "lol">{LOL}]><a b="&l11;"/>',
    "a bomb that is not used": f'<!DOCTYPE a [<!ENTITY l0 "lol">{LOL}]><a/>',
    "quadratic blow-up": f'<!DOCTYPE a [<!ENTITY b "{"x" * 50_000}">]><a>{"&b;" * 2_000}</a>',
    "a default value": '<!DOCTYPE a [<!ATTLIST a b CDATA "{secret}">]><a/>',
    "an external subset": '<!DOCTYPE a SYSTEM "{canary}"><a/>',
    "a public subset": '<!DOCTYPE a PUBLIC "-//A//B" "{canary}"><a/>',
    "an external entity": '<!DOCTYPE a [<!ENTITY b SYSTEM "{canary}">]><a>&b;</a>',
    "a parameter entity": '<!DOCTYPE a [<!ENTITY % b SYSTEM "{canary}">%b;]><a/>',
    "a file": '<!DOCTYPE a [<!ENTITY b SYSTEM "{file}">]><a>&b;</a>',
    "a subset in a file": '<!DOCTYPE a SYSTEM "{file}"><a>&secret;</a>',
    "an inclusion": '<a xmlns:i="http://www.w3.org/2001/XInclude"><i:include href="{file}" parse="text"/></a>',
    "a stylesheet": '<?xml-stylesheet type="text/xsl" href="{canary}"?><a/>',
    "a schema": '<a xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:noNamespaceSchemaLocation="{canary}"/>',
}


@pytest.mark.parametrize("trap", TRAPS)
@pytest.mark.parametrize("reader", [xml.parse, xml.parse_tree, xml.instructions])
def test_nothing_is_expanded_opened_or_fetched(
    trap: str, reader: Callable[[bytes], object], tmp_path: Path, touched: Callable[..., list[str]]
) -> None:
    file = tmp_path / "dtd"
    file.write_text(f'<!ENTITY secret "{CANARY}">')
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0)
        address = f"http://127.0.0.1:{canary.getsockname()[1]}/"
        data = (
            TRAPS[trap]
            .replace("{canary}", address)
            .replace("{secret}", CANARY)
            .replace("{file}", file.as_uri())
            .encode()
        )
        got: list[object] = []
        tracemalloc.start()
        try:
            assert touched(lambda: got.append(outcome(reader, data))) == []
            assert tracemalloc.get_traced_memory()[1] < 10 * len(data) + 100_000
        finally:
            tracemalloc.stop()
        with pytest.raises(BlockingIOError):
            canary.accept()
    (result,) = got
    if "<!DOCTYPE" in TRAPS[trap]:
        assert isinstance(result, WireError)
        assert result.kind is DOCTYPE
    else:
        assert not isinstance(result, WireError)
    assert CANARY not in str(result)


def outcome(reader: Callable[[bytes], object], data: bytes) -> object:
    try:
        return reader(data)
    except WireError as told:
        return told


def test_comments_and_instructions_do_not_split_text() -> None:
    root = xml.parse(b"<a>Reg<!-- x -->is<?p?>ter<b/>tail</a>")
    assert root.content == ("Register", Element(name="b"), "tail")


def test_instructions_are_found_wherever_they_are_and_nowhere_else() -> None:
    data = b"<?xml version='1.0'?>\n<?a?><!-- <?no?> --><x>\n<?b c?><y><![CDATA[<?no?>]]></y></x>\n<?d?>"
    assert [(one.target, one.line) for one in xml.instructions(data)] == [("a", 2), ("b", 3), ("d", 4)]
    assert [one.target for one in xml.instructions("<x/><?é?>".encode("utf-16"))] == ["é"]
    assert [one.target for one in xml.instructions(b"<?a?><x/>")] == ["a"]
    assert xml.instructions(b"<?xml version='1.0'?><x><!-- <?no?> --></x>") == ()
    assert len(xml.instructions(b"<?p?>" * 100 + b"<x/>")) == xml.MOST_INSTRUCTIONS


def test_what_is_just_within_the_limits_is_read() -> None:
    assert xml.parse(b"<a>" + b"<b>" + b" " * 9_000_000 + b"</b>" + b" " * (xml.MAX_BYTES - 9_000_014) + b"</a>").text
    wide = b"<a xmlns:p='u' " + b" ".join(b'a%d="%d"' % (number, number) for number in range(1999)) + b" p:b='c'/>"
    attributes = xml.parse(wide).attributes
    assert attributes == (*((f"a{number}", str(number)) for number in range(1999)), ("{u}b", "c"))
    bound = b"<a " + b" ".join(b'xmlns:p%d="u"' % number for number in range(200)) + b"><b/></a>"
    (child,) = xml.parse(bound).children
    assert len(child.scope) == 200
    for quiet in (b"<?p?>", b"<!---->", b"<![CDATA[x]]>", b"&amp;", b"\r\n", b"&#65;"):
        assert xml.parse(b"<a>" + quiet * (6_000_000 // len(quiet)) + b"</a>").children == ()


def test_a_scope_is_what_the_element_sees() -> None:
    data = b'<a xmlns="u" xmlns:p="v"><b xmlns="" xmlns:p="w"><c/></b><d/><e xmlns:q="x"/></a>'
    root = xml.parse(data)
    b, d, e = root.children
    assert dict(root.scope) == dict(d.scope) == {"": "u", "p": "v"}
    assert dict(b.scope) == dict(b.children[0].scope) == {"": "", "p": "w"}
    assert dict(e.scope) == {"": "u", "p": "v", "q": "x"}
    assert root.scope is d.scope


def test_depth_200_is_still_read() -> None:
    root = xml.parse(b"<a>" * 200 + b"</a>" * 200)
    assert sum(1 for _ in root.walk()) == 200
