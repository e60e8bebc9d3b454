"""Paths into a contract's payloads: the only module that follows one through the schema."""

from conformance.model.contract import Operation
from conformance.model.schema import AttributeUse, ComplexType, ElementUse, Schema, SimpleType, elements
from conformance.model.tree import local_of, steps_of


def exists(schema: Schema, payload: str, path: str) -> bool:
    """Tell whether a path below a global element names an element, or an attribute by a last step with ``@``."""
    return bool(_uses(schema, payload, path))


def simple_type(schema: Schema, payload: str, path: str) -> SimpleType | None:
    """Return the type of the values at a path below a global element, None where it leads to none."""
    for use in _uses(schema, payload, path):
        found = schema.types.get(use.type)
        if isinstance(found, ComplexType) and found.text is not None:
            found = schema.types.get(found.text)
        if isinstance(found, SimpleType):
            return found
    return None


def _uses(schema: Schema, payload: str, path: str) -> list[ElementUse] | list[AttributeUse]:
    """Return where a path below a global element leads."""
    uses = [schema.elements[payload]] if payload in schema.elements else []
    for step in steps_of(path):
        held = [schema.types.get(use.type) for use in uses]
        complex_types = [found for found in held if isinstance(found, ComplexType)]
        if step.startswith("@"):
            return [use for found in complex_types for use in found.attributes if local_of(use.name) == step[1:]]
        uses = [use for found in complex_types for use in elements(found.content) if local_of(use.name) == step]
    return uses


def known(schema: Schema, operations: dict[str, Operation], path: str) -> bool:
    """Tell whether a path that begins with an operation's name leads somewhere in its request."""
    name, *rest = steps_of(path) or ("",)
    return name in operations and exists(schema, operations[name].input.payload, "/".join(rest))
