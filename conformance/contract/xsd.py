"""The canonical XSD model: the only module that walks xmlschema's graph, once, into frozen data."""

import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from lxml import etree
from xmlschema import XMLSchema10, XMLSchemaException
from xmlschema.validators import (
    XsdAnyAttribute,
    XsdAnyElement,
    XsdAtomic,
    XsdAttribute,
    XsdComplexType,
    XsdElement,
    XsdGroup,
    XsdSimpleType,
    XsdType,
)

from conformance.contract.documents import driver
from conformance.errors import ContractError, Place
from conformance.model.contract import SchemaDocument
from conformance.model.schema import (
    AttributeUse,
    ComplexType,
    Compositor,
    ElementUse,
    Facets,
    Group,
    Occurs,
    Particle,
    Process,
    Schema,
    SimpleType,
    Use,
    Wildcard,
)
from conformance.model.tree import XSD, local_of, namespace_of

_LENGTHS = (("length", "length"), ("minLength", "min_length"), ("maxLength", "max_length"))
_BOUNDS = ("minInclusive", "maxInclusive", "minExclusive", "maxExclusive")


def compile_engines(documents: tuple[SchemaDocument, ...]) -> tuple[etree.XMLSchema, XMLSchema10]:
    """Return both XSD engines, loaded with the contract and both envelopes.

    Raises:
        ContractError: an engine refuses a document; the file and line are libxml2's.
    """
    with TemporaryDirectory(prefix="conformance-") as name:
        whole = driver(documents, Path(name))
        names = {document.location for document in documents}
        try:
            libxml2 = etree.XMLSchema(file=str(whole))
        except etree.XMLSchemaParseError as broken:
            first = next(iter(broken.error_log), None)
            where = first.filename if first is not None and first.filename in names else ", ".join(sorted(names))
            line = first.line if first is not None else None
            message = first.message if first is not None else str(broken)
            raise ContractError(message, place=Place(file=where, line=line, construct="XSD (libxml2)")) from None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                second = XMLSchema10(str(whole), allow="local")
        except (XMLSchemaException, Warning, ValueError, KeyError) as broken:
            path = getattr(broken, "path", None) or ""
            message = str(getattr(broken, "message", broken)).strip().splitlines()[0]
            place = Place(file=", ".join(sorted(names)), construct=f"XSD (xmlschema) {path}".strip())
            raise ContractError(message, place=place) from None
    return libxml2, second


def canonical(documents: tuple[SchemaDocument, ...]) -> Schema:
    """Return the canonical model of a contract's documents.

    Raises:
        ContractError: an engine refuses a document, or a type is of a kind that is not supported.
    """
    _, loaded = compile_engines(documents)
    namespaces = {document.namespace for document in documents}
    walk = _Walk(loaded, {})
    elements = {
        name: walk.element(found, name)
        for name, found in sorted(loaded.maps.elements.items())
        if namespace_of(name) in namespaces
    }
    for name, found in sorted(loaded.maps.types.items()):
        if namespace_of(name) in namespaces:
            walk.type_name(found, name)
    return Schema(elements=MappingProxyType(elements), types=MappingProxyType(dict(sorted(walk.types.items()))))


