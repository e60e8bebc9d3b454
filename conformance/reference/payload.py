"""Payloads and the schema: the only module that reads an element as a deserialiser does, and writes in schema order."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from conformance.model.schema import ComplexType, ElementUse, Facets, Particle, Schema, SimpleType, Use, Wildcard
from conformance.model.tree import NIL, XSD, XSI, Element, clark, is_nil, local_of, steps_of
from conformance.reference import lexical
from conformance.reference.refusal import Refusal, RefusalError, Why

_TYPE = clark(XSI, "type")

Value = str | tuple[Element, ...]
Part = tuple[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Where one element may stand in a type: ``most`` is None where any number of them may."""

    use: ElementUse
    most: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A complex type as a deserialiser knows it: attributes and elements by Clark name, in schema order."""

    attributes: Mapping[str, SimpleType]
    required: tuple[str, ...]
    seats: Mapping[str, Seat]
    text: SimpleType | None
    open_attributes: bool
    open_content: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shapes:
    """The shapes of a schema's types; types that are not complex stay as they are."""

    elements: Mapping[str, ElementUse]
    complex: Mapping[str, Shape]
    simple: Mapping[str, SimpleType]

    def read(self, element: Element) -> Element:
        """Return what is known of a global element; unknown parts, and known names in a wrong namespace, are dropped.

        Raises:
            RefusalError: a value is none of its type's, or ``xsi:type`` names another type.
        """
        return self._read(element, self.elements[element.name])

    def missing(self, element: Element) -> str | None:
        """Return an attribute that a global element, or one in it, has to have and has not; None where all is there."""
        return self._missing(element, self.elements[element.name])

    def plant(self, name: str, parts: Iterable[Part]) -> Element:
        """Return a global element that holds values at paths, all in schema order; what has no place is left out.

        A value is the text of an attribute or of an element, or the elements that stand where the path leads.
        """
        return self._plant(self.elements[name], tuple(parts))

    def at(self, name: str, path: str) -> ElementUse:
        """Return the element that a path below a global element leads to.

        Raises:
            KeyError: it leads nowhere.
        """
        use = self.elements[name]
        for step in steps_of(path):
            shape = self.complex[use.type]
            use = {local_of(seat.use.name): seat.use for seat in shape.seats.values()}[step]
        return use

    def grow(self, use: ElementUse, parts: Iterable[Part]) -> Element:
        """Return an element of a place, as ``plant`` does a global one."""
        return self._plant(use, tuple(parts))

    def _read(self, element: Element, use: ElementUse) -> Element:
        # The schema model does not tell what derives from what: only the declared type itself may be named.
        named = element.get(_TYPE)
        if named is not None and element.resolve(named) != use.type:
            raise _unreadable(element, f"xsi:type of {element.local} names another type than {local_of(use.type)}")
        nil = element.get(NIL) if use.nillable else None
        if nil is not None and not lexical.fits(_BOOLEAN, nil):
            raise _unreadable(element, f"xsi:nil of {element.local} is not a boolean")
        if nil is not None and lexical.collapsed(nil) in {"true", "1"}:
            return Element(name=element.name, attributes=((NIL, "true"),), line=element.line)
        shape = self.complex.get(use.type)
        if shape is None:
            self._check(element, self.simple.get(use.type))
            return element
        self._check(element, shape.text)
        content = tuple(self._content(element, shape)) if shape.text is None else element.content
        return replace(element, attributes=tuple(_attributes(element, shape)), content=content)

    def _missing(self, element: Element, use: ElementUse) -> str | None:
        shape = self.complex.get(use.type)
        if shape is None or is_nil(element):
            return None
        own = (name for name in shape.required if element.get(name) is None)
        below = (
            self._missing(part, shape.seats[part.name].use) for part in element.children if part.name in shape.seats
        )
        return next(own, None) or next((name for name in below if name is not None), None)

    def _content(self, element: Element, shape: Shape) -> Iterator[Element]:
        seen: dict[str, int] = {}
        for child in element.children:
            seat = shape.seats.get(child.name)
            seen[child.name] = seen.get(child.name, 0) + 1
            if seat is None:
                if shape.open_content:
                    yield child
            elif seat.most is None or seen[child.name] <= seat.most:
                yield self._read(child, seat.use)

    def _check(self, element: Element, kind: SimpleType | None) -> None:
        if kind is not None and (element.children or not lexical.fits(kind, element.text)):
            raise _unreadable(element, f"{element.local} is not of type {kind.builtin}")

    def _plant(self, use: ElementUse, parts: tuple[Part, ...]) -> Element:
        shape = self.complex.get(use.type)
        split = [(*_first(path), value) for path, value in parts]
        own = tuple(value for step, _, value in split if not step and isinstance(value, str))
        if shape is None:
            return Element(name=use.name, content=tuple(text for text in own if text))
        given = {step[1:]: value for step, _, value in split if step.startswith("@") and isinstance(value, str)}
        content: list[Element | str] = [text for text in own if text]
        for name, seat in shape.seats.items():
            inner = tuple((rest, value) for step, rest, value in split if step == local_of(name))
            ready = [value for rest, value in inner if not rest and not isinstance(value, str)]
            for held in ready:
                content.extend(held)
            if inner and not ready:
                content.append(self._plant(seat.use, inner))
        attributes = tuple((name, given[name]) for name in shape.attributes if name in given)
        return Element(name=use.name, attributes=attributes, content=tuple(content))


