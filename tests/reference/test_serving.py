"""The endpoint on a loopback port: threads, a clean end, and the command that serves it."""

import argparse
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import httpx
import pytest

from conformance.cli import serve
from conformance.contract import wsdl
from conformance.errors import UsageError
from conformance.markup import xml
from conformance.model.binding import SOAP11, SOAP12, Binding
from conformance.model.exchange import Request
from conformance.model.tree import Element, clark, values
from conformance.reference.soap.wsgi import application
from conformance.soap import envelope
from conformance.soap.binding import request
from conformance.soap.envelope import Envelope
from conformance.soap.session import header_blocks, header_value
from conformance.transport.reference import serving

SERVICE = "http://api.cvent.com/2006-11"
SCRIPT = """
import argparse, sys
from conformance.cli import serve
parser = argparse.ArgumentParser()
serve.arguments(parser)
sys.exit(serve.run(parser.parse_args()))
"""


def service(name: str, *content: Element | str, **attributes: str) -> Element:
    return Element(name=clark(SERVICE, name), attributes=tuple(attributes.items()), content=content)


def asked(payload: Element, url: str, *, binding: Binding, header: tuple[Element, ...] = ()) -> Request:
    sent = envelope.encode(Envelope(binding=binding, header=header, body=(payload,)))
    return request(sent, binding, url=url, action=f"{SERVICE}/{payload.local}")


def called(client: httpx.Client, asking: Request) -> Element:
    answer = client.post(asking.url, content=asking.body, headers=list(asking.headers))
    assert answer.status_code == 200, answer.text
    payload = envelope.read(xml.parse(answer.content)).payload
    assert payload is not None
    return payload


def credentials(cvent) -> Element:
    names = ("AccountNumber", "UserName", "Password")
    return service("Login", *(service(name, cvent.subjects[f"Login/{name}"][0]) for name in names))


def threads() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.is_alive()}


def raw(base: str, data: bytes) -> bytes:
    """Send bytes and return what comes back until the other side closes."""
    host, _, port = base.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.fixture
def app(cvent):
    return application(cvent, "asmx")


def test_a_conversation_over_the_port(app, cvent) -> None:
    with serving(app) as base, httpx.Client() as client:
        url = app.address(base)
        for binding in (SOAP11, SOAP12):
            result = called(client, asked(credentials(cvent), url, binding=binding))
            assert values(result, "LoginResult/@ServerURL") == (url,)
            header = header_blocks(cvent.session, values(result, "LoginResult/@CventSessionHeader")[0])
            item = service("Contact", Id=cvent.subjects["UpdateContact/Contacts/Contact/@Id"][0])
            update = asked(service("UpdateContact", service("Contacts", item)), url, binding=binding, header=header)
            assert values(called(client, update), "UpdateContactResult/UpdateContactResult/@Success") == ("true",)


@dataclass(slots=True, kw_only=True)
class Crowded:
    """A WSGI application into which requests are let only eight at once, so that each meets seven others inside.

    One that ``swaps`` gives each answer to whoever has stood beside.
    """

    app: WSGIApplication
    swaps: bool = False
    gate: threading.Barrier = field(default_factory=lambda: threading.Barrier(8, timeout=10))
    answers: dict[int, bytes] = field(default_factory=dict)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        """Wait for seven others, then answer."""
        place = self.gate.wait()
        if not self.swaps:
            return list(self.app(environ, start_response))
        self.answers[place] = b"".join(self.app(environ, lambda *_: None))
        self.gate.wait()
        answer = self.answers[place ^ 1]
        self.gate.wait()
        start_response("200 OK", [("Content-Type", "text/xml"), ("Content-Length", str(len(answer)))])
        return [answer]


