"""Traffic recorded elsewhere: the only module that reads HAR 1.2 and raw exchanges, one exchange after the other."""

import base64
import binascii
import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException, parse_headers
from io import BytesIO
from pathlib import Path
from typing import Any

import ijson  # type: ignore[import-untyped]  # it has no types

from conformance.errors import RecordingError
from conformance.model.exchange import Exchange, Headers, Interruption, Request, Response, field_values
from conformance.model.media import charset_of
from conformance.transport import _cassette
from conformance.transport._exchange import decoded

HAR, RAW = ".har", ".http"
_ANSWER = re.compile(rb"^(HTTP/[0-9.]+ |!)", re.MULTILINE)
_DECLARED = re.compile(r"""<\?xml[^>]*?encoding=["']([A-Za-z0-9._-]+)["']""")
_INTERIM = re.compile(r"HTTP/[0-9.]+ 1")
_KEPT = (HAR, RAW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One exchange of a file, by its number there (from 1); without one, ``why`` tells what is missing."""

    number: int
    exchange: Exchange | None = None
    why: str = ""


def is_traffic(path: Path) -> bool:
    """Tell whether a file is named as one that holds traffic recorded elsewhere."""
    return path.suffix.lower() in _KEPT


def files(path: Path) -> tuple[Path, ...]:
    """Return the files of traffic that a path names: itself, or those in a folder and below it, sorted."""
    if path.is_dir():
        return tuple(sorted(found for found in path.rglob("*") if is_traffic(found) and found.is_file()))
    return (path,) if is_traffic(path) and path.is_file() else ()


def recorded(path: Path) -> tuple[Path, ...]:
    """Return what a path names that holds exchanges: traffic recorded elsewhere, or cassettes; none of a message."""
    if path.is_dir():
        return tuple(sorted((*files(path), *_cassette.files(path))))
    return (path,) if is_traffic(path) or path.suffix == _cassette.SUFFIX else ()


def entries(file: Path) -> Iterator[Entry]:
    """Yield the exchanges of a file: of a HAR, of a cassette, else the one of a raw exchange.

    Raises:
        RecordingError: the file cannot be read, or is not what its name says.
    """
    if file.suffix == _cassette.SUFFIX:
        for number, found in enumerate(_cassette.read(file), start=1):
            yield Entry(number=number, exchange=Exchange(request=found.request, response=found.response))
        return
    try:
        if file.suffix.lower() == HAR:
            yield from _archived(file)
        else:
            yield Entry(number=1, exchange=raw(file.read_bytes()))
    except OSError as broken:
        message = f"{file}: it cannot be read: {broken.strerror}"
        raise RecordingError(message) from None
    except (ValueError, HTTPException) as broken:
        message = (
            f"{file}: it is no raw exchange ({broken}); write the request, an empty line, its body, and the answer"
        )
        raise RecordingError(message) from None


def raw(data: bytes) -> Exchange:
    """Return what a raw request and the raw response behind it say; ``!`` stands for an answer that broke off.

    An answer that broke off is written as the kind of the interruption and its words; without an answer there is none
    in the exchange either.

    Raises:
        ValueError: it is none.
    """
    answer = _ANSWER.search(data)
    line, headers, body = _message(data if answer is None else data[: answer.start()])
    method, target, *_ = (*line.split(" "), "", "")
    if not method.isalpha() or not target:
        message = "its first line is no request line"
        raise ValueError(message)
    host = next(iter(field_values(headers, "Host")), "localhost")
    url = target if "://" in target else f"http://{host}{target}"
    request = Request(url=url, headers=headers, body=body, method=method)
    if answer is None:
        return Exchange(request=request)
    if answer[1] == b"!":
        kind, _, words = data[answer.end() :].decode("utf-8", "replace").strip().partition(" ")
        return Exchange(request=request, error=Interruption(kind=kind, message=words))
    line, headers, body = _message(data[answer.start() :])
    while _INTERIM.match(line) and body.startswith(b"HTTP/"):
        line, headers, body = _message(body)
    return Exchange(request=request, response=Response(status=int(line.split(" ")[1]), headers=headers, body=body))


def _message(data: bytes) -> tuple[str, Headers, bytes]:
    stream = BytesIO(data)
    line = stream.readline().decode("latin-1").strip()
    headers = tuple(parse_headers(stream).items())
    return line, headers, _unpacked(headers, stream.read().strip(b"\r\n"))


def _unpacked(headers: Headers, body: bytes) -> bytes:
    """Return a body as it was before HTTP packed it to be carried; a recorder may have unpacked it already."""
    if any("chunked" in value.lower() for value in field_values(headers, "Transfer-Encoding")):
        body = _joined(body)
    return decoded(headers, body) if field_values(headers, "Content-Encoding") else body


def _joined(body: bytes) -> bytes:
    """Return what stands in the chunks of a body, the body itself where it is in none."""
    stream, parts = BytesIO(body), list[bytes]()
    try:
        while size := int(stream.readline().partition(b";")[0], 16):
            parts.append(stream.read(size))
            stream.readline()
    except ValueError:
        return body
    return b"".join(parts)


def _archived(file: Path) -> Iterator[Entry]:
    """Yield the entries of an HTTP archive, of which one at a time is in memory."""
    number = 0
    with file.open("rb") as opened:
        opened.seek(len(BOM_UTF8) if opened.read(len(BOM_UTF8)) == BOM_UTF8 else 0)
        try:
            for found in ijson.items(opened, "log.entries.item", use_float=True):
                number += 1
                yield _entry(number, found)
        except (ijson.JSONError, ValueError):  # whose words show what stands there, which may be secret
            after = f"behind entry {number}" if number else "from its beginning"
            message = f"{file}: it is cut off or no JSON {after}; export it again"
            raise RecordingError(message) from None
    if not number:
        message = f"{file}: it is no HTTP archive, or an empty one: there is nothing in log.entries; export it again"
        raise RecordingError(message)


def _entry(number: int, found: Any) -> Entry:  # noqa: ANN401 - JSON from elsewhere, looked at here
    try:
        asked, answered = found["request"], found["response"]
        request = Request(
            url=str(asked["url"]),
            headers=_fields(asked),
            body=_body(asked.get("postData"), _fields(asked)),
            method=str(asked["method"]),
        )
        seconds = float(found.get("time") or 0) / 1000
        status = int(answered["status"])
        if not status:
            said = str(answered.get("_error") or answered.get("statusText") or "no answer was recorded")
            error = Interruption(kind="interrupted", message=said)
            return Entry(number=number, exchange=Exchange(request=request, error=error, elapsed_s=seconds))
        content = answered.get("content") or {}
        if "text" not in content and int(content.get("size") or 0) > 0:
            return Entry(number=number, why="the body of its answer is not in the file")
        response = Response(status=status, headers=_fields(answered), body=_body(content, _fields(answered)))
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error):
        return Entry(number=number, why="it is no entry of an HTTP archive")
    return Entry(number=number, exchange=Exchange(request=request, response=response, elapsed_s=seconds))


def _fields(message: Mapping[str, Any]) -> Headers:
    """Return the fields of a message; what begins with a colon is no field but how HTTP/2 writes the first line."""
    named = ((str(one["name"]), str(one["value"])) for one in message.get("headers") or ())
    return tuple((name, value) for name, value in named if not name.startswith(":"))


def _body(content: Mapping[str, Any] | None, headers: Headers) -> bytes:
    """Return the bytes that a text of an archive was, in the charset of its message, else in the one it declares.

    The text of an archive is unpacked; what some recorders write in Base64 is not.
    """
    text = "" if content is None else str(content.get("text") or "")
    if content is not None and content.get("encoding") == "base64":
        return _unpacked(headers, base64.b64decode(text, validate=True))
    declared = _DECLARED.match(text)
    charset = charset_of(headers) or (declared[1] if declared else "utf-8")
    try:
        return text.encode(charset)
    except (LookupError, UnicodeEncodeError):
        return text.encode("utf-8", "surrogatepass")
