"""A worker that dies is told, and what it wrote until then is kept."""

from pathlib import Path

import pytest

from conformance.report import jsonl

pytestmark = pytest.mark.proof

QUICK = ("--conformance-depth", "quick", "--conformance-operation", "UpdateContact")
KILL_AT_THE_CALL = """
import os, signal, pytest

@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item):
    if os.environ.get("PYTEST_XDIST_WORKER") in {"gw0", "gw1"} and CASE in item.nodeid:
        os.kill(os.getpid(), signal.SIGKILL)
"""
KILL_AFTER_RECORDS = """
import os, signal
import pytest
from conformance.campaign.campaign import Campaign
from conformance.report import jsonl

record, written = Campaign.record, 0

def mortal(self, case, answered):
    global written
    record(self, case, answered)
    if CASE in case.id:
        written += 1
        if written == 5:
            part = self.write.__self__
            part._file.write(b'{"kind":"record","case":{"id":"torn')
            part._file.flush()
            os.kill(os.getpid(), signal.SIGKILL)

if os.environ.get("PYTEST_XDIST_WORKER") in {"gw0", "gw1"}:
    Campaign.record = mortal
"""


def conftest(pytester: pytest.Pytester, text: str, case: str) -> None:
    pytester.makeconftest(f"CASE = {case!r}\n{text}")
    pytester.makepyfile(test_api="from conformance.suite import test_examples, test_valid")


def run(pytester: pytest.Pytester, *options: str) -> tuple[pytest.RunResult, str]:
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", *QUICK, *options)
    text = result.stdout.str() + result.stderr.str()
    assert "INTERNALERROR" not in text, text
    assert "Traceback" not in text, text
    return result, text


@pytest.mark.parametrize("dist", ["load", pytest.param("worksteal", marks=pytest.mark.proof)])
def test_a_worker_that_dies_in_a_case_is_told_with_the_case_and_replaced(pytester: pytest.Pytester, dist: str) -> None:
    conftest(pytester, KILL_AT_THE_CALL, "UpdateContact/soap12/example")
    result, text = run(pytester, "-n", "2", "--dist", dist, "--conformance-report", "out.jsonl")
    assert result.ret == 1
    report = jsonl.read(Path(pytester.path) / "out.jsonl")
    assert report.footer is not None
    assert not report.complete
    (lost,) = report.footer.untested
    assert lost.what == "UpdateContact/soap12/example"
    assert lost.why.startswith("worker gw")
    assert "died while it ran this" in lost.why
    cases = {record.case.id for record in report.records}
    assert len(cases) == len(report.records) == 1 + 2 * 20, "all other cases ran, each once"
    assert "INCOMPLETE" in text
    assert "Not tested: UpdateContact/soap12/example: worker gw" in text


def test_what_a_worker_wrote_before_it_died_is_kept_but_for_its_torn_last_line(pytester: pytest.Pytester) -> None:
    conftest(pytester, KILL_AFTER_RECORDS, "UpdateContact/soap11/generated")
    result, text = run(pytester, "-n", "2", "--conformance-report", "out.jsonl", "--conformance-report", "out.md")
    assert result.ret == 1
    report = jsonl.read(Path(pytester.path) / "out.jsonl")
    assert report.footer is not None
    assert not report.complete
    cases = [record.case.id for record in report.records]
    assert [case for case in cases if "soap11/generated" in case] == [
        f"UpdateContact/soap11/generated/{number}" for number in range(1, 6)
    ]
    assert sum("soap12/generated" in case for case in cases) == 20
    told = {row.what: row.why for row in report.footer.untested}
    assert "died while it ran this" in told["UpdateContact/soap11/generated"]
    (torn,) = (why for what, why in told.items() if what.endswith(".jsonl"))
    assert "died in its last line" in torn
    assert "INCOMPLETE" in text
    assert "INCOMPLETE" in (Path(pytester.path) / "out.md").read_text()


def test_a_case_that_another_worker_began_again_is_there_once_and_whole(pytester: pytest.Pytester) -> None:
    """Of a file that is one unit of work, xdist gives the case of the death out again."""
    conftest(pytester, KILL_AFTER_RECORDS, "UpdateContact/soap11/generated")
    result, text = run(pytester, "-n", "2", "--dist", "loadfile", "--conformance-report", "out.jsonl")
    assert result.ret == 1
    report = jsonl.read(Path(pytester.path) / "out.jsonl")
    assert report.footer is not None
    assert not report.complete
    cases = [record.case.id for record in report.records]
    assert len(set(cases)) == len(cases) == 2 + 2 * 20
    reasons = [row.why for row in report.footer.untested]
    assert any("it died while it ran UpdateContact/soap11/generated, which another worker" in why for why in reasons)
    assert "INCOMPLETE" in text


@pytest.mark.parametrize("options", [(), ("--conformance-report", "out.jsonl")])
def test_when_all_workers_died_the_summary_says_what_was_never_run(
    pytester: pytest.Pytester, options: tuple[str, ...]
) -> None:
    conftest(pytester, KILL_AT_THE_CALL, "UpdateContact/soap11/generated")
    result, text = run(pytester, "-n", "1", "--max-worker-restart", "0", *options)
    assert result.ret != 0
    assert "INCOMPLETE" in text
    assert "Not tested: UpdateContact/soap11/generated: worker gw0 died while it ran this" in text
    assert "Not tested: UpdateContact/soap12/generated: the run ended before it" in text
    if options:
        report = jsonl.read(Path(pytester.path) / "out.jsonl")
        assert [record.case.id for record in report.records] == [
            "UpdateContact/soap11/example",
            "UpdateContact/soap12/example",
        ]


def test_a_worker_that_dies_after_its_last_case_fails_the_run(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_api="from conformance.suite import test_examples, test_valid")
    pytester.makeconftest(
        "import os, signal, pytest\n"
        "@pytest.hookimpl(tryfirst=True)\n"
        "def pytest_sessionfinish(session):\n"
        "    if getattr(session.config, 'workerinput', {}).get('workerid') == 'gw0':\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    result, text = run(pytester, "-n", "2", "--conformance-report", "out.jsonl")
    assert result.ret == 1
    report = jsonl.read(Path(pytester.path) / "out.jsonl")
    assert report.footer is not None
    assert not report.complete
    assert [(row.what, row.why) for row in report.footer.untested] == [("worker gw0", "it died")]
    assert len(report.records) == 2 + 2 * 20
    assert "INCOMPLETE" in text
