"""The account of a run: the only module that counts and sorts a report, so that every format tells the same."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from conformance.model.exchange import Request
from conformance.model.report import CaseStamp, Evidence, Record, Report, Tally
from conformance.model.requirement import Severity
from conformance.model.verdict import Finding, Outcome, Verdict
from conformance.report._baseline import Standing, Watch
from conformance.report._tally import tally

UNKEPT = Request(url="", headers=(), body=b"", method="")
"""Stands where a record with a finding did not keep its exchange."""

_Key: TypeAlias = tuple[str | None, ...]
_WEIGHTS = tuple(Severity)
_DAY = len("YYYY-MM-DD")
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
    are those of the footer, made from the records; ``excused`` counts by check the failed outcomes that are tolerated,
    ``listed`` those that the user's baseline lists, ``judged``, by operation and binding, the exchanges that any check
    judged. ``baseline`` tells how each entry of the baseline stands, ``untested`` is how much was left out.
    """

    complete: bool
    exchanges: int
    broken: tuple[Evidence, ...]
    milder: tuple[Evidence, ...]
    tolerated: tuple[Evidence, ...]
    known: tuple[Evidence, ...]
    doubts: tuple[Doubt, ...]
    requirements: tuple[str, ...]
    operations: tuple[str, ...]
    bindings: tuple[str, ...]
    judged: Mapping[tuple[str, str], int]
    counts: Mapping[str, Mapping[str, int]]
    excused: Mapping[str, int]
    listed: Mapping[str, int]
    coverage: Mapping[str, Tally]
    baseline: tuple[Standing, ...]
    untested: int

    @property
    def states(self) -> dict[str, tuple[Evidence, ...]]:
        """Return the findings by how they stand, the worst first."""
        return {"broken": self.broken, "minor": self.milder, "tolerated": self.tolerated, "known": self.known}

    @property
    def overdue(self) -> tuple[Standing, ...]:
        """Return the entries of the baseline that fail a run: expired or stale."""
        return tuple(standing for standing in self.baseline if standing.fails)


def account(report: Report) -> Account:
    """Count a report in one walk over its records, of which none is held."""
    ledger = _Ledger(told=frozenset(map(_kind, report.findings)), watch=Watch(entries=report.header.baseline))
    counts, coverage = tally(map(ledger.noted, report.records))
    findings = _merged_all(report.findings, ledger.untold.values())
    broken = tuple(found for found in findings if found.counts)
    tolerated = tuple(found for found in findings if found.tolerated is not None)
    known = tuple(found for found in findings if found.tolerated is None and found.known is not None)
    milder = tuple(
        found for found in findings if not (found.counts or found.tolerated is not None or found.known is not None)
    )
    doubts = tuple(ledger.doubts[key] for key in sorted(ledger.doubts))
    places = sorted({*ledger.judged, *map(_place, findings), *map(_place, doubts)})
    return Account(
        complete=report.complete,
        exchanges=ledger.exchanges,
        broken=broken,
        milder=milder,
        tolerated=tolerated,
        known=known,
        doubts=doubts,
        requirements=tuple(sorted({_requirement(report, found.check) for found in broken})),
        operations=tuple(dict.fromkeys([*report.header.operations, *(operation for operation, _ in places)])),
        bindings=tuple(dict.fromkeys([*report.header.bindings, *(binding for _, binding in places)])),
        judged=ledger.judged,
        counts=counts,
        excused=ledger.excused,
        listed=ledger.listed,
        coverage=coverage,
        untested=0 if report.footer is None else len(report.footer.untested),
        baseline=ledger.watch.standings(day=report.header.started[:_DAY], complete=report.complete),
    )


def judged(report: Report) -> bool:
    """Tell whether any check had something to say; a selection may leave only checks that have not."""
    counts = {} if report.footer is None else report.footer.counts
    return any(outcomes.keys() - {Outcome.INAPPLICABLE.value} for outcomes in counts.values())


def overdue(report: Report) -> bool:
    """Tell whether an entry of a report's baseline fails the run."""
    return bool(report.header.baseline and account(report).overdue)


@dataclass(slots=True, kw_only=True)
class _Ledger:
    """What is counted on the way through the records, and what a cut run found but no longer told as a finding."""

    told: frozenset[_Key]
    watch: Watch
    untold: dict[_Key, Evidence] = field(default_factory=dict)
    doubts: dict[_Key, Doubt] = field(default_factory=dict)
    excused: Counter[str] = field(default_factory=Counter)
    listed: Counter[str] = field(default_factory=Counter)
    judged: Counter[tuple[str, str]] = field(default_factory=Counter)
    exchanges: int = 0

    def noted(self, record: Record) -> Record:
        """Count a record and return it."""
        self.exchanges += 1
        self.watch.note(record)
        if record.passed or record.verdicts:
            self.judged[_place(record.case)] += 1
        for verdict in record.verdicts:
            if verdict.outcome is Outcome.FAILED:
                self._failed(record, verdict)
            elif verdict.outcome is Outcome.CANT_TELL:
                self._doubted(record, verdict)
        return record

    def _failed(self, record: Record, verdict: Verdict) -> None:
        if verdict.tolerated is not None:
            self.excused[verdict.check] += 1
        elif verdict.known is not None:
            self.listed[verdict.check] += 1
        if (verdict.check, *_place(record.case), verdict.tolerated, verdict.known) not in self.told:
            for found in _evidence(record, verdict):
                _add(found, self.untold)

    def _doubted(self, record: Record, verdict: Verdict) -> None:
        operation, binding = _place(record.case)
        key = (verdict.check, operation, binding)
        reason = verdict.findings[0] if verdict.findings else _NO_REASON
        first = Doubt(
            check=verdict.check, operation=operation, binding=binding, case=record.case.id, message=reason.message
        )
        held = self.doubts.get(key)
        self.doubts[key] = first if held is None else replace(held, seen=held.seen + 1)


def _merged_all(told: Iterable[Evidence], untold: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Return each finding once, worst first: those told as such, and those that a cut run left in its records."""
    merged: dict[_Key, Evidence] = {}
    for found in (*told, *untold):
        _add(found, merged)
    return tuple(sorted(merged.values(), key=_worst_first))


def _add(found: Evidence, merged: dict[_Key, Evidence]) -> None:
    key = (*_kind(found), found.fingerprint)
    merged[key] = _merged(merged[key], found) if key in merged else found


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
            known=verdict.known,
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


def _place(thing: CaseStamp | Evidence | Doubt) -> tuple[str, str]:
    return thing.operation, thing.binding


def _kind(found: Evidence) -> _Key:
    return (found.check, *_place(found), found.tolerated, found.known)


def _requirement(report: Report, check: str) -> str:
    stamp = report.header.checks.get(check)
    return stamp.requirement if stamp and stamp.requirement else check
