"""One request over httpx: the only module that turns what a network does into an ``Exchange``."""

import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

import httpx

from conformance.errors import TargetError, UsageError
from conformance.model.exchange import Exchange, Headers, Interruption, Request, Response, field_values
from conformance.transport._target import RECORDED, Connection, Permissions, Route, is_loopback

MAX_BYTES = 8 * 1024 * 1024
_PIECE = 64 * 1024
PROBE_S = 10.0

_KINDS: Mapping[type[httpx.HTTPError], str] = MappingProxyType(
    {
        httpx.ConnectTimeout: "timeout",
        httpx.ReadTimeout: "timeout",
        httpx.WriteTimeout: "timeout",
        httpx.PoolTimeout: "timeout",
        httpx.ConnectError: "refused",
        httpx.ReadError: "reset",
        httpx.WriteError: "reset",
        httpx.CloseError: "reset",
        httpx.RemoteProtocolError: "cut",
        httpx.LocalProtocolError: "unsendable",
        httpx.DecodingError: "undecodable",
        httpx.ProxyError: "proxy",
    }
)
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
"""What keeps a connection from being there."""
_WANTED = frozenset(
    {
        "TLSV13_ALERT_CERTIFICATE_REQUIRED",
        "SSLV3_ALERT_HANDSHAKE_FAILURE",
        "SSLV3_ALERT_BAD_CERTIFICATE",
        "SSLV3_ALERT_CERTIFICATE_UNKNOWN",
        "TLSV1_ALERT_UNKNOWN_CA",
        "TLSV1_ALERT_ACCESS_DENIED",
    }
)
"""The alerts by which an endpoint says that it wants another client certificate."""


def client(address: str, permissions: Permissions) -> httpx.Client:
    """Return a client: TLS verified, no redirects followed, a proxy from the environment for other machines only.

    Raises:
        UsageError: a certificate or key cannot be used.
    """
    local, route = is_loopback(address), permissions.route
    headers = httpx.Headers({"User-Agent": "pytest-conformance"})
    headers.update(list(route.headers))
    return httpx.Client(
        timeout=permissions.timeout_s,
        follow_redirects=False,
        trust_env=not local and route.proxy is None,
        proxy=route.proxy,
        # A vendor may move the session to an https address of another host.
        verify=_trust(route) if address.startswith("https:") or not local else False,
        headers=headers,
    )


def _trust(route: Route) -> ssl.SSLContext:
    """Return whom we trust, and as whom we come."""
    context = ssl.create_default_context()
    named = route.ca_file
    try:
        if route.ca_file is not None:
            context.load_verify_locations(cafile=route.ca_file)
        named = route.certificate
        if route.certificate is not None:
            context.load_cert_chain(route.certificate, route.key, password="")  # or a prompt would wait for one
    except (ssl.SSLError, OSError) as broken:
        beside = f" with the key {route.key}" if named is route.certificate and route.key is not None else ""
        message = f"{named}{beside} cannot be used ({broken}); it must be in PEM, and a key without a pass phrase"
        raise UsageError(message) from None
    return context


def exchange(connection: Connection, request: Request) -> Exchange:
    """Send a request and return what became of it; the whole answer must come within the timeout and 8 MiB."""
    started = time.monotonic()
    # What httpx is given piece by piece it sends in chunks.
    content = _pieces(request.body) if field_values(request.headers, "Transfer-Encoding") else request.body
    built = connection.client.build_request(request.method, request.url, headers=list(request.headers), content=content)
    sent = replace(request, headers=_decoded(built.headers))
    response: Response | None = None
    error: Interruption | None = None
    try:
        sent, response = _receive(connection, built, started=started, sent=sent)
    except httpx.HTTPError as broken:
        error = Interruption(
            kind=_kind(broken),
            message=str(broken) or type(broken).__name__,
            unsent=isinstance(broken, _UNSENT),
        )
    except _CutError as broken:
        error = Interruption(kind=broken.kind, message=str(broken))
    return Exchange(request=sent, response=response, error=error, elapsed_s=time.monotonic() - started)


