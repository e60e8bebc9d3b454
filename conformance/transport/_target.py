"""Targets: the mini-language that says which endpoint is meant, and what may be done to it."""

import ipaddress
from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import httpx

from conformance import _members
from conformance.errors import UsageError
from conformance.model.contract import Contract
from conformance.model.exchange import Headers
from conformance.model.session import NONE_BARRED, Barred

FAMILY = "conformance.transport"
REFERENCE = "http://reference/"
"""How the address of our reference begins in a cassette: it has another port in every run."""

RECORDED = "recorded"
"""The extension of an httpx response that holds the request which a cassette recorded with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An endpoint as the user named it: ``kind`` is a module of this room, ``rest`` what stands after the colon."""

    kind: str
    rest: str

    def __str__(self) -> str:
        """Return the target as one would write it."""
        return f"{self.kind}:{self.rest}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """How requests leave for a live target, where it is not the plain way.

    ``headers`` are added to every request; ``ca_file``, ``certificate`` and ``key`` are in PEM. ``secrets`` are what no
    report may show of all this.
    """

    proxy: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    headers: Headers = field(default=(), repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)


PLAIN = Route()
TIMEOUT_S = 30.0
"""Seconds for one answer, where the user does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Permissions:
    """What the user allows: hosts beyond loopback; seconds for one answer; the way of requests; the age of recordings.

    ``recording_days`` is how many days old a recording may be, None where it may be of any age.
    """

    hosts: frozenset[str] = frozenset()
    timeout_s: float = TIMEOUT_S
    route: Route = PLAIN
    recording_days: float | None = None


class Recordings(Protocol):
    """What plays cassettes; see ``transport/_player.py``. ``folder`` is where they are, or a file of other traffic."""

    folder: Path

    @property
    def plays(self) -> bool:
        """Tell whether the cassette of a case is played."""

    def hide(self, secrets: Iterable[str]) -> None:
        """Note what stands in today's requests for the secrets that were taken out of the recorded ones."""

    def holds(self, case: str) -> bool:
        """Tell whether there is a cassette of a case."""

    def playing(self, case: str) -> AbstractContextManager[None]:
        """Answer from the cassette of a case."""

    def require_played(self, bindings: Collection[str]) -> None:
        """Make sure that the cassette of the case that is played holds no exchange that nobody asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """An open way to an endpoint, or to recordings of one.

    ``own`` marks our reference, whose subjects are the manifest's. ``session`` is what stands for the value that
    recordings carry; None where there is somebody to open a session with. ``barred`` are the sessions that open nothing
    of it. ``player`` is what answers in the place of an endpoint, None where there is one.
    """

    client: httpx.Client = field(repr=False)
    address: str
    own: bool
    permissions: Permissions
    session: str | None = field(default=None, repr=False)
    barred: Barred = NONE_BARRED
    player: Recordings | None = field(default=None, repr=False)

    @property
    def recorded(self) -> bool:
        """Tell whether recordings answer."""
        return self.player is not None

    @property
    def loopback(self) -> bool:
        """Tell whether nothing beyond this machine is called."""
        return self.recorded or is_loopback(self.address)


class Transport(Protocol):
    """What each module of this room offers; ``CREDENTIALS`` tells whether the user must bring them."""

    CREDENTIALS: bool
    own: Callable[[str], bool]
    check: Callable[[str, Permissions], None]
    connect: Callable[[str, Contract, Permissions, str | None], AbstractContextManager[Connection]]


def parse(text: str) -> Target:
    """Return the target that a text names; a bare URL means ``live:``.

    Raises:
        UsageError: there is no such kind of target.
    """
    kinds = _members.names(FAMILY)
    if text.startswith(("http://", "https://")):
        return Target(kind="live", rest=text)
    kind, colon, rest = text.partition(":")
    if colon and kind in kinds:
        return Target(kind=kind, rest=rest)
    message = f"unknown target {text!r}: write {', '.join(f'{kind}:' for kind in kinds)} or a URL"
    raise UsageError(message)


def check(target: Target, permissions: Permissions) -> None:
    """Make sure, without a network, that a target can be meant.

    Raises:
        UsageError: it cannot: its host is not allowed, or there is no such defect.
    """
    _member(target).check(target.rest, permissions)


def needs_credentials(target: Target) -> bool:
    """Tell whether the user must bring credentials, or a session."""
    return _member(target).CREDENTIALS


def is_local(target: Target) -> bool:
    """Tell whether nothing beyond this machine is called."""
    return not needs_credentials(target) or is_loopback(target.rest)


def own(target: Target) -> bool:
    """Tell whether a target is our reference, or recordings of it: it knows the manifest's made-up subjects.

    Raises:
        TargetError: a recording cannot be read.
    """
    return _member(target).own(target.rest)


def connect(
    target: Target, contract: Contract, permissions: Permissions, platform: str | None
) -> AbstractContextManager[Connection]:
    """Return a context in which the target can be called; ``platform`` is what our reference plays."""
    return _member(target).connect(target.rest, contract, permissions, platform)


def _member(target: Target) -> Transport:
    found: Transport = _members.member(FAMILY, target.kind, ("CREDENTIALS", "own", "check", "connect"))
    return found


def is_loopback(url: str) -> bool:
    """Tell whether a URL names this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def require_allowed(url: str, permissions: Permissions) -> None:
    """Refuse a host that the user did not allow.

    Raises:
        UsageError: the URL has no host, one that is neither loopback nor allowed, or credentials.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        message = f"{url!r} is no http or https URL with a host"
        raise UsageError(message)
    if parts.username is not None or parts.password is not None:
        message = f"a user name or password in the URL of {parts.hostname} would end in every report: leave it out"
        raise UsageError(message)
    try:
        parts.port  # noqa: B018 - reading it is what finds out
    except ValueError:
        message = f"{url!r} has an impossible port; it must be 0 to 65535"
        raise UsageError(message) from None
    if not is_loopback(url) and parts.hostname.lower() not in {host.lower() for host in permissions.hosts}:
        message = (
            f"{parts.hostname} is not on this machine and was not allowed: "
            f"add --conformance-allow-host {parts.hostname} if you may send requests there"
        )
        raise UsageError(message)
