"""Packs: the only module that puts edges into requests, each into an item of its own that is else the example's."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from conformance.contract.example import example
from conformance.generation.edges import Edge, Group, id_paths
from conformance.model.contract import Contract, Operation
from conformance.model.tree import NIL, Element, local_of, select, steps_of

PACK = 20


def packs(contract: Contract, operation: Operation, group: Group) -> Iterator[tuple[Edge, ...]]:
    """Yield the edges of a group as they are sent: up to twenty in a request, never more than there are known ids."""
    ids = _ids(contract, operation)
    size = min(PACK, len(ids)) if ids else PACK
    together = iter([edge for edge in group.edges if not edge.alone])
    while pack := tuple(islice(together, PACK if group.edges[0].unknown else size)):
        yield pack
    yield from ((edge,) for edge in group.edges if edge.alone)


def named(pack: Sequence[Edge]) -> str:
    """Return the name of a pack: that of its edge, or those of the first and the last."""
    return pack[0].name if len(pack) == 1 else f"{pack[0].name}..{pack[-1].name}"


def payload(contract: Contract, operation: Operation, edges: Sequence[Edge]) -> Element:
    """Return the request that holds edges; where there is only one, with all of its items."""
    values = {path: value for edge in edges for path, value in edge.values.items()}
    outside = {path: value for path, value in values.items() if not _is_in_item(path, operation)}
    whole = example(contract, operation, also=outside)
    if operation.items:
        items = (_item(contract, operation, edge, number) for number, edge in enumerate(edges))
        held = items if len(edges) > 1 else _batch(contract, operation, edges[0])
        whole = _filled(whole, steps_of(operation.items), tuple(held))
    return _without(whole, operation.name, edges[0].without)


def _batch(contract: Contract, operation: Operation, edge: Edge) -> Iterator[Element]:
    """Yield the items of an edge that has a request to itself; those for which no id is known have unknown ones."""
    known = len(_ids(contract, operation)) or edge.items
    first = _item(contract, operation, edge, 0)
    for number in range(edge.items):
        item = _item(contract, operation, replace(edge, unknown=edge.unknown or number >= known), number)
        if number in edge.nil:
            yield Element(name=item.name, attributes=((NIL, "true"),))
        else:
            alike = ((name, first.get(name) or "" if name in edge.alike else value) for name, value in item.attributes)
            yield replace(item, attributes=tuple(alike))


def _item(contract: Contract, operation: Operation, edge: Edge, number: int) -> Element:
    """Return the item of an edge that has a place in its request: the n-th known values, and a message of its own."""
    place = f"{operation.name}/{operation.items}"
    if edge.bare:
        found = example(replace(contract, subjects={}), operation, also={**edge.values, place: ""})
        item = select(found, operation.items or "")[0]
        shown = {local_of(path.rpartition("/@")[2]) for path in edge.values}
        echo = set(contract.results.echo.values()) if contract.results else set()
        kept = tuple(held for held in item.attributes if held[0] in shown or f"@{held[0]}" not in echo)
        return replace(item, attributes=kept)
    turned = {
        path: (held[number % len(held)],) if path.startswith(f"{place}/") else held
        for path, held in contract.subjects.items()
    }
    ids = {path: f"00000000-0000-4000-8000-{number:012d}" for path in id_paths(contract, operation) if edge.unknown}
    own = replace(
        contract, subjects={path: held for path, held in turned.items() if not (edge.unknown and path in ids)}
    )
    inside = {path: value for path, value in edge.values.items() if _is_in_item(path, operation)}
    whole = example(own, operation, also={place: "", **ids, **inside}, echoed=f"message-{number + 1}")
    item = select(whole, operation.items or "")[0]
    for path, times in edge.repeats.items():
        item = _repeated(item, local_of(path.rpartition("/")[2]), times)
    return item


def _repeated(item: Element, name: str, times: int) -> Element:
    """Return an item in which the element of a name stands so many times."""
    content: list[Element | str] = []
    for part in item.content:
        content.extend([part] * (times if isinstance(part, Element) and part.local == name else 1))
    return replace(item, content=tuple(content))


def _filled(element: Element, steps: tuple[str, ...], items: tuple[Element, ...]) -> Element:
    """Return a payload with other items."""
    first, *rest = steps
    if not rest:
        others = tuple(part for part in element.content if isinstance(part, str) or part.local != first)
        return replace(element, content=(*items, *others))
    content = tuple(
        _filled(part, tuple(rest), items) if isinstance(part, Element) and part.local == first else part
        for part in element.content
    )
    return replace(element, content=content)


def _without(element: Element, path: str, left_out: tuple[str, ...]) -> Element:
    """Return a payload without the elements at some paths."""
    content = tuple(
        part if isinstance(part, str) else _without(part, f"{path}/{part.local}", left_out)
        for part in element.content
        if isinstance(part, str) or f"{path}/{part.local}" not in left_out
    )
    return replace(element, content=content) if left_out else element


def _ids(contract: Contract, operation: Operation) -> tuple[str, ...]:
    """Return the known ids of an operation's items, none where none are known."""
    known = (contract.subjects.get(path, ()) for path in id_paths(contract, operation))
    return next((found for found in known if found), ())


def _is_in_item(path: str, operation: Operation) -> bool:
    return bool(operation.items) and path.startswith(f"{operation.name}/{operation.items}/")
