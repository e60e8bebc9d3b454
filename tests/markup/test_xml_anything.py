"""Anything at all may come over the wire: it is read or refused, and what is read can be written and read again."""

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.errors import WireError
from conformance.markup import write, xml
from conformance.model.binding import SOAP
from conformance.model.tree import Element, clark
from conformance.soap import envelope
from conformance.soap.envelope import Envelope

SERVICE = "http://api.cvent.com/2006-11"
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "iso-8859-1", "cp037", "utf-7")
NAMES = ("utf-8", "utf-16", "UTF-16BE", "iso-8859-1", "us-ascii", "utf-7", "cp037", "nope", "-")
PIECES = (
    b"<",
    b">",
    b"&",
    b"\0",
    b"\xff",
    b"]]>",
    b"<!--",
    b"-->",
    b"<?p?>",
    b"<?xml version='1.0'?>",
    b"<!DOCTYPE a>",
    b"<![CDATA[",
    b"&#0;",
    b"&#xD800;",
    b"&#x10FFFF;",
    b"xmlns=''",
    b" xmlns:p='urn:x'",
    b" p:a=''",
    b"\xed\xa0\x80",
    b"\xc0\x80",
    codecs.BOM_UTF8,
    codecs.BOM_UTF16_LE,
    codecs.BOM_UTF16_BE,
)


def valid() -> list[bytes]:
    """Return an envelope of each version, with what is easily lost: prefixes, white space, references, CDATA."""
    text = Element(name=clark(SERVICE, "Text"), content=(' \t\r\n<&>"]]> é \U0001f600',), attributes=(("a", " \n\t<"),))
    block = Element(name=clark(SERVICE, "CventSessionHeader"), content=(Element(name="q", content=("x",)),))
    made = [
        envelope.encode(Envelope(binding=row, header=(block,), body=(Element(name="b", content=(text,)),)))
        for row in SOAP.values()
    ]
    mark = b"</soap:Body>"
    odd = b"<!-- <? --><![CDATA[<&]]><p:a xmlns:p='urn:p' p:b='1' xmlns='urn:q'><c xmlns=''/>p:a</p:a>"
    return [*made, *(one.replace(mark, odd + mark) for one in made)]


VALID = valid()


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """Return an envelope with bytes flipped, cut, doubled, put in or swapped, perhaps in another encoding."""
    data = draw(st.sampled_from(VALID))
    if draw(st.booleans()):
        text = data.decode().replace("utf-8", draw(st.sampled_from(NAMES)), 1)
        data = text.encode(draw(st.sampled_from(ENCODINGS)), "xmlcharrefreplace")
    for _ in range(draw(st.integers(0, 4))):
        places = sorted(draw(st.tuples(*[st.integers(0, len(data))] * 3)))
        data = changed(data, places, by=draw(st.sampled_from(PIECES) | st.binary(max_size=4)), how=draw(CHANGES))
    return data


CHANGES = st.sampled_from(("flip a bit of a letter", "flip the high bit", "cut", "double", "put in", "swap"))


def changed(data: bytes, places: list[int], *, by: bytes, how: str) -> bytes:
    """Return bytes with one change at three places in their order."""
    first, second, third = places
    before, middle, last, after = data[:first], data[first:second], data[second:third], data[third:]
    match how:
        case "flip a bit of a letter":
            return before + bytes(byte ^ 0x20 for byte in middle[:2]) + middle[2:] + last + after
        case "flip the high bit":
            return before + bytes(byte ^ 0x80 for byte in middle[:1]) + middle[1:] + last + after
        case "cut":
            return before + last + after
        case "double":
            return before + middle + middle + last + after
        case "put in":
            return before + by + middle + last + after
    return before + last + middle + after


CHARSETS = st.none() | st.sampled_from((*NAMES, "", "utf-16le", "\0", "é")) | st.text(max_size=5)
ANYTHING = mutated() | st.binary(max_size=200) | st.builds(bytes.__add__, st.sampled_from(PIECES), mutated())


def holds(data: bytes, charset: str | None) -> bool:
    """Tell whether bytes are read; what is read is written and read again as the same, and as its tree."""
    try:
        read = xml.parse(data, charset=charset)
    except WireError:
        return False
    assert isinstance(read, Element)
    again = write.document(read)
    assert xml.parse(again) == read
    assert write.document(xml.parse(again)) == again
    assert xml.convert(xml.parse_tree(data, charset=charset)) == read
    assert len(xml.instructions(data, charset=charset)) <= xml.MOST_INSTRUCTIONS
    return True


@settings(deadline=None, max_examples=300, derandomize=True)
@given(data=ANYTHING, charset=CHARSETS)
def test_anything_is_read_or_refused(data: bytes, charset: str | None) -> None:
    holds(data, charset)


@pytest.mark.proof
@settings(deadline=None, max_examples=20_000, derandomize=True)
@given(data=ANYTHING, charset=CHARSETS)
def test_twenty_thousand_of_anything_are_read_or_refused(data: bytes, charset: str | None) -> None:
    holds(data, charset)


@pytest.mark.parametrize("data", VALID)
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_is_changed_was_readable(data: bytes, coding: str) -> None:
    name = "utf-16" if coding == "utf-16" else "utf-8"
    recoded = data.decode().replace("utf-8", name, 1).encode(coding)
    assert holds(recoded, None)
    assert xml.parse(recoded) == xml.parse(data)
