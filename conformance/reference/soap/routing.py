"""Routing: which operation a message asks for, once as ASMX finds out and once as the specifications say."""

from typing import Never
from urllib.parse import unquote_plus

from conformance.model.binding import SOAP11, SOAP12
from conformance.model.contract import Contract, Operation
from conformance.model.exchange import field_values
from conformance.model.tree import local_of
from conformance.reference.refusal import Refusal, RefusalError, Why
from conformance.reference.soap.incoming import Incoming
from conformance.soap.binding import action_of


def by_action(incoming: Incoming, contract: Contract) -> Operation:
    """Return the operation of the action, by the first child of Body only where no action is given.

    That the action alone decides, even where Body holds the request of another operation, is a hazard of ASMX which is
    not played. ASMX takes a request with SOAPAction for SOAP 1.1, any other for SOAP 1.2, whatever the envelope is.

    Raises:
        RefusalError: neither names an operation.
    """
    fields = field_values(incoming.headers, SOAP11.action_field or "")
    if fields and incoming.media.name != SOAP12.media_type:
        action = unquote_plus(action_of(incoming.headers, SOAP11) or "")
        found = _of_action(contract, action)
        if found is None:
            _refuse(f"Server did not recognize the value of HTTP Header SOAPAction: {action}.")
        return _confirmed(found, contract, incoming)
    action = unquote_plus(action_of(incoming.headers, SOAP12) or "")
    found = _of_action(contract, action) or _of_payload(contract, incoming)
    if found is None and action:
        _refuse(f"Unable to handle request. The action '{action}' was not recognized.")
    if found is None:
        _refuse("Unable to handle request without a valid action parameter. Please supply a valid soap action.")
    return _confirmed(found, contract, incoming)


def by_payload(incoming: Incoming, contract: Contract) -> Operation:
    """Return the operation of the one child of Body; an action that is given must be its own.

    Raises:
        RefusalError: Body has another number of children, its child is no request, or the action is another's.
    """
    children = incoming.envelope.body
    if len(children) != 1:
        _refuse(f"Body has {len(children)} children; a request is exactly one")
    found = _of_payload(contract, incoming)
    if found is None:
        _refuse(f"{local_of(children[0].name)} is not the request of an operation")
    action = action_of(incoming.headers, incoming.envelope.binding)
    if action and action != found.action:
        _refuse(f"the action {action} is not that of {found.name}")
    return found


def _confirmed(found: Operation, contract: Contract, incoming: Incoming) -> Operation:
    """Return the operation of an action where Body does not hold the request of another one."""
    held = _of_payload(contract, incoming)
    if held is not None and held != found:
        _refuse(f"The request element <{held.name}> is not that of the action {found.action}.")
    return found


def _of_action(contract: Contract, action: str) -> Operation | None:
    return next((found for found in contract.operations.values() if action and found.action == action), None)


def _of_payload(contract: Contract, incoming: Incoming) -> Operation | None:
    payload = incoming.envelope.payload
    name = None if payload is None else payload.name
    return next((found for found in contract.operations.values() if found.input.payload == name), None)


def _refuse(about: str) -> Never:
    raise RefusalError(Refusal(why=Why.ACTION, about=about))
