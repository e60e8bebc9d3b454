"""Letters: what is sent for a case, what its answer is judged beside, and what became of it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from conformance.checks._judge import Judged
from conformance.checks._observe import Observation
from conformance.model.case import Case
from conformance.model.exchange import Exchange, Request
from conformance.model.verdict import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An exchange with what was seen of its answer, and what the checks said of that.

    ``kept`` is the request's body as it may be written down, where secrets cannot be found in its bytes.
    """

    exchange: Exchange
    seen: Observation = field(repr=False)
    judged: Judged
    accepted: int
    refused: int
    kept: bytes | None = field(default=None, repr=False)

    @property
    def request(self) -> Request:
        """Return the request, in which what may be written down stands in the place of its body."""
        sent = self.exchange.request
        return sent if self.kept is None else replace(sent, body=self.kept)

    @property
    def failing(self) -> frozenset[str]:
        """Return the ids of the checks that found a problem."""
        return frozenset(told.check for told in self.judged.verdicts if told.outcome is Outcome.FAILED)

    @property
    def serious(self) -> frozenset[str]:
        """Return the ids of the checks that found a problem which the platform does not explain."""
        failed = (told for told in self.judged.verdicts if told.outcome is Outcome.FAILED)
        return frozenset(told.check for told in failed if told.tolerated is None)

    @property
    def doubts(self) -> dict[str, str]:
        """Return the ids of the checks that broke, with what each said."""
        broken = (told for told in self.judged.verdicts if told.outcome is Outcome.CANT_TELL)
        return {told.check: told.findings[0].message for told in broken}


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a request is judged beside: the answers to its plain form and in the other binding.

    ``kept`` is its body as it may be written down, where secrets cannot be found in its bytes; ``expect`` gives what
    its own answer is compared with, given the plain one and that.
    """

    base: Observation | None = None
    twin: Observation | None = None
    kept: bytes | None = None
    expect: Callable[[Observation, Observation], Observation] = lambda base, _own: base


ALONE = Beside()


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A request of a case, and what its answer is judged beside; it is written with the session that is open then."""

    case: Case
    write: Callable[[], Request]
    beside: Beside = ALONE
