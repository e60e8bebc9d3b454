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

# What Jenkins, GitLab and the like have in common, in our words.
SCHEMA = """
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:attributeGroup name="counts">
    <xs:attribute name="name" type="xs:string" use="required"/>
    <xs:attribute name="tests" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="failures" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="errors" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="skipped" type="xs:nonNegativeInteger" use="required"/>
  </xs:attributeGroup>
  <xs:complexType name="told"><xs:simpleContent><xs:extension base="xs:string">
    <xs:attribute name="message" type="xs:string" use="required"/>
    <xs:attribute name="type" type="xs:string"/>
  </xs:extension></xs:simpleContent></xs:complexType>
  <xs:element name="testsuites"><xs:complexType>
    <xs:sequence><xs:element name="testsuite" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
      <xs:sequence><xs:element name="testcase" maxOccurs="unbounded"><xs:complexType>
        <xs:choice minOccurs="0">
          <xs:element name="failure" type="told"/><xs:element name="error" type="told"/>
          <xs:element name="skipped" type="told"/>
        </xs:choice>
        <xs:attribute name="classname" type="xs:string" use="required"/>
        <xs:attribute name="name" type="xs:string" use="required"/>
        <xs:attribute name="time" type="xs:decimal" use="required"/>
      </xs:complexType></xs:element></xs:sequence>
      <xs:attributeGroup ref="counts"/>
    </xs:complexType></xs:element></xs:sequence>
    <xs:attributeGroup ref="counts"/>
  </xs:complexType></xs:element>
</xs:schema>
"""


@pytest.fixture(scope="module")
def schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(SCHEMA)


def rendered(report: Report, schema: xmlschema.XMLSchema) -> ET.Element:
    """Return the document of a report, which is valid and whose counts are those of what it holds."""
    document = junit.render(report)
    schema.validate(document.decode())
    root = ET.fromstring(document)  # noqa: S314 - our own
    for holder in (root, *root):
        assert int(holder.get("tests", "")) == len(holder.findall(".//testcase"))
        for count, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
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
    assert (root.get("tests"), root.get("failures"), root.get("errors"), root.get("skipped")) == ("6", "2", "0", "1")
    failed = root.find(".//failure")
    assert failed is not None
    assert str(failed.get("message")).startswith("fault.code-is-defined: the faultcode is ")
    assert [case.get("name") for case in root.iter("testcase")][3] == "UpdateContact/soap11/generated"


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
