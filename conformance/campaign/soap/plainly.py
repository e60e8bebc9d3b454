"""Plain answers: the only module that asks for what the answers to varied and broken messages are compared with."""

from dataclasses import replace

from conformance.campaign.campaign import Campaign
from conformance.campaign.soap import writing
from conformance.campaign.sweep import Swept, note, text_of
from conformance.checks._observe import Observation
from conformance.checks._results import success
from conformance.generation.scene import Scene
from conformance.model.binding import BINDINGS, Binding
from conformance.model.case import Case, Expectation
from conformance.model.tree import Element


def scene(campaign: Campaign, case: Case, payload: Element) -> Scene:
    """Return what the messages of a case are made of."""
    return Scene(
        contract=campaign.contract,
        operation=campaign.contract.operations[case.operation],
        binding=BINDINGS[case.binding],
        payload=payload,
        blocks=writing.blocks(campaign, case.operation),
        barred=campaign.barred,
    )


def plain(
    campaign: Campaign, case: Case, payload: Element, *, against: Binding | None = None, met: Swept | None = None
) -> Observation:
    """Return what is seen of the answer to a payload as it is, sent where it is not known yet.

    Args:
        campaign: what it is sent with.
        case: which case asks.
        payload: a valid payload.
        against: the binding, where it is not the case's own.
        met: where what it shows is noted; else it is not written down.
    """
    binding = case.binding if against is None else against.name
    own = replace(
        case,
        id=f"{case.id}/plain",
        binding=binding,
        expectation=Expectation.EITHER,
        breaks=None,
        item=None,
        varies=None,
    )

    def ask() -> Observation:
        answered = campaign.send(own, text_of(payload))
        if met is not None:
            campaign.record(own, answered)
            note(met, answered, payload)
        return answered.seen

    return campaign.remembered((case.operation, binding, text_of(payload).decode()), ask)


def accepts(seen: Observation) -> bool:
    """Tell whether an answer accepts all of a message."""
    if seen.payload is None or seen.fault is not None:
        return False
    if seen.results is None or seen.rule is None:
        return True
    return all(success(result, seen.rule) is True for result in seen.results)


def first_binding(campaign: Campaign, case: Case) -> str | None:
    """Return the binding whose answer that in a case's binding is compared with, None where there is none to ask."""
    first = min(campaign.contract.bindings)
    chosen = campaign.settings.bindings or tuple(campaign.contract.bindings)
    return None if case.binding == first or first not in chosen else first
