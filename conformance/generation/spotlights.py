"""Spotlights: the only module that makes a value of a slot from bytes, for depth beyond its pool.

The bytes are part of the tape. Drawn by Hypothesis' own strategies they would depend on the constants in the user's
modules, which it mixes in: those must not be sent to anybody, and the same seed must send the same messages.
"""

from datetime import UTC, datetime, timedelta, timezone
from itertools import islice

from conformance.generation.pools import bounds, is_integer
from conformance.generation.slots import Slot
from conformance.markup.write import XML_RANGES

SIZE = 96  # bytes of one spotlight: a length, and two for each of up to 47 characters

# Which character two bytes are, by the first: a quarter ASCII letters and signs, then XML's special ones, then all
# ranges of XML alike.
_LETTERS_TO, _SPECIALS_TO = 64, 80
_LETTERS = "".join(chr(0x20 + (low + 65) % 95) for low in range(256))
_SPECIAL = "\t\n\r&<>\"']"
_RANGES = tuple(
    (XML_RANGES[place][0], XML_RANGES[place][1] - XML_RANGES[place][0] + 1)
    for place in (high * len(XML_RANGES) // (256 - _SPECIALS_TO) for high in range(256 - _SPECIALS_TO))
)
_WIDEST = 2**63
_YEARS, _SECONDS_A_YEAR = 9997, 31_536_000
_MOST_OFFSET = 14 * 60  # minutes: XSD Part 2 section 3.2.7


def value(slot: Slot, data: bytes) -> str:
    """Return a value that the slot's type allows; every ``SIZE`` bytes give one."""
    simple = slot.type
    if simple.facets.enumeration:
        return slot.pool[data[0] % len(slot.pool)]
    if simple.builtin == "string":
        return _text(slot, data)
    if is_integer(simple):
        return str(_integer(slot, data))
    if simple.builtin == "dateTime":
        return _moment(data)
    return slot.pool[data[0] % len(slot.pool)]


def _text(slot: Slot, data: bytes) -> str:
    facets = slot.type.facets
    least = facets.length or facets.min_length or 0
    most = facets.length or facets.max_length or max(least, SIZE // 2 - 1)
    count = least + data[0] % (most - least + 1)
    pairs = islice(zip(data[1::2], data[2::2], strict=False), count)
    text = "".join([_LETTERS[low] if high < _LETTERS_TO else _character(high, low) for high, low in pairs])
    return text if len(text) == count else (text * (1 + count // len(text)))[:count]


def _character(high: int, low: int) -> str:
    if high < _SPECIALS_TO:
        return _SPECIAL[low % len(_SPECIAL)]
    first, size = _RANGES[high - _SPECIALS_TO]
    return chr(first + (256 * (high - _SPECIALS_TO) + low) * 7919 % size)


def _integer(slot: Slot, data: bytes) -> int:
    """Return an integer in the type's bounds; zero bytes give zero where it is in them."""
    low, high = bounds(slot.type)
    least = -_WIDEST if low is None else low
    most = _WIDEST if high is None else high
    start = min(max(0, least), most)
    return least + (start - least + int.from_bytes(data[:9])) % (most - least + 1)


def _moment(data: bytes) -> str:
    """Return a dateTime of the years 2 to 9998, with or without fraction and zone."""
    start = datetime(2, 1, 1, tzinfo=UTC)
    seconds = int.from_bytes(data[:6]) % (_YEARS * _SECONDS_A_YEAR)
    fraction = int.from_bytes(data[6:9]) % 1_000_000 if data[9] >= 128 else 0  # noqa: PLR2004 - half of them
    minutes = int.from_bytes(data[10:12]) % (2 * _MOST_OFFSET + 1) - _MOST_OFFSET
    zone = timezone(timedelta(minutes=minutes)) if data[12] >= 128 else None  # noqa: PLR2004 - half of them
    return (start + timedelta(seconds=seconds, microseconds=fraction)).replace(tzinfo=zone).isoformat()
