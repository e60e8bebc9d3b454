"""The smallest messages: the only module that makes an element with just what its schema requires, and one seed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from conformance.contract import regular
from conformance.diff.local import AS, AT, Seed
from conformance.diff.texts import sample
from conformance.diff.traits import complex_of
from conformance.diff.values import Held
from conformance.model.schema import ComplexType, ElementUse, Schema, SimpleType, Use, elements
from conformance.model.tree import NIL, XSI, Element, clark, local_of, namespace_of

_DEEPEST = 60
_PREFIX = "type"
_SMALLEST = Seed()


@dataclass(frozen=True, slots=True, kw_only=True)
class Smallest:
    """Makes the smallest elements that a schema allows.

    What has no finite smallest, or cannot stand where it is wanted, ends in a LookupError.
    """

    schema: Schema

    def element(self, use: ElementUse, steps: tuple[str, ...], seed: Seed) -> Element:
        """Return an element with what a seed makes at the end of some steps.

        Raises:
            LookupError: there is none, or none that ends.
        """
        return self.grown(use, steps, seed, 0)

    def grown(self, use: ElementUse, steps: tuple[str, ...], seed: Seed, depth: int) -> Element:
        """Return an element that leads to a seed below it, or is made by it."""
        if depth > _DEEPEST:
            raise LookupError(use.name)
        steps, seed = _way(steps, seed)
        if steps and steps[0].startswith(AS):
            made = self.grown(replace(use, type=steps[0].removeprefix(AS)), steps[1:], seed, depth)
            return _said_to_be(made, steps[0].removeprefix(AS))
        if not steps and seed.type is not None:
            return self.grown(use, (f"{AS}{seed.type}",), _SMALLEST, depth)
        found = complex_of(self.schema.types[use.type])
        here = _SMALLEST if steps else seed
        attributes = tuple(self.attributes(found, here))
        made = Element(name=use.name, attributes=attributes, content=self.content(found, use, steps, seed, depth))
        return _made_nil(made) if here.nil else made

    def text(self, found: SimpleType | ComplexType | None, fixed: str | None, seed: Seed) -> tuple[str, ...]:
        """Return a text: what the seed says, what is fixed, or a short one of the type."""
        short = sample(Held(type=found, types=self.schema.types)) if isinstance(found, SimpleType) else ""
        text = seed.text if seed.text is not None else fixed if fixed is not None else short
        return (text,) if text else ()

    def attributes(self, found: ComplexType, seed: Seed) -> Iterator[tuple[str, str]]:
        """Yield the attributes that must be there, and those that a seed puts there."""
        put = dict(seed.attributes)
        for use in found.attributes:
            if use.name not in put and use.use is Use.REQUIRED:
                held = self.schema.types[use.type]
                yield use.name, "".join(self.text(held, use.fixed, _SMALLEST))
        yield from ((name, value) for name, value in put.items() if value is not None)

    def content(
        self, found: ComplexType, use: ElementUse, steps: tuple[str, ...], seed: Seed, depth: int
    ) -> tuple[Element | str, ...]:
        """Return what stands in an element: its text, or its children of which one leads to the seed."""
        here = _SMALLEST if steps else seed
        if found.text is not None:
            if steps:
                raise LookupError(steps[0])
            return self.text(self.schema.types[found.text], use.fixed, here)
        if here.text is not None and not found.mixed:
            return (here.text,)
        before = (here.text,) if here.text is not None else (use.fixed,) if use.fixed else ()
        uses = {one.name: one for one in elements(found.content)}
        wanted = steps[0] if steps else None
        word = here.word if here.word is not None else regular.shortest(found.content, having=wanted)
        if word is None:
            raise LookupError(wanted)
        led = word.index(wanted) if wanted is not None else -1
        each = dict([here.each] if here.each else [])
        children = (
            self.child(
                uses.get(name), name, (steps[1:], seed) if number == led else ((), each.get(name, _SMALLEST)), depth
            )
            for number, name in enumerate(word)
        )
        return (*before, *children)

    def child(self, use: ElementUse | None, name: str, way: tuple[tuple[str, ...], Seed], depth: int) -> Element:
        """Return a child, by its use, else as it is declared for all; one that nothing declares holds just a seed."""
        known = use or self.schema.elements.get(name)
        if known is not None:
            return self.grown(known, *way, depth + 1)
        _, seed = way
        attributes = tuple((key, value) for key, value in seed.attributes if value is not None)
        return Element(name=name, attributes=attributes, content=(seed.text,) if seed.text else ())


def _way(steps: tuple[str, ...], seed: Seed) -> tuple[tuple[str, ...], Seed]:
    """Return the steps from element to element, and the seed at their end; the text of an attribute is made there."""
    way = [step for step in (*steps, *seed.below) if step]
    seed = replace(seed, below=())
    if way and way[-1].startswith(AT):
        seed = replace(seed, attributes=((way.pop().removeprefix(AT), seed.text),), text=None)
    return tuple(way), seed


def _made_nil(element: Element) -> Element:
    return replace(element, attributes=(*element.attributes, (NIL, "true")), content=())


def _said_to_be(element: Element, name: str) -> Element:
    """Return an element that says by ``xsi:type`` of which type it is."""
    prefix = f"{_PREFIX}:" if namespace_of(name) else ""
    told = (clark(XSI, "type"), f"{prefix}{local_of(name)}")
    scope = {_PREFIX: namespace_of(name)} if prefix else {}
    return replace(element, attributes=(*element.attributes, told), scope=scope)
