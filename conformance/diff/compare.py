"""Two contracts compared: the only module that walks both, message by message, and tells what changed.

Types are compared in pairs, each pair once, whatever their names; of a recursive pair only what stands in it counts, so
that the walk comes to an end. What changed in a type that many messages hold is told once, with all its places.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from conformance.contract import regular
from conformance.contract.paths import elements
from conformance.diff.content import of_attributes, of_children, of_content
from conformance.diff.local import AS, Local, Seed
from conformance.diff.traits import derived_from, of_derived, of_identities, of_type
from conformance.diff.varieties import compared
from conformance.model.change import Change, Effect, Impact, Place
from conformance.model.contract import Contract, Message, Operation
from conformance.model.requirement import Direction
from conformance.model.schema import ComplexType, SimpleType
from conformance.model.tree import local_of

OF_TYPE = " of type "
"""What stands in a path before a type that only ``xsi:type`` names."""
_Pair: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A change, and what its witness is made from: the steps below the payload at each of its places, and seeds."""

    change: Change
    steps: Mapping[Place, tuple[str, ...]] = field(default_factory=dict)
    seeds: tuple[Seed, ...] = ()


def compare(old: Contract, new: Contract) -> tuple[Found, ...]:
    """Return what changed from one contract to another, by place."""
    walk = _Walk(old=old, new=new)
    found = [
        *_operations(old, new),
        *(one for name in sorted(old.operations.keys() & new.operations.keys()) for one in walk.operation(name)),
        *_bindings(old, new),
        *walk.changes(),
    ]
    return tuple(found)


def _plain(rule: str, effect: Effect, message: str, *, places: tuple[Place, ...], least: Impact = Impact.NONE) -> Found:
    """Return a change that no XSD shows, so that no message is its witness."""
    change = Change(
        rule=rule,
        owner="",
        subject=places[0].operation if places else "",
        effect=effect,
        message=message,
        places=places,
        least=least,
        unwitnessed="it is not in the document",
    )
    return Found(change=change)


def _asked(name: str) -> tuple[Place, ...]:
    return (Place(operation=name, direction=Direction.REQUEST, path=""),)


def _operations(old: Contract, new: Contract) -> Iterator[Found]:
    """Yield the operations that are in one contract only; the smallest request of each is its witness."""
    for name in sorted(old.operations.keys() - new.operations.keys()):
        yield _whole("operation.removed", Effect.NARROWS, f"the operation {name} is gone", old.operations[name])
    for name in sorted(new.operations.keys() - old.operations.keys()):
        yield _whole("operation.added", Effect.WIDENS, f"the operation {name} is new", new.operations[name])


def _whole(rule: str, effect: Effect, message: str, operation: Operation) -> Found:
    path = local_of(operation.input.payload)
    place = Place(operation=operation.name, direction=Direction.REQUEST, path=path)
    change = Change(rule=rule, owner="", subject=operation.name, effect=effect, message=message, places=(place,))
    return Found(change=change, steps={place: ()}, seeds=(Seed(),))


def _bindings(old: Contract, new: Contract) -> Iterator[Found]:
    places = tuple(place for name in sorted(old.operations.keys() & new.operations.keys()) for place in _asked(name))
    for name in sorted(old.bindings.keys() | new.bindings.keys()):
        was, now = old.bindings.get(name), new.bindings.get(name)
        if now is None:
            yield _plain("binding.removed", Effect.NARROWS, f"the binding {name} is gone", places=places)
        elif was is None:
            yield _plain("binding.added", Effect.WIDENS, f"the binding {name} is new", places=places)
        elif was != now:
            message = f"{name} is at {now}, and was at {was}"
            yield _plain("address.changed", Effect.NONE, message, places=places, least=Impact.RISKY)


