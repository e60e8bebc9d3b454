"""Leases: the only module that knows how long the open session is good for, and when the next one is opened."""

import time
from collections.abc import Callable, Mapping

from conformance.campaign.credentials import SESSION_VALUE
from conformance.campaign.entry import Ask, Entry, enter, renew
from conformance.checks._observe import Observation
from conformance.errors import TargetError
from conformance.model.contract import Contract, SessionRule
from conformance.transport import _target as targets

MARGIN = 0.1  # of a session's life, in which nothing is sent with it any more
LONGEST_MARGIN_S = 60.0


class Lease:
    """The session of a campaign: opened, renewed before its declared life ends, and once when it is refused as over.

    Sessions are opened where the target was named, wherever the vendor moves the calls.
    """

    def __init__(
        self, connection: targets.Connection, *, ask: Ask, target: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Hold what opens sessions; ``ask`` sends a message of the login, the clock counts seconds."""
        self._connection = connection
        self._ask = ask
        self._target = target
        self._clock = clock
        self._entry: Entry | None = None
        self._opened = clock()

    def open(self, contract: Contract, environment: Mapping[str, str]) -> Entry:
        """Open the first session.

        Raises:
            UsageError: credentials are missing, or the vendor moves the session to a host that is not allowed.
            TargetError: the login was refused or not answered.
        """
        self._opened = self._clock()
        self._entry = enter(contract, self._connection, environment, ask=self._ask, target=self._target)
        return self._entry

    def next(self) -> Entry:
        """Open the next session; of recordings it is the one that they carry.

        Raises:
            UsageError: the vendor moves the session to a host that is not allowed.
            TargetError: there is nothing to open one with, or the login was refused or not answered.
        """
        if self._entry is None:
            message = "no session was opened yet"
            raise TargetError(message, target=self._target)
        if self._connection.recorded:
            return self._entry
        opened = self._clock()
        self._entry = renew(self._entry, self._connection, ask=self._ask, target=self._target)
        self._opened = opened
        return self._entry

    @property
    def due(self) -> bool:
        """Tell whether the declared life of the session is as good as over, and another one can be opened."""
        rule = None if self._entry is None else self._entry.contract.session
        if rule is None or self._entry is None or not self._entry.given:
            return False
        margin = min(MARGIN * rule.lifetime_s, LONGEST_MARGIN_S)
        return self._clock() - self._opened >= rule.lifetime_s - margin

    def over(self, seen: Observation) -> bool:
        """Tell whether an answer says that the session is over; of a broken request, only where it carried that one."""
        rule = None if self._entry is None else self._entry.contract.session
        if rule is None or self._entry is None or _is_login(seen, rule) or seen.refusals.isdisjoint(rule.expired):
            return False
        session = self._entry.session
        return seen.breaks is None or (session is not None and seen.request_session == session.value)

    def require_accepted(self, seen: Observation) -> None:
        """Make sure that an answer does not refuse the session; that to a broken request tells nothing of it.

        Raises:
            TargetError: it does.
        """
        rule = None if self._entry is None else self._entry.contract.session
        if rule is None or self._entry is None or seen.breaks is not None or _is_login(seen, rule):
            return
        refused = ", ".join(sorted(seen.refusals & {*rule.expired, *rule.refused}))
        if refused:
            advice = f"set a fresh {SESSION_VALUE}, or log in"
            if self._entry.granted:
                advice = "it was opened by a login that succeeded, so ask the vendor which addresses take it"
            message = f"the session is not accepted ({refused}); {advice}"
            raise TargetError(message, target=self._target)


def _is_login(seen: Observation, rule: SessionRule) -> bool:
    """Tell whether an answer is that of a login, whose refusal says nothing of the open session."""
    return seen.operation is not None and seen.operation.name == rule.login
