"""The binding: one payload over both SOAP versions."""

from collections.abc import Iterator

from conformance.generation.scene import Scene
from conformance.model.binding import SOAP11, SOAP12
from conformance.relations._declare import Variation, relation


@relation("M-01", bindings=(SOAP12.name,))
def other_version(scene: Scene) -> Iterator[Variation]:
    """Send the payload over SOAP 1.2 that was sent over SOAP 1.1."""
    if SOAP11.name in scene.contract.bindings:
        yield Variation(name="", sent=scene.outgoing(), payload=scene.payload, against=SOAP11)
