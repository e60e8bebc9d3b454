"""Moments and ResponseStatus: read in every form, and told by the rules of the framework."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.servicestack.moment import canonical, is_moment, wcf
from conformance.servicestack.status import ResponseStatus, has_failed, status_of


@pytest.mark.parametrize(
    "text, moment",
    [
        ("/Date(1714716219894-0400)/", "2024-05-03T02:03:39.894-04:00"),
        ("/Date(1714716219894)/", "2024-05-03T06:03:39.894Z"),
        ("/Date(-1)/", "1969-12-31T23:59:59.999Z"),
        ("2024-05-03", "2024-05-03T00:00:00"),
        ("20240503", "2024-05-03T00:00:00"),
        ("2024-05-03T02:03:39.8946258-04:00", "2024-05-03T02:03:39.8946258-04:00"),
    ],
)
def test_a_moment_has_one_form(text: str, moment: str) -> None:
    assert canonical(text) == moment
    assert is_moment(text)


@pytest.mark.parametrize(
    "text",
    ["", "now", "2024-13-01", "2024-02-30T00:00:00", "0000-01-01T00:00:00", "2024-05-03T24:00:00", "/Date(x)/",
     "/Date(999999999999999)/", "2024-05-03T02:03:39.12345678", "2024-05-03T02:03:39+15:00"],
)  # fmt: skip
def test_what_is_no_moment_is_told(text: str) -> None:
    assert not is_moment(text)


@given(st.datetimes(), st.sampled_from(["", "Z", "+05:30", "-04:00"]))
def test_a_moment_of_json_is_the_same_moment(at, zone: str) -> None:
    text = at.replace(microsecond=at.microsecond // 1000 * 1000).isoformat(timespec="milliseconds") + zone
    assert canonical(wcf(canonical(wcf(text)))) == canonical(wcf(text))


@pytest.mark.parametrize(
    "http, code, failed",
    [
        (200, None, False),
        (200, "", False),
        (200, "None", False),
        (200, "Bad", True),
        (401, "None", True),
        (500, None, True),
    ],
)
def test_what_failed_is_told_by_the_status_or_the_code(http: int, code: str | None, failed: bool) -> None:
    assert has_failed(http, ResponseStatus(error_code=code)) is failed


def test_a_status_is_read_as_far_as_it_is_one() -> None:
    answer = {"ResponseStatus": {"ErrorCode": "A", "Errors": [{"FieldName": "B"}, "nothing"], "Message": None}}
    found = status_of(answer)
    assert found is not None
    assert (found.error_code, [one.field_name for one in found.errors], found.message) == ("A", ["B", None], None)
    for other in (None, [], {}, {"ResponseStatus": None}, {"ResponseStatus": "no"}):
        assert status_of(other) is None
