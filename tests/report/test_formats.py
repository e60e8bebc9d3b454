"""Formats: each a module of the family, chosen by a file's suffix; all tell the same, and of a cut run that it is."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import counted
import pytest
from counted import Numbers

from conformance import _members
from conformance.cli import main
from conformance.model.report import KnownStamp, Report, Untested
from conformance.model.requirement import Severity
from conformance.report import _compare_texts, _matrix_files, _summary, html, jsonl, junit, markdown
from conformance.report._compare import compare
from conformance.report._matrix import matrix
from conformance.report._verdict import account
from tests.report.conftest import MEDIA
from tests.report.test_jsonl import written

FORMS: dict[str, tuple[Callable[[Path, Path], None], Callable[[Path], Numbers]]] = {
    ".md": (markdown.write, counted.in_markdown),
    ".html": (html.write, counted.in_html),
    ".xml": (junit.write, counted.in_junit),
}


def test_each_format_has_a_suffix_of_its_own_and_a_writer() -> None:
    family = "conformance.report"
    formats = [_members.member(family, name, ("SUFFIX", "write")) for name in _members.names(family)]
    assert {made.SUFFIX for made in formats} == {".jsonl", *FORMS}
    assert len({made.SUFFIX for made in formats}) == len(formats)


def numbers(report: Report) -> Numbers:
    """Return what every format has to tell of a report."""
    held = account(report)
    severities = [found.severity for found in held.milder]
    return {
        "findings": len(held.broken),
        "warnings": severities.count(Severity.WARNING),
        "notes": severities.count(Severity.NOTE),
        "tolerated": len(held.tolerated),
        "known": len(held.known),
        "doubts": len(held.doubts),
        "exchanges": held.exchanges,
        "untested": held.untested,
        "complete": held.complete,
    }


def told(path: Path) -> Iterator[tuple[str, Numbers]]:
    """Yield what each format says of the report in a file."""
    for suffix, (write, count) in FORMS.items():
        write(path, path.with_suffix(suffix))
        yield suffix, count(path.with_suffix(suffix))
    yield "terminal", counted.on_screen(_summary.lines(jsonl.scan(path), 120))


def of_many_kinds(report: Report) -> Report:
    """Return a report with findings that are known and warnings, several doubts, and much that was not tested."""
    assert report.footer
    fault, reset, banner, tolerated = report.findings
    entry = KnownStamp(
        check=MEDIA, operation=None, binding=None, reason="r", owner="o", expires="2024-12-31", places=()
    )
    findings = (
        fault,
        reset,
        banner,
        tolerated,
        replace(reset, known="1", operation="UpdateContact"),
        replace(fault, known="1", check=MEDIA, operation="DeleteContact"),
        replace(fault, severity=Severity.WARNING, operation="UpdateContact"),
        replace(tolerated, operation="UpdateContact", fingerprint="0123456789abcdef"),
    )
    stamp = replace(report.records[2].case, id="GetContact/soap11/edge/x", binding="soap11")
    broke = replace(report.records[2], case=stamp, verdicts=report.records[2].verdicts[1:])
    left = tuple(
        Untested(what=f"DeleteContact/soap11/edge/{number}", why=f"why {number % 7}") for number in range(1234)
    )
    return replace(
        report,
        header=replace(report.header, baseline={"1": entry}),
        records=(*report.records, broke),
        findings=findings,
        footer=replace(report.footer, records=5, untested=left),
    )


@pytest.mark.parametrize("kind", ["made up", "of many kinds", "clean", "stopped", "empty"])
def test_every_format_tells_the_counts_of_the_report(report: Report, tmp_path: Path, kind: str) -> None:
    assert report.footer
    made = {
        "made up": report,
        "of many kinds": of_many_kinds(report),
        "clean": replace(report, records=report.records[:1], findings=(), footer=replace(report.footer, records=1)),
        "stopped": replace(report, footer=replace(report.footer, complete=False)),
        "empty": replace(report, records=(), findings=(), footer=replace(report.footer, records=0)),
    }[kind]
    wanted = numbers(made)
    if kind == "of many kinds":
        assert all(wanted.values())
    path = written(tmp_path / "report.jsonl", made)
    assert counted.in_json_lines(path) == wanted
    for suffix, found in told(path):
        assert found == wanted, suffix


PLACES = {
    "behind the header": (1, 0),
    "in the first record": (1, 200),
    "between records": (3, 0),
    "behind the records": (5, 0),
    "in a finding": (6, 100),
    "behind the findings": (9, 0),
    "in the footer": (9, 50),
}


@pytest.fixture(params=PLACES)
def cut(request: pytest.FixtureRequest, report: Report, tmp_path: Path) -> Path:
    """Return the file of a report that was cut."""
    whole = written(tmp_path / "report.jsonl", report).read_bytes().splitlines(keepends=True)
    lines, more = PLACES[request.param]
    (tmp_path / "report.jsonl").write_bytes(b"".join(whole[:lines]) + whole[lines][:more])
    return tmp_path / "report.jsonl"


def test_every_format_says_of_a_cut_report_that_it_is_and_counts_what_is_left(cut: Path) -> None:
    wanted = numbers(jsonl.read(cut))
    assert not wanted["complete"]
    for suffix, found in told(cut):
        assert found == wanted, suffix


def test_a_cut_report_is_joined_set_side_by_side_and_compared_as_incomplete(
    cut: Path, report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outs = [tmp_path / f"new/report{suffix}" for suffix in FORMS]
    code = main(["report", str(cut), "-o", str(tmp_path / "new/report.jsonl"), *(f"-o{out}" for out in outs)])
    found = jsonl.read(tmp_path / "new/report.jsonl")
    assert code == (1 if account(found).broken or account(found).doubts else 3)
    assert [FORMS[out.suffix][1](out) for out in outs] == [numbers(found)] * len(outs)
    assert not found.complete
    assert "INCOMPLETE" in capsys.readouterr().out
    side = tmp_path / "matrix.md"
    _matrix_files.write(matrix([report, jsonl.read(cut)]), side)
    assert side.read_text().count("INCOMPLETE: ") == 1
    for old, new in ((report, found), (found, report)):
        assert not compare(old, new).decided
        for tell in (
            _compare_texts.markdown,
            _compare_texts.page,
            lambda held: "\n".join(_compare_texts.lines(held, 200)),
        ):
            assert "INCOMPLETE" in tell(compare(old, new))
