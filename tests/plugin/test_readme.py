"""What README shows in Python runs as it stands there."""

import re
import shutil
from pathlib import Path

import pytest

from conformance.model.contract import Contract
from conformance.report import jsonl

README = Path(__file__).parents[2] / "README.md"
FILES = dict(re.findall(r"```python\n# (\S+\.py)\n(.*?)```", README.read_text(), re.DOTALL))
# The first text that Hypothesis draws makes it read all modules that are not installed, which may take seconds.
PATIENT = """
from hypothesis import HealthCheck, settings

settings.register_profile("patient", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
"""


def test_these_are_shown() -> None:
    assert set(FILES) == {"test_api.py", "test_contacts.py", "conftest.py", "test_gate.py"}


def test_the_gate_is_a_test_of_ones_own(pytester: pytest.Pytester, cvent: Contract) -> None:
    pytester.makepyfile(test_gate=FILES["test_gate.py"])
    (pytester.path / "vendor-2011.wsdl").write_text(cvent.description)
    (pytester.path / "gate.toml").write_text('fail_on = "risky"\n')
    shutil.copytree(README.parent / "cassettes/cvent/Login", pytester.path / "cassettes")
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=2)
    (pytester.path / "vendor-2011.wsdl").write_text(cvent.description.replace("UpdateGuestInfo", "UpdateGuest"))
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=1, failed=1)


def test_tests_of_ones_own_run_against_the_reference(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(PATIENT)
    pytester.makepyfile(test_contacts=FILES["test_contacts.py"])
    result = pytester.runpytest_subprocess("--conformance-report", "out.jsonl", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=2)
    report = jsonl.read(Path(pytester.path) / "out.jsonl")
    assert report.complete
    assert {(record.case.operation, record.case.binding) for record in report.records} == {
        ("UpdateContact", "soap11"),
        ("UpdateContact", "soap12"),
    }
    assert {record.case.id.rpartition("/")[0] for record in report.records} == {
        "test_contacts.py/test_any_answer_keeps_the_rules",
        "test_contacts.py/test_a_contact_never_gets_two_results",
    }
    assert len(report.records) >= 2 * 100


@pytest.mark.proof
def test_they_find_a_defect_and_show_the_smallest_message(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(PATIENT)
    pytester.makepyfile(test_contacts=FILES["test_contacts.py"])
    result = pytester.runpytest_subprocess(
        "--conformance-target", "reference:error-beside-success", "-p", "no:cacheprovider"
    )
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "E*AssertionError: results.success-carries-no-error: the result says success and carries an error*",
            "E*Failing test case: test_any_answer_keeps_the_rules(*",
            "E*conformance=Conformance(reference:error-beside-success)*",
            'E*<Contacts><Contact Title="&lt;*"/></Contacts>*',
        ]
    )


def test_the_hooks_reach_the_suite(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(FILES["conftest.py"])
    pytester.makepyfile(test_api=FILES["test_api.py"].replace("*", "test_examples, test_valid"))
    result = pytester.runpytest_subprocess(
        "--conformance-operation", "UpdateContact", "--conformance-keep", "all", "--conformance-report", "out.jsonl"
    )
    result.assert_outcomes(passed=4)
    report = jsonl.read(Path(pytester.path) / "out.jsonl")
    assert report.header.checks["conftest.answers-in-time"].sentence == "An answer comes within two seconds."
    assert all("conftest.answers-in-time" in record.passed for record in report.records)
    bodies = [record.exchange.request.body.decode() for record in report.records if record.exchange is not None]
    mails = {mail for body in bodies for mail in re.findall(' EmailAddress="([^"]*)"', body)}
    assert len(mails) > 20
    assert all(re.fullmatch(r"[^@\s]+@[^@\s]+", mail) for mail in mails)
