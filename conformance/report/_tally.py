"""Counting records: the only module that adds up outcomes, items and visits, in one pass that holds no record."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from conformance.model.report import Record, Tally, Visited


def tally(records: Iterable[Record]) -> tuple[dict[str, dict[str, int]], dict[str, Tally]]:
    """Count outcomes by check, and exchanges and items by operation, in one pass that holds no record."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    coverage: defaultdict[str, Tally] = defaultdict(Tally)
    visited: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for record in records:
        visited[record.case.operation, "accepted"].update(record.visited.accepted)
        visited[record.case.operation, "refused"].update(record.visited.refused)
        for check in record.passed:
            counts[check]["passed"] += 1
        for check in record.inapplicable:
            counts[check]["inapplicable"] += 1
        for verdict in record.verdicts:
            counts[verdict.check][verdict.outcome.value] += 1
        before = coverage[record.case.operation]
        coverage[record.case.operation] = Tally(
            exchanges=before.exchanges + 1,
            accepted=before.accepted + record.accepted,
            refused=before.refused + record.refused,
        )
    return (
        {check: dict(sorted(outcomes.items())) for check, outcomes in sorted(counts.items())},
        {name: replace(row, visited=dict(_visited(name, visited))) for name, row in sorted(coverage.items())},
    )


def _visited(operation: str, visited: Mapping[tuple[str, str], set[str]]) -> Iterator[tuple[str, Visited]]:
    """Yield how many points of each kind an operation's exchanges visited; the kind is the first word of a point."""
    accepted, refused = (visited.get((operation, side), set()) for side in ("accepted", "refused"))
    sides = [Counter(point.partition(" ")[0] for point in side) for side in (accepted, refused, accepted | refused)]
    for kind in sorted(sides[2]):
        yield kind, Visited(accepted=sides[0][kind], refused=sides[1][kind], all=sides[2][kind])
