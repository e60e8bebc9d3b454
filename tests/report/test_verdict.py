"""One account for all formats: what fails a run, what is told once, and in which words."""

from dataclasses import replace

import pytest

from conformance.model.exchange import Exchange, Request
from conformance.model.report import Evidence, Header, Record, Report, Tally
from conformance.model.requirement import Severity
from conformance.model.verdict import Outcome, Verdict
from conformance.report import _summary, markdown
from conformance.report._inert import plain
from conformance.report._verdict import UNKEPT, account
from conformance.report._wording import cell_text, lopsided, verdict_of

CUT = "INCOMPLETE: not all that was planned could be run, nothing here is a pass"


def verdict(report: Report) -> str:
    """Return the verdict in words."""
    return verdict_of(report, account(report))


def judged(report: Report, verdicts: tuple[Verdict, ...]) -> Record:
    """Return a record with these verdicts alone."""
    return replace(report.records[1], verdicts=verdicts)


def test_only_errors_that_nothing_tolerates_and_doubts_fail_a_run(report: Report) -> None:
    counted = account(report)
    fault, reset, banner, known = report.findings
    assert counted.broken == (fault, reset)
    assert counted.milder == (banner,)
    assert counted.tolerated == (known,)
    assert [doubt.check for doubt in counted.doubts] == ["fault.code-is-defined"]
    assert counted.requirements == ("FLT-03", "HTTP-02")


def test_the_worst_comes_first_then_what_is_met_most(report: Report) -> None:
    fault, reset, banner, _ = report.findings
    warning = replace(banner, severity=Severity.WARNING, check="a")
    counted = account(replace(report, findings=(banner, warning, reset, fault)))
    assert counted.broken == (fault, reset)
    assert counted.milder == (warning, banner)


def test_one_finding_of_two_workers_is_told_once_by_the_smaller_request(report: Report) -> None:
    fault = report.findings[0]
    smaller = replace(fault, request=Request(url="http://127.0.0.1/", headers=(), body=b"<a/>"), also_seen=2)
    found = account(replace(report, findings=(fault, smaller))).broken
    assert [one for one in found if one.check == fault.check] == [replace(smaller, also_seen=44)]


def test_two_problems_of_one_check_are_two_findings(report: Report) -> None:
    fault = report.findings[0]
    found = account(replace(report, findings=(fault, replace(fault, fingerprint="f2")))).broken
    assert [one.fingerprint for one in found if one.check == fault.check] == ["f1", "f2"]


def test_what_a_cut_run_left_in_records_is_a_finding(report: Report) -> None:
    again = replace(report.records[1], exchange=None)
    found: tuple[Evidence, ...] = account(replace(report, findings=(), records=(*report.records, again))).broken
    assert [(one.check, one.binding, one.also_seen) for one in found] == [
        ("fault.code-is-defined", "soap11", 1),
        ("http.media-type", "soap12", 0),
    ]
    assert found[0].request == report.findings[0].request
    assert found[1].error == "reset: by peer"


def test_a_finding_without_an_exchange_or_words_is_still_one(report: Report) -> None:
    mute = Verdict(check="a.b", outcome=Outcome.FAILED, severity=Severity.ERROR)
    lost = replace(judged(report, (mute,)), exchange=None)
    (found,) = account(replace(report, findings=(), records=(lost,))).broken
    assert (found.request, found.message) == (UNKEPT, "the check gave no reason")
    kept = replace(lost, exchange=Exchange(request=report.findings[0].request))
    (found,) = account(replace(report, findings=(), records=(lost, kept))).broken
    assert found.request == report.findings[0].request


@pytest.mark.parametrize(
    "names, complete, words",
    [
        ("", True, "no finding in 1 exchange"),
        ("fault", True, "1 requirement broken (1 finding)"),
        ("fault reset known", True, "2 requirements broken (2 findings), 1 tolerated as known behaviour of asmx"),
        ("banner", True, "no requirement broken, 1 note"),
        ("known", True, "no requirement broken, 1 tolerated as known behaviour of asmx"),
        ("", False, CUT),
        ("fault", False, f"{CUT}; until then 1 requirement broken (1 finding)"),
    ],
)
def test_the_verdict_in_words(report: Report, names: str, complete: bool, words: str) -> None:
    held = dict(zip(("fault", "reset", "banner", "known"), report.findings, strict=True))
    footer = report.footer if complete else None
    cut = replace(
        report, records=report.records[:1], findings=tuple(held[name] for name in names.split()), footer=footer
    )
    assert verdict(cut) == words


def test_the_other_verdicts_in_words(report: Report) -> None:
    silent = replace(report.records[0], passed=())
    assert verdict(replace(report, records=(silent,), findings=())) == "nothing was tested, and that is not a pass"
    assert verdict(replace(report, records=(), findings=())) == "nothing was tested, and that is not a pass"
    doubt = Verdict(check="a.b", outcome=Outcome.CANT_TELL, severity=Severity.NOTE)
    unsure = replace(report, records=(judged(report, (doubt,)),) * 2, findings=())
    assert verdict(unsure) == "1 check could not tell"
    assert account(unsure).doubts[0].seen == 2
    strict = replace(report, header=replace(report.header, platform=None), records=report.records[:1])
    assert verdict(strict).endswith("1 tolerated as known behaviour, 1 note")
    assert report.footer
    stopped = replace(report, footer=replace(report.footer, complete=False))
    assert verdict(stopped).startswith("INCOMPLETE")


def test_what_the_header_does_not_name_has_its_place(report: Report) -> None:
    header: Header = replace(report.header, operations=("GetContact",), bindings=("soap12",), checks={})
    counted = account(replace(report, header=header))
    assert counted.operations == ("GetContact", "UpdateContact")
    assert counted.bindings == ("soap12", "soap11")
    assert counted.requirements == ("fault.code-is-defined", "http.media-type")


def test_a_side_that_is_hardly_tested_is_named(report: Report) -> None:
    rows = {"A": Tally(accepted=9, refused=1), "B": Tally(accepted=0, refused=20), "C": Tally()}
    counted = replace(account(report), coverage=rows)
    assert lopsided(counted) == ("B: only 0 of 20 items accepted, so that is hardly tested",)


@pytest.mark.parametrize("records", [0, 1, 3, 4])
@pytest.mark.parametrize("findings", [0, 1, 2, 4])
def test_every_format_tells_the_same_counts(report: Report, records: int, findings: int) -> None:
    for footer in (report.footer, None):
        part = replace(report, records=report.records[:records], findings=report.findings[:findings], footer=footer)
        counted = account(part)
        page, screen = markdown.render(part), " ".join(_summary.lines(part, 300))
        assert plain(verdict(part)) in page
        assert verdict(part) in screen
        for operation in counted.operations:
            for binding in counted.bindings:
                assert cell_text(counted, operation, binding) in page
                assert cell_text(counted, operation, binding) in screen
