"""Broken envelopes against a target: the only module that sends them, and the plain messages behind each."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from conformance.campaign.budget import BudgetSpentError
from conformance.campaign.campaign import Campaign
from conformance.campaign.credentials import EXPIRED_VALUE, FOREIGN_VALUE
from conformance.campaign.letter import ALONE, Answered, Beside
from conformance.campaign.parts import part_of
from conformance.campaign.shrink import Send, evidence
from conformance.campaign.soap import writing
from conformance.campaign.soap.effects import clear, take_back
from conformance.campaign.soap.plainly import accepts, first_binding, plain, scene
from conformance.campaign.sweep import Swept, digest, meet, note, text_of
from conformance.checks._observe import Observation
from conformance.contract.example import example
from conformance.errors import GenerationError
from conformance.generation.envelopes import envelope_mutations
from conformance.generation.envelopes._declare import EnvelopeMutation
from conformance.generation.scene import Outgoing
from conformance.model.case import Case, Expectation
from conformance.model.exchange import Request
from conformance.model.report import Evidence
from conformance.model.tree import Element
from conformance.soap.session import header_value

PLAIN, EFFECT, NEXT = "plain", "effect", "next"
"""What the ids of the messages around a broken one end with."""
BEHIND = "next-request"
"""How a plain message differs that is sent behind a broken one."""


@dataclass(slots=True, kw_only=True)
class Met:
    """What a case met: the plain message, the broken one, what takes that back, and the plain one behind it."""

    valid: Swept = field(default_factory=Swept)
    broken: Swept = field(default_factory=Swept)
    undone: Swept = field(default_factory=Swept)
    behind: Swept = field(default_factory=Swept)
    refused: str | None = None

    @property
    def exchanges(self) -> int:
        """Return how many messages were answered."""
        return sum(one.exchanges for one in (self.valid, self.broken, self.undone, self.behind))


def send_broken_envelope(campaign: Campaign, case: Case) -> Met:
    """Send a broken envelope, and after it the plain message once more; a budget may end it early."""
    found = Met()
    payload = _payload(campaign, case)
    if _mutation(case).run(scene(campaign, case, payload)) is None:
        found.refused = f"no such session is known: {EXPIRED_VALUE} names one that is over, {FOREIGN_VALUE} another's"
        return found
    try:
        base = plain(campaign, case, payload, met=found.valid)
        if not accepts(base):
            found.refused = "the valid message that would be broken is refused"
            return found
        nothing_done = _clear(campaign, case, payload)
        answered = _broken(campaign, case, payload)
        campaign.record(_number(case), answered)
        if _mutation(case).around:
            note(found.broken, answered, payload)
        else:
            meet(found.broken, answered, lambda: None)
        if nothing_done is not None and answered.seen.refused:
            number, undone = take_back(campaign, _number(case), payload, base=nothing_done)
            campaign.record(number, undone)
            note(found.undone, undone, payload)
        behind = _behind(campaign, case, payload, base)
        campaign.record(_next(case), behind)
        note(found.behind, behind, payload)
    except BudgetSpentError as spent:
        found.broken.stopped = str(spent)
    return found


def evidence_of_broken_envelope(campaign: Campaign, case: Case, found: Met) -> tuple[Evidence, ...]:
    """Return one piece of evidence for each check that failed, and write each."""
    send = senders(campaign, case)
    return (
        *evidence(campaign, replace(case, id=f"{case.id}/{PLAIN}"), found.valid),
        *evidence(campaign, _number(case), found.broken, send[""]),
        *evidence(campaign, replace(case, id=f"{case.id}/{EFFECT}"), found.undone, send[EFFECT]),
        *evidence(campaign, _next(case), found.behind, send[NEXT]),
    )


def senders(campaign: Campaign, case: Case) -> Mapping[str, Send]:
    """Return what sends a payload in the broken envelope, what takes that back, and what sends it plainly behind it.

    They are by what the ids of their messages end with, the broken one's with nothing.
    """
    payload = _payload(campaign, case)

    def broken(smaller: Element | None) -> Answered:
        chosen = payload if smaller is None else smaller
        _succeeding(campaign, case, chosen)
        return _broken(campaign, case, chosen)

    def behind(smaller: Element | None) -> Answered:
        chosen = payload if smaller is None else smaller
        base = _succeeding(campaign, case, chosen)
        _broken(campaign, case, chosen)
        return _behind(campaign, case, chosen, base)

    def undone(smaller: Element | None) -> Answered:
        chosen = payload if smaller is None else smaller
        nothing_done = _clear(campaign, case, chosen)
        if nothing_done is None or not _broken(campaign, case, chosen).seen.refused:
            message = f"{case.id}: nothing is refused that could be taken back"
            raise GenerationError(message)
        return take_back(campaign, _number(case), chosen, base=nothing_done)[1]

    return MappingProxyType({"": broken, EFFECT: undone, NEXT: behind})


def _clear(campaign: Campaign, case: Case, payload: Element) -> Observation | None:
    """Take back what a payload asks for, where it will be seen whether it was done; others must not be sent beside."""
    mutation = _mutation(case)
    alone = mutation.around and mutation.beside is None
    return clear(campaign, case, payload) if alone and _number(case).expectation is Expectation.REFUSED else None


def _succeeding(campaign: Campaign, case: Case, payload: Element) -> Observation:
    """Return what is seen of the answer to a valid message that is accepted.

    Raises:
        GenerationError: it is not, so that nothing can be learned from it broken.
    """
    base = plain(campaign, case, payload)
    if accepts(base):
        return base
    message = f"{case.id}: the valid message is refused"
    raise GenerationError(message)


def _broken(campaign: Campaign, case: Case, payload: Element) -> Answered:
    """Send a payload in an envelope that is broken as the case says, and judge the answer.

    Raises:
        GenerationError: there is nothing to break in it.
    """
    number = _number(case)
    beside = ALONE
    if number.expectation is Expectation.ALIKE:
        beside = Beside(twin=_twin(campaign, number, payload))
    elif (make := _mutation(case).beside) is not None:
        beside = Beside(base=plain(campaign, case, make(scene(campaign, case, payload))))
    elif _mutation(case).everywhere:
        beside = Beside(base=_first_operation(campaign, number))
    answered = campaign.deliver(number, lambda: _request(campaign, case, payload), beside=beside)
    if number.expectation is Expectation.ALIKE:
        campaign.remembered(_key(number, case.binding, payload), lambda: answered.seen)
    return answered


def _request(campaign: Campaign, case: Case, payload: Element) -> Request:
    sent = _mutation(case).run(scene(campaign, case, payload))
    if sent is None:
        message = f"{case.id}: there is nothing left to break"
        raise GenerationError(message)
    _keep_secret(campaign, sent)
    return sent.request(campaign.connection.address)


def _keep_secret(campaign: Campaign, sent: Outgoing) -> None:
    """Keep a part of the open session secret as well, and what opens nothing here but may be somebody's session."""
    rule, granted = campaign.contract.session, campaign.granted
    if rule is None or granted is None:
        return
    header = (child for child in sent.root.children if child.local == "Header")
    value = next((header_value(rule, block.children) for block in header), None) or ""
    barred = {campaign.barred.expired, campaign.barred.foreign}
    if value and value != granted.value and (granted.value.startswith(value) or value in barred):
        campaign.redaction.grant([value])


