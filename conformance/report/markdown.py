"""One page of Markdown, to be sent to a vendor's engineer: the only module that lays it out."""

from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

from conformance.model.exchange import Headers
from conformance.model.report import CheckStamp, Evidence, Report
from conformance.model.requirement import Severity
from conformance.report import _curl, jsonl
from conformance.report._baseline import State
from conformance.report._files import replaced
from conformance.report._inert import code, fence, link, plain, table
from conformance.report._verdict import UNKEPT, Account, Doubt, account
from conformance.report._visible import decoded, readable, shortened, visible
from conformance.report._wording import (
    advice_on,
    binding_title,
    cell_text,
    lopsided,
    number_of,
    place_of,
    sentence,
    status_line,
    verdict_of,
)

SUFFIX = ".md"

_LONGEST_BODY = 4000
_LONGEST_LINE = 1000
_SHORT_HASH = 12


def write(report_path: Path, out: Path) -> None:
    """Render the report at ``report_path`` to ``out``.

    Raises:
        UsageError: one of the files cannot be used, or the first is no report.
    """
    page = render(jsonl.scan(report_path))
    with replaced(out) as file:
        file.write(page.encode("utf-8"))


def render(report: Report) -> str:
    """Return the page; whatever the endpoint sent stands on it as text that does nothing."""
    counted = account(report)
    blocks = [
        f"# Conformance report: {plain(report.header.contract.name)}",
        _facts(report),
        f"**Verdict: {plain(verdict_of(report, counted))}.**",
        *_matrix(counted),
        *_findings(report, counted),
        *_tolerated(report, counted),
        *_known(report, counted),
        *_baseline(counted),
        *_doubts(counted.doubts),
        *_untested(report),
        *_checks(report, counted),
    ]
    return "\n\n".join(blocks) + "\n"


def _facts(report: Report) -> str:
    header = report.header
    facts = (
        f"Vendor: {plain(header.vendor)}" if header.vendor else "",
        f"Target: {code(header.target)}",
        f"Judged as: {plain(header.platform)}" if header.platform else "Judged strictly, as the specifications say",
        f"Depth: {plain(header.depth)}",
        f"Seed: {header.seed}",
        f"Started: {plain(header.started)}",
        f"Finished: {plain(report.footer.finished)}" if report.footer else "Finished: never",
        f"Tool: pytest-conformance {plain(header.tool.version)} with Hypothesis {plain(header.tool.hypothesis)}",
        f"Contract SHA-256: {code(header.contract.sha256[:_SHORT_HASH])}",
    )
    return " · ".join(filter(None, facts))


def _matrix(counted: Account) -> Iterator[str]:
    yield "## Operations"
    heads = ("Operation", *map(_title, counted.bindings), "Exchanges", "Items accepted", "Items refused")
    rows = []
    for operation in counted.operations:
        cells = (plain(cell_text(counted, operation, binding)) for binding in counted.bindings)
        row = counted.coverage.get(operation)
        numbers = (row.exchanges, row.accepted, row.refused) if row else (0, 0, 0)
        rows.append((plain(operation), *cells, *(f"{number:,}" for number in numbers)))
    yield table(heads, rows)
    yield from (f"Note: {plain(sentence)}." for sentence in lopsided(counted))


def _findings(report: Report, counted: Account) -> Iterator[str]:
    """Yield the findings that count and the milder ones in their sections, numbered through."""
    sections = (
        ("## Findings", "", counted.broken),
        ("## Warnings and notes", "Recommendations that were not followed; they do not fail a run.", counted.milder),
    )
    numbers = count(1)
    for title, remark, findings in sections:
        if findings:
            yield title
            yield from filter(None, [remark])
        for found in findings:
            yield from _finding(next(numbers), found, report.header.checks.get(found.check))


