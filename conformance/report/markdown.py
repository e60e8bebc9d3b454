"""One page of Markdown, short enough for a pull request: the only module that lays it out."""

from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

from conformance.model.report import CheckStamp, Evidence, Report
from conformance.report import jsonl
from conformance.report._baseline import State
from conformance.report._cases import reasons
from conformance.report._files import replaced
from conformance.report._findings_text import citation, part_of
from conformance.report._fit import Part, always, aside, fitted, tabled
from conformance.report._inert import code, plain
from conformance.report._levels import concerned
from conformance.report._verdict import Account, account
from conformance.report._visible import shortened
from conformance.report._wording import (
    advice_on,
    binding_title,
    cell_text,
    found_in,
    lopsided,
    number_of,
    place_of,
    verdict_of,
)

SUFFIX = ".md"

_LONGEST_CELL = 300
_LONGEST_VERDICT = 1000
_SHORT_HASH = 12
_NAMED = 5  # of the untested with one reason


def write(report_path: Path, out: Path) -> None:
    """Render the report at ``report_path`` to ``out``.

    Raises:
        UsageError: one of the files cannot be used, or the first is no report.
    """
    page = render(jsonl.scan(report_path))
    with replaced(out) as file:
        file.write(page.encode("utf-8"))


def render(report: Report) -> str:
    """Return the page, of less than 65,536 characters; whatever the endpoint sent stands on it as text only."""
    counted = account(report)
    parts = [
        *always(
            f"# Conformance report: {plain(shortened(report.header.contract.name, _LONGEST_CELL))}",
            f"**Verdict: {plain(shortened(verdict_of(report, counted), _LONGEST_VERDICT))}.**",
            _facts(report, counted),
        ),
        *_levels(counted),
        *_matrix(counted),
        *_findings(report, counted),
        *_tolerated(report, counted),
        *_known(report, counted),
        *_baseline(counted),
        *_doubts(counted),
        *_untested(report),
        *_checks(report, counted),
    ]
    return fitted(parts, elsewhere="the same report as a page (.html) and as JSON lines (.jsonl)")


def _facts(report: Report, counted: Account) -> str:
    header = report.header
    facts = (
        f"Vendor: {_cell(header.vendor)}" if header.vendor else "",
        f"Target: {_code_cell(header.target)}",
        f"Judged as: {_cell(header.platform)}" if header.platform else "Judged strictly, as the specifications say",
        f"Exchanges: {counted.exchanges:,}",
        f"Depth: {_cell(header.depth)}",
        f"Seed: {header.seed}",
        f"Started: {_cell(header.started)}",
        f"Finished: {_cell(report.footer.finished)}" if report.footer else "Finished: never",
        f"Tool: pytest-conformance {_cell(header.tool.version)} with Hypothesis {_cell(header.tool.hypothesis)}",
        f"Contract SHA-256: {code(header.contract.sha256[:_SHORT_HASH])}",
    )
    return " · ".join(filter(None, facts))


def _levels(counted: Account) -> Iterator[Part]:
    rows = [
        (
            f"{plain(held.level.title)} ({code(held.name)}, version {held.level.version})",
            held.grade.value,
            f"{held.judged} of {len(held.level.checks)} checks judged",
            found_in(held),
        )
        for held in concerned(counted)
    ]
    yield from always("## Levels")
    yield tabled("levels", ("Level", "Grade", "Judged", "Findings"), rows)


def _matrix(counted: Account) -> Iterator[Part]:
    heads = ("Operation", *(_title(binding) for binding in counted.bindings), "Exchanges", "Accepted", "Refused")
    rows = []
    for operation in counted.operations:
        cells = (plain(cell_text(counted, operation, binding)) for binding in counted.bindings)
        row = counted.coverage.get(operation)
        numbers = (row.exchanges, row.accepted, row.refused) if row else (0, 0, 0)
        rows.append((_cell(operation), *cells, *(f"{number:,}" for number in numbers)))
    yield from always("## Operations")
    yield tabled("operations", heads, rows)
    notes = "\n\n".join(f"Note: {_cell(told)}." for told in lopsided(counted))
    if notes:
        yield Part(name="notes on what was hardly tested", wordings=(notes, ""), rank=2)


def _findings(report: Report, counted: Account) -> Iterator[Part]:
    """Yield the findings that count and the milder ones in their sections, numbered through."""
    sections = (
        ("findings", ("## Findings",), counted.broken),
        (
            "warnings and notes",
            ("## Warnings and notes", "Recommendations that were not followed; they do not fail a run."),
            counted.milder,
        ),
    )
    numbers = count(1)
    for name, beginning, findings in sections:
        if not findings:
            continue
        numbered = [(next(numbers), found) for found in findings]
        rows = [
            (
                str(number),
                _code_cell(found.check),
                _place(found),
                _code_cell(found.message),
                f"{found.also_seen + 1:,}",
                _code_cell(found.fingerprint),
            )
            for number, found in numbered
        ]
        yield from always(*beginning)
        yield tabled(name, ("No", "Check", "Where", "What came", "Exchanges", "Finding"), rows)
        for number, found in numbered:
            yield part_of(number, found, report.header.checks.get(found.check))


