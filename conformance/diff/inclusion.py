"""Inclusion of simple types: the only module that decides whether one accepts every text that another does.

That one does not is shown by a text; that it does is proved by its kind, its bounds, lengths, digits and lists. Where
neither can be done it is undecided.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import chain
from types import MappingProxyType

from conformance.contract.lexical import MOMENTS, moment
from conformance.diff.ranges import INTEGERS, NUMBERS, Range, digits_of, length_of, range_of
from conformance.diff.texts import candidates
from conformance.diff.values import Held, accepts, canonical
from conformance.model.schema import Facets, SimpleType, Variety

_HOLDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "decimal": frozenset({"integer"}),
        "double": frozenset({"integer", "decimal", "float"}),
        "float": frozenset({"integer", "decimal", "double"}),
        "NMTOKEN": frozenset({"NCName", "Name", "ID", "IDREF", "ENTITY"}),
        "Name": frozenset({"NCName", "ID", "IDREF", "ENTITY"}),
        "NCName": frozenset({"ID", "IDREF", "ENTITY"}),
        "anyURI": frozenset({"NCName", "language", "integer", "boolean"}),
    }
)
"""Families, and those whose every text they accept as well, beside texts, which accept all."""
_FREE = (None, None, None, None)
_SPACE: Mapping[str, int] = MappingProxyType({"preserve": 0, "replace": 1, "collapse": 2})
_ONE = Range(low=Decimal(1), high=Decimal(1))


def apart(one: Held, other: Held) -> tuple[bool | None, tuple[str, ...]]:
    """Tell whether a type accepts what another does not, and the texts that show it; None is undecided."""
    if one.form == other.form:
        return False, ()
    texts = dict.fromkeys(chain(candidates(one), candidates(other)))
    shown = [text for text in texts if accepts(one, text) and accepts(other, text) is False]
    if shown:
        return True, tuple(shown)
    return (False, ()) if _proved(one, other) else (None, ())


def kind_holds(family: str, other: str) -> bool:
    """Tell whether one kind of texts has all those of another; texts are one kind, and so are whole numbers."""
    return family in {"text", other} or other in _HOLDS.get(family, ())


def _proved(one: Held, other: Held) -> bool:
    """Tell whether it is certain that a type, the other one, accepts every text that the one does."""
    of = other.type.facets
    few = _few(one, other)
    if one.form == other.form or (few and all(accepts(other, text) for text in few)):
        return True
    if one.type.variety is Variety.UNION and all(_proved(part, other) for part in one.parts):
        return True
    listed = not of.enumeration or _lists_all(one, other)
    if not listed or not set(of.patterns) <= set(one.type.facets.patterns):
        return False
    mine, theirs = (
        Held(type=replace(held.type, facets=replace(held.type.facets, patterns=(), enumeration=())), types=held.types)
        for held in (one, other)
    )
    return mine.form == theirs.form or _PROOFS[other.type.variety](one, theirs)


def _in_union(one: Held, other: Held) -> bool:
    return any(_proved(one, part) for part in other.parts)


def _in_list(one: Held, other: Held) -> bool:
    same = one.type.variety is Variety.LIST
    single = one.family in NUMBERS or one.family in MOMENTS or one.family == "boolean"
    size = length_of(one.type.facets) if same else _ONE
    items = one.parts if same else (one,)
    fits = size.within(length_of(other.type.facets))
    return (same or single) and fits and all(_proved(a, b) for a in items for b in other.parts)


def _in_atoms(one: Held, other: Held) -> bool:
    if one.type.variety is not Variety.ATOMIC:
        return other.family == "text" and _unlimited(other.type.facets)
    return _of_one_kind(one, other)


_PROOFS: Mapping[Variety, Callable[[Held, Held], bool]] = MappingProxyType(
    {Variety.UNION: _in_union, Variety.LIST: _in_list, Variety.ATOMIC: _in_atoms}
)


def _few(one: Held, other: Held) -> tuple[str, ...]:
    """Return the texts of a type that tell of all that it accepts, empty where there are too many.

    Of a number each way to write it is accepted alike, unless there is a pattern.
    """
    facets = one.type.facets
    if one.type.variety is not Variety.ATOMIC:
        return ()
    numbers = one.family in NUMBERS and other.family in NUMBERS and kind_holds(other.family, one.family)
    same = numbers and other.type.variety is Variety.ATOMIC and not other.type.facets.patterns
    whole = one.family == "text" and facets.white_space == "preserve"
    return facets.enumeration if same or whole else ()


def _lists_all(one: Held, other: Held) -> bool:
    """Tell whether a list holds all that another one does, in the same kind of texts."""
    if one.family != other.family or one.type.facets.white_space != other.type.facets.white_space:
        return False
    values = one.type.facets.enumeration or (("true", "false") if one.family == "boolean" else ())
    known = {canonical(other, text) for text in other.type.facets.enumeration}
    return bool(values) and {canonical(one, text) for text in values} <= known


def _unlimited(facets: Facets) -> bool:
    return length_of(facets) == length_of(Facets())


def _of_one_kind(one: Held, other: Held) -> bool:
    """Tell whether one type's texts are of the other's kind, within its lengths, bounds and digits."""
    facets, of = one.type.facets, other.type.facets
    if other.family == "text":
        size = length_of(facets) if one.family == "text" else Range(low=Decimal(0 if one.family == "anyURI" else 1))
        kept = one.family == "text" and facets.white_space == of.white_space
        shorter = one.family == "text" and not length_of(of).low and _SPACE[facets.white_space] < _SPACE[of.white_space]
        endless = length_of(of).high is None
        return _unlimited(of) or (size.within(length_of(of)) and (kept or shorter or endless))
    if not kind_holds(other.family, one.family):
        return False
    if other.family in NUMBERS:
        return range_of(one.type).within(range_of(other.type)) and _digits_fit(one.type, of)
    if other.family in MOMENTS:
        return _moments_within(one.type, other.type)
    alike = one.family == other.family
    return (
        length_of(facets).within(length_of(of))
        and (alike or _unlimited(of))
        and _ends_of(of) in (_FREE, _ends_of(facets))
    )


def _ends_of(facets: Facets) -> tuple[str | None, ...]:
    return facets.min_inclusive, facets.min_exclusive, facets.max_inclusive, facets.max_exclusive


def _digits_fit(one: SimpleType, of: Facets) -> bool:
    """Tell whether no number of a type has more digits than are allowed."""
    whole = one.builtin in INTEGERS
    behind = Decimal(0) if whole else min(_ends(one.facets.fraction_digits, one.facets.total_digits), default=None)
    if of.fraction_digits is not None and (behind is None or behind > of.fraction_digits):
        return False
    if of.total_digits is None or (one.facets.total_digits or of.total_digits + 1) <= of.total_digits:
        return True
    held = range_of(one)
    if held.low is None or held.high is None or behind is None:
        return False
    before = max(digits_of(end.to_integral_value())[0] for end in (held.low, held.high))
    return before + behind <= of.total_digits


def _ends(*sizes: int | None) -> Iterator[Decimal]:
    yield from (Decimal(size) for size in sizes if size is not None)


def _moments_within(one: SimpleType, other: SimpleType) -> bool:
    """Tell whether all moments between two ends are between two others; ends with and without zones are not ordered."""
    for inclusive, exclusive, sign in (("min_inclusive", "min_exclusive", 1), ("max_inclusive", "max_exclusive", -1)):
        wide, strict = getattr(other.facets, inclusive), getattr(other.facets, exclusive)
        if wide is None and strict is None:
            continue
        near, inside = getattr(one.facets, inclusive), getattr(one.facets, exclusive)
        mine, theirs = near or inside, wide or strict
        if mine is None or one.builtin != other.builtin:
            return False
        at, limit = moment(one.builtin, mine), moment(other.builtin, theirs)
        if at is None or limit is None or at[1] != limit[1]:
            return False
        distance = sign * (at[0] - limit[0])
        if distance < 0 or (distance == 0 and near is not None and wide is None):
            return False
    return True
