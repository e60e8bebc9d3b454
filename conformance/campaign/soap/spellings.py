"""Spellings against a target: the only module that sends one message in many ways, and compares the answers."""

from dataclasses import replace

from conformance.campaign.budget import BudgetSpentError
from conformance.campaign.campaign import Campaign
from conformance.campaign.letter import Answered, Beside
from conformance.campaign.parts import part_of
from conformance.campaign.shrink import Send
from conformance.campaign.soap import writing
from conformance.campaign.soap.repertoire import spelled
from conformance.campaign.sweep import Swept, digest, meet, text_of
from conformance.checks._observe import Observation
from conformance.model.binding import BINDINGS
from conformance.model.case import Case
from conformance.model.exchange import Request
from conformance.model.tree import Element
from conformance.soap import envelope as envelopes
from conformance.soap.spelling import SPELLINGS, Spelling, spell

PLAIN = "plain"
"""How the message in its plain spelling is called; it is sent once."""

SPELLING = "spelling"
"""How a message differs that is spelled in another way."""


def send_spelled(campaign: Campaign, case: Case) -> tuple[Swept, Send]:
    """Send the message of a case in its spelling, and return what was met, and how to send a smaller one so."""
    met = Swept()
    element = spelled(campaign.contract, case.operation)
    send = sender(campaign, case)
    try:
        answered = send(element)
    except BudgetSpentError as spent:
        met.stopped = str(spent)
        return met, send
    campaign.record(case, answered)
    meet(met, answered, lambda: element)
    met.failing[digest(text_of(element))] = answered.failing
    return met, send


def sender(campaign: Campaign, case: Case) -> Send:
    """Return what sends a payload in the spelling of a case, the case's own payload where it is given None."""
    spelling = SPELLINGS[part_of(case)]

    def send(smaller: Element | None) -> Answered:
        payload = spelled(campaign.contract, case.operation) if smaller is None else smaller
        return _spelled(campaign, case, payload, spelling)

    return send


def _spelled(campaign: Campaign, case: Case, payload: Element, spelling: Spelling) -> Answered:
    """Send a payload in a spelling, and judge the answer beside that to its plain spelling."""

    def write() -> Request:
        body = spell(_whole(campaign, case, payload), spelling)
        return writing.request(campaign, case, body, charset=spelling.charset)

    writing.require_valid(campaign, case, write().body, charset=spelling.charset)
    base = campaign.remembered(
        (case.operation, case.binding, text_of(payload).decode()), lambda: _plain(campaign, case, payload)
    )
    kept = spell(_without_secrets(_whole(campaign, case, payload), campaign), spelling)
    return campaign.deliver(replace(case, varies=SPELLING), write, beside=Beside(base=base, kept=kept))


def _plain(campaign: Campaign, case: Case, payload: Element) -> Observation:
    """Send a payload in its plain spelling; that of the case itself is written down."""
    plain = replace(case, id=f"{case.id}/{PLAIN}")
    answered = campaign.send(plain, text_of(payload))
    if payload == spelled(campaign.contract, case.operation):
        campaign.record(plain, answered)
    return answered.seen


def _whole(campaign: Campaign, case: Case, payload: Element) -> Element:
    blocks = writing.blocks(campaign, case.operation)
    return envelopes.build(envelopes.Envelope(binding=BINDINGS[case.binding], header=blocks, body=(payload,)))


def _without_secrets(element: Element, campaign: Campaign) -> Element:
    """Return an element in whose values no secret is left, before its text is taken apart by a spelling."""
    hidden = campaign.redaction.text
    return replace(
        element,
        attributes=tuple((name, hidden(value)) for name, value in element.attributes),
        content=tuple(
            hidden(part) if isinstance(part, str) else _without_secrets(part, campaign) for part in element.content
        ),
    )
