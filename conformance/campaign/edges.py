"""Edges against a target: the only module that sends packs, and halves those that are refused as a whole."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from conformance.campaign.budget import BudgetSpentError
from conformance.campaign.campaign import Campaign
from conformance.campaign.letter import Answered
from conformance.campaign.parts import part_of
from conformance.campaign.sweep import Swept, digest, meet, text_of
from conformance.generation.edges import Edge
from conformance.generation.packs import named, packs, payload
from conformance.model.case import Case


def visit_edges(campaign: Campaign, case: Case) -> Swept:
    """Send the edges of a case, and return what was met; a spent budget ends it early."""
    met = Swept()
    operation = campaign.contract.operations[case.operation]
    waiting = list(packs(campaign.contract, operation, campaign.repertoire().edges(case.operation)[part_of(case)]))
    while waiting and met.stopped is None:
        pack = waiting.pop(0)
        element = payload(campaign.contract, operation, pack)
        number = replace(case, id=f"{case.id}/{named(pack)}")
        text = text_of(element)
        try:
            answered = campaign.send(number, text)
        except BudgetSpentError as spent:
            met.stopped = str(spent)
            continue
        campaign.record(number, answered)
        meet(met, answered, partial(payload, campaign.contract, operation, pack))
        met.failing[digest(text)] = answered.failing
        if _is_refused(answered):
            waiting[:0] = _halves(pack)
    return met


def _is_refused(answered: Answered) -> bool:
    """Tell whether an answer has no results of its own for the items of a request."""
    seen = answered.seen
    return seen.items is not None and (seen.results is None or len(seen.results) < len(seen.items) > 1)


def _halves(pack: tuple[Edge, ...]) -> Iterator[tuple[Edge, ...]]:
    middle = len(pack) // 2
    return (half for half in (pack[:middle], pack[middle:]) if half and len(pack) > 1)
