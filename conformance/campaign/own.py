"""The user's own requests: the only module that finds out which operation and binding such a request means."""

from conformance.errors import UsageError, WireError
from conformance.model.binding import BINDINGS, Binding
from conformance.model.case import Case, Expectation, Kind
from conformance.model.contract import Contract, Operation
from conformance.model.exchange import Request
from conformance.model.tree import Element
from conformance.soap import binding as http
from conformance.soap import envelope as envelopes
from conformance.soap import xml


def case_of(request: Request, contract: Contract, *, name: str) -> Case:
    """Return the case that a request is; its Body says the operation, else its action, so that it may be broken.

    Raises:
        UsageError: neither names an operation of the contract.
    """
    try:
        envelope = envelopes.read(xml.parse(request.body))
    except WireError:
        envelope = envelopes.Envelope(binding=_binding(request, contract))
    payload = None if envelope.payload is None else envelope.payload.name
    action = http.action_of(request.headers, envelope.binding)
    operations = contract.operations.values()
    named = [one.name for one in operations if one.input.payload == payload]
    named += [one.name for one in operations if one.action == action]
    if not named:
        message = (
            f"neither the Body nor the action ({action or 'none'}) of this request names an operation of the contract "
            f"{contract.name}; it has {', '.join(contract.operations)}"
        )
        raise UsageError(message)
    return Case(
        id=name,
        operation=named[0],
        binding=envelope.binding.name,
        kind=Kind.GENERATED,
        expectation=Expectation.EITHER,
    )


def called(payload: Element, contract: Contract) -> Operation:
    """Return the operation whose request a payload is.

    Raises:
        UsageError: it is none's.
    """
    for operation in contract.operations.values():
        if operation.input.payload == payload.name:
            return operation
    known = ", ".join(operation.input.payload for operation in contract.operations.values())
    message = f"no operation of the contract {contract.name} has the request {payload.name}; there is {known}"
    raise UsageError(message)


def _binding(request: Request, contract: Contract) -> Binding:
    """Return the binding whose media type a request has, else the contract's first."""
    media = http.media_type(request.headers)
    known = [BINDINGS[name] for name in sorted(contract.bindings)]
    return next((one for one in known if media is not None and one.media_type == media.name), known[0])
