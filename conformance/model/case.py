"""Cases: what is sent, why, and what may come back."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of traffic: five that we send, and what was recorded elsewhere."""

    EXAMPLE = "example"
    EDGE = "edge"
    GENERATED = "generated"
    INVALID = "invalid"
    VARIANT = "variant"
    RECORDED = "recorded"


class Expectation(StrEnum):
    """What the answer may be.

    ``EITHER`` is for messages that the contract allows: the vendor's own rules may refuse them. ``REFUSED`` is a fault
    or an HTTP refusal of the whole; ``ITEM_ERRORS`` is that or a result that tells the failure; ``ALIKE`` is for broken
    messages that may be accepted as well as refused, if only every binding does the same; ``ANY`` for those of which
    every answer will do that is one.
    """

    ACCEPTED = "accepted"
    REFUSED = "refused"
    ITEM_ERRORS = "item-errors"
    EITHER = "either"
    ALIKE = "alike"
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One reason to send a message; ``origin`` says what makes it again (a tape in hex, a seed, a file).

    ``breaks`` is the rule that an invalid message breaks, ``item`` the index of the item that is broken, counted from
    0; ``varies`` is how a variant differs from what it is compared with; None where there is no such thing. ``about``
    is the member that is broken, where one is.
    """

    id: str
    operation: str
    binding: str
    kind: Kind
    expectation: Expectation
    origin: str = ""
    breaks: str | None = None
    item: int | None = None
    varies: str | None = None
    about: str = ""
