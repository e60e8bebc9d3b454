"""From a sight to evidence: the smallest message that shows a problem, sent once more to be sure."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from conformance.campaign.budget import BudgetSpentError
from conformance.campaign.campaign import Campaign
from conformance.campaign.depths import DEPTHS
from conformance.campaign.explore import shrink as shrink_tape
from conformance.campaign.letter import Answered
from conformance.campaign.reduce import reduce
from conformance.campaign.sweep import Sight, Swept, digest, meet, own_values, text_of
from conformance.errors import GenerationError
from conformance.generation.draft import Draft
from conformance.model.case import Case, Expectation, Kind
from conformance.model.report import Evidence
from conformance.model.tree import Element

AIM = "making a finding small"
Send: TypeAlias = Callable[[Element | None], Answered]
"""Sends a payload as those before were sent."""
Text: TypeAlias = Callable[[Answered], bytes | None]
"""Returns the payload in a request where no element can hold it, None where it is not known."""


@dataclass(slots=True, kw_only=True)
class Hunt:
    """The hunt for the smallest message in which one check fails: asks the sweep's memory first, the target then."""

    campaign: Campaign
    case: Case
    check: str
    met: Swept
    left: int
    send: Send
    text: Text

    def shows(self, payload: Element) -> bool:
        """Tell whether a payload shows the problem; False without asking once the budget is spent."""
        return self._shows(text_of(payload), lambda: payload)

    def draft_shows(self, draft: Draft) -> bool:
        """Tell the same of a draft."""
        return self._shows(draft.text().encode(), draft.element)

    def _shows(self, text: bytes, payload: Callable[[], Element]) -> bool:
        key = digest(text)
        if key not in self.met.failing:
            if self.left <= 0:
                return False
            spent = self.campaign.budget.spent
            try:
                self.met.failing[key] = self.send(payload()).failing
            except GenerationError:  # smaller, but no longer what it has to be
                self.left -= min(self.campaign.budget.spent - spent, 1)
                return False
            except BudgetSpentError:
                self.left = 0
                return False
            self.left -= 1
        return self.check in self.met.failing[key]


def _unknown(_answered: Answered) -> None:
    """Return nothing: the payload is not known."""


def evidence(
    campaign: Campaign, case: Case, met: Swept, send: Send | None = None, *, text: Text = _unknown
) -> tuple[Evidence, ...]:
    """Return one piece of evidence for each check that failed in a case, and write each.

    Args:
        campaign: what the messages are sent with.
        case: what was examined.
        met: what its messages showed.
        send: sends a smaller payload as those were sent, the first one again where it is given None; else it is sent
            as a valid one, which it has to be.
        text: returns the payload of a request that no element can hold.
    """

    def valid(payload: Element | None) -> Answered:
        return campaign.send(case, b"" if payload is None else text_of(payload))

    left, send = campaign.requests_to_shrink, send or valid
    hunts = (
        Hunt(campaign=campaign, case=case, check=check, met=met, left=left, send=send, text=text)
        for check in sorted(met.first)
    )
    campaign.aim = AIM
    try:
        told = tuple(map(_evidence, hunts))
    finally:
        campaign.aim = ""
    for found in told:
        campaign.write(found)
    return told


def _evidence(hunt: Hunt) -> Evidence:
    check, first = hunt.check, hunt.met.first[hunt.check]
    if not hunt.campaign.requests_to_shrink:
        return _told(hunt, first.answered, first.payload)
    smallest = _smallest(hunt, first)
    try:
        again = hunt.send(smallest)
    except BudgetSpentError:
        return _told(hunt, first.answered, first.payload)
    except GenerationError:  # what it is made of is no longer what it was
        return replace(_told(hunt, first.answered, first.payload), reproduced="1 of 2")
    if check not in again.failing:
        return replace(_told(hunt, first.answered, first.payload), reproduced="1 of 2")
    return replace(_told(hunt, again, smallest), reproduced="2 of 2")


def _smallest(hunt: Hunt, first: Sight) -> Element | None:
    """Return the smallest payload found that shows the problem, None where no element can hold it.

    A check of what is accepted for sure has no smaller one: of another message that is not known.
    """
    payload, own = first.payload, first.own
    if payload is None or set(hunt.campaign.checks[hunt.check].scope.expectations) == {Expectation.ACCEPTED}:
        return payload
    if hunt.case.kind is Kind.GENERATED:
        settings = hunt.campaign.settings
        source, examples = hunt.campaign.source(hunt.case.operation), DEPTHS[settings.depth].examples
        found = shrink_tape(source, hunt.draft_shows, examples=examples, start=settings.seed)
        if found is not None:
            payload, own = found.element(), own_values(found)
    if hunt.case.kind is Kind.INVALID:
        # What is broken is accepted only beside values that the account knows: cut, they would be unknown.
        own = own.union(value for held in hunt.campaign.contract.subjects.values() for value in held)
    return reduce(payload, hunt.shows, kept=own)


def sight(payload: Element, answered: Answered) -> Swept:
    """Return what a single exchange showed, as a sweep of one."""
    text = text_of(payload)
    met = Swept(failing={digest(text): answered.failing})
    meet(met, answered, lambda: payload)
    return met


def _told(hunt: Hunt, answered: Answered, payload: Element | None) -> Evidence:
    """Return what an answer shows of the check that is hunted, and the payload that its request was made of."""
    verdict = next(found for found in answered.judged.verdicts if found.check == hunt.check)
    finding = verdict.findings[0]
    redaction = hunt.campaign.redaction
    kept = hunt.campaign.kept(answered)
    text = hunt.text(answered) if payload is None else text_of(payload)
    return Evidence(
        check=hunt.check,
        operation=hunt.case.operation,
        binding=hunt.case.binding,
        case=hunt.case.id,
        request=kept.request,
        response=kept.response,
        message=redaction.sentence(finding.message),
        severity=verdict.severity,
        tolerated=verdict.tolerated,
        known=verdict.known,
        path=finding.path and redaction.text(finding.path),
        line=finding.line,
        fingerprint=finding.fingerprint,
        error=None if kept.error is None else f"{kept.error.kind}: {kept.error.message}",
        also_seen=hunt.met.seen[hunt.check] - 1,
        payload=None if text is None else redaction.text(text.decode()),
        breaks=hunt.case.breaks,
        item=hunt.case.item,
    )
