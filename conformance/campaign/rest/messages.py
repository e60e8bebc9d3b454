"""REST requests without a target: the only module that makes those of a run one by one, as raw HTTP."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from conformance.campaign.made import BARRED, Made, Maker
from conformance.campaign.rest.writing import members
from conformance.contract import rest
from conformance.contract.bench import Bench
from conformance.contract.example import example
from conformance.contract.speech import Call
from conformance.errors import GenerationError
from conformance.generation.rest import RestScene, crafted
from conformance.generation.rest import named as crafted_as
from conformance.generation.rest._declare import Carried
from conformance.model.case import Case, Expectation, Kind
from conformance.model.exchange import Request
from conformance.report._repro import raw_request


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests:
    """What requests of one operation in one format are made with; they carry a session value."""

    call: Call
    bench: Bench

    def valid(self, name: str, text: Callable[[], str]) -> bytes:
        """Return the request of a valid payload.

        Raises:
            GenerationError: its JSON Schema refuses it.
        """
        case = Case(
            id=name,
            operation=self.call.operation.name,
            binding=self.call.binding.name,
            kind=Kind.EDGE,
            expectation=Expectation.EITHER,
        )
        return self.written(members(case, text().encode(), self.bench, base=self.call.url), Carried.OPEN)

    def written(self, request: Request, carried: Carried | str) -> bytes:
        """Return a request as raw HTTP, with a session where it carries one."""
        value = self.call.session if carried is Carried.OPEN else str(carried)
        if carried is not Carried.NONE and not rest.route_of(self.call.operation).anonymous:
            request = rest.with_session(request, self.call.contract, value)
        return raw_request(request)

    def crafted(self, kind: Kind, name: str) -> bytes:
        """Return a request that is broken or varied.

        Raises:
            GenerationError: there is nothing to break or vary.
        """
        _, made = crafted_as(self.scene, name)
        if made is None:
            message = f"{name} ({kind}): there is nothing to make it of"
            raise GenerationError(message)
        return self.written(made.request, made.session)

    @property
    def scene(self) -> RestScene:
        """Return what crafted requests are made of."""
        return RestScene(
            contract=self.call.contract,
            operation=self.call.operation,
            binding=self.call.binding,
            payload=example(self.call.contract, self.call.operation),
            base=self.call.url,
            barred=BARRED,
        )


def maker(call: Call) -> Maker:
    """Return what makes the requests of a call: beside valid ones those that are broken, or varied, as a whole."""
    made = Requests(call=call, bench=Bench.of(call.contract))
    kinds = {"invalid": partial(_crafted, made, Kind.INVALID), "spelling": partial(_crafted, made, Kind.VARIANT)}
    return Maker(valid=made.valid, kinds=kinds)


def _crafted(maker: Requests, kind: Kind) -> Iterator[Made]:
    for name in crafted(maker.scene, kind):
        place = f"{maker.call.operation.name}/{maker.call.binding.name}/{kind}/{name}"
        yield Made(name=place, make=partial(maker.crafted, kind, name))
