"""Ranges of numbers: the only module that knows between which ends the values and lengths of a simple type are."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from conformance.model.change import Effect
from conformance.model.schema import Facets, SimpleType

_INTEGERS: Mapping[str, tuple[int | None, int | None]] = MappingProxyType(
    {
        "integer": (None, None),
        "nonPositiveInteger": (None, 0),
        "negativeInteger": (None, -1),
        "long": (-(2**63), 2**63 - 1),
        "int": (-(2**31), 2**31 - 1),
        "short": (-(2**15), 2**15 - 1),
        "byte": (-(2**7), 2**7 - 1),
        "nonNegativeInteger": (0, None),
        "unsignedLong": (0, 2**64 - 1),
        "unsignedInt": (0, 2**32 - 1),
        "unsignedShort": (0, 2**16 - 1),
        "unsignedByte": (0, 2**8 - 1),
        "positiveInteger": (1, None),
    }
)
INTEGERS = frozenset(_INTEGERS)
NUMBERS = frozenset({"integer", "decimal", "double", "float"})


def between(low: str | None, high: str | None, *, above: bool, below: bool) -> str:
    """Return in words what is between two ends, None where there is none; ``above`` and ``below`` leave them out."""
    if low is None or high is None:
        if low is None and high is None:
            return "unbounded"
        least, most = "more than" if above else "at least", "less than" if below else "at most"
        return f"{least} {low}" if high is None else f"{most} {high}"
    return f"{'more than ' if above else ''}{low} to {'less than ' if below else ''}{high}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """All numbers between two ends, None where there is none; ``above`` and ``below`` leave the ends themselves out."""

    low: Decimal | None = None
    high: Decimal | None = None
    above: bool = False
    below: bool = False

    def __str__(self) -> str:
        """Return it in words."""
        low, high = (None if one is None else f"{one:f}" for one in (self.low, self.high))
        return between(low, high, above=self.above, below=self.below)

    def holds(self, number: Decimal) -> bool:
        """Tell whether a number is between the ends."""
        high_enough = self.low is None or (number > self.low if self.above else number >= self.low)
        return high_enough and (self.high is None or (number < self.high if self.below else number <= self.high))

    def within(self, other: "Range") -> bool:
        """Tell whether all of it is in another one."""
        low = other.low is None or (
            self.low is not None and (self.low > other.low or (self.low == other.low and self.above >= other.above))
        )
        return low and (
            other.high is None
            or (
                self.high is not None
                and (self.high < other.high or (self.high == other.high and self.below >= other.below))
            )
        )

    def becomes(self, other: "Range") -> Effect:
        """Return what another range in its place does."""
        return Effect.of(not other.within(self), not self.within(other))


UNBOUNDED = Range()


def length_of(facets: Facets) -> Range:
    """Return how long a value may be, in the units of its type."""
    least = facets.length if facets.length is not None else facets.min_length or 0
    most = facets.length if facets.length is not None else facets.max_length
    if not least and most is None:
        return Range()
    return Range(low=Decimal(least), high=None if most is None else Decimal(most))


def range_of(held: SimpleType) -> Range:
    """Return between which numbers the values of a type are, as far as bounds and digits say it."""
    facets, whole = held.facets, held.builtin in INTEGERS
    least, most = (None if one is None else Decimal(one) for one in _INTEGERS.get(held.builtin, (None, None)))
    longest = Decimal(10**facets.total_digits - 1) if facets.total_digits is not None and whole else None
    lows = [
        (one, False)
        for one in (least, None if longest is None else -longest, *_number(facets.min_inclusive))
        if one is not None
    ]
    highs = [(one, False) for one in (most, longest, *_number(facets.max_inclusive)) if one is not None]
    lows += [(one + 1, False) if whole else (one, True) for one in _number(facets.min_exclusive)]
    highs += [(one - 1, False) if whole else (one, True) for one in _number(facets.max_exclusive)]
    low, above = max(lows, default=(None, False))
    high, below = min(highs, key=lambda end: (end[0], not end[1]), default=(None, False))
    return Range(low=low, high=high, above=above, below=below)


def _number(text: str | None) -> tuple[Decimal, ...]:
    return () if text is None else (Decimal(text.replace("INF", "Infinity")),)


def digits_of(number: Decimal) -> tuple[int, int]:
    """Return how many digits a number has, and how many behind the point; zeros that mean nothing are none."""
    _, digits, exponent = number.normalize().as_tuple()
    shift = exponent if isinstance(exponent, int) else 0
    behind = max(0, -shift)
    return max(len(digits) + max(0, shift), behind), behind
