"""The workers of xdist: the only module that knows which of them ended, which died, and what the silent had done."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Which process of a run this is: the only one, the controller of several, or one of these by its id.

    ``started`` is when the controller's run began, empty where this process is the first.
    """

    folder: Path
    id: str = "main"
    count: int = 1
    started: str = ""

    @property
    def alone(self) -> bool:
        """Tell whether no other process keeps the report."""
        return self.id == "main"


@dataclass(slots=True, kw_only=True)
class Workers:
    """What the controller knows of its workers, by their ids.

    ``handed`` is what each that came to its end handed over; ``dead`` are the others, each with the item that it ran,
    None where it ran none. ``done`` is by worker what became of each item: None, or why it was skipped.
    """

    handed: dict[str, dict[str, Any]] = field(default_factory=dict)
    dead: dict[str, str | None] = field(default_factory=dict)
    collected: tuple[str, ...] = ()
    done: dict[str, dict[str, str | None]] = field(default_factory=dict)

    def down(self, worker: str, output: dict[str, Any] | None) -> None:
        """Note that a worker ended; without output it died."""
        if output is None:
            self.dead.setdefault(worker, None)
        elif "conformance" in output:
            self.handed[worker] = output["conformance"]

    def crashed(self, worker: str, item: str) -> None:
        """Note which item a worker ran when it died."""
        self.dead[worker] = item

    def note(self, worker: str, item: str, skipped: str | None) -> None:
        """Note that a worker has done with an item, and why it was skipped, if it was."""
        self.done.setdefault(worker, {})[item] = skipped

    def told_by_nobody(self) -> dict[str, str | None]:
        """Return what became of the items that were done by workers that handed over nothing."""
        silent = self.done.keys() - self.handed.keys()
        return {item: why for worker in sorted(silent) for item, why in self.done[worker].items()}


def death(worker: str, case: str | None, *, began_again: bool) -> tuple[str, str]:
    """Return what is untested after a worker has died, and why."""
    if case is None:
        return f"worker {worker}", "it died"
    if began_again:
        return f"worker {worker}", f"it died while it ran {case}, which another worker has run since"
    return case, f"worker {worker} died while it ran this; what it wrote until then is kept"
