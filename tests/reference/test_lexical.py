"""Lexical spaces, held against both XSD engines where these agree."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.model.binding import SOAP11
from conformance.model.schema import Facets, SimpleType
from conformance.model.tree import Element, clark
from conformance.reference.lexical import fits, moment
from conformance.soap import envelope
from conformance.soap.envelope import Envelope

SERVICE = "http://api.cvent.com/2006-11"
# The attribute of each type in a request, and what its values are made of.
PLACES = {
    "int": ("UpdateSession", "sessions", "Session", "Capacity"),
    "boolean": ("UpdateContact", "Contacts", "Contact", "Active"),
    "dateTime": ("UpdateGuestInfo", "Guests", "Guest", "DateOfBirth"),
}
PIECES = st.lists(
    st.sampled_from(
        [
            *(" ", "\t", "\u00a0", "\u0661"),
            *[
                "2026",
                "-",
                "0001",
                "12",
                "02",
                "30",
                "29",
                "T",
                "24:00:00",
                "23:59",
                ":59",
                ":60",
                ".000",
                ".5",
                "Z",
                "+14:00",
                "-15:00",
            ],
            *["+", "2147483647", "8", "0", "1", "true", "false", "True", "_", "e3", "INF"],
        ]
    ),
    max_size=8,
).map("".join)
MOMENTS = st.builds(
    "{}-{:02}-{:02}T{:02}:{:02}:{:02}{}{}".format,
    st.sampled_from(["2024", "1900", "2000", "0001", "9999", "12345", "-0004", "0000", "02024", "123"]),
    st.integers(0, 13),
    st.integers(0, 32),
    st.integers(0, 25),
    st.integers(0, 60),
    st.integers(0, 61),
    st.sampled_from(["", ".0", ".123456789", "."]),
    st.sampled_from(["", "Z", "z", "+00:00", "-14:00", "+14:01", "+0100"]),
)


def agreed(engines, name: str, text: str) -> bool | None:
    """Tell what both engines say of a value, None where they differ."""
    operation, container, item, attribute = PLACES[name]
    held = Element(name=clark(SERVICE, item), attributes=((attribute, text),))
    inner = Element(name=clark(SERVICE, container), content=(held,))
    sent = Envelope(binding=SOAP11, body=(Element(name=clark(SERVICE, operation), content=(inner,)),))
    judgement = engines.judge(envelope.encode(sent))
    return judgement.valid if judgement.agreed else None


@pytest.mark.parametrize("name", PLACES)
@settings(deadline=None)
@given(text=st.one_of(PIECES, MOMENTS))
def test_values_are_those_of_both_engines(engines, cvent, name: str, text: str) -> None:
    said = agreed(engines, name, text)
    kind = cvent.schema.types[clark("http://www.w3.org/2001/XMLSchema", name)]
    assert said is None or fits(kind, text) == said


SPACES = {
    "byte": (["-128", "127", "+0"], ["-129", "128", "", "0x1"]),
    "short": (["32767"], ["32768"]),
    "int": (["2147483647", "0" * 5000], ["2147483648", "9" * 5000, "--1", "1_0"]),
    "long": (["-9223372036854775808"], ["-9223372036854775809"]),
    "unsignedByte": (["255", "-0"], ["256", "-1"]),
    "unsignedShort": (["65535"], ["65536"]),
    "unsignedInt": (["4294967295"], ["4294967296"]),
    "unsignedLong": (["18446744073709551615"], ["18446744073709551616"]),
    "integer": (["-" + "9" * 5000], ["1.0"]),
    "positiveInteger": (["1", "9" * 30], ["0", "-5"]),
    "negativeInteger": (["-1", "-" + "9" * 30], ["0"]),
    "nonNegativeInteger": (["0"], ["-1"]),
    "nonPositiveInteger": (["0", "-9"], ["1"]),
    "decimal": (["1.", ".5", "-0.0"], [".", "1e3", "INF", ""]),
    "double": (["1e3", "-INF", "NaN", ".5E-7"], ["+INF", "inf", "e", "1e"]),
    "boolean": (["true", "0"], ["True", "", "2"]),
    "date": (["2024-02-29", "2024-01-01Z", "-0001-01-01+14:00"], ["2023-02-29", "2024-01-01T00:00:00", "+14:00", ""]),
    "anyURI": (["whatever"], []),
}


@pytest.mark.parametrize("name", SPACES)
def test_spaces(name: str) -> None:
    kind = SimpleType(name=name, builtin=name, facets=Facets(white_space="collapse"))
    good, bad = SPACES[name]
    assert [text for text in good if not fits(kind, text)] == []
    assert [text for text in bad if fits(kind, text)] == []
    assert all(fits(kind, f" \t{text}\r\n") for text in good)


def test_an_enumeration_is_exact_unless_its_white_space_collapses() -> None:
    exact = SimpleType(name="e", builtin="string", facets=Facets(enumeration=("a b", "c")))
    loose = SimpleType(name="e", builtin="token", facets=Facets(enumeration=("a b", "c"), white_space="collapse"))
    assert [fits(exact, text) for text in ("a b", " a  b", "C", "")] == [True, False, False, False]
    assert [fits(loose, text) for text in ("a b", " a  b", "C", "")] == [True, True, False, False]


ORDER = (
    "-12026-01-01T00:00:00Z",
    "-0001-12-31T24:00:00Z",
    "0001-01-01T00:00:00.5+14:00",
    "0001-01-01T00:00:00Z",
    "1999-12-31T23:59:59.999Z",
    "2000-02-29T00:00:00+00:01",
    "2000-02-29T00:00:00Z",
    "2000-02-29T00:00:00.0000000000000000000000000000001Z",
    "2000-02-29T00:00:00.05Z",
    "2000-02-29T00:00:00.5Z",
    "2000-03-01T00:00:00Z",
    "2400-02-29T00:00:00Z",
    "9999-12-31T24:00:00Z",
    "10000-01-01T00:00:00.1Z",
    "123456789012345678-01-01T00:00:00Z",
)


def test_moments_are_in_order() -> None:
    moments = [moment(text) for text in ORDER]
    assert None not in moments
    assert moments == sorted(moments)
    assert len(set(moments)) == len(ORDER)


@pytest.mark.parametrize(
    "one, other",
    [
        ("2026-01-01T24:00:00", "2026-01-02T00:00:00.000"),
        ("2026-01-01T00:00:00Z", "2026-01-01T02:30:00+02:30"),
        ("2026-01-01T00:00:00Z", "2025-12-31T20:00:00-04:00"),
    ],
)
def test_moments_that_are_the_same(one: str, other: str) -> None:
    assert moment(one) == moment(other)
