"""Answers taken apart and put together again, for the defects that spoil them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.contract import rest
from conformance.contract.routes import members_of
from conformance.errors import WireError
from conformance.model.contract import Operation
from conformance.model.exchange import Response
from conformance.reference.defect import Answered, Asked
from conformance.reference.rest.refusal import RefusedError
from conformance.reference.rest.routing import called

_FAILED = 400


def edited(answered: Answered, change: Callable[[dict[str, Any]], object], *, failed: bool = False) -> Response:
    """Return a result, or a refusal where that is wanted, after a change of its members."""
    response = answered.response
    if (response.status >= _FAILED) is not failed:
        return response
    operation = operation_of(answered)
    read = None if operation is None else rest.answered(response.body, response.headers, answered.contract, operation)
    if read is None or not isinstance(read.value, dict):
        return response
    change(read.value)
    return replace(response, body=rest.written(read.value, read.format))


def operation_of(asked: Asked | Answered) -> Operation | None:
    """Return the operation that a request is for, None where there is none."""
    try:
        return called(asked.request, asked.contract, lenient=True).operation
    except RefusedError:
        return None


def assigns(asked: Asked | Answered) -> bool:
    """Tell whether a request is one of sessions that are assigned or taken away."""
    found = operation_of(asked)
    return found is not None and found.route is not None and not found.route.anonymous


def members(asked: Asked | Answered) -> dict[str, Any]:
    """Return what the body of a request says, nothing where it cannot be read."""
    found = operation_of(asked)
    if found is None or not asked.request.body:
        return {}
    try:
        read = rest.asked(replace(asked.request, url=""), asked.contract, found)
    except WireError:
        return {}
    return dict(read.value) if isinstance(read.value, dict) else {}


def in_path(asked: Asked | Answered) -> frozenset[str]:
    """Return the members that stand in the path of a request's operation."""
    found = operation_of(asked)
    return frozenset() if found is None or found.route is None else frozenset(members_of(found.route.path))


def labelled(response: Response, media: str | None) -> Response:
    """Return an answer with another Content-Type, or with none."""
    kept = tuple((name, value) for name, value in response.headers if name != "Content-Type")
    return replace(response, headers=kept if media is None else (("Content-Type", media), *kept))


def without(response: Response, name: str) -> Response:
    """Return an answer without a field."""
    return replace(response, headers=tuple(pair for pair in response.headers if pair[0] != name))
