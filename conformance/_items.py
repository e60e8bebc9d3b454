"""Items of pytest: the only module that knows which case one stands for, and in which order they are worth most."""

from __future__ import annotations

from collections import Counter

import pytest

from conformance._fixture import name_of
from conformance.campaign.parts import rank
from conformance.model.case import Case


def case_of(item: pytest.Item) -> Case | None:
    """Return the case of an item, None where it is no item of the suite."""
    found = getattr(item, "callspec", None)
    case = None if found is None else found.params.get("conformance_case")
    return case if isinstance(case, Case) else None


def is_empty(item: pytest.Item) -> bool:
    """Tell whether pytest made an item of a kind of which there is no case, as of traffic where none was recorded."""
    found = getattr(item, "callspec", None)
    return found is not None and "conformance_case" in found.params and case_of(item) is None


def planned_of(item: pytest.Item) -> str | None:
    """Return the id of an item's case, or how those of a test that uses the fixture begin; None of any other item."""
    case = case_of(item)
    if case is not None:
        return case.id
    return name_of(item.nodeid) if "conformance" in getattr(item, "fixturenames", ()) else None


def thriftily(items: list[pytest.Item]) -> None:
    """Put first what finds most: the kinds in their order, and in each of these a case of every operation in turn.

    Other items keep their places.
    """
    places = [place for place, item in enumerate(items) if case_of(item) is not None]
    seen: Counter[tuple[int, str, str]] = Counter()
    keys: dict[int, tuple[int, int]] = {}
    for place in places:
        case = case_of(items[place])
        if case is not None:
            group = rank(case), case.operation, case.binding
            keys[place] = group[0], seen[group]
            seen[group] += 1
    chosen = [items[place] for place in sorted(places, key=lambda place: keys[place])]
    for place, item in zip(places, chosen, strict=True):
        items[place] = item
