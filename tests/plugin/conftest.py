"""Running the suite as its users do."""

import json
from collections.abc import Callable
from pathlib import Path

import httpcore  # noqa: F401 - httpx imports it late, and pytester forgets what was imported while a test ran
import ijson  # noqa: F401 - likewise: its C code keeps the exceptions of the first import
import pytest
from jsonschema import Draft202012Validator

from conformance import _schemas
from conformance.model.report import Report
from conformance.report import jsonl

LINES = Draft202012Validator(json.loads((_schemas.root() / "reports/report-1.schema.json").read_text()))
_SOME = 40  # records; more of them tell nothing new of the schema
Suite = Callable[..., tuple[pytest.RunResult, Report]]


@pytest.fixture(autouse=True)
def narrow(pytester: pytest.Pytester) -> None:
    """Make a door that has examples and random messages only: what most of these tests are about, and quick."""
    (pytester.path / "narrow.py").write_text("from conformance.suite import test_examples, test_valid\n")


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Suite:
    """Run the narrow suite with options; return its result and its report."""
    for name in (
        "CONFORMANCE_SESSION_VALUE",
        "CONFORMANCE_ACCOUNT_NUMBER",
        "CONFORMANCE_USER_NAME",
        "CONFORMANCE_PASSWORD",
    ):
        monkeypatch.delenv(name, raising=False)

    def run(*options: str) -> tuple[pytest.RunResult, Report]:
        result = pytester.runpytest_subprocess(
            "narrow.py", "-p", "no:cacheprovider", "--conformance-report", "out.jsonl", *options
        )
        text = result.stdout.str() + result.stderr.str()
        assert "Traceback" not in text, text
        assert "INTERNALERROR" not in text, text
        report = Path(pytester.path) / "out.jsonl"
        lines = [line for line in report.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]
        records = [line for line in lines if line.startswith(b'{"kind":"record"')]
        for line in {*lines} - {*records[_SOME:]}:
            LINES.validate(json.loads(line))
        return result, jsonl.read(report)

    return run
