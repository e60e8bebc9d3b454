"""Places: a payload walked beside its schema, and put together again."""

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from conformance.generation.draft import Draft
from conformance.generation.places import at, places, put
from conformance.generation.plan import compile_plan
from conformance.model.contract import Contract
from conformance.model.tree import Element, select

OPERATIONS = ("Login", "SessionRegAction", "UpdateContact", "UpdateGuestInfo", "UpdateSession")


def payloads(contract: Contract, name: str, count: int = 25) -> Iterator[Element]:
    plan = compile_plan(contract, contract.operations[name])
    tapes = random.Random(4)
    yield from (Draft(plan=plan, tape=tapes.randbytes(plan.size)).element() for _ in range(count))


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_element_is_a_place_in_document_order(cvent: Contract, name: str) -> None:
    for payload in payloads(cvent, name):
        found = list(places(cvent, cvent.operations[name], payload))
        assert [place.element for place in found] == list(payload.walk())
        assert [place.steps for place in found] == sorted(place.steps for place in found)


@pytest.mark.parametrize("name", OPERATIONS)
def test_what_is_put_at_a_place_is_at_it_and_nothing_else_is_changed(cvent: Contract, name: str) -> None:
    for payload in payloads(cvent, name):
        found = list(places(cvent, cvent.operations[name], payload))
        for place in found:
            assert at(payload, place.steps) is place.element
            assert put(payload, place.steps, place.element) == payload
            marked = replace(place.element, name="{urn:example:mark}Mark")
            changed = put(payload, place.steps, marked)
            assert at(changed, place.steps) is marked
            apart = [other for other in found if other.steps[: place.depth] != place.steps]
            above = {other.steps for other in apart if place.steps[: other.depth] == other.steps}
            for other in apart:
                assert (at(changed, other.steps) == other.element) is (other.steps not in above)


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_path_names_what_the_steps_lead_through(cvent: Contract, name: str) -> None:
    for payload in payloads(cvent, name):
        for place in places(cvent, cvent.operations[name], payload):
            names = [name]
            for depth in range(1, place.depth + 1):
                inner = at(payload, place.steps[:depth])
                assert inner is not None
                names.append(inner.local)
            assert place.path == "/".join(names)
            assert place.use.name == place.element.name or not place.depth


@pytest.mark.parametrize("name", [name for name in OPERATIONS if name != "Login"])
def test_items_are_numbered_and_what_is_in_them_has_their_number(cvent: Contract, name: str) -> None:
    operation = cvent.operations[name]
    top = f"{name}/{operation.items}"
    most = 0
    for payload in payloads(cvent, name):
        items = select(payload, operation.items or "")
        found = list(places(cvent, operation, payload))
        numbered = [place for place in found if place.path == top]
        assert [place.item for place in numbered] == list(range(len(items)))
        for place in found:
            above = [held for held in numbered if place.steps[: held.depth] == held.steps]
            assert place.item == (above[0].item if above else None)
        most = max(most, len(items))
    assert most > 2


def test_an_operation_without_items_has_no_numbers(cvent: Contract) -> None:
    for payload in payloads(cvent, "Login"):
        assert {place.item for place in places(cvent, cvent.operations["Login"], payload)} == {None}


def test_what_the_schema_does_not_declare_is_no_place(cvent: Contract) -> None:
    operation = cvent.operations["UpdateContact"]
    payload = next(held for held in payloads(cvent, "UpdateContact") if select(held, "Contacts/Contact"))
    stranger = Element(name="Stranger", content=(Element(name="Inner"),))
    found = list(places(cvent, operation, replace(payload, content=(stranger, *payload.content))))
    assert [place.element for place in found] == [found[0].element, *list(payload.walk())[1:]]
    assert all(place.element is not stranger for place in found)
    assert all(place.steps[0] >= 1 for place in found[1:])


def test_there_is_nothing_beyond_the_end_and_nothing_below_a_text() -> None:
    element = Element(name="a", content=("text", Element(name="b")))
    assert at(element, (2,)) is None
    assert at(element, (0,)) is None
    assert at(element, (1, 0)) is None
    with pytest.raises(TypeError, match=r"no element at \(0,\) of a"):
        put(element, (0,), element)
