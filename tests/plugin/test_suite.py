"""The suite against the reference: clean where it behaves, red where a defect says so."""

from itertools import groupby

import pytest

from conformance.checks import catalogue
from conformance.markup import xml
from conformance.model.report import Report
from conformance.model.requirement import Severity
from conformance.model.verdict import Outcome
from conformance.reference.defects import find
from conformance.report import jsonl

QUICK = ("--conformance-depth", "quick")
# Defects that examples and random messages show; the others need an edge, a broken message or a spelling.
OF_ANY_MESSAGE = ("fault-with-200",)
OPERATIONS = ("Login", "SessionRegAction", "UpdateContact", "UpdateGuestInfo", "UpdateSession")


def red(report: Report) -> set[str]:
    return {told.check for told in report.findings if told.tolerated is None}


def test_a_clean_run_ends_with_a_summary_and_a_report(suite, pytester: pytest.Pytester) -> None:
    result, report = suite(*QUICK, "--conformance-report", "out.md")
    assert result.ret == 0
    result.assert_outcomes(passed=20)
    result.stdout.fnmatch_lines(
        [
            "*= conformance =*",
            "Verdict: no requirement broken*",
            "*UpdateSession*",
            "report: out.jsonl",
            "report: out.md",
        ]
    )
    assert report.complete
    assert report.footer is not None
    assert report.footer.records == len(report.records) == 10 * (1 + 20)
    assert set(report.footer.coverage) == set(OPERATIONS)
    assert not red(report)
    assert "**Verdict: no requirement broken" in (pytester.path / "out.md").read_text()
    assert not (pytester.path / "out.jsonl.parts").exists()


def test_the_first_door_is_a_file_of_two_lines(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_api="from conformance.suite import test_examples, test_valid")
    result = pytester.runpytest_subprocess("--collect-only", "-q")
    result.stdout.fnmatch_lines(
        ["test_api.py::test_examples?UpdateContact/soap12/example?", "test_api.py::test_valid?Login/soap11/generated?"]
    )
    chosen = pytester.runpytest_subprocess("-k", "UpdateContact/soap12/example", "-v")
    chosen.assert_outcomes(passed=1, deselected=19)


def test_ini_twins(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_api="from conformance.suite import test_examples, test_valid")
    pytester.makeini(
        "[pytest]\nconformance_operation = Login\nconformance_binding = soap11\nconformance_depth = quick\n"
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=2)


@pytest.mark.proof
@pytest.mark.parametrize("defect", OF_ANY_MESSAGE)
def test_a_defect_turns_exactly_its_checks_red(suite, defect: str) -> None:
    result, report = suite("--conformance-target", f"reference:{defect}")
    named = set(find(defect).checks)
    assert red(report) == named
    assert result.ret == int(any(catalogue()[check].requirement.severity is Severity.ERROR for check in named))
    assert report.complete
    assert all(told.reproduced == "2 of 2" for told in report.findings)


def test_a_finding_shows_the_one_attribute_with_the_one_character(suite) -> None:
    result, report = suite(
        "--conformance-target", "reference:error-beside-success", "--conformance-operation", "UpdateContact"
    )
    assert report.findings
    for told in report.findings:
        if told.tolerated is None:
            attributes = [held for part in xml.parse(told.request.body).walk() for held in part.attributes]
            assert attributes == [("Title", "<")]
    result.stdout.fnmatch_lines(['*<Contact Title="&lt;"/>*'])


def test_judged_strictly_the_asmx_reference_has_what_asmx_lists(suite) -> None:
    result, report = suite(*QUICK, "--conformance-depth", "default", "--conformance-operation", "UpdateContact")
    tolerated = {told.tolerated for told in report.findings}
    assert result.ret == 0
    assert tolerated == {"ASMX-14"}


def test_as_the_specifications_say_there_is_no_finding_at_all(suite) -> None:
    result, report = suite("--conformance-platform", "none", *QUICK)
    assert result.ret == 0
    assert not report.findings
    assert not [v for record in report.records for v in record.verdicts if v.outcome is not Outcome.PASSED]


