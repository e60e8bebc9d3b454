"""Wire truth: the bytes and headers that went out and came back."""

from dataclasses import dataclass, field

from conformance.model.tree import Printer

Headers = tuple[tuple[str, str], ...]


def field_values(headers: Headers, name: str) -> tuple[str, ...]:
    """Return all values of the HTTP fields with this name, compared without case."""
    return tuple(value for key, value in headers if key.lower() == name.lower())


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One HTTP request; headers keep their order and repetition."""

    url: str
    headers: Headers
    body: bytes = field(repr=False)
    method: str = "POST"

    def _repr_pretty_(self, printer: Printer, _cycle: object) -> None:
        """Print the body as well, for Hypothesis: what it draws holds no secret yet, while a ``repr`` may be logged."""
        headers = "".join(f"\n{name}: {value}" for name, value in self.headers)
        printer.text(f"{self.method} {self.url}{headers}\n\n{self.body.decode('utf-8', 'backslashreplace')}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One HTTP response; the body has no transfer or content coding left."""

    status: int
    headers: Headers
    body: bytes = field(repr=False)


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
