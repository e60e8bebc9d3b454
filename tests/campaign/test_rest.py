"""REST requests that are broken on purpose: random ones as well, and a finding of each, sent once more."""

from collections.abc import Iterator

import pytest

from conformance.campaign.again import again
from conformance.campaign.depths import DEPTHS
from conformance.campaign.examine import examine
from conformance.markup import xml
from conformance.model.report import Record, Trace
from conformance.model.tree import Element
from conformance.reference.rest.defects import known

RANDOM = "PostEventRegistrationSessions/{}/invalid/generated"
FORMATS = ("json", "jsv", "form")
ALWAYS = {"anybody-comes-in", "suffixes-are-not-known", "nothing-is-taken-back", "columns-for-members"}


@pytest.mark.parametrize(
    "defect",
    [pytest.param(one, marks=() if one.name in ALWAYS else pytest.mark.proof) for one in known()],
    ids=lambda defect: defect.name,
)
def test_every_finding_can_be_met_again_until_it_is_mended(rest_stage, defect) -> None:
    rest_stage.require_met_again(defect.name, rest_stage.findings(defect.name, *defect.shown))


def sent(stage, case: str) -> Iterator[Record]:
    """Yield what is sent for a case."""
    records: list[Record] = []
    with stage.opened(None, platform="none") as campaign:
        campaign.write = records.append
        (chosen,) = (one for one in stage.cases(case) if one.id == case)
        found = examine(campaign, chosen)
        assert (found.evidence, found.doubts, found.dropped, found.untested) == ((), (), (), None)
    yield from records


@pytest.mark.parametrize("spoken", FORMATS)
def test_random_requests_are_broken_in_one_member_each_and_all_refused(rest_stage, spoken: str) -> None:
    case = RANDOM.format(spoken)
    records = tuple(sent(rest_stage, case))
    plain = [one for one in records if one.case.id.endswith("/plain")]
    broken = [one for one in records if one not in plain]
    assert len(plain) == DEPTHS["default"].broken
    assert len(broken) == sum(one.accepted for one in plain) >= len(plain) // 2
    crafts = {one.case.id.removeprefix(f"{case}/").partition("/")[2].partition("-for")[0] for one in broken}
    assert len(crafts) >= 3, crafts
    refused = [one for one in broken if "refusal.broken-request-is-refused" in one.passed]
    assert len(refused) >= len(broken) // 2


def test_a_finding_of_random_requests_is_shown_by_the_smallest(rest_stage) -> None:
    everything = rest_stage.findings("columns-for-members", RANDOM.format("json"), requests_to_shrink=60)
    findings = tuple(found for found in everything if found.breaks is not None)
    assert {found.check for found in findings} == {"status.field-names-are-members", "refusal.names-the-member"}
    for found in findings:
        assert found.payload is not None
        smallest: Element = xml.parse(found.payload.encode())
        assert len(smallest.children) <= 3, found.payload
    rest_stage.require_met_again("columns-for-members", findings)


def test_a_random_request_whose_payload_is_not_known_is_no_pass(rest_stage) -> None:
    asked = Trace(
        check="reply.comes-without-server-error", case=f"{RANDOM.format('json')}/3/members/wrong-type-BadgeNumber"
    )
    with rest_stage.opened(None, platform="none") as campaign:
        became = again(campaign, asked)
    assert became.shown is None
    assert "does not hold the payload that was broken" in (became.doubt or "")
