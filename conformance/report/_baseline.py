"""The user's baseline: the only module that tells how its entries stand after a run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from conformance.model.report import KnownStamp, Record
from conformance.model.verdict import Outcome

Place: TypeAlias = tuple[str, str]
_Key: TypeAlias = tuple[str, str, str]


class State(StrEnum):
    """How an entry stands: it met a finding, its day has passed, it met none where it should, or nobody can know."""

    MET = "met"
    EXPIRED = "expired"
    STALE = "stale"
    UNTESTED = "not tested"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An entry by its number in the file, and how it stands."""

    number: str
    entry: KnownStamp
    state: State

    @property
    def fails(self) -> bool:
        """Tell whether a person must do something about the entry before a run can pass."""
        return self.state in {State.EXPIRED, State.STALE}


@dataclass(slots=True, kw_only=True)
class Watch:
    """What the records show of the checks that the entries name, by check, operation and binding."""

    entries: Mapping[str, KnownStamp]
    judged: set[Place] = field(default_factory=set)
    passed: set[_Key] = field(default_factory=set)
    failed: set[_Key] = field(default_factory=set)
    doubted: set[_Key] = field(default_factory=set)

    def note(self, record: Record) -> None:
        """Note what a record shows."""
        if not self.entries:
            return
        place = record.case.operation, record.case.binding
        if record.passed or record.verdicts:
            self.judged.add(place)
        self.passed.update((check, *place) for check in record.passed)
        for verdict in record.verdicts:
            seen = {Outcome.FAILED: self.failed, Outcome.CANT_TELL: self.doubted}.get(verdict.outcome)
            if seen is not None:
                seen.add((verdict.check, *place))

    def standings(self, *, day: str, complete: bool) -> tuple[Standing, ...]:
        """Return how each entry stands on a day, in ISO 8601; a run that is not complete makes none stale."""
        return tuple(
            Standing(number=number, entry=entry, state=self._state(entry, day=day, complete=complete))
            for number, entry in self.entries.items()
        )

    def _state(self, entry: KnownStamp, *, day: str, complete: bool) -> State:
        keys = {(entry.check, *place) for place in entry.places}
        if entry.expires < day:
            return State.EXPIRED
        if keys & self.failed:
            return State.MET
        # An entry for any operation may be for one that this run left out.
        tested = keys & self.passed and not keys & self.doubted and self.judged.issuperset(entry.places)
        return State.STALE if complete and tested else State.UNTESTED
