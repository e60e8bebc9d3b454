"""The values of simple types: the only module that tells whether a type accepts a text.

What counts are texts, with the white space that a type takes out of them; how a value is written in XML says nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from conformance.contract.lexical import MOMENTS, is_lexical, matches, moment
from conformance.diff.ranges import INTEGERS, NUMBERS, UNBOUNDED, digits_of, length_of, range_of
from conformance.model.schema import ComplexType, SimpleType, Variety

Types: TypeAlias = Mapping[str, SimpleType | ComplexType]

TEXTS = frozenset({"string", "normalizedString", "token"})
NAMED = frozenset({"QName", "NOTATION"})
_BLANKS = re.compile("[ \t\r\n]+")
_OTHER_TIME_ZONES = 14 * 3_600  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A simple type with the types that its parts are of."""

    type: SimpleType
    types: Types

    @property
    def family(self) -> str:
        """Return what kind of texts it has; texts and whole numbers are one family each."""
        builtin = self.type.builtin
        return "text" if builtin in TEXTS else "integer" if builtin in INTEGERS else builtin

    @property
    def parts(self) -> tuple["Held", ...]:
        """Return the type of the items, or those of a union."""
        names = self.type.members if self.type.item is None else (self.type.item,)
        found = (self.types[name] for name in names)
        return tuple(Held(type=one, types=self.types) for one in found if isinstance(one, SimpleType))

    @property
    def form(self) -> tuple[object, ...]:
        """Return all that says what is accepted, without names; the order of a union's types says nothing."""
        parts = [part.form for part in self.parts]
        union = self.type.variety is Variety.UNION
        return self.type.builtin, self.type.variety, self.type.facets, frozenset(parts) if union else tuple(parts)


def accepts(held: Held, text: str) -> bool | None:
    """Tell whether a type accepts a text, None where that is not decided."""
    facets = held.type.facets
    value = without_blanks(held, text)
    if held.type.variety is Variety.UNION:
        found = [accepts(part, text) for part in held.parts]
        inside = True if True in found else None if None in found else False
    elif held.type.variety is Variety.LIST:
        items = value.split()
        found = [accepts(part, item) for part in held.parts for item in items]
        inside = False if False in found else None if None in found else length_of(facets).holds(Decimal(len(items)))
    else:
        inside = is_lexical(held.type.builtin, value) and _faceted(held, value)
    matched = [
        True if True in one else None if None in one else False
        for one in ([matches(pattern, value) for pattern in step] for step in facets.patterns)
    ]
    listed = [True] if not facets.enumeration else [_listed(held, value)]
    told = [inside, *matched, *listed]
    return False if False in told else None if None in told else True


def without_blanks(held: Held, text: str) -> str:
    """Return what a type makes of the white space in a text."""
    kind = "collapse" if held.type.variety is Variety.LIST else held.type.facets.white_space
    if held.type.variety is Variety.ATOMIC and held.family != "text":
        kind = "collapse"
    if kind == "collapse":
        return _BLANKS.sub(" ", text).strip(" ")
    return re.sub("[\t\r\n]", " ", text) if kind == "replace" else text


def _listed(held: Held, value: str) -> bool | None:
    """Tell whether a value is one of those that a type lists."""
    if held.type.builtin in NAMED:
        return None
    return canonical(held, value) in _known(held.type)


@lru_cache(maxsize=64)
def _known(held: SimpleType) -> frozenset[str]:
    """Return one text for each value that a type lists."""
    alone = Held(type=held, types={})
    return frozenset(canonical(alone, one) for one in held.facets.enumeration)


def canonical(held: Held, text: str) -> str:
    """Return one text for all that mean the same number or truth."""
    value = without_blanks(held, text)
    if held.type.variety is not Variety.ATOMIC or not is_lexical(held.type.builtin, value):
        return value
    if held.family in {"integer", "decimal"}:
        number = Decimal(value)
        return f"{number.normalize():f}" if number else "0"
    if held.family in {"double", "float"}:
        return str(float(value.replace("INF", "inf")))
    return {"1": "true", "0": "false"}.get(value, value) if held.family == "boolean" else value


def same(held: Held, text: str, other: Held, text_of_other: str) -> bool:
    """Tell whether a text of one type and a text of another one mean the same value."""
    if held.family != other.family or held.type.variety is not other.type.variety:
        return False
    one, two = canonical(held, text), canonical(other, text_of_other)
    kind = held.type.builtin
    if one == two or held.family not in MOMENTS or not (is_lexical(kind, one) and is_lexical(kind, two)):
        return one == two
    return moment(kind, one) == moment(kind, two) is not None


def _faceted(held: Held, value: str) -> bool | None:
    """Tell whether a text of a type's kind is within its lengths, bounds and digits."""
    facets, family = held.type.facets, held.family
    if family in NUMBERS:
        number = Decimal(value.replace("INF", "Infinity"))
        if number.is_nan():
            return True if range_of(held.type) == UNBOUNDED else None  # where it stands among others is left open
        total, behind = digits_of(number)
        fits = facets.total_digits is None or total <= facets.total_digits
        fits_behind = facets.fraction_digits is None or behind <= facets.fraction_digits
        return range_of(held.type).holds(number) and fits and fits_behind
    if family in MOMENTS:
        return _when(held, value)
    if facets.min_inclusive or facets.max_inclusive or facets.min_exclusive or facets.max_exclusive:
        return None
    if family in NAMED:
        return True
    size = len(value) // 2 if family == "hexBinary" else len(value)
    if family == "base64Binary":
        bare = value.replace(" ", "")
        size = len(bare) // 4 * 3 - bare.count("=")
    return length_of(facets).holds(Decimal(size))


def _when(held: Held, value: str) -> bool | None:
    """Tell whether a moment is between two others; with a time zone on one side only it may be 14 hours off.

    What is as near to an end as that has no order in XSD, and the engines do not agree on it.
    """
    facets, at = held.type.facets, moment(held.type.builtin, value)
    told: list[bool | None] = []
    for end, sign, inclusive in (
        (facets.min_inclusive, 1, True),
        (facets.min_exclusive, 1, False),
        (facets.max_inclusive, -1, True),
        (facets.max_exclusive, -1, False),
    ):
        if end is not None:
            told.append(_beyond(at, moment(held.type.builtin, end), sign, inclusive=inclusive))
    return False if False in told else None if None in told else True


def _beyond(
    at: tuple[float, bool] | None, end: tuple[float, bool] | None, sign: int, *, inclusive: bool
) -> bool | None:
    """Tell whether a moment is on the right side of an end, None where that is open."""
    if at is None or end is None:
        return None
    apart = sign * (at[0] - end[0])
    near = at[1] != end[1] and abs(apart) <= _OTHER_TIME_ZONES
    return None if near else apart > 0 or (inclusive and not apart)
