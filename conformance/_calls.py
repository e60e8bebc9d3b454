"""The calls of a day: the only module that knows how often a host was called by the runs of a folder."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from conformance.campaign.journal import now
from conformance.campaign.settings import Settings
from conformance.transport import _target

_DAY = len("YYYY-MM-DD")
_NOT_IN_NAMES = re.compile("[^A-Za-z0-9.-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """How often a host was called today (UTC): a byte for each call, in a file of pytest's cache.

    A byte is added to the end of a file at once, whoever else adds one, and stays there if the run is killed.
    """

    folder: Path
    host: str
    clock: Callable[[], str] = now

    def made(self) -> int:
        """Return how many calls were made; those of other days are forgotten."""
        for file in self.folder.iterdir():
            if not file.name.startswith(self._today):
                file.unlink(missing_ok=True)
        return self._file.stat().st_size if self._file.is_file() else 0

    def note(self, requests: int) -> None:
        """Count requests; where nothing can be written, a run is not kept from going on."""
        with suppress(OSError), self._file.open("ab") as file:
            file.write(b"." * requests)

    @property
    def _today(self) -> str:
        return self.clock()[:_DAY]

    @property
    def _file(self) -> Path:
        return self.folder / f"{self._today}-{_NOT_IN_NAMES.sub('_', self.host)}"


def counted(settings: Settings, config: pytest.Config, *, begins: bool) -> Settings:
    """Return settings that know of the calls of today, and count those of the run; as they are on this machine.

    ``begins`` tells whether nothing was sent yet: what workers of xdist find was partly sent by the others. Without
    pytest's cache (``-p no:cacheprovider``) nobody knows of other runs.
    """
    target, cache = _target.parse(settings.target), getattr(config, "cache", None)
    if cache is None or _target.is_local(target):
        return settings
    with suppress(OSError):
        calls = Calls(folder=cache.mkdir("conformance-calls"), host=urlsplit(target.rest).hostname or "")
        return replace(settings, made_today=calls.made() if begins else 0, count=calls.note)
    return settings
