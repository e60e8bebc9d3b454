"""What a WSDL says, of every style: the only module that turns its services, ports and operations into data.

Places and documentation have these keys: ``port S/P``, ``binding {n}B``, ``operation {n}B/Do``, ``input {n}B/Do``,
``output {n}B/Do``, ``fault {n}B/Do/F``, ``message {n}M``, ``part {n}M/p``; the empty one is the WSDL itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Never

from conformance.contract.definitions import Definitions, load
from conformance.contract.documents import collect, included, schema_element
from conformance.contract.wrappers import Wrapper, Wrappers
from conformance.errors import ContractError, Place
from conformance.model.binding import SOAP
from conformance.model.contract import SchemaDocument
from conformance.model.description import (
    WSDL,
    BoundFault,
    BoundMessage,
    BoundOperation,
    Description,
    Encoding,
    Extension,
    HeaderPart,
    Part,
    Port,
    Style,
    Transmission,
)
from conformance.model.tree import XSD, Element, clark, namespace_of, select

HTTP = "http://schemas.xmlsoap.org/wsdl/http/"
_MIME = "http://schemas.xmlsoap.org/wsdl/mime/"
_SOAP: Mapping[str, str] = MappingProxyType({row.wsdl_namespace: row.name for row in SOAP.values()})
_KNOWN = frozenset({WSDL, XSD, HTTP, _MIME, *_SOAP})
_TRUE = frozenset({"true", "1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What a WSDL says, with the XSD documents that it names."""

    description: Description
    documents: tuple[SchemaDocument, ...] = field(repr=False)
    places: Mapping[str, Place] = field(repr=False)
    documentation: Mapping[str, str] = field(repr=False)

    def refuse(self, message: str, key: str = "") -> Never:
        """Raise a ContractError at a place, or at the root."""
        raise ContractError(message, place=self.places[key])


def described(path: Path, root: Element) -> Described:
    """Return what a WSDL file, whose root is read already, and all that it imports say.

    Raises:
        ContractError: a document cannot be read, is not well-formed, or names what is not there.
    """
    definitions = load(path, root)
    schemas = collect(definitions.schemas())
    wrappers = Wrappers(taken=frozenset(_elements(schemas)))
    reader = _Reader(definitions=definitions, wrappers=wrappers)
    reader.note("", definitions.main, definitions.main)
    description = reader.description()
    return Described(
        description=description,
        documents=collect((*schemas, *wrappers.documents())) if wrappers.found else schemas,
        places=MappingProxyType(reader.places),
        documentation=MappingProxyType(reader.documentation),
    )


def _elements(documents: tuple[SchemaDocument, ...]) -> Iterator[str]:
    """Yield the Clark names of the elements that documents and those that they include declare."""
    for document in documents:
        for part in included(document):
            for found in select(schema_element(part.text, part.location), clark(XSD, "element")):
                yield clark(document.namespace, found.get("name") or "")


