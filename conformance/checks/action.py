"""The action and the media type: what HTTP says of a message, and what an endpoint makes of it."""

from collections.abc import Iterator

from conformance.checks import _specs
from conformance.checks._alike import differs, told
from conformance.checks._declare import Scope, check
from conformance.checks._observe import Observation, needed
from conformance.checks._place import STATUS, problem, titled
from conformance.checks._soap import BOTH
from conformance.model.requirement import Direction, Level, Problem, Requirement

_RESPONSE = (Direction.RESPONSE,)
_UNSUPPORTED = 415


@check(
    requirement=Requirement(
        id="HTTP-09",
        spec=_specs.OURS,
        section="actions; WS-I Basic Profile 1.1, R1127; RFC 3902, 2",
        level=Level.MUST,
        sentence=(
            "A message is answered by the operation whose request it holds, whatever action is named, or refused."
        ),
    ),
    scope=Scope(
        bindings=BOTH,
        directions=_RESPONSE,
        breaks=("action/action-of-another-operation",),
        needs=("exchange", "operation"),
    ),
)
def names_no_other_operation(seen: Observation) -> Iterator[Problem]:
    """Report a message that the operation of the action answers."""
    payload, own = seen.payload, needed(seen.operation)
    if payload is not None and seen.fault is None and payload.name != own.output.payload:
        message = (
            f"the Body holds the request of {own.name}, and by the action alone the answer is {titled(payload.name)}"
        )
        yield problem(seen, message, at=payload)


@check(
    requirement=Requirement(
        id="HTTP-21",
        spec=_specs.BASIC_PROFILE11,
        section="R1115",
        level=Level.SHOULD,
        sentence="A message of a media type that is not SOAP's is refused with status 415.",
    ),
    scope=Scope(
        bindings=BOTH,
        directions=_RESPONSE,
        breaks=(
            "action/media-type-of-json",
            "action/media-type-of-text",
            "action/media-type-of-a-form",
            "action/media-type-of-any-xml",
            "action/multipart",
        ),
        needs=("status", "refused"),
    ),
)
def wrong_media_type_gets_415(seen: Observation) -> Iterator[Problem]:
    """Report another status of a refusal."""
    if seen.status != _UNSUPPORTED:
        answer = f"{told(seen)}, status {seen.status}"
        message = f"the media type is not SOAP's, and the answer is {answer}; status 415 was expected"
        yield Problem(message=message, path=STATUS)


@check(
    requirement=Requirement(
        id="HTTP-11",
        spec=_specs.RFC3902,
        section="2",
        level=Level.SHOULD,
        sentence="The parameter action of a media type may be left out.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, varies=("connection/no-action",), needs=("base", "exchange")),
)
def action_is_not_needed(seen: Observation) -> Iterator[Problem]:
    """Report another answer than with it."""
    yield from differs(seen, "the message with an action")


@check(
    requirement=Requirement(
        id="HTTP-30",
        spec=_specs.RFC9110,
        section="8.3.1",
        level=Level.MUST,
        sentence="Media types and their parameters mean the same in small and capital letters, quoted or not.",
    ),
    scope=Scope(
        bindings=BOTH, directions=_RESPONSE, varies=("connection/media-type-in-capitals",), needs=("base", "exchange")
    ),
)
def media_type_is_read_without_case(seen: Observation) -> Iterator[Problem]:
    """Report another answer than to the usual spelling."""
    yield from differs(seen, "the message with the usual Content-Type")
