"""Declarations: the only module that walks xmlschema's graph of elements and complex types, once, into frozen data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, count
from types import MappingProxyType
from typing import TypeVar

from xmlschema import XMLSchema10
from xmlschema.validators import (
    XsdAnyAttribute,
    XsdAnyElement,
    XsdAttribute,
    XsdComplexType,
    XsdElement,
    XsdGroup,
    XsdSimpleType,
    XsdType,
)

from conformance.contract.identities import identities
from conformance.contract.origins import Origins, attribute_key, element_key, type_key
from conformance.contract.simple import base_name, derivations, simple_type
from conformance.model.description import WSDL
from conformance.model.schema import (
    AttributeUse,
    ComplexType,
    Compositor,
    Derivation,
    ElementUse,
    Group,
    Occurs,
    Particle,
    Process,
    Schema,
    SimpleType,
    Use,
    Wildcard,
)
from conformance.model.tree import clark, local_of, namespace_of

T = TypeVar("T")

_ARRAY = clark(WSDL, "arrayType")
_OF_TYPES = frozenset({Derivation.RESTRICTION, Derivation.EXTENSION})
_OF_ELEMENTS = _OF_TYPES | {Derivation.SUBSTITUTION}


def walked(loaded: XMLSchema10, origins: Origins, namespaces: frozenset[str]) -> Schema:
    """Return the canonical model of what is declared in some namespaces; ``origins`` notes where."""
    walk = _Walk(origins=origins)
    heads = _within(loaded.maps.elements, namespaces)
    elements = {name: walk.element(found, name) for name, found in heads}
    attributes = {name: walk.attribute(found, name) for name, found in _within(loaded.maps.attributes, namespaces)}
    for name, found in _within(loaded.maps.types, namespaces):
        walk.type_name(found, name)
    walk.collect_all()
    derived: dict[str, list[str]] = {}
    for name, found in _within(loaded.maps.types, namespaces):
        if (base := base_name(found)) is not None:
            derived.setdefault(base, []).append(name)
    members = ((name, tuple(str(member.name) for member in _substitutes(found))) for name, found in heads)
    return Schema(
        elements=MappingProxyType(elements),
        types=MappingProxyType(dict(sorted(walk.types.items()))),
        attributes=MappingProxyType(attributes),
        derived=MappingProxyType({name: tuple(found) for name, found in sorted(derived.items())}),
        substitutes=MappingProxyType({name: found for name, found in members if found}),
    )


def _within(found: Mapping[str, T], namespaces: frozenset[str]) -> list[tuple[str, T]]:
    return [(name, found[name]) for name in sorted(found) if namespace_of(name) in namespaces]


@dataclass(slots=True, kw_only=True, eq=False)
class _Walk:
    """One walk over a loaded schema, which collects each type once, by name.

    ``waiting`` are types with a name that were met, ``open`` the anonymous ones that it is in. ``sources`` are what
    the others were read from: two elements of one local name have one path, where their namespaces differ.
    """

    origins: Origins
    types: dict[str, SimpleType | ComplexType] = field(default_factory=dict)
    waiting: dict[str, XsdType] = field(default_factory=dict)
    sources: dict[str, object] = field(default_factory=dict)
    open: dict[XsdType, str] = field(default_factory=dict)

    def element(self, found: XsdElement, path: str, *, owner: str = "") -> ElementUse:
        declared = found if found.ref is None else found.ref
        self.origins.note(element_key(str(found.name), owner), declared)
        source = self.origins.element(declared) if found.identities else None
        return ElementUse(
            name=str(found.name),
            type=self.type_name(found.type, path),
            occurs=_occurs(found),
            nillable=found.nillable,
            default=found.default,
            fixed=found.fixed,
            abstract=found.abstract,
            block=derivations(found.block) & _OF_ELEMENTS,
            final=derivations(found.final) & _OF_TYPES,
            head=declared.substitution_group,
            identities=() if source is None else tuple(identities(source, found.target_namespace)),
        )

    def type_name(self, found: XsdType, path: str, /) -> str:
        """Return a type's name, the path of its owner where it is anonymous, and see to it that it is collected."""
        if found.name is not None:
            self.waiting.setdefault(found.name, found)
            return found.name
        if found in self.open:
            return self.open[found]
        name = next(
            one
            for one in chain((f"{path}/type",), (f"{path}/type{number}" for number in count(2)))
            if self.sources.setdefault(one, found.elem) is found.elem
        )
        if name not in self.types:
            self.open[found] = name
            self.collect(found, name)
            del self.open[found]
        return name

    def collect_all(self) -> None:
        """Collect the types that wait, and those that they name: a chain of them may be longer than calls can nest."""
        while self.waiting:
            name, found = self.waiting.popitem()
            if name not in self.types:
                self.collect(found, name)

    def collect(self, found: XsdType, name: str) -> None:
        self.origins.note(type_key(name), found)
        if isinstance(found, XsdComplexType):
            self.types[name] = self.complex_type(found, name)
        elif isinstance(found, XsdSimpleType):
            self.types[name] = simple_type(found, name, self.type_name)

    def complex_type(self, found: XsdComplexType, name: str) -> ComplexType:
        held = [attribute for attribute in found.attributes.values() if isinstance(attribute, XsdAttribute)]
        other = found.attributes.get(None)
        content, base = found.content, base_name(found)
        return ComplexType(
            name=name,
            attributes=tuple(
                self.attribute(attribute, f"{name}/@{attribute.name}", owner=name)
                for attribute in held
                if attribute.use != "prohibited"
            ),
            content=self.group(content, name) if isinstance(content, XsdGroup) and _holds(content) else None,
            text=self.type_name(content, f"{name}/text") if isinstance(content, XsdSimpleType) else None,
            any_attribute=_wildcard(other) if isinstance(other, XsdAnyAttribute) else None,
            mixed=found.mixed,
            abstract=found.abstract,
            base=base,
            derivation=None if base is None or found.derivation is None else Derivation(found.derivation),
            block=derivations(found.block) & _OF_TYPES,
            final=derivations(found.final) & _OF_TYPES,
        )

    def attribute(self, found: XsdAttribute, path: str, *, owner: str = "") -> AttributeUse:
        self.origins.note(attribute_key(str(found.name), owner), found)
        return AttributeUse(
            name=str(found.name),
            type=self.type_name(found.type, path),
            use=Use(found.use),
            default=found.default,
            fixed=found.fixed,
            array=self.array(found),
        )

    def array(self, found: XsdAttribute) -> str | None:
        source = self.origins.element(found) if _ARRAY in found.elem.attrib else None
        if source is None:
            return None
        item, bracket, size = (source.get(_ARRAY) or "").partition("[")
        return f"{source.resolve(item) or item}{bracket}{size}"

    def group(self, found: XsdGroup, path: str) -> Group:
        return Group(
            compositor=Compositor(found.model),
            particles=tuple(particle for part in found for particle in self.particles(part, path)),
            occurs=_occurs(found),
        )

    def particles(self, part: object, path: str) -> Iterator[Particle]:
        if not isinstance(part, XsdGroup | XsdAnyElement | XsdElement) or part.max_occurs == 0:
            return
        if isinstance(part, XsdGroup):
            yield self.group(part, path)
        elif isinstance(part, XsdAnyElement):
            yield replace(_wildcard(part), occurs=_occurs(part))
        else:
            yield self.substitutable(part, path)

    def substitutable(self, part: XsdElement, path: str) -> Particle:
        """Return an element, or the choice of those that may stand for it."""
        if part.ref is None:
            return self.element(part, f"{path}/{local_of(str(part.name))}", owner=path)
        own = self.element(part, str(part.name), owner=path)
        members = _substitutes(part.ref)
        if not members and not part.abstract:
            return own
        choices = (*(() if part.abstract else (own,)), *(self.element(held, str(held.name)) for held in members))
        single = tuple(replace(use, occurs=Occurs()) for use in choices)
        return Group(compositor=Compositor.CHOICE, particles=single, occurs=own.occurs)


