"""Every spelling means the same, to our reader and to expat, and is written otherwise than the plain one."""

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.contract.example import example
from conformance.contract.validate import Engines
from conformance.markup import xml
from conformance.markup.write import XML_RANGES
from conformance.model.binding import SOAP, SOAP11, SOAP12, Binding
from conformance.model.contract import Contract
from conformance.model.media import charset_of
from conformance.model.tree import XML, XSD, XSI, Element, clark, namespace_of, trimmed
from conformance.soap import envelope, session
from conformance.soap.binding import request
from conformance.soap.spelling import SPELLINGS, Spelling, spell, with_header, with_location

EVERY = [f"V-{number:02}" for number in (*range(1, 19), 22)]
every_spelling = pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=lambda row: row.name)

CHARACTERS = st.one_of(
    st.sampled_from(" \t\n\r&<>\"']\u00e9\u2028\U0001f600-"),
    *(st.characters(min_codepoint=low, max_codepoint=high) for low, high in XML_RANGES),
)
TEXTS = st.text(CHARACTERS, min_size=1, max_size=8)
SPACES = st.sampled_from(["", "urn:a", "urn:b", SOAP11.namespace, SOAP12.namespace, XSI, XSD])
LOCALS = st.sampled_from(["a", "b", "Envelope", "Header", "Body", "nil"])
NAMES = st.builds(clark, SPACES, LOCALS)
PREFIXES = st.sampled_from(["", "p", "soap", "s", "q0", "other", "xs", "n"])


@st.composite
def elements(draw: st.DrawFn, depth: int = 0) -> Element:
    name = draw(NAMES)
    attributes = draw(st.dictionaries(NAMES, TEXTS | st.just(""), max_size=3))
    if draw(st.booleans()):
        attributes[clark(XML, "lang")] = "en"
    inner = TEXTS if depth > 2 else TEXTS | elements(depth=depth + 1)
    parts = draw(st.lists(inner, max_size=4))
    joined: list[Element | str] = []
    for part in parts:  # neighbouring texts are one
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    scope = draw(st.dictionaries(PREFIXES, st.sampled_from(["urn:a", "urn:b", SOAP12.namespace]), max_size=2))
    if not namespace_of(name):  # no reader finds a default namespace around such a name
        scope.pop("", None)
    return Element(name=name, attributes=tuple(attributes.items()), content=tuple(joined), scope=scope)


def added(root: Element, spelling: Spelling) -> Element:
    """Return a root with what a spelling adds to the infoset."""
    return {"": lambda one: one, "header": with_header, "schema location": with_location}[spelling.adds](root)


def by_expat(data: bytes) -> Element:
    def converted(node: ET.Element) -> Element:
        content: list[Element | str] = [node.text] if node.text else []
        for child in node:
            content.append(converted(child))
            if child.tail:
                content.append(child.tail)
        return Element(name=node.tag, attributes=tuple(node.attrib.items()), content=tuple(content))

    return converted(ET.fromstring(data))  # noqa: S314 - what this test wrote itself


def resolved(root: Element, seen: Element) -> list[str | None]:
    """Return what QNames in the elements of a root mean in another tree of the same shape."""
    pairs = zip(root.walk(), seen.walk(), strict=True)
    return [
        there.resolve(f"{prefix}:x" if prefix else "x")
        for made, there in pairs
        if made.scope
        for prefix in {"": "", **made.scope}
    ]


@every_spelling
@settings(max_examples=30)
@given(root=elements())
def test_both_parsers_read_the_same_as_was_written(spelling: Spelling, root: Element) -> None:
    data = spell(root, spelling)
    wanted = added(root, spelling)
    seen = xml.parse(data, charset=spelling.charset)
    other = by_expat(data)
    assert resolved(wanted, seen) == resolved(wanted, wanted)
    if spelling.line_end:
        wanted, seen, other = trimmed(wanted), trimmed(seen), trimmed(other)
    assert seen == wanted
    assert other == wanted


@pytest.mark.parametrize("binding", SOAP.values(), ids=sorted(SOAP))
@every_spelling
def test_content_type_says_what_the_spelling_asks_for(spelling: Spelling, binding: Binding) -> None:
    sent = request(b"", binding, url="http://127.0.0.1/", action="urn:a", charset=spelling.charset)
    assert charset_of(sent.headers) == spelling.charset


def test_the_rows_are_of_every_way_and_differ() -> None:
    rows = SPELLINGS.values()
    assert sorted({row.variant for row in rows}) == EVERY
    assert len({row.summary for row in rows}) == len(rows)
    assert len({replace(row, name="", variant="", summary="") for row in rows}) == len(rows)
    for name, row in SPELLINGS.items():
        assert name == row.name
        assert name.replace("-", "").isalnum()


@pytest.mark.parametrize("binding", sorted(SOAP))
@every_spelling
def test_a_request_in_any_spelling_is_valid_and_has_other_bytes(
    cvent: Contract, engines: Engines, spelling: Spelling, binding: str
) -> None:
    for operation in cvent.operations.values():
        payload = example(cvent, operation, echoed="a b \u00e9 <'\"&> \U0001f600")
        blocks = session.request_blocks(cvent, operation, "a value")
        whole = envelope.Envelope(binding=SOAP[binding], header=blocks, body=(payload,))
        data = spell(envelope.build(whole), spelling)
        assert engines.judge(data, charset=spelling.charset).valid
        if operation.items is not None and spelling.adds != "header" and spelling.charset is not None:
            assert data != envelope.encode(whole), operation.name
    login = cvent.operations["Login"]
    bare = envelope.Envelope(binding=SOAP[binding], body=(example(cvent, login),))
    if spelling.adds == "header":
        assert b"Header" in spell(envelope.build(bare), spelling)


def test_the_plain_row_writes_what_the_writer_writes(cvent: Contract) -> None:
    plain = Spelling(name="plain", variant="", summary="")
    for operation in cvent.operations.values():
        whole = envelope.Envelope(binding=SOAP12, body=(example(cvent, operation),))
        assert spell(envelope.build(whole), plain) == envelope.encode(whole)
