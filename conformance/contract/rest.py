"""REST messages: the only module that makes a request of a payload, and reads what is asked and answered."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from conformance.contract.routes import members_of
from conformance.errors import WireError
from conformance.model import media
from conformance.model.binding import FORM, JSON, JSV, Binding
from conformance.model.contract import Contract, Operation, Route
from conformance.model.exchange import Headers, Request, field_values
from conformance.model.tree import Element
from conformance.servicestack import form, json, jsv
from conformance.servicestack.members import element_of, uses_of, value_of
from conformance.servicestack.text import decode

IN_BODY = frozenset({"POST", "PUT", "PATCH"})
"""The verbs whose form data stands in the body; that of others is a query."""
LONGEST_QUERY = 7_000
"""Characters: RFC 9110 section 4.1 wants servers to read a request line of 8,000."""
_ANSWERS = MappingProxyType({JSON.media_type: JSON, JSV.media_type: JSV, "application/jsv": JSV})
ACCEPT: Mapping[str, str] = MappingProxyType(
    {JSON.name: JSON.media_type, JSV.name: "application/jsv", FORM.name: JSON.media_type}
)
"""What asks for the answers to requests of a format: JSV by the name that ServiceStack 5.0.2 knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a message says: in which format, the value as it is written, and the element that says the same."""

    format: Binding
    value: Any
    element: Element


def route_of(operation: Operation) -> Route:
    """Return where an operation is called.

    Raises:
        LookupError: it is of a protocol that has no such thing.
    """
    if operation.route is None:
        message = f"{operation.name} has no route"
        raise LookupError(message)
    return operation.route


def value(payload: Element, contract: Contract) -> dict[str, Any]:
    """Return the members of a payload."""
    found = value_of(payload, contract.schema.elements[payload.name].type, contract.schema)
    return found if isinstance(found, dict) else {}


def request(payload: Element, contract: Contract, operation: Operation, binding: Binding, *, base: str) -> Request:
    """Return the HTTP request of a payload; ``base`` is the address of the service, without a path.

    A query that is longer than servers read is a body of JSON in its place.
    """
    members, route = value(payload, contract), route_of(operation)
    url = base.rstrip("/") + filled(route.path, members)
    accept = ("Accept", ACCEPT[binding.name])
    query = form.dumps(members) if binding == FORM and route.verb not in IN_BODY else None
    if query is not None and len(query) > LONGEST_QUERY:
        binding, query = JSON, None
    if query is not None:
        return Request(url=f"{url}?{query}" if query else url, headers=(accept,), body=b"", method=route.verb)
    return Request(
        url=url,
        headers=(("Content-Type", binding.media_type), accept),
        body=written(members, binding),
        method=route.verb,
    )


def filled(path: str, members: Mapping[str, Any]) -> str:
    """Return the path of a route with the members that stand in it."""
    for name in members_of(path):
        path = path.replace(f"{{{name}}}", quote(str(members.get(name, "")), safe=""))
    return path


def with_session(made: Request, contract: Contract, session: str | None) -> Request:
    """Return a request that carries a session, in the place of one that it carries already."""
    if contract.session is None or session is None:
        return made
    headers = (*without_session(made, contract).headers, (contract.session.header, session))
    return replace(made, headers=headers)


def without_session(sent: Request, contract: Contract) -> Request:
    """Return a request that carries no session."""
    name = "" if contract.session is None else contract.session.header.lower()
    return replace(sent, headers=tuple(pair for pair in sent.headers if pair[0].lower() != name))


def session_of(sent: Request, contract: Contract) -> str | None:
    """Return the session value that a request carries, None where it carries none."""
    rule = contract.session
    return None if rule is None else next(iter(field_values(sent.headers, rule.header)), None)


def written(members: Mapping[str, Any], binding: Binding) -> bytes:
    """Return members in a format."""
    writers = {JSON.name: json.dumps, JSV.name: jsv.dumps, FORM.name: form.dumps}
    return writers[binding.name](members).encode("utf-8", "surrogatepass")


def asked(sent: Request, contract: Contract, operation: Operation) -> Read:
    """Return what a request says: in its body, over that in its path, over both in its query.

    Raises:
        WireError: it is not in the format that it claims.
    """
    binding, members = FORM, {}
    if sent.body:
        binding = format_of(sent.headers) or JSON
        members = _value(sent.body, binding)
    if isinstance(members, dict):
        told = {**_in_path(sent.url, operation), **_typed(form.loads(urlsplit(sent.url).query))}
        members = {**members, **_as_declared(told, contract, operation)}
    return _read(binding, members, contract, operation.input.payload)


def answered(data: bytes, headers: Headers, contract: Contract, operation: Operation) -> Read | None:
    """Return what an answer says, None where it is in no format that is read, or empty.

    Raises:
        WireError: it is not in the format that it claims.
    """
    named = media_type(headers)
    if named not in _ANSWERS or not data:
        return None
    binding = _ANSWERS[named]
    return _read(binding, _value(data, binding), contract, operation.output.payload)


def _as_declared(told: Mapping[str, Any], contract: Contract, operation: Operation) -> dict[str, Any]:
    """Return the members of a path or a query as JSON has them, by their types."""
    schema = contract.schema
    uses = {name.lower(): use for name, use in uses_of(operation.input.payload, schema).items()}
    known = {
        uses[name.lower()].name: (uses[name.lower()].type, text) for name, text in told.items() if name.lower() in uses
    }
    return {name: value_of(element_of(text, name, kind, schema), kind, schema) for name, (kind, text) in known.items()}


def called(sent: Request, contract: Contract) -> Operation | None:
    """Return the operation whose verb and path a request has, None where there is none."""
    routed = (one for one in contract.operations.values() if one.route is not None and one.route.verb == sent.method)
    return next((one for one in routed if _found(sent.url, one) is not None), None)


def _found(url: str, operation: Operation) -> re.Match[str] | None:
    route = re.escape(route_of(operation).path)
    return re.search(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+?)", route) + r"(?=$|\.json$|\.jsv$)", urlsplit(url).path)


def _in_path(url: str, operation: Operation) -> dict[str, str]:
    """Return the members that the path of a URL says, none where it is not the operation's."""
    found = _found(url, operation)
    return {} if found is None else {name: unquote(text) for name, text in found.groupdict().items()}


