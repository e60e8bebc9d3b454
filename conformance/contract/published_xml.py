"""Published WSDLs and XSDs: the only module that reads all of one or a set of them, and what it promises."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from conformance.contract import xsd
from conformance.contract.bindings import described
from conformance.contract.definitions import root_of
from conformance.contract.documents import collect, included, read, shipped
from conformance.contract.memo import Memo
from conformance.contract.published import Published
from conformance.contract.validate import Engines
from conformance.errors import ContractError, Place
from conformance.model.contract import SchemaDocument
from conformance.model.description import BoundOperation, Description, HeaderPart


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
