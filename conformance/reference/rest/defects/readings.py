"""Defects of reading: what means the same is taken for something else."""

import hashlib
import re
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote_plus, urlsplit

from conformance.contract import rest
from conformance.model.binding import JSON
from conformance.model.exchange import Request, Response, field_values
from conformance.model.tree import Element
from conformance.reference.defect import Answered, Asked, defect, misreading
from conformance.reference.rest.defects._edit import assigns, edited, in_path, members, operation_of
from conformance.reference.rest.refusal import Refusal, RefusedError
from conformance.reference.rest.service import refusal
from conformance.servicestack.members import uses_of

_POST = "PostEventRegistrationSessions"
_DELETE = "DeleteEventRegistrationSessions"
_LAST, _TWICE = "last", 2


def _saying(asked: Asked, said: dict[str, Any]) -> Request:
    binding = rest.format_of(asked.request.headers)
    return asked.request if binding is None else replace(asked.request, body=rest.written(said, binding))


def _because(message: str) -> Refusal:
    return Refusal(status=400, code="ArgumentException", message=message)


@misreading("likeness.way-to-ask-changes-nothing", shown=f"{_POST}/json/variant/formats/suffix")
def suffixes_are_not_known(asked: Asked) -> Request:
    """Take the suffix for a part of the path."""
    path = urlsplit(asked.request.url).path
    if path.endswith((".json", ".jsv")):
        return replace(asked.request, url=f"{asked.request.url}/unknown")
    return asked.request


@misreading("likeness.way-to-ask-changes-nothing", shown=f"{_POST}/json/variant/formats/media-type-in-capitals")
def media_types_by_the_letter(asked: Asked) -> Request:
    """Compare media types by the letter."""
    media = "".join(field_values(asked.request.headers, "Content-Type"))
    if assigns(asked) and media != media.lower():
        raise RefusedError(_because("no such media type"))
    return asked.request


@misreading("likeness.writing-changes-nothing", shown=f"{_POST}/json/variant/writing/white-space-between")
def one_line_only(asked: Asked) -> Request:
    """Refuse a body of several lines."""
    if b"\n" in asked.request.body and assigns(asked):
        raise RefusedError(_because("a body has one line"))
    return asked.request


@defect("likeness.writing-changes-nothing", shown=f"{_POST}/json/variant/writing/members-in-another-order")
def members_in_one_order(answered: Answered) -> Response:
    """Refuse members that come in another order than they are declared in."""
    operation, response = operation_of(answered), answered.response
    if operation is None or not assigns(answered) or response.status != HTTPStatus.OK:
        return response
    order = list(uses_of(operation.input.payload, answered.contract.schema))
    query = [name for name, _ in rest.query_of(answered.request.url)]
    came = [order.index(name) for name in (members(answered) or query) if name in order]
    return response if came == sorted(came) else refusal(_because("members have an order"), JSON)


@defect("likeness.formats-agree", shown=f"{_POST}/json/variant/formats/in-another-format-jsv")
def less_in_jsv(answered: Answered) -> Response:
    """Leave the sessions out of an answer in JSV."""
    if "jsv" not in "".join(field_values(answered.response.headers, "Content-Type")):
        return answered.response
    return edited(answered, lambda said: said.pop("Sessions", None))


@defect("likeness.path-beats-the-body", shown=f"{_POST}/json/variant/writing/path-beats-the-body")
def body_may_not_differ(answered: Answered) -> Response:
    """Refuse a body that says another value than the path."""
    said, response = members(answered), answered.response
    path = urlsplit(answered.request.url).path
    other = [name for name in in_path(answered) if name in said and f"/{said[name]}" not in path]
    if not other or not assigns(answered) or response.status != HTTPStatus.OK:
        return response
    return refusal(_because("the body names another one"), JSON)


@misreading("likeness.what-says-nothing-is-passed-over", shown=f"{_POST}/json/variant/writing/unknown-member")
def unknown_members_are_refused(asked: Asked) -> Request:
    """Refuse a member that is not declared."""
    if assigns(asked) and b"NobodyKnowsThis" in asked.request.body + asked.request.url.encode():
        raise RefusedError(_because("unknown member"))
    return asked.request


@misreading(
    "likeness.what-says-nothing-is-passed-over", shown=f"{_POST}/json/variant/writing/response-status-in-the-request"
)
def callers_status_is_believed(asked: Asked) -> Request:
    """Refuse a request whose ResponseStatus says that it failed."""
    said = unquote_plus(asked.request.url + asked.request.body.decode("utf-8", "replace"))
    if "said by the caller" in said:
        raise RefusedError(_because("failed"))
    return asked.request


@defect("likeness.repetition-changes-nothing", shown=f"{_POST}/json/variant/repetition/once-more")
def third_time_is_refused(answered: Answered) -> Response:
    """Refuse what is asked for a third time with nothing else in between."""
    response, store = answered.response, answered.store
    if not assigns(answered) or response.status != HTTPStatus.OK:
        return response
    sent = hashlib.sha256(repr((answered.request.url, answered.request.headers, answered.request.body)).encode())
    last, held = sent.hexdigest(), store.record(_LAST, _LAST)
    times = int(held.get("times") or 0) + 1 if held is not None and held.get("sent") == last else 1
    store.keep(_LAST, _LAST, Element(name=_LAST, attributes=(("sent", last), ("times", str(times)))))
    return replace(response, status=409, body=b"") if times > _TWICE else response


@misreading("likeness.taken-back-is-as-before", shown=f"{_DELETE}/json/variant/repetition/done-and-taken-back")
def nothing_is_taken_back(asked: Asked) -> Request:
    """Take nothing back behind a call that did something."""
    if not assigns(asked):
        return asked.request
    if asked.request.method == "POST":
        asked.store.link("kept", "kept")
        return asked.request
    if asked.store.unlink("kept", "kept"):
        said = {name: told for name, told in members(asked).items() if name not in {"SessionIds", "Sessions"}}
        query = re.sub(r"&?SessionIds=[^&]*", "", urlsplit(asked.request.url).query)
        path = asked.request.url.partition("?")[0]
        request = replace(asked.request, url=f"{path}?{query}" if query else path)
        return _saying(replace(asked, request=request), said) if asked.request.body else request
    return asked.request
