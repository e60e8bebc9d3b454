"""Recorded REST messages against two contracts: the only module that tells why the JSON Schema of each refuses one."""

from dataclasses import dataclass, field

from conformance.campaign.court import Opinion
from conformance.contract import rest
from conformance.contract.comparable import Comparable
from conformance.contract.jsonschema import Schemas, complaints, validators
from conformance.errors import WireError
from conformance.model.contract import Contract
from conformance.model.exchange import Exchange
from conformance.model.requirement import Direction
from conformance.model.schema import ITEM


@dataclass(frozen=True, slots=True, kw_only=True)
class _Refusal:
    """Why a contract refuses a message, empty where it does not, and the path to that as places of changes have it."""

    why: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """A contract, and what judges messages by its JSON Schemas; members that these do not name are passed over."""

    contract: Contract
    schemas: Schemas = field(repr=False)

    def operation(self, found: Exchange) -> str | None:
        """Return the operation that an exchange is of, None where it is of none."""
        operation = rest.called(found.request, self.contract)
        return None if operation is None else operation.name

    def refusal(self, found: Exchange, way: Direction) -> _Refusal | None:
        """Return what the contract says of one side of an exchange, None where that cannot be read."""
        operation = rest.called(found.request, self.contract)
        if operation is None:
            return _Refusal(why="there is no operation of this verb and path")
        route = rest.route_of(operation)
        name = route.request if way is Direction.REQUEST else route.response
        try:
            if way is Direction.REQUEST:
                read = rest.asked(found.request, self.contract, operation)
            elif found.response is None or not (
                told := rest.answered(found.response.body, found.response.headers, self.contract, operation)
            ):
                return None
            else:
                read = told
        except WireError:
            return None
        first = next(iter(complaints(self.schemas[name], rest.typed(read, self.contract))), None)
        if first is None:
            return _Refusal()
        steps = (ITEM if step.isdigit() else step for step in (first.path or "").split("/") if step)
        return _Refusal(why=first.message, path="/".join((name, *steps)))


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberCourt:
    """Both contracts, each with what judges messages by it."""

    sides: tuple[_Side, ...]

    @classmethod
    def of(cls, old: Comparable, new: Comparable) -> "MemberCourt":
        """Return the court of two contracts; where one has no operations with routes, no message is of any."""
        routed = [held.routed for held in (old, new) if held.routed is not None]
        both = routed if len(routed) == len(("old", "new")) else []
        return cls(sides=tuple(_Side(contract=one, schemas=validators(one.json_schemas)) for one in both))

    def judge(self, found: Exchange, way: Direction) -> Opinion | None:
        """Return what both say of one side of an exchange, None where it is of no operation, or cannot be read."""
        operation = next(filter(None, (side.operation(found) for side in self.sides)), None)
        if operation is None:
            return None
        was, now = (side.refusal(found, way) for side in self.sides)
        if was is None or now is None:
            return None
        return Opinion(operation=operation, old=was.why, new=now.why, path=now.path)
