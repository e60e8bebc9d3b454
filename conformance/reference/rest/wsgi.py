"""The REST reference over HTTP: the second module that knows WSGI."""

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import quote
from wsgiref.types import StartResponse, WSGIEnvironment

from conformance.model.binding import JSON
from conformance.model.contract import Contract
from conformance.model.exchange import Request, Response
from conformance.model.session import Barred
from conformance.reference.defect import Answered, Asked, Defect
from conformance.reference.environ import body_of, fields_of
from conformance.reference.payload import Shapes, shapes
from conformance.reference.rest.refusal import RefusedError
from conformance.reference.rest.service import Service, refusal, service
from conformance.servicestack.text import MAX_BYTES

_HOST = re.compile(r"[A-Za-z0-9.:\[\]-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """A WSGI application that serves a contract of REST operations."""

    service: Service = field(repr=False)
    defect: Defect | None
    shapes: Shapes = field(repr=False)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one HTTP request."""
        response = self._answer(environ)
        fields = [*response.headers, ("Content-Length", str(len(response.body)))]
        start_response(f"{response.status} {_phrase(response)}", fields)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [response.body]

    def address(self, base: str) -> str:
        """Return the service's address on a server."""
        return base

    def answer(self, request: Request) -> Response:
        """Return the right answer to a request, without HTTP."""
        return self.service.answer(request)

    def barred(self) -> Barred:
        """Return sessions that open nothing here."""
        return self.service.store.barred()

    def _answer(self, environ: WSGIEnvironment) -> Response:
        host = environ.get("HTTP_HOST", "")
        if not _HOST.fullmatch(host):
            return Response(status=400, headers=(("Content-Type", "text/plain"),), body=b"The request needs one Host.")
        body = body_of(environ)
        if len(body) > MAX_BYTES:
            return Response(status=413, headers=(("Content-Type", "text/plain"),), body=b"The request is too long.")
        query = f"?{environ['QUERY_STRING']}" if environ.get("QUERY_STRING") else ""
        path = quote(environ.get("PATH_INFO", "/").encode("latin-1"), safe="/{}:@!$&'()*+,;=-._~")
        url = f"{environ['wsgi.url_scheme']}://{host}{path}{query}"
        request = Request(url=url, headers=fields_of(environ), body=body, method=environ["REQUEST_METHOD"])
        if self.defect is None:
            return self.service.answer(request)
        return self._amiss(self.defect, request)

    def _amiss(self, defect: Defect, request: Request) -> Response:
        """Return the answer to a request by a service that has a defect."""
        contract, store = self.service.contract, self.service.store
        asked = Asked(contract=contract, shapes=self.shapes, store=store, request=request)
        try:
            response = self.service.answer(defect.misread(asked))
            return defect.spoil(
                Answered(contract=contract, shapes=self.shapes, store=store, request=request, response=response)
            )
        except RefusedError as refused:
            return refusal(refused.refusal, JSON)


def _phrase(response: Response) -> str:
    """Return the reason phrase, in which the framework says why it lets nobody in who has not the role."""
    is_role = response.status == HTTPStatus.FORBIDDEN and not response.body
    return "Invalid Role" if is_role else HTTPStatus(response.status).phrase


def application(
    contract: Contract,
    platform: str | None,
    *,
    defect: Defect | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Application:
    """Return a WSGI application that answers as the contract's vendor does, with a state of its own."""
    held = service(contract, platform, clock=clock)
    return Application(service=held, defect=defect, shapes=shapes(contract.schema))
