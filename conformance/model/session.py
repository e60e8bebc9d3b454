"""Sessions as they are passed around: one that is open, and those that open nothing."""

from dataclasses import dataclass, field

PLACEHOLDER = "session-value"
"""Stands in a request for the session that it will be sent with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session that is open: the value that requests carry, and where the vendor wants the next calls."""

    value: str = field(repr=False)
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Barred:
    """Values of sessions that open nothing here: one that is over, one of another account; None where none is known."""

    expired: str | None = field(default=None, repr=False)
    foreign: str | None = field(default=None, repr=False)


NONE_BARRED = Barred()
