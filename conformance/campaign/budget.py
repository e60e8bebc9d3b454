"""The budget: the only module that counts and paces requests."""

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
        """Begin with nothing spent; ``rate`` is in requests a second."""
        self.limit = limit
        self.spent = 0
        self._interval = 1 / rate if rate else 0.0
        self._next = clock()
        self._clock = clock
        self._sleep = sleep

    def spend(self) -> None:
        """Count one request, and wait until it may be sent.

        Raises:
            BudgetSpentError: the limit is reached.
        """
        if self.limit is not None and self.spent >= self.limit:
            message = f"the budget of {self.limit} requests is spent; --conformance-budget raises it"
            raise BudgetSpentError(message)
        self.spent += 1
        if not self._interval:
            return
        now = self._clock()
        if now < self._next:
            self._sleep(self._next - now)
        self._next = max(now, self._next) + self._interval
