"""Edges: all of them valid, each in an item of its own, and no place, class or bound left out."""

import random
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from conformance.contract import validate, xsd
from conformance.contract.example import example
from conformance.contract.validate import Engines
from conformance.generation import classes
from conformance.generation.draft import Draft
from conformance.generation.edges import REPEATS, Edge, Group, groups, id_paths
from conformance.generation.packs import PACK, named, packs, payload
from conformance.generation.places import places
from conformance.generation.plan import compile_plan
from conformance.markup.write import write
from conformance.model.binding import SOAP
from conformance.model.contract import Contract
from conformance.model.tree import NIL, Element, is_nil, select, steps_of, values
from conformance.soap import envelope, session

OPERATIONS = ("Login", "SessionRegAction", "UpdateContact", "UpdateGuestInfo", "UpdateSession")
WITH_ITEMS = OPERATIONS[1:]
NAME = re.compile(r"[A-Za-z0-9._-]+")


@pytest.fixture(scope="module")
def made(cvent: Contract) -> dict[str, tuple[Group, ...]]:
    return {name: groups(cvent, cvent.operations[name]) for name in OPERATIONS}


@pytest.fixture(scope="module")
def sent(cvent: Contract, made) -> dict[str, tuple[tuple[Group, tuple[Edge, ...], Element], ...]]:
    return {name: tuple(requests(cvent, name, made[name])) for name in OPERATIONS}


def around(contract: Contract, text: str, operation: str, binding: str) -> bytes:
    blocks = session.request_blocks(contract, contract.operations[operation], "value")
    before, after = envelope.halves(SOAP[binding], blocks)
    return before + text.encode() + after


def requests(
    contract: Contract, operation: str, found: tuple[Group, ...]
) -> Iterator[tuple[Group, tuple[Edge, ...], Element]]:
    for group in found:
        for pack in packs(contract, contract.operations[operation], group):
            yield group, pack, payload(contract, contract.operations[operation], pack)


def nillable(contract: Contract, operation: str) -> set[str]:
    """Return the paths of what may be nil in an example."""
    element = example(contract, contract.operations[operation])
    return {place.path for place in places(contract, contract.operations[operation], element) if place.use.nillable}


def items_of(contract: Contract, operation: str, element: Element) -> tuple[Element, ...]:
    return select(element, contract.operations[operation].items or "")


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_edge_is_valid_for_both_engines(cvent: Contract, engines: Engines, sent, name: str) -> None:
    for group, pack, element in sent[name]:
        found = engines.brief(around(cvent, write(element), name, "soap12"))
        assert found.valid, (group.name, named(pack), found)


@pytest.mark.proof
@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("binding", sorted(SOAP))
def test_so_it_is_where_both_judge_all_of_it(cvent: Contract, engines: Engines, sent, name: str, binding: str) -> None:
    for group, pack, element in sent[name]:
        found = engines.judge(around(cvent, write(element), name, binding))
        assert found.valid, (group.name, named(pack), found)


@pytest.mark.proof
@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("binding", sorted(SOAP))
def test_ten_thousand_random_messages_are_valid(cvent: Contract, engines: Engines, name: str, binding: str) -> None:
    plan = compile_plan(cvent, cvent.operations[name])
    tapes = random.Random(10_000)
    for _ in range(10_000):
        draft = Draft(plan=plan, tape=tapes.randbytes(plan.size))
        body = around(cvent, draft.text(), name, binding)
        assert engines.sampled(body).valid, body


