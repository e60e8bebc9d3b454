"""Law 2, second half: every payload mutation is invalid for both engines, at its place and for its reason."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.contract import manifest, validate
from conformance.contract.validate import Engines
from conformance.generation.certificate import refusal
from conformance.generation.draft import Draft
from conformance.generation.mutations import Group, Mutation, first_of_each_rule, groups, mutators, one_of
from conformance.generation.places import places
from conformance.generation.plan import Plan, compile_plan
from conformance.markup.write import write
from conformance.model.binding import SOAP
from conformance.model.case import Expectation
from conformance.model.contract import Contract
from conformance.model.schema import ComplexType
from conformance.model.tree import Element, local_of
from conformance.soap import envelope, session

OPERATIONS = ("Login", "SessionRegAction", "UpdateContact", "UpdateGuestInfo", "UpdateSession")
NAME = re.compile(r"[A-Za-z0-9._-]+")
# What no request of the shipped contract has to break: an element that must be there, a fixed value, a length.
ELSEWHERE = {"missing-element", "fixed-value", "length"}
INTEGERS = (
    "byte", "short", "int", "long", "integer", "nonNegativeInteger", "positiveInteger", "unsignedByte", "unsignedShort",
    "unsignedInt", "unsignedLong",
)  # fmt: skip
OTHERS = (
    "string", "normalizedString", "token", "boolean", "dateTime", "date", "time", "decimal", "float", "double",
    "duration", "hexBinary", "base64Binary", "anyURI",
)  # fmt: skip
SHOP = """<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:s="urn:shop"
  xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema"
  targetNamespace="urn:shop">
  <wsdl:types><xs:schema targetNamespace="urn:shop" elementFormDefault="qualified">
    <xs:simpleType name="Code"><xs:restriction base="xs:string">
      <xs:minLength value="2"/><xs:maxLength value="4"/></xs:restriction></xs:simpleType>
    <xs:simpleType name="Exact"><xs:restriction base="xs:string"><xs:length value="3"/></xs:restriction></xs:simpleType>
    <xs:simpleType name="Percent"><xs:restriction base="xs:int">
      <xs:minInclusive value="0"/><xs:maxInclusive value="100"/></xs:restriction></xs:simpleType>
    <xs:element name="Order"><xs:complexType><xs:sequence>
      <xs:element name="Line" maxOccurs="unbounded"><xs:complexType>
        <xs:sequence>
          <xs:element name="Key" type="s:Code"/><xs:element name="Count" type="xs:byte"/>
          <xs:element name="Unit" type="xs:string" fixed="kg"/><xs:element name="Sure" type="xs:boolean" fixed="true"/>
          <xs:element name="Part" type="s:Percent" minOccurs="2" maxOccurs="2"/>
        </xs:sequence>
        <xs:attribute name="Exact" type="s:Exact" use="required"/><xs:attribute name="Share" type="s:Percent"/>
        <xs:attribute name="Kind" type="xs:string" fixed="retail"/>
        <xs:attribute name="Flag" type="xs:boolean" fixed="1"/>
        {attributes}
      </xs:complexType></xs:element>
      <xs:element name="Note" minOccurs="0" maxOccurs="2"><xs:complexType><xs:simpleContent>
        <xs:extension base="s:Code"><xs:attribute name="Language" type="xs:string"/></xs:extension>
      </xs:simpleContent></xs:complexType></xs:element>
    </xs:sequence></xs:complexType></xs:element>
    <xs:element name="Ordered"><xs:complexType/></xs:element>
  </xs:schema></wsdl:types>
  <wsdl:message name="Order"><wsdl:part name="p" element="s:Order"/></wsdl:message>
  <wsdl:message name="Ordered"><wsdl:part name="p" element="s:Ordered"/></wsdl:message>
  <wsdl:portType name="Shop"><wsdl:operation name="Order">
    <wsdl:input message="s:Order"/><wsdl:output message="s:Ordered"/></wsdl:operation></wsdl:portType>
  <wsdl:binding name="Shop" type="s:Shop">
    <soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <wsdl:operation name="Order"><soap:operation soapAction="urn:order"/>
      <wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output>
    </wsdl:operation>
  </wsdl:binding>
  <wsdl:service name="Shop"><wsdl:port name="Shop" binding="s:Shop">
    <soap:address location="http://shop.test"/></wsdl:port></wsdl:service>
