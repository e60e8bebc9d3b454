"""Where declarations stand: the only module that leads from a component of xmlschema to its file, line and text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit
from urllib.request import url2pathname

from xmlschema import XMLSchemaBase
from xmlschema.validators import XsdComponent

from conformance.contract.documents import file_of, read, schema_element
from conformance.errors import ContractError, Place
from conformance.model.contract import SchemaDocument
from conformance.model.tree import XSD, Element, clark, namespace_of, select

_SIMPLE = clark(XSD, "simpleType")
_BLANKS = re.compile("[ \t\r\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seat:
    """An element of a document, its line, and what it stands in."""

    element: Element
    line: int | None
    above: "_Seat | None"


_Seats: TypeAlias = Mapping[int, _Seat]


def element_key(name: str, owner: str = "") -> str:
    """Return the key of a global element's place, or of one in the type ``owner``."""
    return f"element {owner}/{name}" if owner else f"element {name}"


def attribute_key(name: str, owner: str = "") -> str:
    """Return the key of a global attribute's place, or of one of the type ``owner``."""
    return f"attribute {owner}/@{name}" if owner else f"attribute {name}"


def type_key(name: str) -> str:
    """Return the key of a type's place."""
    return f"type {name}"


@dataclass(slots=True, kw_only=True, eq=False)
class Origins:
    """The places and the documentation of components, as far as they were noted; ``files`` are documents by path.

    A document is read when a component of it is first met.
    """

    files: Mapping[str, SchemaDocument]
    places: dict[str, Place] = field(default_factory=dict)
    documentation: dict[str, str] = field(default_factory=dict)
    _read: dict[tuple[str, str], tuple[str, _Seats]] = field(default_factory=dict)

    def note(self, key: str, found: XsdComponent) -> None:
        """Keep where a component stands and what is written about it, where that is not known yet."""
        if key in self.places or XSD in {found.schema.target_namespace, namespace_of(found.name or "")}:
            return
        file, seats = self._of(found.schema)
        seat = seats.get(id(found.elem))
        if seat is None:
            self.places[key] = Place(file=file)
            return
        if (
            seat.above is not None and seat.above.element.name == _SIMPLE
        ):  # of simple types xmlschema has what is inside
            seat = seat.above
        self.places[key] = Place(file=file, line=seat.line, construct=f"xs:{seat.element.local}")
        written = select(seat.element, f"{clark(XSD, 'annotation')}/{clark(XSD, 'documentation')}")
        texts = (_BLANKS.sub(" ", _whole_text(part)).strip(" ") for part in written)
        if said := "\n".join(text for text in texts if text):
            self.documentation[key] = said

    def element(self, found: XsdComponent) -> Element | None:
        """Return the element of the document that declares a component, with the prefixes in its scope."""
        seat = self._of(found.schema)[1].get(id(found.elem))
        return None if seat is None else seat.element

    def _of(self, schema: XMLSchemaBase) -> tuple[str, _Seats]:
        """Return the file of a document as it is told, and its elements by xmlschema's.

        One that has no namespace of its own is read for each namespace that includes it.
        """
        key = (str(schema.url), schema.target_namespace)
        if key not in self._read:
            path = url2pathname(urlsplit(key[0]).path)
            document = self.files.get(path)
            file = path if document is None else file_of(document)
            text = "" if document is None else document.text
            root = schema_element(text or read(Path(path)).text, path)
            seats = list(_seats(root, None, iter(document.lines if document is not None else ())))
            theirs = list(schema.root.iter())
            if len(theirs) != len(seats):
                message = (
                    "parts of the schema are for another version of XSD (vc:minVersion and the like): take them out"
                )
                raise ContractError(message, place=Place(file=file))
            pairs = zip(theirs, seats, strict=True)
            self._read[key] = (file, {id(element): seat for element, seat in pairs})
        return self._read[key]


def _seats(element: Element, above: _Seat | None, lines: Iterator[int | None]) -> Iterator[_Seat]:
    """Yield an element and all below it, in document order; ``lines`` are theirs, where they are not in the element."""
    seat = _Seat(element=element, line=next(lines, element.line), above=above)
    yield seat
    for child in element.children:
        yield from _seats(child, seat, lines)


def _whole_text(element: Element) -> str:
    return "".join(part if isinstance(part, str) else _whole_text(part) for part in element.content)
