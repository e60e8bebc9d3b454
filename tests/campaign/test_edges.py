"""Edges against an endpoint: packed, halved where a request is refused as a whole, brought to the one that does it."""

import io
from collections.abc import Iterable
from itertools import pairwise
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest

from conformance.campaign.examine import examine
from conformance.campaign.settings import Settings
from conformance.contract.validate import Engines
from conformance.model.contract import Contract
from conformance.model.report import Record
from conformance.reference.soap.wsgi import application
from tests.campaign.endpoint import campaign_of, case_of

GROUP = "UpdateSession/soap12/edge/Session.ProductName"
MARKER = b"%s%n%x"
ALONE = "format-string"


def refusing(app: WSGIApplication) -> WSGIApplication:
    """Return an endpoint that falls over any request that holds a marker."""

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"].read()
        if MARKER in body:
            start("500 Internal Server Error", [("Content-Length", "0")])
            return [b""]
        return app({**environ, "wsgi.input": io.BytesIO(body)}, start)

    return answer


def edges_in(record: Record, order: list[str]) -> list[str]:
    """Return the names of the edges of a record's pack."""
    first, _, last = record.case.id.rpartition("/")[2].partition("..")
    return order[order.index(first) : order.index(last or first) + 1]


def test_a_pack_is_one_request_and_all_edges_are_accepted(cvent: Contract, engines: Engines) -> None:
    case = case_of(cvent, GROUP)
    with campaign_of(application(cvent, None), cvent, engines) as (campaign, written):
        order = [edge.name for edge in campaign.repertoire().edges("UpdateSession")["Session.ProductName"].edges]
        found = examine(campaign, case)
    assert (found.evidence, found.untested, found.doubts) == ((), None, ())
    assert [name for record in written.records for name in edges_in(record, order)] == order
    assert found.exchanges == len(written.records) == -(-len(order) // 20)
    assert sum(record.accepted for record in written.records) == len(order)


def test_a_pack_that_is_refused_is_halved_until_the_one_edge_stands_alone(cvent: Contract, engines: Engines) -> None:
    case = case_of(cvent, GROUP)
    app = refusing(application(cvent, None))
    with campaign_of(app, cvent, engines) as (campaign, written):
        order = [edge.name for edge in campaign.repertoire().edges("UpdateSession")["Session.ProductName"].edges]
        found = examine(campaign, case)
    ids = [record.case.id for record in written.records]
    assert len(set(ids)) == len(ids)
    broken = [record for record in written.records if not record.accepted]
    sizes = [len(edges_in(record, order)) for record in broken]
    assert sizes[0] == 20
    assert sizes[-1] == 1
    assert all(smaller <= -(-larger // 2) for larger, smaller in pairwise(sizes))
    assert all(ALONE in edges_in(record, order) for record in broken)
    accepted = [name for record in written.records if record.accepted for name in edges_in(record, order)]
    assert sorted(accepted) == sorted(set(order) - {ALONE}), "each of the others once"
    (told,) = {evidence.request.body for evidence in found.evidence}
    assert MARKER in told
    assert told.count(b"<Session ") == 1
    assert told.count(b"=") < 20


def test_an_edge_that_has_no_item_is_not_halved(cvent: Contract, engines: Engines) -> None:
    case = case_of(cvent, "Login/soap11/edge/Login.UserName")
    app = refusing(application(cvent, None))
    with campaign_of(app, cvent, engines) as (campaign, written):
        count = len(campaign.repertoire().edges("Login")["Login.UserName"].edges)
        found = examine(campaign, case)
    assert len(written.records) == count
    assert [record.case.id.rpartition("/")[2] for record in written.records if record.verdicts] == [ALONE]
    assert {told.check for told in found.evidence} >= {"binding.answered"}


@pytest.mark.parametrize("budget", [1, 2, 3])
def test_a_spent_budget_ends_it_early_and_says_so(cvent: Contract, engines: Engines, budget: int) -> None:
    """One request is the login."""
    settings = Settings(budget=budget)
    with campaign_of(application(cvent, None), cvent, engines, settings) as (campaign, written):
        found = examine(campaign, case_of(cvent, GROUP))
    assert len(written.records) == budget - 1 == found.exchanges
    assert found.untested is not None
    assert "budget" in found.untested


def test_unknown_items_are_refused_one_by_one(cvent: Contract, engines: Engines) -> None:
    case = case_of(cvent, "UpdateSession/soap11/edge/Session-unknown")
    with campaign_of(application(cvent, None), cvent, engines) as (campaign, written):
        found = examine(campaign, case)
    assert found.evidence == ()
    assert sum(record.accepted for record in written.records) == 0
    assert sum(record.refused for record in written.records) > 20
    assert len(written.records) == found.exchanges < 6


def test_what_edges_visit_is_written_down_once(cvent: Contract, engines: Engines) -> None:
    case = case_of(cvent, GROUP)
    with campaign_of(application(cvent, None), cvent, engines) as (campaign, written):
        examine(campaign, case)
        again = len(written.records)
        examine(campaign, case)
    points = [point for record in written.records for point in record.visited.accepted]
    assert len(set(points)) == len(points)
    assert "class sessions/Session/@ProductName=empty" in points
    assert "limit sessions/Session/@ProductName=limit-plus-1" in points
    assert not any(record.visited.accepted or record.visited.refused for record in written.records[again:])
