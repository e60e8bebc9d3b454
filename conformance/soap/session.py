"""Opening a session, as a conversation: yields the payload to send, receives the answer's, returns what was granted."""

from collections.abc import Generator, Mapping

from conformance.errors import TargetError, WireError
from conformance.markup import xml
from conformance.model.contract import Contract, Operation, SessionRule
from conformance.model.session import PLACEHOLDER, Session
from conformance.model.tree import Element, clark, local_of, namespace_of, steps_of, values
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


def blanked(body: bytes, rule: SessionRule) -> bytes:
    """Return a message whose session header holds the placeholder; as it is where it has none, or cannot be read."""
    try:
        value = header_value(rule, envelope.read(xml.parse(body)).header)
    except WireError:
        return body
    return body.replace(f">{value}<".encode(), f">{PLACEHOLDER}<".encode(), 1) if value else body


def login(contract: Contract, credentials: Mapping[str, str]) -> Generator[Element, Element | None, Session]:
    """Yield the login payload, receive the answer's payload, return the session.

    Args:
        contract: a contract with a session rule.
        credentials: local names of the login's parameters and their values.

    Raises:
        TargetError: the endpoint answered with a fault, or refused the login.
    """
    rule = contract.session
    if rule is None:
        message = "the contract declares no session"
        raise TargetError(message, target=contract.name)
    operation = contract.operations[rule.login]
    namespace = namespace_of(operation.input.payload)
    parameters = (
        Element(name=clark(namespace, name), content=(value,) if value else ()) for name, value in credentials.items()
    )
    answer = yield Element(name=operation.input.payload, content=tuple(parameters))
    if answer is None or answer.name != operation.output.payload:
        got = "no message" if answer is None else local_of(answer.name)
        message = f"{rule.login} was answered with {got}; check the address and the contract"
        raise TargetError(message, target=rule.login)
    success = values(answer, rule.success)
    granted = values(answer, rule.value)
    opened = rule.success == rule.value or (bool(success) and success[0].strip() in {"true", "1"})
    if not opened or not any(granted):
        why = values(answer, rule.message) if rule.message else ()
        message = f"the login was refused: {why[0] if why else 'no reason given'}; check the credentials"
        raise TargetError(message, target=rule.login)
    addresses = values(answer, rule.address) if rule.address else ()
    return Session(value=granted[0], address=addresses[0] if addresses and addresses[0] else None)
