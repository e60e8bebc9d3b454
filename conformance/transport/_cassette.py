"""Cassettes: the only module that reads what pytest-recording writes (vcrpy's YAML, its format 1), without vcrpy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import cattrs
import yaml

from conformance.errors import TargetError
from conformance.model.exchange import Headers, Request, Response

FORMAT = 1
DEEPEST = 20  # a cassette needs six
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One exchange of a cassette, and the file that it stands in."""

    file: Path
    request: Request
    response: Response


def files(folder: Path) -> tuple[Path, ...]:
    """Return the cassettes in a folder and below it, sorted."""
    return tuple(sorted(found for found in folder.rglob("*.yaml") if found.is_file()))


def read(file: Path) -> tuple[Recording, ...]:
    """Return the exchanges of a cassette in the order in which they were recorded.

    Raises:
        TargetError: the file cannot be read, or is no cassette.
    """
    try:
        data = file.read_bytes()
        if _depth(data) > DEEPEST:
            raise _unusable(file, "it is nested too deep")
        raw = yaml.load(data, Loader=_LOADER)  # noqa: S506 - it is the safe loader, in C where there is one
        cassette = _CONVERTER.structure(raw, _Cassette)
    except OSError as broken:
        raise _unusable(file, f"it cannot be read: {broken.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as broken:
        raise _unusable(file, "it is no YAML: " + " ".join(str(broken).split())) from None
    except cattrs.BaseValidationError as broken:
        raise _unusable(file, f"it is no cassette: {'; '.join(cattrs.transform_error(broken)[:3])}") from None
    if cassette.version != FORMAT:
        raise _unusable(file, f"its format is {cassette.version}, not {FORMAT}")
    return tuple(_recording(file, found) for found in cassette.interactions)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Interaction:
    request: _Sent
    response: _Received


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cassette:
    interactions: list[_Interaction]
    version: int


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


def _recording(file: Path, found: _Interaction) -> Recording:
    sent, received = found.request, found.response
    return Recording(
        file=file,
        request=Request(url=sent.uri, headers=_fields(sent.headers), body=sent.body, method=sent.method),
        response=Response(status=received.status.code, headers=_fields(received.headers), body=received.body.string),
    )


def _fields(headers: Mapping[str, list[str]]) -> Headers:
    return tuple((name, value) for name, values in headers.items() for value in values)


def _unusable(file: Path, why: str) -> TargetError:
    return TargetError(f"{why}; record it again with --record-mode=rewrite, or remove it", target=str(file))


def _bytes(value: object, _kind: type[bytes]) -> bytes:
    """Return a body: binary where it is no UTF-8, else text, or nothing at all."""
    if isinstance(value, bytes):
        return value
    if value is None or isinstance(value, str):
        return (value or "").encode("utf-8", "surrogatepass")
    message = f"{value!r} is no body"
    raise TypeError(message)


def _text(value: object, _kind: type[str]) -> str:
    if isinstance(value, str):
        return value
    message = f"{value!r} is no text"
    raise TypeError(message)


_CONVERTER = cattrs.Converter()
_CONVERTER.register_structure_hook(bytes, _bytes)
_CONVERTER.register_structure_hook(str, _text)
