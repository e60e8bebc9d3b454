"""Refusals: why a message gets no result, before anyone has decided how to write that down."""

from dataclasses import dataclass
from enum import StrEnum

from conformance.model.binding import Binding
from conformance.model.tree import Element


class Why(StrEnum):
    """The reasons, in the order in which a message meets them."""

    MEDIA = "media"
    MALFORMED = "malformed"
    FRAME = "frame"
    VERSION = "version"
    HEADER = "header"
    ACTION = "action"
    UNREADABLE = "unreadable"
    SESSION = "session"
    REQUEST = "request"
    CRASH = "crash"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One refusal: what it is about, and where in the message (``line``, 1-based).

    ``code`` is the vendor's own fault code as a Clark name, ``word`` a neutral word of ``Binding.codes`` where it
    is not the one that the reason implies, ``binding`` the version to answer in where it is not the request's.
    """

    why: Why
    about: str = ""
    line: int | None = None
    code: str | None = None
    word: str | None = None
    detail: tuple[Element, ...] | None = None
    blocks: tuple[str, ...] = ()
    binding: Binding | None = None


class RefusalError(Exception):
    """Carries a refusal from where it is found to where it is written; it never leaves this package."""

    def __init__(self, refusal: Refusal) -> None:
        """Hold the refusal."""
        super().__init__(f"{refusal.why}: {refusal.about}")
        self.refusal = refusal
