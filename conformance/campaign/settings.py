"""Settings: everything that a user can say about a run, in one value."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from conformance.campaign.baseline import Baseline
from conformance.checks import Check
from conformance.checks._select import EVERY, Selection
from conformance.strategies import Overrides
from conformance.transport._target import PLAIN, TIMEOUT_S, Route

BUDGET = 500
RATE = 2.0
RETRIES = 2
STOP_AFTER = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A run as the user asked for it; empty selections mean all.

    ``budget`` is in requests and ``rate`` in requests a second; both hold for targets that are not on this machine
    (500 and 2 where they are not given), and for others only where they are given; ``workers`` share both. So do
    ``retries`` of a request (2) and the server errors in a row that ``stop_after`` gives up behind (10); 0 means never.
    ``daily_limit`` is what the vendor allows in calls a day, where that is another number than the contract's, and
    ``made_today`` what is known to have been taken of it; ``count`` is told how many requests are sent. ``route`` is
    the way that they take.
    ``offline`` forbids to call what others run; a ``dry_run`` calls nobody, writes its messages to the file
    ``messages``, and keeps those of one process in ``scratch``, where they are wanted.
    While ``recording``, nothing is made small: a cassette holds the messages of its case only. ``recording_days`` is
    how old one may be that is judged, None where any may.
    ``baseline`` names the file of known findings, whose entries are ``known``; ``baseline_out`` the one to write.
    ``overrides`` and ``checks`` are the user's own, from the hooks of the same names.
    """

    contract: str = "cvent"
    target: str = "reference:"
    bindings: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    selection: Selection = EVERY
    depth: str = "default"
    platform: str | None = None
    subjects: Path | None = None
    baseline: Path | None = None
    baseline_out: Path | None = None
    hosts: tuple[str, ...] = ()
    writes: bool = False
    budget: int | None = None
    rate: float | None = None
    retries: int | None = None
    stop_after: int | None = None
    daily_limit: int | None = None
    made_today: int = 0
    count: Callable[[int], None] | None = None
    route: Route = PLAIN
    vendor: str | None = None
    timeout_s: float = TIMEOUT_S
    seed: int = 0
    workers: int = 1
    keep_all: bool = False
    recording: bool = False
    recording_days: float | None = None
    offline: bool = False
    dry_run: bool = False
    messages: Path | None = None
    scratch: Path | None = None
    overrides: Overrides = field(default_factory=lambda: MappingProxyType({}))
    checks: tuple[Check, ...] = ()
    known: Baseline | None = None
