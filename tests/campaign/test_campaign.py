"""The line, walked by hand: what is sent, what is kept, and what is told of it."""

from dataclasses import replace
from wsgiref.types import StartResponse, WSGIEnvironment

import httpx
import pytest

from conformance.campaign.begin import load
from conformance.campaign.budget import Budget
from conformance.campaign.campaign import Campaign, Way, opened
from conformance.campaign.cases import cases
from conformance.campaign.examine import examine
from conformance.campaign.settings import Settings
from conformance.checks import Bench
from conformance.errors import GenerationError, TargetError, UsageError
from conformance.model.case import Case, Expectation, Kind
from conformance.model.contract import Contract
from conformance.reference.defects import find
from conformance.reference.soap.wsgi import Application, application
from conformance.transport._target import Connection, Permissions
from tests.campaign.endpoint import ADDRESS, Written, campaign_of


def case_of(contract: Contract, operation: str, kind: Kind = Kind.EXAMPLE, binding: str = "soap11") -> Case:
    (case,) = cases(contract, Settings(operations=(operation,), bindings=(binding,)), kind)
    return case


@pytest.fixture
def clean(cvent: Contract) -> Application:
    return application(cvent, None)


def test_a_message_of_ours_that_an_engine_refuses_is_never_sent(clean, cvent, engines) -> None:
    with campaign_of(clean, cvent, engines) as (campaign, written):
        spent = campaign.budget.spent
        with pytest.raises(GenerationError, match="is a bug of this tool"):
            campaign.send(case_of(cvent, "UpdateContact"), b'<UpdateContact xmlns="urn:other"/>')
        assert campaign.budget.spent == spent
        assert not written


def test_an_example_is_accepted_recorded_and_redacted(clean, cvent, engines) -> None:
    with campaign_of(clean, cvent, engines) as (campaign, written):
        assert campaign.granted is not None
        secret = campaign.granted.value.encode()
        found = examine(campaign, case_of(cvent, "UpdateContact"))
    assert not found.evidence
    (record,) = written.records
    assert (record.accepted, record.refused) == (1, 0)
    assert record.exchange is not None
    assert record.exchange.response is not None
    assert b"redacted-1" in record.exchange.request.body
    assert b"redacted-1" in record.exchange.response.body
    assert secret not in record.exchange.request.body + record.exchange.response.body
    assert "results.example-succeeds" in record.passed


def test_an_example_that_is_refused_is_a_finding(clean, cvent, engines) -> None:
    unknown = replace(cvent, subjects={**cvent.subjects, "UpdateContact/Contacts/Contact/@Id": ("nobody",)})
    with campaign_of(clean, unknown, engines) as (campaign, _):
        (told,) = examine(campaign, case_of(unknown, "UpdateContact")).evidence
    assert told.check == "results.example-succeeds"
    assert "CV50103" in told.message


def test_a_sweep_keeps_the_first_that_passes_and_all_that_show_something(cvent, engines) -> None:
    settings = Settings(depth="default")
    app = application(cvent, None, defect=find("fault-with-200"))
    with campaign_of(app, cvent, engines, settings) as (campaign, written):
        examine(campaign, case_of(cvent, "UpdateSession", Kind.GENERATED))
    kept = [record for record in written.records if record.exchange is not None]
    assert 0 < len(kept) < len(written.records)
    assert sum(not record.verdicts for record in kept) == 1
    assert all(record.exchange is not None for record in written.records if record.verdicts)
    assert {told.check for told in written.evidence} == {
        "binding.soap11-fault-has-status-500",
        "binding.success-is-2xx-and-2xx-no-fault",
    }
    assert all(b"<UpdateSession xmlns=" in told.request.body for told in written.evidence)


def test_what_does_not_show_again_says_so(clean, cvent, engines) -> None:
    """The endpoint breaks once: the finding keeps the exchange that showed it."""
    answered = 0

    def flaky(environ: WSGIEnvironment, start: StartResponse):
        nonlocal answered
        answered += 1
        if answered == 3:  # the login, one good answer, then this
            start("503 Service Unavailable", [("Content-Length", "0")])
            return [b""]
        return clean(environ, start)

    with campaign_of(flaky, cvent, engines) as (campaign, _):
        found = examine(campaign, case_of(cvent, "UpdateSession", Kind.GENERATED))
    told = {evidence.check: evidence for evidence in found.evidence}["binding.answered"]
    assert told.reproduced == "1 of 2"
    assert told.response is not None
    assert told.response.status == 503


