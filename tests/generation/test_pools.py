"""Pools hold valid values only, the simplest first."""

import pytest
import xmlschema
from lxml import etree

from conformance.errors import ContractError
from conformance.generation.classes import samples
from conformance.generation.pools import bounds, fits, is_integer, pool
from conformance.generation.rows import LONG
from conformance.markup.write import XML_RANGES
from conformance.model.schema import Facets, SimpleType


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


BUILTINS = (
    *("string", "normalizedString", "token", "boolean", "dateTime", "date", "time", "decimal", "float", "double"),
    *("anyURI", "base64Binary", "hexBinary", "duration", "integer", "long", "int", "short", "byte"),
    *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
    *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
)
every_builtin = pytest.mark.parametrize("builtin", BUILTINS)


@every_builtin
def test_both_engines_accept_every_value_as_attribute_and_as_text(builtin: str) -> None:
    schema = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="r"><xs:complexType>
      <xs:simpleContent><xs:extension base="xs:{builtin}"><xs:attribute name="a" type="xs:{builtin}"/></xs:extension>
      </xs:simpleContent></xs:complexType></xs:element></xs:schema>"""
    first, second = etree.XMLSchema(etree.fromstring(schema)), xmlschema.XMLSchema10(schema)
    for value in {*pool(simple(builtin), 30), *(sample.value for sample in samples(simple(builtin), 30))}:
        root = etree.Element("r", a=value)
        root.text = value
        assert first.validate(root), (value, first.error_log)
        assert second.is_valid(root), value


@every_builtin
def test_a_pool_holds_the_sample_of_each_class_but_the_very_long_one_and_each_value_once(builtin: str) -> None:
    held = pool(simple(builtin), 30)
    assert len(set(held)) == len(held)
    shown = {sample.value for sample in samples(simple(builtin)) if len(sample.value) < LONG}
    assert shown <= set(held)
    assert all(len(value) < LONG for value in held)


@pytest.mark.parametrize(
    "builtin, first",
    [
        ("string", "a"),
        ("boolean", "false"),
        ("int", "0"),
        ("positiveInteger", "1"),
        ("dateTime", "2026-01-02T03:04:05"),
    ],
)
def test_the_simplest_value_comes_first(builtin: str, first: str) -> None:
    assert pool(simple(builtin))[0] == first


def test_a_pool_is_no_longer_than_what_a_byte_can_choose_from() -> None:
    assert max(len(pool(simple(builtin), 30)) for builtin in BUILTINS) <= 224


@every_builtin
def test_integers_and_their_bounds(builtin: str) -> None:
    found = simple(builtin)
    if not is_integer(found):
        assert builtin.lower().removeprefix("unsigned") not in {"int", "long", "short", "byte"}
        return
    low, high = bounds(found)
    assert low is None or fits(str(low), found)
    assert high is None or fits(str(high), found)
    assert low is None or not fits(str(low - 1), found)
    assert high is None or not fits(str(high + 1), found)


def test_white_space_that_a_type_takes_away_is_not_sent() -> None:
    assert not any(set(value) & set("\t\n\r") for value in pool(simple("normalizedString")))
    assert all(value == " ".join(value.split()) for value in pool(simple("token")))


def test_an_enumeration_is_its_pool() -> None:
    assert pool(simple("string", enumeration=("Work", "Home"))) == ("Work", "Home")


def test_a_type_that_is_not_generated_is_told() -> None:
    with pytest.raises(ContractError, match="xs:NOTATION are not generated yet"):
        pool(simple("NOTATION"))
    with pytest.raises(ContractError, match="no value is known"):
        pool(simple("duration", length=1))
