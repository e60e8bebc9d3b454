"""Examining a case: what one pytest item does, from its first message to its evidence."""

from dataclasses import dataclass, replace

from conformance.campaign.budget import BudgetSpentError
from conformance.campaign.campaign import Campaign
from conformance.campaign.cases import expectation
from conformance.campaign.shrink import evidence, sight
from conformance.campaign.sweep import Swept, sweep, text_of
from conformance.contract.example import example
from conformance.model.case import Case, Kind
from conformance.model.report import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What became of a case: its evidence, its exchanges, and why it ended early or did not begin.

    ``doubts`` tells of each check that broke, ``unshown`` are paths whose override no message of the case showed.
    """

    evidence: tuple[Evidence, ...] = ()
    doubts: tuple[str, ...] = ()
    unshown: tuple[str, ...] = ()
    exchanges: int = 0
    untested: str | None = None


def examine(campaign: Campaign, case: Case) -> Examined:
    """Run a case and return what became of it; every exchange and finding is written on the way.

    Raises:
        GenerationError: a message of ours is not valid.
        RecordingError: the case was not recorded.
    """
    obstacle = campaign.obstacle(case)
    if obstacle is not None:
        return Examined(untested=obstacle)
    if case.kind is Kind.EXAMPLE:
        return _example(campaign, case)
    if campaign.connection.recorded:
        return Examined(untested="random messages are not recorded; judge them against an endpoint")
    met = sweep(campaign, case)
    unshown = campaign.overridden(case.operation) - met.shown
    return replace(_examined(campaign, case, met), unshown=tuple(sorted(unshown)))


def _example(campaign: Campaign, case: Case) -> Examined:
    payload = example(campaign.contract, campaign.contract.operations[case.operation])
    # The user's credentials became subjects when the session was opened, after the case was made.
    case = replace(case, expectation=expectation(campaign.contract, case.operation, case.kind))
    try:
        answered = campaign.send(case, text_of(payload))
    except BudgetSpentError as spent:
        return Examined(untested=str(spent))
    campaign.record(case, answered)
    return _examined(campaign, case, sight(payload, answered))


def _examined(campaign: Campaign, case: Case, met: Swept) -> Examined:
    return Examined(
        evidence=evidence(campaign, case, met),
        doubts=tuple(f"{check} could not tell: {why}" for check, why in sorted(met.doubts.items())),
        exchanges=met.exchanges,
        untested=met.stopped,
    )
