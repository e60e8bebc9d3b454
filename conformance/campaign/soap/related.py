"""Relations against a target: the only module that sends what must be answered as something else was."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from conformance.campaign.budget import BudgetSpentError
from conformance.campaign.campaign import Campaign
from conformance.campaign.letter import Answered, Beside, Letter
from conformance.campaign.parts import part_of
from conformance.campaign.shrink import Send, evidence
from conformance.campaign.soap import writing
from conformance.campaign.soap.plainly import accepts, plain, scene
from conformance.campaign.sweep import Swept, meet, news, note, only
from conformance.checks._observe import Observation
from conformance.errors import GenerationError
from conformance.model.case import Case, Expectation
from conformance.model.exchange import Request
from conformance.model.report import Evidence
from conformance.model.tree import Element
from conformance.relations import relations
from conformance.relations._declare import Relation, Variation


@dataclass(slots=True, kw_only=True)
class Related:
    """What a case met: the plain messages, and those that are varied, with the case of the first that failed a check.

    ``refused`` is set where there is nothing to compare with, or nothing to vary.
    """

    valid: Swept = field(default_factory=Swept)
    met: Swept = field(default_factory=Swept)
    shown: dict[str, Case] = field(default_factory=dict)
    refused: str | None = None


def send_related(campaign: Campaign, case: Case) -> Related:
    """Send the variations of a case, each after what it is compared with; a budget may end it early."""
    found = Related()
    relation = relations()[part_of(case)]
    payload = relation.payload(campaign.contract, campaign.contract.operations[case.operation])
    if payload is None:
        return found
    try:
        _send(campaign, case, relation, payload, found)
    except BudgetSpentError as spent:
        found.met.stopped = str(spent)
    return found


def evidence_of_related(campaign: Campaign, case: Case, found: Related) -> tuple[Evidence, ...]:
    """Return one piece of evidence for each check that failed, and write each."""
    told = list(evidence(campaign, replace(case, id=f"{case.id}/plain"), found.valid))
    for check, shown in sorted(found.shown.items()):
        send = _sender(campaign, case, shown)
        told.extend(evidence(campaign, shown, only(found.met, check), send))
    return tuple(told)


def _send(campaign: Campaign, case: Case, relation: Relation, payload: Element, found: Related) -> None:
    def vary() -> tuple[Variation, ...]:
        return tuple(relation.run(scene(campaign, case, payload)))

    bases: list[Observation] = []
    for one in vary():
        base = plain(campaign, case, one.payload, against=one.against, met=found.valid)
        if not accepts(base):
            found.refused = "the message that would be varied is refused"
            return
        bases.append(base)
    letters = _letters(campaign, case, vary, bases)
    batches = [letters] if relation.together and letters else [[letter] for letter in letters]
    for batch in batches:
        for letter, answered in zip(batch, campaign.deliver_together(batch), strict=True):
            campaign.record(letter.case, answered)
            for check in news(found.met, answered):
                found.shown[check] = letter.case
            if relation.together:
                meet(found.met, answered, lambda: None)
            else:
                note(found.met, answered, payload)


def _letters(
    campaign: Campaign, case: Case, vary: Callable[[], tuple[Variation, ...]], bases: Sequence[Observation]
) -> list[Letter]:
    """Return a letter for each variation; it is varied again when it is written, with the session that is open then."""

    def write(place: int) -> Request:
        return vary()[place].sent.request(campaign.connection.address)

    letters: list[Letter] = []
    for place, (variation, base) in enumerate(zip(vary(), bases, strict=True)):
        name = f"{case.id}/{variation.name}" if variation.name else case.id
        number = replace(case, id=name, varies=part_of(case), expectation=Expectation.EITHER)
        writing.require_valid(campaign, number, write(place).body)
        beside = Beside(base=base, expect=partial(_expected, variation))
        letters.append(Letter(case=number, write=partial(write, place), beside=beside))
    return letters


def _expected(variation: Variation, base: Observation, own: Observation) -> Observation:
    """Return what an answer is compared with: the plain one, changed as the variation says."""
    if base.payload is None or own.payload is None or base.operation is None:
        return base
    return replace(base, payload=variation.expect(base.payload, own.payload, base.operation))


def _sender(campaign: Campaign, case: Case, shown: Case) -> Send:
    """Return what varies a smaller payload in the same way, and sends it."""

    def send(smaller: Element | None) -> Answered:
        letters = _letters_of(campaign, case, smaller)
        if not relations()[part_of(case)].together:
            letters = [letter for letter in letters if letter.case.id == shown.id]
        if not letters:
            message = f"{shown.id}: there is nothing left to vary"
            raise GenerationError(message)
        answers = campaign.deliver_together(letters)
        return next((one for one in answers if one.failing), answers[0])

    return send


def send_varied_again(campaign: Campaign, shown: Case, payload: Element | None, *, part: str) -> tuple[Answered, ...]:
    """Send the variations of a payload up to the one that showed something, and return what came of that.

    Where they are sent together, these are all; ``part`` names the relation. The payload is the relation's own where
    there is None.

    Raises:
        GenerationError: there is no such variation of it, or what it would be compared with is refused.
    """
    case = replace(shown, id=f"{shown.operation}/{shown.binding}/{shown.kind}/{part}")
    letters = _letters_of(campaign, case, payload)
    if relations()[part].together:
        return campaign.deliver_together(letters)
    found: tuple[Answered, ...] = ()
    for letter in letters:
        if not found:
            answers = campaign.deliver_together([letter])
            found = answers if letter.case.id == shown.id else ()
    if not found:
        message = f"{shown.id}: there is nothing left to vary"
        raise GenerationError(message)
    return found


def _letters_of(campaign: Campaign, case: Case, payload: Element | None) -> list[Letter]:
    """Return the variations of a payload, the relation's own where there is None.

    Raises:
        GenerationError: there is none, or what one is compared with is refused.
    """
    relation = relations()[part_of(case)]
    begun = relation.payload(campaign.contract, campaign.contract.operations[case.operation])
    varied = begun if payload is None else payload

    def vary() -> tuple[Variation, ...]:
        return () if varied is None else tuple(relation.run(scene(campaign, case, varied)))

    bases = [plain(campaign, case, one.payload, against=one.against) for one in vary()]
    if not all(map(accepts, bases)) or not bases:
        what = "the message that would be varied is refused" if bases else "there is nothing left to vary"
        message = f"{case.id}: {what}"
        raise GenerationError(message)
    return _letters(campaign, case, vary, bases)
