"""Judging: the only module that runs checks, and makes verdicts of what they yield."""

from collections.abc import Mapping
from dataclasses import dataclass

from conformance.checks._declare import Check, catalogue
from conformance.checks._observe import Observation
from conformance.checks._platform import Platform, tolerated
from conformance.model.fingerprint import fingerprint
from conformance.model.requirement import Problem
from conformance.model.verdict import Finding, Outcome, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the checks say of one observation: ids of those that passed or do not apply, and all other verdicts."""

    passed: tuple[str, ...] = ()
    inapplicable: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()


def judge(seen: Observation, platform: Platform | None, *, checks: Mapping[str, Check] | None = None) -> Judged:
    """Return what checks say of an observation, those of the catalogue where none are given; never raise."""
    passed: list[str] = []
    inapplicable: list[str] = []
    verdicts: list[Verdict] = []
    for one in (catalogue() if checks is None else checks).values():
        outcome, problems = _run(one, seen)
        if outcome is Outcome.PASSED:
            passed.append(one.id)
        elif outcome is Outcome.INAPPLICABLE:
            inapplicable.append(one.id)
        else:
            known = None
            if platform is not None and outcome is Outcome.FAILED:
                known = tolerated(platform, seen, requirement=one.requirement.id)
            verdict = Verdict(
                check=one.id,
                outcome=outcome,
                severity=one.requirement.severity,
                tolerated=known,
                findings=tuple(_finding(found, seen, check=one.id) for found in problems),
            )
            verdicts.append(verdict)
    return Judged(passed=tuple(passed), inapplicable=tuple(inapplicable), verdicts=tuple(verdicts))


def _run(one: Check, seen: Observation) -> tuple[Outcome, tuple[Problem, ...]]:
    try:
        if not one.scope.covers(seen):
            return Outcome.INAPPLICABLE, ()
        problems = tuple(map(_problem, one.run(seen)))
    except Exception as broken:  # noqa: BLE001 - whatever a check raises is a bug of ours, never a finding on theirs
        return Outcome.CANT_TELL, (Problem(message=f"the check broke: {type(broken).__name__}: {broken}"),)
    return Outcome.FAILED if problems else Outcome.PASSED, problems


def _problem(given: object) -> Problem:
    if isinstance(given, Problem):
        return given
    message = f"it yields {type(given).__name__}, where a Problem is wanted"
    raise TypeError(message)


def _finding(problem: Problem, seen: Observation, *, check: str) -> Finding:
    return Finding(
        message=problem.message,
        path=problem.path,
        line=problem.line,
        fingerprint=fingerprint(
            check,
            problem.message,
            operation="" if seen.operation is None else seen.operation.name,
            binding=(seen.asked or seen.binding).name,
            path=problem.path,
        ),
    )
