"""The gate in a test: the only module of this room that is a door, for whoever asks for the verdict under pytest."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from conformance.campaign.gate import gated
from conformance.campaign.policy import load
from conformance.errors import ConformanceError
from conformance.report._gate_lines import failures
from conformance.transport._target import Permissions

__all__ = ["assert_compatible"]

_WIDTH = 120


def assert_compatible(
    old: str | Path,
    new: str | Path,
    *,
    file: str | Path | None = None,
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
        day = datetime.now(UTC).date().isoformat()
        policy = load(None if file is None else Path(file), fail_on=fail_on, day=day)
        gate = gated((str(old), str(new)), policy, Permissions(hosts=frozenset(allow_hosts)))
    except ConformanceError as broken:
        raise broken.with_traceback(None) from None  # the text says it all: how we came to it is no help
    if gate.fails:
        raise AssertionError("\n".join(failures(gate, _WIDTH)))
