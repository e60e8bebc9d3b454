"""Delivery: the only module that decides whether a request is sent once more, and when an endpoint is left alone."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial

from conformance.campaign.budget import Budget
from conformance.model.exchange import Exchange, Request, field_values
from conformance.transport._exchange import exchange
from conformance.transport._target import Connection

LONGEST_WAIT_S = 120.0
RECONNECT_S = 1.0
_BUSY = frozenset({429, 503})
_SERVERS_FAULT = 500
_FAILURES = frozenset({"timeout", "refused", "reset", "cut", "interrupted", "proxy"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often a request may be sent again, and after how many failures in a row no other is; None: it always is."""

    retries: int = 0
    stop_after: int | None = None


class Delivery:
    """Sends requests within a budget, some of them again, until the endpoint has failed too often in a row."""

    def __init__(
        self, budget: Budget, patience: Patience, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """Hold the budget; ``now`` is what the dates of answers are compared with."""
        self._budget = budget
        self._patience = patience
        self._now = now
        self._failures = 0

    def send(self, connection: Connection, requests: Sequence[Request]) -> tuple[Exchange, ...]:
        """Send requests at the same time, and return what became of them, in their order.

        What could not be sent, and what a busy endpoint asks to be sent later, is sent again where the budget allows
        it: nothing else, for something may have come of it. The last answer counts. Recordings need not be waited for.

        Raises:
            BudgetSpentError: no further request may be sent; none of these was.
        """
        self._budget.spend(len(requests))
        found = dict(enumerate(_together(connection, requests)))
        for attempt in range(1, self._patience.retries + 1):
            waits = {
                number: wait
                for number, one in found.items()
                for wait in [pause_before_another(one, attempt, now=self._now())]
                if wait is not None
            }
            if not waits or not self._budget.allows(len(waits)):
                break
            self._budget.pause(0.0 if connection.recorded else max(waits.values()))
            self._budget.spend(len(waits))
            again = _together(connection, [requests[number] for number in waits])
            found |= {
                number: replace(one, attempts=found[number].attempts + 1)
                for number, one in zip(waits, again, strict=True)
            }
        return tuple(found.values())

    def note(self, *, failure: str | None) -> None:
        """Note whether the endpoint failed, and how; after too many failures in a row nothing more may be sent."""
        self._failures = 0 if failure is None else self._failures + 1
        most = self._patience.stop_after
        if failure is not None and most is not None and self._failures == most:
            times = "time" if most == 1 else f"{most} times in a row"
            told = f"the endpoint failed {times}, last with {failure}; it is left alone from then on"
            self._budget.close(f"{told}: stop_after in the table [live] says when")


def pause_before_another(found: Exchange, attempt: int, *, now: datetime) -> float | None:
    """Return the seconds after which a request may be sent again, None where it must not.

    ``attempt`` is how often it was sent. A pause that is longer than two minutes is nobody's to wait for.
    """
    if found.error is not None:
        return RECONNECT_S * attempt if found.error.unsent else None
    if found.response is None or found.response.status not in _BUSY:
        return None
    told = field_values(found.response.headers, "Retry-After")
    wait = _seconds(told[0].strip(), now) if told else None
    return wait if wait is not None and wait <= LONGEST_WAIT_S else None


def failure_of(found: Exchange) -> str | None:
    """Return how the endpoint failed in an exchange, None where it answered for itself."""
    if found.error is not None:
        return found.error.kind if found.error.kind in _FAILURES else None
    if found.response is not None and found.response.status >= _SERVERS_FAULT:
        return f"HTTP status {found.response.status}"
    return None


def _seconds(text: str, now: datetime) -> float | None:
    """Return a Retry-After in seconds from now; RFC 9110, section 10.2.3: a number of them, or a date."""
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (date.replace(tzinfo=date.tzinfo or UTC) - now).total_seconds())


def _together(connection: Connection, requests: Sequence[Request]) -> tuple[Exchange, ...]:
    """Send requests at the same time; recordings are read in their order."""
    if len(requests) == 1 or connection.recorded:
        return tuple(exchange(connection, request) for request in requests)
    with ThreadPoolExecutor(len(requests)) as pool:
        return tuple(pool.map(partial(exchange, connection), requests))
