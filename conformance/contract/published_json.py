"""Published JSON Schemas: the only module that reads all of a folder of them, with the routes of its manifest."""

from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

from conformance.contract import jsonschema, xsd
from conformance.contract.memo import Memo
from conformance.contract.published import Published
from conformance.contract.validate import Engines
from conformance.errors import Place
from conformance.model.binding import JSON
from conformance.model.contract import Contract
from conformance.model.description import BoundMessage, BoundOperation, Description, Port, Style, Transmission
from conformance.model.schema import Schema


def of_json(folder: Path, name: str, contract: Contract | None = None) -> Published:
    """Return what the JSON Schemas in a folder publish, with the operations of its manifest where there is one.

    Raises:
        ContractError: a schema cannot be used; the text names file and construct.
    """
    declared = jsonschema.declared(folder)
    libxml2, second = xsd.compile_engines(())
    ports = _formats(declared.schema) if contract is None else _routed(contract)
    return Published(
        name=name,
        schema=declared.schema,
        description=Description(namespace="", ports=tuple(ports)),
        documents=declared.documents,
        places=MappingProxyType({"": Place(file=str(folder)), **declared.places}),
        documentation=declared.documentation,
        engines=Engines(libxml2=libxml2, xmlschema=second, memo=Memo(second)),
        validators=jsonschema.validators(declared.documents, closed=True),
        routed=contract,
    )


def _formats(schema: Schema) -> Iterator[Port]:
    """Yield a port on which each JSON Schema is asked and answered."""
    operations = {name: _operation(name, "", (name, name)) for name in schema.elements}
    yield Port(name="", service="", address="", binding=JSON.name, protocol=JSON.name, operations=operations)


def _routed(contract: Contract) -> Iterator[Port]:
    """Yield a port for each format of a REST contract; what calls an operation is its verb and path."""
    routes = {name: one.route for name, one in contract.operations.items() if one.route is not None}
    operations = {
        name: _operation(name, f"{route.verb} {route.path}", (route.request, route.response))
        for name, route in routes.items()
    }
    for name, address in contract.bindings.items():
        yield Port(name=name, service="", address=address, binding=name, protocol=name, operations=operations)


def _operation(name: str, action: str, payloads: tuple[str, str]) -> BoundOperation:
    asked, answered = (BoundMessage(message="", payload=payload) for payload in payloads)
    return BoundOperation(
        name=name,
        action=action,
        style=Style.DOCUMENT,
        transmission=Transmission.REQUEST_RESPONSE,
        input=asked,
        output=answered,
    )
