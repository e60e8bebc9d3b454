"""Simple types: the only module that reads one, its facets and what it is made of, from xmlschema's graph."""

import re
from collections.abc import Iterator
from typing import Protocol

from xmlschema.validators import (
    XsdComplexType,
    XsdEnumerationFacets,
    XsdFacet,
    XsdList,
    XsdPatternFacets,
    XsdSimpleType,
    XsdType,
    XsdUnion,
)

from conformance.model.schema import Derivation, Facets, SimpleType, Variety
from conformance.model.tree import XSD, clark, local_of, namespace_of

_QUALIFIED = frozenset({"QName", "NOTATION"})
_BLANK = re.compile("[\t\r\n]")
_BLANKS = re.compile("[ \t\r\n]+")


class Namer(Protocol):
    """What names a type, by its path where it is anonymous."""

    def __call__(self, found: XsdType, path: str, /) -> str:
        """Return the name, and collect the type."""
        ...


def simple_type(found: XsdSimpleType, name: str, named: Namer) -> SimpleType:
    """Return a simple type; ``named`` names the types that it is made of."""
    chain = list(_chain(found))
    builtin = next((local_of(str(held.name)) for held in chain if namespace_of(held.name or "") == XSD), None)
    listed = next((held for held in chain if isinstance(held, XsdList)), None)
    united = next((held for held in chain if isinstance(held, XsdUnion)), None)
    members = () if united is None else _members(united)
    return SimpleType(
        name=name,
        builtin=builtin or "anySimpleType",
        facets=_facets(found, chain),
        variety=Variety.LIST if listed is not None else Variety.ATOMIC if united is None else Variety.UNION,
        item=None if listed is None else named(listed.item_type, f"{name}/item"),
        members=tuple(named(held, f"{name}/member{number}") for number, held in enumerate(members, start=1)),
        base=base_name(found),
        final=derivations(found.final) & {Derivation.RESTRICTION, Derivation.LIST, Derivation.UNION},
    )


def base_name(found: XsdType) -> str | None:
    """Return the name of the nearest other type with a name that a type comes from; None of what is built in.

    A type that is redefined comes from one of its own name.
    """
    held = None if namespace_of(found.name or "") == XSD else found.base_type
    while held is not None and held.name in {None, found.name}:
        held = held.base_type
    return None if held is None else str(held.name)


def derivations(text: str) -> frozenset[Derivation]:
    """Return what ``block`` or ``final`` names, by itself or as the schema's default."""
    return frozenset(Derivation) if "#all" in text.split() else frozenset(map(Derivation, text.split()))


def _chain(found: XsdType | None) -> Iterator[XsdSimpleType]:
    """Yield a simple type and what it comes from; the content of a complex type in its place."""
    while found is not None:
        held = found.content if isinstance(found, XsdComplexType) else found
        if not isinstance(held, XsdSimpleType):
            return
        yield held
        found = held.base_type


def _members(found: XsdUnion) -> tuple[XsdSimpleType, ...]:
    """Return the types of a union in their order: xmlschema has those first that stand inside."""
    inside = sum(held.tag == clark(XSD, "simpleType") for held in found.elem)
    members = tuple(found.member_types)
    return (*members[inside:], *members[:inside])


def _facets(found: XsdSimpleType, chain: list[XsdSimpleType]) -> Facets:
    of_its_own = not any(isinstance(held, XsdUnion) for held in chain)  # a union's is that of its members
    space = found.white_space if of_its_own and found.white_space else "preserve"
    return Facets(
        enumeration=tuple(_enumeration(found, space)),
        white_space=space,
        patterns=tuple(reversed(list(_patterns(chain)))),
        min_inclusive=_bound(found, "minInclusive"),
        max_inclusive=_bound(found, "maxInclusive"),
        min_exclusive=_bound(found, "minExclusive"),
        max_exclusive=_bound(found, "maxExclusive"),
        total_digits=_number(found, "totalDigits"),
        fraction_digits=_number(found, "fractionDigits"),
        length=_number(found, "length"),
        min_length=_number(found, "minLength"),
        max_length=_number(found, "maxLength"),
    )


def _number(found: XsdSimpleType, word: str) -> int | None:
    value = getattr(found.get_facet(clark(XSD, word)), "value", None)
    return value if isinstance(value, int) else None


def _bound(found: XsdSimpleType, word: str) -> str | None:
    facet = found.get_facet(clark(XSD, word))
    return str(facet.elem.attrib["value"]).strip(" \t\r\n") if isinstance(facet, XsdFacet) else None


def _patterns(chain: list[XsdSimpleType]) -> Iterator[tuple[str, ...]]:
    """Yield the patterns of each step of a derivation, the last step first; those of built-in types are theirs."""
    for held in chain:
        facet = held.facets.get(clark(XSD, "pattern"))
        if namespace_of(held.name or "") != XSD and isinstance(facet, XsdPatternFacets):
            yield tuple(facet.regexps)


def _enumeration(found: XsdSimpleType, space: str) -> Iterator[str]:
    """Yield the listed values as they are written, but for white space, and QNames as Clark names."""
    facet = found.get_facet(clark(XSD, "enumeration"))
    if not isinstance(facet, XsdEnumerationFacets):
        return
    qualified = local_of(str(found.root_type.name)) in _QUALIFIED
    for element in facet:
        value = element.attrib["value"]
        if qualified:
            yield str(facet.schema.resolve_qname(value.strip(), namespace_imported=False))
        elif space == "collapse":
            yield _BLANKS.sub(" ", value).strip(" ")
        else:
            yield value if space == "preserve" else _BLANK.sub(" ", value)
