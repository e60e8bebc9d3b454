"""Courts: what judges recorded messages by two contracts at once."""

from dataclasses import dataclass
from typing import Protocol

from conformance.model.exchange import Exchange
from conformance.model.requirement import Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What two contracts say of a message of an operation: why each refuses it, empty where it does not.

    ``path`` leads to what the new one complains of, as the places of changes have it.
    """

    operation: str
    old: str
    new: str
    path: str = ""


class Court(Protocol):
    """Two contracts, and what they said of messages that came before."""

    def judge(self, found: Exchange, way: Direction) -> Opinion | None:
        """Return what both say of one side of an exchange, None where it is of no operation, or cannot be read."""
