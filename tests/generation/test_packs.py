"""Packs: each item is the example's but for what its edge says, in the shipped contract and in any other."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations

import pytest

from conformance.contract import manifest, validate
from conformance.generation import classes
from conformance.generation.coverage import RULE, Chart
from conformance.generation.edges import Edge, Group, groups, id_paths
from conformance.generation.packs import PACK, named, packs, payload
from conformance.generation.plan import compile_plan
from conformance.model.binding import SOAP
from conformance.model.contract import Contract, Operation
from conformance.model.tree import Element, is_nil, local_of, select, values
from conformance.soap import envelope

OPERATIONS = ("Login", "SessionRegAction", "UpdateContact", "UpdateGuestInfo", "UpdateSession")
ITEMS = dict(zip(OPERATIONS[1:], ("CvInvitee", "Contact", "Guest", "Session"), strict=True))
every_operation = pytest.mark.parametrize("name", OPERATIONS)
every_batch = pytest.mark.parametrize("name", ITEMS)


@pytest.fixture(scope="module")
def held(cvent: Contract) -> Mapping[str, Mapping[str, Group]]:
    return {name: {group.name: group for group in groups(cvent, cvent.operations[name])} for name in OPERATIONS}


def sent(contract: Contract, operation: Operation) -> Iterator[tuple[Group, tuple[Edge, ...]]]:
    for group in groups(contract, operation):
        for pack in packs(contract, operation, group):
            yield group, pack


@pytest.fixture(scope="module")
def requests(cvent: Contract) -> Mapping[str, list[tuple[Group, tuple[Edge, ...], Element]]]:
    return {
        name: [
            (group, pack, payload(cvent, cvent.operations[name], pack))
            for group, pack in sent(cvent, cvent.operations[name])
            if not group.name.endswith("-pairs")
        ]
        for name in OPERATIONS
    }


def whole(payload: Element, binding: str) -> bytes:
    return envelope.encode(envelope.Envelope(binding=SOAP[binding], body=(payload,)))


def items_of(element: Element, operation: Operation) -> tuple[Element, ...]:
    return select(element, operation.items or "")


def told(item: Element, path: str = "") -> dict[str, tuple[str, ...]]:
    """Return the values of an item's attributes and leaves, by path."""
    found = {f"{path}@{local_of(name)}": (value,) for name, value in item.attributes}
    if path and not item.children and item.text:
        found[path.rstrip("/")] = (item.text,)
    for child in item.children:
        for inner, value in told(child, f"{path}{child.local}/").items():
            found[inner] = (*found.get(inner, ()), *value)
    return found


def lone(contract: Contract, operation: Operation, edge: Edge) -> Element:
    return payload(contract, operation, (edge,))


@every_operation
def test_the_same_edges_make_the_same_request(cvent: Contract, requests, name: str) -> None:
    for _, pack, element in requests[name][::25]:
        assert payload(cvent, cvent.operations[name], pack) == element


@every_operation
def test_the_quick_groups_show_every_class_at_every_place_of_an_item(cvent: Contract, held, name: str) -> None:
    operation = cvent.operations[name]
    item = ITEMS.get(name, name)
    kept = {*id_paths(cvent, operation), f"{name}/{operation.items}/@MessageId"}
    for kind in ("together", "unknown") if operation.items else ("together",):
        group = held[name][f"{item}-{kind}"]
        assert group.quick
        for slot in compile_plan(cvent, operation).slots:
            if slot.path in kept or (operation.items and f"/{item}/" not in slot.path):
                continue
            shown = [edge.values[slot.path] for edge in group.edges]
            named = {one for value in shown for one in classes.classes_of(slot.type, slot.limit, value)}
            assert set(classes.names(slot.type, slot.limit)) <= named


@every_batch
def test_who_is_unknown_has_no_known_id(cvent: Contract, requests, name: str) -> None:
    operation = cvent.operations[name]
    (path,) = id_paths(cvent, operation)
    found = [element for group, _, element in requests[name] if group.name == f"{ITEMS[name]}-unknown"]
    assert found
    for item in (item for element in found for item in items_of(element, operation)):
        assert item.get("Id") not in {None, *cvent.subjects[path]}


