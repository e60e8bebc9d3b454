"""REST requests once more: the only module that breaks or varies one again as a finding tells."""

from conformance.campaign.campaign import Campaign
from conformance.campaign.letter import Answered
from conformance.campaign.parts import part_of
from conformance.campaign.rest.crafted import PLAIN, send_crafted_again
from conformance.model.case import Case, Kind
from conformance.model.report import Trace


def again(campaign: Campaign, case: Case, _trace: Trace, _payload: str | None) -> tuple[Answered, ...] | None:
    """Send what is broken or varied in a case; None where the message of the case is a plain one.

    Raises:
        GenerationError: there is no such request here.
        BudgetSpentError: no further request may be sent.
    """
    if case.kind not in {Kind.INVALID, Kind.VARIANT} or part_of(case).endswith(f"/{PLAIN}"):
        return None
    return (send_crafted_again(campaign, case),)


def has_own(_part: str) -> bool:
    """Tell whether a part of the repertoire begins with a payload of its own: none can be made smaller."""
    return False
