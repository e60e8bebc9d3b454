"""The vendor matrix as a page: the only module that gives each of its cells a page of its own to lead to."""

from collections.abc import Mapping
from dataclasses import dataclass

from conformance.report._chapters import ROOM, Desk, Told, anchor
from conformance.report._matrix import LEGEND, Cell, Column, Matrix, Row
from conformance.report._template import rendered


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """What a cell leads to: how a target stands to a requirement, and each finding by how it stands."""

    anchor: str
    row: Row
    column: Column
    cell: Cell
    findings: tuple[tuple[str, Told], ...]


def page(found: Matrix) -> str:
    """Return the page; whatever an endpoint sent stands on it as text that does nothing."""
    return rendered(
        "matrix.html",
        {
            "matrix": found,
            "legend": LEGEND,
            "pages": _pages(found),
            "contracts": sorted({column.report.header.contract.name for column in found.columns}),
        },
    )


def _pages(found: Matrix) -> Mapping[tuple[str, str], CasePage]:
    """Return the page of each cell, by its check and the name of its column."""
    desks = {
        column.name: Desk(report=column.report, kind=f"finding-{column.name}", room=ROOM // len(found.columns))
        for column in found.columns
    }
    return {
        (row.check, column.name): CasePage(
            anchor=anchor("cell", f"{row.check}/{column.name}"),
            row=row,
            column=column,
            cell=cell,
            findings=tuple(
                (state, desks[column.name].told(one)) for state, held in cell.findings.items() for one in held
            ),
        )
        for topic in found.topics
        for row in topic.rows
        for column, cell in zip(found.columns, row.cells, strict=True)
    }
