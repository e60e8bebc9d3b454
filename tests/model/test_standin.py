"""What stands for a secret: of its kind, another for each, and never a value of the run's own."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.generation.plan import compile_plan
from conformance.model.contract import Contract
from conformance.model.schema import Facets, SimpleType
from conformance.model.standin import ANYTHING, Wanted, is_stand_in, stand_in


def anything(_: str) -> bool:
    return True


def made(secret: str, number: int = 1, wanted: Wanted = ANYTHING) -> str:
    return stand_in(secret, number, wanted=wanted, free=anything)


def wanted(builtin: str, limit: int | None = None, forms: tuple[str, ...] = (), facets: Facets | None = None) -> Wanted:
    simple = SimpleType(name="a", builtin=builtin, facets=facets or Facets())
    return Wanted(type=simple, limit=limit, forms=forms)


@pytest.mark.parametrize(
    "secret, stands",
    [
        ("1980-05-06T07:08:09", "1900-01-01T00:00:07"),
        ("1980-05-06T07:08:09.123+02:00", "1900-01-01T00:00:07Z"),
        ("1980-05-06", "1900-01-08"),
        ("1980-05-06Z", "1900-01-08Z"),
        ("07:08:09", "00:00:07"),
        ("123456789", "190000007"),
        ("4012888888881881", "1900000000000007"),
        ("1234", "190000007"),
        ("-12.50", "-190000007.00"),
        ("1.5E3", "190000007.0"),
        ("C9B68788-090B-44ED-A628-158456CDC909", "19000000-0000-4000-8000-000000000007"),
        ("{c9b68788-090b-44ed-a628-158456cdc909}", "{19000000-0000-4000-8000-000000000007}"),
        ("ada@example.org", "redacted-7@example.com"),
        ("123-45-6789", "redacted-7"),
        ("correct horse", "redacted-7"),
        ("redacted-7", "redacted-7-2"),
    ],
)
def test_a_stand_in_is_of_the_secrets_kind(secret: str, stands: str) -> None:
    found = stand_in(secret, 7, free=lambda one: one != secret)
    assert found == stands
    assert is_stand_in(found) or stands == "00:00:07"


@pytest.mark.parametrize(
    "place, secret, stands",
    [
        (wanted("string", limit=11), "123-45-6789", "redacted-7"),
        (wanted("string", limit=9), "123456789", "190000007"),
        (wanted("string", limit=9), "AB-123456", "AA-000007"),
        (wanted("string", facets=Facets(length=13)), "abcdefghijklm", "redacted-7xxx"),
        (wanted("string", facets=Facets(max_length=4)), "1234", "1907"),
        (wanted("int", facets=Facets(max_inclusive="99")), "42", "7"),
        (wanted("decimal", facets=Facets(min_exclusive="0")), "0.5", "190000007.0"),
        (wanted("string", facets=Facets(enumeration=("a", "b", "c"))), "b", "c"),
        (wanted("duration"), "P30Y", "P7D"),
        (wanted("hexBinary"), "cafe", "72656461637465642d37"),
        (wanted("base64Binary"), "c2VjcmV0", "cmVkYWN0ZWQtNw=="),
        (wanted("string", forms=("[A-Z]{3}[0-9]{4}", "x")), "KEY4711", "AAA0007"),
        (wanted("string", forms=("[A-Z]{3}[0-9]{4}", "x")), "no key", "redacted-7"),
        (wanted("string", facets=Facets(enumeration=("a",))), "a", "redacted-7"),
    ],
)
def test_a_stand_in_is_what_its_place_wants(place: Wanted, secret: str, stands: str) -> None:
    assert made(secret, 7, place) == stands


@given(secrets=st.lists(st.text(min_size=1) | st.integers().map(str) | st.uuids().map(str), unique=True))
def test_no_two_secrets_share_a_stand_in(secrets: list[str]) -> None:
    taken: dict[str, str] = {}
    for number, secret in enumerate(secrets, start=1):
        found = stand_in(secret, number, free=lambda one: one not in taken and one not in secrets)
        assert found not in taken
        assert found != secret
        taken[found] = secret


def test_no_value_that_is_made_up_looks_like_a_stand_in(cvent: Contract) -> None:
    pools = {
        value
        for operation in cvent.operations.values()
        for slot in compile_plan(cvent, operation).slots
        for value in slot.pool
    }
    assert not sorted(filter(is_stand_in, pools))
    assert re.fullmatch("[0-9-]+", made(next(one for one in pools if one.startswith("00000000-"))))
