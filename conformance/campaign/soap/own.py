"""The user's own envelopes: the only module that sends them as they are, but for the placeholder of a session."""

from dataclasses import replace

from conformance.campaign.campaign import Campaign
from conformance.campaign.letter import Answered, Letter
from conformance.campaign.soap import writing
from conformance.contract.protocols import speech_of
from conformance.model.binding import BINDINGS
from conformance.model.case import Case, Expectation
from conformance.model.exchange import Request
from conformance.model.session import PLACEHOLDER
from conformance.soap import envelope as envelopes
from conformance.soap import session as sessions


def carry(campaign: Campaign, case: Case, request: Request) -> Answered:
    """Send an envelope of the user's own to the target, whatever it holds, and judge the answer.

    Raises:
        BudgetSpentError: no further request may be sent.
        TargetError: the answer says that the open session is not accepted, so that nothing can be found out.
    """
    operation, binding = campaign.contract.operations[case.operation], BINDINGS[case.binding]
    blank, _ = envelopes.halves(binding, sessions.request_blocks(campaign.contract, operation, PLACEHOLDER))

    def opened() -> bytes:
        return envelopes.halves(binding, writing.blocks(campaign, case.operation))[0]

    def write() -> Request:
        body = opened() + request.body.removeprefix(blank) if request.body.startswith(blank) else request.body
        return replace(request, url=campaign.connection.address, body=body)

    written = write()
    body = written.body
    if not speech_of(campaign.contract).allows(campaign.bench, operation, written):
        case = replace(case, expectation=Expectation.ALIKE)  # whatever it is answered with
    if body.startswith(opened()):
        return campaign.deliver(case, write)
    return campaign.ask_together([Letter(case=case, write=write)])[0]
