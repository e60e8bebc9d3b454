"""Certificates, proxies and further headers, against endpoints on this machine whose authorities are made up here."""

import os
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import BaseServer
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
import trustme

from conformance.campaign.campaign import Campaign, opened
from conformance.campaign.cases import cases
from conformance.campaign.examine import examine
from conformance.campaign.live import load, route
from conformance.campaign.settings import Settings
from conformance.errors import TargetError, UsageError
from conformance.model.case import Kind
from conformance.model.contract import Contract
from conformance.model.report import Record
from conformance.reference.soap.wsgi import application
from conformance.report.jsonl import to_line
from conformance.transport.reference import serving

PATH = "/soap/V200611.ASMX"
Certificates = dict[str, Path]


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None: ...

    def get_environ(self) -> dict[str, str]:
        return super().get_environ() | {"HTTPS": self.server.scheme}


class Secure(WSGIServer):
    """A server whose connections are made secure one by one: one that fails must not end it."""

    context: ssl.SSLContext
    scheme = "on"

    def get_request(self) -> tuple[ssl.SSLSocket, object]:
        connection, address = super().get_request()
        connection.settimeout(5)
        return self.context.wrap_socket(connection, server_side=True), address

    def handle_error(self: BaseServer, *_: object) -> None: ...


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    folder = tmp_path_factory.mktemp("certificates")
    ours, stranger = trustme.CA(), trustme.CA()
    made = {"ca": ours.cert_pem, "stranger_ca": stranger.cert_pem}
    server, client = ours.issue_cert("localhost"), ours.issue_cert("client@example.com")
    made |= {"server": server.private_key_and_cert_chain_pem, "both": client.private_key_and_cert_chain_pem}
    made |= {"client": client.cert_chain_pems[0], "key": client.private_key_pem}
    made |= {"stranger": stranger.issue_cert("client@example.com").private_key_and_cert_chain_pem}
    for name, blob in made.items():
        blob.write_to_path(folder / f"{name}.pem")
    return {name: folder / f"{name}.pem" for name in made}


