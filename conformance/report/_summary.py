"""The end of pytest's terminal output: the only module that tells a report in one screen of plain text."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from conformance.model.report import Evidence, Report
from conformance.report._baseline import State
from conformance.report._verdict import Account, account
from conformance.report._visible import shortened, visible
from conformance.report._wording import advice_on, binding_title, cell_text, lopsided, number_of, place_of, verdict_of

_MOST_FINDINGS = 10
_MOST_OPERATIONS = 12
_MOST_UNTESTED = 3
_NARROWEST = 20


def lines(report: Report, width: int) -> list[str]:
    """Return the report in short, free of control characters; no line is longer than ``width`` characters, or 20."""
    width = max(width, _NARROWEST)
    counted = account(report)
    told = [
        *wrap(visible(f"Verdict: {verdict_of(report, counted)}"), width),
        "",
        *_matrix(counted),
        "",
        *_findings(counted),
        *_doubts(counted),
        *_baseline(counted, width),
        *lopsided(counted),
        *_untested(report),
    ]
    return [shortened(visible(line), width) for line in told]


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


def _findings(counted: Account) -> Iterator[str]:
    """Yield what fails the run, then the warnings and notes; of the others the verdict tells the number."""
    findings = (*counted.broken, *counted.milder)
    for found in findings[:_MOST_FINDINGS]:
        yield from _finding(found)
    if len(findings) > _MOST_FINDINGS:
        yield f"and {number_of(len(findings) - _MOST_FINDINGS, 'finding')} more"


def _finding(found: Evidence) -> Iterator[str]:
    seen = f", in {number_of(found.also_seen + 1, 'exchange')}"
    place = ", ".join(filter(None, (found.operation, binding_title(found.binding))))
    yield f"{found.severity.value.upper()} {found.check}: {place}{seen}"
    yield f"    {found.message}"
    path = f", at {found.path}" if found.path else ""
    line = f", line {found.line}" if found.line is not None else ""
    yield f"    finding {found.fingerprint}, case {found.case}, reproduced {found.reproduced}{path}{line}"


def _doubts(counted: Account) -> Iterator[str]:
    for doubt in counted.doubts[:_MOST_FINDINGS]:
        yield f"COULD NOT TELL {doubt.check}: {doubt.operation}, {binding_title(doubt.binding)}: {doubt.message}"
    if len(counted.doubts) > _MOST_FINDINGS:
        yield f"and {number_of(len(counted.doubts) - _MOST_FINDINGS, 'doubt')} more"


def _baseline(counted: Account, width: int) -> Iterator[str]:
    """Yield the entries of the baseline that fail the run, and those not tested; none of their words is cut."""
    for standing in counted.overdue[:_MOST_FINDINGS]:
        came = "has expired" if standing.state is State.EXPIRED else "is stale"
        told = f"BASELINE entry {standing.number} {came}: {place_of(standing)}"
        yield from wrap(visible(told), width, subsequent_indent="    ")
        reason = visible(f'"{standing.entry.reason}" ({standing.entry.owner})')
        yield from wrap(reason, width, initial_indent="    ", subsequent_indent="    ")
        yield from wrap(visible(advice_on(standing)), width, initial_indent="    ", subsequent_indent="    ")
    if len(counted.overdue) > _MOST_FINDINGS:
        yield f"and {len(counted.overdue) - _MOST_FINDINGS:,} more of these entries"
    untested = [standing for standing in counted.baseline if standing.state is State.UNTESTED]
    for standing in untested[:_MOST_UNTESTED]:
        told = f"Not tested: entry {standing.number} of the baseline: {place_of(standing)}"
        yield from wrap(visible(told), width, subsequent_indent="    ")
    if len(untested) > _MOST_UNTESTED:
        yield f"Not tested: {len(untested) - _MOST_UNTESTED:,} more entries of the baseline"


def _untested(report: Report) -> Iterator[str]:
    untested = report.footer.untested if report.footer else ()
    for row in untested[:_MOST_UNTESTED]:
        yield f"Not tested: {row.what}: {row.why}"
    if len(untested) > _MOST_UNTESTED:
        yield f"Not tested: {len(untested) - _MOST_UNTESTED:,} more"
