"""Content models as regular languages of element names: the only module that tells whether one holds another.

Particles become expressions, which are derived by one name after another (Brzozowski). Counts stay numbers, so that
``maxOccurs="10000"`` is one expression and not ten thousand; the same expression is the same value, which keeps
derivatives few for the content models that XSD allows.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from conformance.model.schema import Compositor, ElementUse, Group, Namespaces, Occurs, Particle, Wildcard
from conformance.model.tree import clark, namespace_of

MOST_PAIRS = 20_000
"""Pairs of expressions that are looked at before a comparison is given up as undecided."""
MOST_STEPS = 40_000
"""Derivatives that are made before it is given up as well: of counts within counts each has many parts."""
_STRANGER = "urn:stranger"


@dataclass(frozen=True, slots=True)
class Never:
    """No content at all is accepted."""


@dataclass(frozen=True, slots=True)
class Empty:
    """Nothing may stand there."""


@dataclass(frozen=True, slots=True)
class Name:
    """One element of this name."""

    name: str


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One element of these namespaces."""

    namespaces: Namespaces


@dataclass(frozen=True, slots=True)
class Then:
    """The first, then the rest."""

    first: "Expression"
    rest: "Expression"


@dataclass(frozen=True, slots=True)
class Either:
    """Any one of several."""

    of: frozenset["Expression"]


@dataclass(frozen=True, slots=True)
class Times:
    """The same so many times; ``most`` is None where that is unbounded."""

    of: "Expression"
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Unordered:
    """All of several, in any order."""

    of: frozenset["Expression"]


Expression: TypeAlias = Never | Empty | Name | AnyOf | Then | Either | Times | Unordered
Word: TypeAlias = tuple[str, ...]
_NEVER, _EMPTY = Never(), Empty()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inclusion:
    """How two languages are to each other.

    ``gained`` is a shortest word that only the second holds, ``lost`` one that only the first holds; None where there
    is none. Where ``undecided``, one that is None may be there all the same.
    """

    gained: Word | None = None
    lost: Word | None = None
    undecided: bool = False


def compare(first: Particle | None, second: Particle | None) -> Inclusion:
    """Return how the languages of two content models are to each other."""
    old, new = expression(first), expression(second)
    if old == new:
        return Inclusion()
    if isinstance(old, Unordered) and isinstance(new, Unordered):
        return Inclusion(gained=_unlike(new, old), lost=_unlike(old, new))
    alphabet = _alphabet(old, new)
    gained, lost = (_beyond(one, other, alphabet) for one, other in ((new, old), (old, new)))
    return Inclusion(gained=gained.word, lost=lost.word, undecided=gained.given_up or lost.given_up)


def shortest(particle: Particle | None, *, having: str | None = None, times: int = 1) -> Word | None:
    """Return a shortest word of a content model, with a name in it so many times if one is asked for; None: none."""
    found = expression(particle)
    wanted = 0 if having is None else times
    if isinstance(found, Unordered):
        members = {atom.name: part for part in found.of for atom in _atoms(part) if isinstance(atom, Name)}
        names = {name for name, part in members.items() if not _nullable(part) or name == having}
        return tuple(sorted(names)) if not wanted or (having in names and wanted == 1) else None
    alphabet = _alphabet(found, also=frozenset() if having is None else frozenset({having}))
    start: tuple[Expression, int] = (found, 0)
    first: tuple[Expression, int, Word] = (*start, ())
    queue, seen = deque([first]), {start}
    derivatives = _Derivatives(allowed=alphabet.allowed)
    while queue and len(seen) <= MOST_PAIRS and not derivatives.spent:
        rest, has, word = queue.popleft()
        if has == wanted and _nullable(rest):
            return word
        for name in alphabet.names:
            follower = (derivatives.of(rest, name), min(has + (name == having), wanted))
            if follower[0] != _NEVER and follower not in seen:
                seen.add(follower)
                queue.append((*follower, (*word, name)))
    return None


def expression(particle: Particle | None) -> Expression:
    """Return the expression of a content model; where there is none, nothing may stand there."""
    match particle:
        case ElementUse(name=name, occurs=occurs):
            return _times(Name(name), occurs.least, occurs.most)
        case Wildcard(namespaces=namespaces, occurs=occurs):
            return _times(AnyOf(namespaces), occurs.least, occurs.most)
        case Group(compositor=compositor, particles=particles, occurs=Occurs(least=least, most=most)):
            return _times(_combined(compositor, [expression(part) for part in particles]), least, most)
        case _:
            return _EMPTY


def _combined(compositor: Compositor, parts: Sequence[Expression]) -> Expression:
    if compositor is Compositor.CHOICE:
        return _either(parts)
    if compositor is Compositor.ALL:
        return _unordered(parts)
    whole: Expression = _EMPTY
    for part in reversed(parts):
        whole = _then(part, whole)
    return whole


def _then(first: Expression, rest: Expression) -> Expression:
    if _NEVER in {first, rest}:
        return _NEVER
    if first == _EMPTY:
        return rest
    if rest == _EMPTY:
        return first
    if isinstance(first, Then):
        return Then(first.first, _then(first.rest, rest))
    return Then(first, rest)


def _either(parts: Sequence[Expression]) -> Expression:
    flat = {one for part in parts for one in (part.of if isinstance(part, Either) else (part,))} - {_NEVER}
    if not flat:
        return _NEVER
    if _EMPTY in flat and any(_nullable(one) for one in flat if one != _EMPTY):
        flat.discard(_EMPTY)
    return flat.pop() if len(flat) == 1 else Either(frozenset(flat))


