"""Defects: what the reference endpoint does wrong on purpose, so that each check is seen to bite; one function each."""

from conformance import _members
from conformance.errors import UsageError
from conformance.reference.defects._declare import Defect, together
from conformance.reference.rest import defects as rest


def known() -> tuple[Defect, ...]:
    """Return all defects, sorted by name."""
    return tuple(sorted(_members.declared(__name__, Defect), key=lambda defect: defect.name))


def find(names: str) -> Defect:
    """Return the defect of a name, or all of several at once, whose names are joined by commas.

    Raises:
        UsageError: there is no such defect.
    """
    defects = {defect.name: defect for defect in (*known(), *rest.known())}
    found = []
    for name in names.split(","):
        if name not in defects:
            message = f"unknown defect {name!r}: name one of {', '.join(sorted(defects))}; several are joined by commas"
            raise UsageError(message)
        found.append(defects[name])
    return found[0] if len(found) == 1 else together(*found)
