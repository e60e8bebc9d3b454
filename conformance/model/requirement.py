"""Normative sentences, their weight, and what breaks them."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a broken sentence weighs, heaviest first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Level(StrEnum):
    """The word of RFC 2119 in the sentence."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"

    @property
    def severity(self) -> Severity:
        """Return the severity that the word alone gives."""
        return {Level.MUST: Severity.ERROR, Level.SHOULD: Severity.WARNING, Level.MAY: Severity.NOTE}[self]


class Direction(StrEnum):
    """Which side sent a message."""

    REQUEST = "request"
    RESPONSE = "response"


@dataclass(frozen=True, slots=True, kw_only=True)
class Specification:
    """A document that sentences are cited from; those of a ``profile`` count one step less until it is chosen."""

    key: str
    title: str
    url: str
    profile: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One normative sentence in our words, with where it stands."""

    id: str
    spec: Specification
    section: str
    level: Level
    sentence: str

    @property
    def severity(self) -> Severity:
        """Return the weight of the sentence: MUST error, SHOULD warning, MAY note; a profile's one step less."""
        if not self.spec.profile:
            return self.level.severity
        return Severity.WARNING if self.level is Level.MUST else Severity.NOTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What a check found wrong; ``path`` and ``line`` (1-based) say where in the message."""

    message: str
    path: str | None = None
    line: int | None = None
