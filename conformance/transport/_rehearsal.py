"""Rehearsals: the only module that lets our reference answer, in this process, for an endpoint that is not called."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from conformance.errors import UsageError
from conformance.model.contract import Contract
from conformance.model.exchange import Request
from conformance.model.session import NONE_BARRED
from conformance.reference.applications import application
from conformance.transport._target import Connection, Permissions, Target, needs_credentials

_NOBODY = "http://localhost"
_ASKED = frozenset({"live", "reference"})
"""The kinds of targets that are sent anything."""


@contextmanager
def rehearse(
    target: Target, contract: Contract, permissions: Permissions, platform: str | None
) -> Iterator[Connection]:
    """Open a way to nobody: what is sent ends here, and is answered as by an endpoint that knows the subjects.

    Raises:
        UsageError: there is no such platform to play, or the target is one that nothing is sent to.
    """
    if target.kind not in _ASKED:
        message = f"{target} sends nothing, so there is nothing to rehearse: leave --conformance-dry-run out"
        raise UsageError(message)
    app = application(contract, platform)
    live = needs_credentials(target)
    address = target.rest if live else app.address(_NOBODY)

    def answer(asked: httpx.Request) -> httpx.Response:
        fields = tuple((name, value) for name, value in asked.headers.multi_items())
        given = app.answer(Request(url=str(asked.url), headers=fields, body=asked.read(), method=asked.method))
        return httpx.Response(given.status, headers=list(given.headers), stream=httpx.ByteStream(given.body))

    barred = NONE_BARRED if live else app.barred()
    with httpx.Client(transport=httpx.MockTransport(answer), headers=list(permissions.route.headers)) as opened:
        yield Connection(client=opened, address=address, own=not live, permissions=permissions, barred=barred)