@pytest.mark.parametrize("name", OPERATIONS)
def test_names_are_plain_unique_and_the_same_in_two_calls(cvent: Contract, made, sent, name: str) -> None:
    found = made[name]
    names = [group.name for group in found]
    assert len(set(names)) == len(names)
    for group in found:
        inner = [edge.name for edge in group.edges]
        assert inner
        assert all(NAME.fullmatch(held) for held in (group.name, *inner))
        assert len(set(inner)) == len(inner), group.name
    ids = [f"{group.name}/{named(pack)}" for group, pack, _ in sent[name]]
    assert len(set(ids)) == len(ids)
    assert groups(cvent, cvent.operations[name]) == found


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_edge_is_in_one_pack_and_none_is_too_large(cvent: Contract, made, name: str) -> None:
    operation = cvent.operations[name]
    for group in made[name]:
        sent = list(packs(cvent, operation, group))
        assert sorted(edge.name for pack in sent for edge in pack) == sorted(edge.name for edge in group.edges)
        ids = next((cvent.subjects[path] for path in id_paths(cvent, operation) if path in cvent.subjects), ())
        for pack in sent:
            assert len(pack) <= PACK
            assert len(pack) == 1 or not any(edge.alone for edge in pack)
            if ids and not pack[0].unknown:
                assert len(pack) <= len(ids)


@pytest.mark.parametrize("name", WITH_ITEMS)
def test_each_item_of_a_pack_has_an_id_and_a_message_of_its_own(cvent: Contract, sent, name: str) -> None:
    (path,) = id_paths(cvent, cvent.operations[name])
    known = set(cvent.subjects[path])
    packed = 0
    for _, pack, element in sent[name]:
        items = items_of(cvent, name, element)
        if len(pack) == 1:
            continue
        assert len(items) == len(pack)
        for attribute in ("Id", "MessageId"):
            # An item that shows nothing but one thing has neither, and one that is about an id has that.
            shown = [
                item.get(attribute)
                for edge, item in zip(pack, items, strict=True)
                if not edge.bare and not any(told.endswith(f"/@{attribute}") for told in (*edge.values, *edge.without))
            ]
            assert None not in shown
            assert len(set(shown)) == len(shown), named(pack)
        for edge, item in zip(pack, items, strict=True):
            if not edge.bare and path not in {*edge.values, *edge.without}:
                assert (item.get("Id") in known) is not edge.unknown
        packed += 1
    assert packed > 5


@pytest.mark.parametrize("name", WITH_ITEMS)
def test_an_item_differs_from_the_examples_in_what_its_edge_says(cvent: Contract, sent, name: str) -> None:
    operation = cvent.operations[name]
    place = f"{name}/{operation.items}"
    plain = items_of(cvent, name, example(cvent, operation))[0]
    turned = {held.rpartition("/@")[2] for held in cvent.subjects if held.startswith(f"{place}/")} | {"MessageId"}
    told = 0
    for group, pack, element in sent[name]:
        for edge, item in zip(pack, items_of(cvent, name, element), strict=len(pack) > 1):
            if edge.alone or edge.bare:
                continue
            said = {held.removeprefix(f"{place}/") for held in edge.values}
            own = {held.removeprefix("@") for held in said if held.startswith("@")}
            other = {key for key, value in item.attributes if plain.get(key) != value}
            other |= {key for key, _ in plain.attributes if item.get(key) is None}
            assert other <= own | turned, (group.name, edge.name)
            assert {f"{place}/{held}" for held in said if values(item, held)} >= {
                held for held, value in edge.values.items() if value or "/@" in held
            }
            for held, value in edge.values.items():
                if "/@" in held:
                    assert value in values(item, held.removeprefix(f"{place}/")), (group.name, edge.name)
            extra = {child.local for child in item.children}
            assert extra <= {steps_of(held)[0] for held in said if not held.startswith("@")}, (group.name, edge.name)
            told += 1
    assert told > 50


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_sample_of_every_place_is_an_edge_and_its_request_shows_it(
    cvent: Contract, made, sent, name: str
) -> None:
    shown = {pair for group in made[name] for edge in group.edges for pair in edge.values.items()}
    for slot in compile_plan(cvent, cvent.operations[name]).slots:
        for sample in classes.samples(slot.type, slot.limit):
            assert (slot.path, sample.value) in shown
    for _, pack, element in sent[name]:
        for edge in pack if len(pack) == 1 else ():
            for path, value in edge.values.items():
                held = values(element, path.removeprefix(f"{name}/"))
                assert value in held or (not value and "/@" not in path), (edge.name, path)


