"""What an endpoint sends does nothing to whoever reads of it: in no format, in no command, on no terminal."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import hostile
import pytest
import wild_endpoints as wild
from lxml import html as lxml_html

from conformance.model.report import Report
from conformance.report import jsonl
from tests.report.test_html import Page, require_inert

ONE = ("--conformance-operation", "UpdateContact", "--conformance-binding", "soap11", "-k", "example")
FORMATS = ("report.jsonl", "report.html", "report.md", "report.xml")
COMMAND = re.compile(r"^\s*(?:::|##\[|##vso\[)", re.MULTILINE)


@pytest.fixture(params=sorted(hostile.BODIES))
def met(request, suite, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Report]:
    """Meet an endpoint that sends such things; return what pytest printed, and the report."""
    monkeypatch.setenv("CONFORMANCE_SESSION_VALUE", "made-up-value")
    with wild.wild(hostile.sent(hostile.BODIES[request.param])) as port:
        reports = [argument for name in FORMATS for argument in ("--conformance-report", name)]
        result, report = suite("--conformance-target", f"http://127.0.0.1:{port}/soap", *ONE, *reports, "-rA")
    assert result.ret == 1
    assert report.findings
    return result.stdout.str() + result.stderr.str(), report


def require_calm(text: str) -> None:
    """Make sure that a text does nothing to a terminal, nor to what reads the log of a job."""
    assert all(char.isprintable() or char in "\n\t" for char in text)
    assert not COMMAND.search(text)


def command(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "conformance", *arguments], cwd=folder, check=False, timeout=120, capture_output=True
    )
    told = done.stdout.decode() + done.stderr.decode()
    assert "Traceback" not in told
    return told


def test_it_is_inert_everywhere(met: tuple[str, Report], pytester: pytest.Pytester) -> None:
    printed, _ = met
    folder = pytester.path
    require_calm(printed)
    for line in (folder / "report.jsonl").read_bytes().splitlines():
        json.loads(line)
        assert b"\x1b" not in line
        assert b"\x00" not in line
    page = (folder / "report.html").read_text(encoding="utf-8")
    require_inert(Page(page))
    tree = lxml_html.fromstring(page)
    assert [script for script in tree.iter("script") if "alert(1)" in (script.text or "")] == []
    assert not [link for _, _, link, _ in tree.iterlinks() if not link.startswith(("#", "https://", "http://www."))]
    document = ET.fromstring((folder / "report.xml").read_bytes())  # noqa: S314 - our own
    require_calm("".join(document.itertext()))
    text = (folder / "report.md").read_text(encoding="utf-8")
    assert len(text) < 65_536
    assert all(char.isprintable() or char in "\n\t" for char in text)
    assert sum(path.stat().st_size for name in FORMATS[1:] for path in [folder / name]) < 1_000_000


def test_commands_that_read_the_report_are_calm(met: tuple[str, Report], pytester: pytest.Pytester) -> None:
    _, report = met
    folder = pytester.path
    outs = [argument for suffix in ("html", "md", "json", "csv") for argument in ("-o", f"matrix.{suffix}")]
    require_calm(command(folder, "report", "report.jsonl", *outs, "--badges", "badges"))
    require_inert(Page((folder / "matrix.html").read_text(encoding="utf-8")))
    require_calm(command(folder, "report", "--compare", "report.jsonl", "report.jsonl", "-o", "change.html"))
    require_inert(Page((folder / "change.html").read_text(encoding="utf-8")))
    require_calm(command(folder, "coverage", "report.jsonl"))
    require_calm(
        command(folder, "replay-case", "report.jsonl", report.findings[0].fingerprint, "--target", "reference:")
    )


def test_the_kit_holds_what_was_sent_and_nothing_that_runs(met: tuple[str, Report], pytester: pytest.Pytester) -> None:
    _, report = met
    folder = pytester.path
    require_calm(command(folder, "repro", "report.jsonl", "--out", "kit"))
    kits = list((folder / "kit").iterdir())
    assert len(kits) == len({found.fingerprint for found in report.findings})
    for kit in kits:
        assert re.fullmatch(r"[a-z0-9.-]+", kit.name)
        require_calm((kit / "test_finding.py").read_text(encoding="utf-8"))
        compile((kit / "test_finding.py").read_text(encoding="utf-8"), "test_finding.py", "exec")
        words = shlex.split((kit / "curl.sh").read_text(encoding="utf-8"), comments=True)
        assert words[0] == "curl"
        assert subprocess.run(["sh", "-n", str(kit / "curl.sh")], check=False).returncode == 0


def test_a_recording_holds_it_byte_for_byte(suite, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONFORMANCE_SESSION_VALUE", "made-up-value")
    with wild.wild(hostile.sent(hostile.BODIES["fault"])) as port:
        recorded, before = suite(
            "--conformance-target", f"http://127.0.0.1:{port}/soap", *ONE, "--record-mode", "rewrite"
        )
    require_calm(recorded.stdout.str())
    file = next((pytester.path / "cassettes").rglob("*.yaml"))
    assert all(char.isprintable() or char == "\n" for char in file.read_text(encoding="utf-8"))
    replayed, after = suite("--conformance-target", "replay:cassettes/cvent", *ONE)
    require_calm(replayed.stdout.str())
    bodies = [
        record.exchange.response.body
        for report in (before, after)
        for record in report.records
        if record.exchange is not None and record.exchange.response is not None
    ]
    assert len(set(bodies)) == 1
    assert jsonl.read(pytester.path / "out.jsonl").findings