def _times(of: Expression, least: int, most: int | None) -> Expression:
    if most == 0 or of == _EMPTY:
        return _EMPTY
    if of == _NEVER:
        return _NEVER if least else _EMPTY
    if _nullable(of):
        least = 0
    if (least, most) == (1, 1) or (most == 1 and _nullable(of)):
        return of
    return Times(of, least, most)


def _unordered(parts: Sequence[Expression]) -> Expression:
    left = [part for part in parts if part != _EMPTY]
    if not left:
        return _EMPTY
    return left[0] if len(left) == 1 else Unordered(frozenset(left))


def _nullable(found: Expression) -> bool:
    """Tell whether nothing at all is accepted there."""
    match found:
        case Empty():
            return True
        case Then(first=first, rest=rest):
            return _nullable(first) and _nullable(rest)
        case Either(of=of):
            return any(map(_nullable, of))
        case Times(least=least):
            return least == 0
        case Unordered(of=of):
            return all(map(_nullable, of))
        case _:
            return False


@dataclass(slots=True, kw_only=True)
class _Derivatives:
    """What may follow behind an element, each found once; ``allowed`` are the names that a wildcard takes."""

    allowed: Mapping[Namespaces, frozenset[str]]
    known: dict[tuple[Expression, str], Expression] = field(default_factory=dict)

    @property
    def spent(self) -> bool:
        """Tell whether so many were made that a comparison is given up."""
        return len(self.known) > MOST_STEPS

    def of(self, found: Expression, name: str) -> Expression:
        """Return what may follow behind an element of a name."""
        key = (found, name)
        if key not in self.known:
            self.known[key] = self._made(found, name)
        return self.known[key]

    def _made(self, found: Expression, name: str) -> Expression:
        match found:
            case Name() | AnyOf():
                taken = self.allowed[found.namespaces] if isinstance(found, AnyOf) else {found.name}
                return _EMPTY if name in taken else _NEVER
            case Then(first=first, rest=rest):
                behind = _then(self.of(first, name), rest)
                return _either([behind, self.of(rest, name)]) if _nullable(first) else behind
            case Either(of=of):
                return _either([self.of(one, name) for one in of])
            case Times(of=of, least=least, most=most):
                rest = _times(of, max(least - 1, 0), None if most is None else most - 1)
                return _then(self.of(of, name), rest)
            case Unordered(of=of):
                return _either([_then(self.of(one, name), _unordered(list(of - {one}))) for one in of])
        return _NEVER


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """All names that matter, sorted, and which of them each wildcard takes."""

    names: tuple[str, ...]
    allowed: Mapping[Namespaces, frozenset[str]]


def _alphabet(*found: Expression, also: frozenset[str] = frozenset()) -> _Names:
    """Return the names that matter: those that are written, and for wildcards a stranger of each namespace."""
    atoms = {atom for one in found for atom in _atoms(one)}
    names = {atom.name for atom in atoms if isinstance(atom, Name)} | also
    wildcards = {atom.namespaces for atom in atoms if isinstance(atom, AnyOf)}
    if wildcards:
        spaces = {_STRANGER, "", *map(namespace_of, names)}
        spaces |= {space for one in wildcards for space in (one.only or one.but)}
        names |= {clark(space, "stranger") for space in spaces}
    allowed = {one: frozenset(name for name in names if namespace_of(name) in one) for one in wildcards}
    return _Names(names=tuple(sorted(names)), allowed=allowed)


def _atoms(found: Expression) -> Iterator[Name | AnyOf]:
    match found:
        case Name() | AnyOf():
            yield found
        case Then(first=first, rest=rest):
            yield from _atoms(first)
            yield from _atoms(rest)
        case Either(of=of) | Unordered(of=of):
            for one in of:
                yield from _atoms(one)
        case Times(of=of):
            yield from _atoms(of)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    word: Word | None = None
    given_up: bool = False


def _beyond(one: Expression, other: Expression, alphabet: _Names) -> _Found:
    """Return a shortest word of one language that the other does not hold, the first of these by the alphabet."""
    start = (one, other)
    before: dict[tuple[Expression, Expression], tuple[tuple[Expression, Expression], str] | None] = {start: None}
    queue, derivatives = deque([start]), _Derivatives(allowed=alphabet.allowed)
    while queue:
        pair = queue.popleft()
        if _nullable(pair[0]) and not _nullable(pair[1]):
            return _Found(word=_way(pair, before))
        for name in alphabet.names:
            mine = derivatives.of(pair[0], name)
            follower = (mine, derivatives.of(pair[1], name))
            if mine != _NEVER and follower not in before:
                before[follower] = (pair, name)
                queue.append(follower)
        if len(before) > MOST_PAIRS or derivatives.spent:
            return _Found(given_up=True)
    return _Found()


def _way(
    pair: tuple[Expression, Expression],
    before: Mapping[tuple[Expression, Expression], tuple[tuple[Expression, Expression], str] | None],
) -> Word:
    names = []
    while (step := before[pair]) is not None:
        pair, name = step
        names.append(name)
    return tuple(reversed(names))


def _unlike(one: Unordered, other: Unordered) -> Word | None:
    """Return a shortest word of one set of members that the other does not hold: their order says nothing."""
    mine, theirs = (
        {atom.name: part for part in held.of for atom in _atoms(part) if isinstance(atom, Name)}
        for held in (one, other)
    )
    needed = {name for name, part in mine.items() if not _nullable(part)}
    if any(name not in mine for name, part in theirs.items() if not _nullable(part)):
        return tuple(sorted(needed))
    if any(not _nullable(part) and name not in needed for name, part in theirs.items()):
        return tuple(sorted(needed))
    strangers = sorted(mine.keys() - theirs.keys(), key=lambda name: (name not in needed, name))
    return tuple(sorted({*needed, strangers[0]})) if strangers else None
