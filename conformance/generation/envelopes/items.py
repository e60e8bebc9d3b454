"""Items: what the schema allows and the vendor does not, as far as the contract's manifest tells."""

from dataclasses import replace

from conformance.contract.example import example
from conformance.generation.edges import id_paths
from conformance.generation.envelopes._declare import ANY, ITEM_ERRORS, envelope_mutation
from conformance.generation.packs import batch, unknown
from conformance.generation.scene import Outgoing, Scene
from conformance.model.tree import Element

# Well-formed, and of nothing that exists: RFC 9562 keeps the version 8 for what is made up.
UNKNOWN = "00000000-0000-8000-8000-00000000ABCD"
_MALFORMED = "{not an identifier}"
_EARLIER, _LATER = "2026-01-02T03:04:05", "2026-01-02T03:04:06"


@envelope_mutation("N-VAL-21", ITEM_ERRORS, around=False)
def unknown_object(scene: Scene) -> Outgoing | None:
    """Name an object that does not exist."""
    return _naming(scene, UNKNOWN)


@envelope_mutation("N-VAL-21", ITEM_ERRORS, around=False)
def malformed_object(scene: Scene) -> Outgoing | None:
    """Name an object by what is no identifier at all."""
    return _naming(scene, _MALFORMED)


@envelope_mutation("N-VAL-24", ITEM_ERRORS, around=False)
def end_before_start(scene: Scene) -> Outgoing | None:
    """Let what has to come first in an item come last."""
    place = f"{scene.operation.name}/{scene.operation.items}"
    order = scene.operation.order
    moments = {f"{place}/{first}": _LATER for first in order} | {f"{place}/{last}": _EARLIER for last in order.values()}
    return _sending(scene, example(scene.contract, scene.operation, also=moments)) if order else None


def _as_many_as_allowed(scene: Scene) -> Element:
    return batch(scene.contract, scene.operation, scene.operation.batch or 0)


@envelope_mutation("N-VAL-20", ANY, around=False, beside=_as_many_as_allowed)
def too_many_items(scene: Scene) -> Outgoing | None:
    """Send one item more than is allowed."""
    most = scene.operation.batch
    return None if most is None else _sending(scene, batch(scene.contract, scene.operation, most + 1))


def _naming(scene: Scene, identity: str) -> Outgoing | None:
    """Return the request whose item names its object so, None where the contract does not tell what names one."""
    if not set(id_paths(scene.contract, scene.operation)) & set(scene.contract.subjects):
        return None
    return _sending(scene, unknown(scene.contract, scene.operation, identity))


def _sending(scene: Scene, payload: Element) -> Outgoing:
    return replace(scene, payload=payload).outgoing()
