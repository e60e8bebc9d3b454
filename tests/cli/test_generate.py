"""Envelopes from the shell: valid, reproducible, and made without Hypothesis."""

import subprocess
import sys
from pathlib import Path

import pytest

from conformance.cli import main


@pytest.mark.parametrize("binding", ["soap11", "soap12"])
@pytest.mark.parametrize(
    "operation", ["Login", "SessionRegAction", "UpdateContact", "UpdateGuestInfo", "UpdateSession"]
)
def test_every_file_is_accepted(tmp_path: Path, capsys, operation: str, binding: str) -> None:
    options = ["--binding", binding, "--count", "12", "--seed", "7", "--out", str(tmp_path / "new")]
    assert main(["generate", operation, *options]) == 0
    files = sorted(map(str, (tmp_path / "new").iterdir()))
    assert len(files) == 12
    assert files[0].endswith(f"{operation}-{binding}-7-000001.xml")
    assert main(["validate", *files]) == 0
    assert capsys.readouterr().out.count(".xml: accepted (") == 12


def generated(*options: str) -> bytes:
    command = [sys.executable, "-m", "conformance", "generate", "UpdateContact", "--count", "5", *options]
    return subprocess.run(command, capture_output=True, check=True).stdout


def test_the_same_seed_gives_the_same_bytes() -> None:
    first = generated("--seed", "3")
    assert first == generated("--seed", "3", "--out", "-")
    assert first != generated("--seed", "4")
    assert first.count(b"<?xml") == 5
    assert b"session-value" in first
    assert b"another" in generated("--session", "another")


def test_hypothesis_is_not_needed() -> None:
    script = "import sys\nfrom conformance.cli import main\nmain(['generate', 'Login'])\nassert 'hypothesis' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["Logn"], "no operation 'Logn'; it has Login"),
        (["Login", "--binding", "soap13"], "no binding 'soap13'"),
        (["Login", "--count", "-1"], "--count takes a number"),
        (["Login", "--out", "/dev/null/x"], "cannot be written"),
        (["UpdateContact", "--session", "\x01"], "--session holds a character that XML cannot carry"),
    ],
)
def test_what_is_wrong_is_told(capsys, arguments: list[str], words: str) -> None:
    assert main(["generate", *arguments]) == 2
    assert words in capsys.readouterr().err
