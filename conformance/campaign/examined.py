"""What became of a case: the one value that every way of examining ends in."""

from dataclasses import dataclass

from conformance.campaign.sweep import Swept
from conformance.model.report import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What became of a case: its evidence, its exchanges, and why it ended early or did not begin.

    ``doubts`` tells of each check that broke, ``unshown`` are paths whose override no message of the case showed,
    ``dropped`` are broken messages that were not certified, with the reason of each.
    """

    evidence: tuple[Evidence, ...] = ()
    doubts: tuple[str, ...] = ()
    unshown: tuple[str, ...] = ()
    exchanges: int = 0
    dropped: tuple[tuple[str, str], ...] = ()
    untested: str | None = None


def examined(told: tuple[Evidence, ...], *met: Swept, untested: str | None = None) -> Examined:
    """Return what became of a case, by what its messages met; ``untested`` says why some were not sent."""
    return Examined(
        evidence=told,
        doubts=tuple(why for one in met for why in _doubts(one)),
        exchanges=sum(one.exchanges for one in met),
        untested=next((one.stopped for one in met if one.stopped), untested),
    )


def _doubts(met: Swept) -> tuple[str, ...]:
    return tuple(f"{check} could not tell: {why}" for check, why in sorted(met.doubts.items()))
