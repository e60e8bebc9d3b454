"""The gate in a test: the only module of this room that is a door, for whoever asks for the verdict under pytest."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from conformance.campaign.gate import gated
from conformance.campaign.policy import load
from conformance.errors import ConformanceError
from conformance.model.gate import Gate
from conformance.report._gate_lines import failures, traffic_lines
from conformance.transport._target import Permissions

__all__ = ["assert_accepted", "assert_compatible"]

_WIDTH = 120
_Named = str | Path


def assert_compatible(
    old: _Named,
    new: _Named,
    *,
    file: _Named | None = None,
    fail_on: str | None = None,
    allow_hosts: Iterable[str] = (),
) -> None:
    """Fail where the gate between two contracts stays shut, as ``conformance diff OLD NEW`` would say.

    ``file`` is that of ``--gate``, ``fail_on`` beats what it says, ``allow_hosts`` are hosts beyond this machine.

    Raises:
        AssertionError: something changed that fails, or an accepted change is stale or overdue.
        ConformanceError: we cannot find out: a contract, the file or a word cannot be used.
    """
    __tracebackhide__ = True
    try:
        permissions = Permissions(hosts=frozenset(allow_hosts))
        gate = _gate((old, new), (), file=file, fail_on=fail_on, permissions=permissions)
    except ConformanceError as broken:
        raise broken.with_traceback(None) from None  # the text says it all: how we came to it is no help
    if gate.fails:
        raise AssertionError("\n".join(failures(gate, _WIDTH)))


def assert_accepted(
    recorded: Iterable[_Named],
    *,
    old: _Named,
    new: _Named,
    file: _Named | None = None,
    allow_hosts: Iterable[str] = (),
) -> None:
    """Fail where the new contract refuses recorded requests that the old one accepts, as ``--cassettes`` would say.

    ``recorded`` are cassettes, HTTP archives, raw exchanges, and folders of these. What only changes refuse that
    ``file`` accepts is accepted.

    Raises:
        AssertionError: a recorded request is refused now, or none can be judged.
        ConformanceError: we cannot find out: a contract, the file or a path cannot be used.
    """
    __tracebackhide__ = True
    try:
        permissions = Permissions(hosts=frozenset(allow_hosts))
        gate = _gate((old, new), recorded, file=file, fail_on=None, permissions=permissions)
    except ConformanceError as broken:
        raise broken.with_traceback(None) from None
    if gate.blind or (gate.traffic is not None and gate.traffic.failing):
        raise AssertionError("\n".join(traffic_lines(gate, _WIDTH)))


def _gate(
    named: tuple[_Named, _Named],
    recorded: Iterable[_Named],
    *,
    file: _Named | None,
    fail_on: str | None,
    permissions: Permissions,
) -> Gate:
    day = datetime.now(UTC).date().isoformat()
    policy = load(None if file is None else Path(file), fail_on=fail_on, day=day)
    paths = [Path(path) for path in recorded]
    return gated((str(named[0]), str(named[1])), policy, permissions, cassettes=paths)
