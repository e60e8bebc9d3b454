"""Plots: the only module that turns numbers of a report into lengths of a picture."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from conformance.model.report import Tally

BINS_IN_A_DECADE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bin of a histogram: from when to when in milliseconds, how many, and its height from 0 to 100."""

    least: float
    most: float
    number: int
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """How long answers took, in milliseconds."""

    bars: tuple[Bar, ...]
    number: int
    median: float
    late: float
    longest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many points of one kind were visited, of how many there are, and both sides as parts of a hundred."""

    kind: str
    accepted: int
    refused: int
    visited: int
    all: int

    @property
    def accepted_part(self) -> float:
        """Return the part that accepted messages visited."""
        return 100 * self.accepted / self.all

    @property
    def refused_part(self) -> float:
        """Return the part that refused messages visited."""
        return 100 * self.refused / self.all


def times(seconds: Sequence[float]) -> Times | None:
    """Return how long answers took, None where nothing was measured."""
    found = sorted(1000 * one for one in seconds if one > 0)
    if not found:
        return None
    first, last = (math.floor(BINS_IN_A_DECADE * math.log10(one)) for one in (found[0], found[-1]))
    numbers = dict.fromkeys(range(first, last + 1), 0)
    for one in found:
        numbers[math.floor(BINS_IN_A_DECADE * math.log10(one))] += 1
    most = max(numbers.values())
    bars = tuple(
        Bar(
            least=10 ** (place / BINS_IN_A_DECADE),
            most=10 ** ((place + 1) / BINS_IN_A_DECADE),
            number=number,
            height=100 * number / most,
        )
        for place, number in numbers.items()
    )
    return Times(
        bars=bars,
        number=len(found),
        median=found[len(found) // 2],
        late=found[min(len(found) - 1, math.ceil(0.95 * len(found)) - 1)],
        longest=found[-1],
    )


def shares(tally: Tally, coverable: Mapping[str, int]) -> tuple[Share, ...]:
    """Return what of an operation's requests was visited, for each kind of which it is known how many there are."""
    return tuple(
        Share(kind=kind, accepted=row.accepted, refused=row.refused, visited=row.all, all=number)
        for kind, number in sorted(coverable.items())
        if number
        for row in [tally.visited.get(kind)]
        if row is not None
    )
