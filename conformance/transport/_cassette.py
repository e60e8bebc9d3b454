"""Cassettes: the only module that reads what pytest-recording writes (vcrpy's YAML, its format 1), without vcrpy."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Never

import cattrs
import yaml

from conformance.errors import RecordingError
from conformance.model.exchange import Headers, Request, Response
from conformance.transport._seal import Seal, sealed

FORMAT = 1
DEEPEST = 20  # a cassette needs six
SUFFIX = ".yaml"
ADVICE = "record it again with --record-mode=rewrite"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ADDRESS = re.compile(rb"^ +uri: (\S+)$", re.MULTILINE)
_LAST_LINE = re.compile(rb"(?:^|\n)version: [0-9]+\s*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One exchange of a cassette, the file that it stands in, and its seal; None where it was recorded without one."""

    file: Path
    request: Request
    response: Response
    seal: Seal | None = None


def path_of(folder: Path, case: str) -> Path:
    """Return the cassette of a case."""
    *folders, name = case.split("/")
    return folder.joinpath(*folders, f"{name}{SUFFIX}")


def files(folder: Path) -> tuple[Path, ...]:
    """Return the cassettes in a folder and below it, sorted."""
    return tuple(sorted(found for found in folder.rglob(f"*{SUFFIX}") if found.is_file()))


def address(folder: Path, preferred: str) -> str | None:
    """Return where the first request of a cassette went, if there is one of a URL that begins as preferred, there.

    None where no file has one. The files are not read as YAML: one that is broken is told when it is needed.
    """
    first = None
    for file in files(folder):
        try:
            found = _ADDRESS.search(file.read_bytes())
        except OSError:
            continue
        url = "" if found is None else found[1].decode("utf-8", "replace")
        if url.startswith(preferred):
            return url
        first = first or url
    return first or None


def read(file: Path) -> tuple[Recording, ...]:
    """Return the exchanges of a cassette in the order in which they were recorded.

    Raises:
        RecordingError: the file cannot be read, is no cassette, or was changed after it was recorded.
    """
    try:
        data = file.read_bytes()
    except OSError as broken:
        raise unusable(file, f"it cannot be read: {broken.strerror}") from None
    cassette = _structured(file, data)
    if cassette.version != FORMAT:
        raise unusable(file, f"its format is {cassette.version}, not {FORMAT}")
    return tuple(_recording(file, number, found) for number, found in enumerate(cassette.interactions, start=1))


def unusable(file: Path, why: str) -> RecordingError:
    """Return the error of a cassette that cannot be used, which says what to do."""
    return RecordingError(f"{file}: {why}; {ADVICE}, or remove it")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    method: str
    uri: str
    headers: Mapping[str, list[str]]
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Body:
    string: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Status:
    code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Received:
    status: _Status
    headers: Mapping[str, list[str]]
    body: _Body = field(default_factory=_Body)
    recorded: Seal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Interaction:
    request: _Sent
    response: _Received


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cassette:
    interactions: list[_Interaction]
    version: int


def _structured(file: Path, data: bytes) -> _Cassette:
    if not data.strip():
        raise unusable(file, "it is empty")
    try:
        if b"\0" in data:
            raise unusable(file, "it is binary, no text")
        data.decode("utf-8")
        if _depth(data) > DEEPEST:
            raise unusable(file, "it is nested too deep")
        raw = yaml.load(data, Loader=_LOADER)  # noqa: S506 - it is the safe loader, in C where there is one
        return _CONVERTER.structure(raw, _Cassette)
    except UnicodeDecodeError:
        raise unusable(file, "it is binary, no text in UTF-8") from None
    except yaml.YAMLError as broken:
        _refuse(file, data, "it is no YAML: " + " ".join(str(broken).split()))
    except cattrs.BaseValidationError as broken:
        _refuse(file, data, f"it is no cassette: {'; '.join(cattrs.transform_error(broken)[:3])}")


def _refuse(file: Path, data: bytes, why: str) -> Never:
    """Raise the error of a file that is no cassette, or begins as one and has lost its end."""
    if data.startswith(b"interactions:") and not _LAST_LINE.search(data):
        why = "it is cut off: its last line, which names the version of the format, is missing"
    raise unusable(file, why) from None


def _depth(data: bytes) -> int:
    """Return how deep a document is nested, read event by event: the loader in C would not survive a deep one."""
    depth = deepest = 0
    for event in yaml.parse(data, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            deepest = max(deepest, depth)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if deepest > DEEPEST:
            break
    return deepest


def _recording(file: Path, number: int, found: _Interaction) -> Recording:
    sent, received = found.request, found.response
    request = Request(url=sent.uri, headers=_fields(sent.headers), body=sent.body, method=sent.method)
    response = Response(status=received.status.code, headers=_fields(received.headers), body=received.body.string)
    seal = received.recorded
    if seal is not None and sealed(request, response, seal) != seal:
        raise unusable(file, f"its exchange {number} was edited after it was recorded")
    return Recording(file=file, request=request, response=response, seal=seal)


def _fields(headers: Mapping[str, list[str]]) -> Headers:
    return tuple((name, value) for name, values in headers.items() for value in values)


def _bytes(value: object, _kind: type[bytes]) -> bytes:
    """Return a body: binary where it is no UTF-8, else text, or nothing at all."""
    if isinstance(value, bytes):
        return value
    if value is None or isinstance(value, str):
        return (value or "").encode("utf-8", "surrogatepass")
    message = f"a {type(value).__name__} is no body"
    raise TypeError(message)


def _text(value: object, _kind: type[str]) -> str:
    if isinstance(value, str):
        return value
    message = f"a {type(value).__name__} is no text"
    raise TypeError(message)


_CONVERTER = cattrs.Converter()
_CONVERTER.register_structure_hook(bytes, _bytes)
_CONVERTER.register_structure_hook(str, _text)
