"""Reference endpoints: the only module that knows which one plays the vendor of a contract."""

import time
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Protocol
from wsgiref.types import StartResponse, WSGIEnvironment

from conformance.model.contract import Contract
from conformance.model.exchange import Request, Response
from conformance.model.session import Barred
from conformance.reference.defect import Defect
from conformance.reference.rest import wsgi as rest
from conformance.reference.soap import wsgi as soap


class Application(Protocol):
    """A WSGI application that plays a vendor."""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse, /) -> Iterable[bytes]:
        """Answer one HTTP request."""
        ...

    def address(self, base: str) -> str:
        """Return its address on a server, such as ``http://127.0.0.1:8080``."""
        ...

    def barred(self) -> Barred:
        """Return sessions that open nothing of it."""
        ...

    def answer(self, request: Request) -> Response:
        """Return the right answer to a request, without HTTP."""
        ...


class _Make(Protocol):
    def __call__(
        self, contract: Contract, platform: str | None, *, defect: Defect | None, clock: Callable[[], float]
    ) -> Application: ...


_BY_PROTOCOL: Mapping[str, _Make] = MappingProxyType({"soap": soap.application, "servicestack": rest.application})


def application(
    contract: Contract,
    platform: str | None,
    *,
    defect: Defect | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Application:
    """Return the application that plays the vendor of a contract, with a state of its own.

    Raises:
        UsageError: the platform is one that cannot be played.
    """
    return _BY_PROTOCOL[contract.protocol](contract, platform, defect=defect, clock=clock)
