"""The errors of the house: what we could not find out, and what to do next.

::

    ConformanceError
    ├── ContractError    a WSDL, XSD, JSON Schema or manifest cannot be used
    ├── WireError        bytes are not the message that they should be
    ├── TargetError      the endpoint cannot be reached or entered
    ├── RecordingError   a request was not recorded, so that no cassette can answer it
    ├── UsageError       an option, a file or a variable is wrong
    └── GenerationError  we made a message that our own engines refuse: our bug

What an endpoint does wrong is never one of these: it is a finding.
"""

from dataclasses import dataclass
from enum import StrEnum


class ConformanceError(Exception):
    """Something kept us from finding out; the text says what, where and what to do next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a file is wrong: its name, the line (1-based, None if unknown) and the construct."""

    file: str
    line: int | None = None
    construct: str = ""

    def __str__(self) -> str:
        """Return ``file:line: construct`` as far as it is known."""
        line = "" if self.line is None else f":{self.line}"
        return f"{self.file}{line}" + (f": {self.construct}" if self.construct else "")


class ContractError(ConformanceError):
    """A contract cannot be read or is of a kind that is not supported."""

    def __init__(self, message: str, *, place: Place) -> None:
        """Hold the place beside the message."""
        super().__init__(f"{place}: {message}")
        self.place = place


class WireKind(StrEnum):
    """What keeps bytes from being read as a message.

    ``ENCODING``: they are not in the encoding that they claim. ``DOCTYPE``: they have a document type declaration.
    ``MALFORMED``: they are not well-formed in their format. ``FRAME``: they are no message of the protocol.
    ``LIMIT``: it is we who stop reading, so nothing is known of them.
    """

    ENCODING = "encoding"
    DOCTYPE = "doctype"
    MALFORMED = "malformed"
    FRAME = "frame"
    LIMIT = "limit"


class WireError(ConformanceError):
    """Bytes are not the message that they should be; ``line`` and ``column`` are 1-based, None if unknown."""

    def __init__(self, message: str, *, kind: WireKind, line: int | None = None, column: int | None = None) -> None:
        """Hold the kind and the place beside the message."""
        super().__init__(message)
        self.kind = kind
        self.line = line
        self.column = column


class TargetError(ConformanceError):
    """An endpoint cannot be reached or refuses the session."""

    def __init__(self, message: str, *, target: str) -> None:
        """Hold the target beside the message."""
        super().__init__(f"{target.rstrip(':')}: {message}")
        self.target = target


class UsageError(ConformanceError):
    """An option, a file or an environment variable is wrong; the text names it."""


class RecordingError(ConformanceError):
    """A cassette was asked for a request that it does not hold."""


class GenerationError(ConformanceError):
    """We made a message that is not what it has to be, such as valid; it was not sent, and it is our bug."""
