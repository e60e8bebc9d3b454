"""Nothing that a stranger wrote acts on a screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.report._visible import calm, shortened, visible, visible_lines

ANY = st.text(st.characters(codec=None))


@given(ANY)
def test_visible_text_is_one_printable_line(text: str) -> None:
    shown = visible(text)
    assert shown.isprintable()
    assert visible(shown) == shown


@given(ANY)
def test_visible_lines_keep_line_ends_and_tabs_alone(text: str) -> None:
    shown = visible_lines(text)
    assert shown.replace("\n", "").replace("\t", "").isprintable()
    assert shown.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    "text, shown",
    [("a\x1b[31m", r"a\x1b[31m"), ("a\r\nb", r"a\r\nb"), ("\u202e\ud800\x85", r"\u202e\ud800\x85"), ("é\\n", "é\\n")],
)
def test_escapes_are_those_of_python(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(ANY, st.integers(min_value=1, max_value=20))
def test_a_shortened_text_says_so(text: str, limit: int) -> None:
    short = shortened(text, limit)
    assert len(short) <= limit
    assert short == text or short.endswith("…")


@pytest.mark.parametrize(
    "line, shown",
    [
        ("::error::x", r"\x3a:error::x"),
        ("  ::error::x", r"  \x3a:error::x"),
        ("##[error]x", r"\x23#[error]x"),
        ("##vso[task]x", r"\x23#vso[task]x"),
        ("## heading", "## heading"),
        ("a::b", "a::b"),
        ("", ""),
        ("  ", "  "),
    ],
)
def test_no_line_is_a_command_to_what_runs_a_job(line: str, shown: str) -> None:
    assert calm(line) == shown
