"""The strategies draw valid payloads, one or several at a time, reach beyond the pools, and shrink to one attribute."""

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from conformance.contract.validate import Engines
from conformance.generation.draft import Draft
from conformance.generation.plan import Plan, compile_plan
from conformance.model.binding import SOAP12
from conformance.model.contract import Contract
from conformance.model.tree import XSD, select, values
from conformance.soap import envelope
from conformance.strategies.drafts import drafts

QUIET = settings(database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def plan(cvent: Contract) -> Plan:
    return compile_plan(cvent, cvent.operations["UpdateContact"])


def test_drawn_payloads_are_valid(engines: Engines, plan: Plan) -> None:
    before, after = envelope.halves(SOAP12, ())
    natives = 0

    @settings(QUIET, max_examples=150, phases=[Phase.generate])
    @given(drafts(plan).one())
    def check(draft: Draft) -> None:
        nonlocal natives
        natives += bool(draft.spotlights())
        assert engines.judge(before + draft.text().encode() + after).valid

    check()
    assert natives > 20, "spotlights are drawn"


def test_it_shrinks_to_one_attribute(plan: Plan) -> None:
    def shows(draft: Draft) -> bool:
        return any("<" in (item.get("Title") or "") for item in select(draft.element(), "Contacts/Contact"))

    found = find(drafts(plan).one(), shows, settings=settings(QUIET, max_examples=2000)).element()
    assert [name for part in found.walk() for name, _ in part.attributes] == ["Title"]


def test_several_at_a_time_are_each_valid_and_seldom_the_same(engines: Engines, plan: Plan) -> None:
    before, after = envelope.halves(SOAP12, ())
    texts: list[str] = []

    @settings(QUIET, max_examples=15, phases=[Phase.generate])
    @given(drafts(plan).several(10))
    def check(found: tuple[Draft, ...]) -> None:
        assert len(found) == 10
        texts.extend(draft.text() for draft in found)
        assert all(engines.judge(before + text.encode() + after).valid for text in texts[-10:])

    check()
    assert len(set(texts)) > 0.75 * len(texts)


@pytest.mark.parametrize("count", [1, 10])
def test_an_overridden_place_of_any_of_several_shows_values_of_its_strategy_only(plan: Plan, count: int) -> None:
    mine = {"UpdateContact/Contacts/Contact/@Title": st.sampled_from(["mine", "own"])}
    seen: set[str] = set()

    @settings(QUIET, max_examples=30, phases=[Phase.generate])
    @given(drafts(plan, mine).several(count))
    def check(found: tuple[Draft, ...]) -> None:
        for draft in found:
            titles = set(values(draft.element(), "Contacts/Contact/@Title"))
            assert bool(titles) == bool(draft.natives)
            seen.update(titles)

    check()
    assert seen == {"mine", "own"}


def test_a_type_that_is_overridden_everywhere_fits_into_one_example(plan: Plan) -> None:
    """Hypothesis gives up on examples that ask too much of it, and says so where its health checks are on."""
    drawn = 0

    @settings(QUIET, max_examples=20, phases=[Phase.generate], suppress_health_check=[])
    @given(drafts(plan, {f"{{{XSD}}}string": st.text("abc", max_size=20)}).several(10))
    def check(found: tuple[Draft, ...]) -> None:
        nonlocal drawn
        drawn += 1

    check()
    assert drawn == 20
