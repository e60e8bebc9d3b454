"""A run with some of the checks: the reports tell of these only, and one that judged nothing is no pass."""

import pytest

from conformance.report import jsonl

LOGIN = ("--conformance-operation", "Login", "-k", "example")


def test_only_the_chosen_checks_run_and_are_told(suite, pytester: pytest.Pytester) -> None:
    chosen = ("--conformance-check", "binding.*", "--conformance-check", "xml.*", "--conformance-spec", "soap11")
    result, report = suite(*LOGIN, *chosen, "--conformance-report", "out.md")
    assert result.ret == 0
    known = {
        "binding.soap11-fault-has-status-500",
        "binding.soap11-media-type",
        "binding.success-is-2xx-and-2xx-no-fault",
        "xml.no-document-type",
        "xml.no-processing-instruction",
    }
    assert set(report.header.checks) == known
    for record in report.records:
        assert {*record.passed, *record.inapplicable} == known
    page = (pytester.path / "out.md").read_text()
    assert "xml.no-document-type" in page
    assert "results." not in page


def test_a_finding_of_a_chosen_check_is_made_small_as_ever(suite) -> None:
    options = ("--conformance-operation", "UpdateContact", "--conformance-binding", "soap12", "-k", "generated")
    defect = ("--conformance-target", "reference:error-beside-success")
    result, report = suite(*options, *defect, "--conformance-check", "results.success-*")
    assert result.ret == 1
    (found,) = {finding.check for finding in report.findings}
    assert found == "results.success-carries-no-error"
    assert all(finding.reproduced == "2 of 2" for finding in report.findings)
    clean, _ = suite(*options, *defect, "--conformance-check", "xml.*", "--conformance-depth", "quick")
    assert clean.ret == 0


def test_a_selection_that_judges_nothing_is_no_pass(suite) -> None:
    result, _ = suite(*LOGIN, "--conformance-check", "negative.is-not-accepted")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["Verdict: nothing was tested, and that is not a pass"])


@pytest.mark.parametrize("workers", [(), pytest.param(("-n", "2"), marks=pytest.mark.proof)])
def test_the_ini_file_chooses_too_and_a_wrong_word_is_told(pytester: pytest.Pytester, workers) -> None:
    pytester.makeini("[pytest]\nconformance_check = xml.*\nconformance_spec = soap13\n")
    result = pytester.runpytest_subprocess("narrow.py", *LOGIN, *workers)
    assert result.ret == 4
    assert "no check cites a specification 'soap13'; name one of bp11" in result.stderr.str() + result.stdout.str()
    fine = pytester.runpytest_subprocess(
        "narrow.py", *LOGIN, *workers, "--conformance-spec", "xml", "--conformance-report", "out.jsonl"
    )
    assert fine.ret == 0
    checks = set(jsonl.read(pytester.path / "out.jsonl").header.checks)
    assert checks == {"xml.bytes-are-the-declared-encoding", "xml.well-formed"}
