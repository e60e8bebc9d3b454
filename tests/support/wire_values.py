"""Values that a message may carry, with all that is easily lost on the wire."""

from hypothesis import strategies as st


def texts() -> st.SearchStrategy[str]:
    """Return texts with the marks of JSV in them."""
    marks = st.sampled_from(' a\u00e91"":,{}[]\r\n\t\\\'')
    return st.text(marks | st.characters(codec="utf-8"), max_size=8)


def values(*, finite: bool = False) -> st.SearchStrategy[object]:
    """Return values of every type, in lists and mappings; ``finite`` leaves out what JSON has no number for."""
    special = not finite
    numbers = st.floats(allow_nan=special, allow_infinity=special) | st.decimals(
        allow_nan=special, allow_infinity=special
    )
    return st.recursive(
        st.none() | texts() | st.integers() | st.booleans() | numbers,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts(), inner, max_size=4),
        max_leaves=12,
    )
