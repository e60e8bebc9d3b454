"""What was sent, as defects look at it: the only module that finds in a request what may trip one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from conformance.model.contract import Operation
from conformance.model.schema import ElementUse, SimpleType
from conformance.model.tree import Element, is_nil, select
from conformance.reference.defect import Answered
from conformance.reference.payload import Shapes
from conformance.reference.soap import incoming
from conformance.reference.soap.defects._edit import operation_of
from conformance.reference.soap.dialect import ASMX


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value of an item: an attribute's, or the text of an element.

    ``path`` begins with the operation's name; ``inner`` tells that it is in an element below the item.
    """

    path: str
    inner: bool
    type: SimpleType
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A request that is answered with results, as the schema reads it; nil items are among its ``items``."""

    operation: Operation
    items: tuple[Element, ...]

    @property
    def answered(self) -> tuple[Element, ...]:
        """Return the items that have a result, in the order of these."""
        return tuple(item for item in self.items if not is_nil(item))


def sent(answered: Answered) -> Sent | None:
    """Return the request of an answer that has a place for results, None where it is another answer."""
    operation = operation_of(answered)
    if operation is None or operation.items is None or operation.results is None:
        return None
    found = incoming.read(answered.request, ASMX.carriers).envelope.payload
    if found is None or found.name != operation.input.payload:
        return None
    return Sent(operation=operation, items=select(answered.shapes.read(found), operation.items))


def holding(answered: Answered, trips: Callable[[Value], bool]) -> frozenset[int]:
    """Return which of the items with a result hold a value that trips, counted from 0."""
    found, shapes = sent(answered), answered.shapes
    if found is None:
        return frozenset()
    use = shapes.at(found.operation.input.payload, found.operation.items or "")
    path = f"{found.operation.name}/{found.operation.items}"
    return frozenset(
        place
        for place, item in enumerate(found.answered)
        for at, kind, text in _values(item, use, path, shapes)
        if trips(Value(path=at, inner=at.partition("/@")[0] != path, type=kind, text=text))
    )


def _values(element: Element, use: ElementUse, path: str, shapes: Shapes) -> Iterator[tuple[str, SimpleType, str]]:
    """Yield the values of an element and all below it, with the path and the type of each."""
    shape = shapes.complex.get(use.type)
    kind = shapes.simple.get(use.type) if shape is None else shape.text
    if kind is not None and not is_nil(element):
        yield path, kind, element.text
    if shape is None:
        return
    for name, text in element.attributes:
        if name in shape.attributes:
            yield f"{path}/@{name}", shape.attributes[name], text
    for child in element.children:
        if child.name in shape.seats:
            yield from _values(child, shape.seats[child.name].use, f"{path}/{child.local}", shapes)
