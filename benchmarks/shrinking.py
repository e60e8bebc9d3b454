"""How many questions and messages it takes to make a failing message small, and what fits into one example.

Run with ``tox -e bench``. The problem to be found: a contact whose title holds a less-than sign. Medians of starts.
"""

import statistics
from dataclasses import dataclass, field, replace

import peers
import rows

from conformance import _schemas
from conformance.campaign import explore
from conformance.contract import manifest
from conformance.generation.draft import Draft
from conformance.generation.plan import Branch, Plan, compile_plan
from conformance.model.tree import Element, select
from conformance.strategies.drafts import Source, drafts

STARTS, EXAMPLES = 9, 200
BATCHES = (1, 5, 20)
HOLDER, ITEMS = "UpdateContact/Contacts", "Contacts/Contact"
MOST_TURNS = 320  # one for each byte of a ring


@dataclass(slots=True, kw_only=True)
class Asked:
    """The questions of one search, and what is known of the messages: only those that are not known are sent."""

    known: dict[str, bool] = field(default_factory=dict)
    met: int = 0
    calls: int = 0
    sent: int = 0

    def visit(self, draft: Draft) -> None:
        """Learn of a message in the sweep; ``met`` counts those before the first that shows the problem."""
        self.known[draft.text()] = shows(draft.element())
        self.met += not any(self.known.values())

    def answer(self, draft: Draft) -> bool:
        """Tell whether a message shows the problem."""
        self.calls += 1
        text = draft.text()
        if text not in self.known:
            self.sent += 1
            self.known[text] = shows(draft.element())
        return self.known[text]


def main() -> None:
    """Print the rows of each size of batch, with one draft for each example of Hypothesis and with several."""
    contract = manifest.load(_schemas.contract_folder("cvent"))
    plan = compile_plan(contract, contract.operations["UpdateContact"])
    for items in BATCHES:
        source = drafts(in_batches_of(plan, items))
        single = searched(source, several=False)
        several = searched(source, several=True)
        what = f"shrinking, {items} contacts"
        rows.at_most(f"{what}: questions", several["questions"], 400)
        rows.at_most(f"{what}: questions, the worst", several["worst"], 400)
        rows.at_most(f"{what}: attributes left, the worst", several["attributes"], 1)
        rows.told(f"{what}: messages sent", several["sent"], "")
        rows.at_most(f"{what}: messages sent / with one draft an example", several["sent"] / single["sent"], 5)
    rows.at_least("contacts in one example, health checks on, nothing overrun", contacts(drafts(plan)), 200)


def shows(payload: Element) -> bool:
    """Tell whether a payload shows the problem."""
    return any("<" in (item.get("Title") or "") for item in select(payload, ITEMS))


def in_batches_of(plan: Plan, items: int) -> Plan:
    """Return the plan with so many contacts in nearly every message, and a tape that is long enough for them."""
    holder = plan.nodes[HOLDER]
    (part,) = holder.parts
    assert isinstance(part, Branch)
    inner = replace(holder, parts=(replace(part, counts=(*(0,) * 12, *(items,) * 244)),))
    return replace(plan, nodes={**plan.nodes, HOLDER: inner}, size=200 + 110 * items)


def searched(source: Source, *, several: bool) -> dict[str, float]:
    """Return how many questions and messages the search for the smallest takes after the problem was met."""
    kept = explore.TURNS
    explore.TURNS = kept if several else 1
    try:
        found = [one for start in range(STARTS) if (one := _search(source, start)) is not None]
    finally:
        explore.TURNS = kept
    questions, sent, attributes = zip(*found, strict=True)
    return {
        "questions": statistics.median(questions),
        "worst": max(questions),
        "sent": statistics.median(sent),
        "attributes": max(attributes),
    }


def _search(source: Source, start: int) -> tuple[int, int, int] | None:
    asked = Asked()
    explore.visit(source, asked.visit, examples=EXAMPLES, start=start)
    smallest = explore.shrink(source, asked.answer, examples=EXAMPLES, start=start)
    if smallest is None:
        return None
    attributes = sum(len(part.attributes) for part in smallest.element().walk())
    return asked.calls - asked.met, asked.sent, attributes


def contacts(source: Source) -> float:
    """Return how many contacts there are in one example of as many turns as a ring has bytes."""
    counted: list[int] = []

    def count(found: tuple[Draft, ...]) -> None:
        counted.append(sum(len(select(draft.element(), ITEMS)) for draft in found))

    peers.drawn(source.several(MOST_TURNS), count, examples=20, suppressed=())
    assert len(counted) == 20  # noqa: PLR2004 - none was overrun
    return statistics.median(counted[1:])


if __name__ == "__main__":
    main()