def _tolerated(report: Report, counted: Account) -> Iterator[str]:
    """Yield one row for each deviation and check: what is known needs no evidence here."""
    if not counted.tolerated:
        return
    platform = f" of {plain(report.header.platform)}" if report.header.platform else ""
    yield "## Tolerated findings"
    yield f"Known behaviour{platform}; it does not fail a run. The JSON lines of this report hold an exchange of each."
    groups: dict[tuple[str, str], list[Evidence]] = {}
    for found in counted.tolerated:
        groups.setdefault((found.tolerated or "", found.check), []).append(found)
    rows = []
    for (deviation, check), known in sorted(groups.items()):
        stamp = report.header.checks.get(check)
        rows.append(
            (
                code(deviation),
                plain(report.header.deviations.get(deviation, "")),
                f"{code(check)}: {_citation(stamp)}" if stamp else code(check),
                ", ".join(f"{plain(found.operation)} in {_title(found.binding)}" for found in known),
                f"{sum(found.also_seen + 1 for found in known):,}",
            )
        )
    yield table(("Deviation", "Reason", "Against", "Where", "Exchanges"), rows)


def _known(report: Report, counted: Account) -> Iterator[str]:
    """Yield one row for each entry of the baseline that met a finding."""
    if not counted.known:
        return
    yield "## Known findings"
    yield "Listed in the baseline; they do not fail a run. The JSON lines of this report hold an exchange of each."
    groups: dict[str, list[Evidence]] = {}
    for found in counted.known:
        groups.setdefault(found.known or "", []).append(found)
    rows = []
    for number, known in sorted(groups.items(), key=lambda group: (len(group[0]), group[0])):
        entry, stamp = report.header.baseline.get(number), report.header.checks.get(known[0].check)
        rows.append(
            (
                plain(number),
                f"{code(known[0].check)}: {_citation(stamp)}" if stamp else code(known[0].check),
                ", ".join(f"{plain(found.operation)} in {_title(found.binding)}" for found in known),
                f"{sum(found.also_seen + 1 for found in known):,}",
                *((plain(entry.reason), plain(entry.owner), plain(entry.expires)) if entry else ("", "", "")),
            )
        )
    yield table(("Entry", "Against", "Where", "Exchanges", "Reason", "Owner", "Until"), rows)


def _baseline(counted: Account) -> Iterator[str]:
    """Yield the entries of the baseline that a person has to look at, and those that this run did not test."""
    rows = [
        (plain(held.number), plain(held.state), plain(place_of(held)), plain(held.entry.reason), plain(advice_on(held)))
        for held in (*counted.overdue, *(held for held in counted.baseline if held.state is State.UNTESTED))
    ]
    if rows:
        yield "## Entries of the baseline"
        yield "Those that have expired or are stale fail the run."
        yield table(("Entry", "State", "For", "Reason", "What to do"), rows)


def _finding(number: int, found: Evidence, stamp: CheckStamp | None) -> Iterator[str]:
    yield f"### {number}. {code(found.check)}, {plain(found.operation) or 'no operation'}, {_title(found.binding)}"
    if stamp:
        yield f"> “{plain(stamp.sentence)}”\n>\n> {_citation(stamp)}"
    place = f" at {code(shortened(found.path, _LONGEST_LINE))}" if found.path else ""
    line = f", line {found.line}" if found.line is not None else ""
    yield f"What came: {code(shortened(found.message, _LONGEST_LINE))}{place}{line}."
    yield " · ".join(_circumstances(found, stamp))
    if found.request == UNKEPT:
        yield "The exchange was not kept."
        return
    request = found.request
    yield "The smallest request that shows it:"
    yield from _message(f"{request.method} {request.url}", request.headers, request.body)
    yield from _answer(found)
    if len(request.body) > _curl.LONGEST_BODY:
        size = number_of(len(request.body), "byte")
        yield f"Its body has {size}, too many for a command here; the JSON lines of this report hold all of it."
        return
    yield "To send it again with curl:"
    yield fence(_curl.command(request), "bash")
    yield from _curl.caveats(request)


