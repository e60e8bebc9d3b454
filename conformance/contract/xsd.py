"""Both XSD engines on a contract's documents: the only module that loads them, and with them the canonical model."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from urllib.parse import urlsplit
from urllib.request import url2pathname

from lxml import etree
from xmlschema import XMLSchema10, XMLSchemaException

from conformance.contract.declarations import walked
from conformance.contract.documents import Driver, driver, file_of
from conformance.contract.origins import Origins
from conformance.errors import ContractError, Place
from conformance.model.contract import SchemaDocument
from conformance.model.schema import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What XSD documents declare, and both engines, loaded with it.

    ``places`` and ``documentation`` are those of elements, attributes and types; ``contract/origins.py`` has the keys.
    """

    schema: Schema
    places: Mapping[str, Place] = field(repr=False)
    documentation: Mapping[str, str] = field(repr=False)
    libxml2: etree.XMLSchema = field(repr=False, compare=False)
    xmlschema: XMLSchema10 = field(repr=False, compare=False)


def compile_engines(documents: tuple[SchemaDocument, ...]) -> tuple[etree.XMLSchema, XMLSchema10]:
    """Return both XSD engines, loaded with the contract, and with what messages are made of that carry its payloads.

    Raises:
        ContractError: an engine refuses a document; the file and line are libxml2's.
    """
    with TemporaryDirectory(prefix="conformance-") as name:
        return _compiled(driver(documents, Path(name)))


def declared(documents: tuple[SchemaDocument, ...]) -> Declared:
    """Return all that a contract's documents declare, with both engines.

    Raises:
        ContractError: an engine refuses a document.
    """
    with TemporaryDirectory(prefix="conformance-") as name:
        driven = driver(documents, Path(name))
        libxml2, second = _compiled(driven)
        origins = Origins(files=driven.files)
        schema = walked(second, origins, frozenset(document.namespace for document in documents))
    return Declared(
        schema=schema,
        places=MappingProxyType(origins.places),
        documentation=MappingProxyType(origins.documentation),
        libxml2=libxml2,
        xmlschema=second,
    )


def _compiled(driven: Driver) -> tuple[etree.XMLSchema, XMLSchema10]:
    return _first(driven), _second(driven)


def _first(driven: Driver) -> etree.XMLSchema:
    try:
        return etree.XMLSchema(file=str(driven.path))
    except etree.XMLSchemaParseError as broken:
        first = next(iter(broken.error_log), None)
        line = first.line if first is not None else None
        message = first.message.removesuffix(".") if first is not None else str(broken)
        where = _named(driven, first.filename if first is not None else "")
        raise ContractError(message, place=Place(file=where, line=line, construct="XSD (libxml2)")) from None


def _second(driven: Driver) -> XMLSchema10:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return XMLSchema10(str(driven.path), allow="local", use_fallback=False)
    except (XMLSchemaException, Warning, ValueError, KeyError) as broken:
        path = getattr(broken, "path", None) or ""
        message = str(getattr(broken, "message", broken)).strip().splitlines()[0]
        where = _named(driven, getattr(broken, "schema_url", None) or "")
        raise ContractError(message, place=Place(file=where, construct=f"XSD (xmlschema) {path}".strip())) from None


def _named(driven: Driver, url: str) -> str:
    """Return the file that an engine tells of; where it is not one of the contract's, all that may be meant."""
    path = url2pathname(urlsplit(url).path) if url.startswith("file:") else url
    if path and path not in driven.own:
        return file_of(driven.files[path]) if path in driven.files else path
    return ", ".join(sorted({file_of(found) for found in driven.files.values() if found.text}))
