"""The records of a run, in the order in which they are written: header, records, findings, footer."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from conformance.model.case import Kind
from conformance.model.exchange import Exchange, Request, Response
from conformance.model.requirement import Severity
from conformance.model.verdict import Verdict

REPORT_SCHEMA = "conformance-report/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractStamp:
    """Which contract was judged; ``places`` are all of its operations and bindings, whatever the run went to."""

    name: str
    sha256: str
    places: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolStamp:
    """Which tool judged."""

    version: str
    hypothesis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckStamp:
    """The sentence behind a check, so that a report can be read without the tool.

    ``why`` says whom it hurts when it is broken, ``mend`` what a vendor changes; empty where nobody has written it.
    """

    requirement: str
    severity: Severity
    spec: str
    section: str
    sentence: str
    url: str
    why: str = ""
    mend: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownStamp:
    """An entry of the user's baseline: of which check a finding is known and where, why, whose it is, and until when.

    ``operation`` and ``binding`` are None where any is meant; ``places`` are the operations and bindings that the entry
    is for. ``expires`` is its last day, in ISO 8601.
    """

    check: str
    operation: str | None
    binding: str | None
    reason: str
    owner: str
    expires: str
    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The first line; ``started`` is ISO 8601 in UTC, ``deviations`` gives the reason of each by its id.

    ``baseline`` holds the entries of the user's baseline by their numbers.
    """

    contract: ContractStamp
    target: str
    vendor: str | None
    platform: str | None
    depth: str
    seed: int
    tool: ToolStamp
    started: str
    operations: tuple[str, ...]
    bindings: tuple[str, ...]
    checks: Mapping[str, CheckStamp]
    deviations: Mapping[str, str] = field(default_factory=dict)
    baseline: Mapping[str, KnownStamp] = field(default_factory=dict)
    schema: str = REPORT_SCHEMA


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStamp:
    """What a record tells of its case."""

    id: str
    operation: str
    binding: str
    kind: Kind
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visits:
    """Points of a contract: those that something accepted visited, and those that something refused did."""

    accepted: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One exchange, judged, with the number of its items; the exchange is None where it was not worth keeping.

    ``visited`` are the points of the contract that no exchange of the same process visited before, ``elapsed_s`` the
    seconds until the answer was whole, None where nobody knows.
    """

    case: CaseStamp
    exchange: Exchange | None
    request_sha256: str
    passed: tuple[str, ...] = ()
    inapplicable: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    accepted: int = 0
    refused: int = 0
    visited: Visits = Visits()
    elapsed_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One finding, told once, by the smallest exchange that shows it.

    ``reproduced`` reads ``n of m``; ``also_seen`` counts the other exchanges that show it. ``payload`` is what stands
    in the Body of its request, as XML, or stood there before that was varied or broken as the case says: None where
    that is what the case begins with. ``breaks`` is the rule that the request breaks, in the item of index ``item``.
    """

    check: str
    operation: str
    binding: str
    case: str
    request: Request
    response: Response | None
    message: str
    severity: Severity
    tolerated: str | None = None
    known: str | None = None
    path: str | None = None
    line: int | None = None
    fingerprint: str = ""
    error: str | None = None
    reproduced: str = "1 of 1"
    also_seen: int = 0
    payload: str | None = None
    breaks: str | None = None
    item: int | None = None

    @property
    def counts(self) -> bool:
        """Tell whether this finding fails a run: an error that neither the platform nor the baseline explains."""
        return self.severity is Severity.ERROR and self.tolerated is None and self.known is None

    @property
    def trace(self) -> "Trace":
        """Return what it takes to meet this finding again."""
        kind = self.case.split("/")[2:3]
        ours = bool(kind) and kind[0] in set(Kind)
        return Trace(
            check=self.check,
            case=self.case,
            payload=self.payload,
            breaks=self.breaks,
            item=self.item,
            request=None if ours else self.request,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What it takes to meet a finding again: its check, the case, and what a message of that was made of.

    ``payload``, ``breaks`` and ``item`` are as in ``Evidence``. ``request`` is set where the case is none of the suite,
    but a request of a test of the user's own.
    """

    check: str
    case: str
    payload: str | None = None
    breaks: str | None = None
    item: int | None = None
    request: Request | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Untested:
    """What was not tested, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """How many points of one kind were visited: by what was accepted, by what was refused, and in all."""

    accepted: int = 0
    refused: int = 0
    all: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many items an operation's endpoint accepted and refused, in how many exchanges, and what these visited."""

    exchanges: int = 0
    accepted: int = 0
    refused: int = 0
    visited: Mapping[str, Visited] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Footer:
    """The last line; ``complete`` is False after an interruption; ``finished`` is ISO 8601 in UTC.

    ``coverable`` is how many points of each kind an operation's requests have; of kinds that are missing nobody knows.
    """

    records: int
    counts: Mapping[str, Mapping[str, int]]
    coverage: Mapping[str, Tally]
    untested: tuple[Untested, ...]
    finished: str
    complete: bool
    coverable: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A run, read back; without a footer it is incomplete, never clean. The records may still be in their file."""

    header: Header
    records: Collection[Record] = field(default=(), repr=False)
    findings: tuple[Evidence, ...] = ()
    footer: Footer | None = None

    @property
    def complete(self) -> bool:
        """Tell whether the run came to its end."""
        return self.footer is not None and self.footer.complete
