"""The end of a run: the only module that writes the summary of a report to pytest's terminal."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from conformance.model.report import Report
from conformance.report import _summary

_PAGE = ".html"
_AROUND = 4  # lines: the title, pytest's last one, where to read more, and the prompt


def summarise(terminal: pytest.TerminalReporter, report: Report, *, files: Sequence[Path], here: Path) -> None:
    """Print a report in short, and where it was written, as seen from a folder."""
    terminal.section("conformance")
    screen = shutil.get_terminal_size().lines if terminal.isatty else _summary.LOG
    width = terminal._tw.fullwidth  # noqa: SLF001 - pytest offers no other width
    for line in _summary.lines(report, width, height=screen - len(files) - _AROUND):
        terminal.write_line(line)
    for path in files:
        terminal.write_line(f"report: {path.relative_to(here) if path.is_relative_to(here) else path}")
    if report.findings and not any(path.suffix == _PAGE for path in files):
        terminal.write_line("to read all of it with its messages: --conformance-report report.html")
