"""Classes of values: each sample is of its class, both engines accept it, and limits are met from both sides."""

import re

import pytest
from lxml import etree
from xmlschema import XMLSchema10

from conformance.generation import classes
from conformance.generation.plan import compile_plan
from conformance.markup.write import write
from conformance.model.contract import Contract
from conformance.model.schema import Facets, SimpleType
from conformance.model.tree import XSD, Element

OPERATIONS = ("Login", "SessionRegAction", "UpdateContact", "UpdateGuestInfo", "UpdateSession")
BUILTINS = (
    "string", "normalizedString", "token", "boolean", "dateTime", "date", "time", "decimal", "float", "double", "anyURI",
    "base64Binary", "hexBinary", "duration", "integer", "long", "int", "short", "byte", "nonNegativeInteger",
    "positiveInteger", "nonPositiveInteger", "negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort",
    "unsignedByte",
)  # fmt: skip
NAME = re.compile(r"[A-Za-z0-9._-]+")
LIMIT = 40


def of(builtin: str, facets: Facets = Facets()) -> SimpleType:  # noqa: B008 - frozen
    return SimpleType(name=f"{{{XSD}}}{builtin}", builtin=builtin, facets=facets)


@pytest.fixture(scope="module")
def schemas() -> tuple[etree.XMLSchema, XMLSchema10]:
    rows = "".join(f'<xs:element name="{name}" type="xs:{name}"/>' for name in BUILTINS)
    text = f'<xs:schema xmlns:xs="{XSD}">{rows}</xs:schema>'
    return etree.XMLSchema(etree.fromstring(text)), XMLSchema10(text)


@pytest.mark.parametrize("builtin", BUILTINS)
def test_every_sample_is_valid_for_both_engines(schemas, builtin: str) -> None:
    libxml2, xmlschema = schemas
    for sample in classes.samples(of(builtin)):
        root = etree.fromstring(write(Element(name=builtin, content=(sample.value,) if sample.value else ())))
        assert libxml2.validate(root), sample
        assert xmlschema.is_valid(root), sample


@pytest.mark.parametrize("builtin", BUILTINS)
def test_every_sample_is_of_its_own_class(builtin: str) -> None:
    found = classes.samples(of(builtin), LIMIT if builtin == "string" else None)
    assert found
    for sample in found:
        assert sample.name in classes.classes_of(of(builtin), LIMIT if builtin == "string" else None, sample.value)


@pytest.mark.parametrize("name", OPERATIONS)
def test_so_is_every_sample_of_the_contract(cvent: Contract, name: str) -> None:
    for slot in compile_plan(cvent, cvent.operations[name]).slots:
        known = classes.names(slot.type, slot.limit)
        assert len(known) > 1
        assert all(NAME.fullmatch(one) for one in known), slot.path
        for sample in classes.samples(slot.type, slot.limit):
            told = classes.classes_of(slot.type, slot.limit, sample.value)
            assert sample.name in told, (slot.path, sample)
            assert set(told) <= set(known), (slot.path, sample)


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_value_of_the_pool_is_of_known_classes_only(cvent: Contract, name: str) -> None:
    for slot in compile_plan(cvent, cvent.operations[name]).slots:
        known = set(classes.names(slot.type, slot.limit))
        for value in slot.pool:
            assert set(classes.classes_of(slot.type, slot.limit, value)) <= known, (slot.path, value)


def test_each_listed_value_is_a_class_and_nothing_else_is() -> None:
    listed = of("string", Facets(enumeration=("Home", "Work place", "")))
    assert classes.names(listed) == ("value-Home", "value-Work-place", "value-")
    assert [sample.value for sample in classes.samples(listed)] == ["Home", "Work place", ""]
    assert classes.classes_of(listed, None, "Work place") == ("value-Work-place",)
    assert classes.classes_of(listed, None, "home") == ()


@pytest.mark.parametrize("limit", [2, 40, 300])
def test_a_documented_limit_is_met_one_below_on_and_one_above_it(limit: int) -> None:
    lengths: dict[str, set[int]] = {}
    for sample in classes.samples(of("string"), limit):
        lengths.setdefault(sample.name, set()).add(len(sample.value))
    assert lengths["limit-minus-1"] == {limit - 1}
    assert lengths["limit"] == {limit}
    assert lengths["limit-plus-1"] == {limit + 1}
    for length in (limit - 1, limit, limit + 1):
        assert any(name.startswith("limit") for name in classes.classes_of(of("string"), limit, "x" * length))
    assert not any(name.startswith("limit") for name in classes.classes_of(of("string"), limit, "x" * (limit + 2)))


def test_lengths_of_the_schema_are_met_and_not_passed() -> None:
    held = of("string", Facets(min_length=2, max_length=5))
    found = classes.samples(held, 5)
    assert {len(sample.value) for sample in found} <= set(range(2, 6))
    assert {len(sample.value) for sample in found if sample.name == "shortest"} == {2}
    assert {len(sample.value) for sample in found if sample.name == "longest"} == {5}
    assert "limit-plus-1" not in classes.names(held, 5)


@pytest.mark.parametrize("builtin, least, greatest", [("byte", -128, 127), ("int", -(2**31), 2**31 - 1)])
def test_the_bounds_of_numbers_are_met(builtin: str, least: int, greatest: int) -> None:
    found = {sample.name: sample.value for sample in classes.samples(of(builtin))}
    assert (found["least"], found["greatest"]) == (str(least), str(greatest))
    assert "least" in classes.classes_of(of(builtin), None, str(least))
    assert "greatest" not in classes.classes_of(of(builtin), None, str(greatest - 1))
    bounded = of(builtin, Facets(min_inclusive="3", max_exclusive="9"))
    found = {sample.name: sample.value for sample in classes.samples(bounded)}
    assert (found["least"], found["greatest"]) == ("3", "8")
    assert all(3 <= int(sample.value) <= 8 for sample in classes.samples(bounded))
