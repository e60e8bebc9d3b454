"""How a relation is declared: a function that varies a message, with how the answers must compare."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from conformance.contract.example import example
from conformance.generation.packs import batch
from conformance.generation.scene import Outgoing, Scene
from conformance.model.binding import SOAP, Binding
from conformance.model.contract import Contract, Operation
from conformance.model.tree import Element

BATCH = 3
"""How many items a batch has that is turned, split and added to."""

Payload: TypeAlias = Callable[[Contract, Operation], Element | None]
"""Makes the payload that a relation begins with, None where the contract does not tell enough for it."""

Expect: TypeAlias = Callable[[Element, Element, Operation], Element]
"""Returns what an answer must be: given the payload of the plain answer and its own, and the operation."""


def as_it_is(plain: Element, _own: Element, _operation: Operation) -> Element:
    """Expect the plain answer."""
    return plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Variation:
    """A message to send, and what it is compared with: the answer to a payload, sent plainly in a binding.

    The binding is the scene's own where there is None.
    """

    name: str
    sent: Outgoing
    payload: Element
    against: Binding | None = None
    expect: Expect = as_it_is


Vary: TypeAlias = Callable[[Scene], Iterator[Variation]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Messages that must be answered as others are.

    ``name`` is the topic and the function's own name, ``id`` that of the relation, ``bindings`` where it is asked.
    ``together`` tells that the variations of a scene are sent at the same time.
    """

    name: str
    id: str
    summary: str
    payload: Payload
    bindings: tuple[str, ...]
    together: bool
    run: Vary


def a_call(contract: Contract, operation: Operation) -> Element | None:
    """Return the smallest call of an operation."""
    return example(contract, operation)


def a_batch(contract: Contract, operation: Operation) -> Element | None:
    """Return a request with a few items, None where the operation takes none."""
    return batch(contract, operation, BATCH) if operation.items and operation.results else None


def relation(
    id: str,  # noqa: A002 - the word of the catalogue
    payload: Payload = a_call,
    *,
    bindings: tuple[str, ...] = tuple(SOAP),
    together: bool = False,
) -> Callable[[Vary], Relation]:
    """Make a function a relation, named as its module and itself."""

    def declared(run: Vary) -> Relation:
        topic = run.__module__.rpartition(".")[2]
        return Relation(
            name=f"{topic}/{run.__name__}".replace("_", "-"),
            id=id,
            summary=(run.__doc__ or "").partition("\n")[0],
            payload=payload,
            bindings=bindings,
            together=together,
            run=run,
        )

    return declared


def once(scene: Scene, sent: Outgoing) -> Iterator[Variation]:
    """Yield one variation, which is to be answered as the scene's own payload is."""
    yield Variation(name="", sent=sent, payload=scene.payload)
