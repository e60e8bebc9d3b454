"""The line that moves while a run goes on: on a terminal only, and gone before anything else is written."""

import os
import pty
import re
import select
import subprocess
import sys
from pathlib import Path

import pytest

from conformance._progress import Progress

FRAME = re.compile(r"\x1b7 \x1b\[2m(?P<told>[^\x1b]*)\x1b\[0m")
SHOWN = re.compile(FRAME.pattern + r"(?P<erased>\x1b8\x1b\[K)?")
SLOW = ("--conformance-rate", "25", "--conformance-depth", "quick", "--conformance-operation", "UpdateContact")


def on_a_terminal(folder: Path, *options: str, term: str = "xterm") -> str:
    """Return what a run writes to a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    command = (sys.executable, "-m", "pytest", "narrow.py", "-p", "no:cacheprovider", "-k", "soap12", *SLOW, *options)
    environment = {**os.environ, "TERM": term, "COLUMNS": "80", "LINES": "24"}
    for name in ("NO_COLOR", "PY_COLORS"):
        environment.pop(name, None)
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=theirs, stderr=theirs, stdin=theirs) as process:
        os.close(theirs)
        told = b""
        while select.select([ours], [], [], 120)[0]:
            try:
                read = os.read(ours, 65536)
            except OSError:  # Linux says so that nobody is at the other end any more
                break
            if not read:
                break
            told += read
        process.wait(120)
    os.close(ours)
    return told.decode()


@pytest.mark.parametrize("workers", [(), pytest.param(("-n", "2"), marks=pytest.mark.proof)], ids=["alone", "xdist"])
def test_it_tells_what_runs_and_leaves_nothing_behind(pytester: pytest.Pytester, workers: tuple[str, ...]) -> None:
    text = on_a_terminal(pytester.path, *workers)
    frames = list(SHOWN.finditer(text))
    assert frames
    assert all(frame["erased"] for frame in frames)
    assert all(len(frame["told"]) < 80 for frame in frames)
    told = [frame["told"] for frame in frames]
    assert all(re.search(r"\d+ exchanges?", one) for one in told)
    assert any(one.startswith("UpdateContact, SOAP 1.2") for one in told)
    numbers = [int(re.search(r"(\d+) exchanges?", one)[1]) for one in told]
    assert numbers == sorted(numbers)
    assert numbers[-1] > 0
    rest = SHOWN.sub("", text)
    assert "\x1b7" not in rest
    assert "\x1b8" not in rest
    assert "passed" in rest


@pytest.mark.parametrize(
    "options, term", [(("-q",), "xterm"), (("-s",), "xterm"), ((), "dumb"), (("--color=no",), "xterm")]
)
def test_it_is_silent_where_it_would_disturb(pytester: pytest.Pytester, options: tuple[str, ...], term: str) -> None:
    assert "\x1b7" not in on_a_terminal(pytester.path, *options, term=term)


def test_it_is_silent_where_there_is_no_terminal(suite) -> None:
    result, _ = suite(*SLOW, "--color=yes")
    assert "\x1b7" not in result.stdout.str()


@pytest.mark.parametrize(
    "room, told",
    [
        (200, "UpdateContact, SOAP 1.2, edge/Title: 7 of 500 exchanges, no finding"),
        (60, "UpdateContact, SOAP 1.2: 7 of 500 exchanges, no finding"),
        (40, "7 of 500 exchanges, no finding"),
        (10, ""),
    ],
)
def test_it_says_as_much_as_fits(room: int, told: str) -> None:
    held = Progress(case="UpdateContact/soap12/edge/Title", exchanges=7, limit=500)
    assert held.fitting(room, 0.5) == told