@pytest.mark.parametrize("name", WITH_ITEMS)
def test_batches_have_telling_sizes_and_nil_items(cvent: Contract, sent, name: str) -> None:
    most = cvent.operations[name].batch
    assert most is not None
    sizes: dict[str, tuple[Element, ...]] = {}
    for group, pack, element in sent[name]:
        if group.name.endswith("-batches"):
            sizes[pack[0].name] = items_of(cvent, name, element)
    for size in (0, 1, 2, most - 1, most, most + 1):
        assert len(sizes[f"items-{size}"]) == size
        messages = [item.get("MessageId") for item in sizes[f"items-{size}"]]
        assert len(set(messages)) == size
    if f"{name}/{cvent.operations[name].items}" in nillable(cvent, name):
        assert [is_nil(item) for item in sizes["nil-in-the-middle"]] == [False, True, False]
        assert [item.get(NIL) for item in sizes["nil-all"]] == ["true"] * 3
    else:
        assert not any(is_nil(item) for items in sizes.values() for item in items)
    assert len({item.get("Id") for item in sizes["same-id"]}) == 1
    assert len({item.get("MessageId") for item in sizes["same-id"]}) == 2
    assert len({item.get("MessageId") for item in sizes["same-message"]}) == 1


def test_what_may_stand_many_times_does(cvent: Contract, sent) -> None:
    counts = set()
    for group, _, element in sent["UpdateContact"]:
        if group.name == "Contact.CustomFieldDetail-elements":
            counts.update(len(select(item, "CustomFieldDetail")) for item in select(element, "Contacts/Contact"))
    assert counts == set(REPEATS)


def test_nothing_stands_more_or_less_often_than_it_may(cvent: Contract) -> None:
    """The shipped contract bounds nothing; here an item must hold two or three of what may be repeated."""
    old = 'name="CustomFieldDetail" type="data:CustomFieldDetail" minOccurs="0" maxOccurs="unbounded"'
    new = 'name="CustomFieldDetail" type="data:CustomFieldDetail" minOccurs="2" maxOccurs="3"'
    assert any(old in held.text for held in cvent.documents)
    documents = tuple(replace(held, text=held.text.replace(old, new)) for held in cvent.documents)
    bounded = replace(cvent, documents=documents, schema=xsd.declared(documents).schema)
    both = validate.engines(bounded)
    found = groups(bounded, bounded.operations["UpdateSession"])
    for group, pack, element in requests(bounded, "UpdateSession", found):
        told = both.brief(around(bounded, write(element), "UpdateSession", "soap11"))
        assert told.valid, (group.name, named(pack), told)


def test_overridden_places_are_not_visited(cvent: Contract) -> None:
    path = "UpdateContact/Contacts/Contact/@Title"
    found = groups(cvent, cvent.operations["UpdateContact"], without=frozenset({path}))
    assert "Contact.Title" not in {group.name for group in found}
    assert all(path not in edge.values for group in found for edge in group.edges)
    assert any(
        path in edge.values for group in groups(cvent, cvent.operations["UpdateContact"]) for edge in group.edges
    )


def test_quick_edges_show_every_class_that_can_stand_together(cvent: Contract, made, sent) -> None:
    """Seen at every place of an item but those that say which item it is."""
    operation = cvent.operations["UpdateSession"]
    quick = tuple(group for group in made["UpdateSession"] if group.quick)
    assert len(quick) == 3
    sent: dict[str, set[str]] = {}
    for _, _, element in requests(cvent, "UpdateSession", quick):
        for slot in compile_plan(cvent, operation).slots:
            below = slot.path.removeprefix("UpdateSession/")
            sent.setdefault(slot.path, set()).update(values(element, below))
    kept = {*id_paths(cvent, operation), "UpdateSession/sessions/Session/@MessageId", "UpdateSession/EventId"}
    for slot in compile_plan(cvent, operation).slots:
        if slot.path not in kept:
            assert {sample.value for sample in classes.samples(slot.type, slot.limit)} <= sent[slot.path], slot.path
