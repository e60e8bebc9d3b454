"""Parity: whether a message is answered as another one is that means the same."""

from collections.abc import Iterator

from conformance.checks import _specs
from conformance.checks._alike import accepts, differs, told
from conformance.checks._declare import Scope, check
from conformance.checks._observe import Observation, needed
from conformance.checks._place import problem
from conformance.checks._soap import BOTH
from conformance.model.case import Expectation
from conformance.model.requirement import Direction, Level, Problem, Requirement

_RESPONSE = (Direction.RESPONSE,)


@check(
    requirement=Requirement(
        id="XML-19",
        spec=_specs.SOAP12_PART1,
        section="5",
        level=Level.MUST,
        sentence="Two spellings of one message in XML mean the same, so that they are answered alike.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, needs=("base", "exchange"), varies=("spelling",)),
)
def spelling_changes_nothing(seen: Observation) -> Iterator[Problem]:
    """Report an answer that differs from the one to the plain spelling in more than the contract declares volatile."""
    yield from differs(seen, "the message in its plain spelling")


@check(
    requirement=Requirement(
        id="OWN-06",
        spec=_specs.OURS,
        section="negatives",
        level=Level.SHOULD,
        sentence="A message with content that the contract does not know is accepted in every binding or in none.",
    ),
    scope=Scope(
        bindings=BOTH, directions=_RESPONSE, expectations=(Expectation.ALIKE,), needs=("twin", "operation", "exchange")
    ),
)
def bindings_treat_it_alike(seen: Observation) -> Iterator[Problem]:
    """Report a message that one binding accepts and the other refuses, as a whole or in its results."""
    twin = needed(seen.twin)
    here, there = accepts(seen), accepts(twin)
    if here != there:
        message = f"the answer is {told(seen)}; over {twin.binding.title} it is {told(twin)}"
        yield problem(seen, message, at=seen.fault_element or seen.payload or seen.document)


@check(
    requirement=Requirement(
        id="M-01",
        spec=_specs.OURS,
        section="relations",
        level=Level.MUST,
        sentence="One payload is answered alike over SOAP 1.1 and over SOAP 1.2.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, varies=("binding/other-version",), needs=("base", "exchange")),
)
def bindings_answer_alike(seen: Observation) -> Iterator[Problem]:
    """Report another answer than over SOAP 1.1."""
    yield from differs(seen, "the same payload over SOAP 1.1")


@check(
    requirement=Requirement(
        id="M-02",
        spec=_specs.OURS,
        section="relations",
        level=Level.SHOULD,
        sentence="A request that sets what is set already is answered as it was before.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, varies=("connection/again",), needs=("base", "exchange")),
)
def repeating_changes_nothing(seen: Observation) -> Iterator[Problem]:
    """Report another answer than the first time."""
    yield from differs(seen, "the same message before")


@check(
    requirement=Requirement(
        id="M-24",
        spec=_specs.OURS,
        section="relations",
        level=Level.MUST,
        sentence="A message is answered alike over a new connection and over one that is used again.",
    ),
    scope=Scope(
        bindings=BOTH, directions=_RESPONSE, varies=("connection/closed-connection",), needs=("base", "exchange")
    ),
)
def connection_changes_nothing(seen: Observation) -> Iterator[Problem]:
    """Report another answer."""
    yield from differs(seen, "the same message over a kept connection")


@check(
    requirement=Requirement(
        id="M-25",
        spec=_specs.RFC9112,
        section="7.1",
        level=Level.MUST,
        sentence="A message in chunks is read as one with a length.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, varies=("connection/chunks",), needs=("base", "exchange")),
)
def chunks_are_read(seen: Observation) -> Iterator[Problem]:
    """Report another answer than to the message with a length."""
    yield from differs(seen, "the message with a length")


@check(
    requirement=Requirement(
        id="M-26",
        spec=_specs.OURS,
        section="relations",
        level=Level.MUST,
        sentence="The same message is answered alike alone, and at the same time as others.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, varies=("connection/at-once",), needs=("base", "exchange")),
)
def answers_at_once_are_alike(seen: Observation) -> Iterator[Problem]:
    """Report another answer."""
    yield from differs(seen, "the same message alone")


@check(
    requirement=Requirement(
        id="OWN-10",
        spec=_specs.OURS,
        section="relations",
        level=Level.MUST,
        sentence="Of different messages at the same time each gets its own answer.",
    ),
    scope=Scope(
        bindings=BOTH, directions=_RESPONSE, varies=("connection/at-once-with-others",), needs=("base", "exchange")
    ),
)
def answers_are_not_swapped(seen: Observation) -> Iterator[Problem]:
    """Report an answer that is not the one to the message alone."""
    yield from differs(seen, "the same message alone")
