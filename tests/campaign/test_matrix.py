"""The mutation matrix in full: every case of an operation against each of its defects, at the default depth."""

import pytest

from conformance.reference.defects import known


@pytest.mark.matrix
@pytest.mark.parametrize("platform", ["asmx", "none"])
@pytest.mark.parametrize("defect", known(), ids=lambda defect: defect.name)
def test_every_case_of_an_operation_turns_exactly_its_checks_red(stage, defect, platform: str) -> None:
    operation, *_ = defect.shown[0].split("/")
    found = stage.play(defect.name, stage.every(operation).values(), platform=platform, requests_to_shrink=0)
    assert {told.check for told in found} == set(defect.checks)
