"""Strategies for single values, by their type: the depth beyond the pools."""

from datetime import timedelta, timezone

from hypothesis import strategies as st

from conformance.generation.pools import XML_RANGES, bounds, is_integer
from conformance.generation.slots import Slot

LONGEST = 60


def xml_characters() -> st.SearchStrategy[str]:
    """Return a strategy for every character that XML 1.0 allows, given by ranges."""
    ranges = (st.characters(min_codepoint=low, max_codepoint=high) for low, high in XML_RANGES)
    return st.one_of(*ranges, st.sampled_from("\t\n\r&<>\"']"))


def scalars(slot: Slot) -> st.SearchStrategy[str]:
    """Return a strategy for the lexical values of a slot."""
    simple = slot.type
    free = simple.facets.enumeration == ()
    if free and simple.builtin == "string" and simple.facets.length is None:
        least = simple.facets.min_length or 0
        most = simple.facets.max_length or max(least, (slot.limit or LONGEST) + 1)
        return st.text(alphabet=xml_characters(), min_size=least, max_size=most)
    if free and is_integer(simple):
        low, high = bounds(simple)
        return st.integers(min_value=low, max_value=high).map(str)
    if free and simple.builtin == "dateTime":
        return st.datetimes(timezones=_zones(), allow_imaginary=True).map(lambda when: when.isoformat())
    return st.sampled_from(slot.pool)


def _zones() -> st.SearchStrategy[timezone | None]:
    """Return a strategy for no time zone, or one of up to 14 hours (XSD Part 2 section 3.2.7)."""
    minutes = st.integers(min_value=-14 * 60, max_value=14 * 60)
    return st.none() | minutes.map(lambda offset: timezone(timedelta(minutes=offset)))
