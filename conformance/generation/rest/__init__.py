"""REST requests that are broken or varied on purpose; a module without a leading underscore is a topic."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from conformance import _members
from conformance.generation.rest._declare import MEMBERS, Craft, Crafted, RestScene
from conformance.model.case import Kind

__all__ = ["Craft", "Crafted", "RestScene", "crafted", "crafts", "named", "one_of"]


@cache
def crafts() -> Mapping[str, Craft]:
    """Return all crafts by name, sorted."""
    found = _members.declared(__name__, Craft)
    return MappingProxyType({one.name: one for one in sorted(found, key=lambda one: one.name)})


def crafted(scene: RestScene, kind: Kind) -> Iterator[str]:
    """Yield the names of what a scene gives of a kind."""
    for craft in crafts().values():
        if craft.kind is kind:
            yield from (_name(craft, part) for part in craft.run(scene))


def one_of(scene: RestScene, *, kind: int, place: int) -> str | None:
    """Return the name of what breaks one member of a scene; any two numbers choose how, and which of those that it has.

    It is None where the scene has no member that can be broken.
    """
    of_members = [craft for craft in crafts().values() if craft.topic == MEMBERS and craft.kind is Kind.INVALID]
    given = [(craft, parts) for craft in of_members if (parts := tuple(craft.run(scene)))]
    if not given:
        return None
    craft, parts = given[kind % len(given)]
    return _name(craft, parts[place % len(parts)])


def _name(craft: Craft, part: Crafted) -> str:
    return f"{craft.name}{part.about and f'-{part.about}'}"


def named(scene: RestScene, name: str) -> tuple[Craft, Crafted | None]:
    """Return a craft by the name of what it gives, and that, None where the scene does not have what it needs.

    Raises:
        LookupError: there is no such craft.
    """
    for craft in crafts().values():
        if name == craft.name or name.startswith(f"{craft.name}-"):
            about = name.removeprefix(craft.name).removeprefix("-")
            found = next((part for part in craft.run(scene) if part.about == about), None)
            if found is not None or name == craft.name:
                return craft, found
    raise LookupError(name)
