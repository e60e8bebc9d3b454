"""JSV: what is written is read again, and what is none is told with the place where it is not."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from conformance.errors import WireError
from conformance.servicestack import jsv

# What the reader takes off a name that is not quoted.
NAMES = st.text().filter(lambda text: text == text.strip())


def lists_of(inner: st.SearchStrategy) -> st.SearchStrategy:
    """Return lists; nothing at all between brackets is an empty one, and not one of null."""
    return st.lists(inner, max_size=4).filter(lambda held: held != [None])


VALUES = st.recursive(
    st.text() | st.none(),
    lambda inner: lists_of(inner) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


def kept(value: object) -> object:
    """Return what of a value JSV can say: a member that is null is as none."""
    if isinstance(value, dict):
        return {name: kept(held) for name, held in value.items() if held is not None}
    return [kept(held) for held in value] if isinstance(value, list) else value


@given(value=VALUES)
@example(value=[None, None])
@example(value={"": "", "a,b": 'say "no"', "line\n": ["[", "]", "{", "}"]})
def test_what_is_written_is_read_again(value: object) -> None:
    assert jsv.loads(jsv.dumps(value)) == kept(value)


@pytest.mark.parametrize(
    "value, text",
    [
        ("plain", "plain"),
        ("", '""'),
        ("it's", "it's"),
        ("https://x.example.com", '"https://x.example.com"'),
        ('a"b', '"a""b"'),
        (True, "True"),
        (False, "False"),
        (-7, "-7"),
        (["a", "", None, "b"], '[a,"",,b]'),
        ({"a": None, "b": 1}, "{b:1}"),
        ({"List": [{"x": "y"}]}, "{List:[{x:y}]}"),
    ],
)
def test_it_is_written_by_the_rules_of_the_framework(value: object, text: str) -> None:
    assert jsv.dumps(value) == text


@pytest.mark.parametrize(
    "text, value",
    [
        ("", None),
        ("{}", {}),
        ("[]", []),
        ("{a:}", {"a": None}),
        ('{a:""}', {"a": ""}),
        ("{ a :b}", {"a": "b"}),
        ("{a: b}", {"a": " b"}),
        ("{at:2024-05-03T02:03:39.8946258-04:00}", {"at": "2024-05-03T02:03:39.8946258-04:00"}),
        ('{"a b":[1,2]}', {"a b": ["1", "2"]}),
        ("{a:1,a:2}", {"a": "2"}),
    ],
)
def test_it_is_read_by_the_rules_of_the_framework(text: str, value: object) -> None:
    assert jsv.loads(text) == value


@pytest.mark.parametrize(
    "text, place",
    [("{", 2), ("{a", 3), ("{a:1", 5), ("[1,2", 5), ('"open', 6), ("{a:[1}", 7), ("{a:1}x", 6), ("{a,b}", 3)],
)
def test_what_is_none_is_told_with_its_place(text: str, place: int) -> None:
    with pytest.raises(WireError, match=f"character {place}: .* is expected"):
        jsv.loads(text)


@given(text=st.text(alphabet='{}[]:,"ab\n') | st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        value = jsv.loads(text)
    except WireError:
        return
    assert isinstance(value, str | list | dict | None)


def test_depth_has_an_end() -> None:
    assert jsv.loads("[" * 200 + "]" * 200) is not None
    with pytest.raises(WireError, match="200 deep"):
        jsv.loads("[" * 100_000)
