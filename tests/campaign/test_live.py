"""The table ``[live]``: what is wrong in it is told with the key and what may stand there; options go before it."""

from pathlib import Path

import pytest

from conformance._settings import settings_of
from conformance.campaign.live import load, route
from conformance.errors import UsageError
from conformance.plugin import value_of

FULL = """
[live]
hosts = ["sandbox.example.com", "api.example.com"]
writes = true
budget = 480
rate = 1
timeout = 5.5
retries = 1
stop_after = 3
daily_limit = 2000
proxy = "http://proxy.example.com:3128"
ca_file = "ca.pem"
client_certificate = "client.pem"
client_key = "client.key"
[live.headers]
X-Tenant = "example"
X-Api-Key = { env = "EXAMPLE_TOKEN" }
"""


@pytest.mark.parametrize(
    "text, words",
    [
        ("", "required field missing @ live; a table [live] takes hosts, writes, budget, rate,"),
        ("[live]\nbugdet = 3", "extra fields found (bugdet) @ live; a table [live] takes hosts, writes, budget,"),
        ("[live]\n[more]", "extra fields found (more) outside of [live]"),
        ("[live", "not TOML"),
        ("[live]\nbudget = 1.5", "@ live.budget; budget must be a whole number of requests, 0 or more"),
        ("[live]\nbudget = -1", "[live] budget is -1; it must be a whole number of requests, 0 or more"),
        ("[live]\nrate = nan", "[live] rate is nan; it must be a number of requests a second"),
        ("[live]\ntimeout = 0", "[live] timeout is 0; it must be a number of seconds greater than 0"),
        ("[live]\ndaily_limit = 0", "[live] daily_limit is 0; it must be a whole number of calls a day, 1 or more"),
        ('[live]\nhosts = "a"', "'a' is no list of texts: write them in brackets @ live.hosts; hosts must be a list"),
        ("[live]\nwrites = 1", "@ live.writes; writes must be true or false"),
        ('[live]\nproxy = "x"', "[live] proxy is 'x'; it must be an http or https URL of a proxy"),
        ('[live]\nproxy = "http://a:made-up@b"', "[live] proxy is a URL with a user name in it; it must be"),
        ("[live]\nproxy = 3", "it is neither a text nor { env = NAME } @ live.proxy; proxy must be"),
        ('[live]\nclient_key = "x"', "[live] client_key is given without client_certificate"),
        (
            '[live.headers]\nA = { env = "" }',
            "it is neither a text nor { env = NAME } @ live.headers['A']; headers must",
        ),
        ('[live.headers]\nHost = "x"', "[live.headers] 'Host' is no name of a field that may be added"),
        ('[live.headers]\n"A B" = "x"', "[live.headers] 'A B' is no name of a field that may be added"),
    ],
)
def test_what_is_wrong_is_told_with_the_file_the_key_and_what_may_stand_there(tmp_path, text: str, words: str) -> None:
    file = tmp_path / "live.toml"
    file.write_text(text)
    with pytest.raises(UsageError) as told:
        load(file)
    assert words in str(told.value)
    assert str(told.value).startswith(str(file))
    assert "made-up" not in str(told.value)


@pytest.mark.parametrize(
    "text, words",
    [
        ('[live]\nca_file = "none.pem"', "live.toml: [live] ca_file names"),
        (
            '[live.headers]\nA = { env = "NOWHERE" }',
            "live.toml: [live.headers] A names the variable NOWHERE, which is not set",
        ),
        (
            '[live.headers]\nA = { env = "LINES" }',
            "live.toml: [live.headers] A: the value holds a character that no header",
        ),
        ('[live]\nproxy = { env = "LINES" }', "live.toml: [live] proxy: the variable must hold an http or https URL"),
    ],
)
def test_what_it_names_must_be_there(tmp_path, text: str, words: str) -> None:
    file = tmp_path / "live.toml"
    file.write_text(text)
    with pytest.raises(UsageError) as told:
        route(load(file), file, {"LINES": "made-up\nsecret"})
    assert words in str(told.value)
    assert "secret" not in str(told.value)


def test_the_file_is_read_and_options_go_before_it(pytester: pytest.Pytester, monkeypatch) -> None:
    pytester.makefile(".toml", live=FULL)
    for name in ("ca.pem", "client.pem", "client.key"):
        (pytester.path / name).touch()
    monkeypatch.setenv("EXAMPLE_TOKEN", "Bearer made-up-token")
    config = pytester.parseconfig("--conformance-live", "live.toml")
    found = settings_of(config, value_of)
    assert found.hosts == ("sandbox.example.com", "api.example.com")
    assert (found.writes, found.budget, found.rate, found.timeout_s) == (True, 480, 1, 5.5)
    assert (found.retries, found.stop_after, found.daily_limit) == (1, 3, 2000)
    assert found.route.proxy == "http://proxy.example.com:3128"
    assert (found.route.ca_file, found.route.key) == (Path("ca.pem"), Path("client.key"))
    assert dict(found.route.headers) == {"X-Tenant": "example", "X-Api-Key": "Bearer made-up-token"}
    assert found.route.secrets == ("Bearer made-up-token", "made-up-token")
    assert "made-up" not in repr(found)
    options = (
        "--conformance-allow-host",
        "other.example.com",
        "--conformance-budget",
        "7",
        "--conformance-timeout",
        "9",
    )
    pytester.makeini("[pytest]\nconformance_rate = 3\nconformance_allow_writes = false\n")
    found = settings_of(pytester.parseconfig("--conformance-live", "live.toml", *options), value_of)
    assert found.hosts == ("other.example.com",)
    assert (found.writes, found.budget, found.rate, found.timeout_s) == (False, 7, 3, 9)
