"""Exploring: as many drafts as asked for, the same for the same start, health checks on, the smallest with few questions."""

import warnings
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import strategies as st
from hypothesis.errors import FailedHealthCheck

from conformance.campaign.explore import TURNS, shrink, visit
from conformance.errors import TargetError, UsageError
from conformance.generation.draft import Draft
from conformance.generation.plan import Branch, Plan, compile_plan
from conformance.model.contract import Contract
from conformance.model.schema import AttributeUse, ComplexType, ElementUse, Schema, Use
from conformance.model.tree import XSD, Element, select
from conformance.strategies.drafts import drafts
from conformance.strategies.overrides import Overrides

OPERATIONS = ("Login", "SessionRegAction", "UpdateContact", "UpdateGuestInfo", "UpdateSession")
EMAIL = "UpdateContact/Contacts/Contact/@EmailAddress"
NONE: Overrides = {}


@pytest.fixture(scope="module")
def plans(cvent: Contract) -> dict[str, Plan]:
    return {name: compile_plan(cvent, cvent.operations[name]) for name in OPERATIONS}


def visited(plan: Plan, *, examples: int, start: int = 0, overrides: Overrides = NONE) -> list[Draft]:
    found: list[Draft] = []
    visit(drafts(plan, overrides), found.append, examples=examples, start=start)
    return found


def in_batches_of(plan: Plan, items: int) -> Plan:
    """Return the plan of contacts with so many in nearly every message, and a tape that is long enough for them."""
    holder = plan.nodes["UpdateContact/Contacts"]
    (part,) = holder.parts
    assert isinstance(part, Branch)
    inner = replace(holder, parts=(replace(part, counts=(*(0,) * 12, *(items,) * 244)),))
    return replace(plan, nodes={**plan.nodes, "UpdateContact/Contacts": inner}, size=200 + 110 * items)


def attributes(element: Element) -> list[str]:
    return [name for part in element.walk() for name, _ in part.attributes]


class Asked:
    """The questions of a search for the smallest, answered from memory where they were put before."""

    def __init__(self, shows: Callable[[Element], bool]) -> None:
        self.answer = shows
        self.known: dict[str, bool] = {}
        self.calls = 0
        self.sent = 0

    def meet(self, draft: Draft) -> None:
        self.known[draft.text()] = self.answer(draft.element())

    def shows(self, draft: Draft) -> bool:
        self.calls += 1
        if draft.text() not in self.known:
            self.sent += 1
            self.meet(draft)
        return self.known[draft.text()]


def title_with_less_than(payload: Element) -> bool:
    return any("<" in (item.get("Title") or "") for item in select(payload, "Contacts/Contact"))


@pytest.mark.parametrize("name", OPERATIONS)
def test_health_checks_do_not_fire_for_any_operation(plans: dict[str, Plan], name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(visited(plans[name], examples=250)) == 250


def test_health_checks_are_on(plans: dict[str, Plan], monkeypatch: pytest.MonkeyPatch) -> None:
    """The check for the size of the smallest example fires where more bytes are drawn than it allows."""
    monkeypatch.setattr("conformance.strategies.drafts.RING", 5000)
    with pytest.raises(FailedHealthCheck, match="smallest natural input"):
        visited(replace(plans["Login"], size=5000), examples=20)


@pytest.mark.parametrize("examples", [1, 2, TURNS, TURNS + 1, 20, 25, 100])
def test_there_are_as_many_drafts_as_asked_for_and_the_smallest_comes_once(
    plans: dict[str, Plan], examples: int
) -> None:
    found = visited(plans["UpdateContact"], examples=examples)
    assert len(found) == examples
    assert sum(not any(draft.tape) for draft in found) == 1


def test_the_same_start_gives_the_same_drafts_and_another_start_others(plans: dict[str, Plan]) -> None:
    first, again, other = (
        [draft.tape for draft in visited(plans["UpdateSession"], examples=60, start=start)] for start in (3, 3, 4)
    )
    assert first == again
    assert len(set(first) & set(other)) == 1


def test_what_breaks_off_is_raised_once_and_nothing_is_asked_after_it(plans: dict[str, Plan]) -> None:
    met: list[Draft] = []

    def body(draft: Draft) -> None:
        met.append(draft)
        if len(met) == 15:
            message = "gone"
            raise TargetError(message, target="it")

    with pytest.raises(TargetError, match="it: gone"):
        visit(drafts(plans["UpdateContact"]), body, examples=60, start=0)
    assert len(met) == 15


def test_overrides_that_give_nothing_for_what_must_stand_are_told(cvent: Contract) -> None:
    text = f"{{{XSD}}}string"
    tree = ComplexType(name="T", attributes=(AttributeUse(name="a", type=text, use=Use.REQUIRED),))
    root = ElementUse(name="t", type="T")
    schema = Schema(elements={cvent.operations["Login"].input.payload: root}, types={"T": tree, **cvent.schema.types})
    plan = compile_plan(replace(cvent, schema=schema, subjects={}), cvent.operations["Login"])
    with pytest.raises(UsageError, match="overrides for Login draw hardly anything"):
        visited(plan, examples=20, overrides={"Login/@a": st.text().filter(lambda _: False)})


@pytest.mark.parametrize("start", range(3))
@pytest.mark.parametrize("items", [1, 5, 20])
def test_a_failure_is_met_again_and_ends_at_exactly_one_attribute(
    plans: dict[str, Plan], items: int, start: int
) -> None:
    source = drafts(in_batches_of(plans["UpdateContact"], items))
    asked = Asked(title_with_less_than)
    seen: list[bool] = []

    def body(draft: Draft) -> None:
        asked.meet(draft)
        seen.append(asked.known[draft.text()])

    visit(source, body, examples=100, start=start)
    assert any(seen)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = shrink(source, asked.shows, examples=100, start=start)
    assert found is not None
    smallest = found.element()
    assert attributes(smallest) == ["Title"]
    assert len(select(smallest, "Contacts/Contact")) == 1
    assert asked.calls - seen.index(True) <= 400
    assert asked.sent <= 200


def test_what_nothing_shows_sends_nothing(plans: dict[str, Plan]) -> None:
    asked = Asked(lambda _: False)
    source = drafts(plans["UpdateContact"])
    visit(source, asked.meet, examples=30, start=0)
    assert shrink(source, asked.shows, examples=30, start=0) is None
    assert asked.calls == 30
    assert asked.sent == 0


def test_the_users_own_values_are_made_smaller_too(plans: dict[str, Plan]) -> None:
    def shows(payload: Element) -> bool:
        return any("z" in (item.get("EmailAddress") or "") for item in select(payload, "Contacts/Contact"))

    asked = Asked(shows)
    source = drafts(plans["UpdateContact"], {EMAIL: st.from_regex(r"[a-z]{1,8}@example\.com", fullmatch=True)})
    visit(source, asked.meet, examples=60, start=0)
    found = shrink(source, asked.shows, examples=60, start=0)
    assert found is not None
    assert [item.attributes for item in select(found.element(), "Contacts/Contact")] == [
        (("EmailAddress", "z@example.com"),)
    ]
