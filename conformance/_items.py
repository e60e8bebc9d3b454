"""Items: the only module that tells which case a test of pytest runs."""

from __future__ import annotations

import pytest

from conformance._fixture import name_of
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
