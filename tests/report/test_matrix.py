"""The matrix: every format tells the same cells, no cell is kinder than its run, and nothing on it acts."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from conformance import _schemas
from conformance.errors import UsageError
from conformance.model.report import Report
from conformance.report import _matrix_files, jsonl
from conformance.report._badge import badge
from conformance.report._fit import LONGEST
from conformance.report._matrix import LEGEND, Matrix, Standing, matrix
from conformance.report._matrix_page import page
from conformance.report._matrix_texts import markdown, to_csv, to_json
from conformance.report._union import targets
from conformance.report._verdict import account
from tests.report.conftest import CODE, HOSTILE, MEDIA, SERVER
from tests.report.test_html import Page, require_inert

SCHEMA = Draft202012Validator(
    json.loads((_schemas.root() / "reports/matrix-1.schema.json").read_text()),
    format_checker=Draft202012Validator.FORMAT_CHECKER,
)


def other_of(report: Report) -> Report:
    """Return a run of another vendor, in which nothing was found."""
    header = replace(report.header, vendor="Other Ltd", target="live:https://other.example/soap", platform=None)
    records = tuple(replace(record, verdicts=(), passed=(MEDIA,)) for record in report.records)
    return replace(report, header=header, records=records, findings=())


def standings(found: Matrix, check: str) -> list[Standing]:
    return [cell.standing for topic in found.topics for row in topic.rows if row.check == check for cell in row.cells]


def test_a_cell_is_the_worst_of_its_run(report: Report) -> None:
    found = matrix([report, other_of(report)])
    assert standings(found, CODE) == [Standing.FAILED, Standing.UNTESTED]
    assert standings(found, MEDIA) == [Standing.FAILED, Standing.PASSED]
    assert standings(found, SERVER) == [Standing.INFORMATIONAL, Standing.UNTESTED]


def test_a_run_that_was_cut_has_passed_nowhere(report: Report) -> None:
    found = matrix([replace(other_of(report), footer=None)])
    assert {cell.standing for topic in found.topics for row in topic.rows for cell in row.cells} == {
        Standing.SO_FAR,
        Standing.UNTESTED,
    }
    assert {grade.grade.value for grade in found.columns[0].grades} <= {"incomplete", "not tested"}
    assert "incomplete" in Page(page(found)).text
    assert ">incomplete<" in badge("it", found.columns[0].account)


def test_titles_and_names_tell_targets_apart(report: Report) -> None:
    runs = [report, replace(report, header=replace(report.header, target="live:https://b.example/")), report]
    found = matrix([*runs, replace(report, header=replace(report.header, vendor="vendor & sons"))])
    titles = [column.title for column in found.columns]
    assert len({*titles}) == len({column.name for column in found.columns}) == 4
    assert titles[1] == "Vendor & Sons, live:https://b.example/"
    assert titles[3] == "vendor & sons"


def test_every_format_tells_the_same_cells(report: Report) -> None:
    found = matrix([report, other_of(report)])
    wanted = {
        (row.check, column.title): cell.standing.value
        for topic in found.topics
        for row in topic.rows
        for column, cell in zip(found.columns, row.cells, strict=True)
    }
    held = json.loads(to_json(found))
    SCHEMA.validate(held)
    titles = {target["name"]: target["title"] for target in held["targets"]}
    assert wanted == {
        (row["check"], titles[name]): cell["standing"]
        for row in held["requirements"]
        for name, cell in row["targets"].items()
    }
    lines = csv.DictReader(io.StringIO(to_csv(found)))
    assert wanted == {(line["check"], line["target"]): line["outcome"] for line in lines}
    text = markdown(found)
    for row in (row for topic in found.topics for row in topic.rows):
        (line,) = (line for line in text.splitlines() if line.startswith(f"| `{row.check}`"))
        assert [cell.strip().split(" ", 2)[1] for cell in line.split(" | ")[1:]] == [
            cell.standing.value.split()[0] for cell in row.cells
        ]
    seen = Page(page(found))
    require_inert(seen)
    cells = [held for tag, held in seen.tags if tag == "a" and str(held.get("href")).startswith("#cell-")]
    assert [str(held["class"]).removeprefix("standing ").replace("-", " ") for held in cells] == [
        cell.standing.value.replace("-", " ") for topic in found.topics for row in topic.rows for cell in row.cells
    ]


def test_every_cell_opens_its_page_with_all_of_its_findings(report: Report) -> None:
    found = matrix([report, other_of(report)])
    seen = Page(page(found))
    opened = {str(held["href"])[1:] for tag, held in seen.tags if tag == "a" and str(held["href"]).startswith("#cell-")}
    pages = {str(held["id"]) for tag, held in seen.tags if held.get("class") == "case-page"}
    assert opened == pages
    assert len(pages) == 2 * sum(len(topic.rows) for topic in found.topics)
    counted = account(report)
    told = len(counted.broken) + len(counted.milder) + len(counted.tolerated) + len(counted.known)
    assert sum(tag == "article" for tag, _ in seen.tags) == told
    assert all(meaning in seen.text for _, meaning in LEGEND.values())


def test_what_is_in_no_level_is_shown_apart(report: Report) -> None:
    found = matrix([report])
    (unscored,) = (topic for topic in found.topics if not topic.scored)
    assert found.topics[-1] is unscored
    assert all(not row.levels for row in unscored.rows)
    assert all(row.levels for topic in found.topics[:-1] for row in topic.rows)


def test_no_cell_is_a_formula(report: Report) -> None:
    hostile = replace(report, header=replace(report.header, vendor='=HYPERLINK("http://evil.example")'))
    for line in csv.reader(io.StringIO(to_csv(matrix([hostile])))):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in line)


def test_markdown_fits_where_it_is_pasted(report: Report) -> None:
    checks = {f"{number:04}.{CODE}": stamp for number in range(1500) for stamp in [report.header.checks[CODE]]}
    text = markdown(matrix([replace(report, header=replace(report.header, checks=checks))]))
    assert len(text) < LONGEST
    assert "Shortened here, to fit into a pull request: not scored." in text


def test_a_badge_is_a_picture_that_does_nothing(report: Report) -> None:
    counted = account(report)
    root = ET.fromstring(badge(HOSTILE, counted))  # noqa: S314 - our own
    assert {element.tag.rpartition("}")[2] for element in root.iter()} == {"svg", "title", "rect", "g", "text"}
    assert not any(name.startswith("on") or "href" in name for element in root.iter() for name in element.attrib)
    assert "2 requirements broken" in "".join(root.itertext())


@pytest.mark.parametrize("name", ["matrix.html", "vendors-matrix.md", "x.json", "MATRIX.csv"])
def test_a_matrix_is_known_by_its_name(name: str) -> None:
    assert _matrix_files.is_matrix(Path(name))


@pytest.mark.parametrize("name", ["report.html", "report.md", "matrix.jsonl", "matrix.xml", "matrix"])
def test_a_report_is_no_matrix(name: str) -> None:
    assert not _matrix_files.is_matrix(Path(name))


def test_badges_need_a_folder(report: Report, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="name a folder"):
        _matrix_files.badges(matrix([report]), tmp_path / "file")
    assert [file.name for file in _matrix_files.badges(matrix([report]), tmp_path / "new")] == ["vendor-sons.svg"]


def test_shards_of_one_target_are_one_column_and_two_runs_of_it_are_two(report: Report, tmp_path: Path) -> None:
    halves = [replace(report, records=tuple(report.records)[:1], findings=()), report]
    files = []
    for number, half in enumerate([halves[0], replace(report, records=tuple(report.records)[1:], findings=())]):
        files.append(tmp_path / f"{number}.jsonl")
        footer = replace(report.footer, records=len(half.records))
        entries = [half.header, *half.records, footer]
        files[-1].write_text("".join(f"{jsonl.to_line(entry)}\n" for entry in entries))
    assert len(targets(files, tmp_path, names=files)) == 1
    assert len(targets([files[0], files[0]], tmp_path, names=files)) == 2


@settings(max_examples=25)
@given(data=st.data())
def test_any_reports_make_an_inert_matrix(data: st.DataObject, reports: st.SearchStrategy[Report]) -> None:
    found = matrix(data.draw(st.lists(reports, min_size=1, max_size=3)))
    require_inert(Page(page(found)))
    Draft202012Validator(SCHEMA.schema).validate(json.loads(to_json(found)))
    assert len(markdown(found)) < LONGEST
    list(csv.reader(io.StringIO(to_csv(found)), strict=True))
    for column in found.columns:
        ET.fromstring(badge(column.title, column.account))  # noqa: S314 - our own
