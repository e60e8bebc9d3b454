"""How the entries of a baseline stand: met, expired, stale or not tested; the same in every format."""

from dataclasses import replace
from pathlib import Path

import pytest

from conformance.cli import main
from conformance.model.report import KnownStamp, Report
from conformance.report import _summary, jsonl, markdown
from conformance.report._baseline import State
from conformance.report._verdict import account, overdue
from conformance.report._wording import verdict_of
from tests.report.conftest import finished, write

CODE, MEDIA = "fault.code-is-defined", "http.media-type"
CONTACT = ("GetContact", "soap11"), ("GetContact", "soap12")


def entry(check: str, *places: tuple[str, str], expires: str = "2024-02-29") -> KnownStamp:
    """Return an entry for places, of which one alone is named."""
    operation, binding = places[0] if len(places) == 1 else (None, None)
    return KnownStamp(
        check=check,
        operation=operation,
        binding=binding,
        reason="Ticket | 7",
        owner="Ada",
        expires=expires,
        places=places,
    )


def with_entries(report: Report, *entries: KnownStamp) -> Report:
    held = {str(number): found for number, found in enumerate(entries, start=1)}
    return replace(report, header=replace(report.header, baseline=held))


@pytest.mark.parametrize(
    "stamp, state",
    [
        (entry(CODE, CONTACT[0]), State.MET),
        (entry(CODE, CONTACT[0], expires="2024-02-28"), State.EXPIRED),
        (entry(CODE, ("UpdateContact", "soap11")), State.STALE),
        (entry(CODE, ("UpdateContact", "soap11"), expires="2024-02-28"), State.EXPIRED),
        (entry(CODE, ("UpdateContact", "soap12")), State.UNTESTED),
        (entry(CODE, CONTACT[1]), State.UNTESTED),  # it broke there
        (entry(CODE, *CONTACT, ("UpdateContact", "soap11")), State.MET),
        (entry(CODE, ("UpdateContact", "soap11"), ("DeleteContact", "soap11")), State.UNTESTED),
        (entry(MEDIA, ("UpdateContact", "soap11")), State.STALE),
        (entry("another.check", CONTACT[0]), State.UNTESTED),
    ],
)
def test_an_entry_stands_as_its_places_were_tested(report: Report, stamp: KnownStamp, state: State) -> None:
    (standing,) = account(with_entries(report, stamp)).baseline
    assert standing.state is state
    assert overdue(with_entries(report, stamp)) is (state in {State.STALE, State.EXPIRED})


def test_a_run_that_did_not_end_makes_no_entry_stale(report: Report) -> None:
    cut = replace(with_entries(report, entry(CODE, ("UpdateContact", "soap11"))), footer=None)
    assert [standing.state for standing in account(cut).baseline] == [State.UNTESTED]
    assert not overdue(cut)
    late = replace(with_entries(report, entry(CODE, CONTACT[0], expires="2024-01-01")), footer=None)
    assert overdue(late)


def listed(report: Report) -> Report:
    """Return the report with its first finding listed, and an entry of each other state."""
    entries = (
        entry(CODE, CONTACT[0], expires="2024-06-30"),
        entry(MEDIA, CONTACT[0], expires="2024-02-28"),
        entry(MEDIA, ("UpdateContact", "soap11")),
        entry("other.check", *CONTACT),
    )
    shown = report.records[1]
    verdicts = (replace(shown.verdicts[0], known="1"), *shown.verdicts[1:])
    records = (report.records[0], replace(shown, verdicts=verdicts), *report.records[2:])
    findings = (replace(report.findings[0], known="1"), *report.findings[1:])
    return replace(with_entries(report, *entries), records=records, findings=findings)


