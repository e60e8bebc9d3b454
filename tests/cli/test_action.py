"""The action for GitHub: what a workflow needs stands in it, and its steps do what they say, whatever the inputs hold."""

import argparse
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.cli import diff

ROOT = Path(__file__).parents[2]
ACTION: Mapping[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}
XSD = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">\n<xs:element name="A" type="xs:{type}"/></xs:schema>'


def test_it_has_what_github_requires() -> None:
    assert ACTION["name"]
    assert len(ACTION["description"]) <= 125, "the marketplace takes no more"
    assert ACTION["runs"]["using"] == "composite"
    assert all({"name", "shell", "run"} <= step.keys() for step in STEPS.values())
    assert all(held["description"] for held in ACTION["inputs"].values())
    assert all(held.get("required") or isinstance(held["default"], str) for held in ACTION["inputs"].values())


def test_no_input_becomes_part_of_a_script() -> None:
    for step in STEPS.values():
        assert "${{" not in step["run"]
    used = {value for step in STEPS.values() for value in step["env"].values()}
    assert {f"${{{{ inputs.{name} }}}}" for name in ACTION["inputs"]} <= used


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a working tree with two contracts, and a runner's folder in which our command stands."""
    for name in ("int", "short"):
        (tmp_path / f"{name}.xsd").write_text(XSD.format(type=name))
    command = tmp_path / "temp/contract-gate/bin/conformance"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m conformance "$@"\n')
    command.chmod(0o755)
    return tmp_path


def compared(place: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the step as a runner does."""
    step = STEPS["Compare"]
    given = {name: held.get("default", "") for name, held in ACTION["inputs"].items()}
    given |= {name.replace("_", "-"): value for name, value in inputs.items()}
    env = {name: given[value.removeprefix("${{ inputs.").removesuffix(" }}")] for name, value in step["env"].items()}
    known = {"RUNNER_TEMP": str(place / "temp"), "GITHUB_STEP_SUMMARY": str(place / "summary.md")}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    path = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=place, env=env | known | path, capture_output=True, text=True, check=False)


def test_what_breaks_fails_the_job_and_is_told_everywhere(place: Path) -> None:
    done = compared(place, old="int.xsd", new="short.xsd")
    assert done.returncode == 1, done.stderr
    assert "::error file=short.xsd,line=2," in done.stdout
    assert "1 breaking: the gate is shut" in (place / "summary.md").read_text()
    assert {path.name for path in (place / "contract-gate").iterdir()} == {
        "gate.md",
        "gate.json",
        "gate.xml",
        "witnesses",
    }
    assert len([*(place / "contract-gate/witnesses").iterdir()]) == 1


def test_what_breaks_nobody_passes(place: Path) -> None:
    assert compared(place, old="int.xsd", new="int.xsd").returncode == 0
    assert compared(place, old="int.xsd", new="short.xsd", fail_on="never").returncode == 0


def test_inputs_are_words_and_no_commands(place: Path) -> None:
    done = compared(place, old='"; touch owned; "', new="$(touch owned)", gate="--help; touch owned")
    assert done.returncode == 2
    assert not (place / "owned").exists()
    done = compared(place, old="--help", new="short.xsd")
    assert done.returncode == 2
    assert "--help" in done.stderr


def test_what_cannot_be_found_out_keeps_its_code(place: Path) -> None:
    (place / "broken.xsd").write_text("<a")
    assert compared(place, old="int.xsd", new="broken.xsd").returncode == 3
    assert not (place / "summary.md").exists()


def test_the_recipes_of_the_readme_can_be_read() -> None:
    blocks = re.findall(r"```yaml\n# (\S+)\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    recipes = {name: yaml.safe_load(text) for name, text in blocks}
    assert set(recipes) == {".github/workflows/contract.yml", ".gitlab-ci.yml"}
    (_, step) = recipes[".github/workflows/contract.yml"]["jobs"]["gate"]["steps"]
    assert set(step["with"]) <= set(ACTION["inputs"])
    command = shlex.split(recipes[".gitlab-ci.yml"]["contract"]["script"][-1])
    parser = argparse.ArgumentParser()
    diff.arguments(parser)
    asked = parser.parse_args(command[2:])
    assert command[:2] == ["conformance", "diff"]
    assert [path.name for path in asked.out] == ["gate.xml", "gl.codequality.json"]
