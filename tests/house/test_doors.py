"""Each foreign library comes in by the doors named here, and no others."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "conformance"
DOORS = {
    "cattrs": {"contract/tables", "report/jsonl", "transport/_cassette"},
    "elementpath": {"contract/lexical"},
    "httpx": {"transport/_exchange", "transport/_rehearsal", "transport/_target", "transport/replay"},
    "hypothesis": {"strategies/drafts", "strategies/messages", "strategies/overrides", "campaign/explore", "hooks"},
    "ijson": {"transport/_traffic"},
    "jinja2": {"report/_template"},
    "jsonschema": {"contract/jsonschema"},
    "referencing": {"contract/jsonschema"},
    "lxml": {"markup/xml", "contract/xsd", "contract/validate", "contract/memo"},
    "pytest": {
        "plugin",
        "hooks",
        "_calls",
        "_dry_run",
        "_ending",
        "_fixture",
        "_items",
        "_progress",
        "_recording",
        "_run",
        "_settings",
        "suite",
    },
    "waitress": {"transport/reference"},
    "xmlschema": {
        "contract/declarations",
        "contract/lexical",
        "contract/memo",
        "contract/origins",
        "contract/simple",
        "contract/validate",
        "contract/xsd",
    },
    "yaml": {"transport/_cassette"},
}


def foreign(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return {name.split(".")[0] for name in names} - set(sys.stdlib_module_names) - {"conformance"}


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_libraries_come_in_by_their_doors(path: Path) -> None:
    module = str(path.relative_to(ROOT).with_suffix(""))
    for library in foreign(path):
        assert module in DOORS.get(library, set()), f"{module} imports {library}"


def test_every_door_is_used() -> None:
    for library, modules in DOORS.items():
        for module in modules:
            assert library in foreign(ROOT / f"{module}.py"), f"{module} no longer imports {library}: close the door"