def _circumstances(found: Evidence, stamp: CheckStamp | None) -> Iterator[str]:
    if found.severity is not Severity.ERROR:
        yield f"Severity: {found.severity.value}"
    if stamp and stamp.requirement:
        yield f"Requirement: {code(stamp.requirement)}"
    yield f"Finding: {code(found.fingerprint)}"
    yield f"Case: {code(found.case)}"
    yield f"Reproduced {plain(found.reproduced)}"
    yield f"{number_of(found.also_seen, 'other exchange')} {'show' if found.also_seen > 1 else 'shows'} it"


def _answer(found: Evidence) -> Iterator[str]:
    if found.response is None:
        reason = f": {code(shortened(found.error, _LONGEST_LINE))}" if found.error else ""
        yield f"No whole response came{reason}."
        return
    yield "The response:"
    yield from _message(status_line(found.response.status), found.response.headers, found.response.body)


def _message(start: str, headers: Headers, body: bytes) -> Iterator[str]:
    """Yield one HTTP message as a code block, with a remark where it is not shown as it was on the wire."""
    head = "\n".join([visible(start), *(visible(f"{name}: {value}") for name, value in headers)])
    text, remarks = _text(body)
    yield fence(f"{shortened(head, _LONGEST_BODY)}\n\n{text[:_LONGEST_BODY]}", "http")
    if len(text) > _LONGEST_BODY:
        cut = f"{len(text) - _LONGEST_BODY:,} of the {len(text):,} characters of the body are cut"
        remarks = (*remarks, cut)
    if remarks:
        yield f"({sentence('; '.join(remarks))})"


def _text(body: bytes) -> tuple[str, tuple[str, ...]]:
    """Return a body as characters, and each way in which it is not shown as it was on the wire."""
    text, remarks = decoded(body)
    if remarks:
        return text, remarks
    found = (
        "the lines of the body end with CR LF" if "\r\n" in text else "",
        r"control characters in the body are shown as escapes, such as `\x1b`" if not readable(text) else "",
    )
    return text, tuple(filter(None, found))


def _citation(stamp: CheckStamp) -> str:
    section = f", section {plain(stamp.section)}" if stamp.section else ""
    return f"{link(stamp.spec, stamp.url)}{section}"


def _doubts(doubts: Iterable[Doubt]) -> Iterator[str]:
    rows = [
        (
            code(doubt.check),
            plain(doubt.operation),
            _title(doubt.binding),
            code(shortened(doubt.message, _LONGEST_LINE)),
            code(doubt.case),
            f"{doubt.seen:,}",
        )
        for doubt in doubts
    ]
    if rows:
        yield "## Could not tell"
        yield "These checks broke, which is a fault of the tool and says nothing about the endpoint."
        yield table(("Check", "Operation", "Binding", "What it said", "First case", "Exchanges"), rows)


def _untested(report: Report) -> Iterator[str]:
    yield "## What was not tested"
    if report.footer is None:
        yield "Unknown: the run did not come to its end."
    elif report.footer.untested:
        yield table(("What", "Why"), ((plain(row.what), plain(row.why)) for row in report.footer.untested))
    else:
        yield "All that was planned was run."


def _checks(report: Report, counted: Account) -> Iterator[str]:
    yield "## All checks"
    yield "How many exchanges each check passed, failed, did not apply to, or could not judge."
    rows = []
    for check in sorted({*report.header.checks, *counted.counts}):
        counts = counted.counts.get(check, {})
        stamp = report.header.checks.get(check)
        asides = ((counted.excused.get(check, 0), "tolerated"), (counted.listed.get(check, 0), "known"))
        excused = "".join(f" ({number:,} {word})" for number, word in asides if number)
        rows.append(
            (
                code(check),
                _citation(stamp) if stamp else "",
                f"{counts.get('passed', 0):,}",
                f"{counts.get('failed', 0):,}{excused}",
                f"{counts.get('inapplicable', 0):,}",
                f"{counts.get('cantTell', 0):,}",
            )
        )
    yield table(("Check", "Specification", "Passed", "Failed", "Inapplicable", "Could not tell"), rows)


def _title(binding: str) -> str:
    return plain(binding_title(binding)) or "no binding"
