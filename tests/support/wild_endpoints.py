"""Endpoints as one meets them: each behaviour is what is sent back for a request, byte by byte."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Behaviour = Callable[[socket.socket], None]


def html(connection: socket.socket) -> None:
    page = b"<!DOCTYPE html><title>Sign in</title>"
    connection.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%b"
        % (len(page), page)
    )


def nothing(connection: socket.socket) -> None:
    connection.shutdown(socket.SHUT_RDWR)


def cut(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 1000\r\n\r\n<soap:Env")


def huge(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 10000000\r\n\r\n")
    with suppress(OSError):
        for _ in range(1000):
            connection.sendall(b"x" * 10_000)


def silent(connection: socket.socket) -> None:
    connection.settimeout(5)
    with suppress(OSError):
        connection.recv(1)


def dripping(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 1000\r\n\r\n")
    with suppress(OSError):
        for _ in range(40):
            connection.sendall(b"x")
            threading.Event().wait(0.1)


def crash(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def gone(connection: socket.socket) -> None:
    connection.sendall(
        b"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 4\r\nConnection: close\r\n\r\ngone"
    )


def gibberish(connection: socket.socket) -> None:
    connection.sendall(b"\x16\x03\x01 not HTTP at all\r\n\r\n")


@contextmanager
def wild(behaviour: Behaviour) -> Iterator[int]:
    """Yield the port of an endpoint on this machine that treats every request alike."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.1)
    stopped = threading.Event()

    def serve(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            received(connection)
            behaviour(connection)

    def accept() -> None:
        while not stopped.is_set():
            with suppress(TimeoutError):
                threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        stopped.set()
        thread.join()
        listener.close()


def received(connection: socket.socket) -> bytes:
    """Read one request with its body."""
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = connection.recv(65536)
        if not chunk:
            return data
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    fields = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:])
    wanted = int(fields.get(b"content-length", b"0"))
    while len(body) < wanted:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def escapes(connection: socket.socket) -> None:
    page = "\x1b[31mred\x07 \u202e".encode()
    connection.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/\x1b[31mred\r\nContent-Length: %d\r\n\r\n%b" % (len(page), page)
    )
