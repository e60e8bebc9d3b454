"""Opening a session, as a conversation: yields the payload to send, receives the answer's, returns what was granted."""

from collections.abc import Generator, Mapping

from conformance.errors import TargetError
from conformance.model.contract import Contract
from conformance.model.session import Session
from conformance.model.tree import Element, clark, local_of, namespace_of, values


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
