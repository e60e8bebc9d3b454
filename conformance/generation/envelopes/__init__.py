"""Mutations of whole envelopes, and of what HTTP says of them; a module without a leading underscore is a topic."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from conformance import _members
from conformance.generation.envelopes._declare import EnvelopeMutation


@cache
def envelope_mutations() -> Mapping[str, EnvelopeMutation]:
    """Return all mutations by name, sorted."""
    found = _members.declared(__name__, EnvelopeMutation)
    return MappingProxyType({one.name: one for one in sorted(found, key=lambda one: one.name)})
