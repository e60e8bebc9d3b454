"""WSDL 1.1 as a run needs it, document/literal over SOAP 1.1 and 1.2: the only writer of what ``?WSDL`` answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from conformance.contract.bindings import Described, described
from conformance.contract.definitions import root_of
from conformance.contract.documents import schema_element
from conformance.errors import ContractError, Place
from conformance.markup import xml
from conformance.markup.write import document, write
from conformance.model.binding import SOAP
from conformance.model.contract import Message, Operation, SchemaDocument
from conformance.model.description import WSDL, BoundMessage, BoundOperation, Encoding, Port, Style
from conformance.model.tree import XSD, Element, clark, select


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a WSDL says: operations by name, addresses by binding, its XSD documents, and itself with these inline."""

    operations: Mapping[str, Operation]
    bindings: Mapping[str, str]
    documents: tuple[SchemaDocument, ...] = field(repr=False)
    text: str = field(repr=False)


def load(path: Path) -> Description:
    """Return what a WSDL file says.

    Raises:
        ContractError: it cannot be read, is not well-formed, or is of a kind that a run does not support.
    """
    root = root_of(path)
    for found in select(root, clark(WSDL, "import")):
        message = "wsdl:import is not supported yet; put the imported definitions into this file"
        raise ContractError(message, place=Place(file=str(path), line=found.line, construct="import"))
    whole = described(path, root)
    if not whole.documents:
        whole.refuse("there is no schema in wsdl:types")
    operations: dict[str, Operation] = {}
    addresses: dict[str, str] = {}
    for port in whole.description.ports:
        if port.protocol not in SOAP or not port.service:
            continue
        addresses[port.protocol] = port.address
        for name, operation in _operations(whole, port):
            if operations.setdefault(name, operation) != operation:
                message = f"operation {name} differs between the bindings; give each its own contract"
                whole.refuse(message, f"binding {port.binding}")
    if not operations:
        whole.refuse("there is no port with a SOAP 1.1 or SOAP 1.2 binding")
    return Description(
        operations=operations, bindings=addresses, documents=whole.documents, text=_inlined(root, whole.documents)
    )


def publish(text: str, address: str) -> bytes:
    """Return a WSDL as a document whose ports stand at ``address``."""

    def moved(element: Element) -> Element:
        content = tuple(part if isinstance(part, str) else moved(part) for part in element.content)
        if element.local != "address":
            return replace(element, content=content)
        kept = tuple((name, address if name == "location" else value) for name, value in element.attributes)
        return replace(element, attributes=kept, content=content)

    return document(moved(xml.parse(text.encode())))


def _operations(whole: Described, port: Port) -> Iterator[tuple[str, Operation]]:
    for name, bound in port.operations.items():
        key = f"{port.binding}/{name}"
        if bound.style is Style.RPC:
            whole.refuse("style rpc is not supported yet; only document/literal is", f"operation {key}")
        sent, answered = (_message(whole, bound, way, key) for way in ("input", "output"))
        yield name, Operation(name=name, action=bound.action, input=sent, output=answered)


def _message(whole: Described, bound: BoundOperation, direction: str, key: str) -> Message:
    """Return one direction of an operation: its message's one element part, and the header blocks."""
    found: BoundMessage | None = bound.input if direction == "input" else bound.output
    if found is None:
        message = f"operation {bound.name} has no {direction}; one-way operations are not supported yet"
        whole.refuse(message, f"operation {key}")
    if Encoding.ENCODED in {found.use, *(header.use for header in found.headers)}:
        whole.refuse("use encoded is not supported; only document/literal is", f"{direction} {key}")
    if len(found.parts) != 1:
        message = f"message {found.message} has {len(found.parts)} parts where one is needed"
        whole.refuse(message, f"message {found.message}")
    for owner, part in ((found.message, found.parts[0]), *((header.message, header.part) for header in found.headers)):
        if part.element is None:
            whole.refuse("the part names no element; only document/literal is supported", f"part {owner}/{part.name}")
    blocks = tuple(header.part.element or "" for header in found.headers)
    return Message(payload=found.payload or "", headers=blocks)


def _inlined(root: Element, documents: tuple[SchemaDocument, ...]) -> str:
    """Return a WSDL with all schemas inside, as an endpoint publishes it."""
    schemas = tuple(_without_locations(schema_element(held.text, held.location)) for held in documents)
    content = tuple(
        replace(part, content=schemas) if isinstance(part, Element) and part.local == "types" else part
        for part in root.content
    )
    return write(replace(root, content=content))


def _without_locations(schema: Element) -> Element:
    """Return a schema whose imports name only namespaces: what they name stands beside it."""
    content = tuple(
        replace(part, attributes=tuple(held for held in part.attributes if held[0] != "schemaLocation"))
        if isinstance(part, Element) and part.name == clark(XSD, "import")
        else part
        for part in schema.content
    )
    return replace(schema, content=content)
