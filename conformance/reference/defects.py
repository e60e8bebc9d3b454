"""Defects: the only module that finds, by its name, what a reference endpoint does wrong on purpose."""

from conformance.errors import UsageError
from conformance.reference.defect import Defect, together
from conformance.reference.rest import defects as rest
from conformance.reference.soap import defects as soap


def find(names: str) -> Defect:
    """Return the defect of a name, or all of several at once, whose names are joined by commas.

    Raises:
        UsageError: there is no such defect.
    """
    known = {defect.name: defect for defect in (*soap.known(), *rest.known())}
    found = []
    for name in names.split(","):
        if name not in known:
            message = f"unknown defect {name!r}: name one of {', '.join(sorted(known))}; several are joined by commas"
            raise UsageError(message)
        found.append(known[name])
    return found[0] if len(found) == 1 else together(*found)
