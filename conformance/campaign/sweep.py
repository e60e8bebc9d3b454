"""The sweep: random valid messages, every answer judged and recorded, nothing shrunk yet."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from conformance.campaign.budget import BudgetSpentError
from conformance.campaign.campaign import Campaign
from conformance.campaign.depths import DEPTHS
from conformance.campaign.explore import visit
from conformance.campaign.letter import Answered
from conformance.generation.draft import Draft
from conformance.markup.write import write
from conformance.model.case import Case
from conformance.model.tree import Element


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """The first answer in which a check found a problem, with the payload that it answered.

    The payload is None where no element can hold it; ``own`` are the values in it that came from the user's overrides.
    """

    payload: Element | None
    answered: Answered
    own: frozenset[str] = frozenset()


@dataclass(slots=True, kw_only=True)
class Swept:
    """What a sweep met: the failing checks of each payload by its digest, the first sight and the number of each.

    ``doubts`` are the checks that broke, with what each said; ``shown`` the paths that showed a value of an override.
    """

    failing: dict[bytes, frozenset[str]] = field(default_factory=dict)
    first: dict[str, Sight] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)
    doubts: dict[str, str] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    exchanges: int = 0
    stopped: str | None = None


def sweep(campaign: Campaign, case: Case) -> Swept:
    """Send the random messages of a case, and return what was met; a spent budget ends it early."""
    met = Swept()

    def body(draft: Draft) -> None:
        if met.stopped:
            return
        text = draft.text().encode()
        try:
            answered = campaign.send(case, text)
        except BudgetSpentError as spent:
            met.stopped = str(spent)
            return
        met.shown |= {draft.plan.slots[number].path for number in draft.natives}
        own = own_values(draft)
        origin = f"seed {campaign.settings.seed}, {_origin(draft)}"
        number = replace(case, id=f"{case.id}/{met.exchanges + 1}", origin=origin if answered.judged.verdicts else "")
        campaign.record(number, answered)
        meet(met, answered, draft.element, own=own)
        met.failing[digest(text)] = answered.failing

    visit(
        campaign.source(case.operation),
        body,
        examples=DEPTHS[campaign.settings.depth].examples,
        start=campaign.settings.seed,
    )
    return met


def _origin(draft: Draft) -> str:
    """Return what makes a draft again: its tape, and the user's own values by their path."""
    own = {draft.plan.slots[number].path: pool for number, pool in draft.natives.items()}
    return f"tape {draft.tape.rstrip(bytes(1)).hex()}" + (f", overrides {json.dumps(own)}" if own else "")


def meet(
    met: Swept, answered: Answered, payload: Callable[[], Element | None], *, own: frozenset[str] = frozenset()
) -> None:
    """Note what an answer showed; the tree of its payload is asked for only where it is the first to show it."""
    met.exchanges += 1
    met.seen.update(answered.failing)
    met.doubts |= answered.doubts
    for check in news(met, answered):
        met.first[check] = Sight(payload=payload(), answered=answered, own=own)


def note(met: Swept, answered: Answered, payload: Element) -> None:
    """Note what the answer to a payload showed."""
    meet(met, answered, lambda: payload)
    met.failing[digest(text_of(payload))] = answered.failing


def news(met: Swept, answered: Answered) -> tuple[str, ...]:
    """Return the checks that an answer is the first to fail, or the first whose failure no platform explains."""
    return tuple(
        check
        for check in sorted(answered.failing)
        if check not in met.first or (check in answered.serious and check not in met.first[check].answered.serious)
    )


def only(met: Swept, check: str) -> Swept:
    """Return what was met of one check."""
    return replace(met, first={check: met.first[check]})


def own_values(draft: Draft) -> frozenset[str]:
    """Return the values of a draft that came from the user's overrides."""
    return frozenset(value for pool in draft.natives.values() for value in pool)


def text_of(payload: Element) -> bytes:
    """Return a payload as XML: what it is drawn, compared and kept as, whatever it is sent in."""
    return write(payload).encode()


def chosen(payload: Element) -> tuple[int, int]:
    """Return two numbers that a payload chooses by itself, such as a rule and a place to break it at."""
    drawn = hashlib.sha256(text_of(payload)).digest()
    return int.from_bytes(drawn[:4]), int.from_bytes(drawn[4:8])


def digest(payload: bytes) -> bytes:
    """Return what stands for a payload in a sweep's memory."""
    return hashlib.sha256(payload).digest()
