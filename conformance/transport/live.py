"""``live:URL``: an endpoint that somebody else runs, only on hosts that the user allowed."""

from collections.abc import Iterator
from contextlib import contextmanager

from conformance.model.contract import Contract
from conformance.transport._exchange import client, probe
from conformance.transport._target import Connection, Permissions, require_allowed

CREDENTIALS = True


def own(_rest: str) -> bool:
    """Tell that it is somebody else's."""
    return False


def check(rest: str, permissions: Permissions) -> None:
    """Make sure that a URL may be called.

    Raises:
        UsageError: it is no URL, or its host was not allowed.
    """
    require_allowed(rest, permissions)


@contextmanager
def connect(rest: str, _contract: Contract, permissions: Permissions, _platform: str | None) -> Iterator[Connection]:
    """Open the way to a URL, after one probe.

    Raises:
        UsageError: the host was not allowed.
        TargetError: nothing can be reached there.
    """
    require_allowed(rest, permissions)
    with client(rest, permissions) as opened:
        connection = Connection(client=opened, address=rest, own=False, permissions=permissions)
        probe(connection, f"live:{rest}")
        yield connection
