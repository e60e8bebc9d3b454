"""Redaction: the only module that takes secrets out of what is written."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from conformance.model.exchange import Exchange, Headers, Request, Response
from conformance.model.verdict import Verdict
from conformance.soap.write import attribute_text, content_text

SHORT = 6  # characters: a secret that is shorter is replaced where it is a whole value only


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """The values that no report may show, and the HTTP fields whose values are secret whatever they are.

    Secrets are numbered in their order, so that equal values stay equal and others stay different.
    """

    secrets: tuple[str, ...] = field(default=(), repr=False)
    headers: tuple[str, ...] = ()

    def learn(self, values: Iterable[str]) -> "Redaction":
        """Return a redaction that knows more secrets."""
        more = tuple(value for value in dict.fromkeys(values) if value and value not in self.secrets)
        return replace(self, secrets=(*self.secrets, *more)) if more else self

    def text(self, text: str) -> str:
        """Return a text in which every secret is replaced, however it is escaped; the longest first, in one pass."""
        forms = _forms(self.secrets)
        if not forms:
            return text
        return _pattern(self.secrets).sub(lambda found: f"redacted-{forms[found[0]]}", text)

    def body(self, data: bytes) -> bytes:
        """Return a body in which every secret is replaced, in UTF-8, UTF-16 or any encoding that holds ASCII."""
        encoding, errors = "utf-8", "surrogateescape"
        if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:4]:
            encoding, errors = ("utf-16-be" if data[:1] in {b"\xfe", b"\0"} else "utf-16-le"), "surrogatepass"
        even = data if encoding == "utf-8" or len(data) % 2 == 0 else data[:-1]
        return self.text(even.decode(encoding, errors)).encode(encoding, errors) + data[len(even) :]

    def request(self, request: Request) -> Request:
        """Return a request without secrets."""
        return replace(
            request, url=self.text(request.url), headers=self._fields(request.headers), body=self.body(request.body)
        )

    def response(self, response: Response) -> Response:
        """Return a response without secrets."""
        return replace(response, headers=self._fields(response.headers), body=self.body(response.body))

    def verdict(self, verdict: Verdict) -> Verdict:
        """Return a verdict whose messages hold no secret."""
        findings = (replace(found, message=self.text(found.message)) for found in verdict.findings)
        return replace(verdict, findings=tuple(findings))

    def exchange(self, exchange: Exchange) -> Exchange:
        """Return an exchange without secrets."""
        response = exchange.response
        return replace(
            exchange,
            request=self.request(exchange.request),
            response=None if response is None else self.response(response),
        )

    def _fields(self, headers: Headers) -> Headers:
        hidden = {name.lower() for name in self.headers}
        return tuple((name, "redacted" if name.lower() in hidden else self.text(value)) for name, value in headers)


@lru_cache(maxsize=16)
def _forms(secrets: tuple[str, ...]) -> Mapping[str, int]:
    """Return every form in which a secret may stand, with its number."""
    forms: dict[str, int] = {}
    for number, secret in enumerate(secrets, start=1):
        for form in (secret, attribute_text(secret), content_text(secret)):
            forms.setdefault(form, number)
    return forms


@lru_cache(maxsize=16)
def _pattern(secrets: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(_forms(secrets), key=len, reverse=True)
    whole = (f'(?<![^">]){re.escape(form)}(?![^"<])' if len(form) < SHORT else re.escape(form) for form in longest)
    return re.compile("|".join(whole))
