"""Crafted REST requests against a target: the only module that sends them, beside the plain request of each."""

import hashlib
from dataclasses import dataclass, field, replace

from conformance.campaign.budget import BudgetSpentError
from conformance.campaign.campaign import Campaign
from conformance.campaign.credentials import EXPIRED_VALUE, FOREIGN_VALUE
from conformance.campaign.depths import DEPTHS
from conformance.campaign.explore import visit
from conformance.campaign.letter import Answered, Beside
from conformance.campaign.parts import part_of
from conformance.campaign.rest import writing
from conformance.campaign.shrink import Send, evidence
from conformance.campaign.sweep import Swept, meet, news, note, only, text_of
from conformance.checks._observe import Observation
from conformance.contract import rest
from conformance.contract.example import example
from conformance.contract.jsonschema import complaints
from conformance.errors import GenerationError
from conformance.generation.draft import Draft
from conformance.generation.rest import Craft, Crafted, RestScene, named, one_of
from conformance.generation.rest._declare import MEMBERS, Carried
from conformance.model.binding import BINDINGS
from conformance.model.case import Case, Expectation, Kind
from conformance.model.exchange import Request
from conformance.model.report import Evidence
from conformance.model.tree import Element

PLAIN = "plain"
"""What the id of the plain request of a case ends with."""
_REFUSED = "the plain request is refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What is crafted of a payload in a case; ``name`` is what its craft calls it."""

    case: Case
    name: str
    payload: Element

    @classmethod
    def of(cls, campaign: Campaign, case: Case) -> "Attempt":
        """Return what a case crafts of the example."""
        payload = example(campaign.contract, campaign.contract.operations[case.operation])
        return cls(case=case, name=part_of(case), payload=payload)

    def scene(self, campaign: Campaign) -> RestScene:
        """Return what it is made of."""
        return _scene(campaign, self.case, self.payload)

    def made(self, campaign: Campaign) -> tuple[Craft, Crafted | None]:
        """Return how it is crafted, and the request, None where there is no such request here."""
        return named(self.scene(campaign), self.name)

    def number(self, campaign: Campaign) -> Case:
        """Return its case with what is crafted in it, and what may come of that."""
        craft, made = self.made(campaign)
        is_broken = craft.kind is Kind.INVALID
        return replace(
            self.case,
            breaks=craft.name if is_broken else None,
            varies=None if is_broken else craft.name,
            expectation=craft.expectation,
            about="" if made is None else made.about,
        )


@dataclass(slots=True, kw_only=True)
class Met:
    """What a case met: plain requests, and those that are crafted of them; ``refused`` says why some were not sent.

    ``shown`` is by check the first attempt that it failed for, of random ones.
    """

    valid: Swept = field(default_factory=Swept)
    crafted: Swept = field(default_factory=Swept)
    shown: dict[str, Attempt] = field(default_factory=dict)
    refused: str | None = None


def send_crafted(campaign: Campaign, case: Case) -> Met:
    """Send the plain request of a case, and then the crafted one; a budget may end it early."""
    found, attempt = Met(), Attempt.of(campaign, case)
    if attempt.made(campaign)[1] is None:
        found.refused = f"no such session is known: {EXPIRED_VALUE} names one that is over, {FOREIGN_VALUE} another's"
        return found
    try:
        answered = _try(campaign, attempt, found)
        if answered is None:
            found.refused = _REFUSED
        else:
            meet(found.crafted, answered, lambda: None)
    except BudgetSpentError as spent:
        found.crafted.stopped = str(spent)
    return found


def send_crafted_at_random(campaign: Campaign, case: Case) -> Met:
    """Break one member each of random requests, after the plain request of each, which has to succeed."""
    found = Met()

    def body(draft: Draft) -> None:
        element = draft.element()
        choice = hashlib.sha256(text_of(element)).digest()
        kind, place = int.from_bytes(choice[:4]), int.from_bytes(choice[4:8])
        name = one_of(_scene(campaign, case, element), kind=kind, place=place)
        if name is None or found.crafted.stopped:
            return
        own = replace(
            case,
            id=f"{case.id}/{found.valid.exchanges + 1}/{name}",
            origin=f"seed {campaign.settings.seed}",
        )
        attempt = Attempt(case=own, name=name, payload=element)
        try:
            answered = _try(campaign, attempt, found)
        except BudgetSpentError as spent:
            found.crafted.stopped = str(spent)
            return
        if answered is not None:
            found.shown.update(dict.fromkeys(news(found.crafted, answered), attempt))
            meet(found.crafted, answered, lambda: element)

    examples, seed = DEPTHS[campaign.settings.depth].broken, campaign.settings.seed
    visit(campaign.source(case.operation), body, examples=examples, start=seed + 1)
    return found


