"""Whatever an endpoint does is a clear finding or a clear end; the report is complete, and there is no traceback."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import wild_endpoints as wild

from conformance.report import jsonl, markdown

ONE = (
    "--conformance-operation",
    "UpdateContact",
    "--conformance-binding",
    "soap11",
    "-k",
    "example",
    "--conformance-timeout",
    "1",
)
EXPECTED = {
    "html": ("xml.no-document-type", "text/html"),
    "nothing": ("binding.answered", "cut"),
    "cut": ("binding.answered", "cut"),
    "huge": ("binding.answered", "longer than 8,388,608 bytes"),
    "silent": ("binding.answered", "timed out"),
    "dripping": ("binding.answered", "not complete within 1 s"),
    "crash": ("binding.answered", "500"),
    "gone": ("xml.well-formed", "HTTP status 404"),
    "gibberish": ("binding.answered", "cut"),
}


@pytest.mark.parametrize("behaviour", EXPECTED)
def test_a_wild_endpoint_gives_a_clear_finding(suite, monkeypatch: pytest.MonkeyPatch, behaviour: str) -> None:
    check, words = EXPECTED[behaviour]
    with wild.wild(getattr(wild, behaviour)) as port:
        monkeypatch.setenv("CONFORMANCE_SESSION_VALUE", "made-up-value")
        result, report = suite("--conformance-target", f"http://127.0.0.1:{port}/soap", *ONE)
    assert result.ret == 1
    assert report.complete
    told = {found.check: found.message for found in report.findings}
    assert check in told
    assert words in told[check], told
    assert markdown.render(report)


def test_what_an_endpoint_says_does_nothing_to_the_terminal(suite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONFORMANCE_SESSION_VALUE", "made-up-value")
    with wild.wild(wild.escapes) as port:
        result, _ = suite("--conformance-target", f"http://127.0.0.1:{port}/soap", *ONE)
    assert result.ret == 1
    text = result.stdout.str()
    assert r"\x1b" in text
    assert not set(text) & {"\x1b", "\x07", "\u202e"}


def test_nobody_there_is_a_target_error(suite, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    monkeypatch.setenv("CONFORMANCE_SESSION_VALUE", "made-up-value")
    result, report = suite("--conformance-target", f"http://127.0.0.1:{port}/")
    assert result.ret == 3
    assert "cannot be reached" in result.stdout.str() + result.stderr.str()
    assert not report.complete
    assert "INCOMPLETE" in markdown.render(report)


def test_tls_that_fails_is_a_target_error(suite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONFORMANCE_SESSION_VALUE", "made-up-value")
    with wild.wild(wild.html) as port:
        result, _ = suite("--conformance-target", f"https://127.0.0.1:{port}/")
    assert result.ret == 3
    assert "cannot be reached" in result.stdout.str() + result.stderr.str()


def test_a_login_that_meets_no_soap_is_a_target_error(suite, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ACCOUNT_NUMBER", "USER_NAME", "PASSWORD"):
        monkeypatch.setenv(f"CONFORMANCE_{name}", "made-up")
    with wild.wild(wild.html) as port:
        result, _ = suite("--conformance-target", f"http://127.0.0.1:{port}/")
    assert result.ret == 3
    assert "the login was answered with status 200 and no SOAP message" in result.stdout.str() + result.stderr.str()


def test_a_system_beyond_this_machine_is_asked_only_what_the_user_allows(
    suite, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proxy stands on this machine and answers for everybody."""
    monkeypatch.setenv("CONFORMANCE_SESSION_VALUE", "made-up-value")
    target = (
        "--conformance-target",
        "http://api.example.com/soap",
        "--conformance-rate",
        "1000",
        "--conformance-operation",
        "UpdateContact",
    )
    with wild.wild(wild.crash) as port:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{port}")
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{port}")
        monkeypatch.delenv("no_proxy", raising=False)
        refused = pytester.runpytest_subprocess("narrow.py", *target)
        assert refused.ret == 4
        refused.stderr.fnmatch_lines(["*--conformance-allow-host api.example.com*"])
        allowed = (*target, "--conformance-allow-host", "api.example.com")
        result, report = suite(*allowed)
        assert result.ret == 1
        result.stdout.fnmatch_lines(["conformance: this run: at most 500 of 10,000 calls a day"])
        assert not report.records
        assert report.footer is not None
        assert all("--conformance-allow-writes" in left.why for left in report.footer.untested)
        result, report = suite(*allowed, "--conformance-allow-writes", "-k", "example")
        assert len(report.records) == 2


def test_an_interrupted_run_leaves_a_report_that_says_so(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pytest", "--pyargs", "conformance.suite", "-p", "no:cacheprovider"]
    options = ["--conformance-depth", "deep", "--conformance-report", "out.jsonl", "--conformance-report", "out.md"]
    process = subprocess.Popen(
        [*command, *options], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    part = tmp_path / "out.jsonl.parts" / "main.jsonl"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (part.exists() and part.stat().st_size > 50_000):
        time.sleep(0.1)
    os.kill(process.pid, signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 2, output
    assert "Traceback" not in output
    report = jsonl.read(tmp_path / "out.jsonl")
    assert report.records
    assert not report.complete
    assert report.footer is not None
    assert any(left.why == "the run ended before it" for left in report.footer.untested)
    assert "INCOMPLETE" in output
    assert "INCOMPLETE" in (tmp_path / "out.md").read_text()


@pytest.mark.proof
@pytest.mark.parametrize("interrupt", [os.kill, os.killpg])
def test_an_interrupted_run_of_workers_leaves_a_report_that_says_so(
    tmp_path: Path, interrupt: Callable[[int, int], None]
) -> None:
    """A terminal interrupts the workers as well."""
    command = [sys.executable, "-m", "pytest", "--pyargs", "conformance.suite", "-p", "no:cacheprovider", "-n", "2"]
    process = subprocess.Popen(
        [*command, "--conformance-depth", "deep", "--conformance-report", "out.jsonl"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    parts = tmp_path / "out.jsonl.parts"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and sum(part.stat().st_size for part in parts.glob("*.jsonl")) < 50_000:
        time.sleep(0.1)
    interrupt(process.pid, signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 2, output
    report = jsonl.read(tmp_path / "out.jsonl")
    assert report.records
    assert report.footer is not None
    assert not report.complete
    untested = {left.what: left.why for left in report.footer.untested}
    assert "the run ended before it" in untested.values()
    for record in report.records:
        assert untested.get(record.case.id, "in it") != "the run ended before it", "this has run"
    assert not parts.exists()


def test_a_killed_run_reads_as_incomplete(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pytest", "--pyargs", "conformance.suite", "-p", "no:cacheprovider"]
    process = subprocess.Popen(
        [*command, "--conformance-depth", "deep", "--conformance-report", "out.jsonl"],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
    )
    part = tmp_path / "out.jsonl.parts" / "main.jsonl"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not part.exists():
        time.sleep(0.1)
    process.kill()
    process.wait()
    report = jsonl.read(tmp_path / "out.jsonl")
    assert report.footer is None
    assert not report.complete
