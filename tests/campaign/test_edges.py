"""Edges against an endpoint: packed, halved where a request is refused as a whole, brought to the one that does it."""

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import httpx
import pytest

from conformance.campaign.budget import Budget
from conformance.campaign.campaign import Campaign, Way
from conformance.campaign.cases import cases
from conformance.campaign.examine import examine
from conformance.campaign.settings import Settings
from conformance.checks import Bench
from conformance.contract.validate import Engines
from conformance.model.case import Case, Kind
from conformance.model.contract import Contract
from conformance.model.report import Evidence, Record
from conformance.reference.wsgi import application
from conformance.transport._target import Connection, Permissions

BASE = "http://127.0.0.1:8080/soap/V200611.ASMX"


@contextmanager
def campaign_of(
    app: WSGIApplication, contract: Contract, engines: Engines, settings: Settings
) -> Iterator[tuple[Campaign, list[Record]]]:
    """Yield a campaign against a WSGI application, without a network, and the records that it writes."""
    written: list[Record | Evidence] = []
    records: list[Record] = []

    def write(entry: Record | Evidence) -> None:
        (records if isinstance(entry, Record) else written).append(entry)

    with httpx.Client(transport=httpx.WSGITransport(app=app)) as client:
        connection = Connection(client=client, address=BASE, own=True, permissions=Permissions())
        way = Way(connection=connection, budget=Budget(settings.budget, None), platform=None)
        campaign = Campaign(settings, Bench(contract=contract, engines=engines), way=way, write=write)
        campaign.open_session({})
        yield campaign, records


def case_of(contract: Contract, name: str) -> Case:
    """Return a case by its id."""
    operation, binding, kind, *_ = name.split("/")
    settings = Settings(operations=(operation,), bindings=(binding,))
    return next(case for case in cases(contract, settings, Kind(kind)) if case.id == name)


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
    with campaign_of(application(cvent, None), cvent, engines, Settings()) as (campaign, records):
        order = [edge.name for edge in campaign.repertoire().edges("UpdateSession")["Session.ProductName"].edges]
        found = examine(campaign, case)
    assert (found.evidence, found.untested, found.doubts) == ((), None, ())
    assert [name for record in records for name in edges_in(record, order)] == order
    assert found.exchanges == len(records) == -(-len(order) // 20)
    assert sum(record.accepted for record in records) == len(order)


def test_a_pack_that_is_refused_is_halved_until_the_one_edge_stands_alone(cvent: Contract, engines: Engines) -> None:
    case = case_of(cvent, GROUP)
    app = refusing(application(cvent, None))
    with campaign_of(app, cvent, engines, Settings()) as (campaign, records):
        order = [edge.name for edge in campaign.repertoire().edges("UpdateSession")["Session.ProductName"].edges]
        found = examine(campaign, case)
    ids = [record.case.id for record in records]
    assert len(set(ids)) == len(ids)
    broken = [record for record in records if not record.accepted]
    sizes = [len(edges_in(record, order)) for record in broken]
    assert sizes[0] == 20
    assert sizes[-1] == 1
    assert all(smaller <= -(-larger // 2) for larger, smaller in pairwise(sizes))
    assert all(ALONE in edges_in(record, order) for record in broken)
    accepted = [name for record in records if record.accepted for name in edges_in(record, order)]
    assert sorted(accepted) == sorted(set(order) - {ALONE}), "each of the others once"
    (told,) = {evidence.request.body for evidence in found.evidence}
    assert MARKER in told
    assert told.count(b"<Session ") == 1
    assert told.count(b"=") < 20


def test_an_edge_that_has_no_item_is_not_halved(cvent: Contract, engines: Engines) -> None:
    case = case_of(cvent, "Login/soap11/edge/Login.UserName")
    app = refusing(application(cvent, None))
    with campaign_of(app, cvent, engines, Settings()) as (campaign, records):
        count = len(campaign.repertoire().edges("Login")["Login.UserName"].edges)
        found = examine(campaign, case)
    assert len(records) == count
    assert [record.case.id.rpartition("/")[2] for record in records if record.verdicts] == [ALONE]
    assert {told.check for told in found.evidence} >= {"binding.answered"}


@pytest.mark.parametrize("budget", [1, 2, 3])
def test_a_spent_budget_ends_it_early_and_says_so(cvent: Contract, engines: Engines, budget: int) -> None:
    """One request is the login."""
    settings = Settings(budget=budget)
    with campaign_of(application(cvent, None), cvent, engines, settings) as (campaign, records):
        found = examine(campaign, case_of(cvent, GROUP))
    assert len(records) == budget - 1 == found.exchanges
    assert found.untested is not None
    assert "budget" in found.untested


def test_unknown_items_are_refused_one_by_one(cvent: Contract, engines: Engines) -> None:
    case = case_of(cvent, "UpdateSession/soap11/edge/Session-unknown")
    with campaign_of(application(cvent, None), cvent, engines, Settings()) as (campaign, records):
        found = examine(campaign, case)
    assert found.evidence == ()
    assert sum(record.accepted for record in records) == 0
    assert sum(record.refused for record in records) > 20
    assert len(records) == found.exchanges < 6


def test_what_edges_visit_is_written_down_once(cvent: Contract, engines: Engines) -> None:
    case = case_of(cvent, GROUP)
    with campaign_of(application(cvent, None), cvent, engines, Settings()) as (campaign, records):
        examine(campaign, case)
        again = len(records)
        examine(campaign, case)
    points = [point for record in records for point in record.visited.accepted]
    assert len(set(points)) == len(points)
    assert "class sessions/Session/@ProductName=empty" in points
    assert "limit sessions/Session/@ProductName=limit-plus-1" in points
    assert not any(record.visited.accepted or record.visited.refused for record in records[again:])
