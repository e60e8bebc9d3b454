"""Coverage: what there is to visit, and that the edges visit all of it."""

from collections.abc import Iterator

import pytest

from conformance.contract.example import example
from conformance.generation.coverage import KINDS, RULE, Chart
from conformance.generation.edges import groups
from conformance.generation.mutations import groups as mutation_groups
from conformance.generation.packs import packs, payload
from conformance.generation.places import places
from conformance.generation.plan import compile_plan
from conformance.model.contract import Contract
from conformance.model.tree import Element, select

OPERATIONS = ("Login", "SessionRegAction", "UpdateContact", "UpdateGuestInfo", "UpdateSession")


def chart_of(contract: Contract, name: str) -> Chart:
    return Chart(contract=contract, operation=contract.operations[name])


def edge_requests(contract: Contract, name: str) -> Iterator[Element]:
    operation = contract.operations[name]
    for group in groups(contract, operation):
        yield from (payload(contract, operation, pack) for pack in packs(contract, operation, group))


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_edges_visit_every_point_but_the_rules(cvent: Contract, name: str) -> None:
    chart = chart_of(cvent, name)
    there = {point for kind, points in chart.points().items() if kind != RULE for point in points}
    visited = {point for element in edge_requests(cvent, name) for point, _ in chart.visited(element)}
    assert there - visited == set()
    assert visited - there == set(), "nothing is visited that nobody counted"


@pytest.mark.parametrize("name", OPERATIONS)
def test_points_are_told_by_their_kind(cvent: Contract, name: str) -> None:
    found = chart_of(cvent, name).points()
    assert tuple(found) == KINDS
    assert all(point.startswith(f"{kind} ") for kind, points in found.items() for point in points)
    made = mutation_groups(cvent, cvent.operations[name])
    assert found[RULE] == {f"rule {one.rule.name}" for group in made for one in group.mutations}
    attributes = {slot.path for slot in compile_plan(cvent, cvent.operations[name]).slots if "/@" in slot.path}
    assert found["attribute"] == {f"attribute {path.removeprefix(f'{name}/')}" for path in attributes}


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_example_visits_what_it_holds_and_says_in_which_item(cvent: Contract, name: str) -> None:
    operation = cvent.operations[name]
    element = example(cvent, operation)
    found = list(chart_of(cvent, name).visited(element))
    held = [place for place in places(cvent, operation, element) if place.depth]
    elements = {(point, item) for point, item in found if point.startswith("element ")}
    assert elements == {(f"element {place.path.removeprefix(f'{name}/')}", place.item) for place in held}
    for point, item in found:
        inside = bool(operation.items) and point.partition(" ")[2].startswith(f"{operation.items}/@")
        assert (item == 0) is (inside or point == f"element {operation.items}")


def test_a_value_visits_its_classes_and_limits(cvent: Contract) -> None:
    chart = chart_of(cvent, "UpdateContact")
    path = "Contacts/Contact/@FirstName"
    assert set(chart.of_value(path, "b" * 30)) == {f"attribute {path}", f"class {path}=plain", f"limit {path}=limit"}
    assert f"limit {path}=limit-plus-1" in chart.of_value(path, "b" * 31)
    assert chart.of_value(path, "") == (f"attribute {path}", f"class {path}=empty")
    listed = "Contacts/Contact/@PrimaryAddressType"
    assert chart.of_value(listed, "Home") == (f"attribute {listed}", f"value {listed}=value-Home")
    assert chart.of_value("Contacts/Contact/@Nobody", "x") == ()
    assert chart.of_value("Contacts", "") == ()


def test_items_are_told_apart(cvent: Contract) -> None:
    operation = cvent.operations["UpdateSession"]
    chart = chart_of(cvent, "UpdateSession")
    batch = next(group for group in groups(cvent, operation) if group.name == "Session-batches")
    (two,) = [edge for edge in batch.edges if edge.name == "items-2"]
    element = payload(cvent, operation, (two,))
    assert len(select(element, "sessions/Session")) == 2
    told = list(chart.visited(element))
    assert {item for point, item in told if point == "attribute sessions/Session/@Id"} == {0, 1}
    assert {item for point, item in told if point == "element sessions"} == {None}
