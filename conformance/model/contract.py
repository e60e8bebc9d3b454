"""What a vendor promised: operations, schema and the declared semantics of the answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from conformance.model.schema import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One direction of an operation: Clark names of the Body child and of the header blocks."""

    payload: str
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Where an operation is called over HTTP: a verb, and a path whose braces name members of the request.

    ``request`` and ``response`` are the JSON Schemas of both; ``roles`` are those of which the caller needs one;
    ``anonymous`` operations need no session.
    """

    verb: str
    path: str
    request: str
    response: str
    roles: tuple[str, ...] = ()
    anonymous: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One call.

    ``items`` and ``results`` are paths below the request's and the response's payload; ``batch`` is the most items.
    ``order`` leads from a path in an item to the one whose moment must not be before its own, ``undo`` from a path in
    the request to what it says and to what takes that back. ``route`` is where it is called, of protocols that call
    operations by verb and path; ``echo`` are the members of its request that its answer repeats, ``undone_by`` is the
    operation that takes it back.
    """

    name: str
    action: str
    input: Message
    output: Message
    writes: bool = True
    items: str | None = None
    results: str | None = None
    batch: int | None = None
    order: Mapping[str, str] = field(default_factory=dict)
    undo: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    route: Route | None = None
    echo: tuple[str, ...] = ()
    undone_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRule:
    """How a session is opened and carried.

    Paths read the answer of ``login``; ``header`` begins with the Clark name of the header block; ``expired`` and
    ``refused`` are codes of faults that say so of a session.
    """

    header: str
    login: str
    value: str
    success: str
    address: str | None = None
    message: str | None = None
    lifetime_s: float = 3600
    expired: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsRule:
    """The Errors semantics: where a result says success and errors, what a code looks like, what repeats what.

    The mappings lead from a path in a result to one in its item: ``echo`` is always repeated, ``id`` names what an
    item changes, ``source_id`` is the caller's own name for it. ``forms`` are regular expressions by path in a result;
    ``nothing`` are ids that mean none. ``generic`` are codes that blame the server.
    """

    success: str
    errors: str
    code: tuple[str, ...]
    form: str
    order: str = "request"
    echo: Mapping[str, str] = field(default_factory=dict)
    id: Mapping[str, str] = field(default_factory=dict)
    source_id: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, str] = field(default_factory=dict)
    nothing: tuple[str, ...] = ()
    description: tuple[str, ...] = ()
    catalogue: Mapping[str, str] = field(default_factory=dict)
    generic: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Volatile:
    """Parts of messages, by path and by HTTP header, for redaction or for comparison."""

    paths: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaDocument:
    """One XSD document: where it came from, its target namespace and its text.

    ``path`` is None where the schema stood inside a WSDL; the text then has as many empty lines
    before it as keep its line numbers those of the WSDL, and ``lines`` are exact: that of each element, in their order.
    """

    location: str
    namespace: str
    text: str = field(repr=False)
    path: str | None = None
    lines: tuple[int | None, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """A vendor's promise, complete: what the other rooms need to know of it.

    ``daily_calls`` is how many calls an account has a day, None where nobody says. ``documents`` are XSDs; of a
    protocol whose messages are not XML there are ``json_schemas`` in their place.
    """

    name: str
    sha256: str
    operations: Mapping[str, Operation]
    schema: Schema = field(repr=False)
    bindings: Mapping[str, str]
    documents: tuple[SchemaDocument, ...] = field(repr=False)
    description: str = field(repr=False)
    protocol: str
    platform: str | None = None
    session: SessionRule | None = None
    results: ResultsRule | None = None
    daily_calls: int | None = None
    limits: Mapping[str, int] = field(default_factory=dict)
    subjects: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    redact: Volatile = Volatile()
    volatile: Volatile = Volatile()
    json_schemas: tuple[SchemaDocument, ...] = field(default=(), repr=False)
