"""Recording: the only module that tells pytest-recording which cassette a case has, and what must not stand in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import pytest

from conformance.campaign.campaign import Campaign
from conformance.campaign.redact import measured
from conformance.errors import UsageError, WireError
from conformance.model.case import Case, Kind
from conformance.model.exchange import Request, Response
from conformance.soap import envelope, xml
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
    """Let pytest-recording write the exchange of a case into its cassette; only examples are recorded.

    A cassette that exists is written anew or, in the modes that keep it, left alone: it never answers for the target.

    Raises:
        UsageError: the path of the cassette is too long.
    """
    path = cassette(folder, case.id)
    kept = item.config.getoption("--record-mode") in {"once", "new_episodes"} and path.with_suffix(".yaml").exists()
    if case.kind is not Kind.EXAMPLE or kept:
        return
    if len(str(path)) > LONGEST:
        message = f"{path}: the path is longer than {LONGEST} characters; record in a folder that is less deep"
        raise UsageError(message)
    item.add_marker(pytest.mark.default_cassette(str(path)))
    item.add_marker(pytest.mark.vcr(record_mode="rewrite", decode_compressed_response=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scrubber:
    """Takes what the open campaign knows to be secret out of every cassette of the session."""

    campaign: Campaign

    def request(self, found: Recorded) -> Recorded:
        """Take out of a request what no cassette may show; the address of our reference changes with every run."""
        campaign = self.campaign
        sent = Request(url=found.uri, headers=tuple(found.headers.items()), body=found.body or b"")
        kept = campaign.redaction.request(sent)
        found.uri, found.body = self.steady(kept.url), kept.body
        found.headers = {name: self.steady(value) for name, value in kept.headers}
        return found

    def response(self, found: dict[str, Any]) -> dict[str, Any]:
        """Take out of a response what no cassette may show, a session that it grants included."""
        campaign = self.campaign
        body: bytes = found["body"]["string"] or b""
        headers = tuple((name, value) for name, values in found["headers"].items() for value in values)
        campaign.learn(_envelope(body), headers)
        kept = campaign.redaction.response(Response(status=found["status"]["code"], headers=headers, body=body))
        text = self.steady(kept.body.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
        fields: dict[str, list[str]] = {}
        for name, value in measured(kept.headers, kept.body, text):
            fields.setdefault(name, []).append(self.steady(value))
        return {**found, "headers": fields, "body": {"string": text}}

    def steady(self, text: str) -> str:
        """Return a text in which our reference has always the same address; it has another port in every run."""
        connection = self.campaign.connection
        return text.replace(urlsplit(connection.address).netloc, _HOST) if connection.own else text


_HOST = urlsplit(REFERENCE).netloc


def cassette(folder: Path, case: str) -> Path:
    """Return the file that holds the exchange of a case, without its suffix."""
    return folder.joinpath(*case.split("/"))


def _envelope(body: bytes) -> envelope.Envelope | None:
    try:
        return envelope.read(xml.parse(body))
    except WireError:
        return None
