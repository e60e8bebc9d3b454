"""The budget: the only module that counts and paces requests, and waits."""

import time
from collections.abc import Callable

from conformance.errors import ConformanceError


class BudgetSpentError(ConformanceError):
    """The run may send no further request; what is left is untested."""


class Budget:
    """So many requests, so many a second; None means without bound. Not shared among threads."""

    def __init__(
        self,
        limit: int | None,
        rate: float | None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Begin with nothing spent; ``rate`` is in requests a second; ``watches`` are told of each that is spent."""
        self.limit = limit
        self.spent = 0
        self.closed: str | None = None
        self.watches: list[Callable[[int], None]] = []
        self._interval = 1 / rate if rate else 0.0
        self._next = clock()
        self._clock = clock
        self._sleep = sleep

    def allows(self, requests: int) -> bool:
        """Tell whether so many requests more may be sent."""
        return self.closed is None and (self.limit is None or self.spent + requests <= self.limit)

    def spend(self, requests: int = 1) -> None:
        """Count requests, and wait until they may be sent.

        Raises:
            BudgetSpentError: they are more than are left, so that none may be sent.
        """
        if self.closed is not None:
            raise BudgetSpentError(self.closed)
        if not self.allows(requests):
            message = f"the budget of {self.limit} requests is spent; --conformance-budget raises it"
            raise BudgetSpentError(message)
        self.spent += requests
        for watch in self.watches:
            watch(requests)
        for _ in range(requests if self._interval else 0):
            now = self._clock()
            if now < self._next:
                self._sleep(self._next - now)
            self._next = max(now, self._next) + self._interval

    def pause(self, seconds: float) -> None:
        """Send nothing for so long."""
        self._sleep(seconds)

    def close(self, why: str) -> None:
        """Send nothing from now on; ``why`` is told of all that is left."""
        self.closed = why