</wsdl:definitions>"""
MANIFEST = """
name = "shop"
protocol = "soap"
wsdl = "shop.wsdl"
[operations.Order]
items = "Line"
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Contract:
    folder: Path = tmp_path_factory.mktemp("shop")
    attributes = "".join(f'<xs:attribute name="{name}" type="xs:{name}"/>' for name in (*INTEGERS, *OTHERS))
    (folder / "shop.wsdl").write_text(SHOP.format(attributes=attributes))
    (folder / "contract.toml").write_text(MANIFEST)
    return manifest.load(folder)


@pytest.fixture(scope="module")
def made(cvent: Contract) -> dict[str, tuple[Group, ...]]:
    return {name: groups(cvent, cvent.operations[name]) for name in OPERATIONS}


@pytest.fixture(scope="module")
def plans(cvent: Contract) -> dict[str, Plan]:
    return {name: compile_plan(cvent, cvent.operations[name]) for name in OPERATIONS}


def around(contract: Contract, text: str, operation: str, binding: str = "soap12") -> bytes:
    blocks = session.request_blocks(contract, contract.operations[operation], "value")
    before, after = envelope.halves(SOAP[binding], blocks)
    return before + text.encode() + after


def refusals(
    contract: Contract, engines: Engines, operation: str, found: tuple[Group, ...], binding: str
) -> Iterator[tuple[str, str, str | None]]:
    for group in found:
        for one in group.mutations:
            why = refusal(one, around(contract, one.text, operation, binding), engines)
            yield group.name, f"{one.rule.name}: {one.name}", why


def certify(contract: Contract, engines: Engines, operation: str, found: tuple[Group, ...], binding: str) -> None:
    for group in found:
        base = engines.judge(around(contract, write(group.base), operation, binding))
        assert base.valid, (group.name, base)
    told = list(refusals(contract, engines, operation, found, binding))
    assert told
    assert [held for held in told if held[2] is not None] == []


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_base_is_valid_and_every_mutation_is_certified(cvent, engines, made, name: str) -> None:
    certify(cvent, engines, name, made[name], "soap12")


@pytest.mark.proof
@pytest.mark.parametrize("name", OPERATIONS)
def test_so_they_are_in_the_other_binding(cvent, engines, made, name: str) -> None:
    certify(cvent, engines, name, made[name], "soap11")


def test_so_they_are_of_a_contract_with_facets_fixed_values_and_required_elements(shop: Contract) -> None:
    found = groups(shop, shop.operations["Order"])
    certify(shop, validate.engines(shop), "Order", found, "soap11")
    met = {one.rule.name for group in found for one in group.mutations}
    assert met >= ELSEWHERE | {"range", "lexical-form", "missing-attribute"}
    ranges = {one.path for group in found for one in group.mutations if one.rule.name == "range"}
    bounded = {f"Order/Line/@{name}" for name in INTEGERS if name != "integer"}
    assert ranges == {*bounded, "Order/Line/@Share", "Order/Line/Count", "Order/Line/Part"}


@pytest.mark.parametrize("name", OPERATIONS)
def test_names_are_plain_unique_and_the_same_in_two_calls(cvent: Contract, made, name: str) -> None:
    names = [group.name for group in made[name]]
    assert len(set(names)) == len(names)
    for group in made[name]:
        inner = [one.name for one in group.mutations]
        assert all(NAME.fullmatch(held) for held in (group.name, *inner))
        assert len(set(inner)) == len(inner), group.name
    assert groups(cvent, cvent.operations[name]) == made[name]


def test_every_rule_is_broken_somewhere_in_the_contract(made) -> None:
    met = {one.rule.name for found in made.values() for group in found for one in group.mutations}
    assert met == {one.rule.name for one in mutators()} - ELSEWHERE


