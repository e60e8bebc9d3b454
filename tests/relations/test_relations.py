"""Relations: all of the catalogue, each a valid message, and each expectation as its name says."""

import re

import pytest

from conformance.contract.validate import Engines
from conformance.generation.scene import Scene
from conformance.model.binding import SOAP
from conformance.model.contract import Contract
from conformance.model.tree import Element, select
from conformance.relations import relations
from conformance.relations._declare import Relation, Variation
from conformance.soap import session

ALL = relations()
OPERATIONS = ("Login", "SessionRegAction", "UpdateContact", "UpdateGuestInfo", "UpdateSession")


def variations(contract: Contract, relation: Relation, operation: str, binding: str) -> tuple[Variation, ...]:
    held = contract.operations[operation]
    payload = relation.payload(contract, held)
    if payload is None:
        return ()
    blocks = session.request_blocks(contract, held, "session-1")
    scene = Scene(contract=contract, operation=held, binding=SOAP[binding], payload=payload, blocks=blocks)
    return tuple(relation.run(scene))


def results(*success: str) -> Element:
    held = tuple(
        Element(name="UpdateContactResult", attributes=(("Id", str(number)), ("Success", said)))
        for number, said in enumerate(success)
    )
    return Element(name="Answer", content=(Element(name="UpdateContactResult", content=held),))


def ids(payload: Element) -> list[str | None]:
    return [one.get("Id") for one in select(payload, "UpdateContactResult/UpdateContactResult")]


def test_every_relation_of_the_catalogue_is_here() -> None:
    numbers = (*range(1, 14), 15, 16, 17, 24, 25, 26)
    assert {f"M-{number:02}" for number in numbers} <= {one.id for one in ALL.values()}


@pytest.mark.parametrize("one", ALL.values(), ids=lambda one: one.name)
def test_a_relation_is_named_and_summed_up(one: Relation) -> None:
    assert re.fullmatch(r"[a-z]+/[a-z0-9]+(-[a-z0-9]+)*", one.name)
    assert re.fullmatch(r"[A-Z].*[^.]\.", one.summary)
    assert set(one.bindings) <= set(SOAP)


@pytest.mark.parametrize("binding", SOAP)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_whatever_is_varied_is_valid_for_both_engines(
    cvent: Contract, engines: Engines, operation: str, binding: str
) -> None:
    for name, relation in ALL.items():
        found = variations(cvent, relation, operation, binding) if binding in relation.bindings else ()
        assert len({one.name for one in found}) == len(found)
        for one in found:
            assert engines.judge(one.sent.request("http://example.com/").body).valid, (name, one.name)


@pytest.mark.parametrize("operation", OPERATIONS[1:])
def test_every_relation_has_something_to_vary_somewhere(cvent: Contract, operation: str) -> None:
    bare = {name for name, one in ALL.items() if not variations(cvent, one, operation, one.bindings[0])}
    only = {"UpdateContact": set(), "SessionRegAction": {"values/defaults-written-out", "batch/nil-item"}}
    assert bare <= only.get(operation, {"values/defaults-written-out"})


def test_turned_items_have_turned_results(cvent: Contract) -> None:
    (one,) = variations(cvent, ALL["batch/reversed-items"], "UpdateContact", "soap11")
    operation, plain = cvent.operations["UpdateContact"], results("true", "true", "true")
    assert ids(one.expect(plain, plain, operation)) == ["2", "1", "0"]


def test_items_sent_apart_have_their_own_results(cvent: Contract) -> None:
    operation, plain = cvent.operations["UpdateContact"], results("true", "true", "true")
    found = variations(cvent, ALL["batch/one-by-one"], "UpdateContact", "soap11")
    assert [ids(one.expect(plain, plain, operation)) for one in found] == [["0"], ["1"], ["2"]]
    found = variations(cvent, ALL["batch/in-two-requests"], "UpdateContact", "soap11")
    assert [ids(one.expect(plain, plain, operation)) for one in found] == [["0"], ["1", "2"]]


def test_a_failing_item_is_left_out_of_the_comparison_wherever_it_stands(cvent: Contract) -> None:
    operation, plain = cvent.operations["UpdateContact"], results("true", "true", "true")
    own = results("true", "true", "false", "true")
    found = variations(cvent, ALL["batch/beside-a-failing-item"], "UpdateContact", "soap11")
    assert [ids(one.expect(plain, own, operation)) for one in found] == [
        ["0", "0", "1", "2"],
        ["0", "1", "1", "2"],
        ["0", "1", "2", "2"],
        ["0", "1", "2", "3"],
    ]


def test_other_forms_are_other_texts(cvent: Contract) -> None:
    for name in ("values/other-forms", "values/white-space", "values/other-order-of-attributes"):
        (one,) = variations(cvent, ALL[name], "UpdateSession", "soap12")
        (body,) = select(one.sent.root, SOAP["soap12"].tag("Body"))
        (payload,) = body.children
        same = payload == one.payload
        assert same is (name == "values/other-order-of-attributes"), name
