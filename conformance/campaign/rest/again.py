"""REST requests once more: the only module that breaks or varies one again as a finding tells."""

from dataclasses import replace

from conformance.campaign.campaign import Campaign
from conformance.campaign.letter import Answered
from conformance.campaign.parts import GENERATED, part_of
from conformance.campaign.rest.crafted import PLAIN, Attempt, send_crafted_again
from conformance.errors import GenerationError
from conformance.markup import xml
from conformance.model.case import Case, Kind
from conformance.model.report import Trace


def again(campaign: Campaign, case: Case, _trace: Trace, payload: str | None) -> tuple[Answered, ...] | None:
    """Send what is broken or varied in a case; None where the message of the case is a plain one.

    Raises:
        GenerationError: there is no such request here.
        BudgetSpentError: no further request may be sent.
    """
    part = part_of(case)
    if case.kind not in {Kind.INVALID, Kind.VARIANT} or part.endswith(f"/{PLAIN}"):
        return None
    attempt = Attempt.of(campaign, case)
    if part.startswith(f"{GENERATED}/"):
        if payload is None:
            message = f"{case.id}: the report does not hold the payload that was broken"
            raise GenerationError(message)
        _, _, name = part.split("/", 2)
        attempt = replace(attempt, name=name, payload=xml.parse(payload.encode()))
    return (send_crafted_again(campaign, attempt),)
