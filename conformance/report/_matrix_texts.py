"""The vendor matrix as text: the only module that writes it as Markdown, JSON and CSV."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace

from conformance.report._fit import Part, always, fitted, tabled
from conformance.report._inert import code, plain, table
from conformance.report._matrix import LEGEND, Cell, Column, Matrix, Row
from conformance.report._visible import shortened, visible
from conformance.report._wording import number_of, span

MATRIX_SCHEMA = "conformance-matrix/1"
_LONGEST_CELL = 120
_LONGEST_TITLE = 40
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def markdown(found: Matrix) -> str:
    """Return the matrix as tables, in less than 65,536 characters: if need be without sentences or the last rows."""
    parts = [*always(*_heads(found)), *_tables(found)]
    return fitted(parts, elsewhere="the same matrix as a page (.html), as CSV and as JSON")


def _heads(found: Matrix) -> Iterator[str]:
    yield "# Conformance matrix"
    rows = [
        (
            plain(column.title),
            code(column.report.header.target),
            plain(column.report.header.platform or "strict"),
            plain(span(column.report)),
            plain(column.verdict),
        )
        for column in found.columns
    ]
    yield table(("Target", "Address", "Judged as", "When", "Verdict"), rows)
    graded = zip(*(column.grades for column in found.columns), strict=True)
    levels = [
        (
            f"{plain(held[0].level.title)} ({code(held[0].name)}, version {held[0].level.version})",
            *(one.grade.value for one in held),
        )
        for held in graded
    ]
    yield table(("Level", *(plain(column.title) for column in found.columns)), levels)
    yield "; ".join(f"{symbol} {standing}: {meaning}" for standing, (symbol, meaning) in LEGEND.items())


def _tables(found: Matrix) -> Iterator[Part]:
    heads = ("Requirement", *(plain(column.title) for column in found.columns))
    for topic in found.topics:
        title = plain(shortened(topic.title, _LONGEST_TITLE))
        yield from always(f"## {title}")
        bare = tabled(title, heads, [(code(row.check), *map(_said, row.cells)) for row in topic.rows])
        rows = [(_told(row), *map(_said, row.cells)) for row in topic.rows]
        yield replace(bare, wordings=(table(heads, rows), *bare.wordings))


def _told(row: Row) -> str:
    return f"{code(row.check)} {plain(shortened(row.stamp.sentence, _LONGEST_CELL))}"


def _said(cell: Cell) -> str:
    number = f" ({cell.size})" if cell.size else ""
    return f"{LEGEND[cell.standing][0]} {cell.standing}{number}"


def to_json(found: Matrix) -> str:
    """Return the matrix as JSON, as ``schemas/reports/matrix-1.schema.json`` describes it."""
    told = {
        "schema": MATRIX_SCHEMA,
        "targets": [_target(column) for column in found.columns],
        "requirements": [
            _row(row, found) | {"topic": topic.title, "scored": topic.scored}
            for topic in found.topics
            for row in topic.rows
        ],
    }
    return json.dumps(told, indent=2, ensure_ascii=True) + "\n"


def _target(column: Column) -> dict[str, object]:
    header, footer = column.report.header, column.report.footer
    return {
        "name": column.name,
        "title": column.title,
        "vendor": header.vendor,
        "target": header.target,
        "platform": header.platform,
        "depth": header.depth,
        "seed": header.seed,
        "contract": {"name": header.contract.name, "sha256": header.contract.sha256},
        "started": header.started,
        "finished": footer.finished if footer else None,
        "complete": column.account.complete,
        "exchanges": column.account.exchanges,
        "verdict": column.verdict,
        "levels": {
            held.name: {
                "version": held.level.version,
                "grade": held.grade.value,
                "checks": len(held.level.checks),
                "judged": held.judged,
                "findings": held.broken,
                "tolerated": held.tolerated,
                "known": held.known,
            }
            for held in column.grades
        },
    }


def _row(row: Row, found: Matrix) -> dict[str, object]:
    return {
        "check": row.check,
        "requirement": row.stamp.requirement,
        "severity": row.stamp.severity.value,
        "spec": row.stamp.spec,
        "section": row.stamp.section,
        "sentence": row.stamp.sentence,
        "levels": list(row.levels),
        "targets": {column.name: _cell(cell) for column, cell in zip(found.columns, row.cells, strict=True)},
    }


def _cell(cell: Cell) -> dict[str, object]:
    return {
        "standing": cell.standing.value,
        "passed": cell.passed,
        "failed": cell.failed,
        "findings": [
            {
                "fingerprint": one.fingerprint,
                "operation": one.operation,
                "binding": one.binding,
                "case": one.case,
                "message": one.message,
                "tolerated": one.tolerated,
                "known": one.known,
            }
            for held in cell.findings.values()
            for one in held
        ],
    }


def to_csv(found: Matrix) -> str:
    """Return the matrix as CSV (RFC 4180), a line for each requirement and target; no cell acts in a spreadsheet."""
    out = io.StringIO(newline="")
    lines = csv.writer(out)
    lines.writerow(
        (
            "topic",
            "check",
            "requirement",
            "severity",
            "sentence",
            "source",
            "levels",
            "target",
            "outcome",
            "passed",
            "failed",
            "findings",
        )
    )
    for topic in found.topics:
        for row in topic.rows:
            source = ", ".join(filter(None, (row.stamp.spec, row.stamp.section)))
            ours = (topic.title, row.check, row.stamp.requirement, row.stamp.severity.value, row.stamp.sentence, source)
            for column, cell in zip(found.columns, row.cells, strict=True):
                told = (*ours, " ".join(row.levels), column.title, cell.standing.value)
                lines.writerow((*map(_inactive, told), cell.passed, cell.failed, cell.size))
    return out.getvalue()


def _inactive(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    shown = visible(text)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown


def in_short(found: Matrix) -> Iterator[str]:
    """Yield lines for the terminal: each target with its verdict, and how many requirements set targets apart."""
    for column in found.columns:
        yield visible(f"{column.title}: {column.verdict}")
    rows = [row for topic in found.topics for row in topic.rows]
    differing, failed = sum(row.differs for row in rows), sum(row.failed for row in rows)
    yield f"{number_of(len(rows), 'requirement')}: targets differ in {differing}, a target breaks {failed}"
