"""What a comparison finds: a change, and how a message gets to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from conformance.diff.local import Seed
from conformance.model.change import Change, Effect, Impact, Place
from conformance.model.requirement import Direction


class Part(StrEnum):
    """The part of a message in which an element stands; encoded parts are in no schema, so that none is made."""

    BODY = "Body"
    HEADER = "Header"
    DETAIL = "Detail"
    ENCODED = "encoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """An element that messages of both contracts hold, by its names in them; of an encoded part, the type's names.

    ``payloads`` are the elements in the Body, None where it is empty.
    """

    place: Place
    part: Part
    names: tuple[str, str]
    binding: str
    payloads: tuple[str | None, str | None] = (None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The way to a change: from a root through elements, attributes and what ``xsi:type`` says."""

    root: Root
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A change, and what its witness is made from: the way to each of its places, and seeds."""

    change: Change
    routes: Mapping[Place, Route] = field(default_factory=dict)
    seeds: tuple[Seed, ...] = ()


def plain(rule: str, effect: Effect, message: str, places: Iterable[Place], least: Impact = Impact.NONE) -> Found:
    """Return a change that no schema shows, so that no message is its witness."""
    held = tuple(places)
    change = Change(
        rule=rule,
        owner="",
        subject=held[0].operation if len(held) == 1 else "",
        effect=effect,
        message=message,
        places=held,
        least=least,
        unwitnessed="it is not in the document",
    )
    return Found(change=change)


def asked(names: Iterable[str]) -> tuple[Place, ...]:
    """Return the requests of some operations as places."""
    return tuple(Place(operation=name, direction=Direction.REQUEST, path="") for name in names)


def joined(found: Iterable[Found]) -> tuple[Found, ...]:
    """Return changes with those of one fingerprint as one, which shows at the places of each."""
    by_name: dict[str, list[Found]] = {}
    for one in found:
        by_name.setdefault(one.change.fingerprint, []).append(one)
    return tuple(_whole(parts) for parts in by_name.values())


def _whole(parts: list[Found]) -> Found:
    if len(parts) == 1:
        return parts[0]
    places = dict.fromkeys(place for one in parts for place in one.change.places)
    routes = {place: route for one in parts for place, route in one.routes.items()}
    return replace(parts[0], change=replace(parts[0].change, places=tuple(places)), routes=routes)
