"""The attributes of XML Schema itself: one mutation for each rule about ``xsi:nil`` and ``xsi:type``."""

from collections.abc import Iterator
from dataclasses import replace

from conformance.contract.example import TEXTUAL
from conformance.generation.mutations._declare import Broken, Rule, mutation
from conformance.generation.places import Place
from conformance.model.case import Expectation
from conformance.model.contract import Contract
from conformance.model.schema import ComplexType, SimpleType, elements
from conformance.model.tree import NIL, XSD, XSI, clark, is_nil, local_of, namespace_of

_TYPE = clark(XSI, "type")


@mutation(
    Rule(
        name="nil-not-nillable",
        summary="An element is nil that must not be.",
        expectation=Expectation.ITEM_ERRORS,
        libxml2=frozenset({"SCHEMAV_CVC_ELT_3_1"}),
        xmlschema=frozenset({"XsdElement"}),
    )
)
def nil_where_it_must_not_be(place: Place, contract: Contract) -> Iterator[Broken]:
    """Say of the element that it is nil, and leave it empty where nothing has to be in it."""
    if not place.use.nillable and place.depth:
        attributes = (*place.element.attributes, (NIL, "true"))
        content = () if _may_be_empty(place, contract) else place.element.content
        yield Broken(name="nil", element=replace(place.element, attributes=attributes, content=content))


@mutation(
    Rule(
        name="nil-with-content",
        summary="An element is nil and has content.",
        expectation=Expectation.ITEM_ERRORS,
        libxml2=frozenset({"SCHEMAV_CVC_ELT_3_2_1"}),
        xmlschema=frozenset({"XsdElement"}),
    )
)
def nil_with_content(place: Place, _contract: Contract) -> Iterator[Broken]:
    """Say of an element with content that it is nil."""
    if place.use.nillable and place.element.content and not is_nil(place.element):
        attributes = (*place.element.attributes, (NIL, "true"))
        yield Broken(name="nil-with-content", element=replace(place.element, attributes=attributes))


@mutation(
    Rule(
        name="nil-no-boolean",
        summary="Whether an element is nil is said by no boolean.",
        expectation=Expectation.ITEM_ERRORS,
        libxml2=frozenset({"SCHEMAV_CVC_DATATYPE_VALID_1_2_1"}),
        xmlschema=frozenset({"XsdElement", "XsdAtomicBuiltin", "XsdAtomicRestriction"}),
    )
)
def nil_no_boolean(place: Place, _contract: Contract) -> Iterator[Broken]:
    """Say of an element that may be nil that it is so perhaps."""
    if place.use.nillable and place.element.get(NIL) is None:
        attributes = (*place.element.attributes, (NIL, "maybe"))
        yield Broken(name="nil-maybe", element=replace(place.element, attributes=attributes))


@mutation(
    Rule(
        name="type-unknown",
        summary="An element names a type that nothing declares.",
        expectation=Expectation.REFUSED,
        libxml2=frozenset({"SCHEMAV_CVC_ELT_4_2"}),
        xmlschema=frozenset({"XMLSchemaKeyError"}),
    )
)
def type_that_is_unknown(place: Place, _contract: Contract) -> Iterator[Broken]:
    """Name a type of the element's own namespace that it does not have."""
    space = namespace_of(place.use.type) or namespace_of(place.element.name)
    yield from _typed(place, "type-unknown", clark(space, "NoSuchType"))


@mutation(
    Rule(
        name="type-unrelated",
        summary="An element names a type that is not derived from its own.",
        expectation=Expectation.REFUSED,
        libxml2=frozenset({"SCHEMAV_CVC_ELT_4_3"}),
        xmlschema=frozenset({"XsdGroup", "XsdElement"}),
    )
)
def type_that_does_not_derive(place: Place, contract: Contract) -> Iterator[Broken]:
    """Name a built-in type that no other derives from, and for a simple type a complex one as well."""
    yield from _typed(place, "type-unrelated", clark(XSD, "gYear"))
    others = (name for name, found in contract.schema.types.items() if isinstance(found, ComplexType))
    named = next((name for name in others if namespace_of(name) and "/" not in local_of(name)), None)
    if named is not None and isinstance(place.type, SimpleType):
        yield from _typed(place, "type-complex", named)


@mutation(
    Rule(
        name="type-of-no-prefix",
        summary="An element names a type whose prefix nothing declares.",
        expectation=Expectation.REFUSED,
        libxml2=frozenset({"SCHEMAV_CVC_DATATYPE_VALID_1_2_1"}),
        xmlschema=frozenset({"XMLSchemaKeyError"}),
    )
)
def type_of_no_prefix(place: Place, _contract: Contract) -> Iterator[Broken]:
    """Name a type by a prefix that is not in scope."""
    if place.depth and not is_nil(place.element):
        attributes = (*place.element.attributes, (_TYPE, "nowhere:Type"))
        yield Broken(name="type-of-no-prefix", element=replace(place.element, attributes=attributes))


def _may_be_empty(place: Place, contract: Contract) -> bool:
    found = place.type
    if isinstance(found, ComplexType):
        if found.text is None:
            return all(use.occurs.least == 0 for use in elements(found.content))
        return _empty_is_a_value(contract.schema.types[found.text])
    return _empty_is_a_value(found)


def _empty_is_a_value(found: SimpleType | ComplexType) -> bool:
    """Tell whether a simple type has the empty text."""
    if not isinstance(found, SimpleType) or found.builtin not in TEXTUAL:
        return False
    return not (found.facets.enumeration or found.facets.length or found.facets.min_length)


def _typed(place: Place, name: str, type_name: str) -> Iterator[Broken]:
    if place.depth and not is_nil(place.element):
        attributes = (*place.element.attributes, (_TYPE, f"t:{local_of(type_name)}"))
        scope = {"t": namespace_of(type_name)}
        yield Broken(name=name, element=replace(place.element, attributes=attributes, scope=scope))
