"""The end of the terminal output: in width, in one screen, and safe for a terminal."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.model.report import Report, Untested
from conformance.report import _summary


@given(data=st.data(), width=st.integers(min_value=20, max_value=300))
def test_lines_fit_and_are_printable(data: st.DataObject, reports: st.SearchStrategy[Report], width: int) -> None:
    for line in _summary.lines(data.draw(reports), width):
        assert len(line) <= width
        assert line.isprintable()


def test_the_summary_reads_well(report: Report) -> None:
    assert _summary.lines(report, 105) == [
        "Verdict: 2 requirements broken (2 findings), 1 check could not tell, 1 tolerated as known behaviour of",
        "asmx, 1 note",
        "Levels not tested: soap11-core, soap12-core, ws-i-bp11, contract-results, robustness",
        "",
        "               exchanges  accepted  refused  SOAP 1.1                         SOAP 1.2",
        "GetContact     3          20        1        1 finding, 1 minor, 1 tolerated  1 finding, 1 could not tell",
        "UpdateContact  1          10        10       passed                           not tested",
        "DeleteContact  0          0         0        not tested                       not tested",
        "",
        "ERROR f1 fault.code-is-defined: GetContact, SOAP 1.1, in 42 exchanges",
        r"    the faultcode is </details><script>alert(1)</script> | \| `x` ```\n# @everyone ![x](http://evil.exam…",
        "    case GetContact/soap11/edge/Name-empty, reproduced 3 of 3, at /Envelope/Body/Fault/faultcode, line 4",
        "ERROR f1 http.media-type: GetContact, SOAP 1.2, in 1 exchange",
        "    no whole response came",
        "    case GetContact/soap11/edge/Name-empty, reproduced 3 of 3",
        "NOTE f1 hygiene.server-names-itself: GetContact, SOAP 1.1, in 2 exchanges",
        "    X-Powered-By is ASP.NET",
        "    case GetContact/soap11/edge/Name-empty, reproduced 3 of 3, at /Envelope/Body/Fault/faultcode, line 4",
        "COULD NOT TELL fault.code-is-defined: GetContact, SOAP 1.2: KeyError: 'a|b'",
        "GetContact: only 1 of 21 items refused, so that is hardly tested",
        "Not tested: DeleteContact: it writes: pass --conformance-allow-writes | or not",
    ]


def large(report: Report) -> Report:
    """Return a report with much of everything."""
    findings = tuple(replace(report.findings[0], check=f"check-{number}") for number in range(25))
    operations = (*(f"Quiet{number}" for number in range(30)), "GetContact")
    assert report.footer
    untested = tuple(Untested(what=f"case {number}", why=f"why {number % 5}") for number in range(17))
    footer = replace(report.footer, untested=untested)
    return replace(
        report, header=replace(report.header, operations=operations), findings=findings, records=(), footer=footer
    )


@pytest.mark.parametrize("height, findings", [(24, 2), (30, 5), (48, 14), (5, 2)])
def test_a_large_report_fits_the_screen_and_says_how_much_more_there_is(
    report: Report, height: int, findings: int
) -> None:
    lines = _summary.lines(large(report), 100, height=height)
    assert len(lines) <= max(height, 24)
    assert sum(line.startswith("ERROR") for line in lines) == findings
    assert f"and {25 - findings} findings more" in lines
    assert "and 23 operations more" in lines
    assert "Not tested: 4 (why 0), such as case 0" in lines
    assert "Not tested: 6 more, for other reasons" in lines
    assert lines[4].startswith("GetContact")


def test_many_doubts_are_counted(report: Report) -> None:
    doubt = report.records[2].verdicts[1]
    doubts = tuple(replace(doubt, check=f"check-{number}") for number in range(12))
    assert "and 9 doubts more" in _summary.lines(
        replace(report, records=(replace(report.records[2], verdicts=doubts),)), 80
    )
