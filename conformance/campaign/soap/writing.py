"""SOAP requests of a campaign: the only module that puts its payloads into envelopes, with the open session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.errors import GenerationError
from conformance.model.binding import BINDINGS
from conformance.model.case import Case, Kind
from conformance.model.media import CHARSET
from conformance.soap import binding as http
from conformance.soap import envelope as envelopes
from conformance.soap import session as sessions

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.campaign.campaign import Campaign
    from conformance.model.exchange import Request
    from conformance.model.tree import Element


def letter(campaign: Campaign, case: Case, payload: bytes) -> Callable[[], Request]:
    """Return what writes the request of a payload, with the session that is open then.

    Raises:
        GenerationError: an XSD engine refuses it.
    """
    body, granted = message(campaign, case, payload), campaign.granted
    require_valid(campaign, case, body)

    def write() -> Request:
        return request(campaign, case, body if campaign.granted is granted else message(campaign, case, payload))

    return write


def message(campaign: Campaign, case: Case, payload: bytes) -> bytes:
    """Return the envelope around a payload, with the session where the operation has one."""
    before, after = envelopes.halves(BINDINGS[case.binding], blocks(campaign, case.operation))
    return before + payload + after


def blocks(campaign: Campaign, operation: str) -> tuple[Element, ...]:
    """Return the header blocks of an operation's request, which carry the open session."""
    if campaign.granted is None:
        return ()
    return sessions.request_blocks(campaign.contract, campaign.contract.operations[operation], campaign.granted.value)


def request(campaign: Campaign, case: Case, body: bytes, *, charset: str | None = CHARSET) -> Request:
    """Return the HTTP request of a case; ``charset`` is what its Content-Type says, nothing where it is None."""
    action = campaign.contract.operations[case.operation].action
    binding = BINDINGS[case.binding]
    return http.request(body, binding, url=campaign.connection.address, action=action, charset=charset)


def require_valid(campaign: Campaign, case: Case, body: bytes, *, charset: str | None = None) -> None:
    """Make sure that a message of ours is valid; ``charset`` is what its Content-Type will say.

    Raises:
        GenerationError: an XSD engine refuses it.
    """
    judge = campaign.bench.engines.sampled if case.kind is Kind.GENERATED else campaign.bench.engines.judge
    found = judge(body, charset=charset)
    if not found.valid:
        complaints = "; ".join(complaint.message for complaint in (*found.libxml2, *found.xmlschema))
        own = campaign.settings.overrides
        advice = "see that the overrides draw what the schema allows" if own else "which is a bug of this tool"
        told = f"{case.id}: a generated message is not valid, {advice}: {complaints}"
        raise GenerationError(told)
