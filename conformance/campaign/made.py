"""Messages that are made without a target, one by one: what their names are, and those that every protocol has."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from conformance.campaign.repertoire import Repertoire
from conformance.contract.speech import Call
from conformance.generation.edges import Edge
from conformance.generation.packs import named, packs, payload
from conformance.generation.plan import compile_plan
from conformance.generation.tapes import drafts
from conformance.markup.write import write
from conformance.model.session import Barred

BARRED = Barred(expired="expired-session-value", foreign="foreign-session-value")
"""Stand for sessions that open nothing, where there is no target that has some."""
Valid: TypeAlias = Callable[[str, Callable[[], str]], bytes]
"""Returns the message of a valid payload, given the message's name and what writes the payload."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A message by its name, made when it is asked for; ``make`` raises a GenerationError where it is not right."""

    name: str
    make: Callable[[], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """What makes the messages of a call: valid ones, and all of each kind that is its protocol's own."""

    valid: Valid
    kinds: Mapping[str, Callable[[], Iterator[Made]]]


def random(call: Call, valid: Valid, seed: int) -> Iterator[Made]:
    """Yield random valid messages of a call, without end."""
    place = f"{call.operation.name}-{call.binding.name}-{seed}"
    for number, draft in enumerate(drafts(compile_plan(call.contract, call.operation), seed), start=1):
        name = f"{place}-{number:06}"
        yield Made(name=name, make=partial(valid, name, draft.text))


def edges(call: Call, valid: Valid) -> Iterator[Made]:
    """Yield the messages of a call whose values are at the bounds of their types."""
    for group in Repertoire(contract=call.contract, depth="default").edges(call.operation.name).values():
        for pack in packs(call.contract, call.operation, group):
            name = f"{call.operation.name}/{call.binding.name}/edge/{group.name}/{named(pack)}"
            yield Made(name=name, make=partial(valid, name, partial(_text, call, pack)))


def _text(call: Call, pack: tuple[Edge, ...]) -> str:
    return write(payload(call.contract, call.operation, pack))
