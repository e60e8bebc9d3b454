"""Crafted REST requests against a target: the only module that sends them, beside the plain request of each."""

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
from conformance.campaign.sweep import Swept, chosen, meet, news, note, only, text_of
from conformance.checks._observe import Observation
from conformance.contract import rest
from conformance.contract.example import example
from conformance.contract.jsonschema import complaints
from conformance.contract.validate import Complaint
from conformance.errors import GenerationError
from conformance.generation.draft import Draft
from conformance.generation.rest import Crafted, RestScene, named, one_of
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

    def ready(self, campaign: Campaign) -> "Ready":
        """Return what is sent for it.

        Raises:
            GenerationError: nothing is crafted by this name.
        """
        try:
            craft, made = named(_scene(campaign, self.case, self.payload), self.name)
        except LookupError:
            message = f"{self.case.id}: nothing is called {self.name!r} that could be crafted"
            raise GenerationError(message) from None
        is_broken = craft.kind is Kind.INVALID
        number = replace(
            self.case,
            breaks=craft.name if is_broken else None,
            varies=None if is_broken else craft.name,
            expectation=craft.expectation,
            about="" if made is None else made.about,
        )
        doubt = _doubt(campaign, number, made.request) if craft.topic == MEMBERS and made is not None else ""
        return Ready(number=number, made=made, doubt=doubt)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A case with what is crafted in it and what may come of that; the request is None where there is none here.

    ``doubt`` is why a request that breaks one member does not break that alone, empty where it does.
    """

    number: Case
    made: Crafted | None
    doubt: str = ""


@dataclass(slots=True, kw_only=True)
class Met:
    """What a case met: plain requests, and those that are crafted of them; ``refused`` says why some were not sent.

    ``shown`` is by check the first attempt that it failed for, of random ones; ``dropped`` tells of each of these that
    was not certified why.
    """

    valid: Swept = field(default_factory=Swept)
    crafted: Swept = field(default_factory=Swept)
    shown: dict[str, Attempt] = field(default_factory=dict)
    dropped: dict[str, str] = field(default_factory=dict)
    refused: str | None = None


def send_crafted(campaign: Campaign, case: Case) -> Met:
    """Send the plain request of a case, and then the crafted one; a budget may end it early."""
    found, attempt = Met(), Attempt.of(campaign, case)
    ready = attempt.ready(campaign)
    if ready.made is None:
        found.refused = f"no such session is known: {EXPIRED_VALUE} names one that is over, {FOREIGN_VALUE} another's"
        return found
    try:
        answered = _try(campaign, attempt, ready, found)
        if answered is None:
            found.refused = _REFUSED
        else:
            meet(found.crafted, answered, lambda: None)
    except BudgetSpentError as spent:
        found.crafted.stopped = str(spent)
    return found


def send_crafted_at_random(campaign: Campaign, case: Case) -> Met:
    """Break one member each of random requests, after the plain request of each, which has to succeed.

    What the format cannot say as it is meant, such as null in form data, teaches nothing, and is not sent.
    """
    found = Met()

    def body(draft: Draft) -> None:
        element = draft.element()
        kind, place = chosen(element)
        scene = _scene(campaign, case, element)
        name = one_of(scene, kind=kind, place=place)
        if name is None or found.crafted.stopped or _complaints(campaign, case, scene.request):
            return
        own = replace(
            case,
            id=f"{case.id}/{found.valid.exchanges + 1}/{name}",
            origin=f"seed {campaign.settings.seed}",
        )
        attempt = Attempt(case=own, name=name, payload=element)
        ready = attempt.ready(campaign)
        if ready.doubt:
            found.dropped[own.id] = ready.doubt
            return
        try:
            answered = _try(campaign, attempt, ready, found)
        except BudgetSpentError as spent:
            found.crafted.stopped = str(spent)
            return
        if answered is not None:
            found.shown.update(dict.fromkeys(news(found.crafted, answered), attempt))
            meet(found.crafted, answered, lambda: element)

    examples, seed = DEPTHS[campaign.settings.depth].broken, campaign.settings.seed
    visit(campaign.source(case.operation), body, examples=examples, start=seed + 1)
    found.refused = _REFUSED if found.valid.exchanges and not found.crafted.exchanges else None
    return found


def evidence_of_crafted(campaign: Campaign, case: Case, found: Met) -> tuple[Evidence, ...]:
    """Return one piece of evidence for each check that failed, and write each."""
    told = list(evidence(campaign, replace(case, id=f"{case.id}/{PLAIN}"), found.valid))
    for check in sorted(found.crafted.first):
        attempt = found.shown.get(check) or Attempt.of(campaign, case)
        # What was sent before was crafted otherwise: of a smaller payload it tells nothing here.
        met = replace(only(found.crafted, check), failing={})
        told.extend(evidence(campaign, attempt.ready(campaign).number, met, _sender(campaign, attempt)))
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
    base = _plain(campaign, attempt)[1].seen
    if base.payload is None and attempt.name != part_of(attempt.case):
        message = f"{attempt.case.id}: {_REFUSED}"
        raise GenerationError(message)
    return _send(campaign, attempt.ready(campaign), base)


def _try(campaign: Campaign, attempt: Attempt, ready: Ready, found: Met) -> Answered | None:
    """Send the plain request and the crafted one, and write down what came; None where the first is refused."""
    own, plain = _plain(campaign, attempt)
    campaign.record(own, plain)
    note(found.valid, plain, attempt.payload)
    if plain.seen.payload is None:
        return None
    answered = _send(campaign, ready, plain.seen)
    campaign.record(ready.number, answered)
    return answered


def _plain(campaign: Campaign, attempt: Attempt) -> tuple[Case, Answered]:
    """Return the answer to the plain request, asked for anew: others may have changed the state."""
    own = replace(attempt.case, id=f"{attempt.case.id}/{PLAIN}", expectation=Expectation.EITHER)
    return own, campaign.send(own, text_of(attempt.payload))


def _send(campaign: Campaign, ready: Ready, base: Observation) -> Answered:
    number, made = ready.number, ready.made
    if made is None or ready.doubt:
        message = f"{number.id}: {ready.doubt or 'there is no such request here'}"
        raise GenerationError(message)
    aside = replace(
        number, id=f"{number.id}/before", expectation=Expectation.EITHER, breaks=None, varies=None, about=""
    )
    for before in made.first:
        campaign.deliver(aside, lambda before=before: writing.signed(campaign, aside, before))  # type: ignore[misc]
    return campaign.deliver(number, lambda: _written(campaign, number, made), beside=Beside(base=base))


def _doubt(campaign: Campaign, number: Case, sent: Request) -> str:
    """Return why a request does not break the member that it is about alone, by its JSON Schema."""
    found = _complaints(campaign, number, sent)
    if {(one.path or "").partition("/")[0] or _named_in(one.message) for one in found} == {number.about}:
        return ""
    return f"it does not break {number.about} alone: {'; '.join(one.message for one in found) or 'nothing'}"


def _complaints(campaign: Campaign, case: Case, sent: Request) -> tuple[Complaint, ...]:
    """Return what the JSON Schema of an operation says of a request as it is read."""
    operation = campaign.contract.operations[case.operation]
    read = rest.asked(sent, campaign.contract, operation)
    validator = campaign.bench.validators[rest.route_of(operation).request]
    return complaints(validator, rest.typed(read, campaign.contract))


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
