"""Bytes to text, and where a text is wrong."""

from bisect import bisect_right
from dataclasses import dataclass
from typing import Never

from conformance.errors import WireError, WireKind

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 200

_MARK = "\ufeff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A text as it came, where what is read may be another one that was made of it.

    ``moved`` tells what was made: pairs of an offset in what is read and one in ``text``, in ascending order, each of
    which holds until the next; nothing was moved before the first.
    """

    text: str
    moved: tuple[tuple[int, int], ...] = ()

    def refuse(self, offset: int, message: str, *, kind: WireKind = WireKind.MALFORMED) -> Never:
        """Refuse what stands at an offset of what is read; the message ends with the line and the column.

        Raises:
            WireError: always.
        """
        found = bisect_right(self.moved, offset, key=lambda pair: pair[0])
        read, here = self.moved[found - 1] if found else (0, 0)
        place = min(here + offset - read, len(self.text))
        line = self.text.count("\n", 0, place) + 1
        column = place - self.text.rfind("\n", 0, place)
        said = f"{message}; line {line}, column {column}"
        raise WireError(said, kind=kind, line=line, column=column) from None

    def refuse_depth(self, offset: int) -> Never:
        """Refuse the list or object at an offset, which is one too deep.

        Raises:
            WireError: always.
        """
        message = f"lists and objects are nested more than {MAX_DEPTH} deep; this is a limit of ours"
        self.refuse(offset, message, kind=WireKind.LIMIT)


def decode(data: bytes) -> str:
    """Return the text of a body, which is UTF-8 whatever its Content-Type says: ServiceStack writes no other.

    Raises:
        WireError: it is not UTF-8, begins with a byte order mark, or has more than 16 MiB.
    """
    if len(data) > MAX_BYTES:
        message = f"the message has more than the {MAX_BYTES:,} bytes that are read; this is a limit of ours"
        raise WireError(message, kind=WireKind.LIMIT)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as broken:
        source = Source(text=data[: broken.start].decode("utf-8"))
        message = f"not UTF-8: the byte 0x{data[broken.start]:02X} cannot stand here"
        source.refuse(len(source.text), message, kind=WireKind.ENCODING)
    if text.startswith(_MARK):
        message = "the text begins with a byte order mark, which is no part of JSON (RFC 8259, section 8.1) or JSV"
        Source(text=text).refuse(0, message, kind=WireKind.ENCODING)
    return text


def shown(text: str, offset: int) -> str:
    """Return what stands at an offset of a text, for a message."""
    return repr(text[offset]) if offset < len(text) else "the end of the text"