@dataclass(slots=True, kw_only=True)
class _Walk:
    """Both contracts, and what was met on the way through their types."""

    old: Contract
    new: Contract
    met: dict[_Pair, "_Node"] = field(default_factory=dict)
    shown: defaultdict[tuple[_Pair, int], dict[Place, tuple[str, ...]]] = field(
        default_factory=lambda: defaultdict(dict)
    )

    def operation(self, name: str) -> Iterator[Found]:
        """Yield what changed of an operation beside its types, and note what its messages show of these."""
        was, now = self.old.operations[name], self.new.operations[name]
        if was.action != now.action:
            message = f'the action is "{now.action}", and was "{was.action}"'
            yield _plain("action.changed", Effect.DIFFERS, message, places=_asked(name))
        for direction in Direction:
            mine, theirs = (_message(one, direction) for one in (was, now))
            yield from self.message(mine, theirs, Place(operation=name, direction=direction, path=""))

    def message(self, was: Message, now: Message, place: Place) -> Iterator[Found]:
        """Yield what changed of a message, and walk what stands in its Body."""
        if was.payload != now.payload:
            message = f"the Body holds {now.payload}, and held {was.payload}"
            yield _plain("message.changed", Effect.DIFFERS, message, places=(place,))
            return
        gone, new = sorted(set(was.headers) - set(now.headers)), sorted(set(now.headers) - set(was.headers))
        for name in gone:
            message = f"the header block {name} is no longer declared"
            yield _plain("header-part.removed", Effect.DIFFERS, message, places=(place,))
        for name in new:
            message = f"the header block {name} is declared"
            yield _plain("header-part.added", Effect.DIFFERS, message, places=(place,))
        mine, theirs = self.old.schema.elements[was.payload], self.new.schema.elements[now.payload]
        root = replace(place, path=local_of(was.payload))
        for local in of_identities(mine, theirs, ""):
            found = _plain(local.rule, local.effect, local.message, places=(root,))
            yield replace(found, change=replace(found.change, unwitnessed=""))
        self._spread((mine.type, theirs.type), place, local_of(was.payload))

    def _spread(self, start: _Pair, place: Place, root: str) -> None:
        """Note every change of the types that a message holds, each at its shortest path."""
        first: tuple[_Pair, tuple[str, ...], str, tuple[Local, ...]] = (start, (), root, ())
        queue, seen = deque([first]), {start}
        while queue:
            pair, steps, path, inherited = queue.popleft()
            node = self._node(pair)
            for number, local in enumerate(node.locals):
                if any(local.says(one) for one in inherited):
                    continue
                shown = Place(operation=place.operation, direction=place.direction, path=f"{path}{local.suffix}")
                self.shown[pair, number].setdefault(shown, steps)
            for step, child in node.children.items():
                if child not in seen:
                    seen.add(child)
                    queue.append((child, (*steps, step), f"{path}/{local_of(step)}", ()))
            for name, derived in node.derived.items():
                if derived not in seen:
                    seen.add(derived)
                    told = f"{path}{OF_TYPE}{local_of(name)}"
                    queue.append((derived, (*steps, f"{AS}{name}"), told, (*inherited, *node.locals)))

    def _node(self, pair: _Pair) -> "_Node":
        if pair not in self.met:
            self.met[pair] = _node(self.old.schema.types[pair[0]], self.new.schema.types[pair[1]], self)
        return self.met[pair]

    def changes(self) -> Iterator[Found]:
        """Yield what changed of types, in the order in which messages show it first."""
        for (pair, number), places in self.shown.items():
            local = self.met[pair].locals[number]
            yield Found(
                change=Change(
                    rule=local.rule,
                    owner=pair[0],
                    subject=local.subject,
                    effect=local.effect,
                    message=local.message,
                    places=tuple(places),
                    undecided=local.undecided,
                    least=local.least,
                ),
                steps=places,
                seeds=local.seeds,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    """A pair of types: what changed in it, the pairs of its children, and those that come from it, by their names."""

    locals: tuple[Local, ...]
    children: Mapping[str, _Pair]
    derived: Mapping[str, _Pair]


def _message(operation: Operation, direction: Direction) -> Message:
    return operation.input if direction is Direction.REQUEST else operation.output


def _node(old: SimpleType | ComplexType, new: SimpleType | ComplexType, walk: _Walk) -> _Node:
    types = (walk.old.schema.types, walk.new.schema.types)
    if isinstance(old, SimpleType) and isinstance(new, SimpleType):
        return _Node(locals=tuple(Local.of_value(one) for one in compared(old, new, types)), children={}, derived={})
    was, now = _complex(old), _complex(new)
    inclusion = regular.compare(was.content, now.content)
    mine, theirs = ({use.name: use for use in elements(one.content)} for one in (was, now))
    children = {name: (mine[name].type, theirs[name].type) for name in mine if name in theirs}
    before, after = (derived_from(held, schema) for held, schema in ((old, walk.old.schema), (new, walk.new.schema)))
    return _Node(
        locals=(
            *of_derived(before, after),
            *of_attributes(was, now, types),
            *of_content(was, now, inclusion, types=types),
            *of_children(mine, theirs),
            *of_type(was, now),
        ),
        children=children,
        derived={name: (name, name) for name in before if name in after},
    )


def _complex(held: SimpleType | ComplexType) -> ComplexType:
    """Return a type that may have attributes; a simple one has none."""
    return held if isinstance(held, ComplexType) else ComplexType(name=held.name, text=held.name)
