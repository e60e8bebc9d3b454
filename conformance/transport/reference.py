"""The reference endpoint on this machine: the only module that knows waitress."""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import cast
from wsgiref.types import WSGIApplication

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer, create_server
from waitress.wasyncore import close_all, loop

from conformance.errors import UsageError
from conformance.markup.xml import MAX_BYTES
from conformance.model.contract import Contract
from conformance.reference.applications import application
from conformance.reference.defects import find
from conformance.transport._exchange import client
from conformance.transport._target import PLAIN, Connection, Permissions

CREDENTIALS = False
_HOST = "127.0.0.1"
_THREADS = 8
_PAUSE_S = 1.0
_LAST_PORT = 65535
_LOG = logging.getLogger("waitress")


class _Parser(HTTPRequestParser):
    """Tells the application that a message came in chunks, which waitress puts together and keeps to itself."""

    def parse_header(self, header_plus: bytes) -> None:
        """Read the first line and the fields."""
        super().parse_header(header_plus)
        if self.chunked:
            self.headers = {**self.headers, "TRANSFER_ENCODING": "chunked"}


class _Channel(HTTPChannel):
    """A connection that reads requests so."""

    parser_class = _Parser


@contextmanager
def serving(app: WSGIApplication, port: int = 0) -> Iterator[str]:
    """Serve an application on the loopback interface and yield its address, such as ``http://127.0.0.1:8080``.

    Args:
        app: the application; it is called by eight threads.
        port: where to listen; 0 takes one that is free.

    Raises:
        UsageError: the port cannot be had.
    """
    with _bound(port) as listener, _quiet():
        sockets: dict[int, socket.socket] = {}
        made = create_server(
            app,
            map=sockets,
            sockets=[listener],
            threads=_THREADS,
            ident=None,
            max_request_body_size=MAX_BYTES,
            log_socket_errors=False,
        )
        server = cast("BaseWSGIServer", made)  # one socket makes one server
        server.channel_class = _Channel
        stopped = threading.Event()

        def run() -> None:
            while not stopped.is_set():
                loop(timeout=_PAUSE_S, use_poll=True, map=sockets, count=1)

        thread = threading.Thread(target=run, name="reference", daemon=True)
        thread.start()
        try:
            yield f"http://{_HOST}:{listener.getsockname()[1]}"
        finally:
            server.task_dispatcher.shutdown()  # first, so that nobody answers into a socket that is closed
            stopped.set()
            server.pull_trigger()
            thread.join()
            close_all(sockets)


def _bound(port: int) -> socket.socket:
    """Return a socket that listens at a port.

    Raises:
        UsageError: the port cannot be had.
    """
    why = f"a port is a number from 0 to {_LAST_PORT}"
    if 0 <= port <= _LAST_PORT:
        try:
            return socket.create_server((_HOST, port))
        except OSError as broken:
            why = str(broken)
    message = f"port {port} cannot be had: {why}; name another, or 0 for any that is free"
    raise UsageError(message)


@contextmanager
def _quiet() -> Iterator[None]:
    """Let waitress log nothing but what breaks."""
    level = _LOG.level
    _LOG.setLevel(logging.ERROR)
    try:
        yield
    finally:
        _LOG.setLevel(level)


def own(_rest: str) -> bool:
    """Tell that it is ours."""
    return True


def check(rest: str, _permissions: Permissions) -> None:
    """Make sure that there is such a defect.

    Raises:
        UsageError: there is none.
    """
    if rest:
        find(rest)


@contextmanager
def connect(rest: str, contract: Contract, permissions: Permissions, platform: str | None) -> Iterator[Connection]:
    """Serve our reference, with the defect that ``rest`` names, and open the way to it.

    Raises:
        UsageError: there is no such defect, or no such platform to play.
    """
    defect = find(rest) if rest else None
    app = application(contract, platform, defect=defect)
    with serving(app) as base, client(base, replace(permissions, route=PLAIN)) as opened:
        address = app.address(base)
        yield Connection(client=opened, address=address, own=True, permissions=permissions, barred=app.barred())
