"""A request is sent again only where nothing can have come of it, and an endpoint that keeps failing is left alone."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from wsgiref.types import StartResponse, WSGIEnvironment

import httpx
import pytest
import wild_endpoints as wild

from conformance.campaign.budget import Budget, BudgetSpentError
from conformance.campaign.delivery import LONGEST_WAIT_S, Delivery, Patience, failure_of
from conformance.model.exchange import Request
from conformance.transport._exchange import client
from conformance.transport._target import Connection, Permissions
from conformance.transport.reference import serving

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
Answer = tuple[str, dict[str, str]]
GOOD: Answer = ("200 OK", {})


def request(url: str = "http://127.0.0.1:8080/") -> Request:
    return Request(url=url, headers=(("Content-Type", "text/xml"),), body=b"<a/>")


@contextmanager
def answering(*answers: Answer) -> Iterator[tuple[Connection, list[bytes]]]:
    """Yield a connection to an endpoint that gives these answers in turn, the last for ever, and what it was sent."""
    sent: list[bytes] = []

    def app(environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        status, fields = answers[min(len(sent), len(answers) - 1)]
        sent.append(environ["wsgi.input"].read())
        start(status, [("Content-Length", "0"), *fields.items()])
        return [b""]

    with httpx.Client(transport=httpx.WSGITransport(app=app)) as opened:
        yield Connection(client=opened, address=request().url, own=False, permissions=Permissions()), sent


@contextmanager
def to(url: str) -> Iterator[Connection]:
    permissions = Permissions(timeout_s=5)
    with client(url, permissions) as opened:
        yield Connection(client=opened, address=url, own=False, permissions=permissions)


def delivery(
    sleep: Callable[[float], None], *, limit: int | None = None, retries: int = 2, stop_after: int | None = None
) -> tuple[Delivery, Budget]:
    budget = Budget(limit, None, sleep=sleep)
    return Delivery(budget, Patience(retries=retries, stop_after=stop_after), now=lambda: NOW), budget


def test_what_could_not_be_sent_is_sent_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    waited: list[float] = []
    with ExitStack() as stack:

        def sleep(seconds: float) -> None:
            waited.append(seconds)
            if len(waited) == 2:  # the endpoint comes back

                def app(_environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
                    start("200 OK", [("Content-Length", "2")])
                    return [b"ok"]

                stack.enter_context(serving(app, port))

        sender, budget = delivery(sleep)
        connection = stack.enter_context(to(f"http://127.0.0.1:{port}/"))
        (found,) = sender.send(connection, [request(connection.address)])
    assert found.response is not None
    assert found.response.body == b"ok"
    assert found.attempts == 3
    assert budget.spent == 3
    assert waited == [1.0, 2.0]


@pytest.mark.parametrize("behaviour", ["nothing", "cut", "gibberish"])
def test_what_may_have_arrived_is_never_sent_again(behaviour: str) -> None:
    waited: list[float] = []
    sender, budget = delivery(waited.append)
    with wild.wild(getattr(wild, behaviour)) as port, to(f"http://127.0.0.1:{port}/") as connection:
        (found,) = sender.send(connection, [request(connection.address)])
    assert found.error is not None
    assert not found.error.unsent
    assert (found.attempts, budget.spent, waited) == (1, 1, [])


@pytest.mark.parametrize(
    "told, waits",
    [
        ("7", [7.0]),
        ("0", [0.0]),
        (format_datetime(NOW + timedelta(seconds=30), usegmt=True), [30.0]),
        (format_datetime(NOW - timedelta(hours=1), usegmt=True), [0.0]),
        (str(int(LONGEST_WAIT_S)), [LONGEST_WAIT_S]),
        (str(int(LONGEST_WAIT_S) + 1), []),
        (format_datetime(NOW + timedelta(hours=1), usegmt=True), []),
        ("soon", []),
        ("-1", []),
        ("", []),
        (None, []),
    ],
)
@pytest.mark.parametrize("status", ["503 Service Unavailable", "429 Too Many Requests"])
def test_a_busy_endpoint_is_waited_for_as_it_asks(status: str, told: str | None, waits: list[float]) -> None:
    waited: list[float] = []
    sender, budget = delivery(waited.append)
    busy = (status, {} if told is None else {"Retry-After": told})
    with answering(busy, GOOD) as (connection, sent):
        (found,) = sender.send(connection, [request()])
    assert waited == waits
    assert found.response is not None
    assert found.response.status == (200 if waits else int(status[:3]))
    assert found.attempts == len(sent) == budget.spent == 1 + len(waits)
    assert set(sent) == {b"<a/>"}


@pytest.mark.parametrize("status", ["500 Internal Server Error", "502 Bad Gateway", "400 Bad Request", "200 OK"])
def test_no_other_status_is_a_reason_to_send_again(status: str) -> None:
    sender, _ = delivery(pytest.fail)
    with answering((status, {"Retry-After": "1"})) as (connection, sent):
        (found,) = sender.send(connection, [request()])
    assert len(sent) == found.attempts == 1


def test_when_the_retries_are_used_up_the_last_answer_counts() -> None:
    waited: list[float] = []
    sender, budget = delivery(waited.append)
    busy = ("503 Service Unavailable", {"Retry-After": "1"})
    with answering(busy) as (connection, sent):
        (found,) = sender.send(connection, [request()])
    assert found.response is not None
    assert found.response.status == 503
    assert len(sent) == found.attempts == budget.spent == 3
    assert len(waited) == 2


def test_where_the_budget_allows_no_other_try_the_answer_that_came_counts() -> None:
    sender, budget = delivery(pytest.fail, limit=1)
    with answering(("503 Service Unavailable", {"Retry-After": "1"})) as (connection, sent):
        (found,) = sender.send(connection, [request()])
        assert found.attempts == len(sent) == budget.spent == 1
        with pytest.raises(BudgetSpentError):
            sender.send(connection, [request()])


def test_of_requests_at_once_only_those_that_were_put_off_are_sent_again() -> None:
    waited: list[float] = []
    sender, budget = delivery(waited.append)
    busy = ("503 Service Unavailable", {"Retry-After": "1"})
    with answering(busy, busy, GOOD) as (connection, sent):
        found = sender.send(connection, [request()] * 4)
    assert sorted(one.attempts for one in found) == [1, 1, 2, 2]
    assert all(one.response is not None and one.response.status == 200 for one in found)
    assert len(sent) == budget.spent == 6
    assert waited == [1.0]


def test_none_of_several_requests_is_sent_where_not_all_may_be() -> None:
    sender, budget = delivery(pytest.fail, limit=3)
    with answering(GOOD) as (connection, sent):
        with pytest.raises(BudgetSpentError):
            sender.send(connection, [request()] * 4)
        assert (sent, budget.spent) == ([], 0)


def test_an_endpoint_that_keeps_failing_is_left_alone() -> None:
    sender, budget = delivery(pytest.fail, stop_after=3)
    for failure in ("timeout", "HTTP status 500", None, "reset", "reset", "HTTP status 502"):
        budget.spend()
        sender.note(failure=failure)
    words = "the endpoint failed 3 times in a row, last with HTTP status 502; it is left alone"
    assert budget.closed is not None
    assert budget.closed.startswith(words)
    with pytest.raises(BudgetSpentError, match=words):
        budget.spend()
    assert not budget.allows(0)


@pytest.mark.parametrize(
    "behaviour, told",
    [("crash", "HTTP status 500"), ("nothing", "cut"), ("gone", None), ("html", None), ("huge", None)],
)
def test_what_is_a_failure_of_the_endpoint(behaviour: str, told: str | None) -> None:
    sender, _ = delivery(pytest.fail)
    with wild.wild(getattr(wild, behaviour)) as port, to(f"http://127.0.0.1:{port}/") as connection:
        (found,) = sender.send(connection, [request(connection.address)])
    assert failure_of(found) == told