@pytest.mark.proof
def test_the_same_seed_sends_the_same_messages(suite, pytester: pytest.Pytester) -> None:
    options = (
        *QUICK,
        "--conformance-operation",
        "UpdateSession",
        "--conformance-binding",
        "soap12",
        "--conformance-keep",
        "all",
    )

    def payloads(report: Report) -> list[bytes]:
        return [r.exchange.request.body.partition(b":Body>")[2] for r in report.records if r.exchange is not None]

    first, again, other = (payloads(suite(*options, "--conformance-seed", seed)[1]) for seed in ("1", "1", "2"))
    assert first == again
    assert first != other
    # Hypothesis mixes constants of the modules around it into what its strategies draw: not into what we send.
    pytester.makepyfile(helper=f"TOKENS = {[f'ZSECRET-{number}' for number in range(60)]}")
    pytester.makeconftest("import helper")
    assert payloads(suite(*options, "--conformance-seed", "1")[1]) == first


def test_a_budget_stops_the_run_and_says_what_is_left(suite) -> None:
    result, report = suite("--conformance-budget", "8", "--conformance-operation", "UpdateSession")
    assert result.ret == 0
    assert len(report.records) == 7  # one request went into the login
    assert report.footer is not None
    told = {left.what: left.why for left in report.footer.untested}
    assert "UpdateSession/soap12/generated" in told
    assert any("the rest after" in what for what in told)
    assert all("budget of 8" in why for why in told.values())
    result.stdout.fnmatch_lines(["*budget of 8 requests is spent*"])


def test_nothing_tested_is_no_pass(suite) -> None:
    result, report = suite("--conformance-budget", "1")
    assert result.ret == 1
    assert not report.records
    result.stdout.fnmatch_lines(["*nothing was tested*"])


def test_secrets_are_in_no_file_and_on_no_stream(suite, cvent, pytester: pytest.Pytester) -> None:
    result, report = suite(
        "--conformance-target",
        "reference:fault-with-200",
        "--conformance-keep",
        "all",
        "--conformance-report",
        "out.md",
        *QUICK,
    )
    assert report.records
    password = cvent.subjects["Login/Password"][0]
    for text in (
        result.stdout.str(),
        result.stderr.str(),
        *((pytester.path / name).read_text() for name in ("out.jsonl", "out.md")),
    ):
        assert password not in text
    assert "redacted-1" in (pytester.path / "out.jsonl").read_text()


def test_no_session_that_was_granted_is_in_a_report(suite, pytester: pytest.Pytester) -> None:
    _, report = suite("--conformance-operation", "Login", "--conformance-keep", "all", "--conformance-report", "out.md")
    granted = [
        value
        for record in report.records
        if record.exchange is not None and record.exchange.response is not None
        for part in xml.parse(record.exchange.response.body).walk()
        for name, value in part.attributes
        if name == "CventSessionHeader"
    ]
    assert len(granted) > 2
    assert all(value.startswith("redacted-") for value in granted)


def test_collecting_writes_nothing(pytester: pytest.Pytester) -> None:
    (pytester.path / "out.md").write_text("an earlier report")
    result = pytester.runpytest_subprocess("narrow.py", "--co", "-q", "--conformance-report", "out.md")
    assert result.ret == 0
    assert "INCOMPLETE" not in result.stdout.str()
    assert (pytester.path / "out.md").read_text() == "an earlier report"


@pytest.mark.parametrize("options", [(), pytest.param(("-n", "2"), marks=pytest.mark.proof)])
def test_what_last_failed_alone_is_told_as_a_selection(pytester: pytest.Pytester, options: tuple[str, ...]) -> None:
    pytester.makepyfile(test_api="from conformance.suite import test_examples, test_valid")
    only = (*QUICK, "--conformance-operation", "UpdateContact", "--conformance-target", "reference:fault-with-200")
    assert pytester.runpytest_subprocess(*only, *options).ret == 1
    again = pytester.runpytest_subprocess(*only, *options, "--lf", "--conformance-report", "out.jsonl")
    assert again.ret == 1
    report = jsonl.read(pytester.path / "out.jsonl")
    assert report.complete
    assert report.footer is not None
    told = {left.what: left.why for left in report.footer.untested}
    assert told == {f"UpdateContact/{binding}/example": "deselected" for binding in ("soap11", "soap12")}
    assert {record.case.kind.value for record in report.records} == {"generated"}


