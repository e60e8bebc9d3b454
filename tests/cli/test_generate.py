"""Envelopes from the shell: valid, reproducible, and made without Hypothesis."""

import re
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
        (
            ["Authenticate", "--contract", "yourmembership", "--session", "a\nb"],
            "--session holds a character that a header field cannot carry",
        ),
    ],
)
def test_what_is_wrong_is_told(capsys, arguments: list[str], words: str) -> None:
    assert main(["generate", *arguments]) == 2
    assert words in capsys.readouterr().err


LETTERS = re.compile(r"[A-Za-z0-9._/-]+")


def listed(capsys: pytest.CaptureFixture, *options: str) -> list[str]:
    assert main(["generate", *options, "--list"]) == 0
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("kind", ["edge", "spelling"])
@pytest.mark.parametrize("binding", ["soap11", "soap12"])
def test_every_edge_and_every_spelling_is_accepted(tmp_path: Path, capsys, kind: str, binding: str) -> None:
    options = ["SessionRegAction", "--kind", kind, "--binding", binding, "--count", "40"]
    assert main(["generate", *options, "--out", str(tmp_path)]) == 0
    files = sorted(map(str, tmp_path.iterdir()))
    assert len(files) >= 30
    assert main(["validate", *files]) == 0
    assert capsys.readouterr().out.count(".xml: accepted (") == len(files)


@pytest.mark.parametrize("operation", ["Login", "SessionRegAction"])
@pytest.mark.parametrize("binding", ["soap11", "soap12"])
def test_every_broken_one_is_refused(tmp_path: Path, capsys, operation: str, binding: str) -> None:
    options = [operation, "--kind", "invalid", "--binding", binding]
    assert main(["generate", *options, "--out", str(tmp_path)]) == 0
    files = sorted(map(str, tmp_path.iterdir()))
    assert len(files) == len(listed(capsys, *options)) > 40
    assert main(["validate", *files]) == 1
    told = capsys.readouterr().out
    # Two payloads are two valid elements: that there is one is a rule of the binding, and of no schema.
    accepted = {line.partition(":")[0] for line in told.splitlines() if ".xml: accepted (" in line}
    assert accepted <= {name for name in files if name.endswith("-two-wrappers.xml")}
    assert told.count(".xml: refused (") == len(files) - len(accepted)


def test_what_must_be_answered_alike_is_valid(tmp_path: Path, capsys) -> None:
    assert main(["generate", "UpdateContact", "--kind", "relation", "--out", str(tmp_path)]) == 0
    files = sorted(map(str, tmp_path.iterdir()))
    assert main(["validate", *files]) == 0
    assert capsys.readouterr().out.count(".xml: accepted (") == len(files)


def test_an_envelope_that_is_put_together_wrongly_is_refused(tmp_path: Path, capsys) -> None:
    assert main(["generate", "UpdateContact", "--kind", "envelope", "--out", str(tmp_path)]) == 0
    files = sorted(map(str, tmp_path.glob("*-envelope-*.xml")))
    assert main(["validate", *files]) == 1
    told = capsys.readouterr().out
    accepted = {Path(line.partition(":")[0]).name for line in told.splitlines() if ".xml: accepted (" in line}
    # The schema of envelopes allows these, which a rule of SOAP or of the binding forbids.
    names = ("empty-body", "encoding-style-on-envelope", "fault-as-request")
    allowed = {f"UpdateContact-soap11-invalid-envelope-{name}.xml" for name in names}
    assert accepted <= allowed
    assert told.count(".xml: refused (") == len(files) - len(accepted) > 10


@pytest.mark.parametrize("kind", ["valid", "edge", "invalid", "envelope", "spelling", "relation"])
def test_a_list_holds_names_and_nothing_is_written(tmp_path: Path, capsys, kind: str) -> None:
    options = ["UpdateSession", "--kind", kind, "--count", "5"]
    names = listed(capsys, *options, "--out", str(tmp_path / "none"))
    assert len(set(names)) == len(names) == 5
    assert all(LETTERS.fullmatch(name) for name in names)
    assert not (tmp_path / "none").exists()
    assert main(["generate", *options, "--out", str(tmp_path)]) == 0
    assert {file.name for file in tmp_path.iterdir()} == {f"{name.replace('/', '-')}.xml" for name in names}


def test_without_a_count_all_are_listed_but_of_random_ones_one(capsys) -> None:
    assert len(listed(capsys, "Login")) == 1
    assert len(listed(capsys, "Login", "--kind", "edge")) > 100
    assert len(listed(capsys, "Login", "--kind", "invalid")) > 40
    assert len(listed(capsys, "Login", "--kind", "envelope")) > 25
    assert len(listed(capsys, "Login", "--kind", "spelling")) > 25
    assert len(listed(capsys, "UpdateContact", "--kind", "relation")) > 20
    assert listed(capsys, "Login", "--kind", "edge", "--count", "0") == []


@pytest.mark.parametrize("kind", ["edge", "invalid", "envelope", "spelling", "relation"])
def test_messages_that_are_made_on_purpose_do_not_depend_on_the_seed(tmp_path: Path, kind: str) -> None:
    for seed in ("1", "2"):
        options = ["Login", "--kind", kind, "--count", "6", "--seed", seed, "--out", str(tmp_path / seed)]
        assert main(["generate", *options]) == 0
    first, second = ({file.name: file.read_bytes() for file in (tmp_path / seed).iterdir()} for seed in ("1", "2"))
    assert first == second
    assert len(set(first.values())) >= 4
