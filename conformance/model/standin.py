"""Stand-ins: the only module that makes, and recognises, what stands in the place of a secret and is of its kind."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from types import MappingProxyType

from conformance.model.schema import Facets, SimpleType

MAILBOX = "@example.com"
"""The end of a mail address that is nobody's."""

_START = datetime(1900, 1, 1)  # noqa: DTZ001 - a value without a zone
_ZONE = r"(?P<zone>Z|[+-]\d\d:\d\d)?"
_DATE_TIME = re.compile(rf"-?\d{{4,}}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?{_ZONE}")
_DATE = re.compile(rf"-?\d{{4,}}-\d\d-\d\d{_ZONE}")
_TIME = re.compile(rf"\d\d:\d\d:\d\d(\.\d+)?{_ZONE}")
_NUMBER = re.compile(r"(?P<sign>[+-]?)(?P<whole>\d+)(?P<fraction>\.\d*)?([eE][+-]?\d+)?")
_UUID = re.compile(r"(?P<open>\{?)[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(?P<close>\}?)")
_MAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\"]+")
_DAY_S = 86_400
_WIDTH = 9  # digits of a number that is hardly one of the run's own

_INTEGERS = (
    "integer", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger", "unsignedLong", "unsignedInt",
    "unsignedShort", "unsignedByte", "negativeInteger", "nonPositiveInteger",
)  # fmt: skip
_LEXICAL: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        **dict.fromkeys(_INTEGERS, re.compile(r"[+-]?\d+")),
        **dict.fromkeys(("decimal",), re.compile(r"[+-]?\d+(\.\d*)?")),
        **dict.fromkeys(("float", "double"), _NUMBER),
        "dateTime": _DATE_TIME,
        "date": _DATE,
        "time": _TIME,
        "boolean": re.compile("true|false|1|0"),
        "duration": re.compile(r"-?P\d.*"),
        "hexBinary": re.compile("([0-9A-Fa-f]{2})*"),
        "base64Binary": re.compile("([0-9A-Za-z+/]{4})*([0-9A-Za-z+/]{2}==|[0-9A-Za-z+/]{3}=)?"),
    }
)
_LIKE_MADE = (
    r"redacted-\d+(-\d+)?x*(@example\.com)?|-?190{3,}\d+(\.0*)?|\{?19000000-0000-4000-8000-\d{12}\}?"
    r"|(?!1900-01-01(T00:00:00)?Z?(?![0-9T:]))1900-[01]\d-[0-3]\d(T\d\d:\d\d:\d\d)?Z?"
)
_MADE = re.compile(_LIKE_MADE)
_HELD = re.compile(f"(?<=[\">'])({_LIKE_MADE})(?=[\"<'])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is known of the place of a secret: its type, its longest value in characters, and forms.

    Of the forms, regular expressions, a stand-in keeps those that the secret itself has.
    """

    type: SimpleType | None = None
    limit: int | None = None
    forms: tuple[str, ...] = ()


ANYTHING = Wanted()


def stand_in(secret: str, number: int, *, wanted: Wanted = ANYTHING, free: Callable[[str], bool]) -> str:
    """Return what stands for a secret: of its kind, and where it can be what its place wants; else ``redacted-N``.

    Args:
        secret: what must not be seen.
        number: which secret of the run it is, counted from 1; other numbers give other stand-ins.
        wanted: what is known of its place.
        free: tells whether something may be used, which no other secret's stand-in and no real value is.
    """
    fitting = (found for found in _made(secret, number, wanted) if _fits(found, secret, wanted) and free(found))
    usual = f"redacted-{number}"
    others = (f"{usual}-{more}" for more in count(2))
    return next(fitting, None) or (usual if free(usual) else next(other for other in others if free(other)))


def is_stand_in(value: str) -> bool:
    """Tell whether a value looks like a stand-in; one of a time, or made to keep an uncommon form, does not."""
    return _MADE.fullmatch(value) is not None


def held_in(text: str) -> tuple[str, ...]:
    """Return the stand-ins that are whole values in a message, each once."""
    return tuple(dict.fromkeys(found[0] for found in _HELD.finditer(text)))


def _made(secret: str, number: int, wanted: Wanted) -> Iterator[str]:
    """Yield stand-ins, the most telling first."""
    facets = Facets() if wanted.type is None else wanted.type.facets
    values = facets.enumeration
    yield from (values[(number + place) % len(values)] for place in range(len(values)))
    for shape, make in _SHAPES.items():
        found = shape.fullmatch(secret)
        if found is not None:
            yield from make(found, number)
    builtin = "" if wanted.type is None else wanted.type.builtin
    if builtin in _BY_TYPE:
        yield _BY_TYPE[builtin](number)
    usual = f"redacted-{number}"
    yield usual
    yield f"{usual}-2"
    yield usual.ljust(facets.length or facets.min_length or 0, "x")
    yield from _alike(secret, number)


def _fits(made: str, secret: str, wanted: Wanted) -> bool:
    """Tell whether a stand-in hides the secret, and is what its place wants."""
    if made == secret or (wanted.limit is not None and len(made) > wanted.limit):
        return False
    if any(re.fullmatch(form, secret) and not re.fullmatch(form, made) for form in wanted.forms):
        return False
    if wanted.type is None:
        return True
    facets, lexical = wanted.type.facets, _LEXICAL.get(wanted.type.builtin)
    if facets.enumeration and made not in facets.enumeration:
        return False
    if lexical is not None and not lexical.fullmatch(made):
        return False
    least, most = facets.length or facets.min_length or 0, facets.length or facets.max_length
    return least <= len(made) and (most is None or len(made) <= most) and _in_bounds(made, wanted.type)


def _in_bounds(made: str, simple: SimpleType) -> bool:
    if simple.builtin not in (*_INTEGERS, "decimal", "float", "double"):
        return True
    facets, number = simple.facets, float(made)
    return (
        (facets.min_inclusive is None or float(facets.min_inclusive) <= number)
        and (facets.min_exclusive is None or float(facets.min_exclusive) < number)
        and (facets.max_inclusive is None or number <= float(facets.max_inclusive))
        and (facets.max_exclusive is None or number < float(facets.max_exclusive))
    )


def _moment(found: re.Match[str], number: int) -> Iterator[str]:
    yield (_START + timedelta(seconds=number)).isoformat() + ("Z" if found["zone"] else "")


def _day(found: re.Match[str], number: int) -> Iterator[str]:
    yield (_START + timedelta(days=number)).date().isoformat() + ("Z" if found["zone"] else "")


def _hour(found: re.Match[str], number: int) -> Iterator[str]:
    fraction = f".{number // _DAY_S}" if number >= _DAY_S else ""
    yield f"{(_START + timedelta(seconds=number)).time().isoformat()}{fraction}{'Z' if found['zone'] else ''}"


def _figure(found: re.Match[str], number: int) -> Iterator[str]:
    """Yield numbers that begin with 19, first those with so many digits that the run hardly has the same."""
    sign = "-" if found["sign"] == "-" else ""
    fraction = "" if not found["fraction"] else "." + "0" * (len(found["fraction"]) - 1)
    for width in (max(len(found["whole"]), _WIDTH), len(found["whole"])):
        room = 10 ** max(width - 2, 0)
        yield f"{sign}{19 * (room if number < room else 10 * number) + number}{fraction}"
    yield f"{sign}{number}{fraction}"


def _identifier(found: re.Match[str], number: int) -> Iterator[str]:
    yield f"{found['open']}19000000-0000-4000-8000-{number:012}{found['close']}"


def _mailbox(_found: re.Match[str], number: int) -> Iterator[str]:
    yield f"redacted-{number}{MAILBOX}"


def _alike(secret: str, number: int) -> Iterator[str]:
    """Yield a text with letters, digits and signs where the secret has them, and the number at its end."""
    made: list[str] = []
    for character in reversed(secret):
        if character.isdigit():
            number, rest = divmod(number, 10)
            made.append(str(rest))
        elif character.isalpha():
            number, rest = divmod(number, 26)
            made.append(chr(ord("A" if character.isupper() else "a") + rest))
        else:
            made.append(character)
    if made and not number:
        yield "".join(reversed(made))


_SHAPES: Mapping[re.Pattern[str], Callable[[re.Match[str], int], Iterator[str]]] = MappingProxyType(
    {_DATE_TIME: _moment, _DATE: _day, _TIME: _hour, _NUMBER: _figure, _UUID: _identifier, _MAIL: _mailbox}
)
_BY_TYPE: Mapping[str, Callable[[int], str]] = MappingProxyType(
    {
        "duration": "P{}D".format,
        "hexBinary": lambda number: f"redacted-{number}".encode().hex(),
        "base64Binary": lambda number: b64encode(f"redacted-{number}".encode()).decode("ascii"),
    }
)