@every_batch
@pytest.mark.parametrize("known", [1, 3])
def test_a_pack_never_holds_more_items_than_there_are_known_ids(cvent: Contract, name: str, known: int) -> None:
    operation = cvent.operations[name]
    (path,) = id_paths(cvent, operation)
    few = replace(cvent, subjects={**cvent.subjects, path: cvent.subjects[path][:known]})
    for group, pack in sent(few, operation):
        assert len(pack) <= (PACK if group.name.endswith("-unknown") else known)


@every_batch
def test_a_packed_item_differs_from_the_examples_in_just_what_its_edge_says(
    cvent: Contract, requests, name: str
) -> None:
    operation = cvent.operations[name]
    place = f"{name}/{operation.items}/"
    ids = {path.removeprefix(place) for path in id_paths(cvent, operation)}
    plain = tuple(map(told, items_of(payload(cvent, operation, [Edge(name="plain")] * PACK), operation)))
    for group, pack, element in requests[name]:
        if pack[0].alone:
            continue
        for before, edge, item in zip(plain, pack, items_of(element, operation), strict=False):
            after = told(item)
            said = {path.removeprefix(place): value for path, value in edge.values.items()}
            repeated = {path.removeprefix(place) for path in edge.repeats}
            left_out = {path.removeprefix(place) for path in edge.without}
            if edge.bare:
                assert after.keys() <= said.keys()
                continue
            changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
            assert changed <= said.keys() | left_out | (ids if edge.unknown else set()), (group.name, edge.name)
            assert not left_out & after.keys()
            assert all(set(values(item, path)) == {said[path]} for path in said.keys() - repeated)


@every_batch
def test_each_attribute_stands_alone_and_all_stand_together(cvent: Contract, held, name: str) -> None:
    operation = cvent.operations[name]
    place = f"{name}/{operation.items}/"
    group = held[name][f"{ITEMS[name]}-alone"]
    paths = {
        slot.path.removeprefix(place) for slot in compile_plan(cvent, operation).slots if slot.path.startswith(place)
    }
    shown = {}
    for edge in group.edges:
        (item,) = items_of(lone(cvent, operation, edge), operation)
        shown[edge.name] = set(told(item))
    assert shown.pop("nothing") == set()
    assert shown.pop("everything") == paths - {"@SessionRegActionType"}
    assert sorted(map(sorted, shown.values())) == sorted(
        [path] if path != "@SessionRegActionType" else [] for path in paths
    )


@every_batch
def test_batches_have_telling_sizes_known_ids_first(cvent: Contract, held, name: str) -> None:
    operation = cvent.operations[name]
    (path,) = id_paths(cvent, operation)
    edges = {edge.name: edge for edge in held[name][f"{ITEMS[name]}-batches"].edges}
    assert {"items-0", "items-1", "items-2", "items-199", "items-200", "items-201"} <= edges.keys()
    for size in (0, 1, 2, 199, 200, 201):
        element = lone(cvent, operation, edges[f"items-{size}"])
        ids = [item.get("Id") for item in items_of(element, operation)]
        known = cvent.subjects[path]
        assert len(ids) == len(set(ids)) == size
        assert ids[: len(known)] == list(known[:size])
        assert not set(ids[len(known) :]) & set(known)
        assert len(select(element, (operation.items or "").partition("/")[0])) == 1


@every_batch
def test_items_are_nil_or_alike_where_the_edge_says_so(cvent: Contract, held, name: str) -> None:
    operation = cvent.operations[name]
    edges = {edge.name: edge for edge in held[name][f"{ITEMS[name]}-batches"].edges}
    nil = {
        found: tuple(map(is_nil, items_of(lone(cvent, operation, edges[found]), operation)))
        for found in edges
        if found.startswith("nil")
    }
    expected = {
        "nil-first": (True, False, False),
        "nil-in-the-middle": (False, True, False),
        "nil-last": (False, False, True),
        "nil-alone": (True,),
        "nil-all": (True, True, True),
    }
    assert nil == ({} if name == "SessionRegAction" else expected)
    for found, alike, other in (("same-id", "Id", "MessageId"), ("same-message", "MessageId", "Id")):
        first, second = items_of(lone(cvent, operation, edges[found]), operation)
        assert first.get(alike) == second.get(alike) is not None
        assert first.get(other) != second.get(other)


