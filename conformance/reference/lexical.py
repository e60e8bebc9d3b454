"""Lexical spaces: the only module that knows which texts the built-in types allow, and which moment comes first."""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from conformance.model.schema import SimpleType

_BLANK = re.compile("[ \t\n\r]+")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_FLOAT = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?|-?INF|NaN")
# XML Schema Part 2 section 3.2.7: there is no year 0, 24:00:00 is the end of the day, zones lie at most 14 hours off.
_DAY = r"(?P<year>-?(?!0000)(?:[1-9][0-9]{4,17}|[0-9]{4}))-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-9]{2})"
_TIME = r"(?P<hour>[01][0-9]|2[0-3]):(?P<minute>[0-5][0-9]):(?P<second>[0-5][0-9])(?:\.(?P<fraction>[0-9]+))?"
_ZONE = r"(?P<zone>Z|(?P<sign>[+-])(?P<hours>0[0-9]|1[0-3]|14(?=:00)):(?P<minutes>[0-5][0-9]))"
_MOMENT = re.compile(rf"{_DAY}T(?:{_TIME}|24:00:00(?:\.0+)?){_ZONE}?")
_DATE = re.compile(rf"(?P<whole>{_DAY}){_ZONE}?")
_LONGEST = 20  # digits of the widest bounded integer type, so that no longer text is ever converted
_CYCLE = 400  # years after which the Gregorian calendar repeats, 146,097 days long
_CYCLE_DAYS = 146_097


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Moment:
    """A point in time as whole seconds and the digits of the fraction; only moments alike in ``zoned`` compare."""

    seconds: int
    fraction: str
    zoned: bool


def moment(text: str) -> Moment | None:
    """Return the moment that an ``xs:dateTime`` names, None where the text is none."""
    found = _MOMENT.fullmatch(collapsed(text))
    if found is None:
        return None
    year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    cycle, within = divmod(year, _CYCLE)
    if not 1 <= day <= monthrange(within + _CYCLE, month)[1]:
        return None
    days = cycle * _CYCLE_DAYS + _days(within + _CYCLE, month) + day
    minutes = (days * 24 + int(found["hour"] or 24)) * 60 + int(found["minute"] or 0) - _offset(found)
    return Moment(
        seconds=minutes * 60 + int(found["second"] or 0),
        fraction=(found["fraction"] or "").rstrip("0"),
        zoned=found["zone"] is not None,
    )


def fits(kind: SimpleType, text: str) -> bool:
    """Tell whether a text is a value of a type, as far as its built-in type and its enumeration go."""
    enumeration = kind.facets.enumeration
    value = text if kind.facets.white_space == "preserve" else collapsed(text)
    return (not enumeration or value in enumeration) and _SPACES.get(kind.builtin, _anything)(value)


def collapsed(text: str) -> str:
    """Return a text as the white space facet ``collapse`` leaves it."""
    return _BLANK.sub(" ", text).strip(" ")


def _days(year: int, month: int) -> int:
    """Return the days from the year 0 to the first of a month, by the Gregorian calendar."""
    before = year - 1
    months = sum(monthrange(year, earlier)[1] for earlier in range(1, month))
    return before * 365 + before // 4 - before // 100 + before // 400 + months


def _offset(found: re.Match[str]) -> int:
    """Return how many minutes a time zone lies east of UTC, 0 where there is none."""
    minutes = int(found["hours"] or 0) * 60 + int(found["minutes"] or 0)
    return -minutes if found["sign"] == "-" else minutes


def _anything(_text: str) -> bool:
    return True


def _matching(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.fullmatch(text) is not None


def _whole(least: int | None = None, most: int | None = None) -> Callable[[str], bool]:
    """Return what tells whether a text is an integer between two bounds."""

    def fitting(text: str) -> bool:
        if _INTEGER.fullmatch(text) is None:
            return False
        digits = text.lstrip("+-").lstrip("0") or "0"
        size = 10**_LONGEST if len(digits) > _LONGEST else int(digits)
        value = -size if text.startswith("-") else size
        return (least is None or least <= value) and (most is None or value <= most)

    return fitting


def _date(text: str) -> bool:
    found = _DATE.fullmatch(text)
    return found is not None and moment(f"{found['whole']}T00:00:00{found['zone'] or ''}") is not None


_SPACES: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        "boolean": frozenset({"true", "false", "1", "0"}).__contains__,
        "byte": _whole(-(2**7), 2**7 - 1),
        "short": _whole(-(2**15), 2**15 - 1),
        "int": _whole(-(2**31), 2**31 - 1),
        "long": _whole(-(2**63), 2**63 - 1),
        "unsignedByte": _whole(0, 2**8 - 1),
        "unsignedShort": _whole(0, 2**16 - 1),
        "unsignedInt": _whole(0, 2**32 - 1),
        "unsignedLong": _whole(0, 2**64 - 1),
        "integer": _whole(),
        "nonNegativeInteger": _whole(0),
        "nonPositiveInteger": _whole(None, 0),
        "positiveInteger": _whole(1),
        "negativeInteger": _whole(None, -1),
        "decimal": _matching(_DECIMAL),
        "float": _matching(_FLOAT),
        "double": _matching(_FLOAT),
        "dateTime": lambda text: moment(text) is not None,
        "date": _date,
    }
)
