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


def assert_compatible(  # noqa: PLR0913 - keyword-only options, as the command has them
    old: str | Path,
    new: str | Path,
    *,
    file: str | Path | None = None,
    fail_on: str | None = None,
    cassettes: Iterable[str | Path] = (),
    allow_hosts: Iterable[str] = (),
) -> None:
    """Fail where the gate between two contracts stays shut, as ``conformance diff OLD NEW`` would say.

    ``file`` is that of ``--gate``, ``fail_on`` beats what it says, ``cassettes`` are recorded traffic that both judge,
    ``allow_hosts`` are hosts beyond this machine.

    Raises:
        AssertionError: something changed that fails, a recorded request is refused now, or an accepted change is stale
            or overdue; or no recorded message can be judged.
        ConformanceError: we cannot find out: a contract, the file or a word cannot be used.
    """
    __tracebackhide__ = True
    try:
        day = datetime.now(UTC).date().isoformat()
        policy = load(None if file is None else Path(file), fail_on=fail_on, day=day)
        permissions = Permissions(hosts=frozenset(allow_hosts))
        gate = gated((str(old), str(new)), policy, permissions, cassettes=[Path(path) for path in cassettes])
    except ConformanceError as broken:
        raise broken.with_traceback(None) from None  # the text says it all: how we came to it is no help
    if gate.fails or gate.blind:
        raise AssertionError("\n".join(failures(gate, _WIDTH)))
