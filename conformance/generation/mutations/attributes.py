"""Attributes that must not be there, or have to be: one mutation for each rule about their names."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from conformance.generation.mutations._declare import MARK, Broken, Rule, changed, mutation
from conformance.generation.places import Place
from conformance.markup.write import attribute_text
from conformance.model.case import Expectation
from conformance.model.contract import Contract
from conformance.model.schema import ComplexType, Use
from conformance.model.tree import clark, is_nil, namespace_of

_UNKNOWN = frozenset({"SCHEMAV_CVC_COMPLEX_TYPE_3_2_1", "SCHEMAV_CVC_COMPLEX_TYPE_3_2_2", "SCHEMAV_CVC_TYPE_3_1_1"})
_GROUP = frozenset({"XsdAttributeGroup", "XsdElement", "XsdAnyAttribute"})


@mutation(
    Rule(
        name="unknown-attribute",
        summary="An element has an attribute that its type does not know.",
        expectation=Expectation.ALIKE,
        libxml2=_UNKNOWN,
        xmlschema=_GROUP,
    )
)
def unknown(place: Place, _contract: Contract) -> Iterator[Broken]:
    """Add an attribute that no type has."""
    if not _open(place):
        named = (*place.element.attributes, ("Unknown", "1"))
        yield Broken(name="unknown-attribute", element=replace(place.element, attributes=named))


@mutation(
    Rule(
        name="attribute-in-other-case",
        summary="The name of an attribute is written in other letters, large for small.",
        expectation=Expectation.ALIKE,
        libxml2=_UNKNOWN,
        xmlschema=_GROUP,
    )
)
def in_other_case(place: Place, _contract: Contract) -> Iterator[Broken]:
    """Swap large and small in the first letter of each name."""
    yield from _renamed(place, "other-case", lambda name: name[:1].swapcase() + name[1:])


@mutation(
    Rule(
        name="attribute-in-namespace",
        summary="An attribute that is in no namespace is written in that of its element.",
        expectation=Expectation.ALIKE,
        libxml2=_UNKNOWN,
        xmlschema=_GROUP,
    )
)
def in_namespace(place: Place, _contract: Contract) -> Iterator[Broken]:
    """Qualify each attribute with the namespace of its element."""
    space = namespace_of(place.element.name)
    if space:
        yield from _renamed(place, "in-namespace", lambda name: name if namespace_of(name) else clark(space, name))


@mutation(
    Rule(
        name="missing-attribute",
        summary="An attribute is missing that has to be there.",
        expectation=Expectation.ITEM_ERRORS,
        libxml2=frozenset({"SCHEMAV_CVC_COMPLEX_TYPE_4"}),
        xmlschema=frozenset({"XsdAttributeGroup"}),
    )
)
def missing(place: Place, _contract: Contract) -> Iterator[Broken]:
    """Leave out each attribute that is required."""
    for use in place.type.attributes if isinstance(place.type, ComplexType) else ():
        if use.use is Use.REQUIRED and place.element.get(use.name) is not None:
            kept = changed(place.element, use.name, None)
            yield Broken(name="missing", element=replace(place.element, attributes=kept), attribute=use.name)


@mutation(
    Rule(
        name="duplicate-attribute",
        summary="An attribute stands twice in one element.",
        expectation=Expectation.REFUSED,
        well_formed=False,
    )
)
def twice(place: Place, _contract: Contract) -> Iterator[Broken]:
    """Write an attribute twice: with one name, and with two prefixes of one namespace."""
    if is_nil(place.element):
        return
    named = next((name for name, _ in place.element.attributes if not namespace_of(name)), "Twice")
    value = attribute_text(place.element.get(named) or "")
    others = changed(place.element, named, None)
    marked = replace(place.element, attributes=((MARK, ""), *others))
    yield Broken(name="twice", element=marked, text=f'{named}="{value}" {named}="{value}"')
    prefixes = 'xmlns:p="urn:example:twice" xmlns:q="urn:example:twice" p:Twice="1" q:Twice="2"'
    whole = replace(place.element, attributes=((MARK, ""), *place.element.attributes))
    yield Broken(name="twice-by-two-prefixes", element=whole, text=prefixes)


def _renamed(place: Place, name: str, rename: Callable[[str], str]) -> Iterator[Broken]:
    """Yield the element with another name for each attribute: one that is required would be missing as well."""
    uses = place.type.attributes if isinstance(place.type, ComplexType) and not _open(place) else ()
    known = {use.name for use in uses}
    free = {use.name for use in uses if use.use is Use.OPTIONAL}
    for held, _ in place.element.attributes:
        other = rename(held)
        if held in free and other not in known:
            attributes = tuple((other if key == held else key, old) for key, old in place.element.attributes)
            yield Broken(name=name, element=replace(place.element, attributes=attributes), attribute=held)


def _open(place: Place) -> bool:
    return isinstance(place.type, ComplexType) and place.type.open_attributes
