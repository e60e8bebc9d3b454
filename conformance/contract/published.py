"""A contract as somebody publishes it: the only module that reads all of a WSDL or a set of XSDs, and what it promises.

A run needs more than this (``contract/manifest.py``) and can use less: what generation does not make is read here too.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from conformance.contract import jsonschema, xsd
from conformance.contract.bindings import described
from conformance.contract.definitions import root_of
from conformance.contract.documents import collect, included, read, shipped
from conformance.contract.jsonschema import Schemas
from conformance.contract.memo import Memo
from conformance.contract.validate import Engines
from conformance.errors import ContractError, Place
from conformance.model.binding import JSON
from conformance.model.contract import Contract, SchemaDocument
from conformance.model.description import (
    BoundMessage,
    BoundOperation,
    Description,
    HeaderPart,
    Port,
    Style,
    Transmission,
)
from conformance.model.schema import Schema

_NOTHING: Mapping[str, Place] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a contract says, by the name that the user gave it; a set of XSDs has no ``description``.

    ``places`` and ``documentation`` have the keys of ``contract/origins.py`` and ``contract/bindings.py``. ``engines``
    judge whole envelopes, in both versions, whatever the bindings are; of JSON Schemas the ``validators`` judge in
    their place, by name, as a strict reader does. ``routed`` is the contract whose operations are verbs and paths.
    """

    name: str
    schema: Schema = field(repr=False)
    description: Description | None = field(repr=False)
    documents: tuple[SchemaDocument, ...] = field(repr=False)
    places: Mapping[str, Place] = field(repr=False, compare=False)
    documentation: Mapping[str, str] = field(repr=False, compare=False)
    engines: Engines = field(repr=False, compare=False)
    validators: Schemas = field(default_factory=dict, repr=False, compare=False)
    routed: Contract | None = field(default=None, repr=False, compare=False)


def of_wsdl(path: Path, name: str) -> Published:
    """Return what a WSDL file, and all that it imports, publishes.

    Raises:
        ContractError: a document cannot be used; the text names file, line and construct.
    """
    whole = described(path, root_of(path))
    declared = xsd.declared(whole.documents)
    for element, key in _elements(whole.description):
        if element not in declared.schema.elements:
            message = f"the schema has no element {element}"
            raise ContractError(message, place=whole.places[key])
    return _published(
        name,
        declared,
        description=whole.description,
        documents=whole.documents,
        notes=(whole.places, whole.documentation),
    )


def of_schemas(paths: Iterable[Path], name: str) -> Published:
    """Return what XSD files, and all that they import, publish: their global elements are the messages.

    Raises:
        ContractError: a document cannot be used; the text names file, line and construct.
    """
    ours = {document.namespace for document in shipped()}
    given = [read(path.resolve()) for path in paths]
    documents = collect(_outermost([document for document in given if document.namespace not in ours]))
    return _published(name, xsd.declared(documents), description=None, documents=documents, notes=({}, {}))


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


def _published(
    name: str,
    declared: xsd.Declared,
    *,
    description: Description | None,
    documents: tuple[SchemaDocument, ...],
    notes: tuple[Mapping[str, Place], Mapping[str, str]],
) -> Published:
    places, documentation = notes
    return Published(
        name=name,
        schema=declared.schema,
        description=description,
        documents=documents,
        places=MappingProxyType({**declared.places, **places}),
        documentation=MappingProxyType({**declared.documentation, **documentation}),
        engines=Engines(libxml2=declared.libxml2, xmlschema=declared.xmlschema, memo=Memo(declared.xmlschema)),
    )


def _outermost(documents: list[SchemaDocument]) -> list[SchemaDocument]:
    """Return the documents without those that another includes or redefines: they are part of it."""
    inside = {held.location: {part.location for part in included(held)} - {held.location} for held in documents}
    kept = dict.fromkeys(held.location for held in documents)
    for location in inside:
        if any(location in inside[other] for other in kept if other != location):
            del kept[location]
    return [held for held in documents if held.location in kept]


def _elements(description: Description) -> Iterator[tuple[str, str]]:
    """Yield the elements that a WSDL names, each with the key of its place."""
    for port in description.ports:
        for operation in port.operations.values():
            yield from _of_operation(operation, f"{port.binding}/{operation.name}")


def _of_operation(operation: BoundOperation, key: str) -> Iterator[tuple[str, str]]:
    for direction, message in (("input", operation.input), ("output", operation.output)):
        if message is None:
            continue
        for part in message.parts:
            if part.element is not None:
                yield part.element, f"part {message.message}/{part.name}"
        for header in _with_faults(message.headers):
            if header.part.element is not None:
                yield header.part.element, f"part {header.message}/{header.part.name}"
        if message.payload is not None:
            yield message.payload, f"{direction} {key}"
    for fault in operation.faults:
        if fault.part is not None and fault.part.element is not None:
            yield fault.part.element, f"fault {key}/{fault.name}"


def _with_faults(headers: tuple[HeaderPart, ...]) -> Iterator[HeaderPart]:
    for header in headers:
        yield header
        yield from header.faults
