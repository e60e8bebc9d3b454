"""A finding handed over: its test fails the same way alone, and the command sends it once more."""

import json
import os
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from conformance.cli import main
from conformance.model.report import Report
from conformance.report import jsonl

OWN = """
from conformance.contract.example import example

def test_it(conformance):
    payload = example(conformance.contract, conformance.contract.operations["UpdateContact"])
    conformance.exchange(conformance.request(payload, binding="soap12")).require()
"""
BROKEN, MENDED = "reference:results-without-session", "reference:"


NARROW = "from conformance.suite import test_examples\n"


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest as a user does in a folder."""
    command = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments)
    found = {name: value for name, value in os.environ.items() if not name.startswith("CONFORMANCE_")}
    return subprocess.run(command, cwd=folder, env=found, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the examples and a test of one's own against an endpoint that is broken, in a folder of their own."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "test_own.py").write_text(NARROW + OWN)
    reports = ("--conformance-report", "out.jsonl", "--conformance-report", "out.md")
    done = run(folder, "test_own.py", "-k", "UpdateContact or test_it", "--conformance-target", BROKEN, *reports)
    assert done.returncode == 1, done.stdout
    (folder / "stdout").write_text(done.stdout)
    return folder


@pytest.fixture
def broken(home: Path, monkeypatch: pytest.MonkeyPatch) -> Report:
    monkeypatch.chdir(home)
    for name in ("SESSION_VALUE", "ACCOUNT_NUMBER", "USER_NAME", "PASSWORD"):
        monkeypatch.delenv(f"CONFORMANCE_{name}", raising=False)
    return jsonl.read(home / "out.jsonl")


def test_a_finding_is_told_by_the_same_name_everywhere(broken: Report, home: Path) -> None:
    names = [found.fingerprint for found in broken.findings]
    assert len(set(names)) == 2
    assert all(re.fullmatch("[0-9a-f]{16}", name) for name in names)
    assert sorted(names) == sorted(re.findall(r"Finding: `([0-9a-f]{16})`", (home / "out.md").read_text()))
    told = re.findall("(?:finding|ERROR) ([0-9a-f]{16})", (home / "stdout").read_text())
    assert sorted(told) == sorted([*names, *names]), "once in the failure of a test, once in the summary"


def test_a_finding_fails_the_same_way_alone(broken: Report, home: Path, capsys) -> None:
    assert main(["repro", "out.jsonl", "--out", "kit"]) == 0
    printed = capsys.readouterr().out
    for found in broken.findings:
        assert f"{found.fingerprint} kit/header.declared-blocks-present-{found.fingerprint}\n" in printed
    first = broken.findings[0]
    assert "conformance replay-case out.jsonl " in printed
    folder = home / "kit" / f"{first.check}-{first.fingerprint}"
    files = {file.name: file.read_text() for file in folder.iterdir()}
    assert set(files) == {"curl.sh", "request.http", "response.http", "test_finding.py"}
    head, _, body = (folder / "request.http").read_bytes().partition(b"\r\n\r\n")
    assert head.startswith(b"POST /soap/V200611.ASMX HTTP/1.1\r\n")
    assert f"Content-Length: {len(body)}".encode() in head
    (command,) = re.findall("#     pytest test_finding.py (.*)", files["test_finding.py"])
    assert command == f"--conformance-target {BROKEN} --conformance-platform asmx"
    done = run(folder, "test_finding.py", *command.split(), "--conformance-report", "alone.jsonl")
    assert done.returncode == 1
    (record,) = jsonl.read(folder / "alone.jsonl").records
    assert [told.check for told in record.verdicts if told.counts] == [first.check]
    assert f"AssertionError: {first.check}: {first.message}" in done.stdout
    assert f"ERROR {first.fingerprint} {first.check}: " in done.stdout
    assert "case test_finding.py/test_finding/1" in done.stdout
    assert run(folder, "test_finding.py", "--conformance-target", MENDED).returncode == 0


def test_the_command_sends_it_once_more(broken: Report, capsys) -> None:
    for found in broken.findings:
        assert main(["replay-case", "out.jsonl", found.fingerprint]) == 1
        assert f"still: {found.message}" in capsys.readouterr().out
        assert main(["replay-case", "out.jsonl", found.fingerprint[:12], "--target", MENDED]) == 0
        assert capsys.readouterr().out.endswith("\nno longer\n")


@pytest.mark.parametrize(
    "options, code, said",
    [
        (("ffff",), 2, "the report has no finding 'ffff'; there is "),
        (("{}", "--target", "nowhere:"), 2, "unknown target 'nowhere:'"),
        (("{}", "--target", "http://127.0.0.1:1/"), 3, "live:http://127.0.0.1:1/: cannot be reached"),
        (("{}", "--target", "https://api.example.com/"), 2, "add --allow-host api.example.com if you may"),
        (("{}", "--contract", "nowhere"), 2, "nowhere"),
        (("{}", "--platform", "nowhere"), 2, "nowhere"),
    ],
)
def test_what_cannot_be_told_has_its_own_code(
    broken: Report, capsys, monkeypatch, options: tuple[str, ...], code: int, said: str
) -> None:
    monkeypatch.setenv("CONFORMANCE_SESSION_VALUE", "made-up")
    name = broken.findings[0].fingerprint
    assert main(["replay-case", "out.jsonl", *(option.format(name) for option in options)]) == code
    assert said in capsys.readouterr().err


def test_a_file_that_is_no_report_is_told(broken: Report, home: Path, capsys) -> None:
    (home / "other.txt").write_text("no report\n")
    for arguments in (["replay-case", "other.txt", "abcd"], ["repro", "other.txt", "--out", "kit"]):
        assert main(arguments) == 2
        assert "other.txt:1: no JSON" in capsys.readouterr().err


def test_a_report_without_findings_says_so(broken: Report, home: Path, capsys) -> None:
    lines = (home / "out.jsonl").read_text().splitlines(keepends=True)
    kept = [line for line in lines if '"kind":"finding"' not in line and '"verdicts":[{' not in line]
    (home / "clean.jsonl").write_text("".join(kept[:-1]))
    assert main(["repro", "clean.jsonl", "--out", "none"]) == 0
    assert capsys.readouterr().out == "the report has no finding\n"
    assert not (home / "none").exists()


def test_a_finding_without_its_exchange_is_told(broken: Report, home: Path, capsys) -> None:
    lines = [json.loads(line) for line in (home / "out.jsonl").read_text().splitlines()]
    bare = [{**line, "exchange": None} if line["kind"] == "record" else line for line in lines[:-1]]
    text = "".join(json.dumps(line) + "\n" for line in bare if line["kind"] != "finding")
    (home / "bare.jsonl").write_text(text)
    assert main(["repro", "bare.jsonl", "--out", "none"]) == 3
    assert "its exchange was not kept; run again to have it" in capsys.readouterr().out


def test_a_finding_of_ones_own_test_is_handed_over_as_well(broken: Report, home: Path, capsys) -> None:
    lines = (home / "out.jsonl").read_text().splitlines(keepends=True)
    own = [line for line in lines if '"kind":"header"' in line or '"id":"test_own.py' in line]
    (home / "own.jsonl").write_text("".join(own))
    assert main(["repro", "own.jsonl", "--out", "own"]) == 0
    name = capsys.readouterr().out[:16]
    assert main(["replay-case", "own.jsonl", name]) == 1
    assert main(["replay-case", "own.jsonl", name, "--target", MENDED]) == 0
    (file,) = (home / "own").rglob("test_finding.py")
    assert "<CventSessionValue>session-value</CventSessionValue>" in file.read_text()
    assert "redacted" not in file.read_text()
    assert run(file.parent, "test_finding.py", "--conformance-target", BROKEN).returncode == 1


def test_the_command_takes_the_way_to_an_account_from_a_table(
    broken: Report, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    heard: list[str | None] = []

    class Endpoint(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(self.headers["X-Tenant"])
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_error(500)

        def log_message(self, *_: object) -> None:
            pass

    monkeypatch.setenv("CONFORMANCE_SESSION_VALUE", "made-up-value")
    (home / "live.toml").write_text('[live]\nretries = 0\n[live.headers]\nX-Tenant = { env = "EXAMPLE_TENANT" }\n')
    server = HTTPServer(("127.0.0.1", 0), Endpoint)
    arguments = ["replay-case", "out.jsonl", broken.findings[0].fingerprint, "--live", "live.toml"]
    arguments += ["--target", f"http://127.0.0.1:{server.server_port}/soap"]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        assert main(arguments) == 2
        assert "EXAMPLE_TENANT, which is not set" in capsys.readouterr().err
        assert heard == []
        monkeypatch.setenv("EXAMPLE_TENANT", "made-up-tenant")
        assert main(arguments) in {0, 3}
    finally:
        server.shutdown()
        server.server_close()
    assert heard
    assert set(heard) == {"made-up-tenant"}
    (home / "live.toml").write_text("[live]\nbudgets = 3\n")
    assert main(arguments) == 2
    assert "budgets" in capsys.readouterr().err


def test_a_finding_that_many_tests_fail_with_is_shown_with_its_messages_once(suite) -> None:
    result, report = suite(
        "--conformance-target", "reference:results-as-text-html", "--conformance-operation", "UpdateContact", "-q"
    )
    assert result.parseoutcomes()["failed"] == 4
    text = result.stdout.str()
    for found in report.findings:
        if found.counts and found.case.endswith("example"):
            assert text.count(f"smallest request ({found.operation}, {found.binding})") == 1
            told = f"finding {found.fingerprint}, shown with its messages in {found.case}"
            assert text.count(told) == 1
