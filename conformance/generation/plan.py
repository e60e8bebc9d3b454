"""Plans: the only module that compiles a contract's payload into what a tape is read by."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from conformance.errors import ContractError, Place
from conformance.generation import pools
from conformance.generation.slots import ABSENT, TEXT, Fragments, Frame, Slot, Values, fragments, start_tag, tables
from conformance.generation.slots import attribute as attribute_frame
from conformance.generation.slots import leaf as leaf_frame
from conformance.generation.spotlights import SIZE as SPOTLIGHT_BYTES
from conformance.markup.write import write
from conformance.model.contract import Contract, Operation
from conformance.model.schema import (
    AttributeUse,
    ComplexType,
    Compositor,
    ElementUse,
    Group,
    Occurs,
    Particle,
    SimpleType,
    Use,
    Wildcard,
)
from conformance.model.tree import NIL, XML, Element, Printer, local_of, namespace_of

USUAL = 200  # the byte whose counts stand for a payload of usual size
SPOTLIGHTS = 2
HEADER = 1 + SPOTLIGHTS * 2 + SPOTLIGHT_BYTES  # density; for each spotlight which slot; what they show


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """An element that holds one value and has no attributes.

    Where ``counts`` is None it stands once at most, and its slot says whether; else a byte says how often.
    """

    slot: Slot
    counts: tuple[int, ...] | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """An element with attributes or children; ``node`` is a key of the plan's nodes.

    ``start`` is how its tag begins, ``nil`` the same where it is nil, None where it cannot be.
    Where ``passing``, each of several is read to its end and then left out if the byte before it is zero: so one can
    go without moving what the bytes behind it mean, and a tape shrinks to the one that matters.
    """

    node: str
    start: str
    nil: str | None
    passing: bool
    counts: tuple[int, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Several:
    """A group: its parts in order, or one of them, the one of least height first."""

    choice: bool
    parts: tuple["Part", ...]
    counts: tuple[int, ...] = field(repr=False)


Part: TypeAlias = Leaf | Branch | Several


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One element of the payload as a tape is read; ``required`` are the slots that also a nil element shows.

    ``fragments`` holds, per density, those of each slot; ``end`` is the end tag.
    """

    name: str
    slots: tuple[Slot, ...] = ()
    required: tuple[Slot, ...] = ()
    text: Slot | None = None
    parts: tuple[Part, ...] = ()
    fragments: tuple[tuple[Fragments, ...], ...] = field(repr=False)
    end: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Plan:
    """How a tape of ``size`` bytes is read as the payload of one operation.

    ``start`` is how the payload's tag begins. Where it is ``plain``, no attribute needs a prefix to be declared.
    """

    operation: str
    root: str
    start: str
    plain: bool
    nodes: Mapping[str, Node]
    slots: tuple[Slot, ...]
    size: int

    def __repr__(self) -> str:
        """Return the operation."""
        return f"Plan({self.operation})"

    def _repr_pretty_(self, printer: Printer, _cycle: object) -> None:
        """Print the same; IPython and Hypothesis would print every field of a dataclass, which are megabytes here."""
        printer.text(repr(self))


def compile_plan(contract: Contract, operation: Operation) -> Plan:
    """Return the plan of an operation's request.

    Raises:
        ContractError: a type has no finite instance, or is of a kind that is not generated.
    """
    return _Compiler(contract, operation).plan()


# How often something that need not stand once is there, as (number, bytes out of 256): items of a batch, what may
# repeat below or beside them, and what may be left out.
_BATCH = ((0, 12), (1, 116), (2, 64), (3, 32), (4, 16), (5, 8), (6, 4), (8, 2), (12, 1), (20, 1))
_DETAIL = ((0, 128), (1, 64), (2, 40), (3, 16), (4, 8))
_OPTIONAL = ((0, 16), (1, 240))


def _counts(occurs: Occurs, weights: tuple[tuple[int, int], ...]) -> tuple[int, ...]:
    """Return how often a particle stands, for each byte: fewer first, never outside its bounds."""
    most = occurs.least + 20 if occurs.most is None else occurs.most
    return tuple(min(max(number, occurs.least), most) for number, share in weights for _ in range(share))


