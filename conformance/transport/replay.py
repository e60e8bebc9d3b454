"""``replay:FOLDER``: recorded exchanges, found again by what their requests mean; nothing is sent to anybody."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

import httpx

from conformance.errors import RecordingError, UsageError, WireError
from conformance.model.contract import Contract
from conformance.model.exchange import Request
from conformance.model.tree import Element, steps_of, trimmed
from conformance.soap import binding as http
from conformance.soap import envelope as envelopes
from conformance.soap import session, xml
from conformance.transport import _cassette
from conformance.transport._target import RECORDED, REFERENCE, Connection, Permissions

CREDENTIALS = False
_ADVICE = "name an endpoint as the target and record it with --record-mode=rewrite"
Meaning: TypeAlias = tuple[str, str | None, tuple[Element, ...], tuple[Element, ...]] | bytes


def check(rest: str, _permissions: Permissions) -> None:
    """Make sure that there are cassettes.

    Raises:
        UsageError: there is no such folder, or no cassette in it.
    """
    folder = Path(rest)
    if not rest or not folder.is_dir():
        message = (
            f"replay:{rest} names no folder; give the one that holds the cassettes, such as replay:cassettes/cvent"
        )
        raise UsageError(message)
    if not _cassette.files(folder):
        message = f"{rest} holds no cassette (*.yaml); record some with --record-mode=rewrite"
        raise UsageError(message)


def own(rest: str) -> bool:
    """Tell whether any of the recordings is of our reference, whose subjects are the manifest's."""
    found = (recording for file in _cassette.files(Path(rest)) for recording in _cassette.read(file))
    return any(recording.request.url.startswith(REFERENCE) for recording in found)


@contextmanager
def connect(rest: str, contract: Contract, permissions: Permissions, _platform: str | None) -> Iterator[Connection]:
    """Read the cassettes of a folder and answer from them.

    Raises:
        UsageError: there are none.
        TargetError: one cannot be read.
    """
    check(rest, permissions)
    shelf = _Shelf(folder=rest, contract=contract)
    for file in _cassette.files(Path(rest)):
        for found in _cassette.read(file):
            shelf.put(found)
    with httpx.Client(transport=httpx.MockTransport(shelf.answer)) as opened:
        yield Connection(
            client=opened,
            address=shelf.address,
            own=shelf.own,
            permissions=permissions,
            session=shelf.session or session.PLACEHOLDER,
        )


@dataclass(slots=True, kw_only=True)
class _Shelf:
    """The recordings by the meaning of their requests, and how many of each were asked for."""

    folder: str
    contract: Contract
    found: defaultdict[Meaning, list[_cassette.Recording]] = field(default_factory=lambda: defaultdict(list))
    asked: defaultdict[Meaning, int] = field(default_factory=lambda: defaultdict(int))
    session: str | None = None
    address: str = ""
    own: bool = False

    def put(self, recording: _cassette.Recording) -> None:
        """Keep a recording; the first that carries a session says which one all did."""
        request = recording.request
        self.found[meaning(request, self.contract)].append(recording)
        ours = request.url.startswith(REFERENCE)
        self.own = self.own or ours
        if not self.address or ours:
            self.address = request.url
        if self.session is None and self.contract.session is not None:
            read = _read(request.body)
            self.session = None if read is None else session.header_value(self.contract.session, read.header)

    def answer(self, asked: httpx.Request) -> httpx.Response:
        """Return the recorded answer to a request; one that was recorded several times is answered in that order.

        Raises:
            RecordingError: there is none.
        """
        headers = tuple((name, value) for name, value in asked.headers.multi_items())
        key = meaning(
            Request(url=str(asked.url), headers=headers, body=asked.read(), method=asked.method), self.contract
        )
        if key not in self.found:
            raise RecordingError(self.missing(key))
        takes = self.found[key]
        taken = takes[min(self.asked[key], len(takes) - 1)]
        self.asked[key] += 1
        return httpx.Response(
            taken.response.status,
            headers=list(taken.response.headers),
            stream=httpx.ByteStream(taken.response.body),
            extensions={RECORDED: taken.request},
        )

    def missing(self, key: Meaning) -> str:
        """Return what to say of a request that was not recorded."""
        alike = {
            str(recording.file)
            for known, takes in self.found.items()
            for recording in takes
            if isinstance(key, tuple)
            and isinstance(known, tuple)
            and known[0] == key[0]
            and _names(known) == _names(key)
        }
        if alike:
            files = ", ".join(sorted(alike))
            return f"{files}: recorded with another request than today's; {_ADVICE}"
        return f"there is no recording of this request in {self.folder}; {_ADVICE}"


def meaning(request: Request, contract: Contract) -> Meaning:
    """Return what a request means: its binding, action, header and Body; its bytes where it is no envelope.

    Prefixes, the order of attributes, white space between elements, subjects, and whatever the contract redacts do not
    count.
    """
    read = _read(request.body)
    if read is None:
        return request.body
    action = http.action_of(request.headers, read.binding)
    header = tuple(_plain(block, contract) for block in read.header)
    return read.binding.name, action, header, tuple(_plain(child, contract) for child in read.body)


def _read(body: bytes) -> envelopes.Envelope | None:
    try:
        return envelopes.read(xml.parse(body))
    except WireError:
        return None


def _plain(element: Element, contract: Contract) -> Element:
    for path in (*contract.redact.paths, *contract.subjects):
        first, *rest = steps_of(path)
        if first in {element.name, element.local} and rest:
            element = _blank(element, tuple(rest))
    return trimmed(element)


def _blank(element: Element, steps: tuple[str, ...]) -> Element:
    """Return an element without the values that stand at a path below it."""
    first, *rest = steps
    if first.startswith("@"):
        kept = tuple((name, "" if name == first[1:] else value) for name, value in element.attributes)
        return replace(element, attributes=kept)
    content = tuple(
        part if isinstance(part, str) or first not in {part.name, part.local} else _hidden(part, tuple(rest))
        for part in element.content
    )
    return replace(element, content=content)


def _hidden(element: Element, steps: tuple[str, ...]) -> Element:
    return _blank(element, steps) if steps else replace(element, content=())


def _names(key: tuple[str, str | None, tuple[Element, ...], tuple[Element, ...]]) -> tuple[str, ...]:
    return tuple(child.name for child in key[3])
