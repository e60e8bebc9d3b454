"""Visits: the only module that tells which points of the contract an exchange was the first to visit, and how."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from conformance.checks._observe import Observation
from conformance.checks._results import codes, success
from conformance.generation.coverage import FAULT, RULE, Chart
from conformance.model.case import Case
from conformance.model.contract import Contract
from conformance.model.report import Visits
from conformance.model.tree import select


@dataclass(slots=True, kw_only=True)
class Log:
    """What one process has visited so far, by operation and side."""

    contract: Contract
    _charts: dict[str, Chart] = field(default_factory=dict)
    _seen: dict[tuple[str, bool], set[str]] = field(default_factory=dict)

    def of(self, case: Case, seen: Observation, *, accepted: int, refused: int) -> Visits:
        """Return what an exchange visits that none did before; of a broken message only the rule counts."""
        whole = seen.payload is not None and accepted > 0 and not (case.breaks and refused)
        new: tuple[list[str], list[str]] = ([], [])
        for point, good in self._points(case, seen, whole=whole):
            known = self._seen.setdefault((case.operation, good), set())
            if point not in known:
                known.add(point)
                new[good].append(point)
        return Visits(refused=tuple(new[False]), accepted=tuple(new[True]))

    def _points(self, case: Case, seen: Observation, *, whole: bool) -> Iterator[tuple[str, bool]]:
        """Yield each point with whether it was accepted; what is in no item is so if the ``whole`` is."""
        for code in _codes(seen):
            yield f"{FAULT} {code}", False
        if case.breaks is not None:
            if "/" not in case.breaks:  # what is broken around a payload is no rule of the contract
                yield f"{RULE} {case.breaks}", whole
            return
        payload = None if seen.request_said is None else seen.request_said.payload
        operation = self.contract.operations[case.operation]
        if payload is None or payload.name != operation.input.payload:
            return
        rule, results = seen.rule, seen.results or ()
        told = [success(result, rule) is True for result in results] if rule is not None else []
        if case.operation not in self._charts:
            self._charts[case.operation] = Chart(contract=self.contract, operation=operation)
        for point, item in self._charts[case.operation].visited(payload):
            yield point, whole if item is None else item < len(told) == len(seen.items or ()) and told[item]


def coverable(contract: Contract, operations: tuple[str, ...]) -> Mapping[str, Mapping[str, int]]:
    """Return how many points there are in the requests of operations, by kind."""
    charts = (Chart(contract=contract, operation=contract.operations[name]) for name in operations)
    return {
        chart.operation.name: {kind: len(points) for kind, points in chart.points().items() if points}
        for chart in charts
    }


def _codes(seen: Observation) -> Iterator[str]:
    yield from sorted(seen.refusals)
    if seen.rule is not None:
        for result in seen.results or ():
            for error in select(result, seen.rule.errors):
                yield from codes(error, seen.rule)