def shapes(schema: Schema) -> Shapes:
    """Return the shapes of a schema."""
    simple = {name: found for name, found in schema.types.items() if isinstance(found, SimpleType)}
    complex_types = {name: found for name, found in schema.types.items() if isinstance(found, ComplexType)}
    return Shapes(
        elements=schema.elements,
        complex=MappingProxyType({name: _shape(found, simple) for name, found in complex_types.items()}),
        simple=MappingProxyType(simple),
    )


def _shape(found: ComplexType, simple: Mapping[str, SimpleType]) -> Shape:
    particles = tuple(_particles(found.content, 1))
    seats: dict[str, Seat] = {}
    for seat in particles:
        if isinstance(seat, Seat):
            seats[seat.use.name] = seat if seat.use.name not in seats else Seat(use=seat.use, most=None)
    return Shape(
        attributes=MappingProxyType({use.name: simple[use.type] for use in found.attributes}),
        required=tuple(use.name for use in found.attributes if use.use is Use.REQUIRED),
        seats=MappingProxyType(seats),
        text=None if found.text is None else simple[found.text],
        open_attributes=found.open_attributes,
        open_content=any(isinstance(part, Wildcard) for part in particles),
    )


def _particles(particle: Particle | None, times: int | None) -> Iterator[Seat | Wildcard]:
    """Yield the seats and wildcards of a content model that may stand so many ``times``, None for any number."""
    if isinstance(particle, Wildcard):
        yield particle
    elif particle is not None:
        most = None if times is None or particle.occurs.most is None else times * particle.occurs.most
        if isinstance(particle, ElementUse):
            yield Seat(use=particle, most=most)
        else:
            for part in particle.particles:
                yield from _particles(part, most)


def _attributes(element: Element, shape: Shape) -> Iterator[tuple[str, str]]:
    for name, value in element.attributes:
        kind = shape.attributes.get(name)
        if kind is not None and not lexical.fits(kind, value):
            raise _unreadable(element, f"{name} of {element.local} is not of type {kind.builtin}")
        if kind is not None or shape.open_attributes:
            yield name, value


def _first(path: str) -> tuple[str, str]:
    """Return the first step of a path, and the rest; both are empty at its end."""
    steps = steps_of(path)
    return (steps[0], "/".join(steps[1:])) if steps else ("", "")


def _unreadable(element: Element, about: str) -> RefusalError:
    return RefusalError(Refusal(why=Why.UNREADABLE, about=about, line=element.line))


_BOOLEAN = SimpleType(name=clark(XSD, "boolean"), builtin="boolean", facets=Facets(white_space="collapse"))
