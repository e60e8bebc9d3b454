"""``replay:PATH``: recorded exchanges, found again by what their requests mean; nothing is sent to anybody."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from conformance.contract.protocols import speech_of
from conformance.errors import UsageError
from conformance.model.contract import Contract
from conformance.model.exchange import Request
from conformance.model.session import PLACEHOLDER, Barred
from conformance.transport import _cassette, _traffic
from conformance.transport._player import Player
from conformance.transport._target import RECORDED, REFERENCE, Connection, Permissions

CREDENTIALS = False
BARRED = Barred(expired="session-that-is-over", foreign="session-of-another-account")
"""Stand in today's requests for the sessions that opened nothing when they were recorded."""


def check(rest: str, _permissions: Permissions) -> None:
    """Make sure that there are cassettes, or traffic that was recorded elsewhere.

    Raises:
        UsageError: there is no such folder or file, or nothing in it.
    """
    path = Path(rest)
    if not rest or not (path.is_dir() or (_traffic.is_traffic(path) and path.is_file())):
        message = (
            f"replay:{rest} names no folder, and no file of traffic (*.har, *.http); give the one that holds the "
            "cassettes, such as replay:cassettes/cvent"
        )
        raise UsageError(message)
    if not (_cassette.files(path) or _traffic.files(path)):
        message = (
            f"{rest} holds no cassette (*.yaml) and no traffic (*.har, *.http); record some with --record-mode=rewrite"
        )
        raise UsageError(message)


def own(rest: str) -> bool:
    """Tell whether any of the cassettes is of our reference, whose subjects are the manifest's."""
    return (_cassette.address(Path(rest), REFERENCE) or "").startswith(REFERENCE)


def _address(folder: Path, contract: Contract) -> str:
    """Return where the recordings were made, where the contract says that it is served if that is not known."""
    published = next(iter(contract.bindings.values()))
    recorded = _cassette.address(folder, REFERENCE)
    return published if recorded is None else speech_of(contract).served(recorded, published)


@contextmanager
def connect(rest: str, contract: Contract, permissions: Permissions, _platform: str | None) -> Iterator[Connection]:
    """Answer from the cassettes of a folder, each read when it is needed.

    Raises:
        UsageError: there are none.
    """
    check(rest, permissions)
    player = Player(folder=Path(rest), contract=contract, most_days=permissions.recording_days)

    def answer(asked: httpx.Request) -> httpx.Response:
        headers = tuple((name, value) for name, value in asked.headers.multi_items())
        body = asked.read()
        found = player.answer(Request(url=str(asked.url), headers=headers, body=body, method=asked.method))
        return httpx.Response(
            found.response.status,
            headers=list(found.response.headers),
            stream=httpx.ByteStream(found.response.body),
            extensions={RECORDED: found.request},
        )

    address = _address(player.folder, contract)
    with httpx.Client(transport=httpx.MockTransport(answer)) as opened:
        yield Connection(
            client=opened,
            address=address,
            own=address.startswith(REFERENCE),
            permissions=permissions,
            session=PLACEHOLDER,
            barred=BARRED,
            player=player,
        )