class _Place(NamedTuple):
    """Where a value stands: its path, its name, the name of its type, and what stands around it."""

    path: str
    name: str
    type: str
    frame: Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class _Owner:
    """The element that is compiled; ``within`` are the keys of all that it is in, itself included, by name and type."""

    name: str
    path: str
    within: Mapping[str, str]


class _Compiler:
    """One compilation: nodes by key, slots in the order in which they were met."""

    def __init__(self, contract: Contract, operation: Operation) -> None:
        self.contract = contract
        self.operation = operation
        self.items = f"{operation.name}/{operation.items}" if operation.items else None
        self.heights = _heights(contract)
        self.nodes: dict[str, Node] = {}
        self.slots: list[Slot] = []

    def plan(self) -> Plan:
        name = self.operation.input.payload
        key = self.node(ElementUse(name=name, type=self.contract.schema.elements[name].type), self.operation.name, {})
        size = HEADER + min(2048, self.bytes_of(key, frozenset()))
        return Plan(
            operation=self.operation.name,
            root=key,
            start=start_tag(name, ""),
            plain=all(namespace_of(slot.name) in {"", XML} for node in self.nodes.values() for slot in node.slots),
            nodes=MappingProxyType(self.nodes),
            slots=tuple(self.slots),
            size=size,
        )

    def node(self, use: ElementUse, path: str, above: Mapping[str, str]) -> str:
        """Compile an element and return its key: its path, or that of one above it of the same name and type."""
        identity = f"{use.name} {use.type}"
        if identity in above:
            return above[identity]
        if self.heights.get(use.type) is None:
            message = "the type has no finite instance: every element of it requires another, or a choice has no branch"
            raise ContractError(message, place=Place(file=self.contract.name, construct=f"type {use.type}"))
        found = self.contract.schema.types[use.type]
        owner = _Owner(name=use.name, path=path, within={**above, identity: path})
        whole = ComplexType(name=found.name, text=use.type) if isinstance(found, SimpleType) else found
        self.nodes[path] = self.complex_node(whole, owner)
        return path

    def complex_node(self, found: ComplexType, owner: "_Owner") -> Node:
        pairs = [(held, self.attribute(held, owner.path)) for held in found.attributes]
        slots = tuple(slot for _, slot in pairs)
        return Node(
            name=owner.name,
            slots=slots,
            required=tuple(slot for held, slot in pairs if held.use is Use.REQUIRED),
            text=None if found.text is None else self.slot(_Place(owner.path, owner.name, found.text, TEXT)),
            parts=tuple(self.parts(found.content, owner)),
            fragments=tuple(tuple(slot.fragments[density] for slot in slots) for density in range(len(ABSENT))),
            end=f"</{local_of(owner.name)}>",
        )

    def attribute(self, use: AttributeUse, path: str) -> Slot:
        place = _Place(f"{path}/@{local_of(use.name)}", use.name, use.type, attribute_frame(use.name))
        return self.slot(place, fixed=use.fixed, required=use.use is Use.REQUIRED)

    def slot(self, place: "_Place", *, fixed: str | None = None, required: bool = True) -> Slot:
        simple, limit = self.simple(place.type), self.contract.limits.get(place.path)
        pool = pools.pool(simple, limit) if fixed is None else (fixed,)
        subjects = self.contract.subjects
        rivals = sum(path.startswith(f"{self.operation.name}/") for path in subjects)
        found = Values(subjects=subjects.get(place.path, ()), pool=pool, rivals=rivals or 1)
        made = tables(found, required=required)
        slot = Slot(
            number=len(self.slots),
            path=place.path,
            name=place.name,
            type=simple,
            pool=found.all,
            limit=None if fixed is not None else limit,
            frame=place.frame,
            tables=made,
            fragments=fragments(place.frame, made),
        )
        self.slots.append(slot)
        return slot

    def simple(self, name: str) -> SimpleType:
        found = self.contract.schema.types[name]
        if isinstance(found, SimpleType):
            return found
        message = "a complex type stands where a simple one is needed"
        raise ContractError(message, place=Place(file=self.contract.name, construct=f"type {name}"))

    def parts(self, particle: Particle | None, owner: "_Owner") -> Iterator[Part]:
        if isinstance(particle, ElementUse):
            yield self.element(particle, owner)
        elif isinstance(particle, Wildcard) and particle.occurs.least > 0:
            message = "a required xs:any is not generated yet"
            raise ContractError(message, place=Place(file=self.contract.name, construct=owner.path))
        elif isinstance(particle, Group):
            choice = particle.compositor is Compositor.CHOICE
            ordered = sorted(particle.particles, key=self.height) if choice else particle.particles
            inner = tuple(part for held in ordered for part in self.parts(held, owner))
            if inner and (choice or particle.occurs != Occurs()):
                weights = _OPTIONAL if particle.occurs.most == 1 else _DETAIL
                yield Several(choice=choice, parts=inner, counts=_counts(particle.occurs, weights))
            else:
                yield from inner

    def element(self, use: ElementUse, owner: "_Owner") -> Part:
        path, outer = f"{owner.path}/{local_of(use.name)}", namespace_of(owner.name)
        single = use.occurs.most == 1
        counts = _counts(use.occurs, _BATCH if path == self.items else _OPTIONAL if single else _DETAIL)
        if isinstance(self.contract.schema.types[use.type], SimpleType) and not use.nillable:
            place = _Place(path, use.name, use.type, leaf_frame(use.name, outer))
            slot = self.slot(place, required=not single or use.occurs.least > 0)
            return Leaf(slot=slot, counts=None if single else counts)
        return Branch(
            node=self.node(use, path, owner.within),
            start=start_tag(use.name, outer),
            nil=_nil_start(use.name, outer) if use.nillable else None,
            passing=use.occurs.least == 0 and not single,
            counts=counts,
        )

    def height(self, particle: Particle) -> float:
        return _height(particle, self.heights)

    def bytes_of(self, key: str, above: frozenset[str]) -> int:
        """Return how many bytes an element reads where it is of usual size."""
        if key in above:
            return 0
        node = self.nodes[key]
        own = len(node.slots) + (node.text is not None)
        return own + sum(self.part_bytes(part, key, above | {key}) for part in node.parts)

    def part_bytes(self, part: Part, key: str, above: frozenset[str]) -> int:
        if isinstance(part, Leaf):
            return 1 if part.counts is None else 1 + part.counts[USUAL]
        if isinstance(part, Several):
            return 2 + sum(self.part_bytes(inner, key, above) for inner in part.parts)
        usual = 6 if part.node == self.items else part.counts[USUAL]
        return 2 + usual * (1 + part.passing + self.bytes_of(part.node, above))


def _nil_start(name: str, outer: str) -> str:
    """Return how the tag of a nil element begins where ``outer`` is the default namespace."""
    return write(Element(name=name, attributes=((NIL, "true"),)), {"": outer}).removesuffix("/>")


def _heights(contract: Contract) -> dict[str, float]:
    """Return the least height of an instance of each type, as a fixpoint; types that have none are missing."""
    heights: dict[str, float] = {
        name: 0 for name, found in contract.schema.types.items() if isinstance(found, SimpleType)
    }
    changed = True
    while changed:
        changed = False
        for name, found in contract.schema.types.items():
            if isinstance(found, ComplexType):
                height = 0.0 if found.content is None else 1 + _height(found.content, heights)
                if height < heights.get(name, float("inf")):
                    heights[name] = height
                    changed = True
    return heights


def _height(particle: Particle, heights: Mapping[str, float]) -> float:
    if particle.occurs.least == 0 or isinstance(particle, Wildcard):
        return 0
    if isinstance(particle, ElementUse):
        return heights.get(particle.type, float("inf"))
    inner = [_height(part, heights) for part in particle.particles]
    return min(inner, default=float("inf")) if particle.compositor is Compositor.CHOICE else max(inner, default=0)
