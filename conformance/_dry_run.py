"""A dry run at the terminal: the only module that prints what would be sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.campaign import rehearsal
from conformance.campaign.begin import limit_of
from conformance.campaign.rehearsal import Rehearsal
from conformance.campaign.settings import Settings
from conformance.errors import UsageError
from conformance.report._visible import visible


def tell(terminal: pytest.TerminalReporter, found: Rehearsal, *, settings: Settings, folder: Path) -> None:
    """Print what would be sent, with the messages where the user wants to see them, and write these to a file.

    ``folder`` is where the processes of the run kept them.
    """
    terminal.section("conformance")
    for line in rehearsal.lines(found, settings.target, limit_of(settings)):
        terminal.write_line(visible(line))
    if terminal.verbosity > 0:
        for line in rehearsal.messages(folder):
            terminal.write_line(visible(line))
    if settings.messages is None:
        return
    try:
        rehearsal.write(folder, settings.messages)
    except UsageError as trouble:
        terminal.write_line(f"conformance: {trouble}", red=True)
    else:
        terminal.write_line(f"messages: {settings.messages}")
