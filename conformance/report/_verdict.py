"""The account of a run: the only module that counts and sorts a report, so that every format tells the same."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from conformance.model.exchange import Request
from conformance.model.report import CaseStamp, Evidence, Record, Report, Tally
from conformance.model.requirement import Severity
from conformance.model.verdict import Finding, Outcome, Verdict
from conformance.report.jsonl import tally

UNKEPT = Request(url="", headers=(), body=b"", method="")
"""Stands where a record with a finding did not keep its exchange."""

_WEIGHTS = tuple(Severity)
_NO_REASON = Finding(message="the check gave no reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A check that could not tell: the first case in which it broke, what it said there, and in how many exchanges."""

    check: str
    operation: str
    binding: str
    case: str
    message: str
    seen: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A report, counted. Findings are there once, worst first: only those in ``broken``, and doubts, fail a run.

    ``milder`` are warnings and notes. ``requirements`` are the ids of the broken sentences. ``counts`` and ``coverage``
    are those of the footer, made from the records; ``excused`` counts by check the failed outcomes that are tolerated;
    ``judged`` counts, by operation and binding, the exchanges that any check judged.
    """

    complete: bool
    exchanges: int
    broken: tuple[Evidence, ...]
    milder: tuple[Evidence, ...]
    tolerated: tuple[Evidence, ...]
    doubts: tuple[Doubt, ...]
    requirements: tuple[str, ...]
    operations: tuple[str, ...]
    bindings: tuple[str, ...]
    judged: Mapping[tuple[str, str], int]
    counts: Mapping[str, Mapping[str, int]]
    excused: Mapping[str, int]
    coverage: Mapping[str, Tally]


def account(report: Report) -> Account:
    """Count a report."""
    findings = _findings(report)
    untolerated = [found for found in findings if found.tolerated is None]
    broken = tuple(found for found in untolerated if found.severity is Severity.ERROR)
    milder = tuple(found for found in untolerated if found.severity is not Severity.ERROR)
    tolerated = tuple(found for found in findings if found.tolerated is not None)
    excused = [verdict.check for _, verdict in _verdicts(report, Outcome.FAILED) if verdict.tolerated is not None]
    doubts = _doubts(report)
    judged = Counter(_place(record.case) for record in report.records if record.passed or record.verdicts)
    places = sorted({*judged, *map(_place, findings), *map(_place, doubts)})
    counts, coverage = tally(report.records)
    return Account(
        complete=report.complete,
        exchanges=len(report.records),
        broken=broken,
        milder=milder,
        tolerated=tolerated,
        doubts=doubts,
        requirements=tuple(sorted({_requirement(report, found.check) for found in broken})),
        operations=tuple(dict.fromkeys([*report.header.operations, *(operation for operation, _ in places)])),
        bindings=tuple(dict.fromkeys([*report.header.bindings, *(binding for _, binding in places)])),
        judged=judged,
        counts=counts,
        excused=Counter(excused),
        coverage=coverage,
    )


def _findings(report: Report) -> tuple[Evidence, ...]:
    """Return each finding once, worst first: those told as such, and those that a cut run left in its records."""
    told = {(found.check, found.operation, found.binding, found.tolerated) for found in report.findings}
    candidates = [*report.findings]
    for record, verdict in _verdicts(report, Outcome.FAILED):
        if (verdict.check, record.case.operation, record.case.binding, verdict.tolerated) not in told:
            candidates.extend(_evidence(record, verdict))
    merged: dict[tuple[str | None, ...], Evidence] = {}
    for found in candidates:
        key = (found.check, found.operation, found.binding, found.tolerated, found.fingerprint)
        merged[key] = _merged(merged[key], found) if key in merged else found
    return tuple(sorted(merged.values(), key=_worst_first))


def _evidence(record: Record, verdict: Verdict) -> Iterator[Evidence]:
    """Yield the problems of one verdict, those with the same fingerprint once."""
    exchange = record.exchange
    problems = verdict.findings or (_NO_REASON,)
    for problem in {problem.fingerprint: problem for problem in reversed(problems)}.values():
        yield Evidence(
            check=verdict.check,
            operation=record.case.operation,
            binding=record.case.binding,
            case=record.case.id,
            request=exchange.request if exchange else UNKEPT,
            response=exchange.response if exchange else None,
            message=problem.message,
            severity=verdict.severity,
            tolerated=verdict.tolerated,
            path=problem.path,
            line=problem.line,
            fingerprint=problem.fingerprint,
            error=f"{exchange.error.kind}: {exchange.error.message}" if exchange and exchange.error else None,
        )


def _merged(one: Evidence, other: Evidence) -> Evidence:
    """Return the smaller of two tellings of one finding, counting the other's exchanges as well."""
    smaller = min(one, other, key=lambda found: (found.request == UNKEPT, len(found.request.body)))
    return replace(smaller, also_seen=one.also_seen + other.also_seen + 1)


def _worst_first(found: Evidence) -> tuple[int, int, str, str, str]:
    return _WEIGHTS.index(found.severity), -found.also_seen, found.check, found.operation, found.binding


def _doubts(report: Report) -> tuple[Doubt, ...]:
    doubts: dict[tuple[str, str, str], Doubt] = {}
    for record, verdict in _verdicts(report, Outcome.CANT_TELL):
        key = (verdict.check, record.case.operation, record.case.binding)
        reason = verdict.findings[0] if verdict.findings else _NO_REASON
        first = Doubt(check=key[0], operation=key[1], binding=key[2], case=record.case.id, message=reason.message)
        doubts[key] = replace(doubts[key], seen=doubts[key].seen + 1) if key in doubts else first
    return tuple(doubts[key] for key in sorted(doubts))


def _verdicts(report: Report, outcome: Outcome) -> Iterator[tuple[Record, Verdict]]:
    for record in report.records:
        for verdict in record.verdicts:
            if verdict.outcome is outcome:
                yield record, verdict


def _place(thing: CaseStamp | Evidence | Doubt) -> tuple[str, str]:
    return thing.operation, thing.binding


def _requirement(report: Report, check: str) -> str:
    stamp = report.header.checks.get(check)
    return stamp.requirement if stamp and stamp.requirement else check
