"""Examining a case: what one pytest item does, from its first message to its evidence."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from conformance.campaign.alone import alone
from conformance.campaign.budget import BudgetSpentError
from conformance.campaign.campaign import Campaign
from conformance.campaign.cases import expectation
from conformance.campaign.edges import visit_edges
from conformance.campaign.examined import Examined, examined
from conformance.campaign.methods import methods_of
from conformance.campaign.parts import is_random
from conformance.campaign.shrink import evidence, sight
from conformance.campaign.sweep import sweep, text_of
from conformance.campaign.traffic import judge_recorded
from conformance.contract.example import example
from conformance.model.case import Case, Kind


def examine(campaign: Campaign, case: Case) -> Examined:
    """Run a case and return what became of it; every exchange and finding is written on the way.

    Raises:
        GenerationError: a message of ours is not valid.
        RecordingError: the case was not recorded, or not as it is today.
    """
    if case.kind is Kind.RECORDED:
        met = judge_recorded(campaign, case)
        return examined(evidence(campaign, case, met), met)
    obstacle = campaign.obstacle(case)
    if obstacle is not None:
        return Examined(untested=obstacle)
    if is_random(case):
        if campaign.connection.recorded:
            return Examined(untested="random messages are not recorded; judge them against an endpoint")
        return _WAYS[case.kind](campaign, case)
    with alone(campaign, case):
        return _WAYS[case.kind](campaign, case)


def _example(campaign: Campaign, case: Case) -> Examined:
    payload = example(campaign.contract, campaign.contract.operations[case.operation])
    # The user's credentials became subjects when the session was opened, after the case was made.
    case = replace(case, expectation=expectation(campaign.contract, case.operation, case.kind))
    try:
        answered = campaign.send(case, text_of(payload))
    except BudgetSpentError as spent:
        return Examined(untested=str(spent))
    campaign.record(case, answered)
    met = sight(payload, answered)
    return examined(evidence(campaign, case, met), met)


def _generated(campaign: Campaign, case: Case) -> Examined:
    met = sweep(campaign, case)
    unshown = campaign.overridden(case.operation) - met.shown
    return replace(examined(evidence(campaign, case, met), met), unshown=tuple(sorted(unshown)))


def _edge(campaign: Campaign, case: Case) -> Examined:
    met = visit_edges(campaign, case)
    return examined(evidence(campaign, case, met), met)


def _invalid(campaign: Campaign, case: Case) -> Examined:
    return methods_of(campaign.contract).invalid(campaign, case)


def _variant(campaign: Campaign, case: Case) -> Examined:
    return methods_of(campaign.contract).variant(campaign, case)


_WAYS: Mapping[Kind, Callable[[Campaign, Case], Examined]] = MappingProxyType(
    {
        Kind.EXAMPLE: _example,
        Kind.EDGE: _edge,
        Kind.GENERATED: _generated,
        Kind.INVALID: _invalid,
        Kind.VARIANT: _variant,
    }
)
