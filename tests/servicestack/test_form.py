"""Forms and queries carry lists and objects as JSV."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire_values import texts, values

from conformance.errors import WireError, WireKind
from conformance.servicestack import form, jsv
from conformance.servicestack.value import textual


@pytest.mark.parametrize(
    "members, text",
    [
        ({}, ""),
        ({"EventID": 7, "Open": True, "None": None, "Empty": ""}, "EventID=7&Open=True&Empty="),
        ({"SessionIds": [1, 2, 3]}, "SessionIds=%5B1%2C2%2C3%5D"),
        ({"Sessions": [{"Name": "a,b"}]}, "Sessions=%5B%7BName%3A%22a%2Cb%22%7D%5D"),
        ({"RegistrationID": 'a "b" & é+c'}, "RegistrationID=a+%22b%22+%26+%C3%A9%2Bc"),
    ],
)
def test_members_become_a_form(members: dict[str, object], text: str) -> None:
    assert form.dumps(members) == text


@pytest.mark.parametrize(
    "text, members",
    [
        ("", {}),
        ("a=1&b=2&A=3&a=", {"a": "1,3,", "b": "2"}),
        ("a&b=", {"a": "", "b": ""}),
        ("a=b=c&%41=%zz+%", {"a": "b=c,%zz %"}),
        ("&&a=1&", {"a": "1"}),
    ],
)
def test_a_form_is_read_as_dotnet_does(text: str, members: dict[str, str]) -> None:
    assert form.loads(text) == members


@pytest.mark.parametrize(
    "text, kind, said",
    [("a=1&b=%C3%28", WireKind.ENCODING, "0xC3"), ("&" * 100_000, WireKind.LIMIT, "100,000 fields")],
    ids=["bytes", "fields"],
)
def test_a_form_that_cannot_be_read_is_refused(text: str, kind: WireKind, said: str) -> None:
    with pytest.raises(WireError, match=said) as refused:
        form.loads(text)
    assert refused.value.kind is kind


@given(st.dictionaries(texts(), values(), max_size=4))
def test_what_is_written_says_the_same(members: dict[str, object]) -> None:
    members = {name.lower(): member for name, member in members.items()}
    expected = {
        name: member if isinstance(member, str) else jsv.dumps(member)
        for name, member in members.items()
        if member is not None
    }
    assert form.loads(form.dumps(members)) == expected


@pytest.mark.parametrize("text", ["1,2,3", "[1,2,3]"])
def test_a_list_stands_with_brackets_or_without(text: str) -> None:
    assert form.items(text) == ["1", "2", "3"]


@given(st.lists(values()))
def test_the_items_of_a_list_are_read(items: list[object]) -> None:
    assert form.items(jsv.dumps(items)) == textual(items)


@pytest.mark.parametrize("text, column", [("1,{a", 5), ("[1,{a", 6), ("a]b", 3)])
def test_a_list_that_is_not_jsv_is_refused_at_its_place(text: str, column: int) -> None:
    with pytest.raises(WireError) as refused:
        form.items(text)
    assert (refused.value.line, refused.value.column) == (1, column)
