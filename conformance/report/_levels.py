"""Levels of conformance: the only reader of these frozen sets of checks, and the only judge of how a run meets them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from conformance import _schemas
from conformance.contract.tables import structured
from conformance.model.binding import BINDINGS
from conformance.report._verdict import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class ConformanceLevel:
    """A named, frozen set of checks, in some bindings; what it holds changes only together with its version."""

    version: int
    title: str
    summary: str
    bindings: tuple[str, ...]
    checks: tuple[str, ...]


class Grade(StrEnum):
    """How a run stands to a level; a run that left anything out has passed it in part only."""

    FAILED = "failed"
    PASSED = "passed"
    PARTIAL = "passed in part"
    DOUBTFUL = "could not tell"
    INCOMPLETE = "incomplete"
    UNTESTED = "not tested"


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """A level with how a run stands to it; ``judged`` is how many of its checks had something to say."""

    name: str
    level: ConformanceLevel
    grade: Grade
    judged: int
    broken: int
    tolerated: int
    known: int


@cache
def levels() -> Mapping[str, ConformanceLevel]:
    """Return the levels by name, in the order in which they are shown."""
    return structured(_schemas.levels_file(), dict[str, ConformanceLevel])


def graded(account: Account) -> tuple[Graded, ...]:
    """Return how a run stands to each level."""
    return tuple(_graded(name, level, account) for name, level in levels().items())


def concerned(account: Account) -> tuple[Graded, ...]:
    """Return how a run stands to each level of the protocols that it spoke; to all where it spoke none."""
    spoken = {BINDINGS[binding].protocol for _, binding in account.judged if binding in BINDINGS}
    return tuple(
        found
        for found in graded(account)
        if not spoken or any(BINDINGS[binding].protocol in spoken for binding in found.level.bindings)
    )


def unscored(checks: Iterable[str]) -> tuple[str, ...]:
    """Return those checks that are in no level, sorted."""
    return tuple(sorted(set(checks).difference(*(level.checks for level in levels().values()))))


def _graded(name: str, level: ConformanceLevel, account: Account) -> Graded:
    checks = frozenset(level.checks)
    broken, tolerated, known = (
        sum(found.check in checks and found.binding in level.bindings for found in findings)
        for findings in (account.broken, account.tolerated, account.known)
    )
    reached = any(binding in level.bindings for _, binding in account.judged)
    told = (account.counts.get(check, {}).keys() for check in checks if reached)
    judged = sum(bool({"passed", "failed"} & outcomes) for outcomes in told)
    grade = Grade.INCOMPLETE
    if account.complete:
        grade = Grade.PARTIAL if account.untested else Grade.PASSED
    if any(doubt.check in checks and doubt.binding in level.bindings for doubt in account.doubts):
        grade = Grade.DOUBTFUL
    if not judged:
        grade = Grade.UNTESTED
    if broken:
        grade = Grade.FAILED
    return Graded(name=name, level=level, grade=grade, judged=judged, broken=broken, tolerated=tolerated, known=known)