@every_operation
def test_containers_and_scalars_are_left_out(cvent: Contract, held, name: str) -> None:
    operation = cvent.operations[name]
    parts = held[name][f"{name}-parts"].edges
    assert parts
    for edge in parts:
        before = {child.local for child in lone(cvent, operation, Edge(name="plain")).children}
        after = {child.local for child in lone(cvent, operation, edge).children}
        assert before - after == {path.rpartition("/")[2] for path in edge.without} & before
        assert after <= before
    shown = {path for path in cvent.subjects if path.startswith(f"{name}/")}
    assert shown
    for path in shown:
        absent = [edge for group in held[name].values() for edge in group.edges if edge.without == (path,)]
        assert absent
        for edge in absent:
            assert values(lone(cvent, operation, edge), path.removeprefix(f"{name}/")) == ()


def test_a_default_is_written_and_left_out(cvent: Contract, held) -> None:
    operation = cvent.operations["UpdateContact"]
    edges = {edge.name: edge for edge in held["UpdateContact"]["Contact.Active"].edges}
    assert values(lone(cvent, operation, edges["default-written"]), "Contacts/Contact/@Active") == ("true",)
    assert values(lone(cvent, operation, edges["default-left-out"]), "Contacts/Contact/@Active") == ()


@pytest.mark.parametrize("times", [0, 1, 2, 21, 200])
def test_what_is_repeated_below_an_item_stands_so_often(cvent: Contract, held, times: int) -> None:
    found = 0
    for name in OPERATIONS:
        for group in held[name].values():
            for edge in (edge for edge in group.edges if edge.name == f"times-{times}"):
                ((path, _),) = edge.repeats.items()
                assert len(select(lone(cvent, cvent.operations[name], edge), path.removeprefix(f"{name}/"))) == times
                found += 1
    assert found >= 3


@every_operation
def test_every_two_places_meet_absent_plain_and_odd(cvent: Contract, held, name: str) -> None:
    operation = cvent.operations[name]
    group = held[name][f"{ITEMS.get(name, name)}-pairs"]
    paths = sorted({path for edge in group.edges for path in edge.values})
    inside = f"{name}/{operation.items}/" if operation.items else f"{name}/"
    own = [slot.path for slot in compile_plan(cvent, operation).slots if slot.path.startswith(inside)]
    assert paths == sorted(set(own) - {*id_paths(cvent, operation), f"{inside}@MessageId"})
    shown = {path: [edge.values.get(path) for edge in group.edges] for path in paths}
    for path in paths:
        assert len(set(shown[path])) == 3, path
    for first, second in combinations(paths, 2):
        assert len(set(zip(shown[first], shown[second], strict=True))) == 9


