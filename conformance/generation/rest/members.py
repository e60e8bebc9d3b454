"""Members that are not of their type."""

from collections.abc import Iterator
from typing import Any

from conformance.contract.routes import members_of
from conformance.generation.pools import bounds, is_integer
from conformance.generation.rest._declare import Crafted, RestScene, broken
from conformance.model.binding import JSON
from conformance.model.case import Expectation
from conformance.model.schema import ComplexType, Shape, SimpleType, elements
from conformance.servicestack.members import uses_of

_WRONG = "certainly-not"
_OF_TEXT = frozenset({"string"})


def _scalars(scene: RestScene) -> Iterator[tuple[str, SimpleType]]:
    """Yield the members that no path holds and that are no free text, with their types."""
    schema = scene.contract.schema
    for name, use in uses_of(scene.operation.input.payload, schema).items():
        kind = schema.types[use.type]
        if not isinstance(kind, SimpleType) or name in members_of(scene.route.path):
            continue
        if kind.builtin not in _OF_TEXT or kind.facets.enumeration:
            yield name, kind


@broken("N-REST-07")
def wrong_type(scene: RestScene) -> Iterator[Crafted]:
    """Send a text that is no value of its member."""
    for name, _ in _scalars(scene):
        yield Crafted(request=scene.saying({**scene.members, name: _WRONG}), about=name)


@broken("N-REST-07")
def list_for_a_value(scene: RestScene) -> Iterator[Crafted]:
    """Send a list where one value has to be."""
    if scene.binding == JSON:
        for name, _ in _scalars(scene):
            told: Any = ["certainly", "not"]
            yield Crafted(request=scene.saying({**scene.members, name: told}), about=name)


@broken("N-REST-07", Expectation.ANY)
def null_for_a_value(scene: RestScene) -> Iterator[Crafted]:
    """Send null where a value has to be."""
    if scene.binding == JSON:
        uses = uses_of(scene.operation.input.payload, scene.contract.schema)
        for name, _ in _scalars(scene):
            if not uses[name].nillable:
                yield Crafted(request=scene.saying({**scene.members, name: None}), about=name)


@broken("N-REST-07")
def beyond_the_bounds(scene: RestScene) -> Iterator[Crafted]:
    """Send a number that is one more, or one less, than its type holds."""
    for name, kind in _scalars(scene):
        low, high = bounds(kind) if is_integer(kind) else (None, None)
        told = high + 1 if high is not None else None if low is None else low - 1
        if told is not None:
            yield Crafted(request=scene.saying({**scene.members, name: told}), about=name)


@broken("N-REST-07")
def item_of_another_type(scene: RestScene) -> Iterator[Crafted]:
    """Send a list with an item that is none of its type."""
    types = scene.contract.schema.types
    for name, use in uses_of(scene.operation.input.payload, scene.contract.schema).items():
        held = types[use.type]
        items = [part.type for part in elements(held.content)] if isinstance(held, ComplexType) else []
        kind = types[items[0]] if isinstance(held, ComplexType) and held.shape is Shape.LIST else None
        if isinstance(kind, SimpleType) and kind.builtin not in _OF_TEXT:
            yield Crafted(request=scene.saying({**scene.members, name: [_WRONG]}), about=name)


@broken("N-REST-07")
def missing(scene: RestScene) -> Iterator[Crafted]:
    """Leave out a member that has to be there."""
    for name, use in uses_of(scene.operation.input.payload, scene.contract.schema).items():
        if use.occurs.least and name in scene.members and name not in members_of(scene.route.path):
            left = {key: told for key, told in scene.members.items() if key != name}
            yield Crafted(request=scene.saying(left), about=name)
