"""Reports of several runs are joined where they belong together, and refused where they do not."""

from dataclasses import replace
from pathlib import Path

import pytest

from conformance.cli import main
from conformance.errors import UsageError
from conformance.model.report import ContractStamp, Header, Record, Report, ToolStamp, Untested
from conformance.report import jsonl
from conformance.report._tally import tally
from conformance.report._union import unite
from tests.report.conftest import FINISHED, finished, write


def parts(report: Report, tmp_path: Path) -> list[Path]:
    """Return two reports, one of the first record of the report and one of the rest."""
    first = replace(report, records=report.records[:1], findings=())
    rest = replace(report, records=report.records[1:])
    early = replace(rest.header, started="2024-02-29T11:00:00Z", operations=("UpdateContact", "GetContact"))
    rest = replace(rest, header=early)
    return [write(tmp_path / f"{name}.jsonl", finished(part)) for name, part in (("first", first), ("rest", rest))]


DIFFERENT = {
    "contract.sha256": lambda header: replace(header, contract=ContractStamp(name="cvent", sha256="00")),
    "target": lambda header: replace(header, target="reference:"),
    "platform": lambda header: replace(header, platform=None),
    "vendor": lambda header: replace(header, vendor="Another"),
    "depth": lambda header: replace(header, depth="deep"),
    "seed": lambda header: replace(header, seed=7),
    "tool.version": lambda header: replace(header, tool=ToolStamp(version="9", hypothesis="6.170.15")),
    "tool.hypothesis": lambda header: replace(header, tool=ToolStamp(version="0.1.0", hypothesis="9")),
}


def value(header: Header, name: str) -> str:
    held: object = header
    for step in name.split("."):
        held = getattr(held, step)
    return "not given" if held is None else repr(held)


@pytest.mark.parametrize("name", DIFFERENT)
def test_reports_that_differ_in_more_than_their_cases_are_refused(report: Report, tmp_path: Path, name: str) -> None:
    one, other = parts(report, tmp_path)
    changed = DIFFERENT[name](report.header)
    write(other, finished(replace(report, header=changed, records=report.records[1:])))
    with pytest.raises(UsageError) as refused:
        unite([one, other], tmp_path / "all.jsonl")
    there, here = value(changed, name), value(report.header, name)
    assert f"{name} is {there} in {other}, but {here} in {one}" in str(refused.value)
    assert not (tmp_path / "all.jsonl").exists()


def test_reports_with_different_checks_are_refused_by_the_checks_in_which_they_differ(
    report: Report, tmp_path: Path
) -> None:
    one, other = parts(report, tmp_path)
    kept = {name: stamp for name, stamp in report.header.checks.items() if name != "http.media-type"}
    write(other, finished(replace(report, header=replace(report.header, checks=kept), records=report.records[1:])))
    with pytest.raises(UsageError, match=r"checks is without these in .*, but http\.media-type in"):
        unite([one, other], tmp_path / "all.jsonl")


def test_the_same_case_in_two_reports_is_refused(report: Report, tmp_path: Path) -> None:
    one, other = parts(report, tmp_path)
    again: Record = replace(
        report.records[3], case=replace(report.records[3].case, id="UpdateContact/soap11/generated/2")
    )
    write(one, finished(replace(report, records=(again,))))
    with pytest.raises(UsageError, match=r"the case UpdateContact/soap11/generated is in .* and in"):
        unite([one, other], tmp_path / "all.jsonl")
    with pytest.raises(UsageError, match="the case"):
        unite([one, one], tmp_path / "all.jsonl")


def test_the_whole_begins_with_the_first_and_ends_with_the_last(report: Report, tmp_path: Path) -> None:
    footer = unite(parts(report, tmp_path)[::-1], tmp_path / "all.jsonl")
    found = jsonl.read(tmp_path / "all.jsonl")
    assert found.footer == footer
    assert found.complete
    assert (found.header.started, footer.finished) == ("2024-02-29T11:00:00Z", FINISHED)
    assert found.header.operations == ("DeleteContact", "GetContact", "UpdateContact")
    assert {record.case.id for record in found.records} == {record.case.id for record in report.records}
    assert (footer.counts, footer.coverage) == tally(report.records)
    assert len(found.findings) == len(report.findings)


def test_one_report_alone_stays_what_it_is(report: Report, tmp_path: Path) -> None:
    path = write(tmp_path / "r.jsonl", report)
    unite([path], path)
    assert jsonl.read(path) == report


@pytest.mark.parametrize("damage", ["stopped", "cut", "killed"])
def test_an_incomplete_report_makes_the_whole_incomplete_and_is_named(
    report: Report, tmp_path: Path, damage: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    one, other = parts(report, Path())
    read = jsonl.read(other)
    assert read.footer is not None
    if damage == "stopped":
        write(other, replace(read, footer=replace(read.footer, complete=False)))
    elif damage == "killed":
        write(other, replace(read, footer=None))
    else:
        other.write_bytes(b"".join(other.read_bytes().splitlines(keepends=True)[:3])[:-20])
    footer = unite([one, other], tmp_path / "all.jsonl")
    assert not footer.complete
    assert footer.untested[0].what == str(other)
    assert "incomplete" in footer.untested[0].why
    assert jsonl.read(tmp_path / "all.jsonl").records
    # Findings are found however the run ended; without one nobody knows.
    assert main(["report", str(one), str(other)]) == 1
    out = capsys.readouterr().out
    assert "INCOMPLETE" in out
    assert "Not tested: rest.jsonl: this report is incomplete: its run did not do all that" in out


def test_an_incomplete_report_without_a_finding_is_no_pass(
    report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clean = replace(report, records=report.records[:1], findings=())
    path = write(tmp_path / "r.jsonl", finished(clean))
    assert main(["report", str(path)]) == 0
    write(path, replace(clean, footer=None))
    assert main(["report", str(path)]) == 3
    write(path, finished(replace(clean, records=())))
    assert main(["report", str(path)]) == 1
    assert main(["report", str(path), "-o", str(tmp_path / "r.pdf")]) == 2
    assert "no report format has the suffix '.pdf'" in capsys.readouterr().err
    assert main(["report", str(tmp_path / "gone.jsonl")]) == 2


def test_what_was_deselected_in_one_run_and_tested_in_the_other_is_not_untested(report: Report, tmp_path: Path) -> None:
    one, other = parts(report, tmp_path)
    generated = Untested(what="UpdateContact/soap11/generated", why="deselected")
    never = Untested(what="DeleteContact/soap11/example", why="deselected")
    skipped = Untested(what="DeleteContact/soap12/example", why="it writes")
    also = Untested(what=skipped.what, why="deselected")
    first = replace(jsonl.read(one), footer=None)
    write(one, finished(first, generated, never, also))
    write(other, finished(replace(jsonl.read(other), footer=None), never, skipped))
    assert unite([one, other], tmp_path / "all.jsonl").untested == (never, skipped)
