"""What a request means: the only module that tells whether a recorded request is the one that is made today."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest
from typing import TypeAlias
from urllib.parse import quote_plus, urlsplit

from conformance.errors import WireError
from conformance.markup import xml
from conformance.markup.write import attribute_text, content_text
from conformance.model.binding import BINDINGS
from conformance.model.exchange import Request, field_values
from conformance.model.media import charset_of
from conformance.model.tree import Element, local_of, steps_of, trimmed

Veil: TypeAlias = Callable[[str], str]
"""Returns a text in which all secrets look alike."""

Fields: TypeAlias = tuple[str | None, ...]

_ACTIONS = tuple(row.action_field for row in BINDINGS.values() if row.action_field is not None)
FIELDS = ("Content-Type", *_ACTIONS, "Transfer-Encoding", "Connection")
"""The HTTP fields that a case may vary on purpose."""

HIDDEN = "(hidden)"
SHORT = 6  # characters: a secret that is shorter is one where it is a whole value only
SHOWN = 60  # characters of a value in a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What counts of a request: its method and fields, and its document; its bytes where it has none.

    Prefixes, the order of attributes, white space between elements and secrets do not count. ``target`` is where a
    request without a document is sent, and what it asks to get.
    """

    method: str
    fields: Fields
    document: Element | None = None
    data: bytes = b""
    target: str = ""


def fields_of(request: Request) -> Fields:
    """Return the values of the fields that a case may vary."""
    return tuple(next(iter(field_values(request.headers, name)), None) for name in FIELDS)


def meaning(request: Request, *, veil: Veil, blank: Iterable[str]) -> Meaning:
    """Return what a request means.

    Args:
        request: what was sent, or is to be sent.
        veil: makes all secrets look alike.
        blank: paths in header blocks and payloads whose values do not count.
    """
    fields = fields_of(request)
    try:
        root = xml.parse(request.body, charset=charset_of(request.headers))
    except WireError:
        data, parts = veiled(request.body, veil), urlsplit(request.url)
        accept = next(iter(field_values(request.headers, "Accept")), "")
        target = veil(f"{parts.path}?{parts.query} for {accept}")
        return Meaning(method=request.method, fields=fields, data=data, target=target)
    paths = tuple(steps for steps in map(steps_of, blank) if len(steps) > 1)
    return Meaning(method=request.method, fields=fields, document=_plain(trimmed(root), paths, veil))


def veiled(data: bytes, veil: Veil) -> bytes:
    """Return bytes in which all secrets look alike, where their encoding holds ASCII."""
    return veil(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def veil_of(secrets: Iterable[str]) -> Veil:
    """Return what makes the given secrets look alike, however they are escaped; the longest first."""
    return _veil(tuple(secrets))


@lru_cache(maxsize=64)
def _veil(secrets: tuple[str, ...]) -> Veil:
    ways = (str, attribute_text, content_text, quote_plus)
    forms = {way(secret) for secret in secrets if secret for way in ways}
    if not forms:
        return _unchanged
    longest = (re.escape(form) for form in sorted(forms, key=len, reverse=True) if len(form) >= SHORT)
    pattern = re.compile("|".join(longest) or r"(?!)")
    return lambda text: HIDDEN if text in forms else pattern.sub(HIDDEN, text)


def difference(today: Meaning, recorded: Meaning) -> str:
    """Return where two requests first differ, in words, today's value first; empty where they do not."""
    if today.method != recorded.method:
        return f"the method is {today.method}, and was {recorded.method}"
    for name, now, then in zip(FIELDS, today.fields, recorded.fields, strict=True):
        if now != then:
            return f"{name} is {_shown(now)}, and was {_shown(then)}"
    if today.target != recorded.target:
        return f"it is sent to {_shown(today.target)}, and was to {_shown(recorded.target)}"
    if today.document is not None and recorded.document is not None:
        return next(_differences(today.document, recorded.document, today.document.local), "")
    if today.document is not None or recorded.document is not None:
        return "one of them is no XML"
    pairs = enumerate(zip_longest(today.data, recorded.data))
    place = next((number for number, (now, then) in pairs if now != then), None)
    return "" if place is None else f"byte {place + 1:,} is another"


def _unchanged(text: str) -> str:
    return text


def _plain(element: Element, paths: tuple[tuple[str, ...], ...], veil: Veil) -> Element:
    for first, *rest in paths:
        if first in {element.name, element.local}:
            element = _blank(element, tuple(rest))
    return replace(
        element,
        attributes=tuple((name, veil(value)) for name, value in element.attributes),
        content=tuple(veil(part) if isinstance(part, str) else _plain(part, paths, veil) for part in element.content),
    )


def _blank(element: Element, steps: tuple[str, ...]) -> Element:
    """Return an element without the values that stand at a path below it."""
    if not steps:
        return replace(element, content=())
    first, *rest = steps
    if first.startswith("@"):
        kept = tuple((name, "" if name == first[1:] else value) for name, value in element.attributes)
        return replace(element, attributes=kept)
    content = tuple(
        part if isinstance(part, str) or first not in {part.name, part.local} else _blank(part, tuple(rest))
        for part in element.content
    )
    return replace(element, content=content)


def _differences(today: Element, recorded: Element, path: str) -> Iterator[str]:
    """Yield in document order where two elements differ."""
    if today.name != recorded.name:
        yield f"{path} is {_shown(today.name)}, and was {_shown(recorded.name)}"
        return
    now, then = dict(today.attributes), dict(recorded.attributes)
    for name in (*now, *(name for name in then if name not in now)):
        if now.get(name) != then.get(name):
            yield f"{path}/@{local_of(name)} is {_shown(now.get(name))}, and was {_shown(then.get(name))}"
    if today.text != recorded.text:
        yield f"{path} is {_shown(today.text)}, and was {_shown(recorded.text)}"
    for one, other in zip_longest(today.children, recorded.children):
        if one is None or other is None:
            yield f"{path}/{(one or other).local} is {'gone' if one is None else 'new'}"
        else:
            yield from _differences(one, other, f"{path}/{one.local}")


def _shown(value: str | None) -> str:
    if value is None:
        return "absent"
    return f'"{value}"' if len(value) <= SHOWN else f'"{value[:SHOWN]}\u2026"'
