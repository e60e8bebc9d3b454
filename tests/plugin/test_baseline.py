"""A baseline in use: what it lists passes, what has expired or is stale fails, alone and with workers."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

CHECK = "results.success-carries-no-error"
ONE = ("--conformance-operation", "UpdateContact", "--conformance-depth", "quick")
DEFECT = ("--conformance-target", "reference:error-beside-success")
USED = ("--conformance-baseline", "known.toml")
TODAY = datetime.now(UTC).date()
LATER = TODAY + timedelta(days=5)


def listed(folder: Path, *entries: tuple[str, str, str], expires: object = LATER) -> None:
    """Write a baseline of checks, operations and bindings."""
    entry = (
        f'[[known]]\ncheck = "{check}"\noperation = "{operation}"\nbinding = "{binding}"\n'
        f'reason = "Ticket 7"\nowner = "Ada"\nexpires = {expires}\n'
        for check, operation, binding in entries
    )
    (folder / "known.toml").write_text("\n".join(entry))


def told(result: pytest.RunResult) -> str:
    """Return what a run printed, whatever its lines."""
    return " ".join(result.stdout.str().split())


BOTH = ((CHECK, "UpdateContact", "soap11"), (CHECK, "UpdateContact", "soap12"))


@pytest.mark.parametrize("workers", [(), pytest.param(("-n", "2"), marks=pytest.mark.proof)])
def test_listed_findings_do_not_fail_the_run(suite, pytester: pytest.Pytester, workers: tuple[str, ...]) -> None:
    listed(pytester.path, *BOTH, (CHECK, "Login", "soap11"))
    result, report = suite(*ONE, *DEFECT, *USED, *workers)
    assert result.ret == 0
    result.assert_outcomes(passed=4)
    text = told(result)
    assert "2 known" in text
    assert f"Not tested: entry 3 of the baseline: {CHECK}, Login, SOAP 1.1" in text
    assert {found.known for found in report.findings if found.check == CHECK} == {"1", "2"}
    verdicts = [found for record in report.records for found in record.verdicts if found.check == CHECK]
    assert verdicts
    assert all(found.known in {"1", "2"} and found.tolerated is None for found in verdicts)
    assert report.header.baseline["1"].reason == "Ticket 7"


def test_what_is_not_listed_fails_as_ever(suite, pytester: pytest.Pytester) -> None:
    listed(pytester.path, BOTH[0])
    result, _ = suite(*ONE, *DEFECT, *USED)
    assert result.ret == 1
    result.assert_outcomes(passed=3, failed=1)


def test_an_expired_entry_fails_the_run_and_covers_nothing(suite, pytester: pytest.Pytester) -> None:
    listed(pytester.path, BOTH[0], expires=TODAY - timedelta(days=1))
    result, report = suite(*ONE, *DEFECT, *USED, "--conformance-binding", "soap11")
    assert result.ret == 1
    result.assert_outcomes(passed=1, failed=1)
    assert f"BASELINE entry 1 has expired: {CHECK}, UpdateContact, SOAP 1.1" in told(result)
    assert not any(found.known for found in report.findings)
    clean, _ = suite(*ONE, *USED, "--conformance-binding", "soap12")
    assert clean.ret == 1, "it is due, whatever was tested"


@pytest.mark.parametrize("workers", [(), pytest.param(("-n", "2"), marks=pytest.mark.proof)])
def test_a_stale_entry_fails_the_run_once(suite, pytester: pytest.Pytester, workers: tuple[str, ...]) -> None:
    listed(pytester.path, BOTH[0])
    result, _ = suite(*ONE, *USED, *workers)
    assert result.ret == 1
    result.assert_outcomes(passed=4)
    text = told(result)
    assert text.count("BASELINE entry 1 is stale") == 1
    assert "its check was tested there and found nothing: delete the entry" in text


@pytest.mark.parametrize(
    "selection", [("-k", "soap12"), ("--conformance-operation", "Login"), ("--conformance-check", "xml.*")]
)
def test_an_entry_that_was_not_tested_is_neither_met_nor_stale(suite, pytester: pytest.Pytester, selection) -> None:
    listed(pytester.path, BOTH[0])
    others = ONE if selection[0] != "--conformance-operation" else ("--conformance-depth", "quick")
    result, _ = suite(*others, *USED, *selection)
    assert result.ret == 0
    assert "Not tested: entry 1 of the baseline" in told(result)


def test_a_baseline_is_written_filled_in_and_used(suite, pytester: pytest.Pytester) -> None:
    result, _ = suite(*ONE, *DEFECT, "--conformance-baseline-write", "known.toml", "-n", "2")
    assert result.ret == 1
    assert "baseline: known.toml has 2 entries; give each new one a reason and an owner" in told(result)
    (again,) = {line.count("baseline-write") for line in result.stdout.lines if line.startswith("run it again: pytest")}
    assert again == 0
    file = pytester.path / "known.toml"
    blank = pytester.runpytest_subprocess("narrow.py", *ONE, *DEFECT, *USED)
    assert blank.ret == 4
    assert f"known.toml: entry 1 ({CHECK}, UpdateContact, soap11): its reason is blank" in blank.stderr.str()
    file.write_text(file.read_text().replace('reason = ""', 'reason = "7"').replace('owner = ""', 'owner = "Ada"'))
    held = file.read_text()
    result, _ = suite(*ONE, *DEFECT, *USED, "--conformance-baseline-write", "known.toml")
    assert result.ret == 0
    assert "baseline: known.toml has 2 entries, 2 of them kept" in told(result)
    assert file.read_text().count('reason = "7"') == held.count('reason = "7"') == 2
    again = pytester.runpytest_subprocess("narrow.py", *ONE, "--conformance-baseline-write", "known.toml")
    assert again.ret == 4
    assert "known.toml is there already" in again.stderr.str()


@pytest.mark.parametrize("workers", [(), pytest.param(("-n", "2"), marks=pytest.mark.proof)])
def test_a_baseline_that_cannot_be_used_ends_the_run(pytester: pytest.Pytester, workers: tuple[str, ...]) -> None:
    listed(pytester.path, (CHECK, "UpdateContat", "soap11"))
    pytester.makeini("[pytest]\nconformance_baseline = known.toml\n")
    result = pytester.runpytest_subprocess("narrow.py", *ONE, *workers)
    text = result.stdout.str() + result.stderr.str()
    assert result.ret == 4
    assert f"known.toml: entry 1 ({CHECK}, UpdateContat, soap11): contract cvent has no operation" in text
    assert "Traceback" not in text
    missing = pytester.runpytest_subprocess("narrow.py", *ONE, *workers, "--conformance-baseline", "none.toml")
    assert missing.ret == 4
    assert "none.toml" in missing.stdout.str() + missing.stderr.str()


def test_a_finding_of_ones_own_test_is_known_too(pytester: pytest.Pytester) -> None:
    listed(pytester.path, *BOTH)
    pytester.makepyfile(
        test_own="""
        from conformance.strategies import requests
        from hypothesis import given, settings

        @settings(deadline=None, max_examples=100, database=None, derandomize=True)
        @given(message=requests("cvent", "UpdateContact"))
        def test_own(conformance, message):
            answer = conformance.exchange(message)
            assert not answer.broken
            answer.require()
        """
    )
    result = pytester.runpytest_subprocess("test_own.py", *DEFECT, *USED)
    assert "known in the baseline" in told(result)
    result.assert_outcomes(passed=1)


@pytest.mark.proof
def test_after_an_interruption_nothing_is_called_stale_and_nothing_written(tmp_path: Path) -> None:
    listed(tmp_path, BOTH[0], (CHECK, "Login", "soap11"), ("xml.well-formed", "Login", "soap11"))
    command = [sys.executable, "-m", "pytest", "--pyargs", "conformance.suite", "-p", "no:cacheprovider"]
    options = ["--conformance-depth", "deep", "--conformance-report", "out.jsonl", *USED]
    process = subprocess.Popen(
        [*command, *options, "--conformance-baseline-write", "new.toml"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    part = tmp_path / "out.jsonl.parts" / "main.jsonl"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (part.exists() and part.stat().st_size > 50_000):
        time.sleep(0.1)
    os.kill(process.pid, signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 2, output
    assert "INCOMPLETE" in output
    assert "stale" not in output
    assert "Not tested: entry 3 of the baseline: xml.well-formed, Login, SOAP 1.1" in " ".join(output.split())
    assert "baseline: new.toml is not written, because the run is incomplete" in output
    assert not (tmp_path / "new.toml").exists()
