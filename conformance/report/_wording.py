"""The words of a report: the only module that puts an account into sentences, the same in every format."""

from collections import Counter
from http import HTTPStatus
from types import MappingProxyType

from conformance.model.binding import BINDINGS
from conformance.model.report import Report
from conformance.model.requirement import Severity
from conformance.report._baseline import Standing, State
from conformance.report._levels import Graded
from conformance.report._verdict import Account

_POINTS = MappingProxyType(
    {
        "element": "elements",
        "attribute": "attributes",
        "value": "listed values",
        "class": "classes of values",
        "limit": "limits",
        "rule": "rules of the XSD",
    }
)
_HARDLY = 0.1
_FEW = 20  # items: of fewer there is nothing to say


def verdict_of(report: Report, account: Account) -> str:
    """Return the verdict of a run in one sentence without its full stop."""
    platform = report.header.platform
    tolerated = f"tolerated as known behaviour of {platform}" if platform else "tolerated as known behaviour"
    warnings = sum(found.severity is Severity.WARNING for found in account.milder)
    findings = f"({number_of(len(account.broken), 'finding')})"
    states = Counter(standing.state for standing in account.baseline)
    found = _listed(
        (len(account.requirements), f"requirement broken {findings}", f"requirements broken {findings}"),
        (len({doubt.check for doubt in account.doubts}), "check could not tell", "checks could not tell"),
        (states[State.EXPIRED], "entry of the baseline expired", "entries of the baseline expired"),
        (states[State.STALE], "stale entry in the baseline", "stale entries in the baseline"),
        (len(account.tolerated), tolerated, tolerated),
        (len(account.known), "known in the baseline", "known in the baseline"),
        (warnings, "warning", "warnings"),
        (len(account.milder) - warnings, "note", "notes"),
    )
    if not account.complete:
        start = "INCOMPLETE: not all that was planned could be run, nothing here is a pass"
        return f"{start}; until then {found}" if found else start
    if not account.judged:
        start = "nothing was tested, and that is not a pass"
        return f"{start}; {found}" if found else start
    if not found:
        return f"no finding in {number_of(account.exchanges, 'exchange')}"
    return found if account.broken or account.doubts or account.overdue else f"no requirement broken, {found}"


def mood_of(account: Account) -> str:
    """Return how the verdict of a run is coloured: ``bad``, ``good`` or ``incomplete``."""
    if not account.complete:
        return "incomplete"
    if account.broken or account.doubts or account.overdue:
        return "bad"
    return "good" if account.judged else "incomplete"


def span(report: Report) -> str:
    """Return from when to when a run went, as people read it."""
    start, finished = _moment(report.header.started), report.footer and report.footer.finished
    if not finished:
        return f"{start}, not finished"
    day, _, end = _moment(finished).partition(" ")
    return f"{start.removesuffix(' UTC')} to {end}" if start.startswith(day) else f"{start} to {day} {end}"


def _moment(text: str) -> str:
    """Return a moment in ISO 8601 as people read it."""
    return text.replace("T", " ").replace("+00:00", " UTC").replace("Z", " UTC")


def cell_text(account: Account, operation: str, binding: str) -> str:
    """Return what a cell of the matrix says; a run that did not come to its end has passed nowhere."""
    broken, doubts, milder, tolerated, known = (
        sum((thing.operation, thing.binding) == (operation, binding) for thing in things)
        for things in (account.broken, account.doubts, account.milder, account.tolerated, account.known)
    )
    serious = _listed((broken, "finding", "findings"), (doubts, "could not tell", "could not tell"))
    aside = _listed((milder, "minor", "minor"), (tolerated, "tolerated", "tolerated"), (known, "known", "known"))
    if (operation, binding) not in account.judged:
        calm = "not tested"
    else:
        calm = "passed" if account.complete else "no finding yet"
    return ", ".join(filter(None, (serious or calm, aside)))


def found_in(level: Graded) -> str:
    """Return how many findings a level has, and how many that do not count; empty where it has none."""
    return _listed(
        (level.broken, "finding", "findings"),
        (level.tolerated, "tolerated", "tolerated"),
        (level.known, "known", "known"),
    )


def lopsided(account: Account) -> tuple[str, ...]:
    """Return a sentence for each operation that accepted, or refused, less than a tenth of its items, if not few."""
    return tuple(
        f"{operation}: only {number:,} of {number_of(items, 'item')} {side}, so that is hardly tested"
        for operation, row in account.coverage.items()
        for items in [row.accepted + row.refused]
        if items >= _FEW
        for side, number in (("accepted", row.accepted), ("refused", row.refused))
        if number < _HARDLY * items
    )


def place_of(standing: Standing) -> str:
    """Return what an entry of the baseline is for."""
    entry = standing.entry
    binding = "any binding" if entry.binding is None else binding_title(entry.binding)
    return f"{entry.check}, {entry.operation or 'any operation'}, {binding}"


def advice_on(standing: Standing) -> str:
    """Return what became of an entry of the baseline, and what to do next."""
    entry = standing.entry
    return {
        State.EXPIRED: f"it expired on {entry.expires} and covers nothing any more: "
        f"have the finding mended, or let {entry.owner} agree on another day",
        State.MET: f"it met a finding and covers it until {entry.expires}",
        State.STALE: "its check was tested there and found nothing: delete the entry",
        State.UNTESTED: "this run cannot tell whether it still holds",
    }[standing.state]


def points_title(kind: str) -> str:
    """Return what people call the points of a contract of one kind."""
    return _POINTS.get(kind, kind)


def binding_title(name: str) -> str:
    """Return what people call a binding."""
    return BINDINGS[name].title if name in BINDINGS else name


def status_line(status: int) -> str:
    """Return an HTTP status with its phrase, where it has one."""
    return f"HTTP {status} {HTTPStatus(status).phrase}" if status in set(HTTPStatus) else f"HTTP {status}"


def sentence(text: str) -> str:
    """Return a clause, or several, as a sentence."""
    return f"{text[:1].upper()}{text[1:]}."


def number_of(number: int, one: str) -> str:
    """Return a number with its noun: ``1 finding``, ``1,200 findings``."""
    return _listed((number, one, f"{one}s")) or f"no {one}"


def _listed(*amounts: tuple[int, str, str]) -> str:
    """Return what there is at all, each with its singular or plural."""
    return ", ".join(f"{number:,} {one if number == 1 else many}" for number, one, many in amounts if number)
