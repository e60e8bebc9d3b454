"""Cases of a report: the only module that sums up its records by case, and what was left out by the reason why."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from conformance.model.report import CaseStamp, Record, Report
from conformance.model.requirement import Severity
from conformance.model.verdict import Outcome, Verdict
from conformance.report._layout import without_number

STANDINGS = ("passed", "nothing to judge", "known", "tolerated", "minor", "could not tell", "finding")
"""How a case may stand, the worst last; one of which nothing could be judged has not passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """A case: how many exchanges it had, how long their answers took, and the worst that was seen in them.

    The id of its stamp is the case's own, without the number of a message.
    """

    case: CaseStamp
    exchanges: int
    seconds: float
    standing: str


def walked(report: Report) -> tuple[tuple[Ran, ...], list[float]]:
    """Return the cases of a run, and how long its answers took in seconds, in one walk that holds no record."""
    numbers: Counter[str] = Counter()
    worst: dict[str, int] = {}
    stamps: dict[str, CaseStamp] = {}
    seconds: list[float] = []
    spent: defaultdict[str, float] = defaultdict(float)
    for record in report.records:
        case = without_number(record.case.id)
        numbers[case] += 1
        stamps.setdefault(case, replace(record.case, id=case))
        worst[case] = max(worst.get(case, 0), _standing(record))
        if record.elapsed_s is not None:
            seconds.append(record.elapsed_s)
            spent[case] += record.elapsed_s
    rows = (
        Ran(case=held, exchanges=numbers[case], seconds=spent[case], standing=STANDINGS[worst[case]])
        for case, held in stamps.items()
    )
    return tuple(rows), seconds


def reasons(report: Report) -> Mapping[str, tuple[str, ...]]:
    """Return what was not tested by the reason why, that of the most first."""
    found: dict[str, list[str]] = {}
    for left in () if report.footer is None else report.footer.untested:
        found.setdefault(left.why, []).append(left.what)
    return {why: tuple(held) for why, held in sorted(found.items(), key=lambda row: -len(row[1]))}


def _standing(record: Record) -> int:
    """Return how a record stands, as a place in ``STANDINGS``."""
    if record.verdicts:
        return max(map(_weight, record.verdicts))
    return 0 if record.passed else 1


def _weight(verdict: Verdict) -> int:
    if verdict.outcome is Outcome.CANT_TELL:
        return STANDINGS.index("could not tell")
    if verdict.tolerated is not None:
        return STANDINGS.index("tolerated")
    if verdict.known is not None:
        return STANDINGS.index("known")
    return STANDINGS.index("finding" if verdict.severity is Severity.ERROR else "minor")
