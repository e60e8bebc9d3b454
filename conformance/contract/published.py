"""A contract as somebody publishes it: all of what a WSDL, a set of XSDs or of JSON Schemas promises.

A run needs more than this (``contract/manifest.py``) and can use less: what generation does not make is read here too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from conformance.contract.jsonschema import Schemas
from conformance.contract.validate import Engines
from conformance.errors import Place
from conformance.model.contract import Contract, SchemaDocument
from conformance.model.description import Description
from conformance.model.schema import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a contract says, by the name that the user gave it; a set of XSDs has no ``description``.

    ``places`` and ``documentation`` have the keys of ``contract/origins.py`` and ``contract/bindings.py``. ``engines``
    judge whole messages, whatever the bindings are; of JSON Schemas the ``validators`` judge in their place, by name,
    as a strict reader does. ``routed`` is the contract whose operations are verbs and paths.
    """

    name: str
    schema: Schema = field(repr=False)
    description: Description | None = field(repr=False)
    documents: tuple[SchemaDocument, ...] = field(repr=False)
    places: Mapping[str, Place] = field(repr=False, compare=False)
    documentation: Mapping[str, str] = field(repr=False, compare=False)
    engines: Engines = field(repr=False, compare=False)
    validators: Schemas = field(default_factory=dict, repr=False, compare=False)
    routed: Contract | None = field(default=None, repr=False, compare=False)
