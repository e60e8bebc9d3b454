"""Defects of results: what they hold, and what they are called."""

from dataclasses import replace

from conformance.contract import rest
from conformance.model.binding import JSON
from conformance.model.exchange import Request, Response, field_values
from conformance.reference.defect import Answered, Asked, defect, misreading
from conformance.reference.rest.defects._edit import assigns, edited, labelled, operation_of
from conformance.reference.rest.refusal import Refusal, RefusedError, absent

_POST = "PostEventRegistrationSessions"


@defect("echo.members-are-repeated", shown=f"{_POST}/json/example")
def registration_of_another(answered: Answered) -> Response:
    """Repeat the registration of somebody else."""
    return edited(answered, lambda said: said.update(RegistrationID="R-9") if "RegistrationID" in said else None)


@defect("reply.is-of-the-declared-type", shown=f"{_POST}/json/example")
def truth_value_as_a_text(answered: Answered) -> Response:
    """Write a truth value as a text."""
    return edited(answered, lambda said: said.update(BypassCache="no") if "BypassCache" in said else None)


@defect("reply.is-what-it-claims-to-be", shown=f"{_POST}/jsv/example")
def jsv_is_called_json(answered: Answered) -> Response:
    """Call every result JSON."""
    response = answered.response
    if not assigns(answered) or field_values(response.headers, "Content-Type")[:1] == ("text/plain",):
        return response
    return labelled(response, "application/json") if response.body else response


@defect("reply.says-its-media-type", shown=f"{_POST}/json/example")
def nothing_is_said_of_the_media_type(answered: Answered) -> Response:
    """Send results without a Content-Type."""
    return labelled(answered.response, None) if assigns(answered) else answered.response


@defect("reply.is-in-the-format-asked-for", shown=f"{_POST}/jsv/example")
def json_whatever_is_asked_for(answered: Answered) -> Response:
    """Answer in JSON whatever is asked for."""
    operation, response = operation_of(answered), answered.response
    if operation is None or not assigns(answered):
        return response
    read = rest.answered(response.body, response.headers, answered.contract, operation)
    if read is None or read.format == JSON:
        return response
    told = rest.written(rest.typed(read, answered.contract), JSON)
    return labelled(replace(response, body=told), "application/json")


@misreading("reply.example-succeeds", shown=f"{_POST}/json/example")
def no_event_is_found(asked: Asked) -> Request:
    """Find none of the events that there are."""
    if assigns(asked):
        raise RefusedError(absent("EventID", "there is no such event"))
    return asked.request


@defect("reply.comes-without-server-error", shown=f"{_POST}/json/invalid/paths/not-a-number-EventID")
def crash_on_a_bad_number(answered: Answered) -> Response:
    """Break where a number in the path is none."""
    if b"is an Invalid value" not in answered.response.body:
        return answered.response
    return replace(answered.response, status=500)


@misreading("reply.comes-without-server-error", "reply.example-succeeds", shown=f"{_POST}/json/example")
def database_is_away(asked: Asked) -> Request:
    """Break at every call."""
    if assigns(asked):
        raise RefusedError(Refusal(status=503, code="DbException", message="try again later"))
    return asked.request
