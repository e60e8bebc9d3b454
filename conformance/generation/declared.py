"""Declarations: the only module that looks up what a contract declares at a path of an operation's request."""

from collections.abc import Iterator

from conformance.model.contract import Contract, Operation
from conformance.model.schema import AttributeUse, ComplexType, ElementUse, Use, elements
from conformance.model.tree import local_of, steps_of


def element(contract: Contract, operation: Operation, path: str) -> ElementUse:
    """Return the declaration of the element at a path, which begins with the operation's name."""
    use = contract.schema.elements[operation.input.payload]
    for step in steps_of(path)[1:]:
        use = next(inner for inner in below(contract, use) if local_of(inner.name) == step)
    return use


def scalar(contract: Contract, operation: Operation, path: str) -> AttributeUse | ElementUse:
    """Return the declaration of the attribute or element at a path, which begins with the operation's name."""
    outer, at, name = path.rpartition("/@")
    if not at:
        return element(contract, operation, path)
    found = contract.schema.types[element(contract, operation, outer).type]
    uses = found.attributes if isinstance(found, ComplexType) else ()
    return next(use for use in uses if local_of(use.name) == name)


def below(contract: Contract, use: ElementUse) -> Iterator[ElementUse]:
    """Yield the declarations of the elements that an element may hold, in order."""
    found = contract.schema.types[use.type]
    if isinstance(found, ComplexType):
        yield from elements(found.content)


def is_optional(use: AttributeUse | ElementUse) -> bool:
    """Tell whether what is declared may be left out."""
    return use.use is Use.OPTIONAL if isinstance(use, AttributeUse) else use.occurs.least == 0
