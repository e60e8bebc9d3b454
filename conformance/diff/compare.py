"""Two contracts compared: the only module that walks the types of both, and tells what changed in which messages.

Types are compared in pairs, each pair once, whatever their names; of a recursive pair only what stands in it counts, so
that the walk comes to an end. What changed in a type that many messages hold is told once, with all its places.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from conformance.contract.comparable import Comparable
from conformance.contract.origins import attribute_key, element_key, type_key
from conformance.diff.content import of_content
from conformance.diff.declared import Worlds, both, of_declared, of_declared_attributes
from conformance.diff.documented import of_documentation
from conformance.diff.found import Found, Part, Root, Route, joined
from conformance.diff.local import AS, AT, Local, told_step
from conformance.diff.messages import of_messages
from conformance.diff.simple import compared
from conformance.diff.traits import complex_of, derived_from, of_derived, of_type
from conformance.diff.uses import of_attributes, of_children, of_element, of_values, shared
from conformance.model.change import Change, Place, Source
from conformance.model.schema import ComplexType, Derivation, Schema, SimpleType, elements

_ELEMENT = "element "  # begins the names of a pair that are not those of types
_Pair: TypeAlias = tuple[str, str]
_NOT_MADE = "no schema tells what encoded parts look like in a message"


def compare(old: Comparable, new: Comparable) -> tuple[Found, ...]:
    """Return what changed from one contract to another, by place."""
    told = tuple(of_messages(old, new))
    roots = (name for one in told if isinstance(one, Root) for name in one.names)
    walk = _Walk(old=old, new=new, worlds=Worlds.of((old.schema, new.schema), roots))
    found = []
    for one in told:
        if isinstance(one, Root):
            walk.spread(one)
        else:
            found.append(replace(one, change=replace(one.change, sources=tuple(walk.said(one.change)))))
    return joined((*found, *walk.changes()))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edge:
    """A pair of types that a step leads to; of an element, what that forbids ``xsi:type`` to be derived by."""

    pair: _Pair
    barred: frozenset[Derivation] = frozenset()
    element: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    """A pair of types: what changed in it, what ``xsi:type`` may say, and where its children lead, by their steps."""

    locals: tuple[Local, ...]
    named: tuple[Local, ...] = ()
    edges: Mapping[str, _Edge] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Visit:
    """A pair where a message holds it; ``inherited`` are the changes of the types that its own comes from."""

    edge: _Edge
    steps: tuple[str, ...]
    path: str
    inherited: tuple[Local, ...] = ()


@dataclass(slots=True, kw_only=True)
class _Walk:
    """Both contracts, and what was met on the way through their types."""

    old: Comparable
    new: Comparable
    worlds: Worlds
    met: dict[_Pair, _Node] = field(default_factory=dict)
    shown: defaultdict[tuple[_Pair, Local], dict[Place, Route]] = field(default_factory=lambda: defaultdict(dict))

    @property
    def schemas(self) -> tuple[Schema, Schema]:
        """Return the schemas of both."""
        return self.old.schema, self.new.schema

    def spread(self, root: Root) -> None:
        """Note every change of the types that an element holds, each at its shortest path."""
        path, pair = root.place.path, (f"{_ELEMENT}{root.names[0]}", f"{_ELEMENT}{root.names[1]}")
        if root.part is Part.ENCODED:
            start = _Edge(pair=root.names)
            itself = of_values(*root.names, self.schemas)
        else:
            was, now = self.old.schema.elements[root.names[0]], self.new.schema.elements[root.names[1]]
            start = _Edge(pair=(was.type, now.type), barred=was.block | now.block)
            itself = of_element(was, now, self.schemas)
        if pair not in self.met:
            self.met[pair] = _Node(locals=tuple(itself))
        self._show(root, self.met[pair].locals, _Visit(edge=_Edge(pair=pair), steps=(), path=path))
        queue, seen = deque([_Visit(edge=start, steps=(), path=path)]), {start}
        while queue:
            visit = queue.popleft()
            node = self._node(visit.edge.pair)
            self._show(root, (*node.named, *node.locals) if visit.edge.element else node.locals, visit)
            derived = self._derived(visit.edge) if visit.edge.element else {}
            for step, edge in (*node.edges.items(), *derived.items()):
                if edge not in seen:
                    seen.add(edge)
                    above = (*visit.inherited, *node.named, *node.locals) if step in derived else ()
                    path = f"{visit.path}{told_step(step)}"
                    queue.append(_Visit(edge=edge, steps=(*visit.steps, step), path=path, inherited=above))

    def _show(self, root: Root, found: Iterable[Local], visit: _Visit) -> None:
        for local in found:
            if not any(local.says(one) for one in visit.inherited):
                place = replace(root.place, path=f"{visit.path}{told_step(local.step)}")
                self.shown[visit.edge.pair, local].setdefault(place, Route(root=root, steps=visit.steps))

    def _node(self, pair: _Pair) -> _Node:
        if pair not in self.met:
            before, after = (
                derived_from(held, schema) for held, schema in zip(self._types(pair), self.schemas, strict=True)
            )
            self.met[pair] = _Node(
                locals=tuple(self._locals(pair)), named=tuple(of_derived(before, after)), edges=self._edges(pair)
            )
        return self.met[pair]

    def _types(self, pair: _Pair) -> tuple[SimpleType | ComplexType, SimpleType | ComplexType]:
        return self.old.schema.types[pair[0]], self.new.schema.types[pair[1]]

    def _locals(self, pair: _Pair) -> Iterator[Local]:
        """Yield what changed of a pair of types, without what stands in their children."""
        old, new = self._types(pair)
        if isinstance(old, SimpleType) and isinstance(new, SimpleType):
            if shared(*pair):
                yield from (
                    Local.of_value(one) for one in compared(old, new, (self.old.schema.types, self.new.schema.types))
                )
        else:
            was, now = complex_of(old), complex_of(new)
            mine, theirs = ({use.name: use for use in elements(one.content)} for one in (was, now))
            yield from of_attributes(was, now, self.schemas)
            yield from of_content(was, now, self.schemas)
            yield from of_children(mine, theirs, self.schemas)
            yield from of_type(was, now)
            yield from of_declared(was, now, self.worlds)
            yield from of_declared_attributes(was, now, self.worlds)
        yield from of_documentation(pair, (old, new), (self.old.documentation, self.new.documentation))

    def _edges(self, pair: _Pair) -> Mapping[str, _Edge]:
        """Return what is compared below a pair of types: children, attributes and text, by their steps."""
        old, new = self._types(pair)
        if isinstance(old, SimpleType) and isinstance(new, SimpleType):
            return {}
        was, now = complex_of(old), complex_of(new)
        mine, theirs = ({use.name: use for use in elements(one.content)} for one in (was, now))
        found = {
            name: _Edge(pair=(mine[name].type, theirs[name].type), barred=mine[name].block | theirs[name].block)
            for name in mine
            if name in theirs
        }
        for name in both(was, now, self.worlds):
            one, other = self.old.schema.elements[name], self.new.schema.elements[name]
            found.setdefault(name, _Edge(pair=(one.type, other.type), barred=one.block | other.block))
        before, after = ({use.name: use.type for use in one.attributes} for one in (was, now))
        found |= {
            f"{AT}{name}": _Edge(pair=(before[name], after[name]), element=False) for name in before if name in after
        }
        if was.text is not None and now.text is not None:
            found[""] = _Edge(pair=(was.text, now.text), element=False)
        return found

    def _derived(self, edge: _Edge) -> Mapping[str, _Edge]:
        """Return the types that ``xsi:type`` may name in both contracts, by their steps."""
        before, after = (
            derived_from(held, schema, edge.barred)
            for held, schema in zip(self._types(edge.pair), self.schemas, strict=True)
        )
        return {f"{AS}{name}": _Edge(pair=(name, name)) for name in before if name in after}

    def changes(self) -> Iterator[Found]:
        """Yield what changed of types, in the order in which messages show it first."""
        for (pair, local), routes in self.shown.items():
            encoded = all(route.root.part is Part.ENCODED for route in routes.values())
            change = Change(
                rule=local.rule,
                owner=pair[0],
                subject=local.subject,
                effect=local.effect,
                message=local.message,
                places=tuple(routes),
                undecided=local.undecided,
                least=local.least,
                unwitnessed=_NOT_MADE if encoded else "",
                sources=tuple(self._sources(pair, local)),
            )
            yield Found(change=change, routes=routes, seeds=local.seeds)

    def said(self, change: Change) -> Iterator[Source]:
        """Yield where the contracts say an operation, the new one first."""
        for side, contract in (("new", self.new), ("old", self.old)):
            keys = (f"operation {port.binding}/{change.subject}" for port in contract.ports.values())
            place = next((contract.places[key] for key in keys if key in contract.places), None)
            if place is not None:
                yield Source(side=side, file=place.file, line=place.line)

    def _sources(self, pair: _Pair, local: Local) -> Iterator[Source]:
        """Yield where the contracts say what changed, the new one first: as near to it as is known."""
        for side, contract, number in (("new", self.new, 1), ("old", self.old, 0)):
            owner = pair[number]
            keys = [owner if owner.startswith(_ELEMENT) else type_key(owner)]
            if local.step.startswith(AT):
                keys.insert(0, attribute_key(local.step.removeprefix(AT), owner))
            elif local.step or local.children[number]:
                keys.insert(0, element_key(local.step or local.children[number], owner))
            if local.owner is not None and len(set(local.owner)) == 1:  # a type without a name, that is what it was
                keys.insert(0, type_key(local.owner[number]))
            place = next((contract.places[key] for key in keys if key in contract.places), None)
            if place is not None:
                yield Source(side=side, file=place.file, line=place.line)
