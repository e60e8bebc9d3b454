"""JSON (RFC 8259): the only module that reads and writes it, strictly."""

import json
from typing import Any, NoReturn

from conformance.errors import WireError, WireKind

MAX_DEPTH = 200
_OPENING, _CLOSING = frozenset(b"{["), frozenset(b"}]")


def dumps(value: object) -> bytes:
    """Return a value as JSON in UTF-8, without white space."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode(
        "utf-8", "surrogatepass"
    )


def loads(data: bytes) -> Any:  # noqa: ANN401 - whatever stands there
    """Return what JSON says.

    Raises:
        WireError: it is no JSON of RFC 8259: not in UTF-8 (section 8.1), not of its grammar, or with one name twice in
            an object (section 4: what that means is not predictable).
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as broken:
        message = f"JSON: not in UTF-8 at byte {broken.start + 1:,}"
        raise WireError(message, kind=WireKind.ENCODING) from None
    if _depth(data) > MAX_DEPTH:
        message = f"JSON: values are nested more than {MAX_DEPTH} deep"
        raise WireError(message, kind=WireKind.LIMIT)
    try:
        return json.loads(text, parse_constant=_refuse, object_pairs_hook=_once)
    except json.JSONDecodeError as broken:
        message = f"JSON: line {broken.lineno}, character {broken.colno}: {broken.msg}"
        raise WireError(message, kind=WireKind.MALFORMED, line=broken.lineno) from None
    except ValueError as broken:  # of a number with more digits than Python counts
        message = f"JSON: {broken}"
        raise WireError(message, kind=WireKind.LIMIT) from None


def _refuse(name: str) -> NoReturn:
    message = f"JSON: {name} is no number of JSON"
    raise WireError(message, kind=WireKind.MALFORMED)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        message = f"JSON: the name {twice!r} stands twice in an object"
        raise WireError(message, kind=WireKind.MALFORMED)
    return found


def _depth(data: bytes) -> int:
    """Return how deep brackets are nested at most, those in texts counted too."""
    depth = most = 0
    for byte in data:
        if byte in _OPENING:
            depth += 1
            most = max(most, depth)
        elif byte in _CLOSING:
            depth -= 1
    return most