@dataclass(slots=True, kw_only=True, eq=False)
class _Reader:
    """One WSDL on its way to be data; ``wrappers`` gets the elements that rpc/literal puts into the Body."""

    definitions: Definitions
    wrappers: Wrappers
    places: dict[str, Place] = field(default_factory=dict)
    documentation: dict[str, str] = field(default_factory=dict)

    def description(self) -> Description:
        """Return what the WSDL says; a WSDL without ports has one without address for each binding.

        Raises:
            ContractError: it names what is not there.
        """
        ports = [
            self.port(service, port) for service in self.definitions.all("service") for port in select(service, "port")
        ]
        unserved = [self.unserved(bound) for bound in self.definitions.all("binding")] if not ports else []
        return Description(
            namespace=self.definitions.main.get("targetNamespace") or "",
            ports=(*ports, *unserved),
            extensions=tuple(self.extensions()),
        )

    def port(self, service: Element, port: Element) -> Port:
        bound = self.definitions.named("binding", port, "binding")
        name = f"{service.get('name')}/{port.get('name')}"
        self.note(f"port {name}", port, port, service)
        address = next((held.get("location") or "" for held in port.children if held.local == "address"), "")
        return self.bound(bound, name=port.get("name") or "", service=service.get("name") or "", address=address)

    def unserved(self, bound: Element) -> Port:
        return self.bound(bound, name=bound.get("name") or "", service="", address="")

    def bound(self, bound: Element, *, name: str, service: str, address: str) -> Port:
        binding = self.definitions.name(bound)
        own = next(
            (held for held in bound.children if namespace_of(held.name) != WSDL and held.local == "binding"), None
        )
        self.note(f"binding {binding}", bound if own is None else own, bound)
        port_type = self.definitions.named("portType", bound, "type")
        return Port(
            name=name,
            service=service,
            address=address,
            binding=binding,
            protocol=_protocol(own),
            transport=(own.get("transport") if own is not None else None) or "",
            operations=MappingProxyType(dict(self.operations(bound, port_type, own))),
        )

    def operations(
        self, bound: Element, port_type: Element, own: Element | None
    ) -> Iterator[tuple[str, BoundOperation]]:
        abstract: dict[str, list[Element]] = {}
        for found in select(port_type, "operation"):
            abstract.setdefault(found.get("name") or "", []).append(found)
        seen: set[str] = set()
        for held in select(bound, "operation"):
            name = held.get("name") or ""
            if name not in abstract:
                self.definitions.refuse(held, f"portType {port_type.get('name')} has no operation {name!r}")
            meant = _meant(held, abstract[name])
            if name in seen:
                name = f"{name}({_named(held, 'input')})"
            seen.add(name)
            key = f"{self.definitions.name(bound)}/{name}"
            yield name, _Operation(reader=self, held=held, abstract=meant, own=own, key=key).bound(name)

    def parts(self, message: Element) -> dict[str, Part]:
        """Return the parts of a message by name."""
        name = self.definitions.name(message)
        self.note(f"message {name}", message)
        for part in select(message, "part"):
            self.note(f"part {name}/{part.get('name')}", part, part)
        made = (
            Part(name=part.get("name") or "", element=self.named(part, "element"), type=self.named(part, "type"))
            for part in select(message, "part")
        )
        return {part.name: part for part in made}

    def named(self, part: Element, attribute: str) -> str | None:
        """Return the Clark name that an attribute of a part holds, None where it has none."""
        given = part.get(attribute)
        found = None if given is None else part.resolve(given)
        if given is not None and found is None:
            self.definitions.refuse(part, f"{attribute}={given!r} is no name, or its prefix is not bound")
        return found

    def wrap(self, name: str, message: BoundMessage, operation: str) -> str:
        """Declare the element around the parts of a message, and return why that cannot be, where it cannot."""
        places = ((part, self.places[f"part {message.message}/{part.name}"]) for part in message.parts)
        wrapper = Wrapper(place=self.places[operation], parts=tuple((part, place.line) for part, place in places))
        return self.wrappers.declare(name, wrapper)

    def note(self, key: str, element: Element, *described: Element) -> None:
        """Keep where something stands, and what the first of some elements that says anything says about it."""
        self.places.setdefault(key, self.definitions.place(element))
        texts = (
            " ".join(part.text.split()) for found in described for part in select(found, clark(WSDL, "documentation"))
        )
        if said := next(filter(None, texts), ""):
            self.documentation.setdefault(key, said)

    def extensions(self) -> Iterator[Extension]:
        for root in self.definitions.files.values():
            yield from self.extensions_of(root, "definitions")
            for part in root.children:
                if part.name != clark(WSDL, "types"):
                    yield from self.inner_extensions(part, f"{part.local} {self.definitions.name(part)}")

    def inner_extensions(self, element: Element, owner: str) -> Iterator[Extension]:
        yield from self.extensions_of(element, owner)
        for part in element.children:
            if namespace_of(part.name) == WSDL:
                yield from self.inner_extensions(part, f"{owner}/{part.get('name') or part.local}")

    def extensions_of(self, element: Element, owner: str) -> Iterator[Extension]:
        for part in element.children:
            if namespace_of(part.name) not in _KNOWN:
                yield Extension(owner=owner, element=part)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Operation:
    """One operation: bound (``held``), of its port type (``abstract``), and the binding's own element (``own``).

    ``key`` begins the keys of its places.
    """

    reader: _Reader
    held: Element
    abstract: Element
    own: Element | None
    key: str

    @property
    def protocol(self) -> str:
        return "" if self.own is None else namespace_of(self.own.name)

    def bound(self, name: str) -> BoundOperation:
        said = next((found for found in self.held.children if found.name == clark(self.protocol, "operation")), None)
        self.reader.note(f"operation {self.key}", self.held if said is None else said, self.abstract, self.held)
        told = dict(said.attributes) if said is not None else {}
        style = told.get("style") or (self.own.get("style") if self.own is not None else None)
        bound = BoundOperation(
            name=name,
            action=told.get("location" if self.protocol == HTTP else "soapAction") or "",
            style=Style.RPC if style == Style.RPC else Style.DOCUMENT,
            transmission=_transmission(self.abstract),
            faults=tuple(self.faults()),
            action_required=(told.get("soapActionRequired") or "true") in _TRUE,
        )
        return replace(bound, input=self.message("input", bound), output=self.message("output", bound))

    def message(self, direction: str, bound: BoundOperation) -> BoundMessage | None:
        wanted = next(iter(select(self.abstract, direction)), None)
        if wanted is None:
            return None
        held = next(iter(select(self.held, direction)), None)
        inside = [] if held is None else list(held.walk())
        body = next((found for found in inside if found.name == clark(self.protocol, "body")), None)
        found = self.reader.definitions.named("message", wanted, "message")
        self.reader.note(f"{direction} {self.key}", body or held or wanted, wanted)
        parts = self.reader.parts(found)
        if body is not None and (chosen := body.get("parts")) is not None:
            parts = {name: part for name, part in parts.items() if name in chosen.split()}
        message = BoundMessage(
            message=self.reader.definitions.name(found),
            parts=tuple(parts.values()),
            headers=tuple(self.header(header) for header in inside if header.name == clark(self.protocol, "header")),
            use=_use(body),
            namespace=_said(body, "namespace"),
            encoding_style=_said(body, "encodingStyle"),
        )
        payload, uncompared = self.payload(message, bound.style, direction)
        return replace(message, payload=payload, uncompared=uncompared)

    def payload(self, message: BoundMessage, style: Style, direction: str) -> tuple[str | None, str]:
        """Return the element that stands in the Body, and why the schema does not tell, where it does not."""
        if self.protocol not in _SOAP:
            return None, "what stands in other messages than those of SOAP is not compared"
        if message.use is Encoding.ENCODED:
            return None, "the parts are encoded, so that no schema tells what stands in the Body"
        if style is Style.RPC:
            name = f"{self.held.get('name')}{'Response' if direction == 'output' else ''}"
            wrapper = clark(message.namespace, name)
            why = self.reader.wrap(wrapper, message, f"operation {self.key}")
            return (None, why) if why else (wrapper, "")
        if len(message.parts) > 1:
            return None, f"{len(message.parts)} parts stand beside each other in the Body"
        for part in message.parts:
            why = "" if part.element else f"the part {part.name} names a type, which stands in the Body by itself"
            return part.element, why
        return None, ""

    def header(self, header: Element) -> HeaderPart:
        message = self.reader.definitions.named("message", header, "message")
        part = self.reader.parts(message).get(header.get("part") or "")
        if part is None:
            self.reader.definitions.refuse(
                header, f"message {message.get('name')} has no part {header.get('part')!r} for a header block"
            )
        return HeaderPart(
            message=self.reader.definitions.name(message),
            part=part,
            use=_use(header),
            namespace=_said(header, "namespace"),
            encoding_style=_said(header, "encodingStyle"),
            faults=tuple(self.header(fault) for fault in select(header, clark(self.protocol, "headerfault"))),
            required=_said(header, clark(WSDL, "required")) in _TRUE,
        )

    def faults(self) -> Iterator[BoundFault]:
        for declared in select(self.abstract, "fault"):
            name = declared.get("name") or ""
            held = next((one for one in select(self.held, "fault") if one.get("name") == name), None)
            said = next((one for one in held.children if one.local == "fault"), None) if held is not None else None
            self.reader.note(f"fault {self.key}/{name}", said or held or declared, declared)
            message = self.reader.definitions.named("message", declared, "message")
            yield BoundFault(
                name=name,
                part=next(iter(self.reader.parts(message).values()), None),
                use=_use(said),
                namespace=_said(said, "namespace"),
                encoding_style=_said(said, "encodingStyle"),
            )


