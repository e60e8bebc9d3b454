"""Effects: the only module that finds out whether a message that was refused has done something all the same."""

from dataclasses import replace

from conformance.campaign.campaign import Campaign
from conformance.campaign.letter import Answered, Beside
from conformance.campaign.soap import writing
from conformance.campaign.soap.plainly import accepts
from conformance.campaign.sweep import text_of
from conformance.checks._observe import Observation
from conformance.model.case import Case, Expectation
from conformance.model.exchange import Request
from conformance.model.tree import Element, steps_of

BEHIND_A_REFUSAL = "effect/behind-a-refused-message"
BEHIND_A_BLOCK = "effect/behind-a-mandatory-block"
"""How a message differs that takes back what a refused one asked for."""

_BLOCKS = frozenset({"header/mandatory-block", "header/mandatory-block-for-next"})
_TURNS = 2  # the first takes back what is there, the second finds nothing


def clear(campaign: Campaign, case: Case, payload: Element) -> Observation | None:
    """Take back what a payload asks for, until nothing of it is left.

    Returns:
        What is seen of the answer that says so; None where the contract does not tell how it is taken back, where no
        answer says that there is nothing to take back, or where others may do the same meanwhile.
    """
    undo = taking_back(campaign, case, payload)
    if undo is None or (campaign.settings.workers > 1 and not campaign.connection.own):
        return None
    plain = replace(case, id=f"{case.id}/clear", expectation=Expectation.EITHER, breaks=None, item=None)
    for _ in range(_TURNS):
        seen = campaign.send(plain, text_of(undo)).seen
        if seen.results and not accepts(seen):
            return seen
    return None


def take_back(campaign: Campaign, case: Case, payload: Element, *, base: Observation) -> tuple[Case, Answered]:
    """Take back what a refused message asked for, and judge the answer beside that of before it."""
    undo = taking_back(campaign, case, payload) or payload
    varies = BEHIND_A_BLOCK if case.breaks in _BLOCKS else BEHIND_A_REFUSAL
    number = replace(
        case, id=f"{case.id}/effect", varies=varies, expectation=Expectation.EITHER, breaks=None, item=None
    )

    def write() -> Request:
        return writing.request(campaign, number, writing.message(campaign, number, text_of(undo)))

    return number, campaign.deliver(number, write, beside=Beside(base=base))


def taking_back(campaign: Campaign, case: Case, payload: Element) -> Element | None:
    """Return the payload that takes back what another one asks for, None where the contract does not tell it."""
    undo = payload
    for path, (done, undone) in campaign.contract.operations[case.operation].undo.items():
        undo = _turned(undo, steps_of(path), done=done, undone=undone)
    return None if undo == payload else undo


def _turned(element: Element, steps: tuple[str, ...], *, done: str, undone: str) -> Element:
    """Return an element with another value at a path, where it holds the first of the two."""
    if not steps:
        return replace(element, content=(undone,)) if element.text == done else element
    first, *rest = steps
    if first.startswith("@"):
        turned = tuple(
            (name, undone if (name, value) == (first[1:], done) else value) for name, value in element.attributes
        )
        return replace(element, attributes=turned)
    content = tuple(
        _turned(part, tuple(rest), done=done, undone=undone)
        if isinstance(part, Element) and part.local == first
        else part
        for part in element.content
    )
    return replace(element, content=content)
