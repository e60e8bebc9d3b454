"""The table ``[live]``: the only module that reads what a user's file says about calling a live account."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from conformance.contract.tables import MisfitError, structured
from conformance.errors import ContractError, UsageError
from conformance.model.binding import BINDINGS
from conformance.transport._target import Route

LEAST = 8  # characters: a part of a header's value that is shorter is a word like Bearer, not a secret
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_VALUE = re.compile(r"[\x20-\x7e]*")
_ACTIONS = (row.action_field.lower() for row in BINDINGS.values() if row.action_field is not None)
_OURS = frozenset({"content-type", "content-length", "transfer-encoding", "host", "connection", "expect", *_ACTIONS})
_PROXIES = frozenset({"http", "https"})
_MAY_BE: Mapping[str, str] = MappingProxyType(
    {
        "hosts": "a list of hosts beyond this machine",
        "writes": "true or false",
        "budget": "a whole number of requests, 0 or more",
        "rate": "a number of requests a second, 0 or more; 0 is without bound",
        "timeout": "a number of seconds greater than 0",
        "retries": "a whole number, 0 or more",
        "stop_after": "a whole number of failures in a row, 0 or more; 0 is never",
        "daily_limit": "a whole number of calls a day, 1 or more",
        "proxy": "an http or https URL of a proxy, or { env = NAME } where it holds a password",
        "ca_file": "a file of certificates in PEM",
        "client_certificate": "a file of a certificate in PEM",
        "client_key": "a file of the key of client_certificate in PEM",
        "headers": "a table of names and values, a value being a text or { env = NAME }",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A text, or the environment variable that holds it."""

    text: str = field(default="", repr=False)
    env: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """The table as written; None where it does not say. ``timeout`` is in seconds, ``rate`` in requests a second."""

    hosts: tuple[str, ...] = ()
    writes: bool | None = None
    budget: int | None = None
    rate: float | None = None
    timeout: float | None = None
    retries: int | None = None
    stop_after: int | None = None
    daily_limit: int | None = None
    proxy: Value | None = None
    ca_file: str | None = None
    client_certificate: str | None = None
    client_key: str | None = None
    headers: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveFile:
    """A file that holds the table."""

    live: Live


def load(file: Path) -> Live:
    """Return the table of a file.

    Raises:
        UsageError: it cannot be used; the text names the file, the key, and what it may be.
    """
    try:
        found = structured(file, LiveFile, hooks={Value: _value}).live
    except ContractError as broken:
        told = str(broken).replace("livefile.live", "live").replace("@ livefile", "outside of [live]")
        message = f"{told}; {_allowed(told)}"
        raise UsageError(message) from None
    for key, wrong in _wrong(found):
        message = f"{file}: [live] {key} is {wrong}; it must be {_MAY_BE[key]}"
        raise UsageError(message)
    for name in found.headers:
        if not _TOKEN.fullmatch(name) or name.lower() in _OURS:
            message = f"{file}: [live.headers] {name!r} is no name of a field that may be added to every request"
            raise UsageError(message)
    return found


def route(live: Live, file: Path, environment: Mapping[str, str]) -> Route:
    """Return how requests leave this machine, with the values of variables; files are looked for beside the table's.

    Raises:
        UsageError: a file or a variable is missing, or a value cannot be sent.
    """
    headers = {
        name: _given(value, environment, f"{file}: [live.headers] {name}")
        for name, value in sorted(live.headers.items())
    }
    for name, text in headers.items():
        if not _VALUE.fullmatch(text):
            message = f"{file}: [live.headers] {name}: the value holds a character that no header can carry"
            raise UsageError(message)
    proxy = None if live.proxy is None else _given(live.proxy, environment, f"{file}: [live] proxy")
    parts = urlsplit(proxy or "")
    if proxy is not None and (parts.scheme not in _PROXIES or not parts.hostname):
        message = f"{file}: [live] proxy: the variable must hold {_MAY_BE['proxy'].partition(',')[0]}"
        raise UsageError(message)
    hidden = [headers[name] for name, value in live.headers.items() if value.env is not None]
    secrets = [*hidden, *(part for text in hidden for part in text.split() if len(part) >= LEAST)]
    return Route(
        proxy=proxy,
        ca_file=_file(live, "ca_file", file),
        certificate=_file(live, "client_certificate", file),
        key=_file(live, "client_key", file),
        headers=tuple(headers.items()),
        secrets=tuple(filter(None, dict.fromkeys((*secrets, parts.password)))),
    )


def _value(given: Any, _kind: type[Any]) -> Value:  # noqa: ANN401 - cattrs hands over any TOML value
    """Return a text, or what names a variable."""
    if isinstance(given, str):
        return Value(text=given)
    if isinstance(given, dict) and given.keys() == {"env"} and isinstance(given["env"], str) and given["env"]:
        return Value(env=given["env"])
    message = "it is neither a text nor { env = NAME }"
    raise MisfitError(message)


def _given(value: Value, environment: Mapping[str, str], place: str) -> str:
    if value.env is None:
        return value.text
    if value.env in environment:
        return environment[value.env]
    message = f"{place} names the variable {value.env}, which is not set"
    raise UsageError(message)


def _file(live: Live, key: str, table: Path) -> Path | None:
    name: str | None = getattr(live, key)
    if name is None:
        return None
    file = table.parent / name
    if not file.is_file():
        message = f"{table}: [live] {key} names {file}, which is no file; it must be {_MAY_BE[key]}"
        raise UsageError(message)
    return file


def _wrong(live: Live) -> Iterator[tuple[str, str]]:
    """Yield each key whose value cannot be meant, with that value."""
    for key, least in (("budget", 0), ("rate", 0), ("retries", 0), ("stop_after", 0), ("daily_limit", 1)):
        number = getattr(live, key)
        if number is not None and not least <= number < float("inf"):
            yield key, f"{number:g}"
    if live.timeout is not None and not 0 < live.timeout < float("inf"):
        yield "timeout", f"{live.timeout:g}"
    if live.client_key is not None and live.client_certificate is None:
        yield "client_key", "given without client_certificate"
    if live.proxy is not None and live.proxy.env is None:
        parts = urlsplit(live.proxy.text)
        if parts.scheme not in _PROXIES or not parts.hostname:
            yield "proxy", repr(live.proxy.text)
        elif parts.username is not None:
            yield "proxy", "a URL with a user name in it"


def _allowed(told: str) -> str:
    """Return what may stand where a message says that something else does."""
    named = [key for key in _MAY_BE if f"live.{key}" in told]
    if named:
        return "; ".join(f"{key} must be {_MAY_BE[key]}" for key in named)
    return f"a table [live] takes {', '.join(found.name for found in fields(Live))}"
