"""Rows: a sign claims nothing that only looks like it, and each sample is valid in its place in the contract."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.contract.example import TEXTUAL
from conformance.contract.validate import Engines
from conformance.generation.classes import classes_of, names, samples
from conformance.generation.edges import Edge
from conformance.generation.packs import payload
from conformance.generation.plan import compile_plan
from conformance.generation.rows import LONG, ROWS
from conformance.model.binding import SOAP12
from conformance.model.contract import Contract
from conformance.model.schema import Facets, SimpleType
from conformance.soap import envelope

PREFIX = "2026-01-02T03:04:05"


def simple(builtin: str, **facets: object) -> SimpleType:
    return SimpleType(name="t", builtin=builtin, facets=Facets(**facets))  # type: ignore[arg-type]


@pytest.mark.parametrize("letter", ["b", "\U0001f600", "e\u0301"])
@pytest.mark.parametrize("count, name", [(29, "limit-minus-1"), (30, "limit"), (31, "limit-plus-1")])
def test_a_limit_counts_characters(letter: str, count: int, name: str) -> None:
    value = (letter * count)[:count]
    assert name in classes_of(simple("string"), 30, value)
    lengths = {"limit-minus-1", "limit", "limit-plus-1"}
    assert lengths & set(classes_of(simple("string"), 30, value)) == {name}


def test_at_a_limit_there_are_plain_astral_and_combining_characters() -> None:
    values = [sample.value for sample in samples(simple("string"), 30) if sample.name == "limit"]
    assert [len(value) for value in values] == [30, 30, 30]
    assert [len(value.encode("utf-16-le")) // 2 for value in values] == [30, 60, 30]
    assert values[2].endswith("e\u0301")


def test_the_long_one_is_long() -> None:
    (found,) = [sample.value for sample in samples(simple("string")) if sample.name == "long"]
    assert len(found) == LONG


# Each of these is valid and close to a class that it is not of.
NEAR = [
    ("string", "a\rb", "crlf"),
    ("string", "a\r\nb", "line-feed"),
    ("string", "a\r\nb", "carriage-return"),
    ("string", "a", "leading-blank"),
    ("string", "  ", "one-blank"),
    ("string", " ", "only-white-space"),
    ("string", "\u00a0", "one-blank"),
    ("string", "\uffff", "astral"),
    ("string", "e", "combining"),
    ("string", "a b", "inner-blanks"),
    ("string", "]]", "cdata-end"),
    ("string", "% 00", "percent-00"),
    ("string", "x" * 999, "long"),
    ("dateTime", f"{PREFIX}.1234", "fraction-3"),
    ("dateTime", f"{PREFIX}.100", "fraction-zero"),
    ("dateTime", f"{PREFIX}+00:00", "zone-minus-zero"),
    ("dateTime", f"{PREFIX}+13:59", "zone-plus-14"),
    ("dateTime", "2026-01-02T23:00:00", "hour-24"),
    ("dateTime", "2024-02-28T12:00:00", "leap-day"),
    ("dateTime", "10001-01-01T00:00:00", "year-1"),
    ("dateTime", "0002-01-01T00:00:00", "negative-year"),
    ("int", "70", "leading-zeros"),
    ("int", "-1", "minus-zero"),
    ("int", "5", "plus-sign"),
    ("int", "5", "padded-by-blanks"),
    ("int", "2147483646", "greatest"),
    ("boolean", "true", "one"),
    ("boolean", "true", "padded-by-blanks"),
]


@pytest.mark.parametrize("builtin, value, name", NEAR)
def test_a_class_claims_nothing_that_only_looks_like_it(builtin: str, value: str, name: str) -> None:
    assert name in names(simple(builtin))
    assert name not in classes_of(simple(builtin), None, value)


@given(number=st.integers(-(2**31), 2**31 - 1), zeros=st.integers(1, 12))
def test_other_spellings_of_an_integer_are_told_apart(number: int, zeros: int) -> None:
    found = simple("int")
    assert ("plus-sign" in classes_of(found, None, f"{number:+}")) == (number >= 0)
    assert "leading-zeros" in classes_of(found, None, "0" * zeros + str(abs(number)))
    assert "padded-by-blanks" in classes_of(found, None, f" {number} ")
    assert not {"plus-sign", "leading-zeros", "padded-by-blanks"} & set(classes_of(found, None, str(number)))


@given(digits=st.text("0123456789", min_size=1, max_size=12))
def test_fractions_are_known_by_the_number_of_their_digits(digits: str) -> None:
    named = classes_of(simple("dateTime"), None, f"{PREFIX}.{digits}Z")
    assert [name for name in named if name.startswith("fraction-") and name != "fraction-zero"] == [
        f"fraction-{len(digits)}"
    ]
    assert ("fraction-zero" in named) == (set(digits) == {"0"})


@given(before=st.text(max_size=5), after=st.text(max_size=5))
@pytest.mark.parametrize(
    "name, part",
    [("ampersand", "&"), ("astral", "\U0001f600"), ("tab", "\t"), ("crlf", "\r\n"), ("cdata-end", "]]>")],
)
def test_a_class_is_known_anywhere_in_a_text(name: str, part: str, before: str, after: str) -> None:
    assert name in classes_of(simple("string"), None, f"{before}{part}{after}")


def test_every_slot_of_the_contract_has_all_classes_of_its_type(cvent: Contract) -> None:
    for operation in cvent.operations.values():
        for slot in compile_plan(cvent, operation).slots:
            held = set(names(slot.type, slot.limit))
            if slot.type.facets.enumeration:
                assert len(held) == len(slot.type.facets.enumeration)
                continue
            kind = "string" if slot.type.builtin in TEXTUAL else slot.type.builtin
            assert {row.name for row in ROWS["integer" if kind == "int" else kind]} <= held
            assert ({"limit-minus-1", "limit", "limit-plus-1"} <= held) == (slot.limit is not None)
            assert ({"least", "greatest"} <= held) == (slot.type.builtin == "int")


def test_every_class_of_every_type_is_valid_for_both_engines_in_its_place(cvent: Contract, engines: Engines) -> None:
    seen: set[tuple[SimpleType, str]] = set()
    for operation in cvent.operations.values():
        for slot in compile_plan(cvent, operation).slots:
            for sample in samples(slot.type, slot.limit):
                if (slot.type, sample.value) in seen:
                    continue
                seen.add((slot.type, sample.value))
                edge = Edge(name=sample.name, values={slot.path: sample.value})
                whole = envelope.Envelope(binding=SOAP12, body=(payload(cvent, operation, (edge,)),))
                assert engines.judge(envelope.encode(whole)).valid, (slot.path, sample)
    assert {found.builtin for found, _ in seen} == {"string", "dateTime", "boolean", "int"}


@pytest.mark.parametrize("around", ["\t{}", "{}\n", " {}"])
def test_where_the_engines_disagree_there_is_no_sample(cvent: Contract, engines: Engines, around: str) -> None:
    padded = around.format(PREFIX)
    before, after = envelope.halves(SOAP12, ())
    text = padded.replace("\t", "&#9;").replace("\n", "&#10;")
    contact = f'<Contacts><Contact DateOfBirth="{text}"/></Contacts>'
    whole = f'<UpdateContact xmlns="http://api.cvent.com/2006-11">{contact}</UpdateContact>'
    assert not engines.judge(before + whole.encode() + after).agreed
    assert all(sample.value == sample.value.strip() for sample in samples(simple("dateTime")))
