"""Wire truth: the bytes and headers that went out and came back."""

from dataclasses import dataclass, field, replace

from conformance.model.binding import BINDINGS
from conformance.model.tree import Printer, Veil

Headers = tuple[tuple[str, str], ...]
_HARMLESS = frozenset(
    (
        "accept", "accept-encoding", "allow", "cache-control", "connection", "content-length", "content-type", "date",
        "host", "server", "transfer-encoding", "user-agent", "x-aspnet-version", "x-powered-by",
        *(row.action_field.lower() for row in BINDINGS.values() if row.action_field is not None),
    )
)  # fmt: skip


_OF_ONE_CONNECTION = frozenset({"host", "content-length", "connection"})


def beyond_connection(sent: "Request") -> "Request":
    """Return a request without the fields that tell of one connection, so that it can be sent over another."""
    kept = tuple(pair for pair in sent.headers if pair[0].lower() not in _OF_ONE_CONNECTION)
    return replace(sent, headers=kept)


def field_values(headers: Headers, name: str) -> tuple[str, ...]:
    """Return all values of the HTTP fields with this name, compared without case."""
    return tuple(value for key, value in headers if key.lower() == name.lower())


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Request:
    """One HTTP request; headers keep their order and repetition; ``veil`` is laid on what is printed."""

    url: str
    headers: Headers
    body: bytes
    method: str = "POST"
    veil: Veil | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        """Return what may be logged: neither the body, nor what a field holds that may be secret."""
        shown = f"Request(method={self.method!r}, url={self.url!r}, headers={_shown(self.headers)!r})"
        return _veiled(shown, self.veil)

    def _repr_pretty_(self, printer: Printer, _cycle: object) -> None:
        """Print the body as well, for Hypothesis: it tells the message that was drawn."""
        headers = "".join(f"\n{name}: {value}" for name, value in _shown(self.headers))
        shown = f"{self.method} {self.url}{headers}\n\n{self.body.decode('utf-8', 'backslashreplace')}"
        printer.text(_veiled(shown, self.veil))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Response:
    """One HTTP response; the body has no transfer or content coding left; ``veil`` is laid on what is printed."""

    status: int
    headers: Headers
    body: bytes
    veil: Veil | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        """Return what may be logged: neither the body, nor what a field holds that may be secret."""
        return _veiled(f"Response(status={self.status}, headers={_shown(self.headers)!r})", self.veil)


def _shown(headers: Headers) -> Headers:
    """Return header fields as they may be logged: the values of those that are known to hold no secret."""
    return tuple((name, value if name.lower() in _HARMLESS else "***") for name, value in headers)


def _veiled(text: str, veil: Veil | None) -> str:
    return text if veil is None else veil(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interruption:
    """Why no whole response came: a short kind (timeout, reset, cut, oversize …) and the transport's own words.

    ``unsent`` tells that no connection was there yet, so that nothing can have come of the request.
    """

    kind: str
    message: str
    unsent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and what became of it; exactly one of ``response`` and ``error`` is set; seconds of wall time.

    ``attempts`` is how often the request was sent until then; what became of it before is not kept.
    """

    request: Request
    response: Response | None = None
    error: Interruption | None = None
    elapsed_s: float = 0.0
    attempts: int = 1