def test_an_item_chosen_by_its_id_is_told_as_a_selection(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_api="from conformance.suite import test_examples, test_valid")
    item = "test_api.py::test_examples[Login/soap11/example]"
    result = pytester.runpytest_subprocess(
        item, "--conformance-report", "out.jsonl", "--conformance-operation", "Login"
    )
    assert result.ret == 0
    footer = jsonl.read(pytester.path / "out.jsonl").footer
    assert footer is not None
    assert {(left.what, left.why) for left in footer.untested} == {
        (f"Login/{case}", "deselected") for case in ("soap12/example", "soap11/generated", "soap12/generated")
    }


def test_two_spellings_of_one_path_are_one_report(suite, pytester: pytest.Pytester) -> None:
    options = ("--conformance-operation", "Login", "-k", "soap11/example")
    reports = ("out.md", "./out.md", "new/../out.md", "./out.jsonl")
    result, report = suite(*options, *(word for path in reports for word in ("--conformance-report", path)))
    assert result.ret == 0
    assert len(report.records) == 1
    told = [line for line in result.stdout.lines if line.startswith("report: ")]
    assert len(told) == 2
    assert not (pytester.path / "new").exists()


def test_subjects_of_a_file_are_known_to_the_reference_and_sent(suite, pytester: pytest.Pytester) -> None:
    pytester.makefile(".toml", subjects="[subjects]\n'UpdateSession/sessions/Session/@Id' = ['made-up-id']\n")
    options = ("--conformance-subjects", "subjects.toml", "--conformance-operation", "UpdateSession", "-k", "example")
    result, report = suite(*options)
    assert result.ret == 0
    assert all(b'Id="made-up-id"' in record.exchange.request.body for record in report.records if record.exchange)
    assert [record.accepted for record in report.records] == [1, 1]


def test_workers_share_one_report(suite) -> None:
    result, report = suite(*QUICK, "-n", "2")
    assert result.ret == 0
    assert report.complete
    assert len(report.records) == 10 * (1 + 20)
    together = [case for case, _ in groupby(record.case.id.rpartition("/")[0] for record in report.records)]
    assert len(together) == len(set(together)) == 5 * 2 * 2, "the records of a case stand together"


def test_the_whole_suite_is_clean_and_visits_the_contract(pytester: pytest.Pytester) -> None:
    """Law 3 over all kinds of cases, at the depth that sends the fewest."""
    result = pytester.runpytest_subprocess(
        "--pyargs",
        "conformance.suite",
        "-p",
        "no:cacheprovider",
        "-n",
        "2",
        "--conformance-report",
        "out.jsonl",
        *QUICK,
    )
    assert result.ret == 0
    report = jsonl.read(pytester.path / "out.jsonl")
    assert report.complete
    assert not red(report)
    assert {record.case.kind.value for record in report.records} == {
        "example",
        "variant",
        "edge",
        "generated",
        "invalid",
    }
    assert report.footer is not None
    for operation in OPERATIONS:
        visited = report.footer.coverage[operation].visited
        assert visited["rule"].all == report.footer.coverable[operation]["rule"]


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("platform", ["asmx", "none"])
def test_twenty_seeds_have_no_finding(suite, pytester: pytest.Pytester, seed: int, platform: str) -> None:
    (pytester.path / "narrow.py").write_text("from conformance.suite import test_valid, test_invalid\n")
    result, report = suite("--conformance-platform", platform, "--conformance-seed", str(seed), "-k", "generated")
    assert result.ret == 0
    assert not red(report)
    assert report.footer is not None
    assert len({record.case.id.rpartition("/")[0] for record in report.records}) == 5 * 2 * 2
    accepted = sum(row.accepted for row in report.footer.coverage.values())
    refused = sum(row.refused for row in report.footer.coverage.values())
    assert 0.3 < accepted / (accepted + refused) < 0.8
