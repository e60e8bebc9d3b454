"""Targets read like addresses, and none beyond this machine is called unasked."""

import pytest

from conformance.errors import UsageError
from conformance.transport._target import Permissions, is_loopback, parse, require_allowed


@pytest.mark.parametrize(
    "text, kind, rest",
    [
        ("reference:", "reference", ""),
        ("reference:fault-with-200", "reference", "fault-with-200"),
        ("live:https://api.example.com/x", "live", "https://api.example.com/x"),
        ("https://api.example.com/x", "live", "https://api.example.com/x"),
        ("http://127.0.0.1:8080/", "live", "http://127.0.0.1:8080/"),
    ],
)
def test_a_target_is_a_kind_and_the_rest(text: str, kind: str, rest: str) -> None:
    found = parse(text)
    assert (found.kind, found.rest) == (kind, rest)


@pytest.mark.parametrize("text", ["", "nowhere", "ftp:x", "_target:"])
def test_an_unknown_kind_is_told_with_the_known_ones(text: str) -> None:
    with pytest.raises(UsageError, match="live:, reference:, replay: or a URL"):
        parse(text)


@pytest.mark.parametrize(
    "url, local",
    [
        ("http://127.0.0.1:1/", True),
        ("http://127.9.9.9/", True),
        ("http://localhost/", True),
        ("http://[::1]/", True),
        ("http://192.0.2.1/", False),
        ("http://localhost.example.com/", False),
        ("http://127.0.0.1.example.com/", False),
        ("http://user@api.example.com/127.0.0.1", False),
    ],
)
def test_loopback_is_this_machine_only(url: str, *, local: bool) -> None:
    assert is_loopback(url) is local


def test_another_host_must_be_allowed_by_name() -> None:
    permissions = Permissions(hosts=frozenset({"API.example.com"}))
    require_allowed("https://api.example.com/x", permissions)
    with pytest.raises(UsageError, match=r"--conformance-allow-host other\.example\.com"):
        require_allowed("https://other.example.com/x", permissions)
    with pytest.raises(UsageError, match="would end in every report") as told:
        require_allowed("https://me:secret@api.example.com/x", permissions)
    assert "secret" not in str(told.value)
    with pytest.raises(UsageError, match="no http or https URL"):
        require_allowed("file:///etc/hostname", permissions)
