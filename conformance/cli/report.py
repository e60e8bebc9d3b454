"""``conformance report``: make one report of several runs, in any format, and tell it in short."""

import argparse
import shutil
import tempfile
from pathlib import Path

HELP = "join reports of runs that differ in their cases only, or render one in another format"
_NARROW, _WIDE = 80, 160


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument(
        "reports", nargs="+", type=Path, metavar="RUN", help="a .jsonl file that --conformance-report wrote"
    )
    parser.add_argument(
        "-o",
        "--out",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="write the report of all runs, its format by suffix: .jsonl, .html, .md or .xml (JUnit); repeat for more",
    )


def run(options: argparse.Namespace) -> int:
    """Join reports, print the result in short, and return 0 where it is clean, 1 with findings, 3 if incomplete.

    Raises:
        UsageError: a file is no report or cannot be written, or two do not belong together.
    """
    from conformance.campaign.journal import writer_of
    from conformance.report import _summary, _union, jsonl
    from conformance.report._salvage import salvaged
    from conformance.report._verdict import account

    writers = [(path, writer_of(path)) for path in options.out]
    with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
        whole = Path(folder) / "report.jsonl"
        found = [
            salvaged(path, Path(folder) / f"{number}.jsonl") for number, path in enumerate(options.reports, start=1)
        ]
        _union.unite(found, whole, names=options.reports)
        for path, write in writers:
            write(whole, path)
        report = jsonl.scan(whole)
        width = min(max(shutil.get_terminal_size().columns, _NARROW), _WIDE)
        for line in _summary.lines(report, width):
            print(line)
        for path, _ in writers:
            print(f"report: {path}")
        counted = account(report)
    if counted.broken or counted.doubts or counted.overdue:
        return 1
    if not counted.complete:
        return 3
    return 0 if counted.judged else 1
