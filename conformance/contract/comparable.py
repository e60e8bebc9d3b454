"""What of a published contract is compared: the only module that makes a ``Contract`` of one, or says why it cannot."""

import hashlib
from collections.abc import Iterator
from types import MappingProxyType

from conformance.contract.published import Published
from conformance.errors import ContractError, Place
from conformance.model.binding import BINDINGS
from conformance.model.contract import Contract, Message, Operation
from conformance.model.description import BoundMessage, Port


def comparable(found: Published) -> Contract:
    """Return what messages a contract has: those of its SOAP bindings, or of XSDs alone each global element, both ways.

    Raises:
        ContractError: it has none, or one of which no schema tells what it is; the text names file and line.
    """
    operations: dict[str, Operation] = {}
    bindings: dict[str, str] = {}
    if found.description is None:
        operations |= {name: _alone(name) for name in found.schema.elements}
        bindings |= dict.fromkeys(BINDINGS, "")
    else:
        for port in found.description.ports:
            if port.protocol in BINDINGS:
                bindings[port.protocol] = port.address
                for name, operation in _operations(found, port):
                    if operations.setdefault(name, operation) != operation:
                        message = f"operation {name} differs between the bindings, which is not compared yet"
                        raise ContractError(message, place=found.places[f"operation {port.binding}/{name}"])
    if not operations:
        message = "nothing in it can be compared: no operation with a SOAP binding, no XSD with a global element"
        raise ContractError(message, place=found.places.get("", Place(file=found.name)))
    return Contract(
        name=found.name,
        sha256=hashlib.sha256("\0".join(document.text for document in found.documents).encode()).hexdigest(),
        operations=MappingProxyType(operations),
        schema=found.schema,
        bindings=MappingProxyType(bindings),
        documents=found.documents,
        description="",
    )


def _alone(name: str) -> Operation:
    return Operation(name=name, action="", input=Message(payload=name), output=Message(payload=name))


def _operations(found: Published, port: Port) -> Iterator[tuple[str, Operation]]:
    for name, bound in port.operations.items():
        key = f"{port.binding}/{name}"
        sent, answered = (
            _message(found, one, way, key) for way, one in (("input", bound.input), ("output", bound.output))
        )
        yield name, Operation(name=name, action=bound.action, input=sent, output=answered)


def _message(found: Published, message: BoundMessage | None, direction: str, key: str) -> Message:
    if message is None:
        told = f"the operation has no {direction}, which is not compared yet"
        raise ContractError(told, place=found.places[f"operation {key}"])
    odd = next((header.part.name for header in message.headers if header.part.element is None), None)
    if message.payload is None or odd is not None:
        why = message.uncompared or ("the Body is empty" if odd is None else f"the header block {odd} is no element")
        told = f"the {direction} is not compared yet: {why}"
        raise ContractError(told, place=found.places[f"{direction} {key}"])
    return Message(payload=message.payload, headers=tuple(header.part.element or "" for header in message.headers))
