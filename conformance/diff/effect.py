"""From effect to impact: the only module that says whom a change of the accepted documents hurts."""

from collections.abc import Mapping
from types import MappingProxyType

from conformance.model.change import Change, Effect, Impact, Reader
from conformance.model.requirement import Direction

_ORDER = tuple(Impact)
_OF_REQUESTS: Mapping[Effect, Impact] = MappingProxyType(
    {
        Effect.NONE: Impact.NONE,
        Effect.WIDENS: Impact.COMPATIBLE,
        Effect.NARROWS: Impact.BREAKING,
        Effect.DIFFERS: Impact.BREAKING,
    }
)
_OF_RESPONSES: Mapping[Effect, Impact] = MappingProxyType(
    {
        Effect.NONE: Impact.NONE,
        Effect.WIDENS: Impact.BREAKING,
        Effect.NARROWS: Impact.COMPATIBLE,
        Effect.DIFFERS: Impact.BREAKING,
    }
)


def impact(change: Change, *, reader: Reader = Reader.STRICT) -> Impact:
    """Return the worst that a change does in any direction in which it shows; shown nowhere, it does nothing."""
    found = [impact_on(change, direction, reader=reader) for direction in change.directions]
    return min(found, key=_ORDER.index, default=Impact.NONE)


def impact_on(change: Change, direction: Direction, *, reader: Reader = Reader.STRICT) -> Impact:
    """Return what a change does to messages of one direction.

    A tolerant reader passes over what it does not know: what only widens an answer is a risk to it, and breaks nothing.
    """
    if direction is Direction.REQUEST:
        found = _OF_REQUESTS[change.effect]
    else:
        found = _OF_RESPONSES[change.effect]
        if reader is Reader.TOLERANT and change.effect is Effect.WIDENS:
            found = Impact.RISKY
    return min(found, change.least, key=_ORDER.index)
