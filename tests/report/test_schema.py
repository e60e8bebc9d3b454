"""The published JSON Schema of the JSON lines: every line that we write is valid, and every field stands in it."""

import json
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from conformance import _schemas
from conformance.model import exchange, report, verdict
from conformance.model.report import Report
from conformance.report import jsonl

FILES = sorted((_schemas.root() / "reports").glob("*.schema.json"))
SCHEMA = json.loads((_schemas.root() / "reports/report-1.schema.json").read_text())
LINES = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
SHAPES = {
    "header": report.Header,
    "check": report.CheckStamp,
    "known": report.KnownStamp,
    "record": report.Record,
    "verdict": verdict.Verdict,
    "exchange": exchange.Exchange,
    "finding": report.Evidence,
    "footer": report.Footer,
}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_is_a_schema_that_says_its_name(file: Path) -> None:
    held = json.loads(file.read_text())
    Draft202012Validator.check_schema(held)
    assert held["title"] == file.name.removesuffix(".schema.json").join(("conformance-", "")).replace("-1", "/1")
    assert "readers pass over what they do not know" in held["description"]


@pytest.mark.parametrize("name", SHAPES)
def test_every_field_stands_in_it(name: str) -> None:
    shape = SHAPES[name]
    assert is_dataclass(shape)
    assert set(SCHEMA["$defs"][name]["properties"]) - {"kind"} == {one.name for one in fields(shape)} - {"veil"}


def test_every_line_of_a_report_is_valid(report: Report) -> None:
    for entry in (report.header, *report.records, *report.findings, report.footer):
        LINES.validate(json.loads(jsonl.to_line(entry)))


@pytest.mark.parametrize(
    "line",
    [
        "{}",
        '{"kind": "record"}',
        '{"kind": "footer", "records": -1, "counts": {}, "coverage": {}, "untested": [], "finished": "", "complete": true, "coverable": {}}',
        '{"kind": "footer", "records": 0, "counts": {}, "coverage": {}, "untested": [], "finished": "", "complete": true, "coverable": {}, "more": 1}',
    ],
)
def test_no_other_line_is(line: str) -> None:
    assert not LINES.is_valid(json.loads(line))


@settings(max_examples=50)
@given(data=st.data())
def test_every_line_of_any_report_is_valid(data: st.DataObject, reports: st.SearchStrategy[Report]) -> None:
    made = data.draw(reports)
    entries = (made.header, *made.records, *made.findings, *filter(None, (made.footer,)))
    for entry in entries:
        Draft202012Validator(SCHEMA).validate(json.loads(jsonl.to_line(entry)))
