"""The reference endpoint over HTTP: the only module that knows WSGI."""

import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from http import HTTPStatus
from types import MappingProxyType
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIEnvironment

from conformance.contract import wsdl
from conformance.markup.xml import MAX_BYTES
from conformance.model.contract import Contract
from conformance.model.exchange import Request, Response
from conformance.model.session import Barred
from conformance.reference.defect import Answered, Asked, Defect
from conformance.reference.environ import body_of, fields_of
from conformance.reference.refusal import RefusalError
from conformance.reference.soap.answers import Endpoint, endpoint

# RFC 3986 section 3.2.2 without the comma, which tells that the field came twice; RFC 9112 section 3.2: else 400.
_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~!$&'()*+;=%-]+)(?::[0-9]{0,5})?")
_NO_STORE = ("Cache-Control", "no-cache, no-store, must-revalidate")
_TEXT = (("Content-Type", "text/plain; charset=utf-8"),)
_HTML = (("Content-Type", "text/html; charset=utf-8"),)
_WSDL = (("Content-Type", "text/xml; charset=utf-8"),)
_ALLOW = ("Allow", "GET, POST")
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{name}</title></head>
<body>
<h1>{name}</h1>
<p>A reference endpoint: nothing here is real. <a href="?WSDL">Description of the service</a></p>
<ul>
{operations}
</ul>
</body>
</html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """A WSGI application; ``paths`` are those of the contract's addresses, by lower-case path."""

    contract: Contract = field(repr=False)
    endpoint: Endpoint = field(repr=False)
    defect: Defect | None
    paths: Mapping[str, str]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one HTTP request."""
        response = self._answer(environ)
        fields = [*response.headers, _NO_STORE, ("Content-Length", str(len(response.body)))]
        start_response(f"{response.status} {HTTPStatus(response.status).phrase}", fields)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [response.body]  # RFC 9110 section 9.3.2

    def answer(self, request: Request) -> Response:
        """Return the right answer to a request, without HTTP."""
        return self.endpoint.answer(request)

    def barred(self) -> Barred:
        """Return sessions that open nothing here."""
        return self.endpoint.desk.store.barred()

    def address(self, base: str) -> str:
        """Return the endpoint's address on a server, such as ``http://127.0.0.1:8080``."""
        return base + next(iter(self.paths.values()))

    def _answer(self, environ: WSGIEnvironment) -> Response:
        host = environ.get("HTTP_HOST")
        needed = environ.get("SERVER_PROTOCOL") != "HTTP/1.0"
        if (host is None and needed) or (host is not None and not _HOST.fullmatch(host)):
            return _said(400, "The request needs one valid Host.")
        path = self.paths.get(environ.get("PATH_INFO", "").lower())
        if path is None:
            return _said(404, f"There is nothing here; the endpoint is at {', '.join(self.paths.values())}.")
        base = f"{environ['wsgi.url_scheme']}://{host or environ['SERVER_NAME']}"
        address = f"{base}{environ.get('SCRIPT_NAME', '')}{path}"
        method = _METHODS.get(environ["REQUEST_METHOD"])
        if method is None:
            return _said(405, "Use GET or POST.", _ALLOW)
        return method(self, environ, address)


def application(
    contract: Contract,
    platform: str | None,
    *,
    defect: Defect | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Application:
    """Return a WSGI application that answers as the contract's vendor does, with a state of its own.

    Args:
        contract: what is served; its subjects are what exists.
        platform: how it behaves below the vendor's own code; None means as the specifications say.
        defect: what it does wrong on purpose.
        clock: seconds; sessions age by it.

    Raises:
        UsageError: the platform is one that cannot be played.
    """
    addresses = {urlsplit(address).path or "/" for address in contract.bindings.values()}
    return Application(
        contract=contract,
        endpoint=endpoint(contract, platform, clock=clock),
        defect=defect,
        paths=MappingProxyType({path.lower(): path for path in sorted(addresses)}),
    )


def _get(app: Application, environ: WSGIEnvironment, address: str) -> Response:
    if environ.get("QUERY_STRING", "").lower() == "wsdl":
        return Response(status=200, headers=_WSDL, body=wsdl.publish(app.contract.description, address))
    operations = "\n".join(f"<li>{escape(name)}</li>" for name in app.contract.operations)
    page = _PAGE.format(name=escape(app.contract.name), operations=operations)
    return Response(status=200, headers=_HTML, body=page.encode())


def _post(app: Application, environ: WSGIEnvironment, address: str) -> Response:
    body = body_of(environ)
    if len(body) > MAX_BYTES:
        return _said(413, f"A request may have {MAX_BYTES:,} bytes.")
    request = Request(url=address, headers=fields_of(environ), body=body)
    return app.endpoint.answer(request) if app.defect is None else _amiss(app, app.defect, request)


def _amiss(app: Application, defect: Defect, request: Request) -> Response:
    """Return the answer to a request by an endpoint that has a defect."""
    contract, desk = app.contract, app.endpoint.desk
    try:
        taken = defect.misread(Asked(contract=contract, shapes=desk.shapes, store=desk.store, request=request))
        right = app.endpoint.answer(taken)
        return defect.spoil(
            Answered(contract=contract, shapes=desk.shapes, store=desk.store, request=request, response=right)
        )
    except RefusalError as refused:
        return app.endpoint.refuse(refused.refusal, request)


def _said(status: int, text: str, *fields: tuple[str, str]) -> Response:
    return Response(status=status, headers=(*_TEXT, *fields), body=f"{text}\n".encode())


_METHODS: Mapping[str, Callable[[Application, WSGIEnvironment, str], Response]] = MappingProxyType(
    {"GET": _get, "POST": _post}
)
