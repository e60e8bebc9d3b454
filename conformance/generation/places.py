"""Places: the only module that walks a payload beside its schema, and puts changed elements back."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from conformance.model.contract import Contract, Operation
from conformance.model.schema import ComplexType, ElementUse, SimpleType, elements
from conformance.model.tree import Element, local_of, steps_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An element of a payload, with its declaration and type.

    ``path`` begins with the operation's name; ``steps`` are the indexes that lead to it from the payload, each in the
    content of the element above; ``item`` is the index of the item that it is or is in, None outside of all items.
    """

    element: Element
    use: ElementUse
    type: SimpleType | ComplexType
    path: str
    steps: tuple[int, ...] = ()
    item: int | None = None

    @property
    def depth(self) -> int:
        """Return how many elements are above it in the payload."""
        return len(self.steps)


def places(contract: Contract, operation: Operation, payload: Element) -> Iterator[Place]:
    """Yield the elements of a payload that the schema declares, in document order; the payload itself comes first."""
    use = contract.schema.elements[operation.input.payload]
    root = Place(element=payload, use=use, type=contract.schema.types[use.type], path=operation.name)
    yield from _below(contract, root, f"{operation.name}/{operation.items}" if operation.items else None)


def put(payload: Element, steps: tuple[int, ...], element: Element) -> Element:
    """Return a payload with another element at a place."""
    if not steps:
        return element
    first, *rest = steps
    inner = payload.content[first]
    if isinstance(inner, str):
        message = f"there is no element at {steps} of {payload.local}"
        raise TypeError(message)
    changed = put(inner, tuple(rest), element)
    return replace(payload, content=(*payload.content[:first], changed, *payload.content[first + 1 :]))


def at(payload: Element, steps: tuple[int, ...]) -> Element | None:
    """Return the element at a place of a payload, None where there is none."""
    for step in steps:
        inner = payload.content[step] if step < len(payload.content) else None
        if not isinstance(inner, Element):
            return None
        payload = inner
    return payload


def _below(contract: Contract, place: Place, items: str | None) -> Iterator[Place]:
    yield place
    if not isinstance(place.type, ComplexType):
        return
    declared = {use.name: use for use in elements(place.type.content)}
    met = 0
    for index, child in enumerate(place.element.content):
        use = declared.get(child.name) if isinstance(child, Element) else None
        if use is None or isinstance(child, str):
            continue
        path = f"{place.path}/{local_of(use.name)}"
        item = place.item if items is None or steps_of(path) != steps_of(items) else met
        met += path == items
        inner = Place(
            element=child,
            use=use,
            type=contract.schema.types[use.type],
            path=path,
            steps=(*place.steps, index),
            item=item,
        )
        yield from _below(contract, inner, items)
