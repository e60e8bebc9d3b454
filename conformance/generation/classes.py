"""Lexical classes: the only module that knows which classes the values of a type are of, and a sample of each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from conformance.contract.example import TEXTUAL
from conformance.generation import pools
from conformance.generation.rows import ROWS, Row
from conformance.model.schema import SimpleType

_NOT_IN_NAMES = re.compile("[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A value of a class; the class's name is in ``[A-Za-z0-9._-]+``."""

    name: str
    value: str


def samples(simple: SimpleType, limit: int | None = None) -> tuple[Sample, ...]:
    """Return a value of each class of a type, simplest first.

    Args:
        simple: the type.
        limit: a documented length in characters, which the schema does not know; values around it are valid.
    """
    return tuple(_samples(simple, limit))


def classes_of(simple: SimpleType, limit: int | None, value: str) -> tuple[str, ...]:
    """Return the names of the classes that a value is of."""
    if simple.facets.enumeration:
        return tuple(_slug(listed) for listed in simple.facets.enumeration if listed == value)
    rows = _rows_of(simple)
    named = [row.name for row in rows if row.sign.search(value)]
    if not rows:
        named += [one.name for one in _of_pool(simple, limit) if one.value == value]
    if simple.builtin in TEXTUAL:
        named += [name for name, length in _lengths(simple, limit) if length == len(value)]
    elif pools.is_integer(simple):
        named += [name for name, bound in _bounds(simple) if bound == value.strip()]
    return tuple(dict.fromkeys(named))


def names(simple: SimpleType, limit: int | None = None) -> tuple[str, ...]:
    """Return the names of all classes of a type."""
    return tuple(dict.fromkeys(one.name for one in samples(simple, limit)))


def _samples(simple: SimpleType, limit: int | None) -> Iterator[Sample]:
    if simple.facets.enumeration:
        yield from (Sample(name=_slug(value), value=value) for value in simple.facets.enumeration)
        return
    rows = _rows_of(simple)
    if not rows:
        yield from _of_pool(simple, limit)
    yield from (Sample(name=row.name, value=row.sample) for row in rows if pools.fits(row.sample, simple))
    if pools.is_integer(simple):
        yield from (Sample(name=name, value=bound) for name, bound in _bounds(simple))
    if simple.builtin in TEXTUAL:
        for name, length in _lengths(simple, limit):
            yield Sample(name=name, value="b" * length)
            yield Sample(name=name, value="\U0001f600" * length)
            if length > 1:
                yield Sample(name=name, value="b" * (length - 2) + "e\u0301")


def _rows_of(simple: SimpleType) -> tuple[Row, ...]:
    if simple.builtin in TEXTUAL:
        return ROWS["string"]
    return ROWS.get("integer" if pools.is_integer(simple) else simple.builtin, ())


def _of_pool(simple: SimpleType, limit: int | None) -> Iterator[Sample]:
    """Yield the values of a type that has no table of classes, each as a class."""
    for number, value in enumerate(pools.pool(simple, limit), start=1):
        yield Sample(name=f"sample-{number}", value=value)


def _bounds(simple: SimpleType) -> Iterator[tuple[str, str]]:
    low, high = pools.bounds(simple)
    if low is not None:
        yield "least", str(low)
    if high is not None:
        yield "greatest", str(high)


def _lengths(simple: SimpleType, limit: int | None) -> Iterator[tuple[str, int]]:
    """Yield the lengths around a documented limit, and those at the bounds of the schema."""
    facets = simple.facets
    least = facets.min_length or 0 if facets.length is None else facets.length
    most = facets.max_length if facets.length is None else facets.length
    found = [("shortest", least), ("longest", most), ("limit-minus-1", limit and limit - 1)]
    found += [("limit", limit), ("limit-plus-1", limit and limit + 1)]
    for name, length in found:
        if length and length >= least and (most is None or length <= most):
            yield name, length


def _slug(value: str) -> str:
    return f"value-{_NOT_IN_NAMES.sub('-', value)}"
