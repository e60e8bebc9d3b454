"""Content models as expressions of element names: the only module that makes these, and derives them (Brzozowski).

The same expression is the same object, made once by an ``Expressions``, so that comparing two of them costs nothing
however long they are. Counts stay numbers: ``maxOccurs="10000"`` is one expression and not ten thousand.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from conformance.model.schema import Compositor, ElementUse, Group, Namespaces, Occurs, Particle, Wildcard
from conformance.model.tree import clark, namespace_of

Word: TypeAlias = tuple[str, ...]
_STRANGER = "urn:stranger"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Expression:
    """A language of element names: how short and how long its words are; ``most`` is None where there is no end."""

    least: int = 0
    most: int | None = 0

    @property
    def nullable(self) -> bool:
        """Tell whether nothing at all is accepted there."""
        return self.least == 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Never(Expression):
    """No content at all is accepted, not even none."""

    least: int = 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Empty(Expression):
    """Nothing may stand there."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Name(Expression):
    """One element of this name."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AnyOf(Expression):
    """One element of these namespaces."""

    namespaces: Namespaces


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Then(Expression):
    """The first, which is no ``Then``, and then the rest."""

    first: Expression
    rest: Expression


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Either(Expression):
    """Any one of several."""

    of: frozenset[Expression]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Times(Expression):
    """The same so many times; ``high`` is None where that is unbounded."""

    of: Expression
    low: int
    high: int | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Unordered(Expression):
    """All of several, in any order."""

    of: frozenset[Expression]


@dataclass(slots=True, kw_only=True)
class Expressions:
    """All expressions of one comparison. ``moved`` counts what was derived, for those who give up at some number."""

    never: Expression = field(default_factory=lambda: Never(least=1, most=0))
    empty: Expression = field(default_factory=Empty)
    moved: int = 0
    _known: dict[object, Expression] = field(default_factory=dict)
    _moves: dict[Expression, Mapping[str, Expression]] = field(default_factory=dict)
    _taken: dict[Namespaces, frozenset[str]] = field(default_factory=dict)

    def of(self, particle: Particle | None) -> Expression:
        """Return the expression of a content model; where there is none, nothing may stand there."""
        match particle:
            case ElementUse(name=name, occurs=occurs):
                found = self._once(Name(least=1, most=1, name=name), name)
                return self.times(found, occurs.least, occurs.most)
            case Wildcard(namespaces=namespaces, occurs=occurs):
                taken = self._once(AnyOf(least=1, most=1, namespaces=namespaces), namespaces)
                nothing = namespaces.only is not None and not namespaces.only
                return self.times(self.never if nothing else taken, occurs.least, occurs.most)
            case Group(compositor=compositor, particles=particles, occurs=Occurs(least=least, most=most)):
                return self.times(self._group(compositor, [self.of(part) for part in particles]), least, most)
            case _:
                return self.empty

    def _once(self, made: Expression, *key: object) -> Expression:
        return self._known.setdefault((type(made), *key), made)

    def _group(self, compositor: Compositor, parts: Sequence[Expression]) -> Expression:
        if compositor is Compositor.CHOICE:
            return self.either(parts)
        return self.unordered(parts) if compositor is Compositor.ALL else self.sequence(parts)

    def sequence(self, parts: Sequence[Expression]) -> Expression:
        """Return what accepts several, one behind another."""
        whole = self.empty
        for part in reversed(parts):
            whole = self.then(part, whole)
        return whole

    def then(self, first: Expression, rest: Expression) -> Expression:
        """Return what accepts the one, and then the other."""
        if self.never in {first, rest}:
            return self.never
        if first is self.empty:
            return rest
        if rest is self.empty:
            return first
        whole = rest
        for part in reversed(tuple(spine(first))):
            made = Then(least=part.least + whole.least, most=_sum(part.most, whole.most), first=part, rest=whole)
            whole = self._once(made, part, whole)
        return whole

    def either(self, parts: Iterable[Expression]) -> Expression:
        """Return what accepts any one of several."""
        flat = {one for part in parts for one in (part.of if isinstance(part, Either) else (part,))} - {self.never}
        if self.empty in flat and any(one.nullable for one in flat if one is not self.empty):
            flat.discard(self.empty)
        if len(flat) <= 1:
            return flat.pop() if flat else self.never
        ends = [one.most for one in flat]
        most = None if None in ends else max(end for end in ends if end is not None)
        return self._once(Either(least=min(one.least for one in flat), most=most, of=frozenset(flat)), frozenset(flat))

    def times(self, of: Expression, low: int, high: int | None) -> Expression:
        """Return what accepts the same so many times."""
        if high == 0 or of is self.empty:
            return self.empty
        if of is self.never:
            return self.never if low else self.empty
        low = 0 if of.nullable else low
        if (low, high) == (1, 1) or (high == 1 and of.nullable):
            return of
        most = None if high is None or of.most is None else high * of.most
        return self._once(Times(least=low * of.least, most=most, of=of, low=low, high=high), of, low, high)

    def unordered(self, parts: Iterable[Expression]) -> Expression:
        """Return what accepts all of several, in any order."""
        left = frozenset(part for part in parts if part is not self.empty)
        if len(left) <= 1:
            return next(iter(left), self.empty)
        ends = [part.most for part in left]
        most = None if None in ends else sum(end for end in ends if end is not None)
        return self._once(Unordered(least=sum(part.least for part in left), most=most, of=left), left)

    def name(self, *found: Expression, also: frozenset[str] = frozenset()) -> None:
        """Settle which names matter: those that are written, and for wildcards a stranger of each namespace."""
        held = {atom for one in found for atom in atoms(one)}
        names = {atom.name for atom in held if isinstance(atom, Name)} | also
        wildcards = {atom.namespaces for atom in held if isinstance(atom, AnyOf)}
        spaces = {_STRANGER, "", *map(namespace_of, names)}
        spaces |= {space for one in wildcards for space in (one.only or one.but)}
        names |= {clark(space, "stranger") for space in spaces}
        self._taken = {one: frozenset(name for name in names if namespace_of(name) in one) for one in wildcards}

    def names(self, atom: Name | AnyOf) -> frozenset[str]:
        """Return the names that stand for what an expression of one element takes."""
        return frozenset({atom.name}) if isinstance(atom, Name) else self._taken[atom.namespaces]

    def behind(self, found: Expression, name: str) -> Expression:
        """Return what may follow behind an element of a name."""
        return self.moves(found).get(name, self.never)

    def moves(self, found: Expression) -> Mapping[str, Expression]:
        """Return what may follow behind each element that may stand first."""
        if found not in self._moves:
            ways: dict[str, list[Expression]] = {}
            for name, rest in self._ways(found):
                ways.setdefault(name, []).append(rest)
            self._moves[found] = {name: self.either(ways[name]) for name in sorted(ways)}
            self.moved += sum(map(len, ways.values()))
        return self._moves[found]

    def _ways(self, found: Expression) -> Iterator[tuple[str, Expression]]:
        """Yield the names that may stand first, each with one of the ways to go on behind it."""
        match found:
            case Name() | AnyOf():
                yield from ((name, self.empty) for name in self.names(found))
            case Then():
                yield from self._ways_of_spine(found)
            case Either(of=of):
                for one in of:
                    yield from self.moves(one).items()
            case Times(of=of, low=low, high=high):
                again = self.times(of, max(low - 1, 0), None if high is None else high - 1)
                yield from ((name, self.then(rest, again)) for name, rest in self.moves(of).items())
            case Unordered(of=of):
                for one in of:
                    others = self.unordered(of - {one})
                    yield from ((name, self.then(rest, others)) for name, rest in self.moves(one).items())

    def _ways_of_spine(self, found: Expression) -> Iterator[tuple[str, Expression]]:
        while isinstance(found, Then):
            for name, rest in self.moves(found.first).items():
                yield name, self.then(rest, found.rest)
            if not found.first.nullable:
                return
            found = found.rest
        yield from self.moves(found).items()


def spine(found: Expression) -> Iterator[Expression]:
    """Yield what stands one behind another."""
    while isinstance(found, Then):
        yield found.first
        found = found.rest
    yield found


def atoms(found: Expression) -> Iterator[Name | AnyOf]:
    """Yield what an expression has of single elements, as often as it is written."""
    match found:
        case Name() | AnyOf():
            yield found
        case Then():
            for part in spine(found):
                yield from atoms(part)
        case Either(of=of) | Unordered(of=of):
            for one in of:
                yield from atoms(one)
        case Times(of=of):
            yield from atoms(of)


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other
