"""XSD documents: the only module that follows imports and includes, on this machine only.

Both engines are given one *driver*: a schema that imports every namespace of the contract and both envelopes.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr

from conformance import _schemas
from conformance.errors import ContractError, Place, WireError
from conformance.model.binding import SOAP11, SOAP12
from conformance.model.contract import SchemaDocument
from conformance.model.tree import XML, XSD, Element, clark
from conformance.soap import xml

# XSD 1.0 constructs that the canonical model does not hold yet: refused by name, never misread.
UNSUPPORTED = (
    "redefine",
    "key",
    "keyref",
    "unique",
    "notation",
    "list",
    "union",
    "pattern",
    "totalDigits",
    "fractionDigits",
)


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
        ContractError: a document is missing, remote, not XML, no schema, or uses an unsupported construct.
    """
    known = {document.namespace for document in shipped()}
    found: dict[str, SchemaDocument] = {}
    queue = list(documents)
    known |= {document.namespace for document in queue}
    while queue:
        document = queue.pop(0)
        if document.location in found:
            continue
        found[document.location] = document
        for imported in _imports(document, known, set()):
            known.add(imported.namespace)
            queue.append(imported)
    return tuple(document for document in found.values() if document.text)


def read(path: Path, place: Place | None = None) -> SchemaDocument:
    """Return the document in a file.

    Raises:
        ContractError: it cannot be read or is no XSD; ``place`` is where it was asked for.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as broken:
        message = f"{path} cannot be read ({broken}); imports are resolved on this machine only"
        raise ContractError(message, place=place or Place(file=str(path))) from None
    root = schema_element(text, str(path))
    return SchemaDocument(location=str(path), namespace=root.get("targetNamespace") or "", text=text, path=str(path))


def schema_element(text: str, location: str) -> Element:
    """Return the root of an XSD document.

    Raises:
        ContractError: it is not well-formed, or no ``xs:schema``.
    """
    try:
        root = xml.parse(text.encode(), charset="utf-8")
    except WireError as broken:
        raise ContractError(str(broken), place=Place(file=location, line=broken.line)) from None
    if root.name != clark(XSD, "schema"):
        message = f"the root element is {root.name}, not xs:schema"
        raise ContractError(message, place=Place(file=location, line=root.line))
    return root


def driver(documents: Iterable[SchemaDocument], folder: Path) -> Path:
    """Write into ``folder`` what has no file of its own and a schema that imports everything; return its path."""
    by_namespace: dict[str, list[str]] = {}
    for number, document in enumerate((*shipped(), *documents)):
        path = document.path
        if path is None:
            inline = folder / f"{number}.xsd"
            inline.write_text(document.text, encoding="utf-8")
            path = str(inline)
        by_namespace.setdefault(document.namespace, []).append(path)
    imports = (
        _import(namespace, paths[0] if len(paths) == 1 else _united(namespace, paths, folder / f"united{number}.xsd"))
        for number, (namespace, paths) in enumerate(by_namespace.items())
    )
    whole = folder / "driver.xsd"
    whole.write_text(f'<xs:schema xmlns:xs="{XSD}">\n{"".join(imports)}</xs:schema>\n', encoding="utf-8")
    return whole


def _import(namespace: str, path: str) -> str:
    named = f" namespace={quoteattr(namespace)}" if namespace else ""
    return f"<xs:import{named} schemaLocation={quoteattr(Path(path).as_uri())}/>\n"


def _united(namespace: str, paths: list[str], whole: Path) -> str:
    """Return a document that includes several of one namespace; a second import of a namespace would not be read."""
    target = f" targetNamespace={quoteattr(namespace)}" if namespace else ""
    includes = "".join(f"<xs:include schemaLocation={quoteattr(Path(path).as_uri())}/>\n" for path in paths)
    whole.write_text(f'<xs:schema xmlns:xs="{XSD}"{target}>\n{includes}</xs:schema>\n', encoding="utf-8")
    return str(whole)


def _imports(document: SchemaDocument, known: set[str], seen: set[str]) -> Iterator[SchemaDocument]:
    """Yield what a document and the documents that it includes import."""
    seen.add(document.location)
    for node in schema_element(document.text, document.location).walk():
        place = Place(file=document.location, line=node.line, construct=f"xs:{node.local}")
        if node.local in UNSUPPORTED and node.name == clark(XSD, node.local):
            message = "this XSD construct is not supported yet; take it out of the contract's copy of the schema"
            raise ContractError(message, place=place)
        if node.name not in {clark(XSD, "import"), clark(XSD, "include")}:
            continue
        location = node.get("schemaLocation")
        if node.local == "import" and (node.get("namespace") or "") in known:
            continue
        if location is None or "://" in location:
            wanted = location or node.get("namespace")
            message = f"{wanted} is not on this machine; save it beside and name it in schemaLocation"
            raise ContractError(message, place=place)
        base = Path(document.path).parent if document.path else Path(document.location.partition("#")[0]).parent
        target = read((base / location).resolve(), place)
        if node.local == "import":
            yield target
        elif target.location not in seen:
            yield from _imports(target, known, seen)
