"""What a comparison finds: a change, and how a message gets to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from conformance.diff.local import Seed
from conformance.model.change import Change, Place


class Part(StrEnum):
    """The part of an envelope in which an element stands; encoded parts are in no schema, so that none is made."""

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
