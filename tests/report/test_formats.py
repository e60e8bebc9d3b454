"""A format is a module of the family, chosen by the suffix of a file."""

from conformance import _members


def test_each_format_has_a_suffix_of_its_own_and_a_writer() -> None:
    family = "conformance.report"
    formats = [_members.member(family, name, ("SUFFIX", "write")) for name in _members.names(family)]
    assert {made.SUFFIX for made in formats} >= {".jsonl", ".md"}
    assert len({made.SUFFIX for made in formats}) == len(formats)
