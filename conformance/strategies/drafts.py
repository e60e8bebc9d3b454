"""Drafts drawn by Hypothesis: one fixed-size tape, and besides it only the user's own values for some slots."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeAlias

from hypothesis import strategies as st

from conformance.generation.draft import Draft
from conformance.generation.plan import Plan
from conformance.strategies.overrides import Overrides, strategies_of

Source: TypeAlias = st.SearchStrategy[Draft]
"""What the drafts of one plan are drawn from."""

MOST_VALUES = 3  # of one slot in one payload

_NONE: Overrides = MappingProxyType({})


def drafts(plan: Plan, overrides: Overrides = _NONE) -> Source:
    """Return a strategy for the payloads of a plan, shrinking towards its smallest.

    Args:
        plan: what the tape is read by.
        overrides: the user's own strategies; every place of their slots shows one of one to three values drawn there.
    """
    tapes = st.binary(min_size=plan.size, max_size=plan.size).map(lambda tape: Draft(plan=plan, tape=tape))
    own = strategies_of(plan, overrides)
    return _overridden(tapes, own) if own else tapes


@st.composite
def _overridden(draw: st.DrawFn, tapes: Source, own: Mapping[int, st.SearchStrategy[str]]) -> Draft:
    """Draw a tape, then a pool of values for each overridden slot that it uses."""
    draft = draw(tapes)
    wanted = [slot.number for slot in draft.used() if slot.number in own]
    pools = {number: draw(st.lists(own[number], min_size=1, max_size=MOST_VALUES)) for number in wanted}
    return replace(draft, natives={number: tuple(pool) for number, pool in pools.items()})
