"""Texts that may show what sets two simple types apart: the only module that makes them up."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import chain, islice
from types import MappingProxyType

from conformance.contract.example import SAMPLES, plain
from conformance.contract.lexical import MOMENTS
from conformance.diff.ranges import NUMBERS, Range, length_of, range_of
from conformance.diff.values import Held, accepts, canonical
from conformance.model.schema import Variety

_OCTETS: Mapping[str, tuple[str, int]] = MappingProxyType({"hexBinary": ("00", 1), "base64Binary": ("AAAA", 3)})
_ZONE = re.compile(r"(Z|[+-]\d\d:\d\d)$")
_COMMON = (
    "a",
    "1",
    "",
    "another",
    "7",
    "-1",
    "1.5",
    "true",
    "INF",
    "P1D",
    "0",
    "a b",
    " 1 ",
    "a:b",
    "http://[",
    "1.23456789",
)
_COLLAPSED = ("1", "true", "P1D", *(SAMPLES[name] for name in ("date", "time", "dateTime")))  # with blanks before them
_LONGEST = 100_000  # characters of a text that is made to show a length
_MOST = 2_000
_MOST_ITEMS = 50
_MOST_SAMPLES = 8


def candidates(held: Held) -> Iterator[str]:
    """Yield texts that may show what sets a type apart: of its ends, lengths, lists and digits, and common ones."""
    yield from (*_COMMON, *SAMPLES.values())
    yield from held.type.facets.enumeration
    yield from islice(dict.fromkeys(_candidates(held)), _MOST)


def _candidates(held: Held) -> Iterator[str]:
    facets = held.type.facets
    for text in facets.enumeration:
        yield from (f"0{text}", f"+{text}", f"{text}.0", f" {text} ")
    if held.type.variety is Variety.UNION:
        yield from chain.from_iterable(_candidates(part) for part in held.parts)
    elif held.type.variety is Variety.LIST:
        sizes = sorted({1, *_around(length_of(facets))})
        for part in held.parts:
            items = list(dict.fromkeys((sample(part), *_candidates(part))))
            yield from (" ".join([item] * size) for item in items[:_MOST_ITEMS] for size in sizes)
    else:
        yield from (*_of_lengths(held), *_of_numbers(held), *_of_moments(held))


def sample(held: Held) -> str:
    """Return a short text of a type, if one is found."""
    listed = held.type.facets.enumeration[:1]
    return next((text for text in chain(listed, candidates(held)) if accepts(held, text)), plain(held.type))


def samples(held: Held) -> tuple[str, ...]:
    """Return a few texts of a type, each of another value."""
    accepted = islice((text for text in candidates(held) if accepts(held, text)), 2 * _MOST_SAMPLES)
    return tuple({canonical(held, text): text for text in accepted}.values())[:_MOST_SAMPLES]


def _around(held: Range) -> set[int]:
    ends = [int(end) for end in (held.low, held.high) if end is not None]
    return {size for end in ends for size in (end - 1, end, end + 1) if 0 <= size <= _LONGEST}


def _of_lengths(held: Held) -> Iterator[str]:
    word, octets = _OCTETS.get(held.family, ("x", 1))
    for size in sorted(_around(length_of(held.type.facets))):
        yield word * (size // octets) + ("", "AA==", "AAA=")[size % octets]
        if word == "x":
            yield from ("1" * size, "x" * max(size - 2, 0) + "  ", f" {'x' * max(size - 1, 0)}")
            yield from (text.rjust(size) for text in _COLLAPSED)


def _of_numbers(held: Held) -> Iterator[str]:
    if held.family not in NUMBERS:
        return
    facets, ends = held.type.facets, range_of(held.type)
    sizes = {size for size in (facets.total_digits, facets.fraction_digits) if size is not None}
    steps = [Decimal(1), Decimal("0.1"), *(Decimal(10) ** -(size + more) for size in sorted(sizes) for more in (0, 1))]
    for end in (one for one in (ends.low, ends.high, Decimal(0)) if one is not None and one.is_finite()):
        for step in steps:
            yield from (f"{end + sign * step:f}" for sign in (-1, 0, 1))
        yield f"{end:f}".zfill(9)
    for size in sorted({one + more for one in sizes for more in (0, 1)}):
        yield from ("1" * size, f"-{'1' * size}", f"0.{'1' * size}", f"1.{'1' * size}")
    yield from ("NaN", "1e3", "12345")


def _of_moments(held: Held) -> Iterator[str]:
    facets = held.type.facets
    if held.family not in MOMENTS:
        return
    for end in (facets.min_inclusive, facets.max_inclusive, facets.min_exclusive, facets.max_exclusive):
        if end is not None:
            bare = _ZONE.sub("", end)
            yield from (end, bare, f"{bare}Z", f"{bare}+14:00", f"{bare}-14:00")
            yield from (re.sub(r"\d(?=(\D|$))", digit, bare, count=count) for digit in "19" for count in (1, 2, 3))
