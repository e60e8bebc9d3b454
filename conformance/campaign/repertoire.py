"""The repertoire: the only module that knows which messages are sent on purpose, for each operation and depth."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from conformance.campaign.depths import DEPTHS
from conformance.contract.example import example
from conformance.generation import edges, mutations
from conformance.generation.envelopes import envelope_mutations
from conformance.generation.plan import compile_plan
from conformance.generation.rest import RestScene, crafted
from conformance.generation.scene import Scene
from conformance.model.binding import BINDINGS
from conformance.model.case import Kind
from conformance.model.contract import Contract, Operation
from conformance.model.session import PLACEHOLDER, Barred
from conformance.model.tree import Element
from conformance.relations import relations
from conformance.soap import envelope as envelopes
from conformance.soap import session as sessions
from conformance.soap.spelling import SPELLINGS, spell

_WITH_ENVELOPES = frozenset({"soap"})
GENERATED = "generated"
"""The part of the invalid cases that breaks random messages."""

# What an item says to be echoed, where messages are spelled in all ways: some character of each kind.
ECHOED = "caf\u00e9 \u65e5\u672c \U0001f600 <a> & \"b\" 'c' ]]> \u00df"


@dataclass(slots=True, kw_only=True)
class Repertoire:
    """What a contract gives at a depth; each part is made when it is first asked for.

    ``own`` are the paths and types that the user overrides: their places show nothing else, so they have no edges.
    """

    contract: Contract
    depth: str
    own: frozenset[str] = frozenset()
    _edges: dict[str, Mapping[str, edges.Group]] = field(default_factory=dict)
    _negatives: dict[str, Mapping[str, mutations.Group]] = field(default_factory=dict)

    def parts(self, operation: str, binding: str, kind: Kind) -> tuple[str, ...]:
        """Return the names of the cases of a kind; one without a name where an operation has but one."""
        if kind is Kind.EDGE:
            return tuple(self.edges(operation))
        if self.contract.protocol not in _WITH_ENVELOPES and kind in {Kind.INVALID, Kind.VARIANT}:
            return self.crafted(operation, binding, kind)
        if kind is Kind.INVALID:
            return (*self.negatives(operation), *self.broken_envelopes(operation, binding), GENERATED)
        if kind is Kind.VARIANT:
            found = [name for name in SPELLINGS if self.changes(operation, binding, name)]
            first = {SPELLINGS[name].variant: name for name in reversed(found)}
            kept = (name for name in found if not DEPTHS[self.depth].few or name in first.values())
            return (*kept, *self.related(operation, binding))
        return () if kind is Kind.RECORDED else ("",)

    def crafted(self, operation: str, binding: str, kind: Kind) -> tuple[str, ...]:
        """Return the names of the REST requests of a kind that are broken, or varied, on purpose."""
        scene = RestScene(
            contract=self.contract,
            operation=self.operation(operation),
            binding=BINDINGS[binding],
            payload=example(self.contract, self.operation(operation)),
            barred=Barred(expired=PLACEHOLDER, foreign=PLACEHOLDER),
        )
        return self._shared(operation, tuple(crafted(scene, kind)))

    def edges(self, operation: str) -> Mapping[str, edges.Group]:
        """Return the edges of an operation's request by the name of their group."""
        if operation not in self._edges:
            found = edges.groups(self.contract, self.operation(operation), without=self.overridden(operation))
            chosen = (group for group in found if group.quick or not DEPTHS[self.depth].few)
            self._edges[operation] = MappingProxyType({group.name: group for group in chosen})
        return self._edges[operation]

    def negatives(self, operation: str) -> Mapping[str, mutations.Group]:
        """Return what is broken on purpose in an operation's request, by the name of the group."""
        if operation not in self._negatives:
            left_out = self.overridden(operation)
            made = mutations.groups(self.contract, self.operation(operation))
            found = tuple(group for group in made if group.mutations[0].path not in left_out)
            chosen = mutations.first_of_each_rule(found) if DEPTHS[self.depth].few else found
            self._negatives[operation] = MappingProxyType({group.name: group for group in chosen})
        return self._negatives[operation]

    def broken_envelopes(self, operation: str, binding: str) -> tuple[str, ...]:
        """Return the names of what is broken around an operation's payload, and in what HTTP says of it."""
        scene = self._scene(operation, binding, example(self.contract, self.operation(operation)))
        found = (
            name
            for name, one in envelope_mutations().items()
            if binding in one.expectations and one.run(scene) is not None
        )
        return self._shared(operation, tuple(found))

    def related(self, operation: str, binding: str) -> tuple[str, ...]:
        """Return the names of the relations between an operation's answers."""
        held = self.operation(operation)
        makers = {one.payload for one in relations().values()}
        made = {make: make(self.contract, held) for make in makers}
        found = (
            name
            for name, one in relations().items()
            if binding in one.bindings
            and (payload := made[one.payload]) is not None
            and next(one.run(self._scene(operation, binding, payload)), None) is not None
        )
        return self._shared(operation, tuple(found))

    def _scene(self, operation: str, binding: str, payload: Element) -> Scene:
        held = self.operation(operation)
        blocks = sessions.request_blocks(self.contract, held, PLACEHOLDER)
        return Scene(
            contract=self.contract,
            operation=held,
            binding=BINDINGS[binding],
            payload=payload,
            blocks=blocks,
            barred=Barred(expired=PLACEHOLDER, foreign=PLACEHOLDER),
        )

    def _shared(self, operation: str, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return all names, or where there are to be few those that are this operation's share of them."""
        if not DEPTHS[self.depth].few:
            return names
        order = sorted(self.contract.operations)
        place = order.index(operation)
        return tuple(name for number, name in enumerate(names) if number % len(order) == place)

    def overridden(self, operation: str) -> frozenset[str]:
        """Return the paths of an operation's request that the user overrides."""
        if not self.own:
            return frozenset()
        slots = compile_plan(self.contract, self.operation(operation)).slots
        return frozenset(slot.path for slot in slots if {slot.path, slot.type.name} & self.own)

    def spelled(self, operation: str) -> Element:
        """Return the payload that is sent in all spellings: the example, with text of many kinds to be echoed."""
        return example(self.contract, self.operation(operation), echoed=ECHOED)

    def changes(self, operation: str, binding: str, name: str) -> bool:
        """Tell whether a spelling writes a request otherwise than it is written plainly."""
        held = self.operation(operation)
        blocks = sessions.request_blocks(self.contract, held, PLACEHOLDER)
        whole = envelopes.Envelope(binding=BINDINGS[binding], header=blocks, body=(self.spelled(operation),))
        spelling = SPELLINGS[name]
        plain = spelling.charset is not None and spelling.charset.lower() == "utf-8"
        return not plain or spell(envelopes.build(whole), spelling) != envelopes.encode(whole)

    def operation(self, name: str) -> Operation:
        """Return an operation of the contract."""
        return self.contract.operations[name]
