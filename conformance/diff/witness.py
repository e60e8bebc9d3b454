"""Witnesses: the only module that makes a message which one contract accepts and the other refuses.

A message is only called one when both engines of the one contract accept it, both of the other refuse it, and the
refusal is about what changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from conformance.contract import regular
from conformance.contract.paths import elements
from conformance.contract.validate import Engines
from conformance.diff.compare import OF_TYPE, Found
from conformance.diff.effect import impact_on
from conformance.diff.local import AS, Seed
from conformance.diff.simple import sample
from conformance.model.binding import BINDINGS
from conformance.model.change import Change, Impact, Place, Witness
from conformance.model.contract import Contract
from conformance.model.requirement import Direction
from conformance.model.schema import ComplexType, ElementUse, Schema, SimpleType, Use
from conformance.model.tree import XSI, Element, clark, local_of, namespace_of
from conformance.soap import envelope as envelopes

_DEEPEST = 60
_MOST_PLACES = 25  # at which a change is tried, those that are least deep
_PREFIX = "type"
_SMALLEST = Seed()


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two contracts, with what people call it and both of its engines."""

    name: str
    contract: Contract
    engines: Engines


def witnessed(found: Found, old: Side, new: Side) -> Change:
    """Return a change with the messages that prove it: one for each direction in which it breaks somebody."""
    change = found.change
    if not found.seeds:
        breaks = any(impact_on(change, direction) is Impact.BREAKING for direction in change.directions)
        told = change.unwitnessed or change.undecided or not breaks
        return change if told else replace(change, unwitnessed="no message is made for changes of this kind yet")
    proved, missing = [], []
    for direction in change.directions:
        if impact_on(change, direction) is not Impact.BREAKING:
            continue
        accepting, refusing = (old, new) if direction is Direction.REQUEST else (new, old)
        witness = next(_witnesses(found, direction, accepting, refusing), None)
        if witness is None:
            missing.append(direction.value)
        else:
            proved.append(witness)
    why = f"no {' and no '.join(missing)} shows it alone, for what is around it changed as well" if missing else ""
    return replace(change, witnesses=tuple(proved), unwitnessed=why)


def _witnesses(found: Found, direction: Direction, accepting: Side, refusing: Side) -> Iterator[Witness]:
    """Yield messages that show a change in a direction, from each of its places."""
    binding = next(name for name in accepting.contract.bindings if name in BINDINGS)
    here = [(place, steps) for place, steps in found.steps.items() if place.direction is direction]
    for place, steps in sorted(here, key=lambda held: len(held[1]))[:_MOST_PLACES]:
        for seed in found.seeds:
            payload = _payload(accepting.contract, place, steps, seed)
            if payload is None:
                continue
            body = envelopes.encode(envelopes.Envelope(binding=BINDINGS[binding], header=(), body=(payload,)))
            if not accepting.engines.judge(body).valid:
                continue
            why = _refusal(refusing.engines, body, _about(place, seed))
            if why is not None:
                yield Witness(
                    operation=place.operation,
                    direction=direction,
                    binding=binding,
                    accepted_by=accepting.name,
                    refused_by=refusing.name,
                    envelope=body,
                    why=why,
                )


def _about(place: Place, seed: Seed) -> frozenset[str]:
    """Return the names that a refusal mentions which is about a change: of its place, and of what a seed puts there."""
    put = [
        *(seed.word or ()),
        *((seed.type,) if seed.type else ()),
        *(held[0] for held in (seed.attribute, seed.child) if held is not None),
    ]
    steps = place.path.replace(OF_TYPE, "/").split("/")[-3:]
    return frozenset((*(step.removeprefix("@") for step in steps), *map(local_of, put)))


def _refusal(engines: Engines, body: bytes, about: frozenset[str]) -> str | None:
    """Return why both engines refuse a message, None where one does not, or where it is for something else."""
    judged = engines.judge(body)
    if not judged.libxml2 or not judged.xmlschema:
        return None
    told = (one.message for one in judged.libxml2 if any(name in one.message for name in about))
    return next(told, None)


