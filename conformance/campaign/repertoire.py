"""The repertoire: which cases of each kind an operation has, at a depth; what is made for them, made once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar, cast

from conformance.campaign.depths import DEPTHS
from conformance.campaign.scripts import SCRIPTS
from conformance.generation import edges
from conformance.generation.plan import compile_plan
from conformance.model.case import Kind
from conformance.model.contract import Contract, Operation

T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class Repertoire:
    """What a contract gives at a depth; each part is made when it is first asked for.

    ``own`` are the paths and types that the user overrides: their places show nothing else, so they have no edges.
    """

    contract: Contract
    depth: str
    own: frozenset[str] = frozenset()
    _made: dict[tuple[object, str], object] = field(default_factory=dict)

    def parts(self, operation: str, binding: str, kind: Kind) -> tuple[str, ...]:
        """Return the names of the cases of a kind; one without a name where an operation has but one."""
        if kind is Kind.EDGE:
            return tuple(self.edges(operation))
        if kind in {Kind.INVALID, Kind.VARIANT}:
            return SCRIPTS[self.contract.protocol].parts(self, operation, binding, kind)
        return () if kind is Kind.RECORDED else ("",)

    @property
    def few(self) -> bool:
        """Tell whether of messages that are alike one is enough."""
        return DEPTHS[self.depth].few

    def once(self, make: Callable[["Repertoire", str], T], operation: str) -> T:
        """Return what is made of an operation, the same whenever it is asked for."""
        if (make, operation) not in self._made:
            self._made[make, operation] = make(self, operation)
        return cast("T", self._made[make, operation])

    def edges(self, operation: str) -> Mapping[str, edges.Group]:
        """Return the edges of an operation's request by the name of their group."""
        return self.once(_edges, operation)

    def share(self, operation: str, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return all names, or where there are to be few those that are this operation's share of them."""
        if not self.few:
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

    def operation(self, name: str) -> Operation:
        """Return an operation of the contract."""
        return self.contract.operations[name]


def _edges(repertoire: Repertoire, operation: str) -> Mapping[str, edges.Group]:
    held, without = repertoire.operation(operation), repertoire.overridden(operation)
    found = edges.groups(repertoire.contract, held, without=without)
    return MappingProxyType({group.name: group for group in found if group.quick or not repertoire.few})
