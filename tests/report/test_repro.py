"""What is handed over with a finding: bytes as on the wire, scripts that run, and tests that read well."""

import ast
import socket
import subprocess
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.errors import UsageError
from conformance.model.contract import SessionRule
from conformance.model.exchange import Request, Response
from conformance.model.report import Evidence, Report, Trace
from conformance.report import _lookup, _repro
from conformance.soap.session import blanked

RULE = SessionRule(header="{urn:s}Header/Value", login="Login", value="@V", success="@S")
ENVELOPE = (
    '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header><Header xmlns="urn:s"><Value>'
    "redacted-1</Value></Header></e:Header><e:Body>{}</e:Body></e:Envelope>"
)
SUITE = "GetContact/soap11/generated"


def of(report: Report, **fields) -> Evidence:
    return replace(report.findings[0], **fields)


def written(found: Evidence, folder: Path, blank: _repro.Blank = lambda sent: sent) -> dict[str, bytes]:
    _repro.write(found, folder, command="pytest test_finding.py --conformance-target URL", blank=blank)
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def finding_in(source: bytes) -> Trace:
    """Return the trace that a test holds, without running anything but its literals."""
    scope: dict[str, object] = {"Trace": Trace, "Request": Request}
    assigned = next(node for node in ast.parse(source).body if isinstance(node, ast.Assign))
    found = eval(compile(ast.Expression(assigned.value), "test_finding.py", "eval"), scope)  # noqa: S307 - our own literals
    assert isinstance(found, Trace)
    return found


def test_a_request_is_written_as_it_stands_on_the_wire() -> None:
    headers = (("Host", "a.example.com"), ("X-A", "\u00e9"), ("x-a", "2"))
    raw = _repro.raw_request(Request(url="https://a.example.com/b?c=d", headers=headers, body=b"<a>\xff\n</a>"))
    assert raw == (
        b"POST /b?c=d HTTP/1.1\r\nHost: a.example.com\r\nX-A: \xe9\r\nx-a: 2\r\nContent-Length: 9\r\n\r\n<a>\xff\n</a>"
    )
    bare = _repro.raw_request(Request(url="http://a.example.com:8080", headers=(), body=b"", method="GET"))
    assert bare == b"GET / HTTP/1.1\r\nHost: a.example.com:8080\r\n\r\n"
    chunked = _repro.raw_request(
        replace(Request(url="http://a/", headers=(("transfer-encoding", "chunked"),), body=b"12345678901234567"))
    )
    assert chunked.endswith(b"\r\n\r\n11\r\n12345678901234567\r\n0\r\n\r\n")


def test_an_answer_is_written_as_well() -> None:
    assert _repro.raw_response(Response(status=500, headers=(("A", "b"),), body=b"x")) == (
        b"HTTP/1.1 500 Internal Server Error\r\nA: b\r\n\r\nx"
    )
    assert _repro.raw_response(Response(status=599, headers=(), body=b"")).startswith(b"HTTP/1.1 599 \r\n")


@pytest.mark.parametrize("size", [10, 300_000])
def test_the_script_sends_what_the_raw_file_holds(report: Report, tmp_path: Path, size: int) -> None:
    received: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                data = b""
                while b"\r\n\r\n" not in data or len(data.partition(b"\r\n\r\n")[2]) < size:
                    data += connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                received.append(data)

        thread = threading.Thread(target=serve)
        thread.start()
        headers = (("Host", f"127.0.0.1:{port}"), ("Content-Type", "text/xml"), ("Content-Length", str(size)))
        request = Request(url=f"http://127.0.0.1:{port}/a", headers=headers, body=b"<a>'\\!$`" + b"x" * (size - 8))
        files = written(of(report, request=request), tmp_path / "kit")
        script = tmp_path / "kit" / "curl.sh"
        done = subprocess.run([str(script)], capture_output=True, check=False, timeout=30)
        assert done.returncode == 0, done.stderr
        thread.join()
    head, _, body = received[0].partition(b"\r\n\r\n")
    own_head, _, own_body = files["request.http"].partition(b"\r\n\r\n")
    assert body == own_body
    assert sorted(head.split(b"\r\n")) == sorted(own_head.split(b"\r\n"))


