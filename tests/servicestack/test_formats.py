"""JSON, form data, moments and ResponseStatus: read strictly, written as the framework does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.errors import WireError
from conformance.servicestack import form, json
from conformance.servicestack.moment import canonical, is_moment, wcf
from conformance.servicestack.status import ResponseStatus, has_failed, status_of

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(value=VALUES)
def test_json_is_read_as_it_was_written(value: object) -> None:
    assert json.loads(json.dumps(value)) == value


@pytest.mark.parametrize(
    "data, words",
    [
        (b"", "Expecting value"),
        (b"{'a':1}", "double quotes"),
        (b'{"a":1,}', "line 1"),
        (b'{"a":1}{}', "Extra data"),
        (b"[NaN]", "NaN is no number"),
        (b"[Infinity]", "Infinity is no number"),
        (b'{"a":1,"a":2}', "'a' stands twice"),
        (b"\xff", "not in UTF-8 at byte 1"),
        (b"\xef\xbb\xbf{}", "BOM"),
        (b"[" * 100_000, "200 deep"),
        (b"[" + b"9" * 10_000 + b"]", "digits"),
    ],
)
def test_what_is_no_json_is_told(data: bytes, words: str) -> None:
    with pytest.raises(WireError, match=words):
        json.loads(data)


@given(data=st.binary())
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        json.loads(data)
    except WireError:
        return


@given(members=st.dictionaries(st.text(min_size=1), st.text(), max_size=5))
def test_form_data_is_read_as_it_was_written(members: dict[str, str]) -> None:
    assert form.loads(form.dumps(members)) == members


def test_what_form_data_cannot_say_is_jsv() -> None:
    told = form.dumps({"Ids": [1, 2], "Deep": {"a": ["x", "y,z"]}, "Yes": True, "No": None})
    assert form.loads(told) == {"Ids": "1,2", "Deep": '{a:[x,"y,z"]}', "Yes": "True"}
    assert form.loads("Ids=1&Ids=2") == {"Ids": "1,2"}


def test_form_data_has_an_end() -> None:
    with pytest.raises(WireError, match="10,000 fields"):
        form.loads("a=1&" * 20_000)


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
