"""Redaction: the only module that takes secrets out of what is written."""

import json
import re
import string
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType
from typing import AnyStr
from urllib.parse import quote, quote_plus

from conformance.markup.write import attribute_text, content_text
from conformance.model.exchange import Exchange, Headers, Interruption, Request, Response
from conformance.model.standin import ANYTHING, Wanted, stand_in
from conformance.model.verdict import Verdict

_LETTERS = (string.ascii_letters + string.digits + "_.+/=~%:-").encode()
_LIKE = bytes.maketrans(_LETTERS, b"w" * len(_LETTERS))
CUT = "\u2026"  # where a check's sentence leaves out the rest of a long value
LEAST = 4  # characters: fewer of a secret's beginning tell nothing
SHORT = 6  # characters: a secret that is shorter is replaced where it is a whole value only
TELLING = 8  # characters of Base64: fewer may be anything
_PLAIN = re.compile("[A-Za-z0-9_.~-]*")  # what every escaping leaves as it is
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_QUOTES = (
    MappingProxyType({34: "&quot;", 39: "&apos;"}),
    MappingProxyType({34: "&#34;", 39: "&#39;"}),
    MappingProxyType({34: "&quot;", 39: "&#x27;"}),
)
_IDENTIFIER = re.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_NOWHERE: Mapping[str, str] = MappingProxyType({})


