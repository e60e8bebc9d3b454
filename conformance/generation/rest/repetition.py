"""The same asked for again, and what is done taken back."""

from collections.abc import Iterator
from dataclasses import replace

from conformance.contract import rest
from conformance.generation.rest._declare import Crafted, RestScene, varied
from conformance.model.exchange import Request


def _of(scene: RestScene, name: str) -> Request:
    operation = scene.contract.operations[name]
    payload = replace(scene.payload, name=operation.input.payload)
    return rest.request(payload, scene.contract, operation, scene.binding, base=scene.base)


@varied("M-30")
def once_more(scene: RestScene) -> Iterator[Crafted]:
    """Send the same twice, for what is assigned already stays assigned."""
    if not scene.is_login:
        yield Crafted(request=scene.request, first=(scene.request,))


@varied("M-29")
def done_and_taken_back(scene: RestScene) -> Iterator[Crafted]:
    """Take back what another operation did, so that the state is what it was."""
    doing = [one.name for one in scene.contract.operations.values() if one.undone_by == scene.operation.name]
    if doing:
        yield Crafted(request=scene.request, first=(_of(scene, doing[0]),))