def _twin(campaign: Campaign, case: Case, payload: Element) -> Observation | None:
    """Return what is seen of the answer in the first binding, asked for where it is not known; None in that itself."""
    first = first_binding(campaign, case)
    if first is None:
        return None
    other = replace(case, binding=first)

    def ask() -> Observation:
        return campaign.deliver(other, lambda: _request(campaign, other, payload)).seen

    return campaign.remembered(_key(case, first, payload), ask)


def _first_operation(campaign: Campaign, case: Case) -> Observation | None:
    """Return what is seen of the answer of the first operation that the mutation is made for; None in that itself."""
    mutation = _mutation(case)
    for name in sorted(campaign.contract.operations):
        other = replace(case, id=f"{name}/{case.binding}/{case.kind}/{mutation.name}", operation=name)
        payload = _payload(campaign, other)
        if campaign.obstacle(other) is None and mutation.run(scene(campaign, other, payload)) is not None:
            break
    else:
        return None
    if other.operation == case.operation:
        return None

    def ask() -> Observation:
        return campaign.deliver(other, lambda: _request(campaign, other, payload)).seen

    return campaign.remembered(_key(other, case.binding, payload), ask)


def _behind(campaign: Campaign, case: Case, payload: Element, base: Observation) -> Answered:
    """Send the plain message behind a broken one."""
    number = _next(case)

    def write() -> Request:
        return writing.request(campaign, number, writing.message(campaign, number, text_of(payload)))

    return campaign.deliver(number, write, beside=Beside(base=base))


def _number(case: Case) -> Case:
    """Return a case with what is broken in it, and what may come of that."""
    mutation = _mutation(case)
    expectation = mutation.expectations[case.binding]
    return replace(
        case, breaks=mutation.name, item=0 if expectation is Expectation.ITEM_ERRORS else None, expectation=expectation
    )


def _next(case: Case) -> Case:
    return replace(case, id=f"{case.id}/{NEXT}", varies=BEHIND, expectation=Expectation.EITHER)


def _mutation(case: Case) -> EnvelopeMutation:
    return envelope_mutations()[case.breaks or part_of(case)]


def _payload(campaign: Campaign, case: Case) -> Element:
    return example(campaign.contract, campaign.contract.operations[case.operation])


def _key(case: Case, binding: str, payload: Element) -> tuple[str, ...]:
    return case.operation, binding, case.breaks or "", digest(text_of(payload)).hex()
