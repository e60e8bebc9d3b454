"""The published JSON Schema of the JSON lines: every line that we write is valid, and every field stands in it."""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from conformance import _schemas
from conformance.model import exchange, report, verdict
from conformance.model.report import Report
from conformance.model.tree import Veil
from conformance.report import jsonl

FILES = sorted((_schemas.root() / "reports").glob("*.schema.json"))
SCHEMA = json.loads((_schemas.root() / "reports/report-1.schema.json").read_text())
LINES = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
SHAPES: dict[str, tuple[type, str]] = {
    "Header": (report.Header, "header"),
    "ContractStamp": (report.ContractStamp, "header.contract"),
    "ToolStamp": (report.ToolStamp, "header.tool"),
    "CheckStamp": (report.CheckStamp, "check"),
    "KnownStamp": (report.KnownStamp, "known"),
    "Record": (report.Record, "record"),
    "CaseStamp": (report.CaseStamp, "record.case"),
    "Visits": (report.Visits, "record.visited"),
    "Verdict": (verdict.Verdict, "verdict"),
    "Finding": (verdict.Finding, "verdict.findings"),
    "Exchange": (exchange.Exchange, "exchange"),
    "Interruption": (exchange.Interruption, "exchange.error"),
    "Request": (exchange.Request, "request"),
    "Response": (exchange.Response, "response"),
    "Evidence": (report.Evidence, "finding"),
    "Footer": (report.Footer, "footer"),
    "Untested": (report.Untested, "footer.untested"),
    "Tally": (report.Tally, "footer.coverage"),
    "Visited": (report.Visited, "footer.coverage.visited"),
}
"""What a report is made of, and where in the schema it stands."""
BODY = {"body": ("body", "body_base64"), "veil": (), "kind": ("class",)}
"""Fields of messages and interruptions that stand in the lines under other names, or not at all."""


def described(place: str) -> dict:
    """Return the object of the schema at a place: a definition, and steps down to properties, items or values."""
    first, *steps = place.split(".")
    found = SCHEMA["$defs"][first]
    for step in steps:
        found = found["properties"][step]
        found = found["anyOf"][0] if "anyOf" in found else found
        found = found["items"] if found.get("type") == "array" else found
        found = found if "properties" in found else found["additionalProperties"]
    return found


def reachable(shape: type) -> Iterator[type]:
    """Yield a dataclass and all that its fields may hold."""
    yield shape
    pending = list(get_type_hints(shape).values())
    while pending:
        hint = pending.pop()
        pending += get_args(hint)
        if isinstance(hint, type) and is_dataclass(hint):
            yield from reachable(hint)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_is_a_schema_that_says_its_name(file: Path) -> None:
    held = json.loads(file.read_text())
    Draft202012Validator.check_schema(held)
    assert held["title"] == file.name.removesuffix(".schema.json").join(("conformance-", "")).replace("-1", "/1")
    assert "readers pass over what they do not know" in held["description"]


@pytest.mark.parametrize("name", SHAPES)
def test_every_field_stands_in_it_and_is_always_written(name: str) -> None:
    shape, place = SHAPES[name]
    renamed = BODY if shape.__module__ == exchange.__name__ else {}
    told = {written for one in fields(shape) for written in renamed.get(one.name, (one.name,))}
    held = described(place)
    assert set(held["properties"]) - {"kind"} | (told & {"kind"}) == told
    assert set(held["required"]) >= told - {"body", "body_base64"}
    assert held["additionalProperties"] is False


def test_everything_that_a_report_is_made_of_stands_there() -> None:
    entries = (report.Header, report.Record, report.Evidence, report.Footer)
    assert {held for entry in entries for held in reachable(entry)} - {Veil} == {shape for shape, _ in SHAPES.values()}


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
