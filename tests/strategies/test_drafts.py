"""The strategy draws valid payloads, reaches beyond the pools, and shrinks to one attribute."""

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings

from conformance.contract.validate import Engines
from conformance.generation.draft import Draft
from conformance.generation.plan import Plan, compile_plan
from conformance.model.binding import SOAP12
from conformance.model.contract import Contract
from conformance.model.tree import select
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
    @given(drafts(plan))
    def check(draft: Draft) -> None:
        nonlocal natives
        natives += bool(draft.spotlights())
        assert engines.judge(before + draft.text().encode() + after).valid

    check()
    assert natives > 20, "spotlights are drawn"


def test_it_shrinks_to_one_attribute(plan: Plan) -> None:
    def shows(draft: Draft) -> bool:
        return any("<" in (item.get("Title") or "") for item in select(draft.element(), "Contacts/Contact"))

    found = find(drafts(plan), shows, settings=settings(QUIET, max_examples=2000)).element()
    assert [name for part in found.walk() for name, _ in part.attributes] == ["Title"]