def _tolerated(report: Report, counted: Account) -> Iterator[Part]:
    """Yield one row for each deviation and check: what is known needs no evidence here."""
    platform = f" of {_cell(report.header.platform)}" if report.header.platform else ""
    groups: dict[tuple[str, str], list[Evidence]] = {}
    for found in counted.tolerated:
        groups.setdefault((found.tolerated or "", found.check), []).append(found)
    rows = [
        (
            _code_cell(deviation),
            _cell(report.header.deviations.get(deviation, "")),
            _against(check, report.header.checks.get(check)),
            _places(known),
            f"{sum(found.also_seen + 1 for found in known):,}",
        )
        for (deviation, check), known in sorted(groups.items())
    ]
    said = f"Known behaviour{platform}, {number_of(len(counted.tolerated), 'finding')}; it does not fail a run."
    heads = ("Deviation", "Reason", "Against", "Where", "Exchanges")
    if rows:
        yield from always("## Tolerated findings", said)
        yield aside(tabled("tolerated findings", heads, rows), number_of(len(rows), "row"), rank=1)


def _known(report: Report, counted: Account) -> Iterator[Part]:
    """Yield one row for each entry of the baseline that met a finding."""
    groups: dict[str, list[Evidence]] = {}
    for found in counted.known:
        groups.setdefault(found.known or "", []).append(found)
    rows = []
    for number, known in sorted(groups.items(), key=lambda group: (len(group[0]), group[0])):
        entry = report.header.baseline.get(number)
        rows.append(
            (
                _cell(number),
                _against(known[0].check, report.header.checks.get(known[0].check)),
                _places(known),
                f"{sum(found.also_seen + 1 for found in known):,}",
                *((_cell(entry.reason), _cell(entry.owner), _cell(entry.expires)) if entry else ("", "", "")),
            )
        )
    said = f"Listed in the baseline, {number_of(len(counted.known), 'finding')}; they do not fail a run."
    heads = ("Entry", "Against", "Where", "Exchanges", "Reason", "Owner", "Until")
    if rows:
        yield from always("## Known findings", said)
        yield aside(tabled("known findings", heads, rows), number_of(len(rows), "entry"), rank=1)


def _baseline(counted: Account) -> Iterator[Part]:
    """Yield the entries of the baseline that a person has to look at, and those that this run did not test."""
    rows = [
        (_cell(held.number), _cell(held.state), _cell(place_of(held)), _cell(held.entry.reason), _cell(advice_on(held)))
        for held in (*counted.overdue, *(held for held in counted.baseline if held.state is State.UNTESTED))
    ]
    if rows:
        yield from always("## Entries of the baseline", "Those that have expired or are stale fail the run.")
        yield tabled("entries of the baseline", ("Entry", "State", "For", "Reason", "What to do"), rows)


def _doubts(counted: Account) -> Iterator[Part]:
    rows = [
        (
            _code_cell(doubt.check),
            _cell(doubt.operation),
            _title(doubt.binding),
            _code_cell(doubt.message),
            _code_cell(doubt.case),
            f"{doubt.seen:,}",
        )
        for doubt in counted.doubts
    ]
    said = "These checks broke, which is a fault of the tool and says nothing about the endpoint."
    heads = ("Check", "Operation", "Binding", "What it said", "First case", "Exchanges")
    if rows:
        yield from always("## Could not tell", said)
        yield tabled("what could not be told", heads, rows)


def _untested(report: Report) -> Iterator[Part]:
    yield from always("## What was not tested")
    if report.footer is None:
        yield from always("Unknown: the run did not come to its end.")
        return
    rows = []
    for why, held in reasons(report).items():
        more = f" and {len(held) - _NAMED:,} more" if len(held) > _NAMED else ""
        rows.append((f"{len(held):,}", f"{', '.join(map(_cell, held[:_NAMED]))}{more}", _cell(why)))
    if rows:
        yield tabled("what was not tested", ("Number", "What", "Why"), rows)
    else:
        yield from always("All that was planned was run.")


def _checks(report: Report, counted: Account) -> Iterator[Part]:
    rows = []
    for check in sorted({*report.header.checks, *counted.counts}):
        counts = counted.counts.get(check, {})
        stamp = report.header.checks.get(check)
        asides = ((counted.excused.get(check, 0), "tolerated"), (counted.listed.get(check, 0), "known"))
        excused = "".join(f" ({number:,} {word})" for number, word in asides if number)
        rows.append(
            (
                _code_cell(check),
                _cell(", section ".join(filter(None, (stamp.spec, stamp.section)))) if stamp else "",
                f"{counts.get('passed', 0):,}",
                f"{counts.get('failed', 0):,}{excused}",
                f"{counts.get('inapplicable', 0):,}",
                f"{counts.get('cantTell', 0):,}",
            )
        )
    said = "How many exchanges each check passed, failed, did not apply to, or could not judge."
    heads = ("Check", "Specification", "Passed", "Failed", "Inapplicable", "Could not tell")
    if rows:
        yield from always("## All checks", said)
        yield aside(tabled("all checks", heads, rows), number_of(len(rows), "check"), rank=3)


def _against(check: str, stamp: CheckStamp | None) -> str:
    return f"{_code_cell(check)}: {citation(stamp)}" if stamp else _code_cell(check)


def _places(findings: Iterable[Evidence]) -> str:
    return ", ".join(dict.fromkeys(f"{_cell(found.operation)} in {_title(found.binding)}" for found in findings))


def _place(found: Evidence) -> str:
    return f"{_cell(found.operation) or 'no operation'}, {_title(found.binding)}"


def _cell(text: str) -> str:
    return plain(shortened(text, _LONGEST_CELL))


def _code_cell(text: str) -> str:
    return code(shortened(text, _LONGEST_CELL))


def _title(binding: str) -> str:
    return _cell(binding_title(binding)) or "no binding"
