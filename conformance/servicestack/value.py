"""What JSON, JSV and forms carry, and the one shape in which all of them can be compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

Value: TypeAlias = "str | int | float | Decimal | bool | Sequence[Value] | Mapping[str, Value] | None"
# JSV tells no number and no truth value from a text: this is all that it has.
Text: TypeAlias = "str | Sequence[Text] | Mapping[str, Text] | None"

# How many digits .NET's ``double`` shows: more only where these do not give the same number back.
_DIGITS, _ALL_DIGITS = 15, 17
_SMALLEST_PLAIN = -5
# A ``decimal`` of .NET has no more places after the point.
_PLACES = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a text says, and the names that stand more than once in one of its objects: the last one counts.

    A name stands here once for each time that it was said again.
    """

    value: Value
    repeated: tuple[str, ...] = ()


def textual(value: Value) -> Text:
    """Return a value as JSV can carry it: numbers and truth values as texts, no members that are null.

    A list of nothing but one null is an empty list: JSV writes both alike.
    """
    match value:
        case None | str():
            return value
        case Mapping():
            return {name: textual(member) for name, member in value.items() if member is not None}
        case Sequence():
            items = [textual(item) for item in value]
            return [] if items == [None] else items
        case _:
            return scalar(value)


def scalar(value: float | Decimal) -> str:
    """Return the text of a number or a truth value."""
    match value:
        case bool():
            return "True" if value else "False"
        case int():
            return str(Decimal(value))  # which has no limit of digits
        case float():
            return _double(Decimal(repr(value)))
        case _:
            return _decimal(value)


def _double(number: Decimal) -> str:
    """Return a number as .NET writes a ``double``: ``0.1``, ``1E+15``, ``1E-05``, ``NaN``, ``-Infinity``."""
    if not number:
        return "0"
    sign, all_digits, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        return str(number)
    power = len(all_digits) + exponent - 1
    digits = "".join(map(str, all_digits)).rstrip("0")
    if _SMALLEST_PLAIN < power < (_DIGITS if len(digits) <= _DIGITS else _ALL_DIGITS):
        plain = f"{number:f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return f"{'-' * sign}{digits[0]}{'.' * (len(digits) > 1)}{digits[1:]}E{power:+03d}"


def _decimal(number: Decimal) -> str:
    """Return a number as .NET writes a ``decimal``, with the zeros at its end, or else a ``double``."""
    _, _, exponent = number.as_tuple()
    if isinstance(exponent, int) and -_PLACES <= exponent <= 0:
        return f"{number or number.copy_abs():f}"
    return _double(number)
