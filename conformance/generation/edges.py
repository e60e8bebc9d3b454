"""Edges: the only module that knows which messages visit every bound of a contract."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from conformance.contract.example import plain
from conformance.generation import classes, declared, pairs
from conformance.generation.plan import compile_plan
from conformance.generation.slots import Slot
from conformance.model.contract import Contract, Operation
from conformance.model.schema import ITEM, ComplexType, ElementUse, Shape, SimpleType
from conformance.model.tree import local_of, steps_of

FEW = 2
REPEATS = (0, 1, FEW, 21, 200)
"""How often what may be repeated below an item is repeated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One thing that a request does on purpose; a name in ``[A-Za-z0-9._-]+``, unique in its group.

    ``values`` are shown at paths that begin with the operation's name, ``without`` are left out, elements at ``hollow``
    are nil, ``repeats`` tells how often an element below the item stands. ``items`` is the number of items, ``nil`` are
    the indexes of those that are nil; ``unknown`` items have ids that nobody knows, ``alike`` ones the value of the
    first at these paths; ``bare`` ones have nothing but ``values``. What is ``alone`` is never packed with others.
    """

    name: str
    values: Mapping[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    hollow: tuple[str, ...] = ()
    repeats: Mapping[str, int] = field(default_factory=dict)
    items: int = 1
    nil: tuple[int, ...] = ()
    unknown: bool = False
    bare: bool = False
    alike: tuple[str, ...] = ()
    alone: bool = False


NILS = (
    Edge(name="nil-first", items=3, nil=(0,), alone=True),
    Edge(name="nil-in-the-middle", items=3, nil=(1,), alone=True),
    Edge(name="nil-last", items=3, nil=(2,), alone=True),
    Edge(name="nil-alone", items=1, nil=(0,), alone=True),
    Edge(name="nil-all", items=3, nil=(0, 1, 2), alone=True),
)
"""Batches with items that are nil."""


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
    """The scalar places of a request, and the item that most of them are in; it is the payload where there are none."""

    def __init__(self, contract: Contract, operation: Operation, without: frozenset[str]) -> None:
        self.contract = contract
        self.operation = operation
        self.place = f"{operation.name}/{operation.items}" if operation.items else operation.name
        self.item = steps_of(self.place)[-1]
        self.around = self.place.rpartition("/")[0]
        self.single = not operation.items
        self.slots = tuple(slot for slot in compile_plan(contract, operation).slots if slot.path not in without)
        self.own = tuple(slot for slot in self.slots if slot.path.startswith(f"{self.place}/"))
        self.kept = {*id_paths(contract, operation), *self.echoed()}

    def echoed(self) -> Iterator[str]:
        rule = self.contract.results if self.operation.items else None
        yield from (f"{self.place}/{path}" for path in (rule.echo.values() if rule else ()))

    def name(self, path: str) -> str:
        """Return how a place is called: from the item on, where it is in one."""
        inner = path.removeprefix(f"{self.around}/") if path.startswith(self.place) else path
        return inner.replace("@", "").replace("/", ".")

    def of_slots(self) -> Iterator[Group]:
        """Yield a group for each scalar place: a value of each class, left out, nil, its default."""
        for slot in self.slots:
            alone = self.single or slot not in self.own
            edges = (
                *(Edge(name=one.name, values={slot.path: one.value}) for one in classes.samples(slot.type, slot.limit)),
                *self.absences(slot),
            )
            found = _named(replace(edge, alone=alone) for edge in edges)
            yield Group(name=self.name(slot.path), edges=tuple(found))

    def absences(self, slot: Slot) -> Iterator[Edge]:
        """Yield the ways in which a place shows no value of its own."""
        use = declared.scalar(self.contract, self.operation, slot.path)
        shown = slot.path in self.contract.subjects or slot.path in self.kept
        if shown and declared.is_optional(use):
            yield Edge(name="absent", without=(slot.path,))
        if isinstance(use, ElementUse) and use.nillable:
            yield Edge(name="nil", values={slot.path: ""}, hollow=(slot.path,))
        if use.default is not None:
            yield Edge(name="default-written", values={slot.path: use.default})
            if not shown:
                yield Edge(name="default-left-out")

    def of_items(self) -> Iterator[Group]:
        """Yield the groups about whole items: in what company they are, how many, and what they hold."""
        yield Group(name=f"{self.item}-together", edges=self.diagonal(unknown=False), quick=True)
        if not self.single:
            yield Group(name=f"{self.item}-unknown", edges=self.diagonal(unknown=True), quick=True)
        yield Group(name=f"{self.item}-alone", edges=tuple(self.each_alone()))
        yield Group(name=f"{self.item}-pairs", edges=tuple(self.pairwise()))
        if not self.single:
            yield Group(name=f"{self.item}-batches", edges=tuple(self.batches()))
            for use in declared.below(self.contract, declared.element(self.contract, self.operation, self.place)):
                path = f"{self.place}/{local_of(use.name)}"
                yield Group(name=f"{self.name(path)}-elements", edges=tuple(self.repeats(use, path)))

    def repeats(self, use: ElementUse, path: str) -> Iterator[Edge]:
        """Yield how often an element below the item may stand, where that is not just once, and nil where it may be."""
        value = self.text(use.type)
        if use.occurs.most is None or use.occurs.most > 1:
            for times in sorted({*REPEATS, use.occurs.least, use.occurs.most or 0}):
                if _may_stand(use, times):
                    shown = {path: value} if times else {}
                    yield Edge(name=f"times-{times}", values=shown, repeats={path: times}, alone=times > FEW)
        if use.nillable:
            yield Edge(name="nil", values={path: value}, hollow=(path,))

    def text(self, name: str) -> str:
        """Return a plain text of an element of a type, nothing where it holds elements."""
        found = self.contract.schema.types[name]
        if isinstance(found, ComplexType):
            return "" if found.text is None else self.text(found.text)
        return plain(found)

    def of_request(self) -> Iterator[Group]:
        """Yield the group about what stands around the items, or in a request that has none."""
        uses = tuple(
            declared.below(self.contract, declared.element(self.contract, self.operation, self.operation.name))
        )
        optional = {local_of(use.name): f"{self.operation.name}/{local_of(use.name)}" for use in uses}
        optional = {name: path for name, path in optional.items() if self.is_optional(path)}
        made = [Edge(name=f"no-{name}", without=(path,), alone=True) for name, path in optional.items()]
        if uses and not self.single and len(optional) == len(uses):
            made.append(Edge(name="nothing", without=tuple(optional.values()), alone=True))
        yield Group(name=f"{self.operation.name}-parts", edges=tuple(made), quick=True)
        yield Group(name=f"{self.operation.name}-lists", edges=tuple(self.of_lists(uses)), quick=True)

    def of_lists(self, uses: tuple[ElementUse, ...]) -> Iterator[Edge]:
        """Yield lists that are empty, that hold one thing, and that are null, of formats that have these."""
        for use in uses:
            held = self.contract.schema.types[use.type]
            if not isinstance(held, ComplexType) or held.shape not in {Shape.LIST, Shape.DICTIONARY}:
                continue
            name, path = local_of(use.name), f"{self.operation.name}/{local_of(use.name)}"
            yield Edge(name=f"{name}-empty", values={path: ""}, without=(f"{path}/{ITEM}",), alone=True)
            inner = next(declared.below(self.contract, use), None)
            if inner is not None and isinstance(self.contract.schema.types[inner.type], SimpleType):
                yield Edge(name=f"{name}-one", values={f"{path}/{inner.name}": self.text(inner.type)}, alone=True)
            if use.nillable:
                yield Edge(name=f"{name}-null", values={path: ""}, hollow=(path,), alone=True)

    def is_optional(self, path: str) -> bool:
        return declared.is_optional(declared.element(self.contract, self.operation, path))

    def diagonal(self, *, unknown: bool) -> tuple[Edge, ...]:
        """Return items of which the n-th shows the n-th class at every place at once."""
        shown = [(slot, classes.samples(slot.type, slot.limit)) for slot in self.own if slot.path not in self.kept]
        most = max((len(held) for _, held in shown), default=0)
        return tuple(
            Edge(
                name=f"classes-{number + 1}",
                values={slot.path: held[number % len(held)].value for slot, held in shown},
                unknown=unknown,
                alone=self.single,
            )
            for number in range(most)
        )

    def each_alone(self) -> Iterator[Edge]:
        """Yield an item with each attribute and nothing else, one with nothing at all, and one with everything."""
        yield Edge(name="nothing", bare=True, alone=self.single)
        for slot in self.own:
            inner = slot.path.removeprefix(f"{self.place}/").replace("@", "").replace("/", ".")
            yield Edge(name=inner, values={slot.path: self.usual(slot)}, bare=True, alone=self.single)
        kept = {slot.path: self.usual(slot) for slot in self.own if slot.path not in self.kept}
        yield Edge(name="everything", values=kept, alone=self.single)

    def usual(self, slot: Slot) -> str:
        """Return a plain value of a place, one that is known where some are."""
        return (self.contract.subjects.get(slot.path) or (plain(slot.type),))[0]

    def odd(self, slot: Slot, column: int) -> str:
        """Return a value of a place that is not its usual one, of another class in each column."""
        usual = self.usual(slot)
        others = [one.value for one in classes.samples(slot.type, slot.limit) if one.value != usual]
        return others[column % len(others)] if others else usual

    def pairwise(self) -> Iterator[Edge]:
        """Yield items in which every two places are absent, plain or odd together in every way."""
        places = [slot for slot in self.own if slot.path not in self.kept]
        plain = [self.usual(slot) for slot in places]
        odd = [self.odd(slot, column) for column, slot in enumerate(places)]
        for number, row in enumerate(pairs.rows(len(places)), start=1):
            levels = zip(places, row, plain, odd, strict=True)
            shown = {slot.path: usual if level == 1 else rare for slot, level, usual, rare in levels if level}
            yield Edge(name=f"row-{number}", values=shown, alone=self.single)

    def batches(self) -> Iterator[Edge]:
        """Yield batches of telling sizes, with nil items, and with items that are alike."""
        use = declared.element(self.contract, self.operation, self.place)
        for edge in (*self.sizes(), *(NILS if use.nillable else ()), *self.alike()):
            if _may_stand(use, edge.items):
                yield edge

    def sizes(self) -> Iterator[Edge]:
        most = self.operation.batch
        around = (most - 1, most, most + 1) if most else ()
        for size in dict.fromkeys((0, 1, 2, *around)):
            yield Edge(name=f"items-{size}", items=size, alone=True)

    def alike(self) -> Iterator[Edge]:
        ids = id_paths(self.contract, self.operation)
        if ids:
            yield Edge(name="same-id", items=2, alike=ids, alone=True)
        echoed = tuple(self.echoed())
        if echoed:
            yield Edge(name="same-message", items=2, alike=echoed, alone=True)


def _may_stand(use: ElementUse, times: int) -> bool:
    """Tell whether an element may stand so many times."""
    return use.occurs.least <= times and (use.occurs.most is None or times <= use.occurs.most)


def _named(edges: Iterator[Edge]) -> Iterator[Edge]:
    """Yield edges whose names are numbered where several have one."""
    met: dict[str, int] = {}
    for edge in edges:
        met[edge.name] = met.get(edge.name, 0) + 1
        yield edge if met[edge.name] == 1 else replace(edge, name=f"{edge.name}-{met[edge.name]}")
