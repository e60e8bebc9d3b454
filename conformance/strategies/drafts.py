"""Drafts drawn by Hypothesis: one fixed-size tape, and besides it only the user's own values for some slots."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeVar

from hypothesis import strategies as st

from conformance.generation.draft import Draft, turns
from conformance.generation.plan import Plan
from conformance.strategies.overrides import Overrides, strategies_of

RING = 320  # bytes that several payloads are read from; each costs Hypothesis as much as two attributes cost us
MOST_VALUES = 3  # of one slot in one payload
MOST_OF_ALL = 60  # of all slots together, where several payloads share them

T = TypeVar("T")
_NONE: Overrides = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What the drafts of one plan are drawn from; ``own`` are the user's strategies by the number of their slot."""

    plan: Plan
    own: Mapping[int, st.SearchStrategy[str]]

    def one(self) -> st.SearchStrategy[Draft]:
        """Return a strategy for single drafts, shrinking towards the smallest payload."""
        return self.several(1).map(lambda drafts: drafts[0])

    def several(self, count: int) -> st.SearchStrategy[tuple[Draft, ...]]:
        """Return a strategy for so many drafts at a time, at the price of one: they are turns of one ring of bytes."""
        size = self.plan.size if count == 1 else min(self.plan.size, RING)
        found = st.binary(min_size=size, max_size=size).map(lambda ring: turns(self.plan, ring, count))
        return _overridden(found, self.own) if self.own else found

    def map(self, pack: Callable[[Draft], T]) -> st.SearchStrategy[T]:
        """Return a strategy for what is made of single drafts."""
        return self.one().map(pack)


def drafts(plan: Plan, overrides: Overrides = _NONE) -> Source:
    """Return what the payloads of a plan are drawn from.

    Args:
        plan: what the tape is read by.
        overrides: the user's own strategies; every place of their slots shows one of the few values drawn there.
    """
    return Source(plan=plan, own=strategies_of(plan, overrides))


@st.composite
def _overridden(
    draw: st.DrawFn, turns: st.SearchStrategy[tuple[Draft, ...]], own: Mapping[int, st.SearchStrategy[str]]
) -> tuple[Draft, ...]:
    """Draw a tape, then a pool of values for each overridden slot that some turn of it uses."""
    found = draw(turns)
    used = [[slot.number for slot in draft.used() if slot.number in own] for draft in found]
    wanted = sorted({number for numbers in used for number in numbers})
    most = MOST_VALUES if len(found) == 1 else min(len(found), 1 + MOST_OF_ALL // (1 + len(wanted)))
    pools = {number: tuple(draw(st.lists(own[number], min_size=1, max_size=most))) for number in wanted}
    return tuple(
        replace(draft, natives={number: pools[number] for number in numbers})
        for draft, numbers in zip(found, used, strict=True)
    )
