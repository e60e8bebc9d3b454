"""The suite on a REST contract, as its users run it: green on its reference, red on a defect, offline from cassettes."""

from pathlib import Path

import pytest

from conformance.model.case import Kind

CASSETTES = Path(__file__).parents[2] / "cassettes" / "yourmembership"
YM = ("--conformance-contract", "yourmembership", "--conformance-depth", "quick")
EVERYTHING = "from conformance.suite import *\n"
OWN = """
from conformance.contract.example import example


def test_formats(conformance):
    payload = example(conformance.contract, conformance.contract.operations["PostEventRegistrationSessions"])
    answers = []
    for binding in ("json", "jsv", "form"):
        answer = conformance.exchange(conformance.request(payload, binding=binding))
        answer.require()
        assert answer.response.status == 200
        answers.append(answer.payload)
    assert answers[0] == answers[1] == answers[2]
    assert "session-value" not in repr(answers)
"""


@pytest.fixture(autouse=True)
def everything(pytester: pytest.Pytester) -> None:
    (pytester.path / "narrow.py").write_text(EVERYTHING)


@pytest.mark.parametrize("platform", ["servicestack", "none"])
def test_its_reference_breaks_nothing(suite, platform: str) -> None:
    result, report = suite(*YM, "--conformance-platform", platform)
    assert result.ret == 0
    assert {record.case.kind for record in report.records} == set(Kind) - {Kind.RECORDED}
    assert {record.case.binding for record in report.records} == {"json", "jsv", "form"}
    verdicts = [told for record in report.records for told in record.verdicts]
    assert {told.tolerated is not None for told in verdicts} == ({True} if platform == "servicestack" else set())


def test_a_defect_is_told_with_the_message_that_shows_it(suite) -> None:
    result, report = suite(*YM, "-k", "example", "--conformance-target", "reference:registration-of-another")
    assert result.ret == 1
    assert {found.check for found in report.findings} == {"echo.members-are-repeated"}
    found = next(one for one in report.findings if one.binding == "json")
    assert b"R-9" in found.response.body
    assert "/Ams/25363/Event/1701/EventRegistrationSessions" in found.request.url


def test_the_shipped_cassettes_are_judged_offline(suite) -> None:
    result, report = suite(*YM, "-k", "not generated", "--block-network", "--conformance-target", f"replay:{CASSETTES}")
    assert result.ret == 0
    files = sorted(CASSETTES.rglob("*.yaml"))
    assert result.parseoutcomes()["passed"] == len(files)
    assert {record.case.kind for record in report.records} == {Kind.EXAMPLE, Kind.EDGE, Kind.INVALID, Kind.VARIANT}
    for file in files:
        text = file.read_text()
        assert "not-a-secret" not in text
        assert "admin@example.com" not in text


def test_a_request_of_ones_own_is_sent_in_each_format(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(OWN)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "--conformance-contract", "yourmembership")
    result.assert_outcomes(passed=1)


def test_a_dry_run_sends_nothing_and_tells_the_messages(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess(
        "narrow.py", "-p", "no:cacheprovider", *YM, "-k", "example", "--conformance-dry-run", "--conformance-target",
        "https://api.example.com", "--conformance-allow-host", "api.example.com", "--conformance-allow-writes",
        "--conformance-messages", "sent.jsonl",
    )  # fmt: skip
    assert result.ret != 3
    sent = (pytester.path / "sent.jsonl").read_text()
    assert "https://api.example.com/Ams/" in sent
