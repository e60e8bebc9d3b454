"""From a sight to evidence: the smallest message that shows a problem, sent once more to be sure."""

from dataclasses import dataclass, replace

from conformance.campaign.budget import BudgetSpentError
from conformance.campaign.campaign import Answered, Campaign
from conformance.campaign.explore import shrink as shrink_tape
from conformance.campaign.reduce import reduce
from conformance.campaign.settings import DEPTHS
from conformance.campaign.sweep import Sight, Swept, digest, own_values, text_of
from conformance.errors import GenerationError
from conformance.generation.draft import Draft
from conformance.model.case import Case, Kind
from conformance.model.report import Evidence
from conformance.model.tree import Element


@dataclass(slots=True, kw_only=True)
class Hunt:
    """The hunt for the smallest message in which one check fails: asks the sweep's memory first, the target then."""

    campaign: Campaign
    case: Case
    check: str
    met: Swept
    left: int

    def shows(self, payload: Element) -> bool:
        """Tell whether a payload shows the problem; False without asking once the budget is spent."""
        text = text_of(payload)
        key = digest(text)
        if key not in self.met.failing:
            if self.left <= 0:
                return False
            try:
                self.met.failing[key] = self.campaign.send(self.case, text).failing
            except GenerationError:
                return False  # smaller, but no longer valid: it was not sent
            except BudgetSpentError:
                self.left = 0
                return False
            self.left -= 1
        return self.check in self.met.failing[key]

    def again(self, smallest: Element) -> Answered | None:
        """Send the smallest message once more; None where the budget does not allow it."""
        try:
            return self.campaign.send(self.case, text_of(smallest))
        except BudgetSpentError:
            return None

    def draft_shows(self, draft: Draft) -> bool:
        """Tell the same of a draft."""
        return self.shows(draft.element())


def evidence(campaign: Campaign, case: Case, met: Swept) -> tuple[Evidence, ...]:
    """Return one piece of evidence for each check that failed in a case, and write each."""
    told = tuple(_evidence(campaign, case, check, met) for check in sorted(met.first))
    for found in told:
        campaign.write(found)
    return told


def _evidence(campaign: Campaign, case: Case, check: str, met: Swept) -> Evidence:
    hunt = Hunt(campaign=campaign, case=case, check=check, met=met, left=campaign.requests_to_shrink)
    first = met.first[check]
    again = hunt.again(_smallest(hunt, first)) if campaign.requests_to_shrink else None
    told = _told(hunt, first.answered if again is None or check not in again.failing else again)
    if again is None:
        return told
    return replace(told, reproduced="2 of 2" if check in again.failing else "1 of 2")


def _smallest(hunt: Hunt, first: Sight) -> Element:
    """Return the smallest payload found that shows the problem.

    A check of what is expected of just this message has no smaller one: of another message something else is expected.
    """
    payload, own = first.payload, first.own
    if None not in hunt.campaign.checks[hunt.check].scope.expectations:
        return payload
    if hunt.case.kind is Kind.GENERATED:
        settings = hunt.campaign.settings
        source, examples = hunt.campaign.source(hunt.case.operation), DEPTHS[settings.depth].examples
        found = shrink_tape(source, hunt.draft_shows, examples=examples, start=settings.seed)
        if found is not None:
            payload, own = found.element(), own_values(found)
    return reduce(payload, hunt.shows, kept=own)


def sight(payload: Element, answered: Answered) -> Swept:
    """Return what a single exchange showed, as a sweep of one."""
    text = text_of(payload)
    met = Swept(exchanges=1, failing={digest(text): answered.failing})
    met.seen.update(answered.failing)
    met.doubts |= answered.doubts
    met.first = {check: Sight(payload=payload, answered=answered) for check in answered.failing}
    return met


def _told(hunt: Hunt, answered: Answered) -> Evidence:
    """Return what an answer shows of the check that is hunted."""
    verdict = next(found for found in answered.judged.verdicts if found.check == hunt.check)
    finding = verdict.findings[0]
    redaction = hunt.campaign.redaction
    kept = redaction.exchange(answered.exchange)
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
        path=finding.path and redaction.text(finding.path),
        line=finding.line,
        fingerprint=finding.fingerprint,
        error=None if kept.error is None else f"{kept.error.kind}: {kept.error.message}",
        also_seen=hunt.met.seen[hunt.check] - 1,
    )
