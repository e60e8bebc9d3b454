"""Batches: the same items in another order, in several requests, and beside one that fails."""

from collections.abc import Iterator
from dataclasses import replace

from conformance.generation import declared
from conformance.generation.edges import id_paths
from conformance.generation.envelopes.items import UNKNOWN
from conformance.generation.packs import filled, unknown
from conformance.generation.scene import Outgoing, Scene
from conformance.model.contract import Operation
from conformance.model.tree import NIL, Element, select, steps_of
from conformance.relations._declare import BATCH, Expect, Variation, a_batch, relation

Items = tuple[Element, ...]


@relation("M-03", a_batch)
def reversed_items(scene: Scene) -> Iterator[Variation]:
    """Send the items in the opposite order."""

    def expect(plain: Element, _own: Element, operation: Operation) -> Element:
        return _with_results(plain, operation, _results(plain, operation)[::-1])

    yield Variation(name="", sent=_sending(scene, _items(scene)[::-1]), payload=scene.payload, expect=expect)


@relation("M-04", a_batch)
def one_by_one(scene: Scene) -> Iterator[Variation]:
    """Send each item in a request of its own."""
    for index, item in enumerate(_items(scene)):
        yield Variation(
            name=str(index + 1), sent=_sending(scene, (item,)), payload=scene.payload, expect=_only(index, index + 1)
        )


@relation("M-04", a_batch)
def in_two_requests(scene: Scene) -> Iterator[Variation]:
    """Send the first item in one request, and the others in another."""
    items = _items(scene)
    for name, first, last in (("first", 0, 1), ("others", 1, len(items))):
        sent = _sending(scene, items[first:last])
        yield Variation(name=name, sent=sent, payload=scene.payload, expect=_only(first, last))


@relation("M-05", a_batch)
def beside_a_failing_item(scene: Scene) -> Iterator[Variation]:
    """Add an item whose object does not exist: first, in between, and last."""
    if not set(id_paths(scene.contract, scene.operation)) & set(scene.contract.subjects):
        return
    failing = select(unknown(scene.contract, scene.operation, UNKNOWN), scene.operation.items or "")
    items = _items(scene)
    for index in range(BATCH + 1):
        sent = _sending(scene, (*items[:index], *failing, *items[index:]))
        yield Variation(name=f"place-{index + 1}", sent=sent, payload=scene.payload, expect=_with_own(index))


@relation("M-17", a_batch)
def nil_item(scene: Scene) -> Iterator[Variation]:
    """Add an item that is nil in between."""
    items = _items(scene)
    place = f"{scene.operation.name}/{scene.operation.items}"
    if items and declared.element(scene.contract, scene.operation, place).nillable:
        nil = Element(name=items[0].name, attributes=((NIL, "true"),))
        yield Variation(name="", sent=_sending(scene, (*items[:1], nil, *items[1:])), payload=scene.payload)


def _only(first: int, last: int) -> Expect:
    """Expect some of the plain answer's results."""

    def expect(plain: Element, _own: Element, operation: Operation) -> Element:
        return _with_results(plain, operation, _results(plain, operation)[first:last])

    return expect


def _with_own(index: int) -> Expect:
    """Expect the plain answer's results, and at an index whatever the answer itself has there."""

    def expect(plain: Element, own: Element, operation: Operation) -> Element:
        known, told = _results(plain, operation), _results(own, operation)
        return _with_results(plain, operation, (*known[:index], *told[index : index + 1], *known[index:]))

    return expect


def _items(scene: Scene) -> Items:
    return select(scene.payload, scene.operation.items or "")


def _sending(scene: Scene, items: Items) -> Outgoing:
    payload = filled(scene.payload, steps_of(scene.operation.items or ""), items)
    return replace(scene, payload=payload).outgoing()


def _results(payload: Element, operation: Operation) -> Items:
    return select(payload, operation.results or "")


def _with_results(payload: Element, operation: Operation, results: Items) -> Element:
    return filled(payload, steps_of(operation.results or ""), results)