def _payload(contract: Contract, place: Place, steps: tuple[str, ...], seed: Seed) -> Element | None:
    """Return the smallest payload with a seed at a place, None where there can be none."""
    operation = contract.operations[place.operation]
    message = operation.input if place.direction is Direction.REQUEST else operation.output
    use = contract.schema.elements[message.payload]
    try:
        return _Grower(schema=contract.schema).element(use, steps, seed)
    except LookupError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grower:
    """Makes the smallest elements that a schema allows.

    What has no finite smallest, or cannot stand where it is wanted, ends in a LookupError.
    """

    schema: Schema

    def element(self, use: ElementUse, steps: tuple[str, ...], seed: Seed, depth: int = 0) -> Element:
        """Return an element that leads to a seed below it, or is made by it."""
        if depth > _DEEPEST:
            raise LookupError(use.name)
        if steps and steps[0].startswith(AS):
            made = self.element(replace(use, type=steps[0].removeprefix(AS)), steps[1:], seed, depth)
            return _said_to_be(made, steps[0].removeprefix(AS))
        if not steps and seed.type is not None:
            return self.element(use, (f"{AS}{seed.type}",), _SMALLEST, depth)
        found = self.schema.types[use.type]
        here = _SMALLEST if steps else seed
        if isinstance(found, SimpleType):
            if steps:
                raise LookupError(steps[0])
            return self.text(use, found, here)
        return Element(
            name=use.name,
            attributes=tuple(self.attributes(found, here)),
            content=self.content(found, steps, seed, depth),
        )

    def text(self, use: ElementUse, found: SimpleType, seed: Seed) -> Element:
        text = seed.text if seed.text is not None else use.fixed if use.fixed is not None else sample(found)
        attributes = (
            () if seed.attribute is None or seed.attribute[1] is None else ((seed.attribute[0], seed.attribute[1]),)
        )
        return Element(name=use.name, attributes=attributes, content=(text,) if text else ())

    def attributes(self, found: ComplexType, seed: Seed) -> Iterator[tuple[str, str]]:
        name, value = seed.attribute or ("", None)
        for use in found.attributes:
            if use.name != name and use.use is Use.REQUIRED:
                held = self.schema.types[use.type]
                fixed = use.fixed if use.fixed is not None else sample(held) if isinstance(held, SimpleType) else ""
                yield use.name, fixed
        if value is not None:
            yield name, value

    def content(self, found: ComplexType, steps: tuple[str, ...], seed: Seed, depth: int) -> tuple[Element | str, ...]:
        if found.text is not None:
            held = self.schema.types[found.text]
            text = seed.text if seed.text is not None else sample(held) if isinstance(held, SimpleType) else ""
            return (text,) if text else ()
        if not steps and seed.text is not None and not found.mixed:
            return (seed.text,)
        before = (seed.text,) if not steps and seed.text is not None else ()
        uses = {use.name: use for use in elements(found.content)}
        wanted = steps[0] if steps else seed.child[0] if seed.child else None
        word = seed.word if not steps and seed.word is not None else regular.shortest(found.content, having=wanted)
        if word is None:
            raise LookupError(wanted)
        led = word.index(wanted) if wanted is not None and wanted in word else -1
        children = (
            self.child(uses.get(name), name, steps if number == led else None, seed, depth)
            for number, name in enumerate(word)
        )
        return (*before, *children)

    def child(
        self, use: ElementUse | None, name: str, steps: tuple[str, ...] | None, seed: Seed, depth: int
    ) -> Element:
        """Return a child: on the way to the seed, changed by it, or the smallest that its type allows."""
        if use is None:
            return Element(name=name)
        if steps:
            return self.element(use, steps[1:], seed, depth + 1)
        if steps == () and seed.child is not None:
            if seed.child[1] is None:
                made = self.element(use, (), _SMALLEST, depth + 1)
                return Element(name=name, attributes=(*made.attributes, (clark(XSI, "nil"), "true")))
            return self.element(use, (), Seed(text=seed.child[1]), depth + 1)
        return self.element(use, (), _SMALLEST, depth + 1)


def _said_to_be(element: Element, name: str) -> Element:
    """Return an element that says by ``xsi:type`` of which type it is."""
    prefix = f"{_PREFIX}:" if namespace_of(name) else ""
    told = (clark(XSI, "type"), f"{prefix}{local_of(name)}")
    scope = {_PREFIX: namespace_of(name)} if prefix else {}
    return replace(element, attributes=(*element.attributes, told), scope=scope)