def _substitutes(head: XsdElement) -> list[XsdElement]:
    """Return the elements that may stand for one, by name: XML Schema Part 1, Substitution Group OK (Transitive)."""
    blocked = derivations(head.block)
    if Derivation.SUBSTITUTION in blocked:
        return []
    found = {str(member.name): member for member in head.iter_substitutes()}
    return [found[name] for name in sorted(found) if not found[name].abstract and _derives(found[name], head, blocked)]


def _derives(member: XsdElement, head: XsdElement, blocked: frozenset[Derivation]) -> bool:
    """Tell whether the type of an element comes from its head's without a step that is blocked."""
    held: XsdType | None = member.type
    while held is not None and held is not head.type:
        above = head.type if held.base_type is None else held.base_type
        barred = blocked | (derivations(above.block) if isinstance(above, XsdComplexType) else frozenset())
        if held.derivation and Derivation(held.derivation) in barred:
            return False
        held = held.base_type
    return True


def _holds(content: XsdGroup) -> bool:
    """Tell whether a content model is no empty one; a choice of nothing lets nothing stand there, not even that."""
    return len(content) > 0 or (content.model == Compositor.CHOICE and content.min_occurs > 0)


def _wildcard(found: XsdAnyElement | XsdAnyAttribute) -> Wildcard:
    return Wildcard(
        namespace=" ".join(sorted(one or "##local" for one in found.namespace)),
        process=Process(found.process_contents),
        target=str(found.schema.target_namespace),
    )


def _occurs(found: XsdElement | XsdGroup | XsdAnyElement) -> Occurs:
    return Occurs(least=found.min_occurs, most=found.max_occurs)
