"""Relations: messages that differ and must be answered alike; a module without a leading underscore is a topic."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from conformance import _members
from conformance.relations._declare import Relation


@cache
def relations() -> Mapping[str, Relation]:
    """Return all relations by name, sorted."""
    found = _members.declared(__name__, Relation)
    return MappingProxyType({one.name: one for one in sorted(found, key=lambda one: one.name)})
