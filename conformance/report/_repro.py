"""What is handed to a vendor with a finding: the only module that writes it as files that stand alone."""

import stat
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

from conformance.model.exchange import Headers, Request, Response, beyond_connection, field_values
from conformance.model.report import Evidence, Trace
from conformance.model.standin import held_in
from conformance.report import _curl
from conformance.report._files import replaced
from conformance.report._visible import visible
from conformance.report._wording import binding_title

USE = "a part of a finding's kit"
Blank: TypeAlias = Callable[[Request], Request]
"""Returns a request in which the session is the placeholder for one."""


def folder_of(found: Evidence) -> str:
    """Return the name of a finding's folder: its check and its fingerprint."""
    return f"{found.check}-{found.fingerprint}"


def write(found: Evidence, folder: Path, *, command: str, blank: Blank) -> None:
    """Write the files of a finding into a folder; ``command`` runs its test, ``blank`` is for the user's own requests.

    Raises:
        UsageError: a file cannot be written.
    """
    for name, content in _files(found, command=command, blank=blank).items():
        with replaced(folder / name, use=USE) as file:
            file.write(content)
        if name.endswith(".sh"):
            (folder / name).chmod(stat.S_IRWXU | stat.S_IRGRP | stat.S_IXGRP | stat.S_IROTH | stat.S_IXOTH)


def _files(found: Evidence, *, command: str, blank: Blank) -> Mapping[str, bytes]:
    """Return the files of a finding by their names."""
    answer = {} if found.response is None else {"response.http": raw_response(found.response)}
    return {
        "request.http": raw_request(found.request),
        **answer,
        "curl.sh": _script(found).encode(),
        "test_finding.py": _test(found, command=command, blank=blank).encode(),
    }


def raw_request(request: Request) -> bytes:
    """Return a request as it stands on the wire: start line, fields in their order, and the bytes of its body."""
    parts = urlsplit(request.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers, body = request.headers, request.body
    if not field_values(headers, "Host"):
        headers = (("Host", parts.netloc), *headers)
    if field_values(headers, "Transfer-Encoding"):
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) if body else b"0\r\n\r\n"
    elif not field_values(headers, "Content-Length") and body:
        headers = (*headers, ("Content-Length", str(len(body))))
    return _head(f"{request.method} {target} HTTP/1.1", headers) + body


def raw_response(response: Response) -> bytes:
    """Return a response as it came, but for transfer and content codings, which are taken off its body."""
    status = response.status
    phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else ""
    return _head(f"HTTP/1.1 {status} {phrase}", response.headers) + response.body


def _head(start: str, headers: Headers) -> bytes:
    lines = (start, *(f"{name}: {value}" for name, value in headers), "", "")
    return "\r\n".join(lines).encode("latin-1", "replace")


def _script(found: Evidence) -> str:
    """Return a shell script that sends the request with curl."""
    notes = (*_facts(found), *_curl.caveats(found.request))
    comments = "\n".join(f"# {line}" for line in notes)
    return f"#!/usr/bin/env bash\n{comments}\n{_curl.command(found.request)}\n"


def _test(found: Evidence, *, command: str, blank: Blank) -> str:
    """Return a test for pytest that fails as long as the finding shows."""
    trace = found.trace
    request = None if trace.request is None else _sendable(trace.request, blank)
    text = trace.payload if request is None else request.body.decode("utf-8", "replace")
    lines = (
        *_facts(found),
        "It fails as long as the finding shows, where the run was or wherever else it is sent:",
        f"    {command}",
        *_hidden(text or "", () if request is None else request.headers),
    )
    comments = "\n".join(f"# {line}".rstrip() for line in lines)
    imported = "" if request is None else "from conformance.model.exchange import Request\n"
    return (
        f"{comments}\n\n{imported}from conformance.model.report import Trace\n\n"
        f"FINDING = Trace(\n{''.join(_fields(trace, request))})\n\n\n"
        "def test_finding(conformance):\n    conformance.again(FINDING).require(FINDING.check)\n"
    )


def _facts(found: Evidence) -> Iterator[str]:
    """Yield what the finding is, a line each."""
    place = f", at {found.path}" if found.path else ""
    yield f"{found.check}: {found.operation}, {binding_title(found.binding)}"
    yield visible(f"{found.message}{place}")
    yield visible(f"Finding {found.fingerprint}, case {found.case}, reproduced {found.reproduced}.")


def _hidden(text: str, headers: Headers) -> Iterator[str]:
    """Yield what to do about values that were redacted."""
    hidden = (*held_in(text), *(name for name, value in headers if value == "redacted"))
    if hidden:
        yield f"These stand for values that are not shown: {', '.join(map(visible, hidden))}."
        yield "The run fills in subjects (--conformance-subjects FILE) at their paths; write others here yourself."


def _sendable(request: Request, blank: Blank) -> Request:
    """Return a request with the placeholder for its session, and without what tells of one connection."""
    return blank(beyond_connection(request))


def _literal(value: str | int) -> str:
    """Return a value as Python, in double quotes where none are in it."""
    text = repr(value)
    return f'"{text[1:-1]}"' if text.startswith("'") and '"' not in text else text


def _fields(trace: Trace, request: Request | None) -> Iterator[str]:
    """Yield the arguments of a trace, as Python."""
    held = (("check", trace.check), ("case", trace.case), ("breaks", trace.breaks), ("item", trace.item))
    payload = None if request is not None else trace.payload
    for name, value in (*held, ("payload", payload)):
        if value is not None:
            yield f"    {name}={_literal(value)},\n"
    if request is not None:
        headers = "".join(f"            ({_literal(name)}, {_literal(value)}),\n" for name, value in request.headers)
        yield (
            f"    request=Request(\n        method={_literal(request.method)},\n        url={_literal(request.url)},\n"
            f"        headers=(\n{headers}        ),\n        body={request.body!r},\n    ),\n"
        )
