"""Routing and negotiation: which operation a request is for, with which members in its path, and in which format."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

from conformance.contract.rest import media_type, query_of, route_of
from conformance.model.binding import JSON, JSV, REST, Binding
from conformance.model.contract import Contract, Operation
from conformance.model.exchange import Request, field_values
from conformance.reference.rest.refusal import Refusal, RefusedError

_MEMBER = re.compile(r"\\\{(\w+)\\\}")
_SUFFIXES: Mapping[str, Binding] = MappingProxyType({row.suffix: row for row in REST.values() if row.suffix})
_ACCEPTED: tuple[tuple[str, Binding], ...] = ((JSON.media_type, JSON), ("application/jsv", JSV))
"""What ServiceStack 5.0.2 compares Accept with: ``text/jsv`` is none of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """A request with its operation, the members in its path, and the format of its answer."""

    operation: Operation
    members: Mapping[str, str]
    format: Binding


def called(request: Request, contract: Contract, *, lenient: bool) -> Called:
    """Return what a request is for; ``lenient`` is ServiceStack's way, the other one is the specifications'.

    Raises:
        RefusedError: there is no such path, or the path has not this verb.
    """
    path = urlsplit(request.url).path
    suffix = next((suffix for suffix in _SUFFIXES if path.endswith(suffix)), "")
    path = path.removesuffix(suffix)
    others = []
    for operation in contract.operations.values():
        route = route_of(operation)
        found = _pattern(route.path).fullmatch(path)
        if found is not None and route.verb == request.method:
            members = {name: unquote(text) for name, text in found.groupdict().items()}
            return Called(operation=operation, members=members, format=_format(request, suffix, lenient=lenient))
        if found is not None:
            others.append(route.verb)
    if others and not lenient:  # RFC 9110 section 15.5.6
        raise RefusedError(Refusal(status=405, headers=(("Allow", ", ".join(sorted({*others}))),)))
    raise RefusedError(Refusal(status=404, text="404"))


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(_MEMBER.sub(r"(?P<\1>[^/]+)", re.escape(path)), re.IGNORECASE)


def _format(request: Request, suffix: str, *, lenient: bool) -> Binding:
    if suffix:
        return _SUFFIXES[suffix]
    named = next((text.lower() for name, text in query_of(request.url) if name.lower() == "format"), "")
    if named in {JSON.name, JSV.name}:
        return REST[named]
    accept = ",".join(field_values(request.headers, "Accept")).lower()
    wanted = [part.partition(";")[0].strip() for part in accept.split(",")]
    known = _ACCEPTED if lenient else (*_ACCEPTED, (JSV.media_type, JSV))
    own = media_type(request.headers)
    for part in ([own] if own in wanted else []) + wanted:
        for name, row in known:
            if part.startswith(name):
                return row
    return JSON
