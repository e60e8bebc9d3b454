"""A project that merely has the package installed pays for a few small modules only."""

import json
import subprocess
import sys

HEAVY = {"httpx", "hypothesis", "lxml", "xmlschema", "waitress", "cattrs", "vcr", "jinja2"}
OURS = {"conformance", "conformance.plugin", "conformance.hooks"}
SCRIPT = """
import json, sys
before = set(sys.modules)
import conformance.plugin
print(json.dumps(sorted(set(sys.modules) - before)))
"""
EMPTY_RUN = """
import json, sys
import pytest
class Loaded:
    def pytest_unconfigure(self):
        print("LOADED " + json.dumps(sorted(sys.modules)))
pytest.main(["-q", "-p", "conformance.plugin", "-p", "no:cacheprovider"], plugins=[Loaded()])
"""


def run(script: str, cwd: str | None = None, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=cwd, check=True, env=environment or None
    )
    return done.stdout


def test_the_plugin_imports_pytest_and_the_standard_library() -> None:
    loaded = json.loads(run("import pytest" + SCRIPT))
    assert {name for name in loaded if name.startswith("conformance")} <= OURS
    assert not {name.split(".")[0] for name in loaded} & HEAVY


def test_an_empty_run_loads_nothing_heavy(tmp_path) -> None:
    (tmp_path / "test_nothing.py").write_text("def test_nothing():\n    pass\n")
    output = run(EMPTY_RUN, cwd=str(tmp_path), PYTEST_DISABLE_PLUGIN_AUTOLOAD="1", PATH="")
    loaded = json.loads(next(line for line in output.splitlines() if line.startswith("LOADED")).removeprefix("LOADED "))
    assert {name for name in loaded if name.split(".")[0] == "conformance"} == OURS
    assert not {name.split(".")[0] for name in loaded} & HEAVY
