"""SOAP's messages once more: the only module that breaks or varies one again as a finding tells."""

from collections.abc import Iterable
from dataclasses import replace

from conformance.campaign.campaign import Campaign
from conformance.campaign.letter import Answered
from conformance.campaign.parts import part_of
from conformance.campaign.soap.envelopes import PLAIN, senders
from conformance.campaign.soap.negatives import send_broken_again
from conformance.campaign.soap.plainly import accepts, plain
from conformance.campaign.soap.related import send_varied_again
from conformance.campaign.soap.spellings import sender
from conformance.contract.example import example
from conformance.errors import GenerationError
from conformance.generation.envelopes import envelope_mutations
from conformance.generation.mutations import mutators
from conformance.markup import xml
from conformance.model.case import Case, Kind
from conformance.model.report import Trace
from conformance.model.tree import Element
from conformance.relations import relations
from conformance.soap.spelling import SPELLINGS


def again(campaign: Campaign, case: Case, trace: Trace, payload: str | None) -> tuple[Answered, ...] | None:
    """Send what is broken or varied in a case; None where the message of the case is a plain one.

    Raises:
        GenerationError: it cannot be made here, or what it is compared with is refused.
        BudgetSpentError: no further request may be sent.
    """
    if case.kind is Kind.INVALID:
        answered = _invalid(campaign, case, trace, payload)
        return None if answered is None else (answered,)
    return _varied(campaign, case, payload) if case.kind is Kind.VARIANT else None


def has_own(part: str) -> bool:
    """Tell whether a part of the repertoire begins with a payload of its own."""
    return part in SPELLINGS or any(_named(part, known)[0] for known in (relations(), envelope_mutations()))


def _invalid(campaign: Campaign, case: Case, trace: Trace, payload: str | None) -> Answered | None:
    """Send a broken payload or envelope, as the part of the repertoire says; nothing where it is a plain message."""
    name, last = _named(part_of(case), envelope_mutations())
    if name and last != PLAIN:
        whole = replace(case, id=f"{case.operation}/{case.binding}/{case.kind}/{name}")
        send = senders(campaign, whole).get(last)
        if send is None:
            message = f"{case.id}: no message of this case is called {last!r}"
            raise GenerationError(message)
        return send(_element(payload))
    if trace.breaks is None:
        return None
    rules = {one.rule.name: one.rule for one in mutators()}
    if trace.breaks not in rules or payload is None:
        message = f"{case.id}: there is no rule {trace.breaks!r} that could be broken"
        raise GenerationError(message)
    rule = rules[trace.breaks]
    number = replace(case, breaks=rule.name, item=trace.item, expectation=rule.expectation)
    answered = send_broken_again(campaign, number, rule, payload.encode())
    if trace.check in answered.failing:
        return answered
    base = plain(campaign, case, example(campaign.contract, campaign.contract.operations[case.operation]))
    if not accepts(base):
        message = f"{case.id}: the valid message that was broken is refused"
        raise GenerationError(message)
    return answered


def _varied(campaign: Campaign, case: Case, payload: str | None) -> tuple[Answered, ...] | None:
    """Send a variation, or a spelling; nothing where it is a plain message."""
    part = part_of(case)
    name, last = _named(part, relations())
    if name and last != PLAIN:
        return send_varied_again(campaign, case, _element(payload), part=name)
    if part in SPELLINGS:
        return (sender(campaign, case)(_element(payload)),)
    return None


def _named(part: str, known: Iterable[str]) -> tuple[str, str]:
    """Return which of the known names a part begins with, none where it is none, and what follows it."""
    name = next((one for one in known if part == one or part.startswith(f"{one}/")), "")
    return name, part.removeprefix(name).removeprefix("/")


def _element(payload: str | None) -> Element | None:
    return None if payload is None else xml.parse(payload.encode())
