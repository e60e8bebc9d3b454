"""The end of pytest's terminal output: the only module that tells a report in one screen of plain text."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from textwrap import wrap

from conformance.model.report import Evidence, Report
from conformance.report._baseline import State
from conformance.report._cases import reasons
from conformance.report._levels import concerned
from conformance.report._verdict import Account, account
from conformance.report._visible import shortened, visible
from conformance.report._wording import advice_on, binding_title, cell_text, lopsided, number_of, place_of, verdict_of

SCREEN = 24
"""Lines of a screen."""
LOG = 48
"""Lines that a log may have of a run."""
LEAST = 6
_LONG, _SHORT = 3, 2  # lines of a finding
_MOST_OPERATIONS = 8
_MOST_DOUBTS = 3
_MOST_ENTRIES = 3
_MOST_REASONS = 3
_NARROWEST = 20


def lines(report: Report, width: int, *, height: int = SCREEN) -> list[str]:
    """Return the report in short, free of control characters, in at most so many lines where that can be.

    No line is longer than ``width`` characters, or 20. Findings get what room the rest leaves, at least six lines.
    """
    width = max(width, _NARROWEST)
    counted = account(report)
    above = [
        *wrap(visible(f"Verdict: {verdict_of(report, counted)}"), width),
        *wrap(visible(f"Levels {_levels(counted)}"), width, subsequent_indent="    ", break_on_hyphens=False),
        "",
        *_matrix(counted),
        "",
    ]
    below = [*_doubts(counted), *_baseline(counted, width), *lopsided(counted), *_untested(report)]
    told = [*above, *_findings(counted, max(height - len(above) - len(below), LEAST)), *below]
    return [shortened(visible(line), width) for line in told]


def _levels(counted: Account) -> str:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for held in concerned(counted):
        found[held.grade.value].append(held.name)
    return "; ".join(f"{grade}: {', '.join(names)}" for grade, names in found.items())


def _matrix(counted: Account) -> Iterator[str]:
    rows = [
        (
            operation,
            *_items(counted, operation),
            *(cell_text(counted, operation, binding) for binding in counted.bindings),
        )
        for operation in sorted(counted.operations, key=lambda name: _calmness(counted, name))[:_MOST_OPERATIONS]
    ]
    heads = ("", "exchanges", "accepted", "refused", *map(binding_title, counted.bindings))
    yield from _columns([heads, *rows])
    hidden = len(counted.operations) - len(rows)
    if hidden > 0:
        yield f"and {number_of(hidden, 'operation')} more"


def _calmness(counted: Account, operation: str) -> int:
    """Rank an operation with findings before those without, for the case that not all can be shown."""
    serious = [found.operation for found in counted.broken] + [doubt.operation for doubt in counted.doubts]
    return -serious.count(operation)


def _items(counted: Account, operation: str) -> tuple[str, ...]:
    row = counted.coverage.get(operation)
    return (f"{row.exchanges:,}", f"{row.accepted:,}", f"{row.refused:,}") if row else ("0", "0", "0")


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    shown = [[visible(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    for row in shown:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _findings(counted: Account, room: int) -> Iterator[str]:
    """Yield what fails the run, then the warnings and notes; of the others the verdict tells the number."""
    findings = (*counted.broken, *counted.milder)
    long = _LONG * len(findings) <= room
    size = _LONG if long else _SHORT
    shown = len(findings) if size * len(findings) <= room else (room - 1) // size
    for found in findings[:shown]:
        yield from tuple(_finding(found))[:size]
    if len(findings) > shown:
        yield f"and {number_of(len(findings) - shown, 'finding')} more"


def _finding(found: Evidence) -> Iterator[str]:
    place = ", ".join(filter(None, (found.operation, binding_title(found.binding))))
    seen = f"in {number_of(found.also_seen + 1, 'exchange')}"
    yield f"{found.severity.value.upper()} {found.fingerprint} {found.check}: {place}, {seen}"
    yield f"    {found.message}"
    path = f", at {found.path}" if found.path else ""
    line = f", line {found.line}" if found.line is not None else ""
    yield f"    case {found.case}, reproduced {found.reproduced}{path}{line}"


def _doubts(counted: Account) -> Iterator[str]:
    for doubt in counted.doubts[:_MOST_DOUBTS]:
        yield f"COULD NOT TELL {doubt.check}: {doubt.operation}, {binding_title(doubt.binding)}: {doubt.message}"
    if len(counted.doubts) > _MOST_DOUBTS:
        yield f"and {number_of(len(counted.doubts) - _MOST_DOUBTS, 'doubt')} more"


def _baseline(counted: Account, width: int) -> Iterator[str]:
    """Yield the entries of the baseline that fail the run, and those not tested; none of their words is cut."""
    for standing in counted.overdue[:_MOST_ENTRIES]:
        came = "has expired" if standing.state is State.EXPIRED else "is stale"
        told = f"BASELINE entry {standing.number} {came}: {place_of(standing)}"
        yield from wrap(visible(told), width, subsequent_indent="    ")
        reason = visible(f'"{standing.entry.reason}" ({standing.entry.owner})')
        yield from wrap(reason, width, initial_indent="    ", subsequent_indent="    ")
        yield from wrap(visible(advice_on(standing)), width, initial_indent="    ", subsequent_indent="    ")
    if len(counted.overdue) > _MOST_ENTRIES:
        yield f"and {len(counted.overdue) - _MOST_ENTRIES:,} more of these entries"
    untested = [standing for standing in counted.baseline if standing.state is State.UNTESTED]
    for standing in untested[:_MOST_ENTRIES]:
        told = f"Not tested: entry {standing.number} of the baseline: {place_of(standing)}"
        yield from wrap(visible(told), width, subsequent_indent="    ")
    if len(untested) > _MOST_ENTRIES:
        yield f"Not tested: {len(untested) - _MOST_ENTRIES:,} more entries of the baseline"


def _untested(report: Report) -> Iterator[str]:
    """Yield what was not tested by the reason why: the one thing, or how many there are and the first."""
    found = tuple(reasons(report).items())
    for why, (what, *others) in found[:_MOST_REASONS]:
        yield f"Not tested: {1 + len(others):,} ({why}), such as {what}" if others else f"Not tested: {what}: {why}"
    if len(found) > _MOST_REASONS:
        yield f"Not tested: {sum(len(held) for _, held in found[_MOST_REASONS:]):,} more, for other reasons"
