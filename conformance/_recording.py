"""Recording: the only module that ties cassettes to the cases of a session: which each has, which nobody reads."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import pytest

from conformance.campaign.campaign import Campaign
from conformance.campaign.cases import cases as cases_of
from conformance.campaign.cases import selected
from conformance.campaign.depths import DEPTHS
from conformance.campaign.journal import now
from conformance.campaign.parts import is_random
from conformance.campaign.redact import measured
from conformance.campaign.settings import Settings
from conformance.errors import UsageError, WireError
from conformance.markup import xml
from conformance.model.binding import BINDINGS
from conformance.model.case import Case, Kind
from conformance.model.contract import Contract
from conformance.model.exchange import Request, Response
from conformance.model.media import charset_of
from conformance.transport import _cassette, _target
from conformance.transport._seal import Seal, sealed
from conformance.transport._target import REFERENCE

LONGEST = 240  # characters of a path: pytest-recording gives a longer one another name


class Recorded(Protocol):
    """A request as vcrpy holds it."""

    method: str
    uri: str
    body: Any
    headers: Mapping[str, str]


def asked(config: pytest.Config) -> bool:
    """Tell whether the user wants to record."""
    return config.getoption("--record-mode", default=None) not in {None, "none"}


def mark(item: pytest.Item, case: Case, folder: Path) -> None:
    """Let pytest-recording write the exchanges of a case into its cassette; random messages are never recorded.

    A cassette that exists is written anew or, in the modes that keep it, left alone: it never answers for the target.

    Raises:
        UsageError: the path of the cassette is too long.
    """
    path = _cassette.path_of(folder, case.id)
    kept = item.config.getoption("--record-mode") in {"once", "new_episodes"} and path.exists()
    if is_random(case) or kept:
        return
    if len(str(path)) > LONGEST:
        message = f"{path}: the path is longer than {LONGEST} characters; record in a folder that is less deep"
        raise UsageError(message)
    item.add_marker(pytest.mark.default_cassette(str(path.with_suffix(""))))
    item.add_marker(pytest.mark.vcr(record_mode="rewrite", decode_compressed_response=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Cassettes that no case of a run reads: of cases that there are no longer, and of those of another depth."""

    nobodys: tuple[Path, ...] = ()
    other_depth: tuple[Path, ...] = ()

    @property
    def told(self) -> str | None:
        """Return what to say of those that fail a run, None where there are none."""
        if not self.nobodys:
            return None
        first, *more = self.nobodys
        others = f" and {len(more)} more" if more else ""
        return (
            f"unused recordings: no case of today reads {first}{others}; remove what is no longer needed, or record "
            "all again in an empty folder with --record-mode=rewrite"
        )


def unread(target: str, contract: Contract, settings: Settings, offered: Mapping[str, Collection[str]]) -> Unread:
    """Return the cassettes of a target that no case of a run reads; none where it is not recorded.

    ``offered`` are the cases of the run by kind; cassettes of kinds, operations and bindings that the run left out, and
    those of the user's own tests, are not looked at.
    """
    found = _target.parse(target)
    if found.kind != "replay" or not Path(found.rest).is_dir():
        return Unread()
    folder, chosen = Path(found.rest), set(selected(contract, settings))
    read = {_cassette.path_of(folder, case) for cases in offered.values() for case in cases}
    deeper = {
        _cassette.path_of(folder, case.id)
        for depth in DEPTHS
        for kind in offered
        for case in cases_of(contract, replace(settings, depth=depth), Kind(kind))
    }
    nobodys: list[Path] = []
    other_depth: list[Path] = []
    for file in _cassette.files(folder):
        operation, binding, kind = (*file.relative_to(folder).with_suffix("").parts, "", "", "")[:3]
        known = operation not in contract.operations and not settings.operations and binding in BINDINGS
        if kind in offered and file not in read and ((operation, binding) in chosen or known):
            (other_depth if file in deeper else nobodys).append(file)
    return Unread(nobodys=tuple(nobodys), other_depth=tuple(other_depth))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scrubber:
    """Takes what the open campaign knows to be secret out of every cassette of the session, and seals what is left."""

    campaign: Campaign
    _asked: threading.local = field(default_factory=threading.local)

    def request(self, found: Recorded) -> Recorded | None:
        """Take out of a request what no cassette may show; None of a login, which stands in none but its own.

        The address of our reference changes with every run, and is taken out as well.
        """
        if self.campaign.enters:
            return None
        sent = Request(url=found.uri, headers=tuple(found.headers.items()), body=found.body or b"", method=found.method)
        kept = self.campaign.written(sent)
        found.uri, found.body = self.steady(kept.url), kept.body
        found.headers = {name: self.steady(value) for name, value in kept.headers}
        # vcrpy hands over a response in the thread of its request, and right behind it.
        self._asked.last = replace(kept, url=found.uri, headers=tuple(found.headers.items()))
        return found

    def response(self, found: dict[str, Any]) -> dict[str, Any]:
        """Take out of a response what no cassette may show, a session that it grants included; and seal the exchange.

        vcrpy keeps what it does not know of a response: the seal stands there.
        """
        campaign = self.campaign
        body: bytes = found["body"]["string"] or b""
        headers = tuple((name, value) for name, values in found["headers"].items() for value in values)
        response = Response(status=found["status"]["code"], headers=headers, body=body)
        campaign.learn(self._asked.last, response)
        kept = campaign.redaction.response(response)
        text = self.steady(kept.body.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
        told = tuple((name, self.steady(value)) for name, value in measured(kept.headers, kept.body, text))
        fields: dict[str, list[str]] = {}
        for name, value in told:
            fields.setdefault(name, []).append(value)
        seal = self.seal(self._asked.last, replace(kept, headers=told, body=text))
        return {**found, "headers": fields, "body": {"string": text}, "recorded": asdict(seal)}

    def seal(self, request: Request, response: Response) -> Seal:
        """Return the seal of an exchange as it is written."""
        redaction = self.campaign.redaction
        texts = tuple(_texts(request))
        marks = dict.fromkeys(map(redaction.text, redaction.secrets))
        held = [mark for mark in marks if any(mark in text for text in texts)]
        return sealed(request, response, Seal(at=now(), depth=self.campaign.settings.depth, hidden=held))

    def steady(self, text: str) -> str:
        """Return a text in which our reference has always the same address; it has another port in every run."""
        connection = self.campaign.connection
        return text.replace(urlsplit(connection.address).netloc, _HOST) if connection.own else text


_HOST = urlsplit(REFERENCE).netloc


def _texts(request: Request) -> Iterator[str]:
    """Yield what stands in the body of a request: all of it, and where it is XML each value, however it is spelled."""
    yield request.body.decode("utf-8", "replace")
    try:
        root = xml.parse(request.body, charset=charset_of(request.headers))
    except WireError:
        return
    for element in root.walk():
        yield element.text
        yield from (value for _, value in element.attributes)
