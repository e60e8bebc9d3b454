"""Cases: what is sent, why, and what may come back."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The five kinds of traffic."""

    EXAMPLE = "example"
    EDGE = "edge"
    GENERATED = "generated"
    INVALID = "invalid"
    VARIANT = "variant"


class Expectation(StrEnum):
    """What the answer may be."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    ITEM_ERRORS = "item-errors"
    EITHER = "either"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One reason to send a message; ``origin`` says what makes it again (a tape in hex, a seed, a file)."""

    id: str
    operation: str
    binding: str
    kind: Kind
    expectation: Expectation
    origin: str = ""
