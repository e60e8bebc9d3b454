"""Law 1: bytes to Element to bytes to Element is stable."""

from hypothesis import given
from hypothesis import strategies as st
from xml_text import xml_characters

from conformance.markup import write, xml
from conformance.model.binding import SOAP11
from conformance.model.tree import XML, XSI, Element, clark

NAMESPACES = st.sampled_from(["", "urn:a", "urn:b", "http://example.com/?a=b&c", XSI, XML, SOAP11.namespace])
LOCALS = st.sampled_from(["a", "b", "é", "x-1"])
TEXTS = st.text(alphabet=xml_characters(), max_size=8)
NAMES = st.builds(clark, NAMESPACES.filter(lambda uri: uri != XML), LOCALS)
ATTRIBUTES = st.dictionaries(st.builds(clark, NAMESPACES, LOCALS), TEXTS, max_size=4).map(
    lambda held: tuple(held.items())
)


def merged(content: list[Element | str]) -> tuple[Element | str, ...]:
    parts: list[Element | str] = []
    for part in content:
        if isinstance(part, str) and parts and isinstance(parts[-1], str):
            parts[-1] += part
        elif part != "":
            parts.append(part)
    return tuple(parts)


def grown(below: st.SearchStrategy[Element]) -> st.SearchStrategy[Element]:
    content = st.lists(below | TEXTS, max_size=4).map(merged)
    return st.builds(Element, name=NAMES, attributes=ATTRIBUTES, content=content)


ELEMENTS = st.recursive(st.builds(Element, name=NAMES, attributes=ATTRIBUTES), grown, max_leaves=8)


@given(ELEMENTS)
def test_an_element_is_read_as_it_was_written(element: Element) -> None:
    data = write.document(element)
    read = xml.parse(data)
    assert read == element
    assert hash(read) == hash(element)
    assert write.document(read) == data, "a second writing changes nothing"


@given(TEXTS)
def test_every_character_survives_in_attribute_and_content(text: str) -> None:
    element = Element(name="a", attributes=(("x", text),), content=(text,) if text else ())
    read = xml.parse(write.document(element))
    assert read.get("x") == text
    assert read.text == text


def test_qnames_in_content_still_resolve() -> None:
    data = b'<a xmlns:q0="urn:x"><faultcode xmlns:q0="urn:y">q0:C</faultcode><b>q0:D</b></a>'
    first = xml.parse(data)
    second = xml.parse(write.document(first))
    for root in (first, second):
        code, other = root.children
        assert code.resolve(code.text) == "{urn:y}C"
        assert other.resolve(other.text) == "{urn:x}D"
        assert other.resolve("none:D") is None


def test_an_unqualified_child_of_a_default_namespace_stays_unqualified() -> None:
    element = Element(name="{urn:a}a", content=(Element(name="b"),))
    assert write.write(element) == '<a xmlns="urn:a"><b xmlns=""/></a>'
