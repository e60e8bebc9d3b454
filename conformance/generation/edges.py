"""Edges: the only module that knows which messages visit every bound of a contract."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from conformance.contract.example import plain
from conformance.contract.paths import elements
from conformance.generation import classes, pairs
from conformance.generation.plan import compile_plan
from conformance.generation.slots import Slot
from conformance.model.contract import Contract, Operation
from conformance.model.schema import ComplexType, ElementUse
from conformance.model.tree import local_of, steps_of

FEW = 2
REPEATS = (0, 1, FEW, 21, 200)
"""How often what may be repeated below an item is repeated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One thing that a request does on purpose; a name in ``[A-Za-z0-9._-]+``, unique in its group.

    ``values`` are shown at paths that begin with the operation's name, ``without`` are left out, ``repeats`` tells how
    often an element below the item stands. ``items`` is the number of items, ``nil`` are the indexes of those that are
    nil; ``unknown`` items have ids that nobody knows, ``alike`` ones the value of the first at these attributes;
    ``bare`` ones have nothing but ``values``. What is ``alone`` is never packed with others.
    """

    name: str
    values: Mapping[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    repeats: Mapping[str, int] = field(default_factory=dict)
    items: int = 1
    nil: tuple[int, ...] = ()
    unknown: bool = False
    bare: bool = False
    alike: tuple[str, ...] = ()
    alone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Edges of one place; a name in ``[A-Za-z0-9._-]+``, unique in the operation. The ``quick`` ones see most."""

    name: str
    edges: tuple[Edge, ...]
    quick: bool = False


def groups(contract: Contract, operation: Operation, *, without: frozenset[str] = frozenset()) -> tuple[Group, ...]:
    """Return what visits every attribute, element, value, class, limit and number of an operation's request.

    Places whose paths are in ``without`` are not visited.
    """
    found = _Places(contract, operation, without)
    made = (*found.of_slots(), *found.of_items(), *found.of_request())
    return tuple(group for group in made if group.edges)


def id_paths(contract: Contract, operation: Operation) -> tuple[str, ...]:
    """Return the paths that say which object an item is, none where the contract does not tell."""
    rule = contract.results
    if rule is None or not operation.items:
        return ()
    return tuple(f"{operation.name}/{operation.items}/{path}" for path in rule.id.values())


