"""The line that moves while a run goes on: the only module that writes to a terminal what is gone a moment later.

It stands behind what pytest has written, and is erased before pytest writes on: the cursor is put back to where it was.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import pytest

from conformance.campaign.campaign import Campaign
from conformance.model.report import Evidence, Record
from conformance.report._visible import visible
from conformance.report._wording import binding_title, number_of

_KEEP, _BACK = "\x1b7", "\x1b8\x1b[K"
_EVERY_S, _PATIENCE_S = 0.1, 0.4
_ROOM = 60


@dataclass(slots=True, kw_only=True)
class Progress:
    """What is told of a run that goes on; without a terminal nothing is.

    ``out`` is the terminal, ``writer`` pytest's own way to it, which knows how much of the line is taken. ``wraps``
    tells whether a new line may be begun where too little is left of one, ``uncaptured`` lets pytest capture nothing.
    """

    out: TextIO | None = None
    writer: pytest.TerminalReporter | None = None
    uncaptured: Callable[[], AbstractContextManager[None]] = nullcontext
    wraps: bool = False
    clock: Callable[[], float] = time.monotonic
    aim: Callable[[], str] = str
    case: str = ""
    exchanges: int = 0
    limit: int | None = None
    findings: int = 0
    parts: Path | None = None
    read: dict[Path, int] = field(default_factory=dict)
    shown: bool = False
    _began: float = 0.0
    _first: float | None = None
    _last: float = 0.0
    _told: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, config: pytest.Config, *, parts: Path | None = None) -> Progress:
        """Return what tells it on the terminal of a session, if that is one and nothing else writes to it.

        ``parts`` is where workers of xdist write, if there are any.
        """
        reporter = config.pluginmanager.get_plugin("terminalreporter")
        if reporter is None or config.option.verbose < 0 or config.getoption("capture") == "no":
            return cls()
        terminal = reporter._tw  # noqa: SLF001 - pytest offers no other way to what it writes to
        if not terminal.hasmarkup or not reporter.isatty or config.getoption("log_cli_level", default=None):
            return cls()
        capturing = config.pluginmanager.get_plugin("capturemanager")
        return cls(
            out=terminal._file,  # noqa: SLF001 - as above
            writer=reporter,
            parts=parts,
            wraps=config.option.verbose == 0,
            uncaptured=nullcontext if capturing is None else capturing.global_and_fixture_disabled,
        )

    def follow(self, campaign: Campaign) -> None:
        """Tell of the requests of a campaign from now on, if there is anywhere to tell it."""
        if self.out is None:
            return
        write = campaign.write

        def noted(entry: Record | Evidence) -> None:
            write(entry)
            self.noted(entry)

        campaign.write = noted
        campaign.budget.watches.append(self.sent)
        self.limit = campaign.budget.limit
        self.aim = lambda: campaign.aim

    def begin(self, case: str) -> None:
        """Note which case runs from now on."""
        self.case = case
        self._began = self.clock()

    def sent(self, requests: int) -> None:
        """Count requests that are sent."""
        self.exchanges += requests
        self._draw()

    def noted(self, entry: Record | Evidence) -> None:
        """Count the findings of what is written to the report, each once."""
        if isinstance(entry, Record):
            found = [one for verdict in entry.verdicts if verdict.counts for one in verdict.findings]
            self._told.update(one.fingerprint for one in found)
            self.findings = len(self._told)
            self._draw()

    def heard(self, report: pytest.TestReport) -> None:
        """Note that a worker of xdist has done an item, and count the lines that all have written until then."""
        self.case = report.nodeid.rpartition("[")[2].removesuffix("]")
        self.findings += report.failed
        for part in () if self.out is None or self.parts is None else self.parts.glob("*.jsonl"):
            with part.open("rb") as file:
                file.seek(self.read.get(part, 0))
                new = file.read()
            self.read[part] = self.read.get(part, 0) + len(new)
            self.exchanges += new.count(b'{"kind":"record"')
        self._draw()

    def erase(self) -> None:
        """Take the line away, before anything else is written."""
        if self.shown and self.out is not None:
            with self.uncaptured():
                self.out.write(_BACK)
                self.out.flush()
            self.shown = False

    def _draw(self) -> None:
        now = self.clock()
        self._first = now if self._first is None else self._first
        if self.out is None or self.writer is None or now - self._last < _EVERY_S or now - self._began < _PATIENCE_S:
            return
        self._last = now
        self.erase()
        terminal = self.writer._tw  # noqa: SLF001 - pytest offers no other way to how wide it is
        with self.uncaptured():
            if terminal.fullwidth - terminal.width_of_current_line < _ROOM and self.wraps:
                terminal.line()
            told = self.fitting(terminal.fullwidth - terminal.width_of_current_line - 2, now - self._first)
            self.out.write(f"{_KEEP} \x1b[2m{told}\x1b[0m" if told else "")
            self.out.flush()
        self.shown = bool(told)

    def fitting(self, room: int, seconds: float) -> str:
        """Return as much as fits, the end first to be left out but for the numbers."""
        of = f" of {self.limit:,}" if self.limit is not None else ""
        rate = f", {self.exchanges / seconds:,.0f} a second" if seconds > 1 else ""
        numbers = f"{self.exchanges:,}{of} exchanges{rate}, {number_of(self.findings, 'finding')}"
        operation, binding, rest = (*self.case.split("/", 2), "", "", "")[:3]
        phase = self.aim() or rest
        where = ", ".join(filter(None, (operation, binding_title(binding))))
        for told in (f"{where}, {phase}: {numbers}", f"{where}: {numbers}", numbers):
            if len(visible(told)) <= room:
                return visible(told)
        return ""