def test_every_rule_says_what_both_engines_call_it_or_that_they_do_not_see_it() -> None:
    names = [one.rule.name for one in mutators()]
    assert names == sorted(set(names))
    for rule in (one.rule for one in mutators()):
        assert NAME.fullmatch(rule.name)
        assert rule.summary.endswith(".")
        assert bool(rule.libxml2) is bool(rule.xmlschema)
        assert rule.expectation in {Expectation.REFUSED, Expectation.ITEM_ERRORS, Expectation.ALIKE}
        assert rule.well_formed or not rule.libxml2


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_attribute_is_renamed_moved_and_written_wrongly(cvent: Contract, made, name: str) -> None:
    hit = {(one.rule.name, one.path) for group in made[name] for one in group.mutations}
    attributes = set()
    for group in made[name]:
        for place in places(cvent, cvent.operations[name], group.base):
            for use in place.type.attributes if isinstance(place.type, ComplexType) else ():
                attributes.add((f"{place.path}/@{local_of(use.name)}", use))
    assert attributes or name == "Login"
    for path, use in attributes:
        simple = cvent.schema.types[use.type]
        if use.use.value == "optional":
            assert ("attribute-in-other-case", path) in hit
            assert ("attribute-in-namespace", path) in hit
            assert ("attribute-as-element", path) in hit
        if use.use.value == "required":
            assert ("missing-attribute", path) in hit
        lexical = "enumeration" if simple.facets.enumeration else "lexical-form"
        assert ((lexical, path) in hit) is (bool(simple.facets.enumeration) or simple.builtin != "string")


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_mutation_says_where_it_is(cvent: Contract, made, name: str) -> None:
    operation = cvent.operations[name]
    for group in made[name]:
        known = {place.steps: place for place in places(cvent, operation, group.base)}
        for one in group.mutations:
            place = known[one.steps]
            assert one.path.partition("/@")[0] == place.path
            assert one.item == place.item
            if one.payload is not None:
                assert one.payload != group.base
                assert write(one.payload) == one.text
            else:
                assert one.text != write(group.base)


def test_the_first_of_each_rule_breaks_each_rule_once(made) -> None:
    for found in made.values():
        chosen = first_of_each_rule(found)
        rules = [one.rule.name for group in chosen for one in group.mutations]
        assert sorted(rules) == sorted({one.rule.name for group in found for one in group.mutations})
        assert all(group.mutations for group in chosen)


def random_mutations(contract: Contract, plan: Plan, count: int, seed: int) -> Iterator[tuple[Element, Mutation]]:
    numbers = random.Random(seed)
    operation = contract.operations[plan.operation]
    for _ in range(count):
        payload = Draft(plan=plan, tape=numbers.randbytes(plan.size)).element()
        one = one_of(contract, operation, payload, kind=numbers.getrandbits(32), place=numbers.getrandbits(32))
        assert one is not None
        yield payload, one


def drops(contract: Contract, engines: Engines, plan: Plan, count: int, binding: str) -> list[tuple[str, str]]:
    dropped = []
    for _, one in random_mutations(contract, plan, count, 11):
        why = refusal(one, around(contract, one.text, plan.operation, binding), engines)
        if why is not None:
            dropped.append((one.rule.name, why))
    return dropped


@pytest.mark.parametrize("name", OPERATIONS)
def test_random_messages_are_broken_and_hardly_any_is_dropped(cvent, engines, plans, name: str) -> None:
    dropped = drops(cvent, engines, plans[name], 200, "soap12")
    assert len(dropped) < 200 * 0.05, dropped


@pytest.mark.proof
@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("binding", sorted(SOAP))
def test_so_it_is_of_two_thousand_in_both_bindings(cvent, engines, plans, name: str, binding: str) -> None:
    dropped = drops(cvent, engines, plans[name], 2000, binding)
    assert len(dropped) < 2000 * 0.05, dropped


@pytest.mark.parametrize("name", OPERATIONS)
def test_many_rules_are_broken_at_random(cvent: Contract, plans, name: str) -> None:
    met = {one.rule.name for _, one in random_mutations(cvent, plans[name], 200, 12)}
    assert len(met) >= 8, met


@given(kind=st.integers(min_value=0), place=st.integers(min_value=0), data=st.data())
def test_any_two_numbers_break_any_message(cvent: Contract, plans, kind: int, place: int, data: st.DataObject) -> None:
    plan = plans[data.draw(st.sampled_from(OPERATIONS))]
    draft = Draft(plan=plan, tape=data.draw(st.binary(max_size=300)))
    operation = cvent.operations[plan.operation]
    payload = draft.element()
    one = one_of(cvent, operation, payload, kind=kind, place=place)
    assert one is not None
    assert one.text != write(payload)
    assert one_of(cvent, operation, payload, kind=kind, place=place) == one