OTHER = """<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/"
 xmlns:t="urn:t" targetNamespace="urn:t">
<w:types><xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:t" elementFormDefault="qualified">
<xs:element name="A"><xs:complexType><xs:sequence>
  <xs:element name="Item" minOccurs="1" maxOccurs="5" nillable="true"><xs:complexType><xs:sequence>
    <xs:element name="Key" type="xs:string"/>
    <xs:element name="Note" type="xs:string" nillable="true" minOccurs="0"/>
    <xs:element name="Tag" minOccurs="0" maxOccurs="3" nillable="true"><xs:complexType>
      <xs:attribute name="rank" type="xs:unsignedByte" use="required"/></xs:complexType></xs:element>
    <xs:choice><xs:element name="One" type="xs:date"/><xs:element name="Other" type="xs:decimal"/></xs:choice>
  </xs:sequence><xs:attribute name="state" type="t:State" default="off"/></xs:complexType></xs:element>
</xs:sequence><xs:attribute name="mode" type="xs:boolean" use="required"/></xs:complexType></xs:element>
<xs:simpleType name="State"><xs:restriction base="xs:string">
  <xs:enumeration value="on"/><xs:enumeration value="off"/></xs:restriction></xs:simpleType>
<xs:element name="B"><xs:complexType><xs:sequence>
  <xs:element name="Result" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
    <xs:attribute name="Fine" type="xs:boolean"/><xs:attribute name="Key" type="xs:string"/>
  </xs:complexType></xs:element>
</xs:sequence></xs:complexType></xs:element>
</xs:schema></w:types>
<w:message name="In"><w:part name="p" element="t:A"/></w:message>
<w:message name="Out"><w:part name="p" element="t:B"/></w:message>
<w:portType name="P"><w:operation name="A"><w:input message="t:In"/><w:output message="t:Out"/></w:operation></w:portType>
<w:binding name="B" type="t:P"><s:binding transport="http://schemas.xmlsoap.org/soap/http"/>
<w:operation name="A"><s:operation soapAction="urn:t/A"/>
<w:input><s:body use="literal"/></w:input><w:output><s:body use="literal"/></w:output></w:operation></w:binding>
<w:service name="S"><w:port name="P" binding="t:B"><s:address location="http://127.0.0.1/x"/></w:port></w:service>
</w:definitions>"""
MANIFEST = """name = "other"
protocol = "soap"
wsdl = "t.wsdl"
[operations.A]
items = "Item"
results = "Result"
batch = 4
[results]
success = "@Fine"
errors = "@Key"
code = ["@Key"]
form = ".*"
echo = { "@Key" = "Key" }
"""


@pytest.fixture
def other(tmp_path) -> Contract:
    (tmp_path / "t.wsdl").write_text(OTHER)
    (tmp_path / "contract.toml").write_text(MANIFEST)
    return manifest.load(tmp_path)


def test_edges_of_any_contract_keep_to_its_bounds(other: Contract) -> None:
    operation = other.operations["A"]
    engines = validate.engines(other)
    for group, pack in sent(other, operation):
        element = payload(other, operation, pack)
        assert engines.judge(whole(element, "soap11")).valid, (group.name, named(pack))
        assert 1 <= len(items_of(element, operation)) <= 5


def test_edges_of_any_contract_show_what_its_schema_offers(other: Contract) -> None:
    operation = other.operations["A"]
    edges = {(group.name, edge.name): edge for group in groups(other, operation) for edge in group.edges}
    sizes = {name for group, name in edges if group == "Item-batches"}
    assert sizes == {
        *("items-1", "items-2", "items-3", "items-4", "items-5", "same-message"),
        *("nil-first", "nil-in-the-middle", "nil-last", "nil-alone", "nil-all"),
    }
    assert {name for group, name in edges if group == "Item.Tag-elements"} == {
        *("times-0", "times-1", "times-2", "times-3", "nil"),
    }
    assert ("Item.Key", "absent") not in edges
    note = lone(other, operation, edges["Item.Note", "nil"])
    assert [is_nil(found) for found in select(note, "Item/Note")] == [True]
    tag = lone(other, operation, edges["Item.Tag-elements", "nil"])
    assert [is_nil(found) for found in select(tag, "Item/Tag")] == [True]
    first, second = items_of(lone(other, operation, edges["Item-batches", "same-message"]), operation)
    assert values(first, "Key") == values(second, "Key") == ("message-1",)
    assert values(lone(other, operation, edges["Item.state", "default-written"]), "Item/@state") == ("off",)


def test_every_branch_of_a_choice_is_visited(other: Contract) -> None:
    operation = other.operations["A"]
    chart = Chart(contract=other, operation=operation)
    points = {point for kind, found in chart.points().items() if kind != RULE for point in found}
    seen = {point for _, pack in sent(other, operation) for point, _ in chart.visited(payload(other, operation, pack))}
    assert points <= seen
