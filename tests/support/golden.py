"""Golden files: text that changes only on purpose."""

import os
from difflib import unified_diff
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "house"


def agrees(name: str, found: str, *, lost: str) -> None:
    """Make sure that a golden file of the house holds ``found``; write it where CONFORMANCE_GOLDEN is "write"."""
    path = FOLDER / name
    if os.environ.get("CONFORMANCE_GOLDEN") == "write":
        path.write_text(found, encoding="utf-8")
    known = path.read_text(encoding="utf-8")
    if known != found:
        changes = "".join(unified_diff(known.splitlines(True), found.splitlines(True), name, "found", n=0))
        pytest.fail(
            f"{changes}\n{lost}\nIf the change is meant, CONFORMANCE_GOLDEN=write pytest tests/house writes {name} anew;"
            " read its diff, and tell users in CHANGELOG.md of what they lose.",
            pytrace=False,
        )
