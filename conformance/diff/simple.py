"""Simple types compared: the only module that tells in words how the values of two differ.

What a facet says is only told as far as it lets a text in or keeps one out: what another facet forbids anyway is no
change. Which texts these are is decided for the types as a whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from conformance._near import near
from conformance.diff.inclusion import apart, kind_holds
from conformance.diff.ranges import NUMBERS, between, length_of, range_of
from conformance.diff.texts import samples
from conformance.diff.values import Held, Types, canonical
from conformance.model.change import Effect
from conformance.model.schema import SimpleType, Variety
from conformance.model.tree import local_of

_MOST = 5  # values that a sentence names
_SEEDS = 8  # texts that may show a change, of each direction
_MOST_ALIKE = 10_000  # pairs of values that are looked at for one that is renamed
_PATTERNS = "patterns not compared"
_UNDECIDED = "values of these types are not compared"
_Said: TypeAlias = Iterator["Difference"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One way in which two types differ: its rule, what it does, in words, and values that may show it."""

    rule: str
    effect: Effect
    message: str
    values: tuple[str, ...] = ()
    undecided: str = ""


def compared(old: SimpleType, new: SimpleType, types: tuple[Types, Types]) -> Iterator[Difference]:
    """Yield what sets two simple types apart; ``types`` are those of the two contracts."""
    yield from _differences(Held(type=old, types=types[0]), Held(type=new, types=types[1]))


def _differences(old: Held, new: Held) -> _Said:
    if old.type.kind != new.type.kind:
        message = f"it is a {new.type.kind}, and was a {old.type.kind}"
        values = tuple(dict.fromkeys((*samples(old), *samples(new))))
        yield Difference(rule="type.changed", effect=Effect.DIFFERS, message=message, values=values[:_SEEDS])
        return
    (lost, losing), (gained, gaining) = apart(old, new), apart(new, old)
    possible = Effect.of(gained is not False, lost is not False)
    if not possible:
        return
    unknown = Effect.of(gained is None, lost is None)
    why = _PATTERNS if old.type.facets.patterns or new.type.facets.patterns else _UNDECIDED
    texts = tuple(text for held in (losing, gaining) for text in sorted(held, key=len)[:_SEEDS])
    left = possible
    for said in _said(old, new):
        effect = said.effect & possible
        if effect:
            left &= ~effect
            yield replace(
                said,
                rule=said.rule if "." in said.rule else ended(said.rule, effect),
                effect=effect,
                values=(*said.values, *texts),
                undecided=said.undecided or (why if effect & unknown else ""),
            )
    if left:
        message = f"the type accepts other texts, such as {_few(texts) or 'none that was found'}"
        yield Difference(
            rule=ended("type", left),
            effect=left,
            message=message,
            values=texts,
            undecided=why if left & unknown else "",
        )


def _said(old: Held, new: Held) -> _Said:
    """Yield what is said otherwise, with what that would do if nothing else were said."""
    if old.type.variety is not new.type.variety:
        yield Difference(rule="type", effect=Effect.DIFFERS, message=f"the type is {_kind(new)}, and was {_kind(old)}")
    elif old.type.variety is Variety.LIST:
        for was, now in zip(old.parts, new.parts, strict=True):
            yield from (
                replace(one, message=f"of each item, {one.message}", values=()) for one in _differences(was, now)
            )
    elif old.type.variety is Variety.UNION:
        if {part.form for part in old.parts} != {part.form for part in new.parts}:
            message = f"it is of {_names(new)}, and was of {_names(old)}"
            yield Difference(rule="union", effect=Effect.DIFFERS, message=message)
    elif old.family != new.family:
        effect = Effect.of(not kind_holds(old.family, new.family), not kind_holds(new.family, old.family))
        message = f"the type is {new.type.builtin}, and was {old.type.builtin}"
        yield Difference(rule="type", effect=effect, message=message)
    yield from _enumerations(old, new)
    yield from _ranges(old, new)
    yield from _others(old, new)


def _kind(held: Held) -> str:
    return held.type.builtin if held.type.variety is Variety.ATOMIC else f"a {held.type.variety}"


def _names(held: Held) -> str:
    return ", ".join(local_of(name).partition("/")[0] for name in held.type.members)


