"""Values that xmlschema accepted: the only module that remembers them, and walks a message to ask about new ones."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from xmlschema import XMLSchema10, XMLSchemaException
from xmlschema.names import XSD_ENTITY, XSD_ID, XSD_IDREF, XSD_NOTATION, XSD_QNAME
from xmlschema.validators import (
    ValidationContext,
    XsdAnyAttribute,
    XsdAnyElement,
    XsdAttribute,
    XsdComplexType,
    XsdElement,
    XsdGroup,
    XsdList,
    XsdSimpleType,
    XsdType,
    XsdUnion,
)

from conformance.model.tree import NIL, XSI, namespace_of

# What xmlschema raises where it gives up: OverflowError for a year of twelve digits, KeyError for an unknown xsi:type.
GIVES_UP = (XMLSchemaException, ValueError, KeyError, ArithmeticError)
MOST_VALUES = 2_000  # of one type
LONGEST_VALUE = 100

# Whether a value of these is valid depends on the rest of the document.
_ELSEWHERE = frozenset({XSD_ID, XSD_IDREF, XSD_ENTITY, XSD_NOTATION})
_NOTHING: frozenset[str] = frozenset()
_TRUE, _FALSE = frozenset({"true", "1"}), frozenset({"false", "0"})


@dataclass(slots=True, kw_only=True, eq=False)
class _Values:
    """A simple type with the values that xmlschema is known to accept; those of a ``qualified`` one are QNames."""

    type: XsdSimpleType
    context: ValidationContext
    qualified: bool
    known: set[str] = field(default_factory=set)

    def accepts(self, value: str) -> bool:
        """Tell whether xmlschema accepts a value: it is asked once, if the value is not too long to be remembered."""
        if value in self.known:
            return True
        try:
            accepted = self._is_valid(value)
        except GIVES_UP:
            return False
        if accepted and len(value) <= LONGEST_VALUE:
            if len(self.known) >= MOST_VALUES:
                self.known.clear()
            self.known.add(value)
        return accepted

    def _is_valid(self, value: str) -> bool:
        if self.qualified:
            # That the prefix is bound is a matter of the element, and libxml2 has seen to it.
            return self.type.is_valid(value, namespaces={value.strip().partition(":")[0]: "urn:bound"})
        self.context.clear()
        return self.type.text_is_valid(value, self.context)


@dataclass(slots=True, kw_only=True, eq=False)
class _Place:
    """An element where the schema has it: whose values its attributes and its text are, and what may stand in it.

    None is what cannot be told by the walk. ``known`` are the values of each of ``attributes``, ``met`` the places of
    children, by their names: the walk looks there first.
    """

    text: _Values | None = None
    default: str = ""
    nillable: bool = False
    empty: bool = False
    attributes: dict[str, _Values | None] = field(default_factory=dict)
    other_attributes: XsdAnyAttribute | None = None
    children: dict[str, XsdElement | None] = field(default_factory=dict)
    other_children: tuple[XsdAnyElement, ...] = ()
    known: dict[str, set[str]] = field(default_factory=dict)
    met: dict[object, "_Place"] = field(default_factory=dict)


class Memo:
    """What xmlschema is known to accept in the messages of one contract; not for two threads at once."""

    def __init__(self, schema: XMLSchema10) -> None:
        """Know nothing yet: a declaration is looked up when a message first shows it."""
        self._maps = schema.maps
        self._context = ValidationContext(source=schema.source)
        self._values: dict[XsdType, _Values | None] = {}
        self._places: dict[XsdElement | XsdType, _Place | None] = {}

    def __len__(self) -> int:
        """Return how many values are remembered."""
        return sum(len(values.known) for values in self._values.values() if values is not None)

    def knows(self, root: etree._Element) -> bool:
        """Tell whether xmlschema is sure to accept a message that libxml2 accepts.

        False means that it has to be asked about the whole message: it refuses a value, or one cannot be judged by
        itself, or the message goes where this walk does not follow, as with an ``xsi:type``.
        """
        found = self._maps.elements.get(str(root.tag))
        top = None if found is None else self._place(found)
        if top is None:
            return False
        stack = [(root, top)]
        while stack:
            node, place = stack.pop()
            if not (self._knows_attributes(node, place) and _knows_text(node, place)):
                return False
            for child in node:
                below = place.met.get(child.tag) or self._below(place, str(child.tag))
                if below is None:
                    return False
                stack.append((child, below))
        return True

    def _knows_attributes(self, node: etree._Element, place: _Place) -> bool:
        for name, value in node.items():
            if value in place.known.get(name, _NOTHING):
                continue
            if name == NIL:
                if not _nil_fits(node, place, value):
                    return False
            elif not self._accepts(place, name, value):
                return False
        return True

    def _accepts(self, place: _Place, name: str, value: str) -> bool:
        if name in place.attributes:
            values = place.attributes[name]
            return values is not None and values.accepts(value)
        wildcard = place.other_attributes
        if wildcard is None or namespace_of(name) == XSI or not wildcard.is_matching(name):
            return False
        found = self._maps.attributes.get(name)
        if found is None:
            return wildcard.process_contents != "strict" and not self._loadable(name)
        values = self._attribute(found)
        return values is not None and values.accepts(value)

    def _below(self, place: _Place, name: str) -> _Place | None:
        """Return the place of a child that was not met here before, None where it cannot be told."""
        if name in place.children:
            found = place.children[name]
        else:
            ways = {wildcard.process_contents for wildcard in place.other_children if wildcard.is_matching(name)}
            if not ways or "skip" in ways:
                return None
            found = self._maps.elements.get(name)
            if found is None:
                # What nothing declares is of any type. It is not kept: there is no end of such names.
                return None if "strict" in ways or self._loadable(name) else self._place(self._maps.any_type)
        below = None if found is None else self._place(found)
        if below is not None:
            place.met[name] = below
        return below

    def _loadable(self, name: str) -> bool:
        """Tell whether xmlschema would load a schema for a name: it brings those of some namespaces along."""
        namespace = namespace_of(name)
        return namespace not in self._maps.namespaces and bool(self._maps.loader.get_locations(namespace))

    def _place(self, found: XsdElement | XsdType) -> _Place | None:
        """Return the place of a declared element, or of one that has a type and no declaration."""
        if found not in self._places:
            self._places[found] = self._declared(found) if isinstance(found, XsdElement) else self._typed(found)
        return self._places[found]

    def _declared(self, found: XsdElement) -> _Place | None:
        if found.abstract or found.identities or found.selected_by or found.fixed is not None:
            return None
        place = self._typed(found.type)
        if place is None or (found.default is not None and not _fills(place.text, found.default)):
            return None
        place.default, place.nillable = found.default or "", found.nillable
        return place

    def _typed(self, found: XsdType) -> _Place | None:
        if isinstance(found, XsdSimpleType):
            text = self._of(found)
            return None if text is None else _Place(text=text)
        if not isinstance(found, XsdComplexType) or found.abstract:
            return None
        place = _Place(empty=found.is_empty())
        for name, attribute in found.attributes.items():
            if isinstance(attribute, XsdAnyAttribute):
                place.other_attributes = attribute
            elif isinstance(attribute, XsdAttribute):
                values = self._attribute(attribute)
                place.attributes[str(name)] = values
                if values is not None:
                    place.known[str(name)] = values.known
                if attribute.default is not None and not _fills(values, attribute.default):
                    return None
        if isinstance(found.content, XsdGroup):
            _fill(place, found.content)
            return place
        place.text = self._of(found.content)
        return None if place.text is None else place

    def _attribute(self, found: XsdAttribute) -> _Values | None:
        return None if found.fixed is not None or found.use == "prohibited" else self._of(found.type)

    def _of(self, found: XsdSimpleType) -> _Values | None:
        """Return what is known of a type, None where its values cannot be judged by themselves."""
        if found not in self._values:
            names, qualified = frozenset(_names(found)), found.is_qname()
            alone = names.isdisjoint(_ELSEWHERE) and (qualified or XSD_QNAME not in names)
            values = _Values(type=found, context=self._context, qualified=qualified)
            self._values[found] = values if alone else None
        return self._values[found]


def _knows_text(node: etree._Element, place: _Place) -> bool:
    """Tell whether the text of an element is sure to be accepted; its attributes are."""
    if place.text is None:
        return not (place.empty and node.text)
    return place.text.accepts(node.text or place.default) or node.get(NIL) in _TRUE


def _nil_fits(node: etree._Element, place: _Place, value: str) -> bool:
    if not place.nillable:
        return False
    return value in _FALSE or (value in _TRUE and node.text is None and not len(node))


def _fills(values: _Values | None, default: str) -> bool:
    """Tell whether a default is sure to be accepted wherever it is left out; what a QName means is not the same."""
    return values is not None and not values.qualified and values.accepts(default)


def _fill(place: _Place, content: XsdGroup) -> None:
    """Put into a place what its content model names; a name of two declarations that differ cannot be told."""
    for particle in content.iter_elements():
        if isinstance(particle, XsdAnyElement):
            place.other_children = (*place.other_children, particle)
        elif isinstance(particle, XsdElement):
            for one in (particle, *particle.iter_substitutes()):
                other = place.children.setdefault(str(one.name), one)
                if other is not None and not _alike(one, other):
                    place.children[str(one.name)] = None


def _alike(one: XsdElement, other: XsdElement) -> bool:
    mine, theirs = ((found.type, found.nillable, found.default, found.fixed) for found in (one, other))
    return mine == theirs


def _names(found: XsdType | None) -> Iterator[str]:
    """Yield the names of a simple type, of what it derives from, and of what its parts are of."""
    while found is not None:
        yield str(found.name)
        parts: tuple[XsdType, ...] = (found.item_type,) if isinstance(found, XsdList) else ()
        for part in (*parts, *(found.member_types if isinstance(found, XsdUnion) else ())):
            yield from _names(part)
        found = found.base_type
