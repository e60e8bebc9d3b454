"""Effects: what a message that was refused has done all the same, seen by taking it back."""

from collections.abc import Iterator

from conformance.checks import _specs
from conformance.checks._alike import told
from conformance.checks._declare import Scope, check
from conformance.checks._observe import Observation, needed
from conformance.checks._place import problem
from conformance.checks._soap import BOTH
from conformance.model.requirement import Direction, Level, Problem, Requirement

_RESPONSE = (Direction.RESPONSE,)


@check(
    requirement=Requirement(
        id="S-14",
        spec=_specs.CONTRACT,
        section="operations, undo",
        level=Level.MUST,
        sentence="A message that is answered by a fault has no effect.",
    ),
    scope=Scope(
        bindings=BOTH,
        directions=_RESPONSE,
        varies=("effect/behind-a-refused-message",),
        needs=("base", "results"),
        unless=("miscounted",),
    ),
)
def refused_message_has_none(seen: Observation) -> Iterator[Problem]:
    """Report that there is something to take back."""
    yield from _taken_back(seen, "a message was refused")


@check(
    requirement=Requirement(
        id="HDR-06",
        spec=_specs.SOAP12_PART1,
        section="2.6; WS-I Basic Profile 1.1, R1025",
        level=Level.MUST,
        sentence="Nothing is processed before all mandatory header blocks are known to be understood.",
    ),
    scope=Scope(
        bindings=BOTH,
        directions=_RESPONSE,
        varies=("effect/behind-a-mandatory-block",),
        needs=("base", "results"),
        unless=("miscounted",),
    ),
)
def mandatory_blocks_come_first(seen: Observation) -> Iterator[Problem]:
    """Report that there is something to take back."""
    yield from _taken_back(seen, "a message was refused for a header block that nobody understands")


def _taken_back(seen: Observation, what: str) -> Iterator[Problem]:
    plain = needed(seen.base)
    if told(seen) != told(plain):
        message = f"{what}, and what it asks for was done: taking that back gives {told(seen)}, before it {told(plain)}"
        yield problem(seen, message, at=seen.payload)