def test_the_budget_of_a_finding_is_two_hundred_requests(cvent, engines) -> None:
    app = application(cvent, None, defect=find("error-beside-success"))
    with campaign_of(app, cvent, engines) as (campaign, written):
        before = campaign.budget.spent
        found = examine(campaign, case_of(cvent, "UpdateContact", Kind.GENERATED))
        spent = campaign.budget.spent - before - found.exchanges
    assert len(written.evidence) == 1
    assert 0 < spent <= 201


def test_a_live_target_needs_credentials_and_gets_no_made_up_subjects(cvent, engines) -> None:
    assert load(Settings(target="http://127.0.0.1:1/")).subjects == {}
    assert load(Settings()).subjects == cvent.subjects
    app = application(cvent, None)
    with httpx.Client(transport=httpx.WSGITransport(app=app)) as client:
        connection = Connection(client=client, address=ADDRESS, own=False, permissions=Permissions())
        way = Way(connection=connection, budget=Budget(None, None), platform=None)
        bare = replace(cvent, subjects={})
        campaign = Campaign(Settings(), Bench(contract=bare, engines=engines), way=way, write=print)
        with pytest.raises(UsageError, match="CONFORMANCE_SESSION_VALUE"):
            campaign.open_session({})
        wrong = {"CONFORMANCE_ACCOUNT_NUMBER": "a", "CONFORMANCE_USER_NAME": "b", "CONFORMANCE_PASSWORD": "c"}
        with pytest.raises(TargetError, match=r"refused: Access is denied\.; check the credentials"):
            campaign.open_session(wrong)
        campaign.open_session({"CONFORMANCE_SESSION_VALUE": "made-up"})
        assert campaign.obstacle(case_of(bare, "UpdateContact")) is None


def test_the_users_credentials_make_the_login_example_one_that_must_succeed(cvent, engines) -> None:
    bare = replace(cvent, subjects={})
    case = case_of(bare, "Login")
    assert case.expectation is Expectation.EITHER
    right = {
        "CONFORMANCE_ACCOUNT_NUMBER": cvent.subjects["Login/AccountNumber"][0],
        "CONFORMANCE_USER_NAME": cvent.subjects["Login/UserName"][0],
        "CONFORMANCE_PASSWORD": cvent.subjects["Login/Password"][0],
    }
    written = Written()
    with httpx.Client(transport=httpx.WSGITransport(app=application(cvent, None))) as client:
        connection = Connection(client=client, address=ADDRESS, own=False, permissions=Permissions())
        way = Way(connection=connection, budget=Budget(None, None), platform=None)
        campaign = Campaign(Settings(), Bench(contract=bare, engines=engines), way=way, write=written.append)
        campaign.open_session({"CONFORMANCE_SESSION_VALUE": "made-up"})
        assert campaign.obstacle(case) == "no credentials were given to log in with"
        campaign.open_session(right)
        assert campaign.obstacle(case) is None
        assert not examine(campaign, case).evidence
    (record,) = written.records
    assert "results.example-succeeds" in record.passed
    assert record.exchange is not None
    assert right["CONFORMANCE_PASSWORD"].encode() not in record.exchange.request.body


def test_a_server_that_moves_the_session_to_a_host_that_is_not_allowed_is_not_followed(cvent, engines) -> None:
    clean = application(cvent, None)

    def moving(environ: WSGIEnvironment, start: StartResponse):
        body = b"".join(clean(environ, lambda *_: lambda _: None))
        moved = body.replace(b"http://127.0.0.1:8080", b"https://api.example.com")
        start("200 OK", [("Content-Type", "text/xml; charset=utf-8"), ("Content-Length", str(len(moved)))])
        return [moved]

    with (
        pytest.raises(UsageError, match=r"--conformance-allow-host api\.example\.com"),
        campaign_of(moving, cvent, engines),
    ):
        pass


def test_a_campaign_opens_with_one_probe_and_one_login(cvent) -> None:
    written = Written()
    with opened(Settings(operations=("Login",)), cvent, written.append) as campaign:
        assert campaign.granted is not None
        assert campaign.connection.loopback
        assert campaign.budget.limit is None
        assert campaign.budget.spent == 1
