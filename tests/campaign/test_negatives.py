"""Broken messages against an endpoint: after their valid base, each certified, reduced to what was broken."""

from dataclasses import replace

import pytest

from conformance.campaign.examine import examine
from conformance.campaign.settings import Settings
from conformance.campaign.soap.repertoire import negatives
from conformance.contract.validate import Engines
from conformance.markup import xml
from conformance.model.contract import Contract
from conformance.model.tree import select
from conformance.reference.soap.wsgi import application
from conformance.soap import envelope as envelopes
from tests.campaign.endpoint import campaign_of, case_of, reading

FLAG = "UpdateSession/soap12/invalid/Session.EnableWaitlist"


def lenient(body: bytes, _media_type: str) -> bytes:
    """Read a boolean as many do."""
    return body.replace(b'EnableWaitlist="True"', b'EnableWaitlist="true"')


def in_soap12_only(body: bytes, media_type: str) -> bytes:
    """Overlook an unknown attribute in one binding."""
    return body.replace(b' Unknown="1"', b"") if media_type.startswith("application/soap+xml") else body


def test_broken_messages_are_all_sent_and_all_refused(cvent: Contract, engines: Engines) -> None:
    with campaign_of(application(cvent, None), cvent, engines) as (campaign, written):
        group = negatives(campaign.repertoire(), "UpdateSession")["Session.EnableWaitlist"]
        found = examine(campaign, case_of(cvent, FLAG))
    assert (found.evidence, found.untested, found.dropped, found.doubts) == ((), None, (), ())
    base, *broken = written.records
    assert base.case.id == f"{FLAG}/base"
    assert (base.accepted, base.refused) == (1, 0)
    assert [record.case.id for record in broken] == [f"{FLAG}/{one.name}" for one in group.mutations]
    assert all((record.accepted, record.refused) == (0, 1) for record in broken)
    assert all("negative.is-not-accepted" not in {told.check for told in record.verdicts} for record in broken)
    points = {point for record in broken for point in record.visited.refused if point.startswith("rule ")}
    assert points == {f"rule {one.rule.name}" for one in group.mutations}


def test_where_the_valid_message_is_refused_nothing_is_learned_and_that_is_said(
    cvent: Contract, engines: Engines
) -> None:
    unknown = replace(cvent, subjects={**cvent.subjects, "UpdateSession/sessions/Session/@Id": ("nobody",)})
    with campaign_of(application(cvent, None), unknown, engines) as (campaign, written):
        found = examine(campaign, case_of(unknown, FLAG))
    assert found.untested == "the valid message that would be broken is refused"
    assert found.exchanges == 1
    assert [record.case.id for record in written.records] == [f"{FLAG}/base"]
    assert not found.evidence


def test_an_accepted_value_is_a_finding_brought_to_the_one_attribute(cvent: Contract, engines: Engines) -> None:
    app = reading(application(cvent, None), lenient)
    with campaign_of(app, cvent, engines) as (campaign, _):
        found = examine(campaign, case_of(cvent, FLAG))
    (told,) = found.evidence
    assert told.check == "negative.is-not-accepted"
    assert "the request breaks the rule lexical-form, and its result says success" in told.message
    assert told.case == f"{FLAG}/boolean-capital-letter"
    payload = envelopes.read(xml.parse(told.request.body)).payload
    assert payload is not None
    (item,) = select(payload, "sessions/Session")
    assert item.get("EnableWaitlist") == "True"
    assert {name for name, _ in item.attributes} <= {"EnableWaitlist", "Id"}
    assert item.children == ()


def test_one_among_many_items_is_brought_to_its_item(cvent: Contract, engines: Engines) -> None:
    app = reading(application(cvent, None), lambda body, _: body.replace(b'"maybe"', b'"false"'))
    settings = Settings(operations=("UpdateSession",), seed=3)
    case = case_of(cvent, "UpdateSession/soap11/invalid/generated")
    with campaign_of(app, cvent, engines, settings) as (campaign, _):
        found = examine(campaign, case)
    assert found.evidence
    for told in found.evidence:
        payload = envelopes.read(xml.parse(told.request.body)).payload
        assert payload is not None
        assert len(select(payload, "sessions/Session")) == 1


@pytest.mark.parametrize("operation", ["Login", "SessionRegAction", "UpdateSession"])
def test_random_messages_are_broken_and_refused(cvent: Contract, engines: Engines, operation: str) -> None:
    case = case_of(cvent, f"{operation}/soap12/invalid/generated")
    with campaign_of(application(cvent, None), cvent, engines) as (campaign, written):
        found = examine(campaign, case)
    assert found.evidence == ()
    assert found.untested is None
    assert len(found.dropped) <= 1
    assert len({record.case.id for record in written.records}) == len(written.records) == found.exchanges
    rules = {point for record in written.records for point in record.visited.refused if point.startswith("rule ")}
    assert rules or operation == "Login"


def test_unknown_content_is_judged_beside_the_other_binding(cvent: Contract, engines: Engines) -> None:
    app = reading(application(cvent, None), in_soap12_only)
    with campaign_of(app, cvent, engines) as (campaign, written):
        quiet = examine(campaign, case_of(cvent, "UpdateSession/soap11/invalid/Session"))
        found = examine(campaign, case_of(cvent, "UpdateSession/soap12/invalid/Session"))
    assert quiet.evidence == ()
    (told,) = found.evidence
    assert told.check == "parity.bindings-treat-it-alike"
    assert "over SOAP 1.1 it is" in told.message
    assert b'Unknown="1"' in told.request.body
    failing = [record.case.id for record in written.records if record.verdicts]
    assert failing == ["UpdateSession/soap12/invalid/Session/unknown-attribute"]


def test_the_other_binding_is_asked_once(cvent: Contract, engines: Engines) -> None:
    """What the first binding answered is known when the second one is judged."""
    with campaign_of(application(cvent, None), cvent, engines) as (campaign, _):
        examine(campaign, case_of(cvent, "UpdateSession/soap11/invalid/Session"))
        before = campaign.budget.spent
        found = examine(campaign, case_of(cvent, "UpdateSession/soap12/invalid/Session"))
        assert campaign.budget.spent - before == found.exchanges


def test_one_binding_alone_is_compared_with_nothing(cvent: Contract, engines: Engines) -> None:
    app = reading(application(cvent, None), in_soap12_only)
    settings = Settings(bindings=("soap12",))
    with campaign_of(app, cvent, engines, settings) as (campaign, written):
        found = examine(campaign, case_of(cvent, "UpdateSession/soap12/invalid/Session"))
    assert found.evidence == ()
    (record,) = [record for record in written.records if record.case.id.endswith("/unknown-attribute")]
    assert "parity.bindings-treat-it-alike" in record.inapplicable


def test_a_spent_budget_ends_it_early_and_says_so(cvent: Contract, engines: Engines) -> None:
    with campaign_of(application(cvent, None), cvent, engines, Settings(budget=4)) as (campaign, written):
        found = examine(campaign, case_of(cvent, FLAG.replace("soap12", "soap11")))
    assert len(written.records) == 3 == found.exchanges
    assert found.untested is not None
    assert "budget" in found.untested
