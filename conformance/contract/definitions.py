"""WSDL 1.1 documents: the only module that reads them, follows ``wsdl:import``, and finds a definition by its name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Never

from conformance.contract.documents import located, read, unreadable
from conformance.errors import ContractError, Place, WireError
from conformance.markup import xml
from conformance.markup.write import write
from conformance.model.contract import SchemaDocument
from conformance.model.description import WSDL
from conformance.model.tree import XSD, Element, clark, select


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """One WSDL and all that it imports, the WSDL itself first; ``imported`` are XSD documents that it imports."""

    files: Mapping[Path, Element] = field(repr=False)
    imported: tuple[SchemaDocument, ...] = field(repr=False)
    _named: Mapping[tuple[str, str], Element] = field(repr=False)
    _paths: Mapping[int, Path] = field(repr=False)

    @property
    def main(self) -> Element:
        """Return the root of the WSDL itself."""
        return next(iter(self.files.values()))

    def all(self, path: str) -> Iterator[Element]:
        """Yield what a path names in each of the documents."""
        for root in self.files.values():
            yield from select(root, path)

    def named(self, kind: str, owner: Element, attribute: str) -> Element:
        """Return the global definition of a kind that an attribute of ``owner`` names.

        Raises:
            ContractError: there is none.
        """
        found = self._named.get((kind, owner.resolve(owner.get(attribute) or "") or ""))
        if found is None:
            self.refuse(owner, f"there is no {kind} {owner.get(attribute)!r}")
        return found

    def name(self, definition: Element) -> str:
        """Return the Clark name of a global definition."""
        return clark(self.target(definition), definition.get("name") or "")

    def target(self, element: Element) -> str:
        """Return the target namespace of the document that an element stands in."""
        return self.files[self._paths[id(element)]].get("targetNamespace") or ""

    def place(self, element: Element) -> Place:
        """Return where an element stands."""
        return Place(file=str(self._paths[id(element)]), line=element.line, construct=element.local)

    def refuse(self, element: Element, message: str) -> Never:
        """Raise a ContractError at an element."""
        raise ContractError(message, place=self.place(element))

    def schemas(self) -> Iterator[SchemaDocument]:
        """Yield the schemas in wsdl:types, with the lines of their file; of one that only imports, those files.

        Raises:
            ContractError: a file cannot be read.
        """
        for path, root in self.files.items():
            for number, found in enumerate(select(root, "types/schema"), start=1):
                document = SchemaDocument(
                    location=f"{path}#schema{number}",
                    namespace=found.get("targetNamespace") or "",
                    text="\n" * ((found.line or 1) - 1) + write(found),
                    lines=tuple(part.line for part in found.walk()),
                )
                if document.namespace or any(part.local != "import" for part in found.children):
                    yield document
                else:
                    yield from (located(document, held) for held in found.children)
        yield from self.imported


def root_of(path: Path, place: Place | None = None) -> Element:
    """Return the root of an XML file; ``place`` is where it was asked for.

    Raises:
        ContractError: it cannot be read, or is not well-formed.
    """
    try:
        return xml.parse(path.read_bytes())
    except OSError as broken:
        message = f"the file cannot be read: {broken.strerror}"
        if place is not None:
            message = f"{path} cannot be read ({broken.strerror}); imports are resolved on this machine only"
        raise ContractError(message, place=place or Place(file=str(path))) from None
    except WireError as broken:
        raise unreadable(broken, str(path)) from None


def load(path: Path, main: Element) -> Definitions:
    """Return a WSDL, whose root is read already, with all that it imports.

    Raises:
        ContractError: a document cannot be read, is not well-formed, or is no WSDL 1.1.
    """
    files: dict[Path, Element] = {}
    imported: list[SchemaDocument] = []
    queue: list[tuple[Path, Place | None]] = [(path, None)]
    while queue:
        file, place = queue.pop(0)
        if file in files:
            continue
        root = main if place is None else root_of(file, place)
        if place is not None and root.name == clark(XSD, "schema"):
            imported.append(read(file, place))
            continue
        if root.name != clark(WSDL, "definitions"):
            message = f"the root element is {root.name}, not wsdl:definitions of WSDL 1.1"
            raise ContractError(message, place=Place(file=str(file), line=root.line, construct=root.local))
        files[file] = root
        queue += [_imported(found, file) for found in select(root, clark(WSDL, "import"))]
    paths = {id(element): file for file, root in files.items() for element in root.walk()}
    named: dict[tuple[str, str], Element] = {}
    for root in files.values():
        for found in root.children:
            named.setdefault((found.local, clark(root.get("targetNamespace") or "", found.get("name") or "")), found)
    return Definitions(
        files=MappingProxyType(files),
        imported=tuple(imported),
        _named=MappingProxyType(named),
        _paths=MappingProxyType(paths),
    )


def _imported(found: Element, file: Path) -> tuple[Path, Place]:
    place = Place(file=str(file), line=found.line, construct="wsdl:import")
    location = found.get("location")
    if location is None or "://" in location:
        wanted = location or found.get("namespace")
        message = f"{wanted} is not on this machine; save it beside and name it in location"
        raise ContractError(message, place=place)
    return (file.parent / location).resolve(), place
