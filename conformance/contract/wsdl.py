"""WSDL 1.1, document/literal over SOAP 1.1 and 1.2: its only reader, and the only writer of what ``?WSDL`` answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Never

from conformance.contract.documents import collect, read, schema_element
from conformance.errors import ContractError, Place, WireError
from conformance.model.binding import BINDINGS, Binding
from conformance.model.contract import Message, Operation, SchemaDocument
from conformance.model.tree import XSD, Element, clark, select
from conformance.soap import xml
from conformance.soap.write import document, write

WSDL = "http://schemas.xmlsoap.org/wsdl/"


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
        ContractError: it cannot be read, is not well-formed, or is of a kind that is not supported.
    """
    try:
        root = xml.parse(path.read_bytes())
    except OSError as broken:
        message = f"the WSDL cannot be read: {broken.strerror}"
        raise ContractError(message, place=Place(file=str(path))) from None
    except WireError as broken:
        raise ContractError(str(broken), place=Place(file=str(path), line=broken.line)) from None
    return _Reader(root, path).description()


def publish(text: str, address: str) -> bytes:
    """Return a WSDL as a document whose ports stand at ``address``."""

    def moved(element: Element) -> Element:
        content = tuple(part if isinstance(part, str) else moved(part) for part in element.content)
        if element.local != "address":
            return replace(element, content=content)
        kept = tuple((name, address if name == "location" else value) for name, value in element.attributes)
        return replace(element, attributes=kept, content=content)

    return document(moved(xml.parse(text.encode())))


class _Reader:
    """One WSDL document, with the lookups that every part of it needs."""

    def __init__(self, root: Element, path: Path) -> None:
        self.root = root
        self.path = path
        self.target = root.get("targetNamespace") or ""
        if root.name != clark(WSDL, "definitions"):
            self.refuse(root, f"the root element is {root.name}, not wsdl:definitions of WSDL 1.1")
        for unsupported in select(root, "import"):
            self.refuse(unsupported, "wsdl:import is not supported yet; put the imported definitions into this file")

    def refuse(self, element: Element, message: str) -> Never:
        """Raise a ContractError at an element."""
        raise ContractError(message, place=Place(file=str(self.path), line=element.line, construct=element.local))

    def named(self, kind: str, owner: Element, attribute: str) -> Element:
        """Return the global part of a kind that an attribute of ``owner`` names."""
        wanted = owner.resolve(owner.get(attribute) or "")
        named = (found for found in select(self.root, kind) if clark(self.target, found.get("name") or "") == wanted)
        found = next(named, None)
        if found is None:
            self.refuse(owner, f"there is no {kind} {owner.get(attribute)!r}")
        return found

    def description(self) -> Description:
        documents = collect(self.schemas())
        if not documents:
            self.refuse(self.root, "there is no schema in wsdl:types")
        operations: dict[str, Operation] = {}
        addresses: dict[str, str] = {}
        for port in select(self.root, "service/port"):
            bound = self.named("binding", port, "binding")
            version = self.version(bound)
            if version is None:
                continue
            addresses[version.name] = next((held.get("location") or "" for held in select(port, "address")), "")
            for name, operation in self.operations(bound, version):
                if operations.setdefault(name, operation) != operation:
                    self.refuse(bound, f"operation {name} differs between the bindings; give each its own contract")
        if not operations:
            self.refuse(self.root, "there is no port with a SOAP 1.1 or SOAP 1.2 binding")
        return Description(operations=operations, bindings=addresses, documents=documents, text=self.inlined(documents))

    def version(self, bound: Element) -> Binding | None:
        """Return the SOAP version of a wsdl:binding, None where it is another protocol's."""
        for version in BINDINGS.values():
            for held in bound.children:
                if held.name == clark(version.wsdl_namespace, "binding"):
                    if held.get("style") == "rpc":
                        self.refuse(held, "style rpc is not supported yet; only document/literal is")
                    return version
        return None

    def operations(self, bound: Element, version: Binding) -> Iterator[tuple[str, Operation]]:
        port_type = self.named("portType", bound, "type")
        for held in select(bound, "operation"):
            name = held.get("name") or ""
            abstract = next((found for found in select(port_type, "operation") if found.get("name") == name), None)
            if abstract is None:
                self.refuse(held, f"portType {port_type.get('name')} has no operation {name!r}")
            soap = next(
                (found for found in held.children if found.name == clark(version.wsdl_namespace, "operation")), None
            )
            if soap is not None and soap.get("style") == "rpc":
                self.refuse(soap, "style rpc is not supported yet; only document/literal is")
            yield (
                name,
                Operation(
                    name=name,
                    action=(soap.get("soapAction") if soap is not None else None) or "",
                    input=self.message(abstract, held, "input"),
                    output=self.message(abstract, held, "output"),
                ),
            )

    def message(self, abstract: Element, bound: Element, direction: str) -> Message:
        """Return one direction of an operation: from its message's one element part, and the bound headers."""
        wanted = next(iter(select(abstract, direction)), None)
        held = next(iter(select(bound, direction)), None)
        if wanted is None or held is None:
            self.refuse(
                bound, f"operation {bound.get('name')} has no {direction}; one-way operations are not supported yet"
            )
        for body in (*select(held, "body"), *select(held, "header")):
            if body.get("use") == "encoded":
                self.refuse(body, "use encoded is not supported; only document/literal is")
        found = self.named("message", wanted, "message")
        blocks = [
            self.part(self.named("message", header, "message"), header.get("part")) for header in select(held, "header")
        ]
        return Message(payload=self.part(found, None), headers=tuple(blocks))

    def part(self, message: Element, name: str | None) -> str:
        """Return the Clark name of the element of a message's part; of its only part where no name is given."""
        parts = [part for part in select(message, "part") if name is None or part.get("name") == name]
        if len(parts) != 1:
            self.refuse(
                message, f"message {message.get('name')} has {len(parts)} parts {name or ''} where one is needed"
            )
        element = parts[0].resolve(parts[0].get("element") or "")
        if element is None:
            self.refuse(parts[0], "the part names no element; only document/literal is supported")
        return element

    def schemas(self) -> Iterator[SchemaDocument]:
        """Yield the schemas in wsdl:types, with this file's line numbers; of one that only imports, those files."""
        for number, found in enumerate(select(self.root, "types/schema"), start=1):
            location = f"{self.path}#schema{number}"
            text = "\n" * ((found.line or 1) - 1) + write(found)
            if found.get("targetNamespace") or any(part.local != "import" for part in found.children):
                yield SchemaDocument(location=location, namespace=found.get("targetNamespace") or "", text=text)
            else:
                for held in found.children:
                    place = Place(file=str(self.path), line=held.line, construct="xs:import")
                    yield read((self.path.parent / (held.get("schemaLocation") or "")).resolve(), place)

    def inlined(self, documents: tuple[SchemaDocument, ...]) -> str:
        """Return this WSDL with all schemas inside, as an endpoint publishes it."""
        schemas = tuple(_without_locations(schema_element(held.text, held.location)) for held in documents)
        content = tuple(
            replace(part, content=schemas) if isinstance(part, Element) and part.local == "types" else part
            for part in self.root.content
        )
        return write(replace(self.root, content=content))


def _without_locations(schema: Element) -> Element:
    """Return a schema whose imports name only namespaces: what they name stands beside it."""
    content = tuple(
        replace(part, attributes=tuple(held for held in part.attributes if held[0] != "schemaLocation"))
        if isinstance(part, Element) and part.name == clark(XSD, "import")
        else part
        for part in schema.content
    )
    return replace(schema, content=content)