@dataclass(slots=True)
class _Granted:
    """The secrets that messages gave: there may be thousands, each found by its shape first, and then by its value.

    ``marks`` holds what stands for every secret of the run, and ``taken`` the same the other way round; ``heads`` are
    the forms of all of them by their first characters.
    """

    marks: dict[str, str] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)
    heads: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)
    shapes: dict[bytes, list[str]] = field(default_factory=dict)

    def add(self, secret: str) -> None:
        """Note one more."""
        for form in (*_forms_of(secret), *_encoded(secret)):
            if form not in self.forms:
                self.forms[form] = secret
                self.shapes.setdefault(_shape(form), []).append(form)

    def places(self, text: str) -> list[tuple[int, int, str]]:
        """Return where each stands, overlaps included: start, length and secret, at each start the longest first."""
        shaped = _shape(text)
        found = (
            (start, len(shape), self.forms[value])
            for shape, forms in self.shapes.items()
            if len(shape) <= len(text)
            for start in _starts(shape, shaped, forms, text)
            if (value := text[start : start + len(shape)]) in self.forms and _stands_for_itself(text, start, len(shape))
        )
        return sorted(found, key=lambda place: (place[0], -place[1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """The values that no report may show, and the HTTP fields whose values are secret whatever they are.

    Each is replaced by one of its kind, numbered as they are met: equal values stay equal and others stay different.
    ``wanted`` tells what is known of a place by its path; ``headers`` are the names of the fields.
    """

    secrets: tuple[str, ...] = field(default=(), repr=False)
    headers: tuple[str, ...] = ()
    wanted: Callable[[str], Wanted] = field(default=lambda _path: ANYTHING, repr=False)
    _granted: _Granted = field(default_factory=_Granted, repr=False)

    def __post_init__(self) -> None:
        """Give each secret what stands for it."""
        self._number(self.secrets, _NOWHERE)

    def learn(self, values: Iterable[str], *, at: Mapping[str, str] = _NOWHERE) -> "Redaction":
        """Return a redaction that knows a few more secrets from now on; ``at`` are the paths of values."""
        more = tuple(value for value in dict.fromkeys(values) if value and value not in self.secrets)
        self._number(more, at)
        return replace(self, secrets=(*self.secrets, *more)) if more else self

    def grant(self, values: Iterable[str], *, at: str = "") -> None:
        """Note secrets that a message gave, at a path; many cost hardly more than few."""
        for value in values:
            if value and value not in self.secrets:
                self._number([value], {value: at})
                self._granted.add(value)

    def text(self, text: str) -> str:
        """Return a text in which every secret is replaced, however it is escaped; the longest first, in one pass."""
        granted = self._granted.places(text) if self._granted.forms else []
        known = _pattern(self.secrets) if self.secrets else None
        if not granted:
            return text if known is None else known.sub(lambda found: self._mark(_forms(self.secrets)[found[0]]), text)
        parts: list[str] = []
        position = 0
        for start, length, secret in _in_one_pass(text, granted, self.secrets):
            parts += text[position:start], self._mark(secret)
            position = start + length
        return "".join((*parts, text[position:]))

    def sentence(self, text: str) -> str:
        """Return what a check says in which every secret is replaced, one that was cut after its beginning included."""
        *cut, last = self.text(text).split(CUT)
        return CUT.join((*map(self._without_beginning, cut), last))

    def _without_beginning(self, text: str) -> str:
        """Return a text whose end is not the beginning of a secret."""
        for start in range(len(text) - LEAST + 1):
            for form, secret in self._granted.heads.get(text[start : start + LEAST], ()):
                if form.startswith(text[start:]):
                    return text[:start] + self._mark(secret)
        return text

    def _number(self, values: Iterable[str], at: Mapping[str, str]) -> None:
        """Give each value that has none what stands for it."""
        marks, taken = self._granted.marks, self._granted.taken
        for value in values:
            if value not in marks:
                made = stand_in(
                    value,
                    len(marks) + 1,
                    wanted=self.wanted(at.get(value, "")),
                    free=lambda one: one not in taken and one not in marks,
                )
                marks[value], taken[made] = made, value
                for form in _forms_of(value):
                    self._granted.heads.setdefault(form[:LEAST], []).append((form, value))

    def _mark(self, secret: str) -> str:
        return self._granted.marks[secret]

    def body(self, data: bytes) -> bytes:
        """Return a body in which every secret is replaced, in UTF-8, UTF-16 or any encoding that holds ASCII."""
        encoding, errors = "utf-8", "surrogateescape"
        if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:4]:
            encoding, errors = ("utf-16-be" if data[:1] in {b"\xfe", b"\0"} else "utf-16-le"), "surrogatepass"
        even = data if encoding == "utf-8" or len(data) % 2 == 0 else data[:-1]
        return self.text(even.decode(encoding, errors)).encode(encoding, errors) + data[len(even) :]

    def request(self, request: Request) -> Request:
        """Return a request without secrets; its Content-Length is true where it was."""
        body = self.body(request.body)
        fields = measured(self._fields(request.headers), request.body, body)
        return replace(request, url=self.text(request.url), headers=fields, body=body)

    def response(self, response: Response) -> Response:
        """Return a response without secrets; its Content-Length is true where it was."""
        body = self.body(response.body)
        return replace(response, headers=measured(self._fields(response.headers), response.body, body), body=body)

    def verdict(self, verdict: Verdict) -> Verdict:
        """Return a verdict whose messages hold no secret."""
        findings = (
            replace(found, message=self.sentence(found.message), path=found.path and self.text(found.path))
            for found in verdict.findings
        )
        return replace(verdict, findings=tuple(findings))

    def exchange(self, exchange: Exchange) -> Exchange:
        """Return an exchange without secrets."""
        response, error = exchange.response, exchange.error
        return replace(
            exchange,
            request=self.request(exchange.request),
            response=None if response is None else self.response(response),
            error=None if error is None else Interruption(kind=error.kind, message=self.sentence(error.message)),
        )

    def _fields(self, headers: Headers) -> Headers:
        hidden = {name.lower() for name in self.headers}
        return tuple((name, "redacted" if name.lower() in hidden else self.text(value)) for name, value in headers)


def measured(headers: Headers, before: bytes, after: bytes) -> Headers:
    """Return headers whose Content-Length is true again, where it was before the body changed."""
    told, true = str(len(before)), str(len(after))
    return tuple(
        (name, true if name.lower() == "content-length" and value == told else value) for name, value in headers
    )


def _in_one_pass(
    text: str, granted: Iterable[tuple[int, int, str]], secrets: tuple[str, ...]
) -> Iterator[tuple[int, int, str]]:
    """Yield start, length and value of each secret that is to be replaced: from the left, the longest first."""
    position = 0
    known = _next_known(text, position, secrets)
    for start, length, secret in (*granted, (len(text), 0, "")):
        while known is not None and (known[0], -known[1]) <= (start, -length):
            yield known
            position = known[0] + known[1]
            known = _next_known(text, position, secrets)
        if length and start >= position:
            yield start, length, secret
            position = start + length
            if known is not None and known[0] < position:
                known = _next_known(text, position, secrets)


def _next_known(text: str, position: int, secrets: tuple[str, ...]) -> tuple[int, int, str] | None:
    found = _pattern(secrets).search(text, position) if secrets else None
    return None if found is None else (found.start(), len(found[0]), _forms(secrets)[found[0]])


def _forms_of(secret: str) -> tuple[str, ...]:
    """Return every form in which a secret may stand: as it is, in XML, JSON or a URL; an id in either case."""
    if _PLAIN.fullmatch(secret):
        return (
            tuple(dict.fromkeys((secret, secret.upper(), secret.lower())))
            if _IDENTIFIER.fullmatch(secret)
            else (secret,)
        )
    inner = content_text(secret)
    in_xml = (secret, attribute_text(secret), inner, *(inner.translate(quotes) for quotes in _QUOTES))
    escaped = (
        *in_xml,
        *(form.encode("ascii", "xmlcharrefreplace").decode("ascii") for form in in_xml),
        *(_NOT_ASCII.sub(lambda found: f"&#x{ord(found[0]):X};", form) for form in in_xml),
        json.dumps(secret, ensure_ascii=False)[1:-1],
        secret.replace("\\", "\\\\").replace("'", "\\'"),
        json.dumps(secret)[1:-1],
        quote(secret, safe="", errors="replace"),
        quote_plus(secret, errors="replace"),
    )
    return tuple(dict.fromkeys(escaped))


def _encoded(secret: str) -> Iterator[str]:
    """Yield what tells of a secret in Base64, wherever it begins in what is encoded."""
    data = secret.encode("utf-8", "replace")
    for encode in (b64encode, urlsafe_b64encode):
        for before in range(3):
            whole = encode(bytes(before) + data).decode("ascii")
            own = whole[-(-before * 8 // 6) : (before + len(data)) * 8 // 6]
            if len(own) >= TELLING:
                yield own


@lru_cache(maxsize=16)
def _forms(secrets: tuple[str, ...]) -> Mapping[str, str]:
    """Return every form in which one of a few secrets may stand, with the secret."""
    forms: dict[str, str] = {}
    for secret in secrets:
        for form in (*_forms_of(secret), *_encoded(secret)):
            forms.setdefault(form, secret)
    return forms


@lru_cache(maxsize=16)
def _pattern(secrets: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(_forms(secrets), key=len, reverse=True)
    return re.compile("|".join(_whole(re.escape(form), len(form)) for form in longest))


def _shape(text: str) -> bytes:
    """Return how a text looks, a byte for each character: all that identifiers are made of look alike."""
    return text.encode("ascii", "replace").translate(_LIKE)


def _starts(shape: bytes, shaped: bytes, forms: list[str], text: str) -> Iterator[int]:
    """Yield where a form may stand, overlaps included: by the shape, or one by one where all the text looks like it."""
    if shaped.count(shape) * len(shape) > len(forms):
        for form in forms:
            yield from _finds(text, form)
    else:
        yield from _finds(shaped, shape)


def _finds(text: AnyStr, sought: AnyStr) -> Iterator[int]:
    start = text.find(sought)
    while start >= 0:
        yield start
        start = text.find(sought, start + 1)


def _stands_for_itself(text: str, start: int, length: int) -> bool:
    """Tell whether what stands at a place is long enough to be a secret anywhere, or is a whole value."""
    before, after = text[max(start - 1, 0) : start], text[start + length : start + length + 1]
    return length >= SHORT or (before in {"", '"', ">"} and after in {"", '"', "<"})


def _whole(pattern: str, length: int) -> str:
    """Return a pattern that matches a short form where it is a whole value only."""
    return pattern if length >= SHORT else f'(?<![^">]){pattern}(?![^"<])'
