"""The user's own requests: the only module that sends them as they are, but for the placeholder of a session."""

from dataclasses import replace
from urllib.parse import urlsplit

from conformance.campaign.campaign import Campaign
from conformance.campaign.letter import Answered, Letter
from conformance.campaign.rest import writing
from conformance.contract import rest
from conformance.model.case import Case
from conformance.model.exchange import Request
from conformance.model.session import PLACEHOLDER


def carry(campaign: Campaign, case: Case, request: Request) -> Answered:
    """Send a request of the user's own to the target, whatever it holds, and judge the answer.

    Raises:
        BudgetSpentError: no further request may be sent.
        TargetError: the answer says that the open session is not accepted, so that nothing can be found out.
    """
    parts = urlsplit(request.url)
    base = urlsplit(campaign.connection.address)
    own_base = urlsplit(next(iter(campaign.contract.bindings.values()))).path.rstrip("/")
    path = base.path.rstrip("/") + parts.path.removeprefix(own_base)
    moved = replace(request, url=parts._replace(scheme=base.scheme, netloc=base.netloc, path=path).geturl())
    if rest.session_of(request, campaign.contract) != PLACEHOLDER:
        return campaign.ask_together([Letter(case=case, write=lambda: moved)])[0]
    blank = rest.without_session(moved, campaign.contract)
    return campaign.deliver(case, lambda: writing.signed(campaign, case, blank))
