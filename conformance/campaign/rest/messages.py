"""REST requests without a target: the only module that makes those of a run one by one, as raw HTTP."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from conformance.campaign.made import Made
from conformance.campaign.repertoire import Repertoire
from conformance.campaign.rest.writing import members
from conformance.contract import rest
from conformance.contract.bench import Bench
from conformance.contract.example import example
from conformance.contract.speech import Call
from conformance.errors import GenerationError, UsageError
from conformance.generation.edges import Edge
from conformance.generation.packs import named, packs, payload
from conformance.generation.plan import compile_plan
from conformance.generation.rest import RestScene, crafted
from conformance.generation.rest import named as crafted_as
from conformance.generation.rest._declare import Carried
from conformance.generation.tapes import drafts
from conformance.markup.write import write
from conformance.model.binding import Binding
from conformance.model.case import Case, Expectation, Kind
from conformance.model.contract import Contract, Operation
from conformance.model.exchange import Request
from conformance.model.session import Barred
from conformance.report._repro import raw_request

_BARRED = Barred(expired="expired-session-value", foreign="foreign-session-value")


@dataclass(frozen=True, slots=True, kw_only=True)
class RestMaker:
    """What requests of one operation in one format are made with; they carry a session value."""

    bench: Bench
    operation: Operation
    binding: Binding
    session: str

    @classmethod
    def of(cls, call: Call) -> "RestMaker":
        """Return a maker of all requests of a call."""
        bench = Bench.of(call.contract)
        return cls(bench=bench, operation=call.operation, binding=call.binding, session=call.session or "")

    @property
    def contract(self) -> Contract:
        """Return the contract."""
        return self.bench.contract

    @property
    def base(self) -> str:
        """Return where the vendor serves it."""
        return self.contract.bindings[self.binding.name]

    def valid(self, name: str, text: Callable[[], str]) -> bytes:
        """Return the request of a valid payload.

        Raises:
            GenerationError: its JSON Schema refuses it.
        """
        case = Case(
            id=name,
            operation=self.operation.name,
            binding=self.binding.name,
            kind=Kind.EDGE,
            expectation=Expectation.EITHER,
        )
        return self.written(members(case, text().encode(), self.bench, base=self.base), Carried.OPEN)

    def written(self, request: Request, carried: Carried | str) -> bytes:
        """Return a request as raw HTTP, with a session where it carries one."""
        value = self.session if carried is Carried.OPEN else str(carried)
        if carried is not Carried.NONE and not rest.route_of(self.operation).anonymous:
            request = rest.with_session(request, self.contract, value)
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
            contract=self.contract,
            operation=self.operation,
            binding=self.binding,
            payload=example(self.contract, self.operation),
            base=self.base,
            barred=_BARRED,
        )


def messages(call: Call, kind: str, seed: int) -> Iterator[Made]:
    """Return requests of a kind: valid (without end), edge, invalid, or spelling.

    Raises:
        UsageError: REST requests have no such kind.
    """
    if kind not in _KINDS:
        message = f"REST requests have no kind {kind!r}; they have {', '.join(_KINDS)}"
        raise UsageError(message)
    return _KINDS[kind](RestMaker.of(call), seed)


def _valid(maker: RestMaker, seed: int) -> Iterator[Made]:
    place = f"{maker.operation.name}-{maker.binding.name}-{seed}"
    for number, draft in enumerate(drafts(compile_plan(maker.contract, maker.operation), seed), start=1):
        name = f"{place}-{number:06}"
        yield Made(name=name, make=partial(maker.valid, name, draft.text))


def _edge(maker: RestMaker, _seed: int) -> Iterator[Made]:
    repertoire = Repertoire(contract=maker.contract, depth="default")
    for group in repertoire.edges(maker.operation.name).values():
        for pack in packs(maker.contract, maker.operation, group):
            name = f"{maker.operation.name}/{maker.binding.name}/edge/{group.name}/{named(pack)}"
            yield Made(name=name, make=partial(maker.valid, name, partial(_text, maker, pack)))


def _text(maker: RestMaker, pack: tuple[Edge, ...]) -> str:
    return write(payload(maker.contract, maker.operation, pack))


def _crafted(kind: Kind) -> Callable[[RestMaker, int], Iterator[Made]]:
    def made(maker: RestMaker, _seed: int) -> Iterator[Made]:
        for name in crafted(maker.scene, kind):
            place = f"{maker.operation.name}/{maker.binding.name}/{kind}/{name}"
            yield Made(name=place, make=partial(maker.crafted, kind, name))

    return made


_KINDS: Mapping[str, Callable[[RestMaker, int], Iterator[Made]]] = MappingProxyType(
    {"valid": _valid, "edge": _edge, "invalid": _crafted(Kind.INVALID), "spelling": _crafted(Kind.VARIANT)}
)
