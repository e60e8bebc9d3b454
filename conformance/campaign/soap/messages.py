"""Messages without a target: the only module that makes those of a run one by one, each checked before it is given."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from conformance.campaign.made import Made
from conformance.campaign.repertoire import Repertoire
from conformance.campaign.soap.repertoire import changes, negatives, spelled
from conformance.contract import validate
from conformance.contract.example import example
from conformance.contract.speech import Call
from conformance.contract.validate import Engines
from conformance.errors import GenerationError
from conformance.generation.certificate import refusal
from conformance.generation.edges import Edge
from conformance.generation.envelopes import envelope_mutations
from conformance.generation.mutations import Mutation
from conformance.generation.packs import named, packs, payload
from conformance.generation.plan import compile_plan
from conformance.generation.scene import Outgoing, Scene
from conformance.generation.tapes import drafts
from conformance.markup.write import write
from conformance.model.binding import Binding
from conformance.model.contract import Contract, Operation
from conformance.model.session import Barred
from conformance.model.tree import Element
from conformance.relations import relations
from conformance.soap import envelope, session
from conformance.soap.spelling import SPELLINGS, spell


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """What messages of one operation in one binding are made with."""

    repertoire: Repertoire
    operation: Operation
    binding: Binding
    engines: Engines
    header: tuple[Element, ...]

    @classmethod
    def of(cls, call: Call) -> "Maker":
        """Return a maker of all messages of a call.

        Raises:
            ContractError: an engine refuses the contract's schema.
        """
        return cls(
            repertoire=Repertoire(contract=call.contract, depth="default"),
            operation=call.operation,
            binding=call.binding,
            engines=validate.engines(call.contract),
            header=session.request_blocks(call.contract, call.operation, call.session or ""),
        )

    @property
    def contract(self) -> Contract:
        """Return the contract."""
        return self.repertoire.contract

    def scene(self, payload: Element) -> Scene:
        """Return what messages are made of that differ from a plain one in more than the payload."""
        barred = Barred(expired="expired-session-value", foreign="foreign-session-value")
        return Scene(
            contract=self.contract,
            operation=self.operation,
            binding=self.binding,
            payload=payload,
            blocks=self.header,
            barred=barred,
        )

    def around(self, text: str) -> bytes:
        """Return the envelope around what stands in Body."""
        before, after = envelope.halves(self.binding, self.header)
        return before + text.encode() + after

    def valid(self, name: str, text: str) -> bytes:
        """Return the envelope around a valid payload.

        Raises:
            GenerationError: an engine refuses it.
        """
        return self.judged(name, self.around(text), charset=None)

    def judged(self, name: str, body: bytes, *, charset: str | None) -> bytes:
        """Return a message that both engines accept.

        Raises:
            GenerationError: one does not.
        """
        if self.engines.judge(body, charset=charset).valid:
            return body
        message = f"{name} is not valid, which is a bug of this tool"
        raise GenerationError(message)

    def broken(self, name: str, mutation: Mutation) -> bytes:
        """Return a message that breaks one rule, for both engines.

        Raises:
            GenerationError: it is not certified.
        """
        body = self.around(mutation.text)
        why = refusal(mutation, body, self.engines)
        if why is None:
            return body
        message = f"{name} is not certified: {why}"
        raise GenerationError(message)


def messages(call: Call, kind: str, seed: int) -> Iterator[Made]:
    """Return messages of a kind: valid (without end), edge, invalid, envelope, spelling or relation.

    Raises:
        ContractError: an engine refuses the contract's schema.
    """
    return _KINDS[kind](Maker.of(call), seed)


def _valid(maker: Maker, seed: int) -> Iterator[Made]:
    place = f"{maker.operation.name}-{maker.binding.name}-{seed}"
    for number, draft in enumerate(drafts(compile_plan(maker.contract, maker.operation), seed), start=1):
        name = f"{place}-{number:06}"
        yield Made(name=name, make=partial(_made, maker, name, draft.text))


def _edge(maker: Maker, _seed: int) -> Iterator[Made]:
    for group in maker.repertoire.edges(maker.operation.name).values():
        for pack in packs(maker.contract, maker.operation, group):
            name = f"{_place(maker)}/edge/{group.name}/{named(pack)}"
            yield Made(name=name, make=partial(_made, maker, name, partial(_text, maker, pack)))


def _invalid(maker: Maker, _seed: int) -> Iterator[Made]:
    for group in negatives(maker.repertoire, maker.operation.name).values():
        for mutation in group.mutations:
            name = f"{_place(maker)}/invalid/{group.name}/{mutation.name}"
            yield Made(name=name, make=partial(maker.broken, name, mutation))


def _spelling(maker: Maker, _seed: int) -> Iterator[Made]:
    element = spelled(maker.contract, maker.operation.name)
    whole = envelope.build(envelope.Envelope(binding=maker.binding, header=maker.header, body=(element,)))
    for name, spelling in SPELLINGS.items():
        if changes(maker.repertoire, maker.operation.name, maker.binding.name, name):
            place = f"{_place(maker)}/spelling/{name}"
            body = partial(spell, whole, spelling)
            yield Made(name=place, make=partial(_spelled, maker, place, body, spelling.charset))


def _envelope(maker: Maker, _seed: int) -> Iterator[Made]:
    """Yield the envelopes that are broken in themselves; what only an HTTP field breaks is no other message."""
    scene = maker.scene(example(maker.contract, maker.operation))
    plain = _written(scene.outgoing())
    for name, mutation in envelope_mutations().items():
        sent = mutation.run(scene) if maker.binding.name in mutation.expectations else None
        if sent is not None and _written(sent) != plain:
            yield Made(name=f"{_place(maker)}/invalid/{name}", make=partial(_written, sent))


def _relation(maker: Maker, _seed: int) -> Iterator[Made]:
    """Yield the messages that must be answered as others are; what only the connection varies is no other message."""
    for name, relation in relations().items():
        base = relation.payload(maker.contract, maker.operation) if maker.binding.name in relation.bindings else None
        if base is None:
            continue
        scene = maker.scene(base)
        for variation in relation.run(scene):
            body = _written(variation.sent)
            if body != _written(scene.outgoing()):
                place = f"{_place(maker)}/variant/{name}" + (f"/{variation.name}" if variation.name else "")
                yield Made(name=place, make=partial(maker.judged, place, body, charset=None))


def _written(sent: Outgoing) -> bytes:
    return sent.request("").body


def _made(maker: Maker, name: str, text: Callable[[], str]) -> bytes:
    return maker.valid(name, text())


def _text(maker: Maker, pack: tuple[Edge, ...]) -> str:
    return write(payload(maker.contract, maker.operation, pack))


def _spelled(maker: Maker, name: str, body: Callable[[], bytes], charset: str | None) -> bytes:
    return maker.judged(name, body(), charset=charset)


def _place(maker: Maker) -> str:
    return f"{maker.operation.name}/{maker.binding.name}"


_KINDS: Mapping[str, Callable[[Maker, int], Iterator[Made]]] = MappingProxyType(
    {
        "valid": _valid,
        "edge": _edge,
        "invalid": _invalid,
        "envelope": _envelope,
        "spelling": _spelling,
        "relation": _relation,
    }
)
