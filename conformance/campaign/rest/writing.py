"""REST requests of a campaign: the only module that makes its payloads requests, with the open session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.contract import rest
from conformance.contract.protocols import speech_of
from conformance.errors import GenerationError
from conformance.markup import xml
from conformance.model.binding import BINDINGS

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.campaign.campaign import Campaign
    from conformance.contract.bench import Bench
    from conformance.model.case import Case
    from conformance.model.exchange import Request


def letter(campaign: Campaign, case: Case, payload: bytes) -> Callable[[], Request]:
    """Return what writes the request of a payload, with the session that is open then.

    Raises:
        GenerationError: its JSON Schema refuses it.
    """
    made = members(case, payload, campaign.bench, base=campaign.connection.address)
    return lambda: signed(campaign, case, made)


def members(case: Case, payload: bytes, bench: Bench, *, base: str) -> Request:
    """Return the request of a payload, without a session.

    Raises:
        GenerationError: its JSON Schema refuses it, which is our bug.
    """
    contract, operation = bench.contract, bench.contract.operations[case.operation]
    element = xml.parse(payload)
    wrong = speech_of(contract).wrong(bench, operation, element)
    if wrong:
        message = f"{case.id}: a generated message is not valid, which is a bug of this tool: {wrong[0].message}"
        raise GenerationError(message)
    return rest.request(element, contract, operation, BINDINGS[case.binding], base=base)


def signed(campaign: Campaign, case: Case, made: Request) -> Request:
    """Return a request with the open session, where the operation needs one."""
    if campaign.granted is None or rest.route_of(campaign.contract.operations[case.operation]).anonymous:
        return made
    return rest.with_session(made, campaign.contract, campaign.granted.value)
