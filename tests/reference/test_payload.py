"""Shapes: which part of an element is known, and where a part is put."""

import pytest

from conformance.model.schema import (
    AttributeUse,
    ComplexType,
    Compositor,
    ElementUse,
    Facets,
    Group,
    Occurs,
    Schema,
    SimpleType,
    Wildcard,
)
from conformance.model.tree import NIL, Element
from conformance.reference.payload import Shapes, shapes
from conformance.reference.refusal import RefusalError, Why


def sequence(*particles: ElementUse | Group | Wildcard, most: int | None = 1) -> Group:
    return Group(compositor=Compositor.SEQUENCE, particles=particles, occurs=Occurs(most=most))


def made(content: Group | None = None, text: str | None = None, **more: ComplexType) -> Shapes:
    """Return the shapes of a schema with one global element ``root``; ``number`` and ``text`` are simple types."""
    types = {
        "root-type": ComplexType(
            name="root-type",
            content=content,
            text=text,
            attributes=(AttributeUse(name="a", type="number"), AttributeUse(name="b", type="text")),
        ),
        "number": SimpleType(name="number", builtin="int", facets=Facets(white_space="collapse")),
        "text": SimpleType(name="text", builtin="string"),
        **more,
    }
    return shapes(Schema(elements={"root": ElementUse(name="root", type="root-type")}, types=types))


def child(name: str, most: int | None = 1, kind: str = "text") -> ElementUse:
    return ElementUse(name=name, type=kind, occurs=Occurs(least=0, most=most), nillable=name == "nil")


def root(*content: Element | str, **attributes: str) -> Element:
    return Element(name="root", attributes=tuple(attributes.items()), content=content)


def leaf(name: str, *content: Element | str, **attributes: str) -> Element:
    return Element(name=name, attributes=tuple(attributes.items()), content=content)


def test_unknown_parts_are_dropped_and_known_ones_kept_in_their_order() -> None:
    known = made(sequence(child("x"), child("y", most=None)))
    sent = root("text", leaf("y", "1"), leaf("z"), leaf("x", "2"), leaf("y", "3"), a="1", c="?", b="")
    assert known.read(sent) == root(leaf("y", "1"), leaf("x", "2"), leaf("y", "3"), a="1", b="")


def test_no_more_of_a_name_than_its_groups_allow() -> None:
    def kept(*particles: ElementUse | Group, most: int | None = 1) -> int:
        return len(made(sequence(*particles, most=most)).read(root(*[leaf("x")] * 9)).children)

    assert kept(child("x")) == 1
    assert kept(child("x", most=2), most=3) == 6
    assert kept(child("x"), most=None) == 9
    assert kept(sequence(child("x", most=None))) == 9
    assert kept(child("x"), child("y"), child("x")) == 9


def test_a_wildcard_keeps_what_is_not_known() -> None:
    open_shape = made(sequence(child("x"), Wildcard(namespace="##any")))
    assert open_shape.read(root(leaf("z", leaf("q")), leaf("x"))).children == (leaf("z", leaf("q")), leaf("x"))


def test_text_with_attributes_is_checked_and_kept() -> None:
    number = made(text="number")
    assert number.read(root(" 7 ", b="x")) == root(" 7 ", b="x")
    for bad in (root("x"), root(), root(leaf("q"))):
        with pytest.raises(RefusalError) as caught:
            number.read(bad)
        assert caught.value.refusal.why is Why.UNREADABLE


def test_nil_is_only_where_it_may_be() -> None:
    known = made(sequence(child("nil", kind="number"), child("x")))
    nil = Element(name="nil", attributes=((NIL, " 1 "),), content=("dropped",))
    assert known.read(root(nil)).children == (Element(name="nil", attributes=((NIL, "true"),)),)
    with pytest.raises(RefusalError):
        known.read(root(Element(name="nil", attributes=((NIL, "maybe"),))))
    with pytest.raises(RefusalError):
        known.read(root(Element(name="nil", attributes=((NIL, "false"),))))


def test_parts_are_planted_in_schema_order_wherever_they_are_given() -> None:
    inner = ComplexType(name="inner", content=sequence(child("p"), child("q", most=None)))
    known = made(sequence(child("x"), child("y", kind="inner")), inner=inner)
    ready = (leaf("q", "1"), leaf("q", "2"))
    parts = [("y/q", ready), ("@b", "B"), ("y/p", "P"), ("x", ""), ("@a", "A"), ("@c", "lost"), ("z/w", "lost")]
    expected = root(leaf("x"), leaf("y", leaf("p", "P"), *ready), a="A", b="B")
    planted = known.plant("root", parts)
    assert planted == expected
    assert planted.attributes == (("a", "A"), ("b", "B"))
    assert known.plant("root", []) == root()
    assert known.plant("root", [("y/q", ())]) == root(leaf("y"))


def test_a_place_is_found_by_local_names(cvent) -> None:
    known = shapes(cvent.schema)
    payload = cvent.operations["UpdateGuestInfo"].output.payload
    assert known.at(payload, "UpdateGuestInfoResult/UpdateGuestResult/Errors/Error").name.endswith("}Error")