def _enumerations(old: Held, new: Held) -> _Said:
    """Yield the values that two lists do not share; one that is much like one that vanished is that, renamed."""
    if not old.type.facets.enumeration and not new.type.facets.enumeration:
        return
    was, now = ({canonical(held, one): one for one in held.type.facets.enumeration} for held in (old, new))
    if not was or not now or old.family != new.family:
        effect = Effect.of(was, now)
        rule = "enumeration.list-changed" if was and now else f"enumeration.list-{'added' if now else 'removed'}"
        yield Difference(rule=rule, effect=effect, message=f"{_listing(new)}, and was {_listing(old)}")
        return
    removed = [one for key, one in was.items() if key not in now]
    added = [one for key, one in now.items() if key not in was]
    for one in list(removed) if len(removed) * len(added) <= _MOST_ALIKE else ():
        for like in near(one, added, most=1):
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


def _listing(held: Held) -> str:
    return f"one of {_few(held.type.facets.enumeration)}" if held.type.facets.enumeration else _kind(held)


def _few(values: tuple[str, ...]) -> str:
    shown = ", ".join(f'"{value}"' for value in values[:_MOST])
    return f"{shown} and {len(values) - _MOST:,} more" if len(values) > _MOST else shown


def _ranges(old: Held, new: Held) -> _Said:
    """Yield how lengths differ, and of one kind of values the least and the greatest."""
    was, now = (length_of(held.type.facets) for held in (old, new))
    if was != now:
        many = "number of items" if new.type.variety is Variety.LIST else "length"
        yield Difference(rule="length", effect=was.becomes(now), message=f"the {many} is {now}, and was {was}")
    if old.family != new.family:
        return  # that the type is another one says it all
    if old.family in NUMBERS:
        was, now = range_of(old.type), range_of(new.type)
        if was != now:
            yield Difference(rule="bounds", effect=was.becomes(now), message=f"values are {now}, and were {was}")
        return
    ends, others = (
        (facets.min_inclusive, facets.min_exclusive, facets.max_inclusive, facets.max_exclusive)
        for facets in (old.type.facets, new.type.facets)
    )
    if ends != others:
        message = f"values are {_between(new)}, and were {_between(old)}"
        yield Difference(rule="bounds", effect=Effect.DIFFERS, message=message)


def _between(held: Held) -> str:
    facets = held.type.facets
    low, high = facets.min_exclusive or facets.min_inclusive, facets.max_exclusive or facets.max_inclusive
    return between(low, high, above=facets.min_exclusive is not None, below=facets.max_exclusive is not None)


def _others(old: Held, new: Held) -> _Said:
    """Yield how digits, patterns and the treatment of white space differ."""
    before, after = old.type.facets, new.type.facets
    for rule, words, was, now in (
        ("digits", "digits", before.total_digits, after.total_digits),
        ("fraction-digits", "digits behind the point", before.fraction_digits, after.fraction_digits),
    ):
        if was != now and new.family != "integer":  # of whole numbers digits are bounds
            effect = Effect.WIDENS if now is None or (was is not None and now > was) else Effect.NARROWS
            message = f"{_at_most(now, words)}, and was {_at_most(was, words)}"
            yield Difference(rule=rule, effect=effect, message=message)
    if before.patterns != after.patterns and not old.type.kind:  # of JSON they are ours
        end = "changed" if before.patterns and after.patterns else "added" if after.patterns else "removed"
        yield Difference(
            rule=f"pattern.{end}",
            effect=Effect.of(before.patterns, after.patterns),
            message=f"the pattern is {_pattern(after.patterns)}, and was {_pattern(before.patterns)}",
        )
    if before.white_space != after.white_space and old.family == new.family == "text":
        message = f"white space is treated as {after.white_space}, and was as {before.white_space}"
        yield Difference(rule="white-space", effect=Effect.DIFFERS, message=message)


def _at_most(size: int | None, words: str) -> str:
    return f"any number of {words}" if size is None else f"at most {size:,} {words}"


def _pattern(patterns: tuple[tuple[str, ...], ...]) -> str:
    return " and ".join(f'"{"|".join(step)}"' for step in patterns) or "none"


def ended(what: str, effect: Effect) -> str:
    """Return the rule of something that is widened, narrowed or neither."""
    return f"{what}.{ {Effect.WIDENS: 'widened', Effect.NARROWS: 'narrowed'}.get(effect, 'changed') }"
