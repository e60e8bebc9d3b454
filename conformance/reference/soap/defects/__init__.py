"""Defects of the SOAP reference: what it does wrong on purpose, so that each check is seen to bite."""

from conformance import _members
from conformance.reference.defect import Defect


def known() -> tuple[Defect, ...]:
    """Return all defects, sorted by name."""
    return tuple(sorted(_members.declared(__name__, Defect), key=lambda defect: defect.name))
