"""JUnit XML: valid as its readers want it, with the counts of the report, and hostile words as text."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.model.report import Report
from conformance.report import jsonl, junit
from conformance.report._cases import walked
from tests.report.conftest import CODE, MEDIA

SCHEMA = Path(__file__).with_name("junit.xsd")


@pytest.fixture(scope="module")
def schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(str(SCHEMA))


def rendered(report: Report, schema: xmlschema.XMLSchema) -> ET.Element:
    """Return the document of a report, which is valid and whose counts are those of what it holds."""
    document = junit.render(report)
    schema.validate(document.decode())
    root = ET.fromstring(document)  # noqa: S314 - our own
    for holder in (root, *root):
        held = {"tests": "testcase", "failures": "failure", "errors": "error"}
        for count, tag in (held if holder is root else held | {"skipped": "skipped"}).items():
            assert int(holder.get(count, "")) == len(holder.findall(f".//{tag}"))
    return root


def test_a_suite_holds_the_cases_of_an_operation_and_binding(report: Report, schema: xmlschema.XMLSchema) -> None:
    root = rendered(report, schema)
    assert [suite.get("name") for suite in root] == [
        "GetContact, SOAP 1.1",
        "GetContact, SOAP 1.2",
        "UpdateContact, SOAP 1.1",
        "not tested",
        "run",
    ]
    assert [root.get(name) for name in ("tests", "failures", "errors", "time")] == ["6", "2", "0", "0.000"]
    failed = root.find(".//failure")
    assert failed is not None
    assert str(failed.get("message")).startswith("fault.code-is-defined: the faultcode is ")
    assert [case.get("name") for case in root.iter("testcase")][3] == "UpdateContact/soap11/generated"


def properties(suite: ET.Element) -> dict[str, str]:
    """Return the properties of a suite."""
    return {str(held.get("name")): str(held.get("value")) for held in suite.iter("property")}


def test_a_suite_says_when_and_what_was_judged(report: Report, schema: xmlschema.XMLSchema) -> None:
    for suite in rendered(report, schema):
        assert suite.get("timestamp") == "2024-02-29T12:00:00"
        told = properties(suite)
        assert (told["contract"], told["seed"], told["platform"]) == ("cvent", "20240229", "asmx")
        assert told["target"] == "live:https://api.vendor.example/soap/V200611.asmx"
    local = replace(report, header=replace(report.header, started="2024-02-29T12:00:00+02:00"))
    assert {suite.get("timestamp") for suite in rendered(local, schema)} == {None}


def test_a_case_in_which_a_check_broke_tells_its_findings_as_well(report: Report, schema: xmlschema.XMLSchema) -> None:
    records = (report.records[1], replace(report.records[2], case=report.records[1].case))
    root = rendered(replace(report, records=records), schema)
    (failure,) = root.iter("failure")
    lines = str(failure.text).splitlines()
    assert [line.split(maxsplit=1)[0].rstrip(":") for line in lines] == [CODE, MEDIA, MEDIA, CODE]
    assert "could not tell: KeyError: 'a|b'" in lines[-1]
    assert failure.get("type") == CODE


def test_a_case_in_which_a_check_broke_and_nothing_else_errs(report: Report, schema: xmlschema.XMLSchema) -> None:
    broke = replace(report.records[2], verdicts=report.records[2].verdicts[1:])
    (error,) = rendered(replace(report, records=(broke,), findings=()), schema).iter("error")
    assert (error.get("type"), error.text) == (CODE, error.get("message"))
    assert str(error.text).startswith(f"{CODE} could not tell: KeyError: 'a|b', case GetContact/soap12/edge/Name")


def test_time_is_told_to_the_thousandth(report: Report, schema: xmlschema.XMLSchema) -> None:
    records = tuple(replace(record, elapsed_s=0.0126) for record in report.records)
    root = rendered(replace(report, records=records), schema)
    assert [suite.get("time") for suite in root] == ["0.026", "0.013", "0.013", "0.000", "0.000"]


def test_a_run_that_was_cut_fails(report: Report, schema: xmlschema.XMLSchema) -> None:
    root = rendered(replace(report, footer=None), schema)
    assert [case.get("classname") for case in root.iter("testcase") if case.find("failure") is not None][-1] == "run"


def test_write_renders_a_file(report: Report, tmp_path: Path, schema: xmlschema.XMLSchema) -> None:
    jsonl.begin(tmp_path / "report.jsonl", report.header)
    junit.write(tmp_path / "report.jsonl", tmp_path / "junit.xml")
    schema.validate(str(tmp_path / "junit.xml"))


@settings(max_examples=50)
@given(data=st.data())
def test_any_report_renders_to_a_valid_document(
    data: st.DataObject, reports: st.SearchStrategy[Report], schema: xmlschema.XMLSchema
) -> None:
    report = data.draw(reports)
    root = rendered(report, schema)
    cases, _ = walked(report)
    untested = () if report.footer is None else report.footer.untested
    assert int(root.get("tests", "")) == len(cases) + len(untested) + 1
