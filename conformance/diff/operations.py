"""Operations of two contracts: the only module that tells which one has become which."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from conformance._near import near
from conformance.contract.comparable import Comparable
from conformance.model.binding import BINDINGS
from conformance.model.description import BoundOperation
from conformance.model.schema import ComplexType, Schema, elements

Bound: TypeAlias = Mapping[str, Mapping[str, BoundOperation]]


def bound(contract: Comparable) -> Bound:
    """Return the operations by name and protocol."""
    ports = [(name, contract.ports[name]) for name in BINDINGS if name in contract.ports]
    names = sorted({name for _, port in ports for name in port.operations})
    return {
        name: {protocol: port.operations[name] for protocol, port in ports if name in port.operations} for name in names
    }


def renamed(gone: Bound, came: Bound, schemas: tuple[Schema, Schema]) -> dict[str, str]:
    """Return the new names of operations by their old ones.

    Their messages have only another name in the WSDL, or the elements in these are called otherwise as they are.
    """
    wires = {_wire(held): name for name, held in came.items()}
    found = {name: wires[_wire(held)] for name, held in gone.items() if _wire(held) in wires}
    for name in (name for name in gone if name not in found):
        for like in near(name, (other for other in came if other not in found.values()), most=1):
            if _held(gone[name], schemas[0], name, like) == _held(came[like], schemas[1], like, like):
                found[name] = like
    return found


def _wire(held: Mapping[str, BoundOperation]) -> frozenset[object]:
    return frozenset((protocol, replace(one, name="")) for protocol, one in held.items())


def _held(held: Mapping[str, BoundOperation], schema: Schema, name: str, called: str) -> list[tuple[str, ...]]:
    """Return what stands in the Body and in that, by protocol, as if the operation and what is named so were called."""
    found = []
    for protocol, one in held.items():
        payloads = [message.payload for message in (one.input, one.output) if message and message.payload]
        types = (schema.types[schema.elements[payload].type] for payload in payloads)
        inside = (use.name for held in types if isinstance(held, ComplexType) for use in elements(held.content))
        found.append((protocol, *(text.replace(name, called) for text in (*payloads, *inside))))
    return found
