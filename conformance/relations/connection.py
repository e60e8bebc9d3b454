"""HTTP and the connection: the same message, carried in other ways, again, and at the same time as others."""

from collections.abc import Iterator
from dataclasses import replace

from conformance.contract.example import example
from conformance.generation.scene import Scene
from conformance.model.binding import SOAP12
from conformance.model.media import CHARSET
from conformance.relations._declare import Variation, once, relation

AT_ONCE = 8
"""How many messages are sent at the same time."""


@relation("M-02")
def again(scene: Scene) -> Iterator[Variation]:
    """Send the same message twice in a row."""
    for name in ("first", "second"):
        yield Variation(name=name, sent=scene.outgoing(), payload=scene.payload)


@relation("M-24")
def closed_connection(scene: Scene) -> Iterator[Variation]:
    """Ask for the connection to be closed behind the answer, and send the message once more on another."""
    for name in ("closing", "after"):
        sent = scene.outgoing()
        yield Variation(
            name=name, payload=scene.payload, sent=sent.saying("Connection", "close") if name == "closing" else sent
        )


@relation("M-25")
def chunks(scene: Scene) -> Iterator[Variation]:
    """Send the message in chunks, without a length."""
    yield from once(scene, scene.outgoing().saying("Transfer-Encoding", "chunked"))


@relation("HTTP-30")
def media_type_in_capitals(scene: Scene) -> Iterator[Variation]:
    """Write the media type and its parameter in capitals, and the charset in quotes."""
    sent = scene.outgoing()
    media = dict(sent.headers)["Content-Type"]
    ours = f"{scene.binding.media_type}; charset={CHARSET}"
    spelled = f'{scene.binding.media_type.upper()} ;  CHARSET="{CHARSET.upper()}"'
    yield from once(scene, sent.saying("Content-Type", media.replace(ours, spelled)))


@relation("HTTP-11", bindings=(SOAP12.name,))
def no_action(scene: Scene) -> Iterator[Variation]:
    """Leave the action out of the Content-Type."""
    media = f"{scene.binding.media_type}; charset={CHARSET}"
    yield from once(scene, scene.outgoing().saying("Content-Type", media))


@relation("M-26", together=True)
def at_once(scene: Scene) -> Iterator[Variation]:
    """Send the same message several times at once."""
    for number in range(AT_ONCE):
        yield Variation(name=str(number + 1), sent=scene.outgoing(), payload=scene.payload)


@relation("M-26", together=True)
def at_once_with_others(scene: Scene) -> Iterator[Variation]:
    """Send several messages at once that differ in what they give to be echoed."""
    if scene.contract.results is None or not scene.operation.items:
        return
    for number in range(AT_ONCE):
        payload = example(scene.contract, scene.operation, echoed=f"message-{number + 1}")
        yield Variation(name=str(number + 1), sent=replace(scene, payload=payload).outgoing(), payload=payload)
