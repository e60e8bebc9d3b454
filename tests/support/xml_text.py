"""Text that XML can carry."""

from hypothesis import strategies as st

from conformance.markup.write import XML_RANGES


def xml_characters() -> st.SearchStrategy[str]:
    """Return a strategy for every character that XML 1.0 allows, given by ranges."""
    ranges = (st.characters(min_codepoint=low, max_codepoint=high) for low, high in XML_RANGES)
    return st.one_of(*ranges, st.sampled_from("\t\n\r&<>\"']"))