def _protocol(own: Element | None) -> str:
    if own is None:
        return ""
    namespace = namespace_of(own.name)
    if namespace == HTTP:
        return f"http-{(own.get('verb') or '').lower()}"
    return _SOAP.get(namespace, own.name)


def _transmission(abstract: Element) -> Transmission:
    ways = [part.local for part in abstract.children if part.local in {"input", "output"}]
    if ways == ["output", "input"]:
        return Transmission.SOLICIT_RESPONSE
    if len(ways) > 1:
        return Transmission.REQUEST_RESPONSE
    return Transmission.NOTIFICATION if ways == ["output"] else Transmission.ONE_WAY


def _meant(held: Element, named: list[Element]) -> Element:
    """Return the operation that a bound one means; of several with its name, that with its names of messages."""
    directions = [direction for direction in ("input", "output") if _named(held, direction)]
    exact = (one for one in named if all(_named(one, way) == _named(held, way) for way in directions))
    return next(exact, named[0])


def _named(operation: Element, direction: str) -> str:
    return next((found.get("name") or "" for found in select(operation, direction)), "")


def _use(body: Element | None) -> Encoding:
    return Encoding.ENCODED if _said(body, "use") == Encoding.ENCODED else Encoding.LITERAL


def _said(element: Element | None, name: str) -> str:
    return (element.get(name) if element is not None else None) or ""
