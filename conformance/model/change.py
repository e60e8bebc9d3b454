"""The words of a comparison of contracts: what changed, what that does to the accepted documents, and whom it hurts."""

import hashlib
from dataclasses import dataclass
from enum import Flag, StrEnum
from typing import Self

from conformance.model.requirement import Direction

FINGERPRINT = 16  # hexadecimal digits


class Effect(Flag):
    """What a change does to the set of accepted documents: whether it takes some in, and whether it shuts some out."""

    NONE = 0
    WIDENS = 1
    NARROWS = 2
    DIFFERS = WIDENS | NARROWS

    @classmethod
    def of(cls, gained: object, lost: object) -> Self:
        """Return the effect of a change by which something is gained, or lost, or both."""
        return (cls.WIDENS if gained else cls.NONE) | (cls.NARROWS if lost else cls.NONE)

    @property
    def mirrored(self) -> "Effect":
        """Return what the change does the other way round."""
        return Effect.of(Effect.NARROWS in self, Effect.WIDENS in self)


class Impact(StrEnum):
    """Whom a change hurts, the worst first."""

    BREAKING = "breaking"
    RISKY = "risky"
    COMPATIBLE = "compatible"
    NONE = "none"


class Reader(StrEnum):
    """How clients read answers: by the old contract to the letter, or passing over what they do not know."""

    STRICT = "strict"
    TOLERANT = "tolerant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a change shows: an operation, a direction, and the path from the payload to what changed."""

    operation: str
    direction: Direction
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a contract says what changed: which of the two, its file, and the line (1-based, None if unknown)."""

    side: str
    file: str
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A whole message that one contract accepts and the other refuses, and why, in the words of libxml2."""

    operation: str
    direction: Direction
    binding: str
    accepted_by: str
    refused_by: str
    message: bytes
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change: its rule, what it does, and everywhere it shows.

    ``owner`` is the type or part that changed, ``subject`` what of it. ``undecided`` says why the effect could only be
    taken to be ``DIFFERS``. ``least`` is the impact that it has whatever its effect is. ``unwitnessed`` says why there
    is no witness where there should be one. ``sources`` are where the contracts say it, that of the new one first.
    """

    rule: str
    owner: str
    subject: str
    effect: Effect
    message: str
    places: tuple[Place, ...]
    undecided: str = ""
    least: Impact = Impact.NONE
    witnesses: tuple[Witness, ...] = ()
    unwitnessed: str = ""
    sources: tuple[Source, ...] = ()

    @property
    def directions(self) -> tuple[Direction, ...]:
        """Return the directions in which it shows."""
        return tuple(one for one in Direction if any(place.direction is one for place in self.places))

    @property
    def fingerprint(self) -> str:
        """Return the name of the change in every comparison that has it, wherever its files are."""
        same = f"{self.rule}\0{self.owner}\0{self.subject}\0{self.message}"
        return hashlib.sha256(same.encode("utf-8", "replace")).hexdigest()[:FINGERPRINT]
