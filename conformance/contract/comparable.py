"""What of a published contract is compared: the only module that makes a ``Comparable`` of one, or tells why not."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from conformance.contract.jsonschema import Schemas
from conformance.contract.published import Published
from conformance.contract.validate import Engines
from conformance.errors import ContractError, Place
from conformance.model.binding import BINDINGS
from conformance.model.contract import Contract
from conformance.model.description import BoundMessage, BoundOperation, Extension, Port, Style, Transmission
from conformance.model.schema import Schema
from conformance.model.tree import local_of

_IN_XML = tuple(row.name for row in BINDINGS.values() if row.namespace)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparable:
    """A contract as it is compared with another one; its ports are by protocol, the operations of all ports in one.

    ``served`` are all ports, as the WSDL has them.
    ``places`` and ``documentation`` have the keys of ``contract/origins.py`` and ``contract/bindings.py``.
    """

    name: str
    sha256: str
    schema: Schema = field(repr=False)
    ports: Mapping[str, Port]
    served: tuple[Port, ...]
    extensions: tuple[Extension, ...]
    places: Mapping[str, Place] = field(repr=False, compare=False)
    documentation: Mapping[str, str] = field(repr=False, compare=False)
    engines: Engines = field(repr=False, compare=False)
    validators: Schemas = field(default_factory=dict, repr=False, compare=False)
    routed: Contract | None = field(default=None, repr=False, compare=False)

    @property
    def spoken(self) -> str:
        """Return the protocol of its ports, that of the first where they speak several."""
        return next(BINDINGS[name].protocol for name in self.ports if name in BINDINGS)


def comparable(found: Published) -> Comparable:
    """Return what a contract has to compare; of XSDs alone each global element is a message both ways.

    Raises:
        ContractError: there is nothing, or one protocol has two operations of one name; the text names file and line.
    """
    ports = _alone(found.schema) if found.description is None else _ports(found, found.description.ports)
    if not any(port.operations for protocol, port in ports.items() if protocol in BINDINGS):
        message = (
            "nothing in it can be compared: no operation in a binding that is known, and no XSD with a global element"
        )
        raise ContractError(message, place=found.places.get("", Place(file=found.name)))
    return Comparable(
        name=found.name,
        sha256=hashlib.sha256("\0".join(document.text for document in found.documents).encode()).hexdigest(),
        schema=found.schema,
        ports=MappingProxyType(ports),
        served=() if found.description is None else found.description.ports,
        extensions=() if found.description is None else found.description.extensions,
        places=found.places,
        documentation=found.documentation,
        engines=found.engines,
        validators=found.validators,
        routed=found.routed,
    )


def _alone(schema: Schema) -> dict[str, Port]:
    """Return ports of the bindings in XML for a schema; an operation is named as its element, if that tells it."""
    often = Counter(map(local_of, schema.elements))
    operations = {}
    for element in schema.elements:
        name = local_of(element) if often[local_of(element)] == 1 else element
        message = BoundMessage(message="", payload=element)
        operations[name] = BoundOperation(
            name=name,
            action="",
            style=Style.DOCUMENT,
            transmission=Transmission.REQUEST_RESPONSE,
            input=message,
            output=message,
        )
    blank = {"name": "", "service": "", "address": "", "binding": ""}
    return {protocol: Port(**blank, protocol=protocol, operations=operations) for protocol in _IN_XML}


def _ports(found: Published, given: tuple[Port, ...]) -> dict[str, Port]:
    ports: dict[str, Port] = {}
    for port in given:
        known = ports.setdefault(port.protocol, port)
        for name, operation in port.operations.items():
            if known.operations.get(name, operation) != operation and port.protocol in BINDINGS:
                message = f"two ports of {port.protocol} have an operation {name}; give each port its own contract"
                raise ContractError(message, place=found.places[f"operation {port.binding}/{name}"])
        ports[port.protocol] = replace(known, operations={**port.operations, **known.operations})
    return ports