def probe(connection: Connection, target: str) -> None:
    """Make sure, once, that something answers at the address; whatever it answers will do.

    Raises:
        TargetError: the name is unknown, the connection is refused, or TLS fails.
    """
    try:
        with connection.client.stream(
            "GET", connection.address, timeout=min(PROBE_S, connection.permissions.timeout_s)
        ):
            return
    except httpx.HTTPError as broken:
        refused = _tls_refusal(broken, connection.permissions.route)
        if refused is not None:
            message = f"{refused} ({broken})"
            raise TargetError(message, target=target) from None
        if isinstance(broken, (*_UNSENT, httpx.UnsupportedProtocol)):
            way = ", the proxy" if connection.permissions.route.proxy is not None else ""
            message = f"cannot be reached ({broken}); check the address{way}, and that the endpoint runs"
            raise TargetError(message, target=target) from None
        # else it was reached: what it does from here on is for the checks


def _tls_refusal(broken: httpx.HTTPError, route: Route) -> str | None:
    """Return which side does not trust the other, and what to do; None where that is not the reason."""
    cause: BaseException | None = broken
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    if cause is None:
        return None
    if isinstance(cause, ssl.SSLCertVerificationError):
        return "its certificate is not trusted: name who signed it with ca_file in the table [live]"
    if cause.reason in _WANTED and route.certificate is None:
        return "it asks for a client certificate: name one with client_certificate in the table [live]"
    if cause.reason in _WANTED:
        return f"it does not accept the client certificate {route.certificate}"
    return None


class _CutError(Exception):
    """We stopped reading an answer."""

    def __init__(self, message: str, *, kind: str) -> None:
        super().__init__(message)
        self.kind = kind


def _receive(
    connection: Connection, built: httpx.Request, *, started: float, sent: Request
) -> tuple[Request, Response]:
    """Return the request, the recorded one where a cassette answered, and the response."""
    allowed = connection.permissions.timeout_s
    answer = connection.client.send(built, stream=True)
    try:
        body = bytearray()
        for chunk in answer.iter_bytes():
            body += chunk
            if len(body) > MAX_BYTES:
                message = f"the answer is longer than {MAX_BYTES:,} bytes; it was not read to its end"
                raise _CutError(message, kind="oversize")
            if time.monotonic() - started > allowed:
                message = f"the answer was not complete within {allowed:g} s; {len(body):,} bytes had come"
                raise _CutError(message, kind="timeout")
    finally:
        answer.close()
    recorded: Request = answer.extensions.get(RECORDED, sent)
    return recorded, Response(status=answer.status_code, headers=_decoded(answer.headers), body=bytes(body))


def decoded(headers: Headers, body: bytes) -> bytes:
    """Return a body out of the coding that its Content-Encoding names, as it is where it is in none that we know.

    Of more than 8 MiB no more is returned than shows that it is too long.
    """
    told = ", ".join(field_values(headers, "Content-Encoding"))
    parts = (body[start : start + _PIECE] for start in range(0, len(body), _PIECE))
    found = bytearray()
    try:
        for piece in httpx.Response(200, headers={"Content-Encoding": told}, content=parts).iter_bytes():
            found += piece
            if len(found) > MAX_BYTES:
                break
    except (httpx.DecodingError, UnicodeEncodeError):
        return body
    return bytes(found)


def _pieces(body: bytes) -> Iterator[bytes]:
    """Yield a body in two pieces."""
    half = len(body) // 2
    yield from filter(None, (body[:half], body[half:]))


def _decoded(headers: httpx.Headers) -> Headers:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw)


def _kind(broken: httpx.HTTPError) -> str:
    return next((kind for found, kind in _KINDS.items() if isinstance(broken, found)), "interrupted")
