"""``conformance repro``: write for each finding of a report what shows it alone: raw HTTP, curl, and a pytest file."""

import argparse
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from conformance import _schemas

if TYPE_CHECKING:
    from conformance.model.report import Evidence, Header
    from conformance.report._repro import Blank

HELP = "write what shows each finding of a report alone: raw HTTP, a curl line and a pytest file"
EXIT_CODES = (
    "Exit code 0, 3 where the exchange of a finding was not kept, 2 for a finding or a report that there is not."
)
_UNKNOWN = 3


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.epilog = EXIT_CODES
    parser.add_argument("report", type=Path, metavar="REPORT", help="a .jsonl file that --conformance-report wrote")
    parser.add_argument(
        "finding",
        nargs="?",
        metavar="FINDING",
        help="its fingerprint as it was printed, or the beginning of it (all but those that the platform explains)",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where each finding gets a folder")
    parser.add_argument("--contract", metavar="NAME_OR_PATH", help="contract (that of the report)")


def run(options: argparse.Namespace) -> int:
    """Write a folder for each finding, or the one that is named, and return 0, 3 where one holds no exchange.

    Raises:
        ContractError: the contract cannot be used.
        UsageError: the file is no report, has no such finding, or a folder cannot be written.
    """
    from conformance.report import _lookup, _repro, jsonl
    from conformance.report._verdict import UNKEPT

    report = jsonl.scan(options.report)
    named = options.finding
    findings = _lookup.findings(report) if named is None else (_lookup.finding(report, named),)
    kept = [found for found in findings if found.request != UNKEPT]
    blank = _blank(kept, options.contract or report.header.contract.name)
    for found in kept:
        folder = options.out / _repro.folder_of(found)
        _repro.write(found, folder, command=command(report.header), blank=blank)
        print(f"{found.fingerprint} {folder}")
    for found in findings:
        if found not in kept:
            print(f"{found.fingerprint} {found.check}: its exchange was not kept; run again to have it")
    if not findings:
        print("the report has no finding")
    elif kept:
        print(f"send one again: conformance replay-case {shlex.quote(str(options.report))} {kept[0].fingerprint}")
    return 0 if len(kept) == len(findings) else _UNKNOWN


def command(header: "Header") -> str:
    """Return the command that runs the test of a finding against the target of a report."""
    from urllib.parse import urlsplit

    from conformance.transport._target import is_loopback

    target = header.target if not header.target.startswith("replay:") else "URL"
    url = target.removeprefix("live:")
    beyond = url.startswith(("http://", "https://")) and not is_loopback(url)
    host = urlsplit(url).hostname or ""
    words = (
        "pytest",
        "test_finding.py",
        *(() if header.contract.name == "cvent" else ("--conformance-contract", header.contract.name)),
        *("--conformance-target", target),
        *(("--conformance-allow-host", host, "--conformance-allow-writes") if beyond else ()),
        *("--conformance-platform", header.platform or "none"),
    )
    return shlex.join(words)


def _blank(findings: "list[Evidence]", name: str) -> "Blank":
    """Return what puts the placeholder for a session into requests of the user's own, where a finding is of one."""
    from conformance.contract import manifest
    from conformance.contract.protocols import speech_of

    if all(found.trace.request is None for found in findings):
        return lambda request: request
    contract = manifest.load(_schemas.contract_folder(name))
    return lambda request: speech_of(contract).blanked(request, contract)
