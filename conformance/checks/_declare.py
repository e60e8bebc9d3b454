"""How a check is declared, and where all of them are found: in the modules of this package, by looking."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TypeAlias

from conformance import _members
from conformance.checks._observe import Observation
from conformance.model.binding import BINDINGS, Binding
from conformance.model.case import Expectation
from conformance.model.requirement import Direction, Problem, Requirement

PACKAGE = "conformance.checks"

Run: TypeAlias = Callable[[Observation], Iterable[Problem]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """When a check has something to say.

    ``bindings`` are those of the message itself, ``asked`` those of the request that it answers, any where it is None.
    ``needs`` names parts of an observation that must not be None, ``unless`` parts that must be; ``words`` are neutral
    words of fault codes, ``breaks`` rules that requests break on purpose, ``varies`` ways in which they differ from
    others: where any is named, one must hold. Outside its scope a check is inapplicable.
    """

    bindings: tuple[Binding, ...] = tuple(BINDINGS.values())
    asked: tuple[Binding, ...] | None = None
    directions: tuple[Direction, ...] = (Direction.REQUEST, Direction.RESPONSE)
    expectations: tuple[Expectation | None, ...] = (None, *Expectation)
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    breaks: tuple[str, ...] = ()
    varies: tuple[str, ...] = ()

    def covers(self, seen: Observation) -> bool:
        """Tell whether an observation is in this scope; what most checks fail by is asked first."""
        if (self.breaks and seen.breaks not in self.breaks) or (self.varies and seen.varies not in self.varies):
            return False
        if self.words and seen.word not in self.words:
            return False
        return (
            seen.binding in self.bindings
            and (self.asked is None or seen.asked in self.asked)
            and seen.direction in self.directions
            and seen.expectation in self.expectations
            and all(getattr(seen, name) is not None for name in self.needs)
            and all(getattr(seen, name) is None for name in self.unless)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The code that tests one sentence; ``run`` yields what is wrong, and nothing where all is well."""

    id: str
    requirement: Requirement
    scope: Scope
    run: Run


def check(*, requirement: Requirement, scope: Scope) -> Callable[[Run], Check]:
    """Make a function a check; its id is the name of its module and its own, with hyphens."""

    def declared(run: Run) -> Check:
        topic = run.__module__.rpartition(".")[2]
        return Check(id=f"{topic}.{run.__name__}".replace("_", "-"), requirement=requirement, scope=scope, run=run)

    return declared


@cache
def catalogue() -> Mapping[str, Check]:
    """Return all checks by id, sorted."""
    found = _members.declared(PACKAGE, Check)
    return MappingProxyType({one.id: one for one in sorted(found, key=lambda one: one.id)})
