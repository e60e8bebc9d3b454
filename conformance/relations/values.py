"""Values: what the schema calls the same, written otherwise, written out, or left out."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from conformance.contract.example import SAMPLES, example
from conformance.generation.mutations import plain_values
from conformance.generation.places import Place, places, put
from conformance.generation.scene import Scene
from conformance.model.contract import Contract, Operation
from conformance.model.schema import ComplexType, SimpleType, Use
from conformance.model.tree import XSI, Element, clark, local_of, namespace_of
from conformance.relations._declare import Variation, once, relation

_TYPE = clark(XSI, "type")
# Moments are padded nowhere: libxml2 does not collapse white space around them.
_COLLAPSED = frozenset({"boolean", "int", "integer", "long", "short", "decimal", "double", "float"})
_LATER = "2026-01-02T03:04:06Z"
_ZONE = "Z"
_HALF = 2


def every_value(contract: Contract, operation: Operation) -> Element | None:
    """Return a request in which everything that may have a value has one."""
    place = f"{operation.name}/{operation.items}"
    told = {
        path: value + _ZONE if value == SAMPLES["dateTime"] else value
        for path, value in plain_values(contract, operation).items()
    }
    later = {f"{place}/{path}": _LATER for path in operation.order.values()}
    return example(contract, operation, also=told | later)


@relation("M-12", every_value)
def other_forms(scene: Scene) -> Iterator[Variation]:
    """Write numbers, booleans and moments in other forms that mean the same."""
    yield from once(scene, replace(scene, payload=_respelled(scene, _in_another_form)).outgoing())


@relation("M-13", every_value)
def white_space(scene: Scene) -> Iterator[Variation]:
    """Put white space around values of types that collapse it."""
    yield from once(scene, replace(scene, payload=_respelled(scene, _padded)).outgoing())


@relation("M-15", every_value)
def declared_type(scene: Scene) -> Iterator[Variation]:
    """Name the declared type of each element in xsi:type."""
    payload = scene.payload
    for place in _inmost_first(scene):
        if "/" not in local_of(place.use.type) and isinstance(place.type, ComplexType):
            payload = put(payload, place.steps, _typed(_at(payload, place), place.use.type))
    yield from once(scene, replace(scene, payload=payload).outgoing())


@relation("M-16")
def defaults_written_out(scene: Scene) -> Iterator[Variation]:
    """Write out the defaults of attributes that are left out."""
    payload = scene.payload
    for place in _inmost_first(scene):
        held = _at(payload, place)
        uses = place.type.attributes if isinstance(place.type, ComplexType) else ()
        missing = tuple(
            (use.name, use.default) for use in uses if use.default is not None and held.get(use.name) is None
        )
        payload = put(payload, place.steps, replace(held, attributes=(*held.attributes, *missing)))
    if payload != scene.payload:
        yield from once(scene, replace(scene, payload=payload).outgoing())


@relation("M-08", every_value)
def other_order_of_attributes(scene: Scene) -> Iterator[Variation]:
    """Write attributes in the opposite order."""
    payload = scene.payload
    for place in _inmost_first(scene):
        held = _at(payload, place)
        payload = put(payload, place.steps, replace(held, attributes=held.attributes[::-1]))
    yield from once(scene, replace(scene, payload=payload).outgoing())


@relation("M-06", every_value)
def half_left_out(scene: Scene) -> Iterator[Variation]:
    """Leave out every other optional attribute of the item, and then the others, but none that names its object."""
    for half in range(_HALF):
        payload = scene.payload
        for place in _inmost_first(scene):
            held = _at(payload, place)
            payload = put(payload, place.steps, replace(held, attributes=_kept(scene, place, held, (half,))))
        yield Variation(name=str(half + 1), sent=replace(scene, payload=payload).outgoing(), payload=scene.payload)


@relation("M-07", every_value)
def current_values_again(scene: Scene) -> Iterator[Variation]:
    """Set attributes to the values that they have already; it is answered as where they are left out."""
    without = scene.payload
    for place in _inmost_first(scene):
        held = _at(without, place)
        without = put(without, place.steps, replace(held, attributes=_kept(scene, place, held, range(_HALF))))
    if without != scene.payload:
        yield Variation(name="first", sent=scene.outgoing(), payload=scene.payload)
        yield Variation(name="again", sent=scene.outgoing(), payload=without)


def _kept(scene: Scene, place: Place, held: Element, left_out: Sequence[int]) -> tuple[tuple[str, str], ...]:
    """Return the attributes of an element that must be there or name its object, and those that are left in."""
    rule = scene.contract.results
    fixed: set[str] = set()
    if rule is not None and scene.operation.items is not None:
        item = f"{scene.operation.name}/{scene.operation.items}"
        fixed = {f"{item}/{path}" for row in (rule.echo, rule.id, rule.source_id) for path in row.values()}
    uses = {use.name: use.use for use in place.type.attributes} if isinstance(place.type, ComplexType) else {}
    return tuple(
        (name, value)
        for number, (name, value) in enumerate(held.attributes)
        if (own := f"{place.path}/@{local_of(name)}") in fixed
        or own in scene.contract.subjects
        or uses.get(name) is not Use.OPTIONAL
        or number % _HALF not in left_out
    )


def _respelled(scene: Scene, change: Callable[[SimpleType, str], str]) -> Element:
    """Return the payload with a change made to each value that the schema declares."""
    payload = scene.payload
    types = scene.contract.schema.types
    for place in _inmost_first(scene):
        held = _at(payload, place)
        if isinstance(place.type, SimpleType):
            text = change(place.type, held.text)
            payload = put(payload, place.steps, replace(held, content=(text,) if text else ()))
            continue
        declared = {use.name: types[use.type] for use in place.type.attributes}
        attributes = (
            (name, change(found, value) if isinstance(found := declared.get(name), SimpleType) else value)
            for name, value in held.attributes
        )
        payload = put(payload, place.steps, replace(held, attributes=tuple(attributes)))
    return payload


def _in_another_form(kind: SimpleType, value: str) -> str:
    """Return a value in another form of its type, as it is where it has no other."""
    if kind.facets.enumeration:
        return value
    if kind.builtin == "boolean":
        return {"true": "1", "false": "0", "1": "true", "0": "false"}.get(value, value)
    if kind.builtin in {"int", "integer", "long", "short"}:
        return re.sub(r"^([0-9])", r"+00\1", value)
    if kind.builtin == "decimal":
        return re.sub(r"^([0-9]+\.[0-9]+)$", r"+\g<1>00", value)
    if kind.builtin == "dateTime":
        return re.sub("Z$", "+00:00", re.sub(r"(:[0-9]{2})(?=Z|[+-]|$)", r"\1.000", value, count=1))
    return value


def _padded(kind: SimpleType, value: str) -> str:
    return f" \t\n{value}\n " if kind.builtin in _COLLAPSED else value


def _typed(element: Element, name: str) -> Element:
    attributes = (*element.attributes, (_TYPE, f"t:{local_of(name)}"))
    return replace(element, attributes=attributes, scope={**element.scope, "t": namespace_of(name)})


def _inmost_first(scene: Scene) -> tuple[Place, ...]:
    """Return the elements of the payload that the schema declares, each after those in it."""
    return tuple(places(scene.contract, scene.operation, scene.payload))[::-1]


def _at(payload: Element, place: Place) -> Element:
    """Return the element that stands at a place by now."""
    for step in place.steps:
        inner = payload.content[step]
        if isinstance(inner, Element):
            payload = inner
    return payload
