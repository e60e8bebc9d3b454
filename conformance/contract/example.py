"""Examples: the only module that builds the smallest documented call of an operation, from its subjects."""

from collections.abc import Iterator, Mapping
from itertools import accumulate
from types import MappingProxyType

from conformance.errors import ContractError, Place
from conformance.model.contract import Contract, Operation
from conformance.model.schema import ComplexType, Compositor, ElementUse, Group, Particle, SimpleType, Use, elements
from conformance.model.tree import Element, local_of

# One plain value for each built-in type whose smallest is not the text itself.
SAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "boolean": "true",
        "dateTime": "2026-01-02T03:04:05",
        "date": "2026-01-02",
        "time": "03:04:05",
        "anyURI": "http://example.com/",
        "base64Binary": "AAAA",
        "hexBinary": "00",
        "duration": "P1D",
    }
)
TEXTUAL = frozenset({"string", "normalizedString", "token"})
NOTHING: Mapping[str, str] = MappingProxyType({})


def plain(simple: SimpleType) -> str:
    """Return a plain value of a simple type."""
    if simple.facets.enumeration:
        return simple.facets.enumeration[0]
    if simple.builtin in TEXTUAL:
        least = simple.facets.length or simple.facets.min_length or 0
        return "example".ljust(least, "e")[: simple.facets.length or simple.facets.max_length]
    return SAMPLES.get(simple.builtin, simple.facets.min_inclusive or "1")


MESSAGE = "message-1"
"""What the item of an example says to be echoed."""


def example(
    contract: Contract, operation: Operation, *, also: Mapping[str, str] = NOTHING, echoed: str = MESSAGE
) -> Element:
    """Return the request that holds one item with all subjects of the operation, and what the schema requires.

    Args:
        contract: what the operation is of.
        operation: whose request is made.
        also: values of further paths, which begin with the operation's name; of an element with content, any text.
        echoed: what the item says to be echoed.

    Raises:
        ContractError: a required part cannot be given a plain value.
    """
    wanted = {path: known[0] for path, known in contract.subjects.items() if path.startswith(f"{operation.name}/")}
    if operation.items:
        item = f"{operation.name}/{operation.items}"
        sources = contract.results.echo.values() if contract.results else ()
        wanted |= {f"{item}/{source}": echoed for source in sources}
        wanted.setdefault(item, "")
    wanted |= also
    payload = operation.input.payload
    return _Builder(contract, wanted).element(contract.schema.elements[payload], operation.name)


def smallest(contract: Contract, name: str) -> Element:
    """Return what the schema requires of a global element, and nothing else.

    Raises:
        ContractError: a required part cannot be given a plain value.
    """
    return _Builder(contract, {}).element(contract.schema.elements[name], local_of(name))


class _Builder:
    """One example under construction: the wanted values by their path, and all paths that lead to one."""

    def __init__(self, contract: Contract, wanted: Mapping[str, str]) -> None:
        self.types = contract.schema.types
        self.contract = contract
        self.wanted = wanted
        self.leading = {part for path in wanted for part in accumulate(path.split("/"), "{}/{}".format)}

    def is_wanted(self, path: str) -> bool:
        return path in self.leading

    def element(self, use: ElementUse, path: str) -> Element:
        found = self.types[use.type]
        if isinstance(found, SimpleType):
            text = self.value(found, path, use.fixed)
            return Element(name=use.name, content=(text,) if text else ())
        text = "" if found.text is None else self.value(self.simple(found.text), path, None)
        return Element(
            name=use.name,
            attributes=tuple(self.attributes(found, path)),
            content=(text,) if text else tuple(self.children(found.content, path)),
        )

    def attributes(self, found: ComplexType, path: str) -> Iterator[tuple[str, str]]:
        for use in found.attributes:
            own = f"{path}/@{local_of(use.name)}"
            if use.use is Use.REQUIRED or self.is_wanted(own):
                yield use.name, self.value(self.simple(use.type), own, use.fixed)

    def children(self, particle: Particle | None, path: str) -> Iterator[Element]:
        if isinstance(particle, ElementUse):
            own = f"{path}/{local_of(particle.name)}"
            times = max(particle.occurs.least, int(self.is_wanted(own)))
            yield from (self.element(particle, own) for _ in range(times))
        elif isinstance(particle, Group):
            parts = particle.particles
            if particle.compositor is Compositor.CHOICE:
                parts = self.chosen(parts, path)
            for part in parts:
                yield from self.children(part, path)

    def chosen(self, parts: tuple[Particle, ...], path: str) -> tuple[Particle, ...]:
        """Return the branch that holds what is wanted, else the first that holds anything."""
        wanted = [
            part for part in parts if any(self.is_wanted(f"{path}/{local_of(use.name)}") for use in elements(part))
        ]
        return (*wanted, *(part for part in parts if list(self.children(part, path))))[:1]

    def simple(self, name: str) -> SimpleType:
        found = self.types[name]
        if isinstance(found, SimpleType):
            return found
        message = "a complex type stands where a simple one is needed"
        raise ContractError(message, place=Place(file=self.contract.name, construct=f"type {name}"))

    def value(self, simple: SimpleType, path: str, fixed: str | None) -> str:
        if fixed is not None or path in self.wanted:
            return self.wanted.get(path, "") if fixed is None else fixed
        return plain(simple)
