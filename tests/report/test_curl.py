"""The curl command sends the same bytes again: proven against a server on the loopback interface."""

import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import SimpleQueue

import pytest

from conformance.model.exchange import Headers, Request
from conformance.model.report import Report
from conformance.report import _curl, markdown

CURL = pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("bash") and shutil.which("base64")),
    reason="the command is for bash, curl and base64, and one of them is not installed",
)
SOAP: Headers = (("User-Agent", "x/1"), ("Content-Type", "text/xml"), ("SOAPAction", '"urn:a$b`c"'), ("Accept", "*/*"))


class Answering(BaseHTTPRequestHandler):
    """Keeps each request and answers it with nothing."""

    def answer(self) -> None:
        """Put the request into the server's queue."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen.put((self.command, self.path, tuple(self.headers.items()), body))  # type: ignore[attr-defined]
        self.send_response(204)
        self.end_headers()

    do_POST = do_GET = do_PUT = answer  # noqa: N815 - the standard library's names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
        """Stay silent."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    """Return a server that keeps what it is sent in ``seen``."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as made:
        made.seen = SimpleQueue()  # type: ignore[attr-defined]
        threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True).start()
        yield made
        made.shutdown()


def sent_by(command: str, server: ThreadingHTTPServer, home: Path) -> Request:
    """Run a command and return the request that reached the server, its header fields sorted."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8"}
    script = home / "again.sh"
    script.write_text(command, encoding="utf-8")
    subprocess.run(["bash", script], check=True, env=environment, timeout=30, capture_output=True)
    method, path, headers, body = server.seen.get(timeout=10)  # type: ignore[attr-defined]
    return Request(method=method, url=f"http://127.0.0.1:{server.server_port}{path}", headers=headers, body=body)


def fields(request: Request) -> list[tuple[str, str]]:
    """Return the header fields that a client chooses, sorted."""
    return sorted((name, value) for name, value in request.headers if name not in {"Host", "Content-Length"})


@CURL
@pytest.mark.parametrize(
    "body",
    [
        b"<a/>",
        b'<a>\n\tO\'Hara "x" $HOME `id` $(id) !! \\n \\\n</a>\n\n',
        "<ü>€ 😀</ü>".encode(),
        b"",
        b"@/etc/hostname",
        b"a\r\nb\r",
        b"a\x00b",
        b"\xff\xfe<\x00",
        "<a>\u202e</a>".encode(),
        b"<a>" + b"x" * (_curl.LONGEST_BODY - 7) + b"</a>",
        b"BODY\nBODY\n",
    ],
)
def test_the_same_bytes_are_sent_again(body: bytes, server: ThreadingHTTPServer, tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{server.server_port}/a?b=c&d='{{x}}[1]"
    request = Request(url=url, headers=(*SOAP, ("Content-Length", str(len(body)))), body=body)
    sent = sent_by(_curl.command(request), server, tmp_path)
    assert (sent.method, sent.url, sent.body) == ("POST", url, body)
    assert fields(sent) == fields(request)
    assert _curl.caveats(request) == ()


@CURL
@pytest.mark.parametrize(
    "headers",
    [
        (),
        (("Content-Type", ""), ("X-Twice", "1"), ("X-Twice", "2")),
        (("Accept-Encoding", "gzip, br"), ("Connection", "keep-alive")),
    ],
)
def test_curl_adds_and_drops_no_field(headers: Headers, server: ThreadingHTTPServer, tmp_path: Path) -> None:
    request = Request(url=f"http://127.0.0.1:{server.server_port}/", headers=headers, body=b"x")
    assert fields(sent_by(_curl.command(request), server, tmp_path)) == sorted(headers)


@CURL
@pytest.mark.parametrize("method, body", [("GET", b""), ("GET", b"x"), ("PUT", b"x")])
def test_other_methods_and_paths_are_kept(
    method: str, body: bytes, server: ThreadingHTTPServer, tmp_path: Path
) -> None:
    url = f"http://127.0.0.1:{server.server_port}/a/../b"
    request = Request(method=method, url=url, headers=SOAP[:2], body=body)
    sent = sent_by(_curl.command(request), server, tmp_path)
    assert (sent.method, sent.url, sent.body) == (method, url, body)


@CURL
def test_copied_from_the_page_it_sends_what_the_page_shows(
    report: Report, server: ThreadingHTTPServer, tmp_path: Path
) -> None:
    url = f"http://127.0.0.1:{server.server_port}/soap"
    host = ("Host", f"127.0.0.1:{server.server_port}")
    for found in report.findings:
        request = replace(found.request, url=url, headers=(host, *found.request.headers[1:]))
        page = markdown.render(replace(report, findings=(replace(found, request=request, tolerated=None),), records=()))
        (command,) = re.findall(r"^```bash\n(.*?)\n```$", page, flags=re.DOTALL | re.MULTILINE)
        sent = sent_by(command, server, tmp_path)
        assert (sent.method, sent.url, sent.body) == (request.method, url, request.body)
        assert fields(sent) == fields(request)


@pytest.mark.parametrize("url", ["http://[a]/", "http://a:x/", "", "nonsense"])
def test_an_odd_address_is_no_trouble(url: str) -> None:
    assert _curl.command(Request(url=url, headers=(("Host", "a"),), body=b"")).startswith("curl ")


@pytest.mark.parametrize(
    "headers, sentence",
    [
        ((("Content-Length", "1"), ("Content-Length", "2")), "Content-Length of its own"),
        ((("Host", "a"), ("Host", "b")), "as they were"),
        ((("X", "a\r\n b"),), "as they were"),
        ((("X Y", "a"),), "as they were"),
        ((("X", "é"),), "as they were"),
    ],
)
def test_what_curl_cannot_send_is_said(headers: Headers, sentence: str) -> None:
    (caveat,) = _curl.caveats(Request(url="http://127.0.0.1/", headers=headers, body=b"x"))
    assert sentence in caveat
