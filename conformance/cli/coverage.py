"""``conformance coverage``: how much of the contract's requests a run visited, and what it missed."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from conformance import _schemas
from conformance.errors import UsageError

if TYPE_CHECKING:
    from conformance.model.report import Report

HELP = "tell how much of the contract a run visited, accepted and refused"
KINDS = ("element", "attribute", "value", "class", "limit", "rule", "fault")
_NARROW = 20  # characters of the first column, at least


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("report", metavar="REPORT", help="a report in JSON lines, as --conformance-report wrote it")
    parser.add_argument("--contract", metavar="NAME_OR_PATH", help="contract (that of the report)")
    parser.add_argument("--missed", action="store_true", help="list what was not visited")


def run(options: argparse.Namespace) -> int:
    """Print a row for each operation and kind; return 0 where all was visited, 1 where not, or where nobody knows.

    Raises:
        ContractError: the contract cannot be used.
        UsageError: the file cannot be read, is no report, or is of another contract.
    """
    from conformance.report import jsonl
    from conformance.report._tally import tally

    report = jsonl.scan(Path(options.report))
    footer = report.footer
    coverage, coverable = (footer.coverage, footer.coverable) if footer else (tally(report.records)[1], {})
    wide = max(map(len, ("operation".ljust(_NARROW), *coverage, *coverable)))
    print(f"{'operation':{wide}} {'kind':10} {'there are':>9} {'visited':>8} {'accepted':>9} {'refused':>8}")
    missed = 0
    for operation in sorted({*coverage, *coverable}):
        known = coverable.get(operation, {})
        visited = coverage[operation].visited if operation in coverage else {}
        for kind in (kind for kind in KINDS if kind in known or kind in visited):
            found = visited.get(kind)
            told = (found.all, found.accepted, found.refused) if found else (0, 0, 0)
            there = known.get(kind)
            missed += max((there or 0) - told[0], 0)
            print(f"{operation:{wide}} {kind:10} {there or '?':>9} {told[0]:>8} {told[1]:>9} {told[2]:>8}")
    if footer is None:
        print("the run did not come to its end, so that nobody counted what there is")
    elif not coverable:
        print("the report does not tell what there is")
    if options.missed:
        for line in _missed(report, options.contract):
            print(line)
    return 0 if coverable and not missed else 1


def _missed(report: "Report", named: str | None) -> Iterator[str]:
    """Yield each point that no exchange visited.

    Raises:
        UsageError: the contract is another than the report's.
    """
    from conformance.contract import manifest
    from conformance.generation.coverage import Chart

    contract = manifest.load(_schemas.contract_folder(named or report.header.contract.name))
    if contract.sha256 != report.header.contract.sha256:
        message = f"the contract {contract.name} is not the one of the report; name that one with --contract"
        raise UsageError(message)
    visited: dict[str, set[str]] = {}
    for record in report.records:
        points = (*record.visited.accepted, *record.visited.refused)
        visited.setdefault(record.case.operation, set()).update(points)
    for name in report.header.operations:
        chart = Chart(contract=contract, operation=contract.operations[name])
        there = {point for kind in chart.points().values() for point in kind}
        for point in sorted(there - visited.get(name, set())):
            yield f"not visited: {name}: {point}"
