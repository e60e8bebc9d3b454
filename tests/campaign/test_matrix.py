"""The mutation matrix in full: every case of an operation against each of its defects, at the default depth."""

import pytest

from conformance.reference.rest import defects as rest
from conformance.reference.soap.defects import known

# What a run of all cases shows more of, with the reason.
MORE = {
    "second-time-writes-small-ids": "the example stands right before the plain message that variants are compared with",
}
REST_MORE = {
    # What is called JSON cannot be compared with what is; what is missing in JSV is there where JSV was not honoured; a
    # member that is broken stands behind the others, and is refused for that.
    "jsv-is-called-json": {"likeness.formats-agree"},
    "less-in-jsv": {"likeness.way-to-ask-changes-nothing"},
    "members-in-one-order": {"refusal.names-the-member"},
}


@pytest.mark.matrix
@pytest.mark.parametrize("platform", ["servicestack", "none"])
@pytest.mark.parametrize("defect", rest.known(), ids=lambda defect: defect.name)
def test_every_case_of_a_rest_operation_turns_exactly_its_checks_red(rest_stage, defect, platform: str) -> None:
    operation, *_ = defect.shown[0].split("/")
    found = rest_stage.play(defect.name, rest_stage.every(operation).values(), platform=platform, requests_to_shrink=0)
    red = {told.check for told in found}
    assert red >= set(defect.checks)
    assert red - set(defect.checks) <= REST_MORE.get(defect.name, set())


@pytest.mark.matrix
@pytest.mark.parametrize("platform", ["asmx", "none"])
@pytest.mark.parametrize("defect", known(), ids=lambda defect: defect.name)
def test_every_case_of_an_operation_turns_exactly_its_checks_red(stage, defect, platform: str) -> None:
    operation, *_ = defect.shown[0].split("/")
    found = stage.play(defect.name, stage.every(operation).values(), platform=platform, requests_to_shrink=0)
    red = {told.check for told in found}
    assert red >= set(defect.checks)
    assert (red == set(defect.checks)) is (defect.name not in MORE)
