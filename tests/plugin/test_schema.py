"""Reports of real runs of several kinds, held line by line against the published schema."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from conformance import _schemas

LINES = Draft202012Validator(
    json.loads((_schemas.root() / "reports/report-1.schema.json").read_text()),
    format_checker=Draft202012Validator.FORMAT_CHECKER,
)
CONFTEST = """
from conformance.checks import Scope, check
from conformance.model.requirement import Direction, Level, Requirement, Specification

GUIDE = Specification(key="guide", title="Our guide", url="https://example.com/guide")

@check(
    requirement=Requirement(id="G-1", spec=GUIDE, section="1", level=Level.MUST, sentence="It cannot tell."),
    scope=Scope(directions=(Direction.RESPONSE,), needs=("exchange",)),
)
def breaks(seen):
    yield 1 / 0

def pytest_conformance_checks(contract):
    return [breaks]
"""
BASELINE = """
[[known]]
check = "results.success-carries-no-error"
operation = "UpdateContact"
binding = "soap12"
reason = "a ticket"
owner = "Ada Lovelace"
expires = 2999-01-31
"""


@pytest.fixture
def lines(pytester: pytest.Pytester):
    """Return a function that runs the suite for UpdateContact and returns the lines of its report, each valid."""
    (pytester.path / "test_whole.py").write_text("from conformance.suite import *\n")

    def run(*options: str) -> list[dict]:
        contact = ("--conformance-operation", "UpdateContact", "--conformance-depth", "quick")
        pytester.runpytest_subprocess(
            "test_whole.py", "-p", "no:cacheprovider", "--conformance-report", "out.jsonl", *contact, *options
        )
        held = [json.loads(line) for line in Path(pytester.path / "out.jsonl").read_bytes().splitlines()]
        for line in held:
            LINES.validate(line)
        return held

    return run


@pytest.mark.proof
def test_findings_known_ones_and_checks_that_broke_in_several_workers(lines, pytester: pytest.Pytester) -> None:
    (pytester.path / "conftest.py").write_text(CONFTEST)
    (pytester.path / "known.toml").write_text(BASELINE)
    chosen = ("-k", "example or generated", "--conformance-target", "reference:error-beside-success")
    header, *rest, footer = lines("-n", "2", "--conformance-baseline", "known.toml", *chosen)
    assert header["baseline"]
    assert ["UpdateContact", "soap12"] in header["contract"]["places"]
    told = [line for line in rest if line["kind"] == "finding"]
    assert {line["known"] for line in told if line["check"].startswith("results.")} == {None, "1"}
    assert any(
        found["outcome"] == "cantTell" for line in rest if line["kind"] == "record" for found in line["verdicts"]
    )
    assert footer["complete"]


def test_a_run_that_was_stopped(lines) -> None:
    stopped = lines("-x", "-k", "example or generated", "--conformance-target", "reference:error-beside-success")
    assert not stopped[-1]["complete"]
    assert stopped[-1]["untested"]


def test_bodies_that_are_no_utf_8(lines) -> None:
    held = lines("-k", "utf-16", "--conformance-keep", "all")
    assert any("body_base64" in line["exchange"]["request"] for line in held if line["kind"] == "record")
