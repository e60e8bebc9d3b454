"""JSON Schemas: the only module that walks them into our ``Schema``, and that asks whether a value is valid.

Members are elements without a namespace, whose order says nothing; items of a list are ``item``, entries of a
dictionary ``entry`` with ``key`` and ``value``. A keyword that is not understood is an error and never passed over.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Never, TypeAlias

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import SchemaError
from jsonschema.protocols import Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from conformance.contract.validate import MOST_COMPLAINTS, Complaint
from conformance.errors import ContractError, Place
from conformance.model.contract import SchemaDocument
from conformance.model.schema import (
    ENTRY,
    ITEM,
    KEY,
    VALUE,
    ComplexType,
    Compositor,
    ElementUse,
    Facets,
    Group,
    Occurs,
    Schema,
    Shape,
    SimpleType,
)
from conformance.model.tree import XSD, clark
from conformance.servicestack.moment import PATTERN, is_moment

SUFFIX = ".schema.json"
MOMENT = "servicestack-datetime"
"""The format of texts that are moments as ServiceStack writes them; RFC 3339's has to have a time zone."""
Schemas: TypeAlias = Mapping[str, Validator]
"""What judges values by JSON Schemas, by the names of these."""
_Said: TypeAlias = Mapping[str, Any]
_IGNORED = frozenset({"$schema", "$id", "$comment", "$defs", "title", "description", "examples", "default"})
_SCALARS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "integer": frozenset({"minimum", "maximum"}),
        "number": frozenset({"minimum", "maximum"}),
        "string": frozenset({"minLength", "maxLength", "format"}),
        "boolean": frozenset(),
    }
)
_TEXT = "text"
_KINDS: Mapping[str, str] = MappingProxyType(
    {"integer": "number", "number": "number", "string": _TEXT, "boolean": "truth value"}
)
_INT = (-(2**31), 2**31 - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """All that the JSON Schemas of a contract say: our schema, and where each type of it stands."""

    schema: Schema
    documents: tuple[SchemaDocument, ...]
    places: Mapping[str, Place] = field(repr=False)
    documentation: Mapping[str, str] = field(repr=False)


def declared(folder: Path) -> Declared:
    """Return what the JSON Schemas of a folder declare: each file the type of its name.

    Raises:
        ContractError: a file cannot be read, is no JSON Schema, or says what is not understood.
    """
    files = sorted(folder.glob(f"*{SUFFIX}"))
    if not files:
        message = f"there is no *{SUFFIX} in it"
        raise ContractError(message, place=Place(file=str(folder)))
    documents = {file.name.removesuffix(SUFFIX): _Document.read(file) for file in files}
    walk = _Walk(documents=documents)
    for name in documents:
        walk.element(name)
    return Declared(
        schema=Schema(elements=MappingProxyType(walk.elements), types=MappingProxyType(walk.types)),
        documents=tuple(held.document for held in documents.values()),
        places=MappingProxyType(walk.places),
        documentation=MappingProxyType(walk.documentation),
    )


def validators(documents: Iterable[SchemaDocument], *, closed: bool = False) -> Schemas:
    """Return a validator for each JSON Schema of a contract, by its name.

    Where they are ``closed``, an object has no members but those that its schema names, as a strict reader takes it.
    """
    said = {Path(held.location).name.removesuffix(SUFFIX): json.loads(held.text) for held in documents}
    if closed:
        said = {name: _closed(held) for name, held in said.items()}
    resources = [(f"{name}{SUFFIX}", DRAFT202012.create_resource(held)) for name, held in said.items()]
    registry: Registry[Any] = Registry().with_resources(resources)
    return MappingProxyType({name: _validator(name, registry) for name in said})


def complaints(validator: Validator, value: Any) -> tuple[Complaint, ...]:  # noqa: ANN401 - any value of JSON
    """Return why a value of JSON is not valid, what is wrong first in the document first; none where it is valid."""
    found = sorted(validator.iter_errors(value), key=lambda one: list(map(str, one.absolute_path)))
    return tuple(
        Complaint(message=one.message, path="/".join(map(str, one.absolute_path)) or None, rule=str(one.validator))
        for one in found[:MOST_COMPLAINTS]
    )


def _closed(said: Any) -> Any:  # noqa: ANN401 - any part of a schema
    if isinstance(said, list):
        return [_closed(part) for part in said]
    if not isinstance(said, dict):
        return said
    found = {name: _closed(part) for name, part in said.items()}
    is_object = found.get("type") == "object" or (isinstance(found.get("type"), list) and "object" in found["type"])
    return {"additionalProperties": False, **found} if is_object else found


def _validator(name: str, registry: "Registry[Any]") -> Validator:
    checker = FormatChecker(formats=())
    checker.checks(MOMENT)(lambda value: not isinstance(value, str) or is_moment(value))
    return Draft202012Validator({"$ref": f"{name}{SUFFIX}"}, registry=registry, format_checker=checker)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Document:
    """One file, and what it says."""

    file: Path
    text: str
    said: _Said

    @classmethod
    def read(cls, file: Path) -> "_Document":
        place = Place(file=str(file))
        try:
            text = file.read_text(encoding="utf-8")
            said = json.loads(text)
            Draft202012Validator.check_schema(said)
        except (OSError, UnicodeDecodeError) as broken:
            message = f"the file cannot be read: {broken}"
            raise ContractError(message, place=place) from None
        except RecursionError:
            message = "it is nested too deep to be read"
            raise ContractError(message, place=place) from None
        except json.JSONDecodeError as broken:
            message = f"not JSON: {broken.msg}"
            raise ContractError(message, place=Place(file=str(file), line=broken.lineno)) from None
        except SchemaError as broken:
            message = f"no JSON Schema of draft 2020-12: {broken.message}"
            raise ContractError(
                message, place=Place(file=str(file), construct="/".join(map(str, broken.path)))
            ) from None
        if not isinstance(said, dict):
            message = "a schema that is true or false declares no type"
            raise ContractError(message, place=place)
        return cls(file=file, text=text, said=said)

    @property
    def document(self) -> SchemaDocument:
        return SchemaDocument(location=str(self.file), namespace="", text=self.text, path=str(self.file))


@dataclass(slots=True, kw_only=True, eq=False)
class _Walk:
    """All documents on their way to be one schema; types are named by their file and the path in it."""

    documents: Mapping[str, _Document]
    elements: dict[str, ElementUse] = field(default_factory=dict)
    types: dict[str, SimpleType | ComplexType] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    documentation: dict[str, str] = field(default_factory=dict)
    following: set[str] = field(default_factory=set)

    def element(self, name: str) -> None:
        """Declare the element of a file."""
        told, nillable = self.type(self.documents[name].said, name, name)
        self.elements[name] = ElementUse(name=name, type=told, nillable=nillable)

    def refuse(self, message: str, document: str, path: str) -> Never:
        raise ContractError(message, place=Place(file=str(self.documents[document].file), construct=path))

    def type(self, said: object, path: str, document: str) -> tuple[str, bool]:
        """Return the name of the type of a schema, made where it is not there yet, and whether it may be null."""
        if not isinstance(said, dict):
            self.refuse("true and false are no types of members here", document, path)
        if "$ref" in said:
            return self.referred(said, path, document)
        if "enum" in said:
            return self.listed(said, path, document)
        kinds = said.get("type")
        named = [kinds] if isinstance(kinds, str) else [kind for kind in kinds or () if kind != "null"]
        nillable = isinstance(kinds, list) and "null" in kinds
        if len(named) != 1 or named[0] == "null":
            self.refuse('"type" has to be one type, or that and "null"', document, path)
        made = {"object": self.members, "array": self.array}.get(named[0], self.scalar)
        if path not in self.types:
            self.places[f"type {path}"] = Place(file=str(self.documents[document].file), construct=path)
            if text := said.get("description"):
                self.documentation[f"type {path}"] = text
            made(said, path, document)
        return path, nillable

    def referred(self, said: _Said, path: str, document: str) -> tuple[str, bool]:
        """Return the type that a reference leads to: another file, or one of the definitions of this one."""
        self.only(said, frozenset({"$ref"}), path, document)
        file, _, pointer = said["$ref"].partition("#")
        other = file.removesuffix(SUFFIX) or document
        if other not in self.documents:
            self.refuse(f"{said['$ref']!r} leads to no file of this folder", document, path)
        found: Any = self.documents[other].said
        for step in filter(None, pointer.split("/")):
            found = found.get(step) if isinstance(found, dict) else None
        if found is None:
            self.refuse(f"{said['$ref']!r} leads nowhere", document, path)
        place = "/".join((other, *pointer.split("/")[2:]))
        if place in self.following and place not in self.types:
            self.refuse(f"{said['$ref']!r} leads back to itself", document, path)
        self.following.add(place)
        told = self.type(found, place, other)
        self.following.discard(place)
        return told

    def only(self, said: _Said, known: frozenset[str], path: str, document: str) -> None:
        unknown = sorted(said.keys() - known - _IGNORED)
        if unknown:
            self.refuse(f"the keyword {unknown[0]!r} is not understood here", document, path)

    def listed(self, said: _Said, path: str, document: str) -> tuple[str, bool]:
        self.only(said, frozenset({"enum", "type"}), path, document)
        values = [value for value in said["enum"] if value is not None]
        if not all(isinstance(value, str) for value in values):
            self.refuse('the values of "enum" have to be texts', document, path)
        listed = Facets(enumeration=tuple(values))
        self.types[path] = SimpleType(name=path, kind=_TEXT, builtin="string", base=clark(XSD, "string"), facets=listed)
        return path, len(values) < len(said["enum"])

    def scalar(self, said: _Said, path: str, document: str) -> None:
        kind = said["type"] if isinstance(said["type"], str) else next(one for one in said["type"] if one != "null")
        self.only(said, _SCALARS[kind] | {"type"}, path, document)
        low, high = said.get("minimum"), said.get("maximum")
        builtin = {"integer": "int" if (low, high) == _INT else "integer", "number": "decimal"}.get(kind, kind)
        if kind == "string" and "format" in said:
            if said["format"] != MOMENT:
                self.refuse(f"the format {said['format']!r} is not understood", document, path)
            builtin = "dateTime"
        text = builtin == "string"
        self.types[path] = SimpleType(
            name=path,
            kind=_KINDS[kind],
            builtin=builtin,
            base=clark(XSD, builtin),
            facets=Facets(
                min_length=said.get("minLength"),
                max_length=said.get("maxLength"),
                min_inclusive=None if low is None else str(low),
                max_inclusive=None if high is None else str(high),
                white_space="preserve" if text else "collapse",
                patterns=((PATTERN,),) if builtin == "dateTime" else (),
            ),
        )

    def array(self, said: _Said, path: str, document: str) -> None:
        self.only(said, frozenset({"type", "items", "minItems", "maxItems"}), path, document)
        self.types[path] = ComplexType(name=path)  # so that a list may hold such lists
        use = self.use(ITEM, said.get("items"), path, document)
        occurs = Occurs(least=said.get("minItems", 0), most=said.get("maxItems"))
        self.complex(path, Shape.LIST, [self.often(use, occurs)])

    def members(self, said: _Said, path: str, document: str) -> None:
        self.only(said, frozenset({"type", "properties", "required", "additionalProperties"}), path, document)
        more, held = said.get("additionalProperties", True), said.get("properties", {})
        if isinstance(more, dict) and held:
            self.refuse('"properties" beside a schema of "additionalProperties" is not understood', document, path)
        self.types[path] = ComplexType(name=path)  # so that a type may hold itself
        if isinstance(more, dict):
            key = f"{path}/{ENTRY}/{KEY}"
            self.types[key] = SimpleType(name=key, kind=_TEXT, builtin="string", base=clark(XSD, "string"))
            value = self.use(VALUE, more, f"{path}/{ENTRY}", document)
            self.complex(f"{path}/{ENTRY}", Shape.OBJECT, [ElementUse(name=KEY, type=key), value])
            entry = ElementUse(name=ENTRY, type=f"{path}/{ENTRY}", occurs=Occurs(least=0, most=None))
            self.complex(path, Shape.DICTIONARY, [entry])
            return
        required = frozenset(said.get("required", ()))
        uses = (self.use(name, part, path, document) for name, part in held.items())
        found = [use if use.name in required else self.often(use, Occurs(least=0)) for use in uses]
        self.complex(path, Shape.OBJECT, found)

    def use(self, name: str, said: object, path: str, document: str) -> ElementUse:
        told, nillable = self.type(said, f"{path}/{name}", document)
        return ElementUse(name=name, type=told, nillable=nillable)

    @staticmethod
    def often(use: ElementUse, occurs: Occurs) -> ElementUse:
        return ElementUse(name=use.name, type=use.type, nillable=use.nillable, occurs=occurs)

    def complex(self, path: str, shape: Shape, uses: list[ElementUse]) -> None:
        compositor = Compositor.ALL if shape is Shape.OBJECT else Compositor.SEQUENCE
        content = Group(compositor=compositor, particles=tuple(uses))
        self.types[path] = ComplexType(name=path, content=content, shape=shape)
