"""Overrides: the only module that finds which slots of a payload the user's own strategies are for."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from hypothesis import strategies as st

from conformance._near import near
from conformance.errors import UsageError
from conformance.generation.plan import Plan
from conformance.generation.slots import Slot
from conformance.markup.write import carries

Overrides: TypeAlias = Mapping[str, st.SearchStrategy[str]]
"""Strategies of text by path (``UpdateContact/Contacts/Contact/@Id``), or by type (``{namespace}local``)."""
_MOST_NEAR = 3


def strategies_of(plan: Plan, overrides: Overrides) -> Mapping[int, st.SearchStrategy[str]]:
    """Return the strategy of each overridden slot by its number; a path goes before a type."""
    found = ((slot, _key(slot, overrides)) for slot in plan.slots)
    return {slot.number: _texts(overrides[key], key) for slot, key in found if key is not None}


def require_known(plans: Iterable[Plan], overrides: Overrides) -> None:
    """Make sure that each override is for some slot, and is a strategy.

    Raises:
        UsageError: one is for none, or is something else.
    """
    slots = [slot for plan in plans for slot in plan.slots]
    known = sorted({name for slot in slots for name in (slot.path, slot.type.name)})
    for key, strategy in overrides.items():
        if key not in known:
            meant = near(str(key), known, most=_MOST_NEAR)
            advice = f"did you mean {' or '.join(meant)}?" if meant else "write it as Operation/Element/@Attribute"
            message = f"the override {key!r} names no path of a request and no type of its values; {advice}"
            raise UsageError(message)
        _require_strategy(strategy, key)


def _require_strategy(given: object, key: str) -> None:
    if not isinstance(given, st.SearchStrategy):
        message = f"the override of {key} is no strategy of Hypothesis but {given!r}; try st.just({given!r})"
        raise UsageError(message)


def _key(slot: Slot, overrides: Overrides) -> str | None:
    return next((key for key in (slot.path, slot.type.name) if key in overrides), None)


def _texts(strategy: st.SearchStrategy[str], key: str) -> st.SearchStrategy[str]:
    """Return a strategy without what XML cannot carry.

    Its draws raise:
        UsageError: a value is no text.
    """

    def carried(value: object) -> bool:
        if not isinstance(value, str):
            message = f"the override of {key} drew {value!r}, which is no text; add .map(str) or write it as XSD does"
            raise UsageError(message)
        return carries(value)

    return strategy.filter(carried)
