"""REST's cases of its own: what becomes of requests that are broken or varied on purpose."""

from dataclasses import replace

from conformance.campaign.campaign import Campaign
from conformance.campaign.examined import Examined, examined
from conformance.campaign.parts import is_random
from conformance.campaign.rest.crafted import evidence_of_crafted, send_crafted, send_crafted_at_random
from conformance.model.case import Case


def crafted(campaign: Campaign, case: Case) -> Examined:
    """Send a request that is broken, or varied, as a whole; or random ones, each with one member that is broken."""
    found = (send_crafted_at_random if is_random(case) else send_crafted)(campaign, case)
    told = evidence_of_crafted(campaign, case, found)
    ended = examined(told, found.valid, found.crafted, untested=found.refused)
    return replace(ended, dropped=tuple(sorted(found.dropped.items())))
