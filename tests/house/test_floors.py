"""Imports go down only, and rooms of one floor do not know each other; type-only imports count."""

import ast
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "conformance"
FLOORS = (
    ("model", "errors", "_members", "_near", "_schemas"),
    ("markup",),
    ("soap", "servicestack"),
    ("contract",),
    ("generation",),
    ("strategies", "relations", "checks", "reference", "diff", "report"),
    ("transport",),
    ("campaign",),
    (
        "_calls",
        "_dry_run",
        "_ending",
        "_fixture",
        "_items",
        "_progress",
        "_recording",
        "_run",
        "_settings",
        "_workers",
        "plugin",
        "hooks",
        "suite",
        "cli",
        "diff.gate",
        "__main__",
    ),
)
HEIGHT = {room: floor for floor, rooms in enumerate(FLOORS, start=1) for room in rooms}
# Doors lead into each other: the plugin and the suite are two ends of one run, ``python -m`` is the command.
DOORS = {
    ("_run", "_settings"),
    ("_run", "_items"),
    ("_items", "_fixture"),
    ("plugin", "_items"),
    ("_run", "_fixture"),
    ("_run", "_calls"),
    ("_run", "_dry_run"),
    ("_run", "_ending"),
    ("_run", "_progress"),
    ("_run", "_recording"),
    ("plugin", "_fixture"),
    ("_run", "_workers"),
    ("plugin", "_run"),
    ("plugin", "_workers"),
    ("plugin", "hooks"),
    ("suite", "_fixture"),
    ("__main__", "cli"),
}
MODULES = sorted(ROOT.rglob("*.py"))


def room(parts: Sequence[str]) -> str:
    """Return the room of a module: a module that the table names is one by itself."""
    named = ".".join(parts[:2])
    return named if named in HEIGHT else parts[0]


def room_of(path: Path) -> str:
    return room(path.relative_to(ROOT).with_suffix("").parts)


def imported_rooms(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        found |= {room(name.split(".")[1:]) for name in names if name.startswith("conformance.")}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down_only(path: Path) -> None:
    here = room_of(path)
    if here == "__init__":
        assert not imported_rooms(path), "the root package imports nothing"
        return
    for other in imported_rooms(path) - {here}:
        down = HEIGHT[other] < HEIGHT[here]
        same_ground = HEIGHT[other] == HEIGHT[here] == 1
        assert down or same_ground or (here, other) in DOORS, f"{here} must not import {other}"


def test_every_room_has_a_floor() -> None:
    assert {room_of(path) for path in MODULES} - {"__init__"} <= set(HEIGHT)


def test_the_words_are_stdlib_only() -> None:
    for path in (ROOT / "model").glob("*.py"):
        assert imported_rooms(path) <= {"model"}, path
