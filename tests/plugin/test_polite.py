"""Bad days against a live account: whatever happens nothing is lost, and the report says what was not tested."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
import wild_endpoints as wild

from conformance._calls import Calls
from conformance.campaign.credentials import variable
from conformance.cli import main
from conformance.model.contract import Contract
from conformance.reference.soap.wsgi import application
from conformance.report import jsonl
from conformance.transport.reference import serving

CONTACT = ("--conformance-operation", "UpdateContact")
WHOLE = "from conformance.suite import *\n"
QUICK = ("--conformance-depth", "quick")
LIVE = ("--conformance-live", "live.toml")


@pytest.fixture
def account(cvent: Contract, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the credentials that our reference knows, behind the fixture that takes all away."""

    def give() -> None:
        for name in ("AccountNumber", "UserName", "Password"):
            monkeypatch.setenv(variable(name), cvent.subjects[f"Login/{name}"][0])
        paths = {path: list(held) for path, held in cvent.subjects.items() if path.startswith("UpdateContact/")}
        table = "\n".join(f"{json.dumps(path)} = {json.dumps(held)}" for path, held in paths.items())
        pytester.makefile(".toml", subjects=f"[subjects]\n{table}\n")

    return give


@contextmanager
def endpoint(
    contract: Contract,
    change: Callable[[int, StartResponse], list[bytes] | None] = lambda _number, _start: None,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[tuple[str, list[bytes]]]:
    """Serve the reference, except where ``change`` answers the n-th POST; keep what is answered to POSTs."""
    app = application(contract, "asmx", clock=clock)
    answers: list[bytes] = []

    def serve(environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        if environ["REQUEST_METHOD"] != "POST":
            return list(app(environ, start))
        answers.append(b"")
        other = change(len(answers), start)
        answers[-1] = b"".join(app(environ, start) if other is None else other)
        return answers[-1:]

    served: WSGIApplication = serve
    with serving(served) as base:
        yield app.address(base), answers


def test_a_budget_goes_to_what_finds_most_and_the_report_is_in_the_order_of_the_cases(
    suite, pytester: pytest.Pytester
) -> None:
    (pytester.path / "narrow.py").write_text(WHOLE)
    result, report = suite(*CONTACT, *QUICK, "--conformance-binding", "soap11", "--conformance-budget", "16")
    assert result.ret == 0
    result.stdout.fnmatch_lines(["conformance: this run: at most 16 requests"])
    assert report.complete
    kinds = [record.case.kind.value for record in report.records]
    assert kinds.count("example") == 1
    assert kinds.count("edge") >= 8
    assert "invalid" in kinds, "a few were left for it"
    assert not {"variant", "generated"} & set(kinds)
    whole = ["example", "variant", "edge", "generated", "invalid"]
    assert kinds == sorted(kinds, key=whole.index)
    assert report.footer is not None
    untested = [left for left in report.footer.untested if "budget of 16 requests is spent" in left.why]
    assert any(left.what.endswith("/generated") for left in untested)


def test_an_expired_session_in_the_middle_of_a_run_loses_nothing(
    suite, account, cvent: Contract, pytester: pytest.Pytester
) -> None:
    now = [0.0]

    def age(number: int, _start: StartResponse) -> None:
        now[0] += 3601 if number in {2, 20} else 0  # before the first example, and in the middle of the random messages

    account()
    with endpoint(cvent, age, lambda: now[0]) as (address, answers):
        options = (
            "--conformance-subjects",
            "subjects.toml",
            "--conformance-depth",
            "quick",
            "--conformance-keep",
            "all",
        )
        result, report = suite("--conformance-target", address, *CONTACT, *options)
    assert result.ret == 0, result.stdout.str()
    assert report.complete
    assert len(report.records) == 2 + 2 * 20
    assert sum(b"CV10105" in answer for answer in answers) == 2
    sessions = set(re.findall(rb'CventSessionHeader="([^"]+)"', b"".join(answers)))
    assert len(sessions) == 3
    header, _, records = (pytester.path / "out.jsonl").read_bytes().partition(b"\n")
    assert b"CV10105" not in records
    assert not [session for session in sessions if session in header + records]


def test_a_session_that_is_refused_twice_ends_the_run_and_the_rest_is_told(
    suite, account, cvent: Contract, pytester: pytest.Pytester
) -> None:
    now = [0.0]

    def age(number: int, _start: StartResponse) -> None:
        now[0] += 3601 if number in {3, 5} else 0  # before the second example, and again before it is repeated

    account()
    with endpoint(cvent, age, lambda: now[0]) as (address, answers):
        options = ("--conformance-target", address, "--conformance-subjects", "subjects.toml", *CONTACT)
        result, report = suite(*options)
    assert result.ret == 3
    words = "the session is not accepted (CV10105); it was opened by a login that succeeded"
    assert words in result.stdout.str() + result.stderr.str()
    assert len(answers) == 5
    assert [record.case.id for record in report.records] == ["UpdateContact/soap11/example"]
    assert not report.complete
    assert report.footer is not None
    left = {row.what for row in report.footer.untested if words in row.why}
    assert left == {f"UpdateContact/{name}" for name in ("soap12/example", "soap11/generated", "soap12/generated")}


def test_a_busy_endpoint_is_asked_again_and_the_report_counts(
    suite, account, cvent: Contract, pytester: pytest.Pytester
) -> None:
    def busy(number: int, start: StartResponse) -> list[bytes] | None:
        if number in {1, 3}:  # the login, and the first example
            start("503 Service Unavailable", [("Retry-After", "0"), ("Content-Length", "0")])
            return [b""]
        return None

    pytester.makefile(".toml", live="[live]\nretries = 1\n")
    account()
    with endpoint(cvent, busy) as (address, answers):
        options = ("--conformance-target", address, "--conformance-subjects", "subjects.toml", "-k", "example")
        result, report = suite(*options, *CONTACT, *LIVE)
    assert result.ret == 0, result.stdout.str()
    assert [record.exchange.attempts for record in report.records if record.exchange] == [2, 1]
    assert not report.findings
    assert len(answers) == 5


@pytest.mark.proof
def test_what_was_sent_again_while_it_was_recorded_is_replayed_to_the_answer_that_counts(
    suite, account, cvent: Contract, pytester: pytest.Pytester
) -> None:
    now = [0.0]

    def trouble(number: int, start: StartResponse) -> list[bytes] | None:
        if number == 2:  # the first example; of the second the session is over
            start("503 Service Unavailable", [("Retry-After", "0"), ("Content-Length", "0")])
            return [b""]
        now[0] += 3601 if number == 4 else 0
        return None

    pytester.makefile(".toml", live="[live]\nretries = 1\n")
    account()
    options = ("--conformance-subjects", "subjects.toml", "-k", "example", *CONTACT)
    with endpoint(cvent, trouble, lambda: now[0]) as (address, answers):
        result, recorded = suite("--conformance-target", address, "--record-mode", "rewrite", *LIVE, *options)
    assert result.ret == 0, result.stdout.str()
    assert len(answers) == 1 + 2 + 3
    result, replayed = suite("--conformance-target", "replay:cassettes/cvent", "--block-network", *options)
    assert result.ret == 0, result.stdout.str()
    assert [record.passed for record in replayed.records] == [record.passed for record in recorded.records]
    assert [record.accepted for record in replayed.records] == [1, 1]
    sessions = set(re.findall(rb'CventSessionHeader="([^"]+)"', b"".join(answers)))
    assert len(sessions) == 2
    cassettes = b"".join(file.read_bytes() for file in (pytester.path / "cassettes").rglob("*.yaml"))
    assert b"CV10105" in cassettes
    for secret in (*sessions, *(cvent.subjects[f"Login/{name}"][0].encode() for name in ("UserName", "Password"))):
        assert secret not in cassettes


def test_an_endpoint_that_keeps_failing_is_left_alone_and_the_rest_is_untested(
    suite, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONFORMANCE_SESSION_VALUE", "made-up-value")
    pytester.makefile(".toml", live="[live]\nstop_after = 3\n")
    with wild.wild(wild.crash) as port:
        options = ("--conformance-target", f"http://127.0.0.1:{port}/", "--conformance-depth", "quick", *CONTACT)
        result, report = suite(*options, *LIVE)
    assert result.ret == 1
    assert not report.complete
    assert len(report.records) == 3
    assert "binding.answered" in {finding.check for finding in report.findings}
    words = "the endpoint failed 3 times in a row, last with HTTP status 500; it is left alone"
    assert report.footer is not None
    assert [left.what for left in report.footer.untested if left.why.startswith(words)] == [
        "UpdateContact/soap11/generated: the rest after 1 messages",
        "UpdateContact/soap12/generated",
    ]
    assert "INCOMPLETE" in result.stdout.str()


def started(tmp_path: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "pytest", "--pyargs", "conformance.suite", "-p", "no:cacheprovider"]
    return subprocess.Popen(
        [*command, "--conformance-depth", "deep", "--conformance-report", "out.jsonl", *options],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def wait_for(part: Path, size: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (part.exists() and part.stat().st_size > size):
        time.sleep(0.05)


@pytest.mark.proof
def test_when_the_endpoint_is_killed_what_it_answered_is_kept(
    account, cvent: Contract, pytester: pytest.Pytester
) -> None:
    account()
    pytester.makefile(".toml", live="[live]\nstop_after = 2\nretries = 0\n")
    serve = [sys.executable, "-m", "conformance", "serve"]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        address = next(word for word in served.stdout.readline().split() if word.startswith("http://"))
        run = started(pytester.path, "--conformance-target", address, *LIVE, *CONTACT, "-k", "example or generated")
        wait_for(pytester.path / "out.jsonl.parts" / "main.jsonl", 30_000)
        os.kill(served.pid, signal.SIGKILL)
    output, _ = run.communicate(timeout=60)
    assert run.returncode == 1, output
    assert "Traceback" not in output
    report = jsonl.read(pytester.path / "out.jsonl")
    assert not report.complete
    answered = [record for record in report.records if "binding.answered" in record.passed]
    assert len(report.records) == len(answered) + 2
    assert {finding.check for finding in report.findings} == {"binding.answered"}
    assert report.footer is not None
    assert any("failed 2 times in a row" in left.why for left in report.footer.untested)


def test_of_a_run_that_is_killed_the_report_command_tells_what_was_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = started(tmp_path, *CONTACT)
    parts = tmp_path / "out.jsonl.parts"
    wait_for(parts / "main.jsonl", 50_000)
    os.kill(run.pid, signal.SIGKILL)
    run.communicate(timeout=60)
    before = (parts / "main.jsonl").read_bytes()
    written = before.count(b'\n{"kind":"record"') + before.startswith(b'{"kind":"record"')
    monkeypatch.chdir(tmp_path)
    code = main(["report", "out.jsonl", "-o", "out.md", "-o", "whole.jsonl"])
    told = capsys.readouterr().out
    assert code == 3, told
    assert "INCOMPLETE" in told
    assert "INCOMPLETE" in (tmp_path / "out.md").read_text()
    whole = jsonl.read(tmp_path / "whole.jsonl")
    assert len(whole.records) == written > 0
    assert whole.footer is not None
    assert any("the run was killed" in left.why for left in whole.footer.untested)
    assert any(left.what == "out.jsonl" for left in whole.footer.untested)
    assert (parts / "main.jsonl").read_bytes() == before, "what the run wrote stays as it is"


@pytest.mark.proof
def test_the_calls_of_a_day_are_counted_across_runs_and_processes(
    account, cvent: Contract, pytester: pytest.Pytester
) -> None:
    """A proxy on this machine answers for the host beyond it."""
    account()
    (pytester.path / "narrow.py").write_text("from conformance.suite import test_examples\n")
    target = ("--conformance-target", "http://api.example.com/soap/V200611.ASMX", "-k", "UpdateContact")

    def run(*options: str) -> pytest.RunResult:
        return pytester.runpytest_subprocess("narrow.py", *LIVE, *target, *options)

    with endpoint(cvent) as (address, answers):
        table = f'[live]\nproxy = "{address}"\nhosts = ["api.example.com"]\nwrites = true\nrate = 0\nbudget = 20\ndaily_limit = 30\n'
        pytester.makefile(".toml", live=table)
        first = run("--conformance-subjects", "subjects.toml")
        assert first.ret == 0, first.stdout.str()
        assert "conformance: this run: at most 20 of 30 calls a day\n" in first.stdout.str()
        assert len(answers) == 3, "a login, and an example in each binding"
        shared = run("-n", "2", "--conformance-subjects", "subjects.toml")
        assert shared.ret == 0, shared.stdout.str()
        told = "conformance: this run: at most 20 of 30 calls a day; 3 were made today (UTC) from here"
        assert told in shared.stdout.str()
        made = len(answers)
        assert made in {6, 7}, "each worker that is given a case logs in"
        dry = run("--conformance-dry-run")
        assert f"; {made} were made today" in dry.stdout.str()
        (count,) = pytester.path.glob(".pytest_cache/d/conformance-calls/*")
        assert count.stat().st_size == made
        count.write_bytes(bytes(14))
        refused = run("--conformance-subjects", "subjects.toml")
        assert refused.ret == 4
        told = (
            "the budget of 20 requests is more than the 30 calls a day that the vendor allows, of which 14 were made "
        )
        assert f"{told}today (UTC) from here: --conformance-budget 16 is what is left" in refused.stderr.str()
        count.write_bytes(bytes(30))
        over = run("--conformance-budget", "1")
        over.stderr.fnmatch_lines(["ERROR: all 30 calls a day that the vendor allows were made today (UTC)*tomorrow"])
        unknown = run("--conformance-dry-run", "-p", "no:cacheprovider")
        assert "at most 20 of 30 calls a day\n" in unknown.stdout.str()
        assert len(answers) == made


def test_the_calls_of_another_day_and_host_are_others(tmp_path: Path) -> None:
    day = ["2026-11-26T23:59:59+00:00"]
    calls = Calls(folder=tmp_path, host="api.example.com", clock=lambda: day[0])
    assert calls.made() == 0
    calls.note(2)
    calls.note(1)
    assert calls.made() == 3
    assert replace(calls, host="[2001:db8::1]").made() == 0
    day[0] = "2026-11-27T00:00:00+00:00"
    calls.note(1)
    assert calls.made() == 1
    assert len(list(tmp_path.iterdir())) == 1, "what was counted on the day before is forgotten"
    replace(calls, folder=tmp_path / "gone").note(1)


def test_a_dry_run_of_a_live_target_sends_nothing_and_passes_nothing(suite, pytester: pytest.Pytester) -> None:
    (pytester.path / "narrow.py").write_text(WHOLE)
    target = ("--conformance-target", "https://api.example.com/soap/V200611.ASMX")
    allowed = ("--conformance-allow-host", "api.example.com", "--block-network", "--conformance-dry-run", *CONTACT)
    result = pytester.runpytest_subprocess(
        "narrow.py", *target, *allowed, "--conformance-depth", "quick", "--conformance-report", "out.jsonl"
    )
    assert result.ret == 0, result.stdout.str()
    outcomes = result.parseoutcomes()
    assert set(outcomes) == {"skipped"}
    text = result.stdout.str()
    assert "UpdateContact changes data; --conformance-allow-writes permits it" not in text.partition("Dry run")[0]
    result.stdout.fnmatch_lines(
        [
            "conformance: contract cvent, target https://api.example.com/soap/V200611.ASMX, dry run: nothing is sent",
            "conformance: this run: at most 500 of 10,000 calls a day",
            "Dry run: nothing was sent to https://api.example.com/soap/V200611.ASMX, and nothing was tested.",
            "A run would send 0 requests and a login*",
            "report: none is written, for nothing was tested",
        ]
    )
    assert not (pytester.path / "out.jsonl").exists()


@pytest.mark.proof
def test_a_dry_run_tells_exactly_what_a_run_sends(suite, cvent: Contract, account, pytester: pytest.Pytester) -> None:
    (pytester.path / "narrow.py").write_text(WHOLE)
    account()
    with endpoint(cvent) as (address, answers):
        options = ("--conformance-target", address, "--conformance-subjects", "subjects.toml", *CONTACT)
        options = (*options, "-k", "soap11 and (example or batch or session or Active)")
        dry = pytester.runpytest_subprocess(
            "narrow.py", *options, "--conformance-dry-run", "-v", "--conformance-messages", "messages.jsonl"
        )
        assert dry.ret == 0
        shared = pytester.runpytest_subprocess(
            "narrow.py", *options, "--conformance-dry-run", "-n", "2", "--conformance-messages", "shared.jsonl"
        )
        assert shared.ret == 0
        assert not answers
        result, report = suite(*options)
    assert result.ret == 0, result.stdout.str()
    messages = [json.loads(line) for line in (pytester.path / "messages.jsonl").read_text().splitlines()]
    assert len(messages) == len(answers) - 1, "and one login"
    dry.stdout.fnmatch_lines([f"A run would send {len(messages)} requests and a login*", "messages: messages.jsonl"])
    kept = [json.loads(line) for line in (pytester.path / "shared.jsonl").read_text().splitlines()]
    # Each worker asks for the plain messages that its own cases stand beside, so that some are there once more.
    alone, several = ({message["case"] for message in held} for held in (messages, kept))
    assert alone <= several
    assert all(case.endswith("/plain") for case in several - alone)
    assert len(kept) >= len(messages)
    kinds = {message["kind"] for message in messages}
    assert kinds == {"example", "variant", "edge", "invalid"}
    assert {message["url"] for message in messages} == {address}
    sent = {message["case"] for message in messages}
    assert all(record.case.id in sent or record.case.id.rpartition("/")[0] in sent for record in report.records)
    text = dry.stdout.str()
    assert "UpdateContact/soap11/example: POST " in text
    assert "<CventSessionValue>redacted-1</CventSessionValue>" in text
    for name in ("AccountNumber", "UserName", "Password"):
        assert cvent.subjects[f"Login/{name}"][0] not in text


@pytest.mark.parametrize(
    "options, words",
    [
        (("--conformance-messages", "m.jsonl"), "--conformance-messages writes what a dry run would send"),
        (("--conformance-dry-run", "--record-mode", "rewrite"), "a dry run records nothing"),
        (
            (
                "--conformance-dry-run",
                "--conformance-target",
                f"replay:{Path(__file__).parents[2] / 'cassettes/cvent'}",
            ),
            "sends nothing, so there is nothing to rehearse",
        ),
        (
            (
                "--conformance-target",
                "https://api.example.com/",
                "--conformance-allow-host",
                "api.example.com",
                "--conformance-budget",
                "10001",
            ),
            "the budget of 10,001 requests is more than the 10,000 calls a day that the vendor allows",
        ),
    ],
)
def test_what_cannot_be_meant_is_told(pytester: pytest.Pytester, options: tuple[str, ...], words: str) -> None:
    result = pytester.runpytest_subprocess("narrow.py", "-p", "no:cacheprovider", *options)
    text = result.stdout.str() + result.stderr.str()
    assert result.ret == 4, text
    assert words in text


@pytest.mark.proof
@pytest.mark.parametrize("options", [(), ("-n", "2")])
def test_the_whole_suite_comes_to_its_end_though_sessions_last_a_second(
    suite, account, pytester: pytest.Pytester, options: tuple[str, ...]
) -> None:
    (pytester.path / "narrow.py").write_text(WHOLE)
    account()
    serve = [sys.executable, "-m", "conformance", "serve", "--session-lifetime", "1"]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        address = next(word for word in served.stdout.readline().split() if word.startswith("http://"))
        known = ("--conformance-subjects", "subjects.toml", "--conformance-depth", "quick")
        result, report = suite("--conformance-target", address, *CONTACT, *known, *options)
        served.terminate()
    assert result.ret == 0, result.stdout.str()
    assert report.complete
    assert not [finding for finding in report.findings if finding.counts]
    _, *lines = (pytester.path / "out.jsonl").read_text().splitlines()
    assert lines
    assert not [line for line in lines if "CV10105" in line]