def test_the_test_holds_the_trace_and_says_what_it_is(report: Report, tmp_path: Path) -> None:
    payload = '<a b=\'"""\' c="\\">\u00e9\u2028\n{}</a>'
    found = of(report, case=SUITE, payload=payload, breaks="a-rule", item=3, message='a\n""" b', path="A/B")
    files = written(found, tmp_path / "kit")
    assert set(files) == {"request.http", "response.http", "curl.sh", "test_finding.py"}
    test = files["test_finding.py"]
    assert finding_in(test) == found.trace
    assert finding_in(test).payload == payload
    text = test.decode()
    assert "    pytest test_finding.py --conformance-target URL\n" in text
    assert f"# Finding {found.fingerprint}, case {SUITE}, reproduced 3 of 3." in text
    assert '# a\\n""" b, at A/B' in text
    assert "conformance.again(FINDING).require(FINDING.check)" in text
    assert "stand for values" not in text


def test_what_was_redacted_is_told(report: Report, tmp_path: Path) -> None:
    payload = '<a Id="19000000-0000-4000-8000-000000000001" b="1900-01-01T00:00:02">redacted-3</a>'
    files = written(of(report, case=SUITE, payload=payload), tmp_path / "kit")
    assert (
        "# These stand for values that are not shown: 19000000-0000-4000-8000-000000000001, 1900-01-01T00:00:02, "
        "redacted-3.\n"
    ) in files["test_finding.py"].decode()
    request = Request(url="http://127.0.0.1/", headers=(("Authorization", "redacted"),), body=payload.encode())
    script = written(of(report, request=request), tmp_path / "other")["curl.sh"].decode()
    assert "# Put your own values in the place of 19000000-0000-4000-8000-000000000001, 1900-01" in script
    assert "redacted-3, redacted." in script


def test_a_request_of_the_users_own_holds_the_placeholder(report: Report, tmp_path: Path) -> None:
    headers = (("Host", "a"), ("Content-Type", "text/xml"), ("Content-Length", "1"), ("Cookie", "redacted"))
    request = Request(url="http://a/", headers=headers, body=ENVELOPE.format("<a>redacted-1</a>").encode())
    found = of(report, case="test_own.py/test_it/1", request=request)
    test = written(found, tmp_path / "kit", lambda sent: blanked(sent, RULE))["test_finding.py"]
    assert b"# These stand for values that are not shown: redacted-1, Cookie.\n" in test
    trace = finding_in(test)
    assert trace.request is not None
    assert trace.request.headers == (("Content-Type", "text/xml"), ("Cookie", "redacted"))
    assert trace.request.body == request.body.replace(b"redacted-1", b"session-value", 1)


def test_a_finding_is_found_by_the_beginning_of_its_name(report: Report) -> None:
    prints = ("abcd000000000001", "abcd000000000002", "ffff000000000003")
    findings = tuple(of(report, fingerprint=one, check=f"a.{one}") for one in prints)
    known = replace(report, findings=findings, records=())
    assert _lookup.finding(known, "ffff").fingerprint == prints[2]
    assert _lookup.finding(known, prints[0].upper()).fingerprint == prints[0]
    for name, said in (
        ("abcd", "is the beginning of"),
        ("f", "give one of these, or 4 digits at least"),
        ("", "has no"),
        ("0", "has no finding '0'; there is"),
    ):
        with pytest.raises(UsageError, match=said):
            _lookup.finding(known, name)


def test_what_the_platform_explains_is_handed_over_by_name_only(report: Report) -> None:
    tolerated = of(report, tolerated="ASMX-1", fingerprint="abcd000000000001", check="a.b")
    known = replace(report, findings=(tolerated, of(report)), records=())
    assert tolerated not in _lookup.findings(known)
    assert _lookup.finding(known, "abcd") == tolerated
