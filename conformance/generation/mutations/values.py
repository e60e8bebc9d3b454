"""Values that are none of their type: one mutation for each way in which a simple type can refuse a text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from conformance.generation.mutations._declare import Broken, Rule, changed, mutation
from conformance.generation.places import Place
from conformance.generation.pools import bounds, is_integer, pool
from conformance.model.case import Expectation
from conformance.model.contract import Contract
from conformance.model.schema import AttributeUse, ComplexType, SimpleType
from conformance.model.tree import Element

# Texts that no integer type has, by what is wrong with each.
_NO_INTEGERS = (
    ("word", "many"), ("empty", ""), ("blank", " "), ("decimal", "1.0"), ("exponent", "1e3"), ("hexadecimal", "0x10"),
    ("grouped", "1,000"), ("two-signs", "+-1"), ("sign-alone", "-"), ("inner-blank", "1 2"),
)  # fmt: skip
_NO_BOOLEANS = (
    ("capital-letter", "True"), ("capitals", "FALSE"), ("yes", "yes"), ("two", "2"), ("minus-one", "-1"), ("empty", ""),
    ("blank", " "), ("word", "maybe"), ("letter", "t"),
)  # fmt: skip
_NO_DATES = (
    ("month-13", "2026-13-02"), ("month-0", "2026-00-02"), ("day-0", "2026-01-00"), ("day-32", "2026-01-32"),
    ("february-30", "2026-02-30"), ("leap-day-of-no-leap-year", "2025-02-29"), ("leap-day-of-1900", "1900-02-29"),
    ("year-0", "0000-01-02"), ("year-of-two-digits", "26-01-02"), ("slashes", "01/02/2026"), ("one-digit", "2026-1-2"),
    ("no-hyphens", "20260102"),
)  # fmt: skip
_NO_TIMES = (
    ("hour-25", "25:00:00"), ("minute-60", "03:60:00"), ("second-60", "03:04:60"), ("past-24", "24:00:01"),
    ("no-seconds", "03:04"), ("zone-15", "03:04:05+15:00"), ("zone-past-14", "03:04:05+14:01"),
    ("zone-without-colon", "03:04:05+0100"), ("small-z", "03:04:05z"), ("zone-name", "03:04:05 UTC"),
    ("point-alone", "03:04:05."), ("comma", "03:04:05,5"), ("am-pm", "03:04:05 PM"),
)  # fmt: skip
_NO_MOMENTS = (
    *((name, f"{day}T03:04:05") for name, day in _NO_DATES),
    *((name, f"2026-01-02T{time}") for name, time in _NO_TIMES),
    ("date-alone", "2026-01-02"), ("time-alone", "03:04:05"), ("blank-for-t", "2026-01-02 03:04:05"),
    ("small-t", "2026-01-02t03:04:05"), ("empty", ""), ("blank", " "), ("word", "tomorrow"), ("number", "1767322800"),
)  # fmt: skip
_NO_DECIMALS = (
    ("word", "many"), ("empty", ""), ("exponent", "1e3"), ("comma", "1,5"), ("two-points", "1.2.3"),
    ("infinity", "INF"),
)  # fmt: skip
_NO_FLOATS = (("word", "many"), ("empty", ""), ("comma", "1,5"), ("small-infinity", "inf"), ("small-nan", "nan"))
_NO_DURATIONS = (("word", "long"), ("empty", ""), ("no-p", "1D"), ("p-alone", "P"), ("t-alone", "P1DT"))
_KINDS: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "boolean": _NO_BOOLEANS,
        "dateTime": _NO_MOMENTS,
        "date": (*_NO_DATES, ("empty", ""), ("with-time", "2026-01-02T03:04:05")),
        "time": (*_NO_TIMES, ("empty", ""), ("with-date", "2026-01-02T03:04:05")),
        "decimal": _NO_DECIMALS,
        "float": _NO_FLOATS,
        "double": _NO_FLOATS,
        "duration": _NO_DURATIONS,
        "hexBinary": (("odd", "0"), ("word", "xy"), ("blank-inside", "0 0")),
        "base64Binary": (("odd", "A"), ("sign", "A?=="), ("one-pad", "AA=")),
    }
)
_ATOMIC = frozenset({"SCHEMAV_CVC_DATATYPE_VALID_1_2_1"})
# The functions by which xmlschema knows the bounds of the built-in integers.
_NUMBERS = frozenset(
    f"{kind}_validator"
    for kind in (
        "byte", "short", "int", "long", "unsigned_byte", "unsigned_short", "unsigned_int", "unsigned_long",
        "non_negative_int", "positive_int", "non_positive_int", "negative_int",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """A value at a place: that of an attribute, or the text of the element itself."""

    type: SimpleType
    value: str
    attribute: AttributeUse | None = None
    fixed: str | None = None


@mutation(
    Rule(
        name="lexical-form",
        summary="A value is written as its built-in type does not allow.",
        expectation=Expectation.ITEM_ERRORS,
        libxml2=_ATOMIC,
        xmlschema=frozenset({"XsdAtomicBuiltin", "XsdAtomicRestriction", "XsdPatternFacets"}),
    )
)
def written_wrongly(place: Place, contract: Contract) -> Iterator[Broken]:
    """Write each value in each way that its type does not have."""
    for held in _free(place, contract):
        if held.type.facets.enumeration:
            continue
        kinds = _NO_INTEGERS if is_integer(held.type) else _KINDS.get(held.type.builtin, ())
        for name, text in kinds:
            yield _with(place, held, f"{held.type.builtin}-{name}", text)


@mutation(
    Rule(
        name="range",
        summary="A number lies outside of its type by one.",
        expectation=Expectation.ITEM_ERRORS,
        libxml2=_ATOMIC
        | {"SCHEMAV_CVC_MININCLUSIVE_VALID", "SCHEMAV_CVC_MAXINCLUSIVE_VALID"}
        | {"SCHEMAV_CVC_MINEXCLUSIVE_VALID", "SCHEMAV_CVC_MAXEXCLUSIVE_VALID"},
        xmlschema=_NUMBERS
        | {"XsdMinInclusiveFacet", "XsdMaxInclusiveFacet", "XsdMinExclusiveFacet", "XsdMaxExclusiveFacet"},
    )
)
def out_of_range(place: Place, contract: Contract) -> Iterator[Broken]:
    """Go below the least number, and above the greatest."""
    for held in _free(place, contract):
        low, high = (None, None) if held.type.facets.enumeration else _outside(held.type)
        if low is not None:
            yield _with(place, held, f"{held.type.builtin}-below-least", low)
        if high is not None:
            yield _with(place, held, f"{held.type.builtin}-above-greatest", high)


@mutation(
    Rule(
        name="enumeration",
        summary="A value is none of those that are listed.",
        expectation=Expectation.ITEM_ERRORS,
        libxml2=frozenset({"SCHEMAV_CVC_ENUMERATION_VALID"}),
        xmlschema=frozenset({"XsdEnumerationFacets"}),
    )
)
def not_listed(place: Place, contract: Contract) -> Iterator[Broken]:
    """Show a value that is unknown, spelled otherwise, padded, empty, or two at once."""
    for held in _free(place, contract):
        listed = held.type.facets.enumeration
        if not listed:
            continue
        first, collapses = listed[0], held.type.facets.white_space == "collapse"
        texts = (
            ("unknown", "Unknown"),
            ("small-letters", first.lower()),
            ("capitals", first.upper()),
            *(() if collapses else (("leading-blank", f" {first}"), ("trailing-blank", f"{first} "))),
            ("empty", ""),
            ("cut", first[:-1]),
            ("all-of-them", " or ".join(listed)),
        )
        for name, text in texts:
            if text not in listed:
                yield _with(place, held, f"enumeration-{name}", text)


@mutation(
    Rule(
        name="length",
        summary="A text is longer or shorter than its type allows, by one character.",
        expectation=Expectation.ITEM_ERRORS,
        libxml2=frozenset({"SCHEMAV_CVC_LENGTH_VALID", "SCHEMAV_CVC_MINLENGTH_VALID", "SCHEMAV_CVC_MAXLENGTH_VALID"}),
        xmlschema=frozenset({"XsdLengthFacet", "XsdMinLengthFacet", "XsdMaxLengthFacet"}),
    )
)
def too_long_or_short(place: Place, contract: Contract) -> Iterator[Broken]:
    """Go one over the greatest length, and one under the least."""
    for held in _free(place, contract):
        facets = held.type.facets
        most, least = facets.length or facets.max_length, facets.length or facets.min_length
        if most is not None and not facets.enumeration:
            yield _with(place, held, "length-plus-1", "x" * (most + 1))
        if least and not facets.enumeration:
            yield _with(place, held, "length-minus-1", "x" * (least - 1))


@mutation(
    Rule(
        name="fixed-value",
        summary="A value that is fixed is another.",
        expectation=Expectation.ITEM_ERRORS,
        libxml2=frozenset({"SCHEMAV_CVC_AU", "SCHEMAV_CVC_COMPLEX_TYPE_3_1", "SCHEMAV_CVC_ELT_5_2_2_2_2"}),
        xmlschema=frozenset({"XsdAttribute", "XsdElement", "Xsd11Element"}),
    )
)
def not_the_fixed_one(place: Place, contract: Contract) -> Iterator[Broken]:
    """Show another value of the same type where only one is allowed."""
    for held in _held(place, contract):
        if held.fixed is not None:
            fixed = _meaning(held.fixed)
            other = next((text for text in pool(held.type) if _meaning(text) != fixed), None)
            if other is not None:
                yield _with(place, held, "fixed-other", other)


def _held(place: Place, contract: Contract) -> Iterator[_Held]:
    """Yield the values at a place with their types."""
    if isinstance(place.type, ComplexType):
        for use in place.type.attributes:
            value = place.element.get(use.name)
            simple = contract.schema.types[use.type]
            if value is not None and isinstance(simple, SimpleType):
                yield _Held(type=simple, value=value, attribute=use, fixed=use.fixed)
    text = contract.schema.types[place.type.text] if isinstance(place.type, ComplexType) and place.type.text else None
    own = place.type if isinstance(place.type, SimpleType) else text
    if isinstance(own, SimpleType) and not place.element.children:
        yield _Held(type=own, value=place.element.text, fixed=place.use.fixed)


def _free(place: Place, contract: Contract) -> Iterator[_Held]:
    """Yield the values that are not fixed: another value of those breaks that rule first."""
    return (held for held in _held(place, contract) if held.fixed is None)


def _outside(simple: SimpleType) -> tuple[str | None, str | None]:
    """Return what is just too small for a type of numbers and just too great, None where nothing is."""
    if is_integer(simple):
        least, greatest = bounds(simple)
        return None if least is None else str(least - 1), None if greatest is None else str(greatest + 1)
    if simple.builtin != "decimal":
        return None, None
    facets = simple.facets
    low = facets.min_exclusive if facets.min_inclusive is None else str(Decimal(facets.min_inclusive) - 1)
    high = facets.max_exclusive if facets.max_inclusive is None else str(Decimal(facets.max_inclusive) + 1)
    return low, high


def _meaning(text: str) -> object:
    """Return what two ways to write one number or boolean have in common."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return {"true": Decimal(1), "false": Decimal(0)}.get(text, text)


def _with(place: Place, held: _Held, name: str, text: str) -> Broken:
    if held.attribute is None:
        return Broken(name=name, element=replace(place.element, content=(text,) if text else ()))
    named = held.attribute.name
    element: Element = replace(place.element, attributes=changed(place.element, named, text))
    return Broken(name=name, element=element, attribute=named)
