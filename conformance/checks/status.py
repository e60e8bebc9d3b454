"""ResponseStatus: whether it fits the HTTP status, and tells what it should and no more."""

from collections.abc import Iterator
from http import HTTPStatus

from conformance.checks import _specs
from conformance.checks._declare import Scope, check
from conformance.checks._internals import internals
from conformance.checks._observe import Observation, needed
from conformance.checks._place import quoted
from conformance.checks._rest import FORMATS
from conformance.model.requirement import Direction, Level, Problem, Requirement
from conformance.servicestack.members import uses_of

_RESPONSE = (Direction.RESPONSE,)
_PATH = "ResponseStatus"


@check(
    requirement=Requirement(
        id="REST-07",
        spec=_specs.SERVICESTACK,
        section="ResponseStatus",
        level=Level.MUST,
        sentence="An answer whose status is one of success has a ResponseStatus without an ErrorCode.",
    ),
    scope=Scope(bindings=FORMATS, directions=_RESPONSE, needs=("reply", "status")),
)
def success_carries_no_error_code(seen: Observation) -> Iterator[Problem]:
    """Report a success that says it is an error."""
    told = needed(seen.reply).status
    if needed(seen.status) < HTTPStatus.BAD_REQUEST and told is not None and told.tells_error:
        message = f"the status is {seen.status}, and the ErrorCode is {quoted(told.error_code or '')}"
        yield Problem(message=message, path=f"{_PATH}/ErrorCode")


@check(
    requirement=Requirement(
        id="REST-08",
        spec=_specs.SERVICESTACK,
        section="ResponseStatus",
        level=Level.SHOULD,
        sentence="An answer with content that tells of an error has an ErrorCode.",
    ),
    scope=Scope(bindings=FORMATS, directions=_RESPONSE, needs=("reply", "status")),
)
def failure_carries_an_error_code(seen: Observation) -> Iterator[Problem]:
    """Report an error without a code; an answer without content has none by right."""
    reply = needed(seen.reply)
    has_code = reply.status is not None and reply.status.tells_error
    if reply.read is not None and needed(seen.status) >= HTTPStatus.BAD_REQUEST and not has_code:
        yield Problem(message=f"the status is {seen.status}, and there is no ErrorCode", path=_PATH)


@check(
    requirement=Requirement(
        id="REST-09",
        spec=_specs.SERVICESTACK,
        section="ResponseStatus, Errors",
        level=Level.SHOULD,
        sentence="The FieldName of an error is a member of the request.",
    ),
    scope=Scope(bindings=FORMATS, directions=_RESPONSE, needs=("reply", "operation")),
)
def field_names_are_members(seen: Observation) -> Iterator[Problem]:
    """Report each name that no member of the request has."""
    told = needed(seen.reply).status
    names = {name.lower() for name in uses_of(needed(seen.operation).input.payload, seen.contract.schema)}
    for number, error in enumerate(() if told is None else told.errors, start=1):
        if error.field_name and error.field_name.partition("[")[0].partition(".")[0].lower() not in names:
            message = f"{quoted(error.field_name)} is no member of the request"
            yield Problem(message=message, path=f"{_PATH}/Errors/{number}/FieldName")


@check(
    requirement=Requirement(
        id="REST-10",
        spec=_specs.OURS,
        section="hygiene; CWE-209",
        level=Level.SHOULD,
        sentence="An answer that tells of an error shows nothing of the inside of the server, and has no StackTrace.",
    ),
    scope=Scope(bindings=FORMATS, directions=_RESPONSE, needs=("reply", "data"), unless=("payload",)),
)
def tells_no_internals(seen: Observation) -> Iterator[Problem]:
    """Report a StackTrace, and each kind of thing that is shown of the server."""
    told = needed(seen.reply).status
    if told is not None and told.stack_trace:
        yield Problem(message="the ResponseStatus has a StackTrace", path=f"{_PATH}/StackTrace")
        return
    for _, shown in internals(seen, ((None, text) for text in _said(seen))):
        yield Problem(message=f"the answer shows {shown}")


def _said(seen: Observation) -> Iterator[str]:
    """Yield what an answer says of an error: its messages, or a page as a whole."""
    told = needed(seen.reply).status
    if told is None:
        yield needed(seen.data).decode("utf-8", "replace")
    else:
        yield from filter(None, (told.message, *(error.message for error in told.errors)))
