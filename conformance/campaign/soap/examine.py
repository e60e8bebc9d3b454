"""SOAP's cases of its own: what becomes of messages that are broken or varied on purpose."""

from dataclasses import replace

from conformance.campaign.campaign import Campaign
from conformance.campaign.examined import Examined, examined
from conformance.campaign.parts import GENERATED, part_of
from conformance.campaign.shrink import evidence
from conformance.campaign.soap.envelopes import evidence_of_broken_envelope, send_broken_envelope
from conformance.campaign.soap.negatives import evidence_of_broken, send_broken, send_broken_at_random
from conformance.campaign.soap.related import evidence_of_related, send_related
from conformance.campaign.soap.spellings import send_spelled
from conformance.generation.envelopes import envelope_mutations
from conformance.model.case import Case
from conformance.relations import relations


def invalid(campaign: Campaign, case: Case) -> Examined:
    """Send what a case breaks, in a payload or around one."""
    if part_of(case) in envelope_mutations():
        return _broken_envelope(campaign, case)
    found = (send_broken_at_random if part_of(case) == GENERATED else send_broken)(campaign, case)
    told = (*evidence(campaign, case, found.valid), *evidence_of_broken(campaign, found))
    ended = examined(told, found.valid, found.met, untested=found.refused)
    return replace(ended, dropped=tuple(sorted(found.dropped.items())))


def _broken_envelope(campaign: Campaign, case: Case) -> Examined:
    found = send_broken_envelope(campaign, case)
    told = evidence_of_broken_envelope(campaign, case, found)
    return examined(told, found.valid, found.broken, found.undone, found.behind, untested=found.refused)


def variant(campaign: Campaign, case: Case) -> Examined:
    """Send a message in another spelling, or what must be answered as another one."""
    if part_of(case) in relations():
        found = send_related(campaign, case)
        told = evidence_of_related(campaign, case, found)
        return examined(told, found.valid, found.met, untested=found.refused)
    met, send = send_spelled(campaign, case)
    return examined(evidence(campaign, case, met, send), met)
