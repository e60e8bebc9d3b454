"""The words of the gate: what is said of all changes between two contracts, and whether that may pass."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from conformance.model.change import Change, Impact, Reader
from conformance.model.requirement import Direction


class FailOn(StrEnum):
    """The least that fails the gate."""

    BREAKING = "breaking"
    RISKY = "risky"
    ANY = "any"
    NEVER = "never"

    def fails(self, impact: Impact) -> bool:
        """Tell whether a change of this impact fails."""
        order = {FailOn.NEVER: 0, FailOn.BREAKING: 1, FailOn.RISKY: 2, FailOn.ANY: len(Impact)}
        return tuple(Impact).index(impact) < order[self]


class Pairing(StrEnum):
    """Who speaks with whom while not all have the new contract."""

    OLD_CLIENT = "old client, new server"
    NEW_CLIENT = "new client, old server"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One of two contracts: the name that the user gave it, and the digest of its documents."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A change that somebody accepts until a day, in ISO 8601; ``rule`` is for whoever reads the file."""

    fingerprint: str
    rule: str
    reason: str
    owner: str
    expires: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A change, its impact by the levels that the user chose, and the entry that accepts it."""

    change: Change
    impact: Impact
    accepted: Accepted | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A recorded message that the new contract refuses and the old one does not: where it stands, and why.

    ``changes`` are the fingerprints of those that are about the place of the complaint; ``accepted`` tells that there
    are some, and all of them are accepted.
    """

    file: str
    number: int
    operation: str
    direction: Direction
    why: str
    changes: tuple[str, ...] = ()
    accepted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """Recorded messages judged by both contracts; the mappings count by direction.

    ``judged`` are those of an operation of either contract, and faults; ``before`` are those that the old contract
    refuses too, ``mended`` those that only it refuses; ``foreign`` is of no operation, or no message at all.
    ``broken`` tells of files that cannot be read.
    """

    judged: Mapping[Direction, int]
    before: Mapping[Direction, int]
    mended: Mapping[Direction, int]
    refused: tuple[Refused, ...] = ()
    foreign: int = 0
    broken: tuple[str, ...] = ()

    def of(self, direction: Direction) -> tuple[Refused, ...]:
        """Return the messages of a direction that are refused now."""
        return tuple(one for one in self.refused if one.direction is direction)

    @property
    def failing(self) -> tuple[Refused, ...]:
        """Return the recorded requests that break their clients: refused now, and by no change that is accepted."""
        return tuple(one for one in self.of(Direction.REQUEST) if not one.accepted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """What two runs show of the endpoint beside what its contract says: whether it does other things now.

    ``told`` says it in one sentence without a full stop, ``worse`` are the findings that are new or count now.
    ``decided`` tells whether both runs did all that was planned, and the new one tested what the old one did.
    """

    changed: bool
    fails: bool
    decided: bool
    told: str
    worse: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Two contracts compared and weighed, the worst change first, and those of one rule together.

    ``breaks`` is how many changes of which impact each pairing meets, for each reader. ``stale`` are entries that no
    change needs any more, ``overdue`` those whose day has passed: both fail.
    """

    old: Compared
    new: Compared
    fail_on: FailOn
    changes: tuple[Weighed, ...]
    breaks: Mapping[Pairing, Mapping[Reader, Mapping[Impact, int]]]
    stale: tuple[Accepted, ...] = ()
    overdue: tuple[Accepted, ...] = ()
    traffic: Traffic | None = None
    behaviour: Behaviour | None = None

    @property
    def counts(self) -> Mapping[Impact, int]:
        """Return how many changes have which impact, the worst first, without those that have none."""
        impacts = [held.impact for held in self.changes]
        return {one: impacts.count(one) for one in Impact if one in impacts}

    @property
    def failing(self) -> tuple[Weighed, ...]:
        """Return the changes that fail, the worst first."""
        return tuple(held for held in self.changes if held.accepted is None and self.fail_on.fails(held.impact))

    @property
    def blind(self) -> bool:
        """Tell whether something was given that cannot be judged: broken or foreign traffic, or runs that were cut."""
        deaf = self.traffic is not None and (bool(self.traffic.broken) or not sum(self.traffic.judged.values()))
        return deaf or (self.behaviour is not None and not self.behaviour.decided)

    @property
    def fails(self) -> bool:
        """Tell whether the gate stays shut."""
        recorded = self.traffic is not None and self.fail_on is not FailOn.NEVER and self.traffic.failing
        behaves = self.behaviour is not None and self.behaviour.fails
        return bool(self.failing or self.stale or self.overdue or recorded or behaves)