def crowd(app, served: WSGIApplication, cvent, rounds: int) -> int:
    """Have eight threads call at once, each with sessions of its own; return how many answers belong to their calls.

    A call's three MessageIds are its own, and its session that of its thread and version; the answer repeats all four.
    """
    ids = cvent.subjects["UpdateContact/Contacts/Contact/@Id"]
    every = sys.getswitchinterval()

    def opened(url: str, client: httpx.Client, binding: Binding) -> str:
        return values(
            called(client, asked(credentials(cvent), url, binding=binding)), "LoginResult/@CventSessionHeader"
        )[0]

    def speak(url: str, thread: int) -> int:
        right = 0
        with httpx.Client() as client:
            sessions = {binding.name: opened(url, client, binding) for binding in (SOAP11, SOAP12)}
            for number in range(rounds):
                binding = (SOAP11, SOAP12)[(thread + number) % 2]
                session = sessions[binding.name]
                marks = tuple(f"{thread}-{number}-{item}" for item in range(3))
                items = (service("Contact", Id=ids[n], MessageId=mark) for n, mark in enumerate(marks))
                payload = service("UpdateContact", service("Contacts", *items))
                header = header_blocks(cvent.session, session)
                asking = asked(payload, url, binding=binding, header=header)
                answer = client.post(url, content=asking.body, headers=list(asking.headers))
                assert answer.status_code == 200, answer.text
                told = envelope.read(xml.parse(answer.content))
                echoed = values(told.payload, "UpdateContactResult/UpdateContactResult/@ReferenceId")
                right += (told.binding, header_value(cvent.session, told.header), echoed) == (binding, session, marks)
        return right

    with serving(served) as base:
        url = app.address(base)
        sys.setswitchinterval(1e-4)  # threads change places in the middle of everything
        try:
            with ThreadPoolExecutor(8) as pool:
                return sum(pool.map(lambda thread: speak(url, thread), range(8)))
        finally:
            sys.setswitchinterval(every)


@pytest.mark.proof
def test_eight_threads_lose_and_swap_no_answer(app, cvent) -> None:
    assert crowd(app, Crowded(app=app), cvent, rounds=250) == 8 * 250


def test_swapped_answers_would_be_noticed(app, cvent) -> None:
    assert crowd(app, Crowded(app=app, swaps=True), cvent, rounds=2) == 0


def test_the_end_is_quick_quiet_and_leaves_no_thread(app, capfd) -> None:
    before = threads()
    with serving(app) as base:
        url = app.address(base)
        kept = httpx.Client()
        assert kept.get(url).status_code == 200
        idle = socket.create_connection(("127.0.0.1", int(base.rpartition(":")[2])))
        half = socket.create_connection(("127.0.0.1", int(base.rpartition(":")[2])))
        half.sendall(b"POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\nx")
        started = time.monotonic()
    assert time.monotonic() - started < 1
    assert threads() == before
    with pytest.raises(httpx.HTTPError):
        httpx.get(url, trust_env=False)
    for opened in (kept, idle, half):
        opened.close()
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_a_client_that_goes_away_leaves_no_noise(app, capfd) -> None:
    with serving(app) as base:
        for _ in range(5):
            with socket.create_connection(("127.0.0.1", int(base.rpartition(":")[2]))) as connection:
                connection.sendall(b"GET /soap/V200611.ASMX HTTP/1.1\r\nHost: a\r\n\r\n" * 20)
        assert httpx.get(app.address(base), trust_env=False).status_code == 200
    assert capfd.readouterr().err == ""


def test_the_end_comes_also_when_something_breaks(app) -> None:
    before = threads()
    with pytest.raises(ZeroDivisionError), serving(app):
        raise ZeroDivisionError
    assert threads() == before


def test_a_port_that_cannot_be_had_is_named(app) -> None:
    before = threads()
    with serving(app) as base:
        port = int(base.rpartition(":")[2])
        with pytest.raises(UsageError, match=f"port {port} cannot be had"), serving(app, port):
            pass
    with pytest.raises(UsageError, match="port 70000 cannot be had"), serving(app, 70000):
        pass
    assert threads() == before


