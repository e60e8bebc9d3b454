"""Broken messages against a target: the only module that sends what the contract forbids, each certified before."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial

from conformance.campaign.budget import BudgetSpentError
from conformance.campaign.campaign import Campaign
from conformance.campaign.depths import DEPTHS
from conformance.campaign.explore import visit
from conformance.campaign.letter import ALONE, Answered, Beside
from conformance.campaign.parts import part_of
from conformance.campaign.shrink import Send, evidence
from conformance.campaign.soap import writing
from conformance.campaign.soap.plainly import first_binding
from conformance.campaign.soap.repertoire import negatives
from conformance.campaign.sweep import Swept, chosen, digest, meet, news, only, text_of
from conformance.checks._observe import Observation
from conformance.checks._results import success
from conformance.errors import GenerationError, WireError
from conformance.generation.certificate import holds, refusal
from conformance.generation.draft import Draft
from conformance.generation.mutations import Mutation, one_of
from conformance.generation.mutations._declare import Rule
from conformance.markup import xml
from conformance.model.case import Case, Expectation
from conformance.model.report import Evidence
from conformance.model.tree import Element, select, steps_of


@dataclass(slots=True, kw_only=True)
class Broken:
    """What a case of broken messages met: of the valid ones that they are made of, and of themselves.

    ``shown`` is by check the first mutation that it failed for, ``dropped`` tells of each that was not certified why.
    ``refused`` is set where the valid message is refused, so that nothing can be learned from what is made of it.
    """

    valid: Swept = field(default_factory=Swept)
    met: Swept = field(default_factory=Swept)
    shown: dict[str, tuple[Case, Mutation]] = field(default_factory=dict)
    dropped: dict[str, str] = field(default_factory=dict)
    refused: str | None = None

    @property
    def exchanges(self) -> int:
        """Return how many messages were answered."""
        return self.valid.exchanges + self.met.exchanges


def send_broken(campaign: Campaign, case: Case) -> Broken:
    """Send what a case breaks at one place, after the valid message that it is made of; a budget may end it early."""
    found = Broken()
    group = negatives(campaign.repertoire(), case.operation)[part_of(case)]
    try:
        if _base_succeeds(campaign, replace(case, id=f"{case.id}/base"), group.base, found):
            for mutation in group.mutations:
                _send(campaign, replace(case, id=f"{case.id}/{mutation.name}"), mutation, found)
    except BudgetSpentError as spent:
        found.met.stopped = str(spent)
    return found


def send_broken_at_random(campaign: Campaign, case: Case) -> Broken:
    """Break random messages in one way each; those whose item is refused while it is whole teach nothing."""
    found = Broken()
    operation = campaign.contract.operations[case.operation]

    def body(draft: Draft) -> None:
        element = draft.element()
        kind, place = chosen(element)
        mutation = one_of(campaign.contract, operation, element, kind=kind, place=place)
        if mutation is None or found.met.stopped:
            return
        number = replace(case, id=f"{case.id}/{found.exchanges + 1}", origin=f"seed {campaign.settings.seed}")
        try:
            if _base_succeeds(campaign, number, element, found, item=mutation.item):
                _send(campaign, replace(number, id=f"{case.id}/{found.exchanges + 1}"), mutation, found)
        except BudgetSpentError as spent:
            found.met.stopped = str(spent)

    examples, seed = DEPTHS[campaign.settings.depth].broken, campaign.settings.seed
    visit(campaign.source(case.operation), body, examples=examples, start=seed + 1)
    found.refused = None
    return found


def sender(campaign: Campaign, case: Case, mutation: Mutation) -> Send:
    """Return what sends a smaller payload that breaks the same rule, the mutation itself where it is given None."""

    def send(smaller: Element | None) -> Answered:
        if smaller is None or smaller == mutation.payload:
            return _broken(campaign, case, mutation.text.encode(), mutation.rule.expectation)
        return send_broken_again(campaign, case, mutation.rule, text_of(smaller))

    return send


def send_broken_again(campaign: Campaign, case: Case, rule: Rule, text: bytes) -> Answered:
    """Send a payload that breaks a rule, in a case that was made for this payload or for one that it is smaller than.

    Raises:
        GenerationError: it does not break the rule any more.
    """
    if not holds(rule, writing.message(campaign, case, text), campaign.bench.engines):
        message = f"{case.id}: it no longer breaks the rule {rule.name}"
        raise GenerationError(message)
    items = campaign.contract.operations[case.operation].items
    with suppress(WireError):
        if items is not None and case.item is not None and len(select(xml.parse(text), items)) == 1:
            case = replace(case, item=0)
    return _broken(campaign, case, text, rule.expectation)


def evidence_of_broken(campaign: Campaign, found: Broken) -> tuple[Evidence, ...]:
    """Return one piece of evidence for each check that failed for a broken message, and write each."""
    told: list[Evidence] = []
    for check, (case, mutation) in sorted(found.shown.items()):
        send = sender(campaign, case, mutation)
        _keep_its_item_only(campaign, found.met, check, mutation=mutation, send=send)
        # What was sent before broke other rules as well: of a smaller payload it tells nothing here.
        met = replace(only(found.met, check), failing={})
        told.extend(evidence(campaign, case, met, send, text=partial(_text, campaign, case)))
    return tuple(told)


def _text(campaign: Campaign, case: Case, answered: Answered) -> bytes:
    """Return what was put into an envelope where no element can hold it."""
    before, after = writing.message(campaign, case, b"\0").split(b"\0")
    return answered.exchange.request.body.removeprefix(before).removesuffix(after)


def _keep_its_item_only(campaign: Campaign, met: Swept, check: str, *, mutation: Mutation, send: Send) -> None:
    """Begin the search for the smallest with no item but the broken one, where that shows the problem as well."""
    path = campaign.contract.operations[steps_of(mutation.path)[0]].items
    if mutation.payload is None or mutation.item is None or path is None or not campaign.requests_to_shrink:
        return
    alone = _only(mutation.payload, steps_of(path), mutation.item)
    if alone == mutation.payload:
        return
    with suppress(BudgetSpentError, GenerationError):
        if check in send(alone).failing:
            met.first[check] = replace(met.first[check], payload=alone)


def _only(element: Element, steps: tuple[str, ...], kept: int) -> Element:
    first, *rest = steps
    if rest:
        content = tuple(
            _only(part, tuple(rest), kept) if isinstance(part, Element) and part.local == first else part
            for part in element.content
        )
        return replace(element, content=content)
    items = [part for part in element.children if part.local == first]
    others = tuple(part for part in element.content if isinstance(part, str) or part.local != first)
    return replace(element, content=(*items[kept : kept + 1], *others))


def _base_succeeds(campaign: Campaign, case: Case, base: Element, found: Broken, *, item: int | None = None) -> bool:
    """Send the valid message, and tell whether it is accepted: as a whole, or in the item that will be broken."""
    valid = replace(case, expectation=Expectation.EITHER)
    answered = campaign.send(valid, text_of(base))
    campaign.record(valid, answered)
    meet(found.valid, answered, lambda: base)
    found.valid.failing[digest(text_of(base))] = answered.failing
    if _accepts(answered, item):
        return True
    found.refused = f"the valid message that would be broken is refused{_why(answered)}"
    return False


def _accepts(answered: Answered, item: int | None) -> bool:
    seen = answered.seen
    if item is None or seen.results is None or seen.rule is None:
        return seen.payload is not None and answered.refused == 0
    told = [success(result, seen.rule) for result in seen.results]
    return len(told) == len(seen.items or ()) and told[item] is True


def _why(answered: Answered) -> str:
    fault = answered.seen.fault
    return "" if fault is None or fault.reason is None else f": {fault.reason}"


def _send(campaign: Campaign, case: Case, mutation: Mutation, found: Broken) -> None:
    """Certify a mutation, send it, and write down what came; one that is not certified is dropped and counted."""
    why = refusal(mutation, writing.message(campaign, case, mutation.text.encode()), campaign.bench.engines)
    if why is not None:
        found.dropped[case.id] = why
        return
    number = replace(case, breaks=mutation.rule.name, item=mutation.item, expectation=mutation.rule.expectation)
    answered = _broken(campaign, number, mutation.text.encode(), mutation.rule.expectation)
    campaign.record(number, answered)
    for check in news(found.met, answered):
        found.shown[check] = number, mutation
    meet(found.met, answered, lambda: mutation.payload)
    if mutation.payload is not None:
        found.met.failing[digest(text_of(mutation.payload))] = answered.failing


def _broken(campaign: Campaign, case: Case, text: bytes, expectation: Expectation) -> Answered:
    """Send a broken payload, and judge the answer, beside that of the first binding where both must do the same."""
    beside = ALONE
    if expectation is Expectation.ALIKE:
        twin = _twin(campaign, case, text)
        beside = ALONE if twin is None else Beside(twin=twin)
    answered = campaign.deliver(
        case, lambda: writing.request(campaign, case, writing.message(campaign, case, text)), beside=beside
    )
    if expectation is Expectation.ALIKE:
        campaign.remembered(_key(case.operation, case.binding, text), lambda: answered.seen)
    return answered


def _twin(campaign: Campaign, case: Case, text: bytes) -> Observation | None:
    """Return what is seen of the answer in the first binding, asked for where it is not known; None in that itself."""
    first = first_binding(campaign, case)
    if first is None:
        return None

    def ask() -> Observation:
        other = replace(case, binding=first)
        return campaign.deliver(
            other, lambda: writing.request(campaign, other, writing.message(campaign, other, text))
        ).seen

    return campaign.remembered(_key(case.operation, first, text), ask)


def _key(operation: str, binding: str, text: bytes) -> tuple[str, ...]:
    return operation, binding, digest(text).hex()
