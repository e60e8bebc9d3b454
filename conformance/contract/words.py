"""Words of content models: shortest ones with a name in them so often, and long ones; nothing is searched for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import TypeAlias

from conformance.contract.expressions import (
    AnyOf,
    Either,
    Expression,
    Expressions,
    Name,
    Then,
    Times,
    Unordered,
    Word,
    atoms,
    spine,
)

_ByCount: TypeAlias = tuple[Word | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Shortest words by how often one name is in them: not at all, once and so on, ``most`` times or more often."""

    made: Expressions
    name: str
    most: int
    known: dict[Expression, _ByCount] = field(default_factory=dict, repr=False)

    def of(self, found: Expression) -> _ByCount:
        """Return a shortest word for each count, None where there is none."""
        if found not in self.known:
            self.known[found] = self._made(found)
        return self.known[found]

    @property
    def _empty(self) -> _ByCount:
        return ((), *repeat(None, self.most))

    def _made(self, found: Expression) -> _ByCount:
        match found:
            case Name() | AnyOf():
                return self._of_one(self.made.names(found))
            case Then():
                return self._all([self.of(part) for part in spine(found)])
            case Unordered(of=of):
                return self._all([self.of(part) for part in in_order(self.made, of)])
            case Either(of=of):
                return self._any([self.of(one) for one in of])
            case Times(of=of, low=low, high=high):
                once = self.of(of)
                more = self.most if high is None else min(self.most, high - low)
                return self._both(self._power(once, low), self._power(self._any([once, self._empty]), more))
            case _:
                return self._empty if found is self.made.empty else (None, *repeat(None, self.most))

    def _of_one(self, names: frozenset[str]) -> _ByCount:
        others = min(names - {self.name} if self.most else names, default=None)
        counts: list[Word | None] = [None if others is None else (others,), *repeat(None, self.most)]
        if self.most and self.name in names:
            counts[1] = (self.name,)
        return tuple(counts)

    def _any(self, several: Sequence[_ByCount]) -> _ByCount:
        return tuple(shortest_of(words) for words in zip(*several, strict=True))

    def _all(self, several: Iterable[_ByCount]) -> _ByCount:
        whole = self._empty
        for one in several:
            whole = self._both(whole, one)
        return whole

    def _both(self, one: _ByCount, other: _ByCount) -> _ByCount:
        found: list[list[Word]] = [[] for _ in range(self.most + 1)]
        for first, head in enumerate(one):
            for second, tail in enumerate(other):
                if head is not None and tail is not None:
                    found[min(first + second, self.most)].append(head + tail)
        return tuple(map(shortest_of, found))

    def _power(self, once: _ByCount, count: int) -> _ByCount:
        whole, power = self._empty, once
        while count:
            if count % 2:
                whole = self._both(whole, power)
            count //= 2
            if count:
                power = self._both(power, power)
        return whole


def shortest_of(words: Iterable[Word | None]) -> Word | None:
    """Return a shortest of some words, the first of these by the alphabet."""
    return min((word for word in words if word is not None), key=lambda word: (len(word), word), default=None)


def names_of(made: Expressions, found: Expression) -> frozenset[str]:
    """Return the names that words of an expression have."""
    return frozenset(name for atom in atoms(found) for name in made.names(atom))


def long(made: Expressions, found: Expression, wanted: int) -> Word:
    """Return a word of so many names or more, if there is one; else a longest."""
    match found:
        case Name() | AnyOf():
            return (min(made.names(found)),)
        case Either(of=of):
            return min((long(made, one, wanted) for one in _longest(of)), key=lambda word: (len(word), word))
        case Times(of=of, low=low, high=high):
            often = 1 if of.most is None else -(-wanted // of.most)
            often = max(low, often if high is None else min(often, high))
            return long(made, of, -(-wanted // max(often, 1))) * often
        case Then():
            return _share(made, tuple(spine(found)), wanted)
        case Unordered(of=of):
            return _share(made, in_order(made, of), wanted)
        case _:
            return ()


def in_order(made: Expressions, of: Iterable[Expression]) -> list[Expression]:
    """Return expressions by the alphabet."""
    return sorted(of, key=lambda part: long(made, part, 1))


def _longest(of: Iterable[Expression]) -> list[Expression]:
    ends = [one.most for one in of]
    end = None if None in ends else max(end for end in ends if end is not None)
    return [one for one in of if one.most == end]


def _share(made: Expressions, parts: Sequence[Expression], wanted: int) -> Word:
    """Return a long word of parts that stand one behind another: the first ones are as long as they can be."""
    left = wanted - sum(part.least for part in parts)
    whole: list[str] = []
    for part in parts:
        more = max(left, 0) if part.most is None else min(max(left, 0), part.most - part.least)
        word = long(made, part, part.least + more)
        left -= len(word) - part.least
        whole += word
    return tuple(whole)
