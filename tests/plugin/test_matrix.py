"""Each defect, as a user meets it: a run of every case of an operation turns exactly its checks red."""

from pathlib import Path

import pytest

from conformance.model.report import Report
from conformance.reference.defects import find, known


@pytest.fixture(autouse=True)
def narrow(pytester: pytest.Pytester) -> Path:
    """Make the door of these tests; each writes it for the kind of its cases."""
    return pytester.path / "narrow.py"


def red(report: Report) -> set[str]:
    return {told.check for told in report.findings if told.tolerated is None}


@pytest.mark.matrix
@pytest.mark.parametrize("platform", ["asmx", "none"])
@pytest.mark.parametrize("defect", [defect.name for defect in known()])
def test_every_case_of_an_operation_turns_exactly_its_checks_red(
    suite, narrow: Path, defect: str, platform: str
) -> None:
    narrow.write_text("from conformance.suite import *\n")
    operation, *_ = find(defect).shown[0].split("/")
    _, report = suite(
        "--conformance-target", f"reference:{defect}",
        "--conformance-operation", operation,
        "--conformance-platform", platform,
    )  # fmt: skip
    assert report.complete
    assert red(report) == set(find(defect).checks)
