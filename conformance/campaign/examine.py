"""Examining a case: what one pytest item does, from its first message to its evidence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from conformance.campaign.alone import alone
from conformance.campaign.budget import BudgetSpentError
from conformance.campaign.campaign import Campaign
from conformance.campaign.cases import expectation, is_random, part_of
from conformance.campaign.crafted import evidence_of_crafted, send_crafted
from conformance.campaign.edges import visit_edges
from conformance.campaign.envelopes import evidence_of_broken_envelope, send_broken_envelope
from conformance.campaign.negatives import evidence_of_broken, send_broken, send_broken_at_random
from conformance.campaign.related import evidence_of_related, send_related
from conformance.campaign.repertoire import GENERATED
from conformance.campaign.shrink import evidence, sight
from conformance.campaign.sweep import Swept, sweep, text_of
from conformance.campaign.traffic import judge_recorded
from conformance.campaign.variants import send_spelled
from conformance.contract.example import example
from conformance.generation.envelopes import envelope_mutations
from conformance.model.binding import REST
from conformance.model.case import Case, Kind
from conformance.model.report import Evidence
from conformance.relations import relations


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What became of a case: its evidence, its exchanges, and why it ended early or did not begin.

    ``doubts`` tells of each check that broke, ``unshown`` are paths whose override no message of the case showed,
    ``dropped`` are broken messages that were not certified, with the reason of each.
    """

    evidence: tuple[Evidence, ...] = ()
    doubts: tuple[str, ...] = ()
    unshown: tuple[str, ...] = ()
    exchanges: int = 0
    dropped: tuple[tuple[str, str], ...] = ()
    untested: str | None = None


def examine(campaign: Campaign, case: Case) -> Examined:
    """Run a case and return what became of it; every exchange and finding is written on the way.

    Raises:
        GenerationError: a message of ours is not valid.
        RecordingError: the case was not recorded, or not as it is today.
    """
    if case.kind is Kind.RECORDED:
        met = judge_recorded(campaign, case)
        return _examined(met, evidence(campaign, case, met))
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
    return _examined(met, evidence(campaign, case, met))


def _generated(campaign: Campaign, case: Case) -> Examined:
    met = sweep(campaign, case)
    unshown = campaign.overridden(case.operation) - met.shown
    return replace(_examined(met, evidence(campaign, case, met)), unshown=tuple(sorted(unshown)))


def _edge(campaign: Campaign, case: Case) -> Examined:
    met = visit_edges(campaign, case)
    return _examined(met, evidence(campaign, case, met))


def _variant(campaign: Campaign, case: Case) -> Examined:
    if case.binding in REST:
        return _crafted(campaign, case)
    if part_of(case) in relations():
        return _related(campaign, case)
    met, send = send_spelled(campaign, case)
    return _examined(met, evidence(campaign, case, met, send))


def _related(campaign: Campaign, case: Case) -> Examined:
    found = send_related(campaign, case)
    told = evidence_of_related(campaign, case, found)
    examined = _examined(found.met, told)
    return replace(
        examined,
        doubts=(*_doubts(found.valid), *examined.doubts),
        exchanges=found.valid.exchanges + found.met.exchanges,
        untested=found.met.stopped or found.refused,
    )


def _broken_envelope(campaign: Campaign, case: Case) -> Examined:
    found = send_broken_envelope(campaign, case)
    told = evidence_of_broken_envelope(campaign, case, found)
    return Examined(
        evidence=told,
        doubts=tuple(told for met in (found.valid, found.broken, found.undone, found.behind) for told in _doubts(met)),
        exchanges=found.exchanges,
        untested=found.broken.stopped or found.refused,
    )


def _crafted(campaign: Campaign, case: Case) -> Examined:
    found = send_crafted(campaign, case)
    told = evidence_of_crafted(campaign, case, found)
    return Examined(
        evidence=told,
        doubts=(*_doubts(found.valid), *_doubts(found.crafted)),
        exchanges=found.valid.exchanges + found.crafted.exchanges,
        untested=found.crafted.stopped or found.refused,
    )


def _invalid(campaign: Campaign, case: Case) -> Examined:
    if case.binding in REST:
        return _crafted(campaign, case)
    if part_of(case) in envelope_mutations():
        return _broken_envelope(campaign, case)
    found = (send_broken_at_random if part_of(case) == GENERATED else send_broken)(campaign, case)
    told = (*evidence(campaign, case, found.valid), *evidence_of_broken(campaign, found))
    examined = _examined(found.met, told)
    return replace(
        examined,
        doubts=(*_doubts(found.valid), *examined.doubts),
        exchanges=found.exchanges,
        untested=found.met.stopped or found.refused,
        dropped=tuple(sorted(found.dropped.items())),
    )


def _examined(met: Swept, told: tuple[Evidence, ...]) -> Examined:
    return Examined(evidence=told, doubts=_doubts(met), exchanges=met.exchanges, untested=met.stopped)


def _doubts(met: Swept) -> tuple[str, ...]:
    return tuple(f"{check} could not tell: {why}" for check, why in sorted(met.doubts.items()))


_WAYS: Mapping[Kind, Callable[[Campaign, Case], Examined]] = MappingProxyType(
    {
        Kind.EXAMPLE: _example,
        Kind.EDGE: _edge,
        Kind.GENERATED: _generated,
        Kind.INVALID: _invalid,
        Kind.VARIANT: _variant,
    }
)
