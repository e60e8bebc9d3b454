"""A request as a shell command: the only module that knows what curl adds of its own, and how to keep it from that."""

import base64
import re
import shlex
from collections.abc import Iterator

from conformance.model.exchange import Request, field_values
from conformance.model.standin import held_in
from conformance.report._visible import readable

LONGEST_BODY = 100_000
"""Bytes of a body that an argument can hold: Linux gives one 128 KiB. A longer one is encoded."""

_OWN_FIELDS = ("Accept", "User-Agent", "Content-Type")
_BASE64_LINE = 76


def command(request: Request) -> str:
    """Return lines for bash that send the same method, URL, header fields and bytes."""
    body = _typed(request.body)
    options = [f"curl --include --http1.1 {' '.join((*_switches(request), shlex.quote(request.url)))}"]
    options.extend(f"--header {shlex.quote(field)}" for field in _fields(request))
    if body is not None and (body or request.method != "GET"):
        options.append(f"--data-raw {shlex.quote(body)}")
    if body is not None:
        return " \\\n  ".join(options)
    options.append("--data-binary @-")
    encoded = base64.b64encode(request.body).decode("ascii")
    lines = (encoded[start : start + _BASE64_LINE] for start in range(0, len(encoded), _BASE64_LINE))
    return "\n".join(["base64 --decode <<'BODY' |", *lines, "BODY", " \\\n  ".join(options)])


def caveats(request: Request) -> tuple[str, ...]:
    """Return a sentence for each thing that the command cannot send as it was."""
    named = all(re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name) for name, _ in request.headers)
    valued = all(value.isascii() and value.replace("\t", " ").isprintable() for _, value in request.headers)
    hosts = field_values(request.headers, "Host")
    lengths = field_values(request.headers, "Content-Length")
    hidden = held_in(request.body.decode("utf-8", "replace"))
    hidden = (*hidden, *(value for _, value in request.headers if value == "redacted"))
    found = (
        "" if named and valued and len(hosts) <= 1 else "It cannot send all of these header fields as they were.",
        ""
        if set(lengths) <= {str(len(request.body))}
        else "It writes a Content-Length of its own, for the body above is not as long as the one that was sent.",
        f"Put your own values in the place of {', '.join(hidden)}." if hidden else "",
    )
    return tuple(filter(None, found))


def _typed(body: bytes) -> str | None:
    """Return a body as it can be typed into a shell, None where it has to be encoded."""
    if len(body) > LONGEST_BODY:
        return None
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if readable(text) and "\r" not in text else None


def _switches(request: Request) -> Iterator[str]:
    if request.method != "POST":
        yield f"--request {shlex.quote(request.method)}"
    if re.search(r"[][{}]", request.url):
        yield "--globoff"
    if "/." in request.url:
        yield "--path-as-is"
    if field_values(request.headers, "Accept-Encoding"):
        yield "--compressed"


def _fields(request: Request) -> Iterator[str]:
    """Yield the header fields as curl takes them; it writes the length and the host of the URL itself."""
    host = re.sub(r"^[a-z]+://|[/?#].*", "", request.url)
    for name, value in request.headers:
        if name.lower() == "content-length" or (name.lower() == "host" and value == host):
            continue
        yield f"{name}: {value}" if value.strip() else f"{name};"
    for name in _OWN_FIELDS:
        if not field_values(request.headers, name):
            yield f"{name}:"