def evidence_of_crafted(campaign: Campaign, case: Case, found: Met) -> tuple[Evidence, ...]:
    """Return one piece of evidence for each check that failed, and write each."""
    told = list(evidence(campaign, replace(case, id=f"{case.id}/{PLAIN}"), found.valid))
    for check in sorted(found.crafted.first):
        attempt = found.shown.get(check) or Attempt.of(campaign, case)
        # What was sent before was crafted otherwise: of a smaller payload it tells nothing here.
        met = replace(only(found.crafted, check), failing={})
        told.extend(evidence(campaign, attempt.number(campaign), met, _sender(campaign, attempt)))
    return tuple(told)


def _sender(campaign: Campaign, attempt: Attempt) -> Send:
    """Return what crafts the same of a smaller payload, and sends it."""

    def send(smaller: Element | None) -> Answered:
        return send_crafted_again(campaign, attempt if smaller is None else replace(attempt, payload=smaller))

    return send


def send_crafted_again(campaign: Campaign, attempt: Attempt) -> Answered:
    """Send the plain request of a case and the crafted one once more, and return the answer to that.

    Raises:
        GenerationError: there is no such request here, or the plain one of a random request is refused.
        BudgetSpentError: no further request may be sent.
    """
    base = _plain(campaign, attempt, Swept())
    if base.payload is None and attempt.name != part_of(attempt.case):
        message = f"{attempt.case.id}: {_REFUSED}"
        raise GenerationError(message)
    return _send(campaign, attempt, base)


def _try(campaign: Campaign, attempt: Attempt, found: Met) -> Answered | None:
    """Send the plain request and the crafted one, and write down what came; None where the first is refused."""
    base = _plain(campaign, attempt, found.valid)
    if base.payload is None:
        return None
    answered = _send(campaign, attempt, base)
    campaign.record(attempt.number(campaign), answered)
    return answered


def _plain(campaign: Campaign, attempt: Attempt, met: Swept) -> Observation:
    """Return what is seen of the answer to the plain request, asked for anew: others may have changed the state."""
    own = replace(attempt.case, id=f"{attempt.case.id}/{PLAIN}", expectation=Expectation.EITHER)
    answered = campaign.send(own, text_of(attempt.payload))
    campaign.record(own, answered)
    note(met, answered, attempt.payload)
    return answered.seen


def _send(campaign: Campaign, attempt: Attempt, base: Observation) -> Answered:
    _, made = attempt.made(campaign)
    if made is None:
        message = f"{attempt.case.id}: there is no such request here"
        raise GenerationError(message)
    number = attempt.number(campaign)
    _require_certified(campaign, number, made)
    aside = replace(attempt.case, id=f"{attempt.case.id}/before", expectation=Expectation.EITHER)
    for before in made.first:
        campaign.deliver(aside, lambda before=before: writing.signed(campaign, aside, before))  # type: ignore[misc]
    return campaign.deliver(number, lambda: _written(campaign, number, made), beside=Beside(base=base))


def _require_certified(campaign: Campaign, number: Case, made: Crafted) -> None:
    """Make sure that a request which breaks one member breaks that alone, by its JSON Schema.

    Raises:
        GenerationError: it does not, which is our bug.
    """
    if not (number.breaks or "").startswith(f"{MEMBERS}/") or number.expectation is not Expectation.REFUSED:
        return
    operation = campaign.contract.operations[number.operation]
    read = rest.asked(made.request, campaign.contract, operation)
    validator = campaign.bench.validators[rest.route_of(operation).request]
    found = complaints(validator, rest.typed(read, campaign.contract))
    if {(one.path or "").partition("/")[0] or _named_in(one.message) for one in found} != {made.about}:
        message = (
            f"{number.id}: it does not break {made.about} alone: {'; '.join(one.message for one in found) or 'nothing'}"
        )
        raise GenerationError(message)


def _named_in(message: str) -> str:
    """Return the member that a complaint on an object as a whole is about."""
    return message.partition("'")[2].partition("'")[0]


def _written(campaign: Campaign, case: Case, made: Crafted) -> Request:
    if made.session is Carried.OPEN:
        return writing.signed(campaign, case, made.request)
    session = None if made.session is Carried.NONE else str(made.session)
    return rest.with_session(made.request, campaign.contract, session)


def _scene(campaign: Campaign, case: Case, payload: Element) -> RestScene:
    return RestScene(
        contract=campaign.contract,
        operation=campaign.contract.operations[case.operation],
        binding=BINDINGS[case.binding],
        payload=payload,
        base=campaign.connection.address,
        barred=campaign.barred,
    )
