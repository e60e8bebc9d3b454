"""XSD documents: the only module that follows imports and includes, on this machine only.

Both engines are given one *driver*: a schema that imports every namespace of the contract and both envelopes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from xml.sax.saxutils import quoteattr

from conformance import _schemas
from conformance.errors import ContractError, Place, WireError, WireKind
from conformance.markup import encoding, xml
from conformance.markup.write import write
from conformance.model.binding import SOAP11, SOAP12
from conformance.model.contract import SchemaDocument
from conformance.model.description import WSDL
from conformance.model.tree import XML, XSD, Element, clark

REFERENCES = frozenset(clark(XSD, local) for local in ("import", "include", "redefine"))
"""What names another document."""
_ENCODING = "http://schemas.xmlsoap.org/soap/encoding/"
_DECLARATION = re.compile(r"^<\?xml[ \t][^>\n]*\?>")
_OURS = "urn:conformance:driver"
"""The namespace of a schema that imports all: one without a namespace cannot import what has none either."""


def shipped() -> tuple[SchemaDocument, ...]:
    """Return the documents that belong to every contract: both envelopes and the ``xml:`` attributes."""
    folder = _schemas.root() / "soap"
    names = {XML: "xml.xsd", SOAP11.namespace: "envelope-1.1.xsd", SOAP12.namespace: "envelope-1.2.xsd"}
    return tuple(
        SchemaDocument(location=name, namespace=namespace, text="", path=str(folder / name))
        for namespace, name in names.items()
    )


def collect(documents: Iterable[SchemaDocument]) -> tuple[SchemaDocument, ...]:
    """Return the documents and all that they import; what they include stays part of them.

    Raises:
        ContractError: a document is missing, remote, not XML, or no schema. The types of SOAP 1.1 section 5 are ours.
    """
    known = {WSDL, *(document.namespace for document in shipped())}
    found: dict[str, SchemaDocument] = {}
    queue = list(documents)
    known |= {document.namespace for document in queue}  # WSDL's is imported for one attribute, which nobody declares
    while queue:
        document = queue.pop(0)
        if document.location in found:
            continue
        found[document.location] = document
        for part in included(document):
            for imported in _imports(part, known):
                known.add(imported.namespace)
                queue.append(imported)
    return tuple(document for document in found.values() if document.text)


def included(document: SchemaDocument) -> Iterator[SchemaDocument]:
    """Yield a document and all that it includes or redefines, each once.

    Raises:
        ContractError: one of them is missing, remote, not XML, or no schema.
    """
    seen: set[str] = set()
    queue = [document]
    while queue:
        part = queue.pop(0)
        if part.location not in seen:
            seen.add(part.location)
            yield part
            queue += [located(part, node) for node in _references(part) if node.local != "import"]


def read(path: Path, place: Place | None = None) -> SchemaDocument:
    """Return the document in a file.

    Raises:
        ContractError: it cannot be read or is no XSD; ``place`` is where it was asked for.
    """
    try:
        text = text_of(path.read_bytes())
    except (OSError, WireError) as broken:
        message = f"{path} cannot be read ({broken}); imports are resolved on this machine only"
        raise ContractError(message, place=place or Place(file=str(path))) from None
    root = schema_element(text, str(path))
    return SchemaDocument(location=str(path), namespace=root.get("targetNamespace") or "", text=text, path=str(path))


def text_of(data: bytes, *, charset: str | None = None) -> str:
    """Return the text of a document, whatever it is encoded in, without the declaration that says so.

    Raises:
        WireError: it is not in the encoding that it claims.
    """
    return _DECLARATION.sub("", encoding.in_utf8(data, charset).decode())


def unreadable(broken: WireError, file: str) -> ContractError:
    """Return why a file is no XML that is read, in words for whoever has the file."""
    message = str(broken).replace("the message", "the file")
    if broken.kind is WireKind.DOCTYPE:
        message = "it has a document type declaration, which is not read: take it out, and write out its entities"
    return ContractError(message, place=Place(file=file, line=broken.line))


@lru_cache(maxsize=32)
def schema_element(text: str, location: str) -> Element:
    """Return the root of an XSD document; the last ones are kept, for each is looked at for several things.

    Raises:
        ContractError: it is not well-formed, or no ``xs:schema``.
    """
    try:
        root = xml.parse(text.encode(), charset="utf-8")
    except WireError as broken:
        raise unreadable(broken, location) from None
    if root.name != clark(XSD, "schema"):
        message = f"the root element is {root.name}, not xs:schema"
        raise ContractError(message, place=Place(file=location, line=root.line))
    return root


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """A schema that imports everything; ``files`` leads from paths to documents, ``own`` are files of ours only."""

    path: Path
    files: Mapping[str, SchemaDocument]
    own: frozenset[str]


def driver(documents: Iterable[SchemaDocument], folder: Path) -> Driver:
    """Write into ``folder`` what has no file of its own and a schema that imports everything."""
    files: dict[str, SchemaDocument] = {}
    by_namespace: dict[str, list[str]] = {}
    for number, document in enumerate((*shipped(), *documents)):
        path = document.path
        if path is None:
            inline = folder / f"{number}.xsd"
            inline.write_text(_absolute(document), encoding="utf-8")
            path = str(inline)
        files[path] = document
        by_namespace.setdefault(document.namespace, []).append(path)
    united = {
        namespace: _united(namespace, paths, folder / f"united{number}.xsd")
        for number, (namespace, paths) in enumerate(by_namespace.items())
        if len(paths) > 1
    }
    imports = (_import(namespace, united.get(namespace, paths[0])) for namespace, paths in by_namespace.items())
    whole = folder / "driver.xsd"
    text = f'<xs:schema xmlns:xs="{XSD}" targetNamespace="{_OURS}">\n{"".join(imports)}</xs:schema>\n'
    whole.write_text(text, encoding="utf-8")
    return Driver(path=whole, files=MappingProxyType(files), own=frozenset({str(whole), *united.values()}))


def _absolute(document: SchemaDocument) -> str:
    """Return the text of a document that is moved elsewhere: the files that it names stay where they are."""
    root = schema_element(document.text, document.location)
    content = tuple(
        part if isinstance(part, str) else _moved(part, part.get("schemaLocation"), base(document))
        for part in root.content
    )
    return document.text[: len(document.text) - len(document.text.lstrip("\n"))] + write(replace(root, content=content))


def _moved(node: Element, location: str | None, folder: Path) -> Element:
    """Return a node whose ``schemaLocation`` in a folder is absolute."""
    if location is None or "://" in location or node.name not in REFERENCES:
        return node
    kept = (held for held in node.attributes if held[0] != "schemaLocation")
    return replace(node, attributes=(*kept, ("schemaLocation", (folder / location).resolve().as_uri())))


def _import(namespace: str, path: str) -> str:
    named = f" namespace={quoteattr(namespace)}" if namespace else ""
    return f"<xs:import{named} schemaLocation={quoteattr(Path(path).as_uri())}/>\n"


def _united(namespace: str, paths: list[str], whole: Path) -> str:
    """Return a document that includes several of one namespace; a second import of a namespace would not be read."""
    target = f" targetNamespace={quoteattr(namespace)}" if namespace else ""
    includes = "".join(f"<xs:include schemaLocation={quoteattr(Path(path).as_uri())}/>\n" for path in paths)
    whole.write_text(f'<xs:schema xmlns:xs="{XSD}"{target}>\n{includes}</xs:schema>\n', encoding="utf-8")
    return str(whole)


def _references(document: SchemaDocument) -> Iterator[Element]:
    """Yield what names other documents."""
    root = schema_element(document.text, document.location)
    yield from (found for found in root.children if found.name in REFERENCES)


def _imports(document: SchemaDocument, known: set[str]) -> Iterator[SchemaDocument]:
    """Yield what a document imports of namespaces that are not known."""
    for node in _references(document):
        if node.local == "import" and (node.get("namespace") or "") not in known:
            yield located(document, node)


def located(document: SchemaDocument, node: Element) -> SchemaDocument:
    """Return the document that an import, an include or a redefinition in a document names.

    Raises:
        ContractError: it names none, a remote one, or one that cannot be read.
    """
    location = node.get("schemaLocation")
    place = Place(file=file_of(document), line=node.line, construct=f"xs:{node.local}")
    if location is None or "://" in location:
        if node.get("namespace") == _ENCODING:
            return read(_schemas.root() / "soap" / "encoding-1.1.xsd")
        wanted = location or node.get("namespace")
        message = f"{wanted} is not on this machine; save it beside and name it in schemaLocation"
        raise ContractError(message, place=place)
    return read((base(document) / location).resolve(), place)


def base(document: SchemaDocument) -> Path:
    """Return the folder that relative names in a document start from."""
    return Path(file_of(document)).parent


def file_of(document: SchemaDocument) -> str:
    """Return the file that a document stands in: of one inside a WSDL, that one."""
    return document.path or document.location.rpartition("#")[0] or document.location
