"""Content models as regular languages of element names: the only module that tells whether one holds another.

What is plain from how both are written is told at once; what both begin and end with alike is left out; only the rest
is searched for a word that the one holds and the other does not, the shortest first.
"""

from collections import Counter
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
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
    spine,
)
from conformance.contract.words import Counted, long, names_of, shortest_of
from conformance.model.schema import Particle

MOST_PAIRS = 20_000
"""Pairs of expressions that are looked at before a search is given up."""
MOST_MOVES = 400_000
"""Steps from one expression to another that are made before it is given up as well."""
_Way: TypeAlias = tuple["_Way | None", str]  # the names up to a pair, the last one outside
_Step: TypeAlias = tuple[int, int, int, Expression, Expression, _Way | None]
"""How long a word gets at least, minus how long it is, the turn of the step, the pair, and the way to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inclusion:
    """How two languages are to each other.

    ``gained`` is a word that only the second holds, a shortest if the search came to its end, and ``lost`` one that
    only the first holds; None where there is none. Where ``undecided``, one that is None may be there all the same.
    """

    gained: Word | None = None
    lost: Word | None = None
    undecided: bool = False


def compare(first: Particle | None, second: Particle | None) -> Inclusion:
    """Return how the languages of two content models are to each other."""
    made = Expressions()
    old, new = made.of(first), made.of(second)
    if old is new:
        return Inclusion()
    made.name(old, new)
    within = _Within(made=made)
    gained, lost = (_beyond(one, other, within) for one, other in ((new, old), (old, new)))
    return Inclusion(gained=gained.word, lost=lost.word, undecided=gained.given_up or lost.given_up)


def shortest(particle: Particle | None, *, having: str | None = None, times: int = 1) -> Word | None:
    """Return a shortest word of a content model, with a name in it so many times if one is asked for; None: none."""
    made = Expressions()
    found = made.of(particle)
    made.name(found, also=frozenset() if having is None else frozenset({having}))
    return Counted(made=made, name=having or "", most=0 if having is None else times).of(found)[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    word: Word | None = None
    given_up: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Within:
    """Whether one language lies within another, as far as the expressions show it: what is not shown may still be."""

    made: Expressions
    known: dict[tuple[Expression, Expression], bool] = field(default_factory=dict, repr=False)

    def shown(self, one: Expression, other: Expression) -> bool:
        """Tell whether it is shown."""
        if one is other or one is self.made.never:
            return True
        if other is self.made.never or one.least < other.least or longer(one, other):
            return False
        if (one, other) not in self.known:
            self.known[one, other] = self._made(one, other)
        return self.known[one, other]

    def _made(self, one: Expression, other: Expression) -> bool:
        if one is self.made.empty:
            return other.nullable
        if isinstance(one, Either):
            return all(self.shown(each, other) for each in one.of)
        return self._by_choice(one, other) or self._by_counts(one, other) or self._by_parts(one, other)

    def _by_choice(self, one: Expression, other: Expression) -> bool:
        """Tell whether one of several holds it, or a wildcard does."""
        match one, other:
            case _, Either(of=of):
                return any(self.shown(one, each) for each in of)
            case ((Name() | AnyOf()), AnyOf()):
                return names_of(self.made, one) <= self.made.names(other)
            case _:
                return False

    def _by_counts(self, one: Expression, other: Expression) -> bool:
        """Tell whether it may be repeated so often, or is what may be."""
        match one, other:
            case _, Times(of=of, low=low, high=high) if self._so_many(one, low, high) and self._of_letters(one, of):
                return True
            case Times(of=of, low=low, high=high), Times(of=held, low=least, high=most):
                return least <= low and (most is None or (high is not None and high <= most)) and self.shown(of, held)
            case _, Times(of=of, low=0 | 1):
                return self.shown(one, of)
            case _:
                return False

    def _by_parts(self, one: Expression, other: Expression) -> bool:
        match one, other:
            case Unordered(of=of), Unordered(of=held):
                return self._members(of, held)
            case (Then(), _) | (_, Then()):
                return self._in_order(one, other)
            case _:
                return False

    @staticmethod
    def _so_many(found: Expression, low: int, high: int | None) -> bool:
        return low <= found.least and (high is None or (found.most is not None and found.most <= high))

    def _of_letters(self, found: Expression, of: Expression) -> bool:
        """Tell whether each name in an expression is by itself a word of another one."""
        return names_of(self.made, found) <= self._letters(of)

    def _letters(self, found: Expression) -> frozenset[str]:
        """Return the names that each are a word of an expression, not all if it has many parts."""
        match found:
            case Name() | AnyOf():
                return self.made.names(found)
            case Either(of=of):
                return frozenset[str]().union(*map(self._letters, of))
            case Times(of=of, low=0 | 1):
                return self._letters(of)
            case _:
                return frozenset()

    def _members(self, mine: frozenset[Expression], theirs: frozenset[Expression]) -> bool:
        left = set(theirs)
        for part in mine:
            like = next((each for each in left if self.shown(part, each)), None)
            if like is None:
                return False
            left.remove(like)
        return all(part.nullable for part in left)

    def _in_order(self, one: Expression, other: Expression) -> bool:
        parts, at = tuple(spine(other)), 0
        for mine in spine(one):
            while at < len(parts) and not self.shown(mine, parts[at]):
                if not parts[at].nullable:
                    return False
                at += 1
            if at == len(parts):
                return False
            at += 1
        return all(part.nullable for part in parts[at:])


def longer(one: Expression, other: Expression) -> bool:
    """Tell whether one language has words that are longer than all of another."""
    return other.most is not None and (one.most is None or one.most > other.most)


def _beyond(one: Expression, other: Expression, within: _Within) -> _Found:
    """Return a word of one language that the other does not hold."""
    made = within.made
    if within.shown(one, other):
        return _Found()
    before, mine, theirs, behind = _apart(one, other, made)
    if mine is theirs:
        return _Found()
    plain = Counted(made=made, name="", most=0)
    if isinstance(theirs, Unordered) and all(part.most == 1 for part in theirs.of):
        found = _Found(word=_not_each_once(mine, theirs, made))
    else:
        found = _Search(within=within, one=mine, other=theirs, plain=plain).found()
    if found.word is None:
        return found
    return _Found(word=(*(plain.of(before)[0] or ()), *found.word, *(plain.of(behind)[0] or ())))


def _apart(one: Expression, other: Expression, made: Expressions) -> tuple[Expression, ...]:
    """Return what both begin with alike, how they go on, and what they end with alike.

    No name of what is left out may stand elsewhere: each word then has one way only to be split.
    """
    mine, theirs = list(spine(one)), list(spine(other))
    names = {part: names_of(made, part) for part in (*mine, *theirs)}
    often = Counter(name for part in (*mine, *theirs) for name in names[part])
    ends: tuple[list[Expression], list[Expression]] = ([], [])
    for taken, at in zip(ends, (0, -1), strict=True):
        while mine and theirs and mine[at] is theirs[at] and all(often[name] == len(ends) for name in names[mine[at]]):
            taken.append(mine.pop(at))
            theirs.pop(at)
    before, behind = ends
    return made.sequence(before), made.sequence(mine), made.sequence(theirs), made.sequence(behind[::-1])


def _not_each_once(one: Expression, other: Unordered, made: Expressions) -> Word | None:
    """Return a shortest word that has not each name of some as often as it has to be: their order says nothing."""
    members = {name: part for part in other.of for name in names_of(made, part)}
    words: list[Word | None] = []
    for name in sorted(members.keys() | names_of(made, one)):
        absent, once, twice = Counted(made=made, name=name, most=2).of(one)
        words.append(twice)
        if name not in members:
            words.append(once)
        elif not members[name].nullable:
            words.append(absent)
    return shortest_of(words)


@dataclass(slots=True, kw_only=True)
class _Search:
    """The search for a word, from pair to pair of what may follow, where the shortest word may come of first (A*)."""

    within: _Within
    one: Expression
    other: Expression
    plain: Counted

    def found(self) -> _Found:
        """Return a shortest word that only the first language holds; if the search is given up, any, or none."""
        made = self.within.made
        if self.one.least < self.other.least:
            return _Found(word=self._rest(self.one))
        if self.one.nullable and not self.other.nullable:
            return _Found(word=())
        turn, most = count(), made.moved + MOST_MOVES
        best: Word | None = None
        seen = {(self.one, self.other)}
        start: _Step = (self.one.least, 0, next(turn), self.one, self.other, None)
        queue = [start]
        while queue and (best is None or queue[0][0] < len(best)):
            _, depth, _, one, other, way = heappop(queue)
            for name, mine in made.moves(one).items():
                theirs = made.behind(other, name)
                if (mine, theirs) in seen or self.within.shown(mine, theirs):
                    continue
                seen.add((mine, theirs))
                if mine.least < theirs.least or theirs is made.never:
                    word = (*_told((way, name)), *self._rest(mine))
                    best = word if best is None or len(word) < len(best) else best
                else:
                    step = (1 - depth + mine.least, depth - 1, next(turn), mine, theirs, (way, name))
                    heappush(queue, step)
            if len(seen) > MOST_PAIRS or made.moved > most:
                any_word = self._longer() if best is None else best
                return _Found(word=any_word, given_up=any_word is None)
        return _Found(word=best)

    def _rest(self, found: Expression) -> Word:
        return self.plain.of(found)[0] or ()

    def _longer(self) -> Word | None:
        """Return a word that is longer than all that the other language holds."""
        if self.other.most is None or not longer(self.one, self.other):
            return None
        return long(self.within.made, self.one, self.other.most + 1)


def _told(way: _Way | None) -> Word:
    names = []
    while way is not None:
        way, name = way
        names.append(name)
    return tuple(reversed(names))