def test_a_listed_finding_does_not_count_and_is_told_as_known(report: Report) -> None:
    known = listed(report)
    counted = account(known)
    assert [found.known for found in counted.known] == ["1"]
    assert CODE not in {found.check for found in (*counted.broken, *counted.milder, *counted.tolerated)}
    assert dict(counted.listed) == {CODE: 1}
    assert verdict_of(known, counted) == (
        "1 requirement broken (1 finding), 1 check could not tell, 1 entry of the baseline expired, "
        "1 stale entry in the baseline, 1 tolerated as known behaviour of asmx, 1 known in the baseline, 1 note"
    )


def test_stale_entries_alone_fail_a_run_and_the_verdict_says_so(report: Report) -> None:
    calm = replace(
        with_entries(report, entry(MEDIA, ("UpdateContact", "soap11"))), findings=(), records=report.records[3:]
    )
    assert verdict_of(calm, account(calm)) == "1 stale entry in the baseline"


def test_the_summary_names_each_entry_and_what_to_do(report: Report) -> None:
    lines = _summary.lines(listed(report), 100)
    start = lines.index("BASELINE entry 2 has expired: http.media-type, GetContact, SOAP 1.1")
    assert lines[start : start + 9] == [
        "BASELINE entry 2 has expired: http.media-type, GetContact, SOAP 1.1",
        '    "Ticket | 7" (Ada)',
        "    it expired on 2024-02-28 and covers nothing any more: have the finding mended, or let Ada agree",
        "    on another day",
        "BASELINE entry 3 is stale: http.media-type, UpdateContact, SOAP 1.1",
        '    "Ticket | 7" (Ada)',
        "    its check was tested there and found nothing: delete the entry",
        "Not tested: entry 4 of the baseline: other.check, any operation, any binding",
        "GetContact: only 1 of 21 items refused, so that is hardly tested",
    ]
    assert "GetContact     3          20        1        passed, 1 minor, 1 tolerated, 1 known" in "\n".join(lines)


def test_many_entries_stay_on_one_screen(report: Report) -> None:
    entries = [entry(f"check-{number}", CONTACT[0], expires="2024-01-01") for number in range(14)]
    untested = [entry(f"check-{number}", CONTACT[0]) for number in range(5)]
    lines = _summary.lines(with_entries(report, *entries, *untested), 80)
    assert "and 11 more of these entries" in lines
    assert "Not tested: 2 more entries of the baseline" in lines


def test_the_page_tells_known_findings_and_entries_to_look_at(report: Report) -> None:
    page = markdown.render(listed(report))
    assert "## Known findings" in page
    row = next(line for line in page.splitlines() if line.startswith("| 1 | `fault.code-is-defined`"))
    assert r"| GetContact in SOAP 1.1 | 42 | Ticket \| 7 | Ada | 2024-06-30 |" in row
    assert "## Entries of the baseline" in page
    assert r"| 2 | expired | http.media-type, GetContact, SOAP 1.1 | Ticket \| 7 | it expired on 2024-02-28" in page
    assert "| 4 | not tested | other.check, any operation, any binding |" in page
    assert "1 (1 known)" in page


def test_joined_reports_decide_together(report: Report, tmp_path: Path, capsys) -> None:
    stamp = entry(CODE, CONTACT[0], expires="2024-06-30")
    whole = with_entries(report, stamp)
    known = replace(report.records[1], verdicts=(replace(report.records[1].verdicts[0], known="1"),))
    passed = replace(report.records[0], passed=(CODE, MEDIA), inapplicable=())
    paths = []
    for name, record in (("one", passed), ("two", known)):
        part = finished(replace(whole, records=(record,), findings=()))
        paths.append(write(tmp_path / f"{name}.jsonl", part))
    assert main(["report", str(paths[0])]) == 1
    assert "BASELINE entry 1 is stale" in capsys.readouterr().out
    assert main(["report", *map(str, paths)]) == 0
    assert "no requirement broken, 1 known in the baseline" in capsys.readouterr().out
    other = replace(whole, header=replace(whole.header, baseline={}))
    paths[0].write_text(jsonl.to_line(other.header) + "\n", encoding="utf-8")
    assert main(["report", *map(str, paths)]) == 2
    assert "baseline is 1 in" in capsys.readouterr().err
