"""Several runs, each with a selection, make the report of the run that does all at once."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.model.exchange import Exchange, Response
from conformance.model.report import Evidence, Record, Untested
from conformance.report import jsonl

pytestmark = pytest.mark.proof

QUICK = ("--conformance-depth", "quick")
FIRST, SECOND = "Login or UpdateContact", "not (Login or UpdateContact)"


def response_of(response: Response | None) -> Response | None:
    """Return a response without its date and its length, and without the port that the system gave in its body."""
    if response is None:
        return None
    headers = tuple(pair for pair in response.headers if pair[0] not in {"Date", "Content-Length"})
    return replace(response, headers=headers, body=re.sub(rb"127\.0\.0\.1:[0-9]+", b"here", response.body))


def record_of(record: Record) -> Record:
    """Return a record without times and ports."""
    record, held = replace(record, elapsed_s=None), record.exchange
    if held is None:
        return record
    kept = Exchange(request=replace(held.request, url="", headers=()), response=response_of(held.response))
    return replace(record, exchange=kept)


def finding_of(found: Evidence) -> Evidence:
    """Return a finding without times and ports."""
    request = replace(found.request, url="", headers=())
    return replace(found, request=request, response=response_of(found.response))


def command(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "conformance", "report", *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "COLUMNS": "100"},
        check=False,
    )


@pytest.mark.parametrize("target", ["reference:", pytest.param("reference:fault-with-200", marks=pytest.mark.proof)])
def test_two_halves_make_the_whole(suite, pytester: pytest.Pytester, target: str) -> None:
    options = (*QUICK, "--conformance-target", target)
    _, whole = suite(*options)
    suite(*options, "-k", FIRST, "--conformance-report", "first.jsonl")
    suite(*options, "-k", SECOND, "--conformance-report", "second.jsonl")
    done = command("second.jsonl", "first.jsonl", "-o", "all.jsonl", "-o", "new/all.md", cwd=pytester.path)
    assert done.returncode == (0 if target == "reference:" else 1), done.stderr
    assert done.stdout.splitlines()[-2:] == ["report: all.jsonl", "report: new/all.md"]
    both = jsonl.read(pytester.path / "all.jsonl")
    assert whole.records
    assert list(map(record_of, both.records)) == list(map(record_of, whole.records))
    assert list(map(finding_of, both.findings)) == list(map(finding_of, whole.findings))
    assert both.footer is not None
    assert whole.footer is not None
    # The narrow suite has no cases of these kinds, which one run need not say, but several that pass for a whole.
    kinds = tuple(Untested(what=kind, why="no run had cases of this kind") for kind in ("edge", "invalid", "variant"))
    assert replace(both.footer, finished="", untested=()) == replace(whole.footer, finished="", untested=())
    assert both.footer.untested == (*whole.footer.untested, *kinds)
    assert replace(both.header, started="") == replace(whole.header, started="")
    assert "# Conformance report: cvent" in (pytester.path / "new" / "all.md").read_text()


def test_an_operation_and_a_kind_that_no_run_went_to_are_told(suite, pytester: pytest.Pytester) -> None:
    contact = ("--conformance-operation", "UpdateContact", "--conformance-binding", "soap11")
    suite(*QUICK, "--conformance-operation", "Login", "--conformance-report", "login.jsonl")
    (pytester.path / "narrow.py").write_text("from conformance.suite import test_examples\n")
    suite(*QUICK, *contact, "--conformance-report", "contact.jsonl")
    done = command("login.jsonl", "contact.jsonl", "-o", "all.jsonl", cwd=pytester.path)
    assert done.returncode == 0, done.stderr
    footer = jsonl.read(pytester.path / "all.jsonl").footer
    assert footer is not None
    reasons = {row.what: row.why for row in footer.untested}
    assert reasons["UpdateContact/soap12"] == reasons["UpdateSession/soap11"] == "no run went to it"
    assert reasons["UpdateContact/soap11/generated"] == "no run had cases of this kind there"
    assert reasons["variant"] == "no run had cases of this kind"
    assert not any(what.startswith("Login/") for what in reasons)


def test_what_no_run_tested_is_told_with_its_reason(suite, pytester: pytest.Pytester) -> None:
    suite(*QUICK, "-k", "Login", "--conformance-report", "login.jsonl")
    suite(*QUICK, "-k", "UpdateContact", "--conformance-budget", "2", "--conformance-report", "contact.jsonl")
    done = command("login.jsonl", "contact.jsonl", "-o", "all.jsonl", cwd=pytester.path)
    assert done.returncode == 0, done.stderr
    footer = jsonl.read(pytester.path / "all.jsonl").footer
    assert footer is not None
    told = [row.what for row in footer.untested]
    assert len(told) == len(set(told))
    reasons = {row.what: row.why for row in footer.untested}
    assert reasons["UpdateGuestInfo/soap12/example"] == "deselected"
    assert "budget of 2" in reasons["UpdateContact/soap12/generated"]
    assert "UpdateContact/soap11/example" not in reasons
    assert "Login/soap11/generated" not in reasons
