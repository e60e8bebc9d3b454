"""Mutations of whole envelopes, and of what HTTP says of them; a module without a leading underscore is a topic."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from conformance import _members
from conformance.generation.envelopes._declare import EnvelopeMutation


@cache
def envelope_mutations() -> Mapping[str, EnvelopeMutation]:
    """Return all mutations by name, sorted."""
    modules = (_members.member(__name__, name, ()) for name in _members.names(__name__))
    found = (value for module in modules for value in vars(module).values() if isinstance(value, EnvelopeMutation))
    return MappingProxyType({one.name: one for one in sorted(found, key=lambda one: one.name)})
