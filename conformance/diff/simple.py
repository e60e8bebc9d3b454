"""Simple types compared: the only module that decides which values one accepts and another does not.

What counts are the texts that are accepted, after white space has been treated as the type says; values come with each
difference, as seeds for a message that shows it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import TypeAlias

from conformance.contract.example import plain
from conformance.diff.likeness import alike
from conformance.model.change import Effect
from conformance.model.schema import SimpleType, Variety

Bounds: TypeAlias = tuple[Decimal | None, Decimal | None]
_TRUTH = ("true", "false", "1", "0")
_LONGEST = 100_000  # characters of a value that is made to show a length
_MOST = 5  # values that a sentence names
_TEXTS = frozenset({"string", "normalizedString", "token"})
_INTEGERS: Mapping[str, tuple[int | None, int | None]] = MappingProxyType(
    {
        "integer": (None, None),
        "nonPositiveInteger": (None, 0),
        "negativeInteger": (None, -1),
        "long": (-(2**63), 2**63 - 1),
        "int": (-(2**31), 2**31 - 1),
        "short": (-(2**15), 2**15 - 1),
        "byte": (-(2**7), 2**7 - 1),
        "nonNegativeInteger": (0, None),
        "unsignedLong": (0, 2**64 - 1),
        "unsignedInt": (0, 2**32 - 1),
        "unsignedShort": (0, 2**16 - 1),
        "unsignedByte": (0, 2**8 - 1),
        "positiveInteger": (1, None),
    }
)
_WHOLE = re.compile(r"[+-]?[0-9]+")
_POINT = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_NUMBERS: Mapping[str, re.Pattern[str]] = MappingProxyType({"integer": _WHOLE, "decimal": _POINT})
_MOMENTS = frozenset({"dateTime", "date", "time", "gYearMonth", "gMonthDay", "gMonth", "gDay"})
_HOLDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "decimal": frozenset({"integer"}),
        "double": frozenset({"integer", "decimal", "float"}),
        "float": frozenset({"integer", "decimal", "double"}),
        "token": frozenset({"language", "Name", "NCName", "NMTOKEN", "ID", "IDREF", "ENTITY"}),
        "NMTOKEN": frozenset({"NCName", "ID", "IDREF", "ENTITY"}),
        "Name": frozenset({"NCName", "ID", "IDREF", "ENTITY"}),
    }
)
"""Built-in types, and those whose every text they accept as well, beside texts, which accept all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One way in which two types differ: its rule, what it does, in words, and values that may show it."""

    rule: str
    effect: Effect
    message: str
    values: tuple[str, ...] = ()
    undecided: str = ""


def differences(old: SimpleType, new: SimpleType) -> Iterator[Difference]:
    """Yield what sets two simple types apart."""
    if _listed(old) or _listed(new):
        yield from _lists(old, new)
        return
    kind = _builtins(old, new)
    yield from kind
    if not any(one.undecided for one in kind):
        yield from _lengths(old, new)
        yield from _bounds(old, new)


def accepts(held: SimpleType, text: str) -> bool | None:
    """Tell whether a type accepts a text, None where that is not decided here."""
    listed = _listed(held)
    family = _family(held.builtin)
    if held.variety is not Variety.ATOMIC or held.facets.patterns:
        return None
    if listed:
        return _canonical(family, text) in {_canonical(family, one) for one in listed}
    least, most = length_of(held)
    if family == "text":
        return least <= len(text) and (most is None or len(text) <= most)
    pattern = _NUMBERS.get(family)
    if pattern is None:
        return False if family in _MOMENTS and not {"-", ":"} & set(text) else None
    if not pattern.fullmatch(text):
        return False
    low, high = _range_of(held) or (None, None)
    number = Decimal(text)
    within = (low is None or low <= number) and (high is None or number <= high)
    return within and _fits_digits(held, number)


def _fits_digits(held: SimpleType, number: Decimal) -> bool:
    """Tell whether a number has no more digits than a type allows; zeros that mean nothing are none."""
    _, digits, exponent = number.normalize().as_tuple()
    shift = exponent if isinstance(exponent, int) else 0
    behind = max(0, -shift)
    total = max(len(digits) + max(0, shift), behind)
    most, most_behind = held.facets.total_digits, held.facets.fraction_digits
    return (most is None or total <= most) and (most_behind is None or behind <= most_behind)


def sample(held: SimpleType) -> str:
    """Return a short text of a type."""
    return next((text for text in ("1", "a") if accepts(held, text)), plain(held))


def _listed(held: SimpleType) -> tuple[str, ...]:
    """Return the texts of a type that accepts a few only."""
    return held.facets.enumeration or (_TRUTH if held.builtin == "boolean" else ())


def _canonical(family: str, text: str) -> str:
    """Return one text for all that mean the same number."""
    pattern = _NUMBERS.get(family)
    return f"{Decimal(text).normalize():f}" if pattern is not None and pattern.fullmatch(text) else text


def _family(builtin: str) -> str:
    return "text" if builtin in _TEXTS else "integer" if builtin in _INTEGERS else builtin


def _builtins(old: SimpleType, new: SimpleType) -> list[Difference]:
    """Return how the built-in types differ; the bounds of whole numbers are looked at as bounds."""
    was, now = _family(old.builtin), _family(new.builtin)
    if was == now:
        return []
    gained = was != "text" and not _accepts_all_of(was, now)
    lost = now != "text" and not _accepts_all_of(now, was)
    effect = Effect.of(gained, lost)
    message = f"the type is {new.builtin}, and was {old.builtin}"
    values = (*_samples(old), *_samples(new))
    return [Difference(rule=ended("type", effect), effect=effect, message=message, values=values)]


def _accepts_all_of(one: str, other: str) -> bool:
    """Tell whether one family accepts every text of another."""
    name = "token" if one == "text" else one
    return one == other or other in _HOLDS.get(name, frozenset())


def _lists(old: SimpleType, new: SimpleType) -> Iterator[Difference]:
    """Yield how two types differ of which one accepts a few texts only."""
    was, now = _listed(old), _listed(new)
    if was and now and _family(old.builtin) == _family(new.builtin):
        yield from _values(old, new)
        return
    gained, lost = (_any_beyond(one, other) for one, other in ((new, old), (old, new)))
    decided = gained is not None and lost is not None
    effect = Effect.of(gained is not False, lost is not False)
    if effect is Effect.NONE:
        return
    rule = "enumeration.list-changed" if was and now else f"enumeration.list-{'added' if now else 'removed'}"
    if not old.facets.enumeration and not new.facets.enumeration:
        rule = ended("type", effect)
    message = f"{_listing(new)}, and was {_listing(old)}"
    values = (*was, *now, *_samples(old), *_samples(new))
    yield Difference(
        rule=rule,
        effect=effect if decided else Effect.DIFFERS,
        message=message,
        values=values,
        undecided="" if decided else "values of this type are not compared",
    )


def _any_beyond(one: SimpleType, other: SimpleType) -> bool | None:
    """Tell whether one type accepts what another does not, None where that is not decided."""
    if not _listed(one):
        return True  # it accepts more texts than the other lists
    if one.facets.enumeration and _family(one.builtin) in _NUMBERS:
        return None  # a number may be written in many ways
    found = [accepts(other, text) for text in _listed(one)]
    return True if False in found else None if None in found else False


def _listing(held: SimpleType) -> str:
    return f"one of {_few(held.facets.enumeration)}" if held.facets.enumeration else held.builtin


def _samples(held: SimpleType) -> tuple[str, ...]:
    """Return texts of a type, and such as another may not accept."""
    text = plain(held)
    return (text, "another", "7", "1.5", "-1", "12345", text.zfill(9), "true", "INF", "")


def _values(old: SimpleType, new: SimpleType) -> Iterator[Difference]:
    """Yield the values that two lists do not share; one that is much like one that vanished is that, renamed."""
    family = _family(old.builtin)
    was, now = ({_canonical(family, one): one for one in _listed(held)} for held in (old, new))
    removed = [one for key, one in was.items() if key not in now]
    added = [one for key, one in now.items() if key not in was]
    for one in list(removed):
        like = alike(one, added)
        if like is not None:
            removed.remove(one)
            added.remove(like)
            message = f'the value "{one}" is renamed to "{like}"'
            yield Difference(
                rule="enumeration.value-renamed", effect=Effect.DIFFERS, message=message, values=(one, like)
            )
    for one in removed:
        message = f'the value "{one}" is gone'
        yield Difference(rule="enumeration.value-removed", effect=Effect.NARROWS, message=message, values=(one,))
    for one in added:
        message = f'the value "{one}" is new'
        yield Difference(rule="enumeration.value-added", effect=Effect.WIDENS, message=message, values=(one,))


def _lengths(old: SimpleType, new: SimpleType) -> Iterator[Difference]:
    was, now = length_of(old), length_of(new)
    if was == now:
        return
    effect = of_ranges(was, now)
    sizes = [int(size) for size in (*was, *now) if size is not None]
    lengths = [size for one in sizes for size in (one - 1, one, one + 1) if 0 <= size <= _LONGEST]
    values = (
        *(sign * size for size in lengths for sign in "x1"),
        *(plain(held).zfill(size) for held in (old, new) for size in lengths),
    )
    message = f"the length is {told(now)}, and was {told(was)}"
    yield Difference(rule=ended("length", effect), effect=effect, message=message, values=values)


def length_of(held: SimpleType) -> tuple[Decimal, Decimal | None]:
    """Return how long a value may be, in the units of its type."""
    facets = held.facets
    least = facets.length if facets.length is not None else facets.min_length or 0
    most = facets.length if facets.length is not None else facets.max_length
    return Decimal(least), None if most is None else Decimal(most)


def _bounds(old: SimpleType, new: SimpleType) -> Iterator[Difference]:
    """Yield how the least and the greatest values differ; those of other than numbers are not ordered here."""
    given = [
        (facets.min_inclusive, facets.max_inclusive, facets.min_exclusive, facets.max_exclusive)
        for facets in (old.facets, new.facets)
    ]
    whole = {_family(old.builtin), _family(new.builtin)} == {"integer"}
    digits = whole and old.facets.total_digits != new.facets.total_digits
    if given[0] == given[1] and not digits and (old.builtin == new.builtin or not whole):
        return
    was, now = _range_of(old), _range_of(new)
    if (was is None) != (now is None):
        return  # numbers against others: their types tell it all
    if was is None or now is None or (not whole and any(held[2:] != (None, None) for held in given)):
        yield Difference(
            rule="bounds.changed",
            effect=Effect.DIFFERS,
            message="the bounds are others",
            undecided="bounds of this type are not compared",
        )
        return
    if was == now:
        return
    effect = of_ranges(was, now)
    ends = [one for one in (*was, *now) if one is not None]
    values = tuple(f"{end + step:f}" for end in ends for step in (-1, 0, 1))
    message = f"values are {told(now)}, and were {told(was)}"
    yield Difference(rule=ended("bounds", effect), effect=effect, message=message, values=values)


def _range_of(held: SimpleType) -> Bounds | None:
    """Return the least and the greatest number of a type, None where it holds other than numbers."""
    family = _family(held.builtin)
    if family not in {"integer", "decimal", "double", "float"}:
        return None
    step = 1 if family == "integer" else 0
    try:
        low = _end(held.facets.min_inclusive, held.facets.min_exclusive, step, lowest=True)
        high = _end(held.facets.max_inclusive, held.facets.max_exclusive, -step, lowest=False)
    except InvalidOperation:
        return None
    least, most = (None if one is None else Decimal(one) for one in _INTEGERS.get(held.builtin, (None, None)))
    digits = held.facets.total_digits if family == "integer" else None
    longest = None if digits is None else Decimal(10**digits - 1)
    return (
        max((one for one in (least, low, None if longest is None else -longest) if one is not None), default=None),
        min((one for one in (most, high, longest) if one is not None), default=None),
    )


def _end(inclusive: str | None, exclusive: str | None, step: int, *, lowest: bool) -> Decimal | None:
    """Return the end of a range that both of two facets allow."""
    ends = [Decimal(inclusive)] if inclusive is not None else []
    if exclusive is not None:
        ends.append(Decimal(exclusive) + step)
    return None if not ends else max(ends) if lowest else min(ends)


def of_ranges(was: Bounds, now: Bounds) -> Effect:
    """Return what another range does."""
    lower = _beyond(now[0], was[0], smaller=True) or _beyond(now[1], was[1], smaller=False)
    narrower = _beyond(was[0], now[0], smaller=True) or _beyond(was[1], now[1], smaller=False)
    return Effect.of(lower, narrower)


def _beyond(one: Decimal | None, other: Decimal | None, *, smaller: bool) -> bool:
    """Tell whether one end of a range lies beyond another; None is without end."""
    if other is None:
        return False
    return one is None or (one < other if smaller else one > other)


def ended(what: str, effect: Effect) -> str:
    """Return the rule of something that is widened, narrowed or neither."""
    return f"{what}.{ {Effect.WIDENS: 'widened', Effect.NARROWS: 'narrowed'}.get(effect, 'changed') }"


def told(held: Bounds) -> str:
    """Return a range in words."""
    low, high = ("without end" if one is None else f"{one:f}" for one in held)
    return f"{low} to {high}"


def _few(values: tuple[str, ...]) -> str:
    shown = ", ".join(f'"{value}"' for value in values[:_MOST])
    return f"{shown} and {len(values) - _MOST:,} more" if len(values) > _MOST else shown
