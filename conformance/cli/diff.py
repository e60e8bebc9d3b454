"""``conformance diff``: what changed between two contracts, whom that breaks, and the messages that prove it."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.cli._options import told_as_here
from conformance.cli._terminal import width

if TYPE_CHECKING:
    from conformance.model.gate import Gate

HELP = "tell what changed between two contracts, whom that breaks, and the message that proves it"
EXIT_CODES = (
    "Exit code 0 where nothing changed that --fail-on names, 1 where something did or an accepted change is stale or "
    "overdue, a recorded request is refused now, or a run is worse; 2 for a wrong option or file, 3 where a contract "
    "cannot be read or compared, no recorded message can be judged, or the runs did not test the same."
)
_FAIL_ON = ("breaking", "risky", "any", "never")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.epilog = EXIT_CODES
    for name in ("old", "new"):
        parser.add_argument(
            name,
            metavar=name.upper(),
            help=f"the {name} contract: a shipped name, a folder, a WSDL, an XSD or a pattern, git:REV:PATH, a URL",
        )
    parser.add_argument(
        "--allow-host", action="append", default=[], metavar="HOST", help="a host beyond this machine; repeat for more"
    )
    parser.add_argument(
        "-o",
        "--out",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="write what changed, by suffix: .md for a pull request, .json, .xml (JUnit), .codequality.json (GitLab); "
        "repeat for more",
    )
    parser.add_argument(
        "--annotations", choices=("github",), help="print changes as annotations beside the lines of the schema"
    )
    parser.add_argument(
        "--witnesses", type=Path, metavar="DIR", help="write the messages that prove a change, a file each"
    )
    parser.add_argument(
        "--fail-on",
        choices=_FAIL_ON,
        help="the least that fails: breaking, risky, any or never (what --gate says, else breaking)",
    )
    parser.add_argument(
        "--cassettes",
        action="append",
        default=[],
        type=Path,
        metavar="PATH",
        help="judge recorded traffic by both contracts: cassettes, .har, .http, or folders of these; repeat for more",
    )
    parser.add_argument(
        "--runs",
        nargs=2,
        type=Path,
        metavar=("OLD_RUN", "NEW_RUN"),
        help="two reports (.jsonl): tell as well whether the endpoint does other things now",
    )
    parser.add_argument(
        "--gate", type=Path, metavar="FILE", help="a file of what fails, levels of rules, and accepted changes"
    )
    parser.add_argument(
        "--accept-write",
        type=Path,
        metavar="FILE",
        help="write what fails as accepted, to be filled in, beside the entries of --gate that hold",
    )


def run(options: argparse.Namespace) -> int:
    """Compare two contracts, print what changed, and return 1 where it is as bad as ``--fail-on`` says, else 0.

    Raises:
        ContractError: one of them cannot be read, or not be compared.
        TargetError: one of them does not come from its URL.
        UsageError: there is no such contract, the gate's file cannot be used, or a file cannot be written.
    """
    from dataclasses import replace

    from conformance.campaign import policy
    from conformance.campaign.behaviour import behaviour
    from conformance.campaign.gate import gated
    from conformance.report import _gate_files
    from conformance.report._gate_annotations import github
    from conformance.report._gate_lines import lines
    from conformance.transport._target import Permissions

    for path in options.out:
        _gate_files.require_format(path)
    permissions = Permissions(hosts=frozenset(options.allow_host))
    policy.require_free(options.accept_write, options.gate)
    asked = policy.load(options.gate, fail_on=options.fail_on, day=datetime.now(UTC).date().isoformat())
    with told_as_here():
        gate = gated((options.old, options.new), asked, permissions, cassettes=options.cassettes)
    if options.runs:
        gate = replace(gate, behaviour=behaviour(*options.runs))
    for line in lines(gate, width()):
        print(line)
    for line in github(gate) if options.annotations else ():
        print(line)
    for path in options.out:
        _gate_files.write(gate, path)
        print(f"changes: {path}")
    if options.witnesses is not None:
        print(f"witnesses: {_written(gate, options.witnesses)} in {options.witnesses}")
    if options.accept_write is not None:
        print(policy.draft(options.accept_write, gate, asked))
    return 1 if gate.fails else 3 if gate.blind else 0


def _written(gate: "Gate", folder: Path) -> int:
    """Write each witness as a file, and return how many there are.

    Raises:
        UsageError: the folder cannot be written to.
    """
    from conformance.model.binding import BINDINGS
    from conformance.model.tree import local_of
    from conformance.report._files import replaced

    number = 0
    for change in (held.change for held in gate.changes):
        for witness in change.witnesses:
            name = f"{change.rule}-{local_of(witness.operation)}-{witness.direction.value}-{change.fingerprint[:8]}"
            with replaced(folder / f"{name}.{BINDINGS[witness.binding].language}", use="a witness") as file:
                file.write(witness.message)
            number += 1
    return number
