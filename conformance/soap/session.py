"""Sessions in header blocks: the only module that knows where in an envelope a session value stands."""

from dataclasses import replace

from conformance.errors import WireError
from conformance.markup import xml
from conformance.model.contract import Contract, Operation, SessionRule
from conformance.model.exchange import Request
from conformance.model.session import PLACEHOLDER
from conformance.model.tree import Element, clark, namespace_of, steps_of, values
from conformance.soap import envelope


def header_blocks(rule: SessionRule, value: str) -> tuple[Element, ...]:
    """Return the header blocks that carry a session value."""
    block, *rest = steps_of(rule.header)
    inner: tuple[Element | str, ...] = (value,) if value else ()
    for step in reversed(rest):
        inner = (Element(name=clark(namespace_of(block), step), content=inner),)
    return (Element(name=block, content=inner),)


def request_blocks(contract: Contract, operation: Operation, value: str) -> tuple[Element, ...]:
    """Return the header blocks of an operation's request, none where it carries no session."""
    return header_blocks(contract.session, value) if contract.session and operation.input.headers else ()


def header_value(rule: SessionRule, blocks: tuple[Element, ...]) -> str | None:
    """Return the session value that header blocks carry, None where there is none."""
    found = values(Element(name="header", content=blocks), rule.header)
    return found[0] if found else None


def blanked(request: Request, rule: SessionRule) -> Request:
    """Return a request whose session header holds the placeholder; as it is where it has none, or cannot be read."""
    try:
        value = header_value(rule, envelope.read(xml.parse(request.body)).header)
    except WireError:
        return request
    if not value:
        return request
    return replace(request, body=request.body.replace(f">{value}<".encode(), f">{PLACEHOLDER}<".encode(), 1))
