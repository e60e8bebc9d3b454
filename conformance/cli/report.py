"""``conformance report``: make one report of several runs, in any format, and tell it in short."""

import argparse
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.cli._terminal import width
from conformance.errors import UsageError

if TYPE_CHECKING:
    from conformance.report._verdict import Account

HELP = "join reports, render one in another format, compare two runs, or set targets side by side"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument(
        "reports", nargs="*", type=Path, metavar="RUN", help="a .jsonl file that --conformance-report wrote"
    )
    parser.add_argument(
        "-o",
        "--out",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="write the report of all runs, its format by suffix: .jsonl, .html, .md or .xml (JUnit); where the name "
        "is matrix.html or matrix.md, or ends in .json or .csv, a matrix of all targets; repeat for more",
    )
    parser.add_argument(
        "--compare",
        nargs=2,
        type=Path,
        metavar=("OLD", "NEW"),
        help="tell what became of each finding between two runs; -o writes it as .md, .html or .json",
    )
    parser.add_argument("--badges", type=Path, metavar="DIR", help="write a badge of each target, as SVG")


def run(options: argparse.Namespace) -> int:
    """Join reports, compare them or set them side by side, and return 0, 1 with findings, 3 where one is incomplete.

    Raises:
        UsageError: a file is no report or cannot be written, or two do not belong together.
    """
    if options.compare:
        return _compared(options)
    if not options.reports:
        message = "name a report, a .jsonl file that --conformance-report wrote, or two with --compare OLD NEW"
        raise UsageError(message)
    from conformance.campaign.journal import writer_of
    from conformance.report._matrix_files import is_matrix
    from conformance.report._salvage import salvaged

    sides = [path for path in options.out if is_matrix(path)]
    writers = [(path, writer_of(path)) for path in options.out if path not in sides]
    with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
        found = [
            salvaged(path, Path(folder) / f"{number}.jsonl") for number, path in enumerate(options.reports, start=1)
        ]
        accounts = []
        if sides or options.badges:
            accounts = _side_by_side(found, options, sides, Path(folder))
        if writers or not accounts:
            accounts.append(_joined(found, options.reports, Path(folder) / "report.jsonl", writers=dict(writers)))
    return max(map(_code, accounts), key=(0, 3, 1).index)


def _compared(options: argparse.Namespace) -> int:
    """Tell what became of each finding, and return 0, 1 where the new run is worse, 3 where that cannot be known.

    Raises:
        UsageError: a file is no report or cannot be written, or the runs are of different contracts.
    """
    from conformance.report import _compare_texts, jsonl
    from conformance.report._compare import compare
    from conformance.report._salvage import salvaged

    if options.reports or options.badges:
        message = "--compare takes two reports and no others; join those of several jobs first, with -o whole.jsonl"
        raise UsageError(message)
    for path in options.out:
        _compare_texts.require_format(path)
    with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
        old, new = (
            jsonl.scan(salvaged(path, Path(folder) / f"{number}.jsonl")) for number, path in enumerate(options.compare)
        )
        found = compare(old, new)
        for path in options.out:
            _compare_texts.write(found, path)
        for line in _compare_texts.lines(found, width()):
            print(line)
    for path in options.out:
        print(f"comparison: {path}")
    if found.fails:
        return 1
    return 0 if found.decided else 3


def _joined(
    found: Sequence[Path], names: Sequence[Path], whole: Path, *, writers: Mapping[Path, Callable[[Path, Path], None]]
) -> "Account":
    """Make one report of several runs, and tell it in short.

    Raises:
        UsageError: a file is no report or cannot be written, or two do not belong together.
    """
    from conformance.report import _summary, _union, jsonl
    from conformance.report._verdict import account

    _union.unite(found, whole, names=names)
    for path, write in writers.items():
        write(whole, path)
    report = jsonl.scan(whole)
    for line in _summary.lines(report, width(), height=_summary.LOG):
        print(line)
    for path in writers:
        print(f"report: {path}")
    return account(report)


def _side_by_side(
    found: Sequence[Path], options: argparse.Namespace, files: Sequence[Path], scratch: Path
) -> "list[Account]":
    """Write the matrix of all targets and their badges, and tell it in short.

    Raises:
        UsageError: a file is no report or cannot be written, or a case is told of twice.
    """
    from conformance.report import _matrix_files, jsonl
    from conformance.report._matrix import matrix
    from conformance.report._matrix_texts import in_short
    from conformance.report._union import targets

    wholes = targets(found, scratch, names=options.reports)
    held = matrix([jsonl.scan(whole) for whole in wholes])
    for path in files:
        _matrix_files.write(held, path)
    for line in in_short(held):
        print(line)
    badges = () if options.badges is None else _matrix_files.badges(held, options.badges)
    for path in (*files, *badges):
        print(f"{'matrix' if path in files else 'badge'}: {path}")
    return [column.account for column in held.columns]


def _code(counted: "Account") -> int:
    if counted.broken or counted.doubts or counted.overdue:
        return 1
    if not counted.complete:
        return 3
    return 0 if counted.judged else 1
