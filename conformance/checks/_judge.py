"""Judging: the only module that runs checks, and makes verdicts of what they yield."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from conformance.checks._declare import Check, catalogue
from conformance.checks._observe import Observation
from conformance.checks._platform import Platform, tolerated
from conformance.model.requirement import Problem
from conformance.model.verdict import Finding, Outcome, Verdict

_NUMBERED = re.compile(r"\[[0-9]+\]")
_VALUE = re.compile(r""""(?:[^"\\]|\\.)*"|'[^']*'|[0-9]+""")


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
        if not one.scope.covers(seen):
            inapplicable.append(one.id)
            continue
        verdict = _verdict(one, seen, platform)
        if verdict is None:
            passed.append(one.id)
        else:
            verdicts.append(verdict)
    return Judged(passed=tuple(passed), inapplicable=tuple(inapplicable), verdicts=tuple(verdicts))


def fingerprint(check: str, problem: Problem, seen: Observation) -> str:
    """Return 16 hexadecimal digits: the same for the same problem in another run, whatever host and values."""
    operation = "" if seen.operation is None else seen.operation.name
    path = _NUMBERED.sub("", problem.path or "")
    message = _VALUE.sub("", problem.message)
    same = f"{check}\0{operation}\0{seen.binding.name}\0{path}\0{message}"
    return hashlib.sha256(same.encode("utf-8", "replace")).hexdigest()[:16]


def _verdict(one: Check, seen: Observation, platform: Platform | None) -> Verdict | None:
    """Return the verdict of a check that applies, None where it passes."""
    severity = one.requirement.severity
    try:
        problems = tuple(one.run(seen))
    except Exception as broken:  # noqa: BLE001 - whatever a check raises is a bug of ours, never a finding on theirs
        finding = _finding(one, Problem(message=f"the check broke: {type(broken).__name__}: {broken}"), seen)
        return Verdict(check=one.id, outcome=Outcome.CANT_TELL, severity=severity, findings=(finding,))
    if not problems:
        return None
    return Verdict(
        check=one.id,
        outcome=Outcome.FAILED,
        severity=severity,
        tolerated=None if platform is None else tolerated(platform, one.requirement.id, seen),
        findings=tuple(_finding(one, found, seen) for found in problems),
    )


def _finding(one: Check, problem: Problem, seen: Observation) -> Finding:
    return Finding(
        message=problem.message,
        path=problem.path,
        line=problem.line,
        fingerprint=fingerprint(one.id, problem, seen),
    )