@contextmanager
def secure(
    contract: Contract, certificates: Certificates, version: ssl.TLSVersion | None = None, *, wants: bool = False
) -> Iterator[str]:
    """Serve the reference over TLS, to anybody or only to clients with a certificate of our authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates["server"])
    if version is not None:
        context.maximum_version = version
    if wants:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(certificates["ca"])
    with make_server("127.0.0.1", 0, application(contract, "asmx"), server_class=Secure, handler_class=Quiet) as server:
        server.context = context
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield f"https://localhost:{server.server_port}{PATH}"
        server.shutdown()
        thread.join()


@pytest.fixture
def tried(cvent: Contract, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Record]]:
    """Return a function that logs in to a target and runs one example, with a table [live]; it returns the records."""
    for name in ("AccountNumber", "UserName", "Password"):
        variable = {"AccountNumber": "ACCOUNT_NUMBER", "UserName": "USER_NAME", "Password": "PASSWORD"}[name]
        monkeypatch.setenv(f"CONFORMANCE_{variable}", cvent.subjects[f"Login/{name}"][0])

    def run(target: str, table: str = "") -> list[Record]:
        file = tmp_path / "live.toml"
        file.write_text(f"[live]\n{table}")
        settings = Settings(target=target, operations=("UpdateContact",), route=route(load(file), file, os.environ))
        written: list[Record] = []
        (case, _) = cases(cvent, settings, Kind.EXAMPLE)
        with opened(settings, cvent, written.append) as campaign:
            assert isinstance(campaign, Campaign)
            assert not examine(campaign, case).evidence
        return written

    return run


def test_an_authority_that_nobody_trusts_is_one_clear_message(cvent, certificates, tried) -> None:
    with secure(cvent, certificates) as address, pytest.raises(TargetError) as told:
        tried(address)
    assert "its certificate is not trusted: name who signed it with ca_file in the table [live]" in str(told.value)
    assert "CERTIFICATE_VERIFY_FAILED" in str(told.value)


def test_with_its_authority_it_is_trusted(cvent, certificates, tried) -> None:
    with secure(cvent, certificates) as address:
        (record,) = tried(address, f'ca_file = "{certificates["ca"]}"')
    assert record.accepted == 1


def test_a_session_is_not_followed_from_tls_to_plain_http(cvent, certificates, tried, monkeypatch) -> None:
    monkeypatch.setattr(Secure, "scheme", "off")
    with secure(cvent, certificates) as address, pytest.raises(TargetError, match="from https to http://localhost"):
        tried(address, f'ca_file = "{certificates["ca"]}"')


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize(
    "given, words",
    [
        ("", "it asks for a client certificate: name one with client_certificate in the table [live]"),
        ("stranger", "it does not accept the client certificate"),
    ],
)
def test_an_endpoint_that_wants_a_certificate_says_so_in_one_message(
    cvent, certificates, tried, given: str, words: str, version: ssl.TLSVersion
) -> None:
    table = f'ca_file = "{certificates["ca"]}"\n'
    if given:
        table += f'client_certificate = "{certificates[given]}"\n'
    with secure(cvent, certificates, version, wants=True) as address, pytest.raises(TargetError) as told:
        tried(address, table)
    assert words in str(told.value)


@pytest.mark.parametrize("split", [False, True])
def test_with_a_client_certificate_it_answers(cvent, certificates, tried, *, split: bool) -> None:
    named = (
        f'client_certificate = "{certificates["client"]}"\nclient_key = "{certificates["key"]}"'
        if split
        else f'client_certificate = "{certificates["both"]}"'
    )
    with secure(cvent, certificates, wants=True) as address:
        (record,) = tried(address, f'ca_file = "{certificates["ca"]}"\n{named}')
    assert record.accepted == 1


@pytest.mark.parametrize("key", ["ca_file", "client_certificate"])
def test_a_file_that_holds_no_certificate_is_the_users_error(cvent, certificates, tried, tmp_path, key: str) -> None:
    (tmp_path / "empty.pem").write_text("nothing\n")
    with secure(cvent, certificates) as address, pytest.raises(UsageError, match=r"empty\.pem cannot be used .*in PEM"):
        tried(address, f'{key} = "empty.pem"')


@contextmanager
def proxying(contract: Contract) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Serve a proxy that answers for whoever is asked for, and keep what it was sent."""
    app = application(contract, "asmx")
    seen: list[dict[str, str]] = []

    def answer(environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        seen.append({name: value for name, value in environ.items() if isinstance(value, str)})
        return list(app(environ, start))

    with serving(answer) as base:
        yield base, seen


def test_a_proxy_that_is_named_is_used_for_this_machine_too(cvent, tried, monkeypatch) -> None:
    nobody = f"http://127.0.0.1:1{PATH}"
    with proxying(cvent) as (base, seen):
        monkeypatch.setenv("HTTP_PROXY", base)
        monkeypatch.setenv("http_proxy", base)
        with pytest.raises(TargetError, match="cannot be reached"):
            tried(nobody)
        assert not seen, "that of the environment is not"
        (record,) = tried(nobody, f'proxy = "{base}"')
    assert record.accepted == 1
    assert {one["HTTP_HOST"] for one in seen} == {"127.0.0.1:1"}
    assert [one["REQUEST_METHOD"] for one in seen] == ["GET", "POST", "POST"]


def test_a_password_of_a_proxy_comes_from_the_environment_and_is_shown_nowhere(cvent, tried, monkeypatch) -> None:
    with proxying(cvent) as (base, seen):
        monkeypatch.setenv("EXAMPLE_PROXY", base.replace("http://", "http://me:made-up-password@"))
        (record,) = tried(f"http://127.0.0.1:1{PATH}", 'proxy = { env = "EXAMPLE_PROXY" }')
    assert all(one["HTTP_PROXY_AUTHORIZATION"].startswith("Basic ") for one in seen)
    assert "made-up-password" not in to_line(record)
    assert seen[0]["HTTP_PROXY_AUTHORIZATION"].removeprefix("Basic ") not in to_line(record)


def test_a_proxy_that_is_not_there_is_named(tried) -> None:
    with pytest.raises(TargetError, match=r"cannot be reached .*check the address, the proxy, and that"):
        tried(f"http://127.0.0.1:1{PATH}", 'proxy = "http://127.0.0.1:1"')


def test_further_headers_go_with_every_request_and_stand_in_no_report(cvent, tried, monkeypatch) -> None:
    monkeypatch.setenv("EXAMPLE_TOKEN", "Bearer made-up-token-value")
    table = '[live.headers]\nX-Tenant = "plain"\nX-Api-Key = { env = "EXAMPLE_TOKEN" }\n'
    app = application(cvent, "asmx")
    seen: list[dict[str, str]] = []

    def echoing(environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        seen.append({"tenant": environ.get("HTTP_X_TENANT", ""), "key": environ.get("HTTP_X_API_KEY", "")})
        token = environ.get("HTTP_X_API_KEY", "").removeprefix("Bearer ")
        return list(app(environ, lambda status, fields: start(status, [*fields, ("X-Echo", token)])))

    with serving(echoing) as base:
        (record,) = tried(f"{base}{PATH}", table)
    assert len(seen) == 3
    assert all(one == {"tenant": "plain", "key": "Bearer made-up-token-value"} for one in seen)
    line = to_line(record)
    assert "made-up-token-value" not in line
    assert record.exchange is not None
    fields = dict(record.exchange.request.headers)
    assert (fields["X-Tenant"], fields["X-Api-Key"]) == ("redacted", "redacted")
    assert "plain" not in line.replace("text/plain", "")


def test_our_reference_is_sent_none_of_it(cvent) -> None:
    from conformance.transport._target import Route

    settings = Settings(operations=("UpdateContact",), route=Route(proxy="http://127.0.0.1:1", headers=(("X-A", "b"),)))
    with opened(settings, cvent, lambda _: None) as campaign:
        assert "X-A" not in campaign.connection.client.headers
