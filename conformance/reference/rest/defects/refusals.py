"""Defects of what is refused, and how."""

from dataclasses import replace

from conformance.errors import WireError
from conformance.model.exchange import Request, Response, field_values
from conformance.reference.defect import Answered, Asked, defect, misreading
from conformance.reference.rest.defects._edit import assigns, operation_of, without
from conformance.reference.rest.refusal import Refusal, RefusedError
from conformance.reference.store import Standing
from conformance.servicestack import json
from conformance.servicestack.text import decode

_POST = "PostEventRegistrationSessions"
_EMPTY = b"{}"


def _session(asked: Asked | Answered) -> tuple[str, str]:
    rule = asked.contract.session
    name = "" if rule is None else rule.header
    return name, next(iter(field_values(asked.request.headers, name)), "")


def _carrying(request: Request, name: str, value: str) -> Request:
    kept = tuple(pair for pair in request.headers if pair[0].lower() != name.lower())
    return replace(request, headers=(*kept, (name, value)))


@misreading("refusal.broken-request-is-refused", shown=f"{_POST}/json/invalid/bodies/cut-in-the-middle")
def half_a_body_is_none(asked: Asked) -> Request:
    """Take a body of JSON that cannot be read for an empty one, and fill in what is usual."""
    if not assigns(asked) or "json" not in "".join(field_values(asked.request.headers, "Content-Type")):
        return asked.request
    try:
        json.loads(decode(asked.request.body))
    except WireError:
        return replace(asked.request, body=b'{"RegistrationID":"R-1"}')
    return asked.request


@misreading(
    "refusal.broken-request-is-refused", shown=f"{_POST}/json/invalid/paths/not-a-number-in-the-query-BadgeNumber"
)
def query_is_not_read(asked: Asked) -> Request:
    """Pass over what stands in the query of a POST."""
    request = asked.request
    path, _, query = request.url.partition("?")
    return replace(request, url=path) if request.method == "POST" and "=abc" in query else request


@defect("refusal.unknown-verb-gets-405", shown=f"{_POST}/json/invalid/paths/verb-that-the-path-has-not")
def other_verbs_get_400(answered: Answered) -> Response:
    """Answer other verbs with 400."""
    response = answered.response
    if operation_of(answered) is None and response.status in {404, 405} and "nothing-here" not in answered.request.url:
        return replace(response, status=400)
    return response


@defect("refusal.unknown-path-gets-404", shown=f"{_POST}/json/invalid/paths/nothing-there")
def other_paths_get_400(answered: Answered) -> Response:
    """Answer other paths with 400."""
    if answered.request.url.partition("?")[0].endswith("nothing-here"):
        return replace(answered.response, status=400)
    return answered.response


@defect("refusal.no-session-gets-401", shown=f"{_POST}/json/invalid/sessions/none")
def nobody_is_told_how_to_come_in(answered: Answered) -> Response:
    """Answer 401 without WWW-Authenticate."""
    return without(answered.response, "WWW-Authenticate") if assigns(answered) else answered.response


@misreading(
    "refusal.no-session-gets-401", "refusal.broken-request-is-refused", shown=f"{_POST}/json/invalid/sessions/none"
)
def anybody_comes_in(asked: Asked) -> Request:
    """Serve those who have no session."""
    name, value = _session(asked)
    if assigns(asked) and not value:
        return _carrying(asked.request, name, asked.store.open_session())
    return asked.request


@misreading(
    "refusal.no-session-gets-401", "refusal.broken-request-is-refused", shown=f"{_POST}/json/invalid/sessions/over"
)
def sessions_never_end(asked: Asked) -> Request:
    """Serve those whose session is over."""
    name, value = _session(asked)
    if asked.store.standing(value) is Standing.EXPIRED:
        return _carrying(asked.request, name, asked.store.open_session())
    return asked.request


@misreading(
    "refusal.missing-role-gets-403",
    "refusal.broken-request-is-refused",
    shown=f"{_POST}/json/invalid/sessions/without-the-role",
)
def roles_are_not_looked_at(asked: Asked) -> Request:
    """Serve those who have not the role."""
    name, value = _session(asked)
    if asked.store.is_foreign(value):
        return _carrying(asked.request, name, asked.store.open_session())
    return asked.request


@misreading("refusal.unknown-media-type-gets-415", shown=f"{_POST}/json/invalid/bodies/media-type-is-not-known")
def other_media_types_get_406(asked: Asked) -> Request:
    """Answer 406 to bodies of other media types."""
    if "x-example" in "".join(field_values(asked.request.headers, "Content-Type")):
        raise RefusedError(Refusal(status=406, code="ArgumentException", message="what is this?"))
    return asked.request
