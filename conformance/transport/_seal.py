"""Seals: the only module that says when an exchange was recorded, and tells whether it was changed since."""

import base64
import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from conformance.errors import RecordingError
from conformance.model.exchange import Headers, Request, Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What a cassette says of an exchange beside what vcrpy writes.

    ``at`` is when it was recorded, in ISO 8601 in UTC; ``depth`` how far the run went; ``hidden`` are the texts that
    stand in its request for secrets; ``sha256`` is the digest of all that was written.
    """

    at: str
    depth: str
    hidden: list[str]
    sha256: str = ""


def sealed(request: Request, response: Response, seal: Seal) -> Seal:
    """Return a seal with the digest of an exchange as it is written."""
    told = (
        (seal.at, seal.depth, seal.hidden),
        (request.method, request.url, _fields(request.headers), _text(request.body)),
        (response.status, _fields(response.headers), _text(response.body)),
    )
    return replace(seal, sha256=hashlib.sha256(json.dumps(told).encode()).hexdigest())


def age_days(seal: Seal, now: datetime) -> float:
    """Return how many days ago an exchange was recorded.

    Raises:
        RecordingError: the seal names no time.
    """
    try:
        then = datetime.fromisoformat(seal.at)
    except ValueError:
        message = f"{seal.at!r} is no time in ISO 8601"
        raise RecordingError(message) from None
    return (now - (then if then.tzinfo else then.replace(tzinfo=UTC))).total_seconds() / 86400


def _fields(headers: Headers) -> list[tuple[str, str]]:
    """Return headers as they are read again: YAML keeps the order of the values of a field only."""
    return sorted(((name, value) for name, value in headers), key=lambda held: held[0])


def _text(body: bytes) -> str:
    return base64.b64encode(body).decode()
