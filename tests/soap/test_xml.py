"""Reading: hardened, bounded, and never anything but a WireError."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.errors import WireError
from conformance.model.tree import Element
from conformance.soap import xml

REFUSED = {
    "empty": (b"", "is empty"),
    "blank": (b" \n", "only white space"),
    "cut": (b"<a><b>", "not well-formed"),
    "two roots": (b"<a/><b/>", "not well-formed"),
    "duplicate attribute": (b'<a x="1" x="2"/>', "not well-formed"),
    "duplicate by expanded name": (b'<a xmlns:p="urn:x" xmlns:q="urn:x" p:x="1" q:x="2"/>', "not well-formed"),
    "unbound prefix": (b"<p:a/>", "not well-formed"),
    "NUL": (b"<a>\0</a>", "not well-formed"),
    "reference to NUL": (b"<a>&#0;</a>", "not well-formed"),
    "not UTF-8": (b"<a>\xff</a>", "not well-formed"),
    "unknown encoding": (b'<?xml version="1.0" encoding="nope"?><a/>', "not well-formed"),
    "doctype": (b"<!DOCTYPE a><a/>", "document type declaration"),
    "entity": (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "document type declaration"),
    "external entity": (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>', "document type"),
    "JSON": (b'{"a": 1}', "not well-formed"),
    "deep": (b"<a>" * 201 + b"</a>" * 201, "200 deep"),
    "deeper": (b"<a>" * 5000 + b"</a>" * 5000, "not well-formed"),
    "wide": (b"<a " + b" ".join(b'a%d=""' % number for number in range(2001)) + b"/>", "more than 2,000 attributes"),
    "many prefixes": (b"<a " + b" ".join(b'xmlns:p%d="u"' % number for number in range(201)) + b"/>", "200 prefixes"),
    "large": (b"<a>" + b" " * xml.MAX_BYTES + b"</a>", "more than"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_message_is_refused_with_its_reason(case: str) -> None:
    data, reason = REFUSED[case]
    with pytest.raises(WireError, match=reason):
        xml.parse(data)


def test_the_line_of_the_trouble_is_told() -> None:
    with pytest.raises(WireError) as told:
        xml.parse(b"<a>\n<b>\n</a>")
    assert told.value.line == 3


def test_an_entity_bomb_is_refused_before_it_grows() -> None:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    with pytest.raises(WireError):
        xml.parse(f'<!DOCTYPE a [<!ENTITY l0 "lol">{lol}]><a>&l11;</a>'.encode())


@given(st.binary(max_size=200))
def test_any_bytes_give_an_element_or_a_wire_error(data: bytes) -> None:
    with suppress(WireError):
        assert isinstance(xml.parse(data), Element)


def test_comments_and_instructions_do_not_split_text() -> None:
    root = xml.parse(b"<a>Reg<!-- x -->is<?p?>ter<b/>tail</a>")
    assert root.content == ("Register", Element(name="b"), "tail")


def test_depth_200_is_still_read() -> None:
    root = xml.parse(b"<a>" * 200 + b"</a>" * 200)
    assert sum(1 for _ in root.walk()) == 200