class _Places:
    """The scalar places of a request, and the item that most of them are in."""

    def __init__(self, contract: Contract, operation: Operation, without: frozenset[str]) -> None:
        self.contract = contract
        self.operation = operation
        self.place = f"{operation.name}/{operation.items}" if operation.items else operation.name
        self.item = steps_of(operation.items or operation.name)[-1]
        self.around = self.place.rpartition("/")[0]
        self.slots = tuple(slot for slot in compile_plan(contract, operation).slots if slot.path not in without)
        self.own = tuple(slot for slot in self.slots if slot.path.startswith(f"{self.place}/"))
        self.kept = {*id_paths(contract, operation), *self.echoed()}

    def echoed(self) -> Iterator[str]:
        rule = self.contract.results
        yield from (f"{self.place}/{path}" for path in (rule.echo.values() if rule else ()))

    def name(self, path: str) -> str:
        """Return how a place is called: from the item on, where it is in one."""
        inner = path.removeprefix(f"{self.around}/") if self.operation.items and path.startswith(self.place) else path
        return inner.replace("@", "").replace("/", ".")

    def of_slots(self) -> Iterator[Group]:
        """Yield a group for each scalar place: a value of each class."""
        for slot in self.slots:
            alone = slot not in self.own or not self.operation.items
            found = _named(
                Edge(name=sample.name, values={slot.path: sample.value}, alone=alone)
                for sample in classes.samples(slot.type, slot.limit)
            )
            yield Group(name=self.name(slot.path), edges=tuple(found))

    def of_items(self) -> Iterator[Group]:
        """Yield the groups about whole items: in what company they are, how many, and what they hold."""
        if not self.operation.items:
            return
        yield Group(name=f"{self.item}-together", edges=self.diagonal(unknown=False), quick=True)
        yield Group(name=f"{self.item}-unknown", edges=self.diagonal(unknown=True), quick=True)
        yield Group(name=f"{self.item}-alone", edges=tuple(self.each_alone()))
        yield Group(name=f"{self.item}-pairs", edges=tuple(self.pairwise()))
        yield Group(name=f"{self.item}-batches", edges=tuple(self.batches()))
        for use, path in self.repeatable():
            counts = [(f"times-{times}", times) for times in REPEATS]
            made = (
                Edge(name=name, values={path: ""} if times else {}, repeats={path: times}, alone=times > FEW)
                for name, times in counts
            )
            yield Group(
                name=f"{self.name(path)}-{'elements' if use.occurs.most is None else 'times'}", edges=tuple(made)
            )

    def of_request(self) -> Iterator[Group]:
        """Yield the group about what stands around the items, or in a request that has none."""
        found = self.contract.schema.types[self.contract.schema.elements[self.operation.input.payload].type]
        uses = tuple(elements(found.content)) if isinstance(found, ComplexType) else ()
        made = [
            Edge(name=f"no-{local_of(use.name)}", without=(f"{self.operation.name}/{local_of(use.name)}",), alone=True)
            for use in uses
            if use.occurs.least == 0
        ]
        if uses and all(use.occurs.least == 0 for use in uses):
            everything = tuple(f"{self.operation.name}/{local_of(use.name)}" for use in uses)
            made.append(Edge(name="nothing", without=everything, alone=True))
        yield Group(name=f"{self.operation.name}-parts", edges=tuple(made), quick=True)

    def diagonal(self, *, unknown: bool) -> tuple[Edge, ...]:
        """Return items of which the n-th shows the n-th class at every place at once."""
        shown = [(slot, classes.samples(slot.type, slot.limit)) for slot in self.own if slot.path not in self.kept]
        most = max((len(held) for _, held in shown), default=0)
        return tuple(
            Edge(
                name=f"classes-{number + 1}",
                values={slot.path: held[number % len(held)].value for slot, held in shown},
                unknown=unknown,
            )
            for number in range(most)
        )

    def each_alone(self) -> Iterator[Edge]:
        """Yield an item with each attribute and nothing else, one with nothing at all, and one with everything."""
        yield Edge(name="nothing", bare=True)
        for slot in self.own:
            inner = slot.path.removeprefix(f"{self.place}/").replace("@", "").replace("/", ".")
            yield Edge(name=inner, values={slot.path: self.usual(slot)}, bare=True)
        kept = {slot.path: self.usual(slot) for slot in self.own if slot.path not in self.kept}
        yield Edge(name="everything", values=kept)

    def usual(self, slot: Slot) -> str:
        """Return a plain value of a place, one that is known where some are."""
        return (self.contract.subjects.get(slot.path) or (plain(slot.type),))[0]

    def pairwise(self) -> Iterator[Edge]:
        """Yield items in which every two places are absent, plain or odd together in every way."""
        places = [slot for slot in self.own if slot.path not in self.kept]
        odd = [classes.samples(slot.type, slot.limit) for slot in places]
        for number, row in enumerate(pairs.rows(len(places)), start=1):
            shown: dict[str, str] = {}
            for column, level in enumerate(row):
                held = odd[column]
                if level:
                    value = self.usual(places[column]) if level == 1 else held[(7 * column + 1) % len(held)].value
                    shown[places[column].path] = value
            yield Edge(name=f"row-{number}", values=shown)

    def batches(self) -> Iterator[Edge]:
        """Yield batches of telling sizes, with nil items, and with items that are alike."""
        most = self.operation.batch
        around = (most - 1, most, most + 1) if most else ()
        for size in dict.fromkeys((0, 1, 2, *around)):
            yield Edge(name=f"items-{size}", items=size, alone=True)
        if self.is_nillable():
            yield from (
                Edge(name=name, items=3, nil=nil, alone=True)
                for name, nil in (("nil-first", (0,)), ("nil-in-the-middle", (1,)), ("nil-last", (2,)))
            )
            yield Edge(name="nil-alone", nil=(0,), alone=True)
            yield Edge(name="nil-all", items=3, nil=(0, 1, 2), alone=True)
        ids = tuple(path.rpartition("/@")[2] for path in id_paths(self.contract, self.operation))
        if ids:
            yield Edge(name="same-id", items=2, alike=ids, alone=True)
        echoed = tuple(path.rpartition("/@")[2] for path in self.echoed())
        if echoed:
            yield Edge(name="same-message", items=2, alike=echoed, alone=True)

    def is_nillable(self) -> bool:
        *_, use = self.uses()
        return use.nillable

    def repeatable(self) -> Iterator[tuple[ElementUse, str]]:
        """Yield the elements below an item that may stand more than once, with their paths."""
        *_, use = self.uses()
        found = self.contract.schema.types[use.type]
        for inner in elements(found.content) if isinstance(found, ComplexType) else ():
            if inner.occurs.most is None or inner.occurs.most > 1:
                yield inner, f"{self.place}/{local_of(inner.name)}"

    def uses(self) -> Iterator[ElementUse]:
        """Yield the declarations from the payload down to the item."""
        use = self.contract.schema.elements[self.operation.input.payload]
        yield use
        for step in steps_of(self.operation.items or ""):
            found = self.contract.schema.types[use.type]
            inner = elements(found.content) if isinstance(found, ComplexType) else iter(())
            use = next(held for held in inner if local_of(held.name) == step)
            yield use


def _named(edges: Iterator[Edge]) -> Iterator[Edge]:
    """Yield edges whose names are numbered where several have one."""
    met: dict[str, int] = {}
    for edge in edges:
        met[edge.name] = met.get(edge.name, 0) + 1
        yield edge if met[edge.name] == 1 else replace(edge, name=f"{edge.name}-{met[edge.name]}")