class _Walk:
    """One walk over a loaded schema; collects each type once, by name."""

    def __init__(self, loaded: XMLSchema10, types: dict[str, SimpleType | ComplexType]) -> None:
        self.loaded = loaded
        self.types = types

    def element(self, found: XsdElement, path: str) -> ElementUse:
        return ElementUse(
            name=str(found.name),
            type=self.type_name(found.type, path),
            occurs=_occurs(found),
            nillable=found.nillable,
            default=found.default,
            fixed=found.fixed,
        )

    def type_name(self, found: XsdType, path: str) -> str:
        """Return a type's name, the path of its owner where it is anonymous; collect it on first sight."""
        name = found.name or f"{path}/type"
        if name not in self.types:
            if isinstance(found, XsdComplexType):
                self.types[name] = ComplexType(name=name)  # a recursive type meets its own name
                self.types[name] = self._complex(found, name)
            else:
                self.types[name] = _simple(found, name)
        return name

    def _complex(self, found: XsdComplexType, name: str) -> ComplexType:
        attributes = (self._attribute(held, name) for key, held in found.attributes.items() if key is not None)
        content = found.content
        return ComplexType(
            name=name,
            attributes=tuple(attribute for attribute in attributes if attribute is not None),
            content=self._group(content, name) if isinstance(content, XsdGroup) and len(content) else None,
            text=self.type_name(content, f"{name}/text") if isinstance(content, XsdSimpleType) else None,
            any_attribute=self._any_attribute(found),
        )

    def _any_attribute(self, found: XsdComplexType) -> Wildcard | None:
        held = found.attributes.get(None)
        return _wildcard(held) if isinstance(held, XsdAnyAttribute) else None

    def _attribute(self, found: object, owner: str) -> AttributeUse | None:
        if not isinstance(found, XsdAttribute) or found.use == "prohibited":
            return None
        return AttributeUse(
            name=str(found.name),
            type=self.type_name(found.type, f"{owner}/@{found.name}"),
            use=Use(found.use),
            default=found.default,
            fixed=found.fixed,
        )

    def _group(self, found: XsdGroup, path: str) -> Group:
        return Group(
            compositor=Compositor(found.model),
            particles=tuple(particle for part in found for particle in self._particles(part, path)),
            occurs=_occurs(found),
        )

    def _particles(self, part: object, path: str) -> Iterator[Particle]:
        if isinstance(part, XsdGroup):
            yield self._group(part, path)
        elif isinstance(part, XsdAnyElement):
            yield replace(_wildcard(part), occurs=_occurs(part))
        elif isinstance(part, XsdElement) and part.max_occurs != 0:
            yield self._substitutable(part, f"{path}/{local_of(str(part.name))}")

    def _substitutable(self, part: XsdElement, path: str) -> Particle:
        """Return an element, or the choice of those that may stand for it."""
        members = part.iter_substitutes() if part.ref is not None else ()
        heads = sorted((member for member in members if not member.abstract), key=lambda member: str(member.name))
        own = self.element(part, path)
        if not heads:
            return own
        once = [own] if not part.abstract else []
        choices = (*once, *(self.element(member, str(member.name)) for member in heads))
        single = tuple(ElementUse(name=use.name, type=use.type, nillable=use.nillable) for use in choices)
        return Group(compositor=Compositor.CHOICE, particles=single, occurs=own.occurs)


def _wildcard(found: XsdAnyElement | XsdAnyAttribute) -> Wildcard:
    return Wildcard(
        namespace=" ".join(sorted(one or "##local" for one in found.namespace)),
        process=Process(found.process_contents),
        target=str(found.schema.target_namespace),
    )


def _occurs(found: XsdElement | XsdGroup | XsdAnyElement) -> Occurs:
    return Occurs(least=found.min_occurs, most=found.max_occurs)


def _simple(found: XsdType, name: str) -> SimpleType:
    if not isinstance(found, XsdAtomic):
        message = f"{type(found).__name__} is not supported yet; only atomic simple types are"
        raise ContractError(message, place=Place(file=str(found.schema.url or ""), construct=f"simple type {name}"))
    builtin: XsdType | None = found
    while builtin is not None and namespace_of(builtin.name or "") != XSD:
        builtin = builtin.base_type
    return SimpleType(name=name, builtin=local_of(str(builtin.name)) if builtin else "string", facets=_facets(found))


def _facets(found: XsdAtomic) -> Facets:
    held = {
        word: getattr(found.get_facet(f"{{{XSD}}}{word}"), "value", None)
        for word in (*(word for word, _ in _LENGTHS), *_BOUNDS)
    }
    lengths = {slot: held[word] for word, slot in _LENGTHS}
    lexical = {word: None if held[word] is None else str(held[word]) for word in _BOUNDS}
    return Facets(
        enumeration=tuple(str(value) for value in found.enumeration or ()),
        length=lengths["length"],
        min_length=lengths["min_length"],
        max_length=lengths["max_length"],
        min_inclusive=lexical["minInclusive"],
        max_inclusive=lexical["maxInclusive"],
        min_exclusive=lexical["minExclusive"],
        max_exclusive=lexical["maxExclusive"],
        white_space=found.white_space or "preserve",
    )
