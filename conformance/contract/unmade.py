"""What XSD 1.0 has and generation does not make yet: the only module that refuses it, by name, never misread."""

from collections.abc import Iterable, Iterator, Mapping

from conformance.contract.documents import file_of, included, schema_element
from conformance.contract.origins import attribute_key, element_key, type_key
from conformance.errors import ContractError, Place
from conformance.model.contract import SchemaDocument
from conformance.model.schema import ComplexType, Schema, SimpleType, Variety, elements
from conformance.model.tree import XSD, clark

_UNMADE = frozenset(
    clark(XSD, local)
    for local in (
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
)


def refuse_documents(documents: Iterable[SchemaDocument]) -> None:
    """Make sure that nothing in the documents keeps generation from making messages.

    Raises:
        ContractError: something does; the text names the file, the line and the construct.
    """
    for document in documents:
        for part in included(document):
            for node in schema_element(part.text, part.location).walk():
                if node.name in _UNMADE:
                    message = (
                        "this XSD construct is not supported yet; take it out of the contract's copy of the schema"
                    )
                    place = Place(file=file_of(part), line=node.line, construct=f"xs:{node.local}")
                    raise ContractError(message, place=place)


def refuse_types(schema: Schema, places: Mapping[str, Place]) -> None:
    """Make sure that values of all types can be made, of those too that stand in no document of the contract's own.

    Raises:
        ContractError: one cannot; the place is the first that names the type.
    """
    for key, name in _named(schema):
        found = schema.types[name]
        if isinstance(found, SimpleType) and found.builtin == "anySimpleType":
            what = "any simple type" if found.variety is Variety.ATOMIC else f"a {found.variety}"
            message = f"values of {what} are not supported yet; take it out of the contract's copy of the schema"
            raise ContractError(message, place=places[key])


def _named(schema: Schema) -> Iterator[tuple[str, str]]:
    """Yield each type that something names, with the key of its place."""
    yield from ((element_key(use.name), use.type) for use in schema.elements.values())
    for owner in schema.types.values():
        if isinstance(owner, ComplexType):
            yield from ((attribute_key(use.name, owner.name), use.type) for use in owner.attributes)
            yield from ((element_key(use.name, owner.name), use.type) for use in elements(owner.content))
            if owner.text is not None:
                yield type_key(owner.name), owner.text
