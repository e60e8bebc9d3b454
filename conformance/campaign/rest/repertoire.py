"""REST's part of the repertoire: requests that are broken, or varied, as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.campaign.parts import GENERATED
from conformance.contract.example import example
from conformance.generation.rest import RestScene, crafted, one_of
from conformance.model.binding import BINDINGS
from conformance.model.case import Kind
from conformance.model.session import PLACEHOLDER, Barred

if TYPE_CHECKING:
    from conformance.campaign.repertoire import Repertoire


def parts(repertoire: Repertoire, operation: str, binding: str, kind: Kind) -> tuple[str, ...]:
    """Return the names of the requests of a kind that are broken, or varied, on purpose."""
    held = repertoire.operation(operation)
    scene = RestScene(
        contract=repertoire.contract,
        operation=held,
        binding=BINDINGS[binding],
        payload=example(repertoire.contract, held),
        barred=Barred(expired=PLACEHOLDER, foreign=PLACEHOLDER),
    )
    random = (GENERATED,) if kind is Kind.INVALID and one_of(scene, kind=0, place=0) is not None else ()
    return (*repertoire.share(operation, tuple(crafted(scene, kind))), *random)