def test_a_port_can_be_had_again_at_once(app) -> None:
    with serving(app) as base:
        port = int(base.rpartition(":")[2])
        httpx.get(app.address(base), trust_env=False)
    with serving(app, port) as again:
        assert again == base


def said(start: str, *fields: str, body: str = "") -> bytes:
    """Return an HTTP request for the endpoint's path."""
    method, version = start.split()
    lines = (f"{method} /soap/V200611.ASMX HTTP/{version}", *fields, "Connection: close", "", body)
    return "\r\n".join(lines).encode()


HTTP = {
    "no Host": (said("GET 1.1"), b"400"),
    "two Hosts": (said("GET 1.1", "Host: a", "Host: b"), b"400"),
    "HTTP/1.0 without Host": (said("GET 1.0"), b"200"),
    "HEAD": (said("HEAD 1.1", "Host: a"), b"405"),
    "no length": (said("POST 1.1", "Host: a", "Content-Type: text/xml"), b"400"),
    "chunked": (
        said(
            "POST 1.1",
            "Host: a",
            "Content-Type: text/xml",
            "Transfer-Encoding: chunked",
            body="4\r\n<a/>\r\n0\r\n\r\n",
        ),
        b"500",
    ),
    "too long": (said("POST 1.1", "Host: a", "Content-Type: text/xml", "Content-Length: 99999999"), b"413"),
}


@pytest.mark.parametrize("data, status", HTTP.values(), ids=HTTP)
def test_http_as_it_is_on_the_wire(app, data: bytes, status: bytes) -> None:
    with serving(app) as base:
        answer = raw(base, data)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.split()[1] == status
    assert not (data.startswith(b"HEAD") and body)


def parsed(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    serve.arguments(parser)
    return parser.parse_args(given)


def test_the_command_tells_its_mistakes() -> None:
    assert serve.HELP
    for given, message in (
        (("--platform", "iis"), "cannot play the platform 'iis'"),
        (("--defect", "nonsense"), "unknown defect 'nonsense'"),
        (("--contract", "nonsense"), "unknown contract 'nonsense'"),
        (("--port", "70000"), "port 70000 cannot be had"),
        (("--session-lifetime", "0"), "--session-lifetime takes a number of seconds greater than 0, not 0"),
        (("--session-lifetime", "nan"), "--session-lifetime takes a number of seconds greater than 0, not nan"),
    ):
        with pytest.raises(UsageError, match=message):
            serve.run(parsed(*given))
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_the_command_gives_sessions_another_life(cvent) -> None:
    short = serve.with_lifetime(cvent, 2.5)
    assert short.session == replace(cvent.session, lifetime_s=2.5)
    with pytest.raises(UsageError, match="the contract cvent declares no session: leave --session-lifetime out"):
        serve.with_lifetime(replace(cvent, session=None), 2.5)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_serves_until_it_is_stopped(tmp_path, number: int, cvent) -> None:
    options = ["--platform", "none", "--defect", "fault-with-200"]
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as served:
        line = served.stdout.readline()
        url = next(word for word in line.split() if word.startswith("http://127.0.0.1:"))
        for values_ in (cvent.subjects[f"Login/{name}"] for name in ("AccountNumber", "UserName", "Password")):
            assert f"={values_[0]}" in line
        file = tmp_path / "published.wsdl"
        file.write_bytes(httpx.get(f"{url}?WSDL", trust_env=False).content)
        assert set(wsdl.load(file).bindings.values()) == {url}
        answer = httpx.post(url, content=b"<", headers={"Content-Type": "text/xml"}, trust_env=False)
        assert (answer.status_code, b"faultcode" in answer.content) == (200, True)
        served.send_signal(number)
        out, err = served.communicate(timeout=10)
    assert (served.returncode, out, err) == (0, "", "")


def test_the_commands_own_import_is_light() -> None:
    script = "import sys; import conformance.cli.serve; print(sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not {"lxml", "xmlschema", "waitress", "httpx", "hypothesis"} & set(done.stdout.split("'"))
