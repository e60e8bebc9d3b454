"""What is said of the texts of simple types is what both engines say of them, for random types and telling texts."""

from itertools import islice

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from conformance.contract.comparable import Comparable
from conformance.diff.inclusion import apart
from conformance.diff.texts import candidates
from conformance.diff.values import Held, accepts
from conformance.errors import ContractError
from conformance.model.schema import SimpleType
from tests.diff.conftest import made

MOST = 400
WHOLE = ["integer", "int", "short", "unsignedByte", "nonNegativeInteger", "negativeInteger"]
WORDS = ["string", "normalizedString", "token", "NMTOKEN", "NCName", "language", "anyURI"]
MOMENTS = {
    "date": ["2026-01-01", "2026-01-02Z", "2025-12-31+02:00"],
    "dateTime": ["2026-01-01T00:00:00", "2026-01-01T10:00:00Z", "2025-12-31T23:59:59-05:00"],
    "time": ["10:00:00", "12:30:00Z"],
    "gYear": ["2025", "2026Z"],
    "gYearMonth": ["2026-01", "2025-12"],
}


def facet(name: str, value: object) -> str:
    return f'<xs:{name} value="{value}"/>'


@st.composite
def of_numbers(draw: st.DrawFn) -> str:
    base = draw(st.sampled_from([*WHOLE, "decimal", "double"]))
    number = st.integers(-12, 300) if base != "decimal" else st.decimals(-20, 200, places=2)
    said = draw(
        st.lists(st.sampled_from(["minInclusive", "maxInclusive", "minExclusive", "maxExclusive"]), unique=True)
    )
    assume(not {"minInclusive", "minExclusive"} <= {*said} and not {"maxInclusive", "maxExclusive"} <= {*said})
    facets = [facet(name, draw(number)) for name in said]
    if base != "double" and draw(st.booleans()):
        facets.append(facet("totalDigits", draw(st.integers(1, 4))))
    if base == "decimal" and draw(st.booleans()):
        facets.append(facet("fractionDigits", draw(st.integers(0, 1))))
    return f'<xs:restriction base="xs:{base}">{"".join(facets)}</xs:restriction>'


@st.composite
def of_words(draw: st.DrawFn) -> str:
    base = draw(st.sampled_from([*WORDS, "hexBinary", "base64Binary"]))
    said = draw(st.sampled_from([(), ("length",), ("minLength",), ("maxLength",), ("minLength", "maxLength")]))
    facets = [
        facet(name, size)
        for name, size in zip(said, sorted(draw(st.lists(st.integers(0, 6), min_size=2))), strict=False)
    ]
    if base in WORDS and draw(st.booleans()):
        facets.append(facet("pattern", draw(st.sampled_from(["[a-z]*", "x+", r"\d{2}|a", ".*"]))))
    return f'<xs:restriction base="xs:{base}">{"".join(facets)}</xs:restriction>'


@st.composite
def of_lists(draw: st.DrawFn) -> str:
    base = draw(st.sampled_from(["string", "token", "int", "decimal", "boolean", "NMTOKEN"]))
    known = {"boolean": [], "int": ["1", "2", "03"], "decimal": ["1", "1.50", "2"]}.get(base, ["a", "b", "1", "A b"])
    if base == "NMTOKEN":
        known = known[:3]
    values = draw(st.lists(st.sampled_from(known), unique=True, max_size=3)) if known else []
    return f'<xs:restriction base="xs:{base}">{"".join(facet("enumeration", one) for one in values)}</xs:restriction>'


@st.composite
def of_moments(draw: st.DrawFn) -> str:
    base = draw(st.sampled_from(sorted(MOMENTS)))
    names = draw(st.lists(st.sampled_from(["minInclusive", "maxExclusive"]), unique=True))
    facets = [facet(name, draw(st.sampled_from(MOMENTS[base]))) for name in names]
    return f'<xs:restriction base="xs:{base}">{"".join(facets)}</xs:restriction>'


atoms = st.one_of(of_numbers(), of_words(), of_lists(), of_moments())


@st.composite
def of_parts(draw: st.DrawFn) -> str:
    inside = "".join(f"<xs:simpleType>{draw(atoms)}</xs:simpleType>" for _ in range(draw(st.integers(1, 2))))
    if draw(st.booleans()):
        return f"<xs:union>{inside}</xs:union>"
    one = f"<xs:simpleType><xs:list><xs:simpleType>{draw(atoms)}</xs:simpleType></xs:list></xs:simpleType>"
    size = draw(st.sampled_from(["", facet("maxLength", 2), facet("length", 1)]))
    return f"<xs:restriction>{one}{size}</xs:restriction>"


kinds = st.one_of(atoms, of_parts())


def compiled(told: str) -> Comparable:
    types = f'<xs:complexType name="T"/><xs:element name="S" type="S"/><xs:simpleType name="S">{told}</xs:simpleType>'
    try:
        return made(types)
    except ContractError:  # facets that contradict each other, say: no XSD
        assume(condition=False)
        raise


def held(contract: Comparable) -> Held:
    found = contract.schema.types["{urn:t}S"]
    assert isinstance(found, SimpleType)
    return Held(type=found, types=contract.schema.types)


def judged(contract: Comparable, text: str) -> bool | None:
    """Tell whether both engines accept a text, None where they do not agree."""
    element = etree.Element("{urn:t}S")
    element.text = text
    root = etree.fromstring(etree.tostring(element))
    try:
        both = {contract.engines.libxml2.validate(root), contract.engines.xmlschema.is_valid(root)}
    except OverflowError:
        return None
    return both.pop() if len(both) == 1 else None


def check(one: str, other: str) -> None:
    old, new = compiled(one), compiled(other)
    texts = list(islice(dict.fromkeys((*candidates(held(old)), *candidates(held(new)))), MOST))
    for contract in (old, new):
        for text in texts:
            told, real = accepts(held(contract), text), judged(contract, text)
            assert told is None or real is None or told == real, (text, one, other)
    found, shown = apart(held(old), held(new))
    beyond = [text for text in texts if judged(old, text) is True and judged(new, text) is False]
    assert found is not False or not beyond, (beyond, one, other)
    if found:
        assert shown


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(one=kinds, other=kinds)
def test_what_is_said_of_texts_is_what_the_engines_say(one: str, other: str) -> None:
    check(one, other)


@pytest.mark.proof
@settings(max_examples=3_000, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(one=kinds, other=kinds)
def test_what_is_said_of_texts_holds_for_thousands_of_types(one: str, other: str) -> None:
    check(one, other)
