"""Coverage: the only module that knows what there is to visit in a contract's requests, and what a request visits.

A point is a text: its kind, a blank, and what it is, as ``attribute Contacts/Contact/@Id`` or
``class Contacts/Contact/@Id=empty``; paths begin below the request's outermost element.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from conformance.generation import classes
from conformance.generation.mutations import groups
from conformance.generation.places import places
from conformance.generation.plan import compile_plan
from conformance.generation.slots import Slot
from conformance.model.contract import Contract, Operation
from conformance.model.tree import Element, local_of

KINDS = ("element", "attribute", "value", "class", "limit", "rule")
"""What can be counted in advance; what faults there are is known when they have come."""

FAULT = "fault"
RULE = "rule"
_LIMITS = frozenset({"shortest", "longest", "limit-minus-1", "limit", "limit-plus-1", "least", "greatest"})
_MOST_VALUES = 50_000


@dataclass(slots=True, kw_only=True)
class Chart:
    """What there is to visit in the request of one operation."""

    contract: Contract
    operation: Operation
    _slots: dict[str, Slot] = field(default_factory=dict)
    _known: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def points(self) -> Mapping[str, frozenset[str]]:
        """Return all points by their kind."""
        slots = self.slots()
        found: dict[str, set[str]] = {kind: set() for kind in KINDS}
        for path, slot in slots.items():
            found["attribute" if "/@" in f"/{path}" else "element"].add(path)
            for name in classes.names(slot.type, slot.limit):
                found[_kind(slot, name)].add(f"{path}={name}")
            while "/" in path:
                path = path.rpartition("/")[0]  # noqa: PLW2901 - up from the place to what it is in
                found["element"].add(path)
        found[RULE] = {one.rule.name for group in groups(self.contract, self.operation) for one in group.mutations}
        return MappingProxyType(
            {kind: frozenset(f"{kind} {point}" for point in points) for kind, points in found.items()}
        )

    def slots(self) -> Mapping[str, Slot]:
        """Return the scalar places of the request by their path."""
        if not self._slots:
            plan = compile_plan(self.contract, self.operation)
            self._slots.update((slot.path.removeprefix(f"{self.operation.name}/"), slot) for slot in plan.slots)
        return self._slots

    def visited(self, payload: Element) -> Iterator[tuple[str, int | None]]:
        """Yield the points that a valid request visits, each with the index of its item, None outside of all items."""
        for place in places(self.contract, self.operation, payload):
            path = place.path.removeprefix(self.operation.name).removeprefix("/")
            if path:
                yield f"element {path}", place.item
            values = [
                (f"{path}/@{local_of(name)}".removeprefix("/"), value) for name, value in place.element.attributes
            ]
            if not place.element.children:
                values.append((path, place.element.text))
            for own, value in values:
                for point in self.of_value(own, value):
                    yield point, place.item

    def of_value(self, path: str, value: str) -> tuple[str, ...]:
        """Return the points that a value visits at a place, none where no scalar has its place there."""
        known = self._known.get((path, value))
        if known is None:
            slot = self.slots().get(path)
            known = () if slot is None else tuple(_of(slot, path, value))
            if len(self._known) < _MOST_VALUES:
                self._known[path, value] = known
        return known


def _of(slot: Slot, path: str, value: str) -> Iterator[str]:
    if "/@" in f"/{path}":
        yield f"attribute {path}"
    for name in classes.classes_of(slot.type, slot.limit, value):
        yield f"{_kind(slot, name)} {path}={name}"


def _kind(slot: Slot, name: str) -> str:
    if slot.type.facets.enumeration:
        return "value"
    return "limit" if name in _LIMITS else "class"