def media_type(headers: Headers) -> str:
    """Return the media type that a message claims, in lower case; empty where it claims none."""
    found = media.media_type(headers)
    return "" if found is None else found.name


def format_of(headers: Headers) -> Binding | None:
    """Return the format that a message claims, None where it is no known one."""
    named = media_type(headers)
    return FORM if named == FORM.media_type else _ANSWERS.get(named)


def _value(data: bytes, binding: Binding) -> Any:  # noqa: ANN401 - whatever stands there
    text = decode(data)
    if binding == JSON:
        return _whole(json.loads(text))
    return jsv.loads(text) if binding == JSV else _typed(form.loads(text))


def _whole(value: Any) -> Any:  # noqa: ANN401 - any value of JSON
    """Return a value in which whole numbers are integers, however they are written: to JSON Schema 1.0 is one."""
    match value:
        case dict():
            return {name: _whole(held) for name, held in value.items()}
        case list():
            return [_whole(held) for held in value]
        case Decimal() if _is_whole(value):
            return int(value)
    return value


def _is_whole(number: Decimal) -> bool:
    """Tell whether a number has nothing behind its point; one with an exponent may be longer than anything is."""
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent <= 0 and number == number.to_integral_value()


def _typed(members: Mapping[str, str]) -> dict[str, Any]:
    """Return members of form data, what is JSV in them read; an empty one says nothing."""
    return {name: _of_field(text) for name, text in members.items() if text}


def _of_field(text: str) -> Any:  # noqa: ANN401 - whatever stands there
    if not text.startswith(("{", "[")):
        return text
    try:
        return jsv.loads(text)
    except WireError:
        return text


def _read(binding: Binding, found: Any, contract: Contract, name: str) -> Read:  # noqa: ANN401 - whatever was read
    element = element_of(found, name, contract.schema.elements[name].type, contract.schema)
    return Read(format=binding, value=found, element=element)


def typed(read: Read, contract: Contract) -> Any:  # noqa: ANN401 - whatever was read
    """Return the value of a message as JSON has it: the texts of JSV are what their types say."""
    if read.format == JSON:
        return read.value
    return value_of(read.element, contract.schema.elements[read.element.name].type, contract.schema)


def query_of(url: str) -> tuple[tuple[str, str], ...]:
    """Return the fields of a URL's query, in their order."""
    return tuple(parse_qsl(urlsplit(url).query, keep_blank_values=True))
