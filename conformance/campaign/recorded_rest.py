"""Recorded REST messages against a contract: the only module that tells why its JSON Schema refuses one."""

from dataclasses import dataclass, field

from conformance.contract import rest
from conformance.contract.jsonschema import Schemas, complaints, validators
from conformance.errors import WireError
from conformance.model.contract import Contract
from conformance.model.exchange import Exchange
from conformance.model.requirement import Direction
from conformance.model.schema import ITEM


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """Why a contract refuses a message, empty where it does not, and the path to that as places of changes have it."""

    why: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A REST contract, and what judges messages by its JSON Schemas; members that these do not name are passed over."""

    contract: Contract
    schemas: Schemas = field(repr=False)

    @classmethod
    def of(cls, contract: Contract) -> "Bench":
        """Return the bench of a contract."""
        return cls(contract=contract, schemas=validators(contract.json_schemas))

    def operation(self, found: Exchange) -> str | None:
        """Return the operation that an exchange is of, None where it is of none."""
        operation = rest.called(found.request, self.contract)
        return None if operation is None else operation.name

    def opinion(self, found: Exchange, way: Direction) -> Opinion | None:
        """Return what the contract says of one side of an exchange, None where that cannot be read."""
        operation = rest.called(found.request, self.contract)
        if operation is None:
            return Opinion(why="there is no operation of this verb and path")
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
            return Opinion()
        steps = (ITEM if step.isdigit() else step for step in (first.path or "").split("/") if step)
        return Opinion(why=first.message, path="/".join((name, *steps)))
