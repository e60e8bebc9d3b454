"""Simple types of every variety compared: the only module that looks into lists and unions, and at patterns and digits.

What it cannot decide is told to differ, with the reason; only types that are written alike are called the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from conformance.diff.simple import Difference, differences, ended, length_of, of_ranges, sample, told
from conformance.model.change import Effect
from conformance.model.schema import ComplexType, Facets, SimpleType, Variety
from conformance.model.tree import local_of

Types: TypeAlias = Mapping[str, SimpleType | ComplexType]
_Form: TypeAlias = tuple[str, Variety, Facets, tuple["_Form", ...]]
_STRANGE = ("another", "7", "1.5", "-1", "true", "", "1.23456789", "123456789.5")
_UNDECIDED = "what a pattern leaves of the values is not compared"


def compared(old: SimpleType, new: SimpleType, types: tuple[Types, Types]) -> Iterator[Difference]:
    """Yield what sets two simple types apart; ``types`` are those of the two contracts."""
    if _form(old, types[0]) == _form(new, types[1]):
        return
    if old.variety is not new.variety:
        message = f"the type is {_kind(new)}, and was {_kind(old)}"
        yield _undecided("type.changed", message, "types of different varieties are not compared")
        return
    apart = {Variety.ATOMIC: _atoms, Variety.LIST: _lists, Variety.UNION: _unions}[old.variety](old, new, types)
    others = list(apart)
    patterned = bool(old.facets.patterns or new.facets.patterns)
    yield from (_left_open(one) if patterned else one for one in others)
    yield from _patterns(old, new, alone=not others)


def _form(held: SimpleType, types: Types) -> _Form:
    """Return all of a type that says what it accepts, without names."""
    parts = (types[name] for name in (*((held.item,) if held.item is not None else ()), *held.members))
    inner = tuple(_form(part, types) for part in parts if isinstance(part, SimpleType))
    return held.builtin, held.variety, held.facets, inner


def _kind(held: SimpleType) -> str:
    return held.builtin if held.variety is Variety.ATOMIC else f"a {held.variety}"


def _undecided(rule: str, message: str, why: str) -> Difference:
    return Difference(rule=rule, effect=Effect.DIFFERS, message=message, undecided=why, values=_STRANGE)


def _left_open(found: Difference) -> Difference:
    """Return a difference that may be none, where a pattern allows none of the values that it is about."""
    return replace(found, effect=Effect.DIFFERS, undecided=found.undecided or _UNDECIDED)


def _atoms(old: SimpleType, new: SimpleType, _types: tuple[Types, Types]) -> Iterator[Difference]:
    found = list(differences(old, new))
    yield from found
    if {old.builtin, new.builtin} == {"decimal"}:
        yield from _digits(old.facets, new.facets, alone=not found)


def _digits(old: Facets, new: Facets, *, alone: bool) -> Iterator[Difference]:
    """Yield how the numbers of digits differ; beside other facets they may allow what these forbid anyway."""
    for rule, words, was, now in (
        ("digits", "digits", old.total_digits, new.total_digits),
        ("fraction-digits", "digits behind the point", old.fraction_digits, new.fraction_digits),
    ):
        if was == now:
            continue
        effect = Effect.WIDENS if now is None or (was is not None and now > was) else Effect.NARROWS
        message = f"{_at_most(now, words)}, and was {_at_most(was, words)}"
        sizes = [size for size in (was, now) if size is not None]
        values = tuple(text for size in sizes for text in ("1" * size, "1" * (size + 1), f"0.{'1' * (size + 1)}"))
        found = Difference(rule=ended(rule, effect), effect=effect, message=message, values=values)
        bounded = any(_bounds(facets) != _bounds(Facets()) or facets.enumeration for facets in (old, new))
        both = old.total_digits != new.total_digits and old.fraction_digits != new.fraction_digits
        if bounded or both or not alone:
            why = "digits beside other facets are not compared"
            found = replace(found, effect=Effect.DIFFERS, rule=f"{rule}.changed", undecided=why)
        yield found


def _at_most(size: int | None, words: str) -> str:
    return f"any number of {words}" if size is None else f"at most {size:,} {words}"


def _bounds(facets: Facets) -> tuple[str | None, ...]:
    return facets.min_inclusive, facets.max_inclusive, facets.min_exclusive, facets.max_exclusive


def _lists(old: SimpleType, new: SimpleType, types: tuple[Types, Types]) -> Iterator[Difference]:
    """Yield how the items of two lists differ, and how many there may be."""
    was, now = types[0][old.item or ""], types[1][new.item or ""]
    least = max(1, *(int(length_of(held)[0]) for held in (old, new)))
    items = list(compared(was, now, types)) if isinstance(was, SimpleType) and isinstance(now, SimpleType) else []
    for one in items:
        values = tuple(" ".join([value] * least) for value in one.values if value)
        yield replace(one, message=f"of each item, {one.message}", values=values)
    if length_of(old) != length_of(new):
        effect = of_ranges(length_of(old), length_of(new))
        message = f"the number of items is {told(length_of(new))}, and was {told(length_of(old))}"
        sizes = {
            int(size) + step
            for held in (old, new)
            for size in length_of(held)
            if size is not None
            for step in (-1, 0, 1)
        }
        item = sample(was) if isinstance(was, SimpleType) else ""
        values = tuple(" ".join([item] * size) for size in sorted(sizes) if size >= 0)
        yield Difference(rule=ended("length", effect), effect=effect, message=message, values=values)
    if old.facets.enumeration != new.facets.enumeration:
        yield _undecided(
            "enumeration.list-changed", "other lists are allowed", "enumerations of lists are not compared"
        )


def _unions(old: SimpleType, new: SimpleType, types: tuple[Types, Types]) -> Iterator[Difference]:
    """Yield that two unions are of other types; in which order these are named does not say what is accepted."""
    was, now = (
        {_form(held, mine) for held in _members(one, mine)} for one, mine in zip((old, new), types, strict=True)
    )
    if was != now:
        message = f"it is of {_names(new)}, and was of {_names(old)}"
        yield _undecided("union.changed", message, "what the types of a union accept together is not compared")
    if old.facets.enumeration != new.facets.enumeration:
        yield _undecided(
            "enumeration.list-changed", "other values are allowed", "enumerations of unions are not compared"
        )


def _members(held: SimpleType, types: Types) -> Iterator[SimpleType]:
    yield from (part for part in (types[name] for name in held.members) if isinstance(part, SimpleType))


def _names(held: SimpleType) -> str:
    return ", ".join(local_of(name).partition("/")[0] for name in held.members)


def _patterns(old: SimpleType, new: SimpleType, *, alone: bool) -> Iterator[Difference]:
    """Yield how patterns differ: equal ones, or some beside none, can be told apart, and no others."""
    was, now = old.facets.patterns, new.facets.patterns
    if was == now:
        return
    effect = Effect.DIFFERS if was and now else Effect.NARROWS if now else Effect.WIDENS
    rule = "pattern.changed" if was and now else f"pattern.{'added' if now else 'removed'}"
    found = Difference(
        rule=rule, effect=effect, message=f"the pattern is {_said(now)}, and was {_said(was)}", values=_STRANGE
    )
    if was and now:
        found = replace(found, undecided="patterns not compared")
    yield found if alone else _left_open(found)


def _said(patterns: tuple[tuple[str, ...], ...]) -> str:
    return " and ".join(f'"{"|".join(step)}"' for step in patterns) or "none"
