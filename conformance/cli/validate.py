"""``conformance validate``: judge messages and recorded exchanges in files, by both XSD engines and the checks."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from conformance import _schemas
from conformance.cli.checks import selected, selecting
from conformance.errors import RecordingError, UsageError

if TYPE_CHECKING:
    from conformance.campaign.traffic import Jury

HELP = "judge SOAP messages and recorded traffic in files (- reads standard input): is each what the contract promises?"
EXIT_CODES = (
    "Exit code 1 where one is refused; else 3 where one is over the limits of what is read, no check is about it, or a "
    "file of traffic is broken or holds nothing that can be judged; else 0."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.epilog = EXIT_CODES
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="a message, request or response, SOAP 1.1 or 1.2 (- is standard input); or recorded exchanges: an HTTP "
        "archive (*.har), a raw exchange (*.http), a cassette (*.yaml), a folder of these",
    )
    parser.add_argument("--contract", default="cvent", metavar="NAME_OR_PATH", help="contract (cvent)")
    parser.add_argument(
        "--direction",
        choices=["request", "response"],
        help="which side sent the messages (told from the Body)",
    )
    selecting(parser)


def run(options: argparse.Namespace) -> int:
    """Judge each file, print a line for each problem, and return 1 where one is refused.

    Else it is 3 where one could not be judged, because it is over our limits or no check that was asked for is about
    it, and 0 where all are accepted. Of a file of recorded exchanges it is 3 where it is broken, or none was judged.

    Raises:
        ContractError: the contract cannot be used.
        UsageError: a file cannot be read, or there is no such check.
    """
    from conformance.campaign.redact import Redaction
    from conformance.campaign.sensitive import learn_message
    from conformance.campaign.traffic import Jury
    from conformance.checks._judge import judge
    from conformance.checks._observers import alone
    from conformance.contract import manifest
    from conformance.contract.bench import Bench
    from conformance.model.binding import BINDINGS
    from conformance.model.requirement import Direction, Severity
    from conformance.transport._traffic import recorded

    checks = selected(options)
    exchanges = {name: recorded(Path(name)) for name in options.files}
    messages = [(name, read(name)) for name in options.files if not exchanges[name]]
    contract = manifest.load(_schemas.contract_folder(options.contract))
    if messages:
        alone(contract)
    bench = Bench.of(contract)
    direction = None if options.direction is None else Direction(options.direction)
    files = [file for found in exchanges.values() for file in found]
    jury = Jury.of(bench, checks, files=files)
    told = [heard(file, jury) for file in files]
    refused, unknown = (sum(counts) for counts in zip((0, 0), *told, strict=True))
    for name, data in messages:
        seen = alone(contract)(data, bench, direction)
        if seen.oversized is not None:
            unknown += 1
            print(f"{name}: could not be judged: {seen.oversized.message}")
            continue
        operation = "unknown operation" if seen.operation is None else seen.operation.name
        known = f"{seen.binding.title} {seen.direction}, {operation}"
        what = known if seen.came else f"no {' or '.join(BINDINGS[name].title for name in contract.bindings)} message"
        judged = judge(seen, None, checks=checks)
        if not judged.passed and not judged.verdicts:
            unknown += 1
            print(f"{name}: could not be judged: no check that was asked for says anything of it ({what})")
            continue
        verdicts = [found for found in judged.verdicts if found.severity is not Severity.NOTE]
        refused += bool(verdicts)
        redaction = Redaction()
        learn_message(redaction, contract, seen.said)
        print(f"{name}: {'refused' if verdicts else 'accepted'} ({what})")
        for verdict in verdicts:
            for finding in verdict.findings:
                line = f":{finding.line}" if finding.line else ""
                place = f" at {finding.path}" if finding.path else ""
                said = redaction.sentence(f"{finding.message}{place}")
                print(f"{name}{line}: {verdict.severity}: {said} [{verdict.check}]")
    if refused:
        return 1
    return 3 if unknown else 0


def heard(file: Path, jury: Jury) -> tuple[int, int]:
    """Judge the exchanges of a file, print a line for each problem, and return how many are refused.

    The second number is 1 where the file is broken, or none of its exchanges can be judged, else 0.
    """
    from conformance.transport._traffic import entries

    refused = known = 0
    try:
        for entry in entries(file):
            found = jury.judge(entry)
            name = f"{file}#{entry.number}"
            known += not found.untested
            refused += bool(found.problems)
            word = "refused" if found.problems else "accepted"
            print(f"{name}: {f'not tested: {found.untested}' if found.untested else f'{word} ({found.what})'}")
            for side, verdict in found.problems:
                for finding in verdict.findings:
                    line = f", line {finding.line}" if finding.line else ""
                    place = f" at {finding.path}" if finding.path else ""
                    print(f"{name}: {side}{line}: {verdict.severity}: {finding.message}{place} [{verdict.check}]")
    except RecordingError as trouble:
        print(f"{trouble}")
        return refused, 1
    return refused, 0 if known else 1


def read(name: str) -> bytes:
    """Return the bytes of a file, of standard input where the name is ``-``, one more than may be read at most.

    Raises:
        UsageError: it cannot be read.
    """
    from conformance.markup.xml import MAX_BYTES

    if name == "-" and sys.stdin is None:
        message = "- cannot be read: there is no standard input"
        raise UsageError(message)
    if Path(name).is_dir():
        message = f"{name} holds no recorded exchanges (*.har, *.http, *.yaml); name the messages in it one by one"
        raise UsageError(message)
    if name == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        with Path(name).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as broken:
        message = f"{name} cannot be read: {broken.strerror}"
        raise UsageError(message) from None
