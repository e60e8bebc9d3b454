"""Elements where they do not belong: one mutation for each rule of a content model and of namespaces."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from conformance.generation.mutations._declare import Broken, Rule, changed, mutation, namespaces
from conformance.generation.places import Place
from conformance.model.case import Expectation
from conformance.model.contract import Contract
from conformance.model.schema import ComplexType, ElementUse, SimpleType, elements
from conformance.model.tree import Element, clark, is_nil, local_of, namespace_of

_CONTENT = frozenset({"SCHEMAV_ELEMENT_CONTENT", "SCHEMAV_CVC_COMPLEX_TYPE_2_1", "SCHEMAV_CVC_TYPE_3_1_2"})
_MODEL = frozenset({"XsdGroup", "XsdElement", "XsdComplexType"})


@mutation(
    Rule(
        name="unknown-element",
        summary="An element stands where its type knows no such element.",
        expectation=Expectation.ALIKE,
        libxml2=_CONTENT,
        xmlschema=_MODEL,
    )
)
def unknown(place: Place, _contract: Contract) -> Iterator[Broken]:
    """Add an element that no type has, before all others and after them."""
    if _holds_elements(place):
        stranger = Element(name=clark(namespace_of(place.element.name), "Unknown"), content=("1",))
        content = place.element.content
        yield Broken(name="unknown-first", element=replace(place.element, content=(stranger, *content)))
        if content:
            yield Broken(name="unknown-last", element=replace(place.element, content=(*content, stranger)))


@mutation(
    Rule(
        name="element-in-other-case",
        summary="The name of an element is written in other letters, large for small.",
        expectation=Expectation.ALIKE,
        libxml2=_CONTENT,
        xmlschema=_MODEL,
    )
)
def in_other_case(place: Place, _contract: Contract) -> Iterator[Broken]:
    """Swap large and small in the first letter of the name."""
    local = local_of(place.element.name)
    other = local[:1].swapcase() + local[1:]
    if place.depth and other != local:
        named = clark(namespace_of(place.element.name), other)
        yield Broken(name="other-case", element=replace(place.element, name=named))


@mutation(
    Rule(
        name="wrong-namespace",
        summary="An element is in another namespace than its own.",
        expectation=Expectation.ALIKE,
        libxml2=_CONTENT,
        xmlschema=_MODEL,
    )
)
def in_another_namespace(place: Place, contract: Contract) -> Iterator[Broken]:
    """Put the element alone into each other namespace of the contract, and into none."""
    if not place.depth:
        return
    own = namespace_of(place.element.name)
    for number, space in enumerate(namespaces(contract), start=1):
        if space != own:
            name = f"in-namespace-{number}" if space else "in-no-namespace"
            named = clark(space, local_of(place.element.name))
            yield Broken(name=name, element=replace(place.element, name=named))


@mutation(
    Rule(
        name="attribute-as-element",
        summary="A value that belongs into an attribute is sent as an element.",
        expectation=Expectation.ALIKE,
        libxml2=_CONTENT,
        xmlschema=_MODEL,
    )
)
def as_element(place: Place, _contract: Contract) -> Iterator[Broken]:
    """Move each attribute that need not be there into an element of its name."""
    known = {use.name: use for use in place.type.attributes} if isinstance(place.type, ComplexType) else {}
    if not _holds_elements(place):
        return
    for name, value in place.element.attributes:
        if name in known and known[name].use.value == "optional":
            child = Element(name=clark(namespace_of(place.element.name), name), content=(value,) if value else ())
            moved = replace(
                place.element,
                attributes=changed(place.element, name, None),
                content=(child, *place.element.content),
            )
            yield Broken(name="as-element", element=moved, attribute=name)


@mutation(
    Rule(
        name="order",
        summary="Two elements of a sequence stand the wrong way round.",
        expectation=Expectation.ALIKE,
        libxml2=_CONTENT,
        xmlschema=_MODEL,
    )
)
def out_of_order(place: Place, _contract: Contract) -> Iterator[Broken]:
    """Swap each two neighbours of different names."""
    children = place.element.children
    if len(children) != len(place.element.content):
        return
    for number, (one, other) in enumerate(pairwise(children)):
        if one.name != other.name:
            swapped = (*children[:number], other, one, *children[number + 2 :])
            name = f"{local_of(other.name)}-first"
            yield Broken(name=name, element=replace(place.element, content=swapped))


@mutation(
    Rule(
        name="too-many",
        summary="An element stands more often than its type allows.",
        expectation=Expectation.ALIKE,
        libxml2=_CONTENT,
        xmlschema=_MODEL,
    )
)
def too_many(place: Place, _contract: Contract) -> Iterator[Broken]:
    """Write each element once more that is there as often as it may be."""
    for use in _uses(place):
        held = [index for index, part in enumerate(place.element.content) if _is(part, use)]
        if held and use.occurs.most == len(held):
            last = held[-1] + 1
            again = (*place.element.content[:last], place.element.content[held[-1]], *place.element.content[last:])
            yield Broken(name=f"{local_of(use.name)}-twice", element=replace(place.element, content=again))


@mutation(
    Rule(
        name="missing-element",
        summary="An element is missing that has to be there.",
        expectation=Expectation.ITEM_ERRORS,
        libxml2=_CONTENT,
        xmlschema=_MODEL,
    )
)
def missing(place: Place, _contract: Contract) -> Iterator[Broken]:
    """Leave out each element that is there as seldom as it may be."""
    for use in _uses(place):
        held = [index for index, part in enumerate(place.element.content) if _is(part, use)]
        if held and use.occurs.least == len(held):
            kept = (*place.element.content[: held[-1]], *place.element.content[held[-1] + 1 :])
            yield Broken(name=f"{local_of(use.name)}-missing", element=replace(place.element, content=kept))


@mutation(
    Rule(
        name="text-between-elements",
        summary="Text stands where only elements may.",
        expectation=Expectation.ALIKE,
        libxml2=frozenset({"SCHEMAV_CVC_COMPLEX_TYPE_2_3", "SCHEMAV_CVC_COMPLEX_TYPE_2_1"}),
        xmlschema=frozenset({"XsdGroup", "XsdElement", "XsdComplexType"}),
    )
)
def text_between(place: Place, _contract: Contract) -> Iterator[Broken]:
    """Begin the content with a word."""
    if _holds_elements(place):
        element = replace(place.element, content=("text", *place.element.content))
        yield Broken(name="text", element=element)


@mutation(
    Rule(
        name="element-in-text",
        summary="An element stands where only text may.",
        expectation=Expectation.ITEM_ERRORS,
        libxml2=frozenset({"SCHEMAV_CVC_TYPE_3_1_2", "SCHEMAV_CVC_COMPLEX_TYPE_2_2", "SCHEMAV_ELEMENT_CONTENT"}),
        xmlschema=frozenset({"XsdElement", "XsdAtomicBuiltin", "XsdAtomicRestriction", "XsdComplexType"}),
    )
)
def element_in_text(place: Place, _contract: Contract) -> Iterator[Broken]:
    """Put an element behind the text."""
    simple = isinstance(place.type, SimpleType) or place.type.text is not None
    if simple and not is_nil(place.element):
        stranger = Element(name=clark(namespace_of(place.element.name), "Unknown"))
        yield Broken(name="element", element=replace(place.element, content=(*place.element.content, stranger)))


def _uses(place: Place) -> Iterator[ElementUse]:
    if isinstance(place.type, ComplexType) and not is_nil(place.element):
        yield from elements(place.type.content)


def _is(part: Element | str, use: ElementUse) -> bool:
    return isinstance(part, Element) and part.name == use.name


def _holds_elements(place: Place) -> bool:
    """Tell whether a place may hold nothing but elements, or nothing at all."""
    return isinstance(place.type, ComplexType) and place.type.text is None and not is_nil(place.element)
