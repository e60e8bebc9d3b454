"""Crafted REST requests against a target: the only module that sends them, beside the plain request of each."""

from dataclasses import dataclass, field, replace

from conformance.campaign.budget import BudgetSpentError
from conformance.campaign.campaign import Campaign
from conformance.campaign.credentials import EXPIRED_VALUE, FOREIGN_VALUE
from conformance.campaign.letter import Answered, Beside
from conformance.campaign.parts import part_of
from conformance.campaign.rest import writing
from conformance.campaign.shrink import evidence
from conformance.campaign.sweep import Swept, meet, note, text_of
from conformance.checks._observe import Observation
from conformance.contract import rest
from conformance.contract.example import example
from conformance.contract.jsonschema import complaints
from conformance.errors import GenerationError
from conformance.generation.rest import Crafted, RestScene, named
from conformance.generation.rest._declare import Carried
from conformance.model.binding import BINDINGS
from conformance.model.case import Case, Expectation, Kind
from conformance.model.exchange import Request
from conformance.model.report import Evidence
from conformance.model.tree import Element

_OF_MEMBERS = "members/"
PLAIN = "plain"
"""What the id of the plain request of a case ends with."""


@dataclass(slots=True, kw_only=True)
class Met:
    """What a case met: the plain request, and the crafted one; ``refused`` says why the second was not sent."""

    valid: Swept = field(default_factory=Swept)
    crafted: Swept = field(default_factory=Swept)
    refused: str | None = None


def send_crafted(campaign: Campaign, case: Case) -> Met:
    """Send the plain request of a case, and then the crafted one; a budget may end it early."""
    found = Met()
    if _crafted(campaign, case) is None:
        found.refused = f"no such session is known: {EXPIRED_VALUE} names one that is over, {FOREIGN_VALUE} another's"
        return found
    try:
        base = _plain(campaign, case, found.valid)
        if base.payload is None:
            found.refused = "the plain request is refused"
            return found
        answered = _send(campaign, case, base)
        campaign.record(_number(campaign, case), answered)
        meet(found.crafted, answered, lambda: None)
    except BudgetSpentError as spent:
        found.crafted.stopped = str(spent)
    return found


def evidence_of_crafted(campaign: Campaign, case: Case, found: Met) -> tuple[Evidence, ...]:
    """Return one piece of evidence for each check that failed, and write each."""

    def again(_payload: Element | None) -> Answered:
        return send_crafted_again(campaign, case)

    return (
        *evidence(campaign, replace(case, id=f"{case.id}/{PLAIN}"), found.valid),
        *evidence(campaign, _number(campaign, case), found.crafted, again),
    )


def send_crafted_again(campaign: Campaign, case: Case) -> Answered:
    """Send the plain request of a case and the crafted one once more, and return the answer to that.

    Raises:
        GenerationError: there is no such request here.
        BudgetSpentError: no further request may be sent.
    """
    return _send(campaign, case, _plain(campaign, case, Swept()))


def _plain(campaign: Campaign, case: Case, met: Swept) -> Observation:
    """Return what is seen of the answer to the plain request, asked for anew: others may have changed the state."""
    own, payload = replace(case, id=f"{case.id}/{PLAIN}", expectation=Expectation.EITHER), _payload(campaign, case)
    answered = campaign.send(own, text_of(payload))
    campaign.record(own, answered)
    note(met, answered, payload)
    return answered.seen


def _send(campaign: Campaign, case: Case, base: Observation) -> Answered:
    made = _crafted(campaign, case)
    if made is None:
        message = f"{case.id}: there is no such request here"
        raise GenerationError(message)
    _require_certified(campaign, case, made)
    for before in made.first:
        campaign.deliver(_aside(case), lambda before=before: writing.signed(campaign, case, before))  # type: ignore[misc]
    return campaign.deliver(_number(campaign, case), lambda: _written(campaign, case, made), beside=Beside(base=base))


def _require_certified(campaign: Campaign, case: Case, made: Crafted) -> None:
    """Make sure that a request which breaks one member breaks that alone, by its JSON Schema.

    Raises:
        GenerationError: it does not, which is our bug.
    """
    number = _number(campaign, case)
    if not (number.breaks or "").startswith(_OF_MEMBERS) or number.expectation is not Expectation.REFUSED:
        return
    operation = campaign.contract.operations[case.operation]
    read = rest.asked(made.request, campaign.contract, operation)
    validator = campaign.bench.validators[rest.route_of(operation).request]
    found = complaints(validator, rest.typed(read, campaign.contract))
    if {(one.path or "").partition("/")[0] or _named_in(one.message) for one in found} != {made.about}:
        message = (
            f"{case.id}: it does not break {made.about} alone: {'; '.join(one.message for one in found) or 'nothing'}"
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


def _aside(case: Case) -> Case:
    return replace(case, id=f"{case.id}/before", expectation=Expectation.EITHER)


def _number(campaign: Campaign, case: Case) -> Case:
    """Return a case with what is crafted in it, and what may come of that."""
    craft, made = named(_scene(campaign, case), part_of(case))
    is_broken = craft.kind is Kind.INVALID
    return replace(
        case,
        breaks=craft.name if is_broken else None,
        varies=None if is_broken else craft.name,
        expectation=craft.expectation,
        about="" if made is None else made.about,
    )


def _crafted(campaign: Campaign, case: Case) -> Crafted | None:
    return named(_scene(campaign, case), part_of(case))[1]


def _scene(campaign: Campaign, case: Case) -> RestScene:
    return RestScene(
        contract=campaign.contract,
        operation=campaign.contract.operations[case.operation],
        binding=BINDINGS[case.binding],
        payload=_payload(campaign, case),
        base=campaign.connection.address,
        barred=campaign.barred,
    )


def _payload(campaign: Campaign, case: Case) -> Element:
    return example(campaign.contract, campaign.contract.operations[case.operation])
