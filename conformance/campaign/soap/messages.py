"""Messages without a target: the only module that makes those of a run one by one, each checked before it is given."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from conformance.campaign.made import BARRED, Made, Maker
from conformance.campaign.repertoire import Repertoire
from conformance.campaign.soap.repertoire import changes, negatives, spelled
from conformance.contract import validate
from conformance.contract.example import example
from conformance.contract.speech import Call
from conformance.contract.validate import Engines
from conformance.errors import GenerationError
from conformance.generation.certificate import refusal
from conformance.generation.envelopes import envelope_mutations
from conformance.generation.mutations import Mutation
from conformance.generation.scene import Outgoing, Scene
from conformance.model.tree import Element
from conformance.relations import relations
from conformance.soap import envelope, session
from conformance.soap.spelling import SPELLINGS, spell


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelopes:
    """What messages of one operation in one binding are made with."""

    call: Call
    engines: Engines
    header: tuple[Element, ...]

    @classmethod
    def of(cls, call: Call) -> "Envelopes":
        """Return what all messages of a call are made with.

        Raises:
            ContractError: an engine refuses the contract's schema.
        """
        header = session.request_blocks(call.contract, call.operation, call.session or "")
        return cls(call=call, engines=validate.engines(call.contract), header=header)

    @property
    def place(self) -> str:
        """Return what the names of its messages begin with."""
        return f"{self.call.operation.name}/{self.call.binding.name}"

    @property
    def repertoire(self) -> Repertoire:
        """Return what there is to send on purpose."""
        return Repertoire(contract=self.call.contract, depth="default")

    def scene(self, payload: Element) -> Scene:
        """Return what messages are made of that differ from a plain one in more than the payload."""
        return Scene(
            contract=self.call.contract,
            operation=self.call.operation,
            binding=self.call.binding,
            payload=payload,
            blocks=self.header,
            barred=BARRED,
        )

    def around(self, text: str) -> bytes:
        """Return the envelope around what stands in Body."""
        before, after = envelope.halves(self.call.binding, self.header)
        return before + text.encode() + after

    def valid(self, name: str, text: Callable[[], str]) -> bytes:
        """Return the envelope around a valid payload.

        Raises:
            GenerationError: an engine refuses it.
        """
        return self.judged(name, self.around(text()), charset=None)

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


def maker(call: Call) -> Maker:
    """Return what makes the messages of a call: beside valid ones invalid payloads, envelopes, spellings, relations.

    Raises:
        ContractError: an engine refuses the contract's schema.
    """
    made = Envelopes.of(call)
    return Maker(
        valid=made.valid,
        kinds={
            "invalid": partial(_invalid, made),
            "envelope": partial(_envelope, made),
            "spelling": partial(_spelling, made),
            "relation": partial(_relation, made),
        },
    )


def _invalid(maker: Envelopes) -> Iterator[Made]:
    for group in negatives(maker.repertoire, maker.call.operation.name).values():
        for mutation in group.mutations:
            name = f"{maker.place}/invalid/{group.name}/{mutation.name}"
            yield Made(name=name, make=partial(maker.broken, name, mutation))


def _spelling(maker: Envelopes) -> Iterator[Made]:
    element = spelled(maker.call.contract, maker.call.operation.name)
    whole = envelope.build(envelope.Envelope(binding=maker.call.binding, header=maker.header, body=(element,)))
    for name, spelling in SPELLINGS.items():
        if changes(maker.repertoire, maker.call.operation.name, maker.call.binding.name, name):
            place = f"{maker.place}/spelling/{name}"
            body = partial(spell, whole, spelling)
            yield Made(name=place, make=partial(_spelled, maker, place, body, spelling.charset))


def _envelope(maker: Envelopes) -> Iterator[Made]:
    """Yield the envelopes that are broken in themselves; what only an HTTP field breaks is no other message."""
    scene = maker.scene(example(maker.call.contract, maker.call.operation))
    plain = _written(scene.outgoing())
    for name, mutation in envelope_mutations().items():
        sent = mutation.run(scene) if maker.call.binding.name in mutation.expectations else None
        if sent is not None and _written(sent) != plain:
            yield Made(name=f"{maker.place}/invalid/{name}", make=partial(_written, sent))


def _relation(maker: Envelopes) -> Iterator[Made]:
    """Yield the messages that must be answered as others are; what only the connection varies is no other message."""
    for name, relation in relations().items():
        base = (
            relation.payload(maker.call.contract, maker.call.operation)
            if maker.call.binding.name in relation.bindings
            else None
        )
        if base is None:
            continue
        scene = maker.scene(base)
        for variation in relation.run(scene):
            body = _written(variation.sent)
            if body != _written(scene.outgoing()):
                place = f"{maker.place}/variant/{name}" + (f"/{variation.name}" if variation.name else "")
                yield Made(name=place, make=partial(maker.judged, place, body, charset=None))


def _written(sent: Outgoing) -> bytes:
    return sent.request("").body


def _spelled(maker: Envelopes, name: str, body: Callable[[], bytes], charset: str | None) -> bytes:
    return maker.judged(name, body(), charset=charset)
