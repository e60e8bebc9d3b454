"""Packs: the only module that puts edges into requests, each into an item of its own that is else the example's."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from conformance.contract.example import example
from conformance.generation import declared
from conformance.generation.edges import Edge, Group, id_paths
from conformance.model.contract import Contract, Operation
from conformance.model.tree import NIL, Element, local_of, select, steps_of, values

PACK = 20


def packs(contract: Contract, operation: Operation, group: Group) -> Iterator[tuple[Edge, ...]]:
    """Yield the edges of a group as they are sent: up to twenty in a request, never more than there are known ids."""
    together = iter([edge for edge in group.edges if not edge.alone])
    size = PACK
    if operation.items:
        most = declared.element(contract, operation, f"{operation.name}/{operation.items}").occurs.most
        ids = () if group.edges[0].unknown else _ids(contract, operation)
        size = min(PACK, most or PACK, len(ids) or PACK)
    while pack := tuple(islice(together, size)):
        yield pack
    yield from ((edge,) for edge in group.edges if edge.alone)


def named(pack: Sequence[Edge]) -> str:
    """Return the name of a pack: that of its edge, or those of the first and the last."""
    return pack[0].name if len(pack) == 1 else f"{pack[0].name}..{pack[-1].name}"


def payload(contract: Contract, operation: Operation, edges: Sequence[Edge]) -> Element:
    """Return the request that holds edges; where there is only one, with all of its items."""
    first = edges[0]
    outside = {path: value for edge in edges for path, value in edge.values.items() if not _is_in_item(path, operation)}
    subjects = {} if first.bare and not operation.items else contract.subjects
    whole = example(replace(contract, subjects=subjects), operation, also=outside)
    if operation.items:
        items = (_item(contract, operation, edge, number) for number, edge in enumerate(edges))
        held = items if len(edges) > 1 else _batch(contract, operation, first)
        whole = filled(whole, steps_of(operation.items), tuple(held))
    around = [path for path in (*first.without, *first.hollow) if not _is_in_item(path, operation)]
    return _shaped(whole, operation.name, first) if around else whole


def batch(contract: Contract, operation: Operation, size: int) -> Element:
    """Return the request with so many items, each of another known object as long as there are, else of unknown ones.

    Each has a text of its own to be echoed.
    """
    return payload(contract, operation, (Edge(name="batch", items=size),))


def unknown(contract: Contract, operation: Operation, identity: str) -> Element:
    """Return the request with one item whose object is named by an identity, and by nothing else."""
    place = f"{operation.name}/{operation.items}/"
    others = {path: known for path, known in contract.subjects.items() if not path.startswith(place)}
    named = dict.fromkeys(id_paths(contract, operation), identity)
    return example(replace(contract, subjects=others), operation, also=named)


def _batch(contract: Contract, operation: Operation, edge: Edge) -> Iterator[Element]:
    """Yield the items of an edge that has a request to itself; those for which no id is known have unknown ones."""
    known = len(_ids(contract, operation)) or edge.items
    first = _item(contract, operation, edge, 0)
    place = f"{operation.name}/{operation.items}/"
    alike = {path: value for path in edge.alike for value in values(first, path.removeprefix(place))}
    shared = replace(edge, values={**alike, **edge.values})
    for number in range(edge.items):
        if number in edge.nil:
            yield _nil(_item(contract, operation, Edge(name=edge.name, bare=True), number))
        else:
            yield _item(contract, operation, replace(shared, unknown=edge.unknown or number >= known), number)


def _item(contract: Contract, operation: Operation, edge: Edge, number: int) -> Element:
    """Return the item of an edge that has a place in its request: the n-th known values, and a message of its own."""
    place = f"{operation.name}/{operation.items}"
    if edge.bare:
        found = example(replace(contract, subjects={}, results=None), operation, also={**edge.values, place: ""})
        return select(found, operation.items or "")[0]
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
    return _shaped(item, place, edge) if edge.without or edge.hollow else item


def _repeated(item: Element, name: str, times: int) -> Element:
    """Return an item in which the element of a name stands so many times, all of them where the first one is."""
    first = next(
        (index for index, part in enumerate(item.content) if isinstance(part, Element) and part.local == name), 0
    )
    others = tuple(part for part in item.content[first:] if isinstance(part, str) or part.local != name)
    return replace(item, content=(*item.content[:first], *item.content[first : first + 1] * times, *others))


def filled(element: Element, steps: tuple[str, ...], items: tuple[Element, ...]) -> Element:
    """Return a payload with other items."""
    first, *rest = steps
    if not rest:
        others = tuple(part for part in element.content if isinstance(part, str) or part.local != first)
        return replace(element, content=(*items, *others))
    content = tuple(
        filled(part, tuple(rest), items) if isinstance(part, Element) and part.local == first else part
        for part in element.content
    )
    return replace(element, content=content)


def _shaped(element: Element, path: str, edge: Edge) -> Element:
    """Return a part of a payload without what an edge leaves out, and nil where it says so."""
    if path in edge.hollow:
        return _nil(element)
    attributes = tuple(held for held in element.attributes if f"{path}/@{local_of(held[0])}" not in edge.without)
    content = tuple(
        part if isinstance(part, str) else _shaped(part, f"{path}/{part.local}", edge)
        for part in element.content
        if isinstance(part, str) or f"{path}/{part.local}" not in edge.without
    )
    return replace(element, attributes=attributes, content=content)


def _nil(element: Element) -> Element:
    """Return an element without content; what its type requires of attributes must still be there."""
    return replace(element, attributes=(*element.attributes, (NIL, "true")), content=())


def _ids(contract: Contract, operation: Operation) -> tuple[str, ...]:
    """Return the known ids of an operation's items, none where none are known."""
    known = (contract.subjects.get(path, ()) for path in id_paths(contract, operation))
    return next((found for found in known if found), ())


def _is_in_item(path: str, operation: Operation) -> bool:
    return bool(operation.items) and path.startswith(f"{operation.name}/{operation.items}/")
