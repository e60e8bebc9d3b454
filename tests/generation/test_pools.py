"""Pools hold valid values only, the simplest first."""

import pytest

from conformance.errors import ContractError
from conformance.generation.pools import pool
from conformance.model.schema import Facets, SimpleType
from conformance.soap.write import XML_RANGES


def simple(builtin: str, **facets: object) -> SimpleType:
    return SimpleType(name="t", builtin=builtin, facets=Facets(**facets))  # type: ignore[arg-type]


def test_strings_reach_over_the_whole_range_of_xml() -> None:
    characters = {character for value in pool(simple("string")) for character in value}
    for low, high in XML_RANGES:
        inside = sorted(ord(character) for character in characters if low <= ord(character) <= high)
        assert inside[0] == low
        assert inside[-1] == high
    assert set("\t\n\r&<>\"'") <= characters
    assert "]]>" in pool(simple("string"))


def test_lengths_around_a_documented_limit() -> None:
    lengths = {len(value) for value in pool(simple("string"), 30)}
    assert {29, 30, 31} <= lengths


@pytest.mark.parametrize(
    "found, allowed",
    [
        (simple("int"), lambda value: -(2**31) <= int(value) <= 2**31 - 1),
        (simple("unsignedByte"), lambda value: 0 <= int(value) <= 255),
        (simple("int", min_inclusive="5", max_exclusive="8"), lambda value: 5 <= int(value) < 8),
        (simple("string", min_length=2, max_length=3), lambda value: 2 <= len(value) <= 3),
        (simple("string", length=7), lambda value: len(value) == 7),
        (simple("decimal", min_inclusive="0.5"), lambda value: float(value) >= 0.5),
    ],
)
def test_facets_are_honoured(found: SimpleType, allowed) -> None:
    assert pool(found)
    assert all(allowed(value) for value in pool(found))


def test_an_enumeration_is_its_pool() -> None:
    assert pool(simple("string", enumeration=("Work", "Home"))) == ("Work", "Home")


def test_a_type_that_is_not_generated_is_told() -> None:
    with pytest.raises(ContractError, match="xs:NOTATION are not generated yet"):
        pool(simple("NOTATION"))
    with pytest.raises(ContractError, match="no value is known"):
        pool(simple("duration", length=1))
