"""What a published contract promises, message by message: the only module that reduces ports and XSDs to operations."""

import hashlib
from collections.abc import Iterator

from conformance.contract.published import Published
from conformance.contract.unmade import refuse_documents, refuse_types
from conformance.errors import ContractError, Place
from conformance.model.binding import BINDINGS
from conformance.model.contract import Contract, Message, Operation
from conformance.model.description import BoundMessage, BoundOperation, Description
from conformance.model.tree import local_of


def contract_of(found: Published) -> Contract:
    """Return a contract of messages alone: no session, no results rule, no limits.

    Operations are those of the SOAP bindings; of a set of XSDs each global element is request and answer alike.

    Raises:
        ContractError: something in it is not compared yet; the text tells what.
    """
    refuse_documents(found.documents)
    refuse_types(found.schema, found.places)
    digest = hashlib.sha256("\0".join(held.text for held in found.documents).encode())
    return Contract(
        name=found.name,
        sha256=digest.hexdigest(),
        operations=dict(_elements(found) if found.description is None else _operations(found, found.description)),
        schema=found.schema,
        bindings=_addresses(found.description),
        documents=found.documents,
        description="",
    )


def _addresses(description: Description | None) -> dict[str, str]:
    """Return the address of each SOAP binding; documents without a WSDL may stand in any."""
    if description is None:
        return dict.fromkeys(BINDINGS, "")
    return {port.protocol: port.address for port in description.ports if port.protocol in BINDINGS}


def _elements(found: Published) -> Iterator[tuple[str, Operation]]:
    for name in sorted(found.schema.elements):
        message = Message(payload=name)
        yield local_of(name), Operation(name=local_of(name), action="", input=message, output=message)


def _operations(found: Published, description: Description) -> Iterator[tuple[str, Operation]]:
    for port in description.ports:
        if port.protocol not in BINDINGS:
            continue
        for name, bound in port.operations.items():
            place = found.places.get(f"operation {port.binding}/{name}", Place(file=found.name, construct=name))
            asked, answered = (_message(bound, one, place) for one in (bound.input, bound.output))
            yield name, Operation(name=name, action=bound.action, input=asked, output=answered)


def _message(bound: BoundOperation, held: BoundMessage | None, place: Place) -> Message:
    """Return what stands in a message.

    Raises:
        ContractError: there is no such message, or the schema does not tell what stands in it.
    """
    if held is None or held.payload is None:
        why = f"is {bound.transmission}" if held is None else held.uncompared or "has an empty Body"
        message = f"the operation {bound.name} {why}, which is not compared yet"
        raise ContractError(message, place=place)
    headers = tuple(header.part.element for header in held.headers if header.part.element is not None)
    return Message(payload=held.payload, headers=headers)
