"""Redaction: the only module that takes secrets out of what is written."""

from dataclasses import dataclass, field, replace

from conformance.model.exchange import Exchange, Headers, Request, Response
from conformance.model.verdict import Verdict
from conformance.soap.write import attribute_text, content_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """The values that no report may show, and the HTTP fields whose values are secret whatever they are.

    Secrets are numbered in their order, so that equal values stay equal and others stay different.
    """

    secrets: tuple[str, ...] = field(default=(), repr=False)
    headers: tuple[str, ...] = ()

    def text(self, text: str) -> str:
        """Return a text in which every secret is replaced, however it is escaped."""
        for number, secret in enumerate(self.secrets, start=1):
            for form in {secret, attribute_text(secret), content_text(secret)} - {""}:
                text = text.replace(form, f"redacted-{number}")
        return text

    def body(self, data: bytes) -> bytes:
        """Return a body in which every secret is replaced; bytes that are no UTF-8 stay as they are."""
        return self.text(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")

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
