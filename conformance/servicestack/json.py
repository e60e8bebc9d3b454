"""JSON on the wire, strictly by RFC 8259: numbers keep all their digits, and no name is lost in silence."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import isfinite

from conformance.errors import WireError, WireKind
from conformance.servicestack.text import MAX_DEPTH, Source
from conformance.servicestack.value import Reading, Value, scalar

MAX_DIGITS = 1_000
MAX_POWER = 9

# What the standard library does not look for, or not where: each is told by its group; texts are taken as a whole.
_MARKS = re.compile(
    r'"(?:[^"\\]++|\\.)*+"?'
    r"|(?P<open>[\[{])|(?P<close>[\]}])"
    r"|(?P<constant>NaN|-?Infinity)"
    rf"|[0-9]{{1,{MAX_DIGITS}}}+(?P<digits>[0-9])?+"
    rf"|[eE][+-]?[0-9]{{{MAX_POWER}}}(?P<power>[0-9])",
    re.DOTALL,
)
_HALF = re.compile(r"[\ud800-\udfff]")
# A surrogate is one half of a character: the first pattern that fits tells whether it stands alone.
_SURROGATE = re.compile(
    r"\\u[dD][89aAbB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|(?P<alone>\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
    r"|\\."
    r"|(?P<bare>[\ud800-\udfff])",
    re.DOTALL,
)


def loads(text: str) -> Value:
    """Return what a JSON text says; of a name that stands twice, the last member.

    A number with an exponent is a float, as only a ``double`` is written so, if that can hold all of it; any other that
    is not whole is a Decimal.

    Raises:
        WireError: it is not JSON, holds half of a surrogate pair, is more than 200 levels deep, or has a number of more
            than 1,000 digits or of an exponent of more than nine; the message has the line and the column.
    """
    return read(text).value


def read(text: str) -> Reading:
    """Return what a JSON text says, with the names that stand more than once in one object.

    Raises:
        WireError: as ``loads``.
    """
    source = Source(text=text)
    _look_over(source)
    members = _Members()
    try:
        value = json.loads(text, parse_float=_exact, object_pairs_hook=members.kept)
    except json.JSONDecodeError as broken:
        source.refuse(broken.pos, f"not JSON: {broken.msg}")
    return Reading(value=value, repeated=tuple(members.repeated))


def dumps(value: Value, *, indent: int | None = None) -> str:
    """Return a value as JSON: without white space, or with a line for each member and ``indent`` spaces a level.

    Names stay as they are. Half of a surrogate pair is escaped.

    Raises:
        WireError: it is more than 200 levels deep, or has a number that is none: NaN or an infinity.
    """
    return _Writer(indent=indent).written(value)


@dataclass(slots=True, kw_only=True)
class _Members:
    """The objects of a text; ``repeated`` is what they say more than once."""

    repeated: list[str] = field(default_factory=list)

    def kept(self, pairs: list[tuple[str, Value]]) -> dict[str, Value]:
        """Return an object with the last member of each name."""
        found: dict[str, Value] = {}
        for name, member in pairs:
            if name in found:
                self.repeated.append(name)
            found[name] = member
        return found


def _look_over(source: Source) -> None:
    """Refuse what the standard library takes, or stops at without a place."""
    depth = 0
    for found in _MARKS.finditer(source.text):
        match found.lastgroup:
            case "open" if depth == MAX_DEPTH:
                source.refuse_depth(found.start())
            case "open":
                depth += 1
            case "close":
                depth -= 1
            case "constant":
                source.refuse(found.start(), f"not JSON: {found[0]} is no number (RFC 8259, section 6)")
            case "digits" | "power":
                message = f"a number has more than {MAX_DIGITS:,} digits, or more than {MAX_POWER} in its exponent"
                source.refuse(found.start(), f"{message}; this is a limit of ours", kind=WireKind.LIMIT)
    for found in _SURROGATE.finditer(source.text):
        if found.lastgroup:
            message = "half of a surrogate pair, which is no character (RFC 8259, section 8.2)"
            source.refuse(found.start(), message, kind=WireKind.ENCODING)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writer:
    """How a value is laid out: as for ``dumps``."""

    indent: int | None

    def written(self, value: Value, depth: int = 0) -> str:
        match value:
            case None:
                return "null"
            case bool():
                return "true" if value else "false"
            case str():
                return _quoted(value)
            case Mapping() | Sequence() if depth == MAX_DEPTH:
                message = f"lists and objects are nested more than {MAX_DEPTH} deep, which nobody reads back"
                raise WireError(message, kind=WireKind.LIMIT)
            case Mapping():
                colon = ":" if self.indent is None else ": "
                members = [f"{_quoted(name)}{colon}{self.written(member, depth + 1)}" for name, member in value.items()]
                return "{" + self.lines(members, depth) + "}"
            case Sequence():
                return "[" + self.lines([self.written(item, depth + 1) for item in value], depth) + "]"
            case _:
                return _number(value)

    def lines(self, parts: Sequence[str], depth: int) -> str:
        """Return the members of an object or the items of a list, which is so deep."""
        if self.indent is None or not parts:
            return ",".join(parts)
        end = "\n" + " " * (self.indent * depth)
        line = end + " " * self.indent
        return line + f",{line}".join(parts) + end


def _exact(text: str) -> float | Decimal:
    number = Decimal(text)
    near = float(number)
    return near if "e" in text.lower() and isfinite(near) and Decimal(repr(near)) == number else number


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=_HALF.search(text) is not None)


def _number(value: float | Decimal) -> str:
    if not Decimal(value).is_finite():
        message = f"JSON has no number {scalar(value)}"
        raise WireError(message, kind=WireKind.MALFORMED)
    return scalar(value)
