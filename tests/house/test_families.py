"""In a family every module without a leading underscore is a member and has what its family requires."""

import pytest

from conformance import _members
from conformance.errors import UsageError

FAMILIES = {
    "conformance.checks": (),
    "conformance.transport": ("check", "connect"),
    "conformance.report": ("SUFFIX", "write"),
    "conformance.cli": ("HELP", "arguments", "run"),
    "conformance.reference.soap.defects": (),
    "conformance.reference.rest.defects": (),
    "conformance.generation.mutations": (),
}


@pytest.mark.parametrize("family", FAMILIES)
def test_every_member_has_what_its_family_requires(family: str) -> None:
    assert _members.names(family)
    for name in _members.names(family):
        member = _members.member(family, name, FAMILIES[family])
        assert member.__doc__


@pytest.mark.parametrize("family", FAMILIES)
def test_names_are_listed_without_import(family: str) -> None:
    assert all(name.isidentifier() and not name.startswith("_") for name in _members.names(family))


def test_an_unknown_member_is_told_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="live"):
        _members.member("conformance.transport", "carrier-pigeon", ())


def test_a_member_that_lacks_something_is_told_with_its_file() -> None:
    with pytest.raises(UsageError, match=r"live\.py is no member .* lacks fly"):
        _members.member("conformance.transport", "live", ("connect", "fly"))
