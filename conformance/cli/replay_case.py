"""``conformance replay-case``: send what showed a finding once more, and tell whether it still shows."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.cli._options import as_here, told_as_here

if TYPE_CHECKING:
    from conformance.campaign.settings import Settings
    from conformance.model.report import Evidence, Header

HELP = "send what showed a finding once more: does it still show?"
EXIT_CODES = (
    "Exit code 0 where it no longer shows, 1 where it still does, 3 where that could not be told, "
    "2 for a finding or a report that there is not."
)
_UNKNOWN = 3


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.epilog = EXIT_CODES
    parser.add_argument("report", type=Path, metavar="REPORT", help="a .jsonl file that --conformance-report wrote")
    parser.add_argument("finding", metavar="FINDING", help="its fingerprint as it was printed, or the beginning of it")
    parser.add_argument("--target", metavar="TARGET", help="endpoint (that of the report)")
    parser.add_argument("--contract", metavar="NAME_OR_PATH", help="contract (that of the report)")
    parser.add_argument("--platform", metavar="NAME", help="judge as this platform, or none (that of the report)")
    parser.add_argument("--subjects", type=Path, metavar="FILE", help="TOML file of values that the account knows")
    parser.add_argument(
        "--allow-host", action="append", default=[], metavar="HOST", help="a host beyond this machine; repeat for more"
    )
    parser.add_argument(
        "--allow-writes", action="store_true", help="call operations that change data beyond this machine"
    )
    parser.add_argument(
        "--live",
        type=Path,
        metavar="FILE",
        help="TOML file with a table [live]: what may be done, and the way",
    )


def run(options: argparse.Namespace) -> int:
    """Send what showed a finding, print what became of it, and return 1 where it shows, 0 where not, 3 if untold.

    Raises:
        ContractError: the contract cannot be used.
        TargetError: the target cannot be reached, or refuses the session.
        UsageError: the file is no report, has no such finding, or an option is wrong.
    """
    from conformance.report import _lookup, jsonl
    from conformance.report._visible import visible

    report = jsonl.scan(options.report)
    found = _lookup.finding(report, options.finding)
    with told_as_here():
        told, code = _again(_settings(options, report.header), found)
    print(f"{found.fingerprint} {found.check}: {found.operation}, {found.binding}, case {found.case}")
    print(visible(as_here(told)))
    return code


def _settings(options: argparse.Namespace, header: "Header") -> "Settings":
    """Return the settings of a report's run, but for what the options say otherwise, and a table [live] after these.

    Raises:
        UsageError: the table cannot be used.
    """
    from conformance.campaign.live import Live, load, route
    from conformance.campaign.settings import Settings
    from conformance.transport._target import PLAIN, TIMEOUT_S

    live = Live() if options.live is None else load(options.live)
    return Settings(
        contract=options.contract or header.contract.name,
        target=options.target or header.target,
        depth=header.depth,
        seed=header.seed,
        platform=options.platform or header.platform or "none",
        subjects=options.subjects,
        hosts=tuple(options.allow_host or live.hosts),
        writes=options.allow_writes or bool(live.writes),
        budget=live.budget,
        rate=live.rate,
        retries=live.retries,
        stop_after=live.stop_after,
        daily_limit=live.daily_limit,
        route=PLAIN if options.live is None else route(live, options.live, os.environ),
        timeout_s=live.timeout or TIMEOUT_S,
    )


def _again(settings: "Settings", found: "Evidence") -> tuple[str, int]:
    """Return what became of a finding, in a sentence without secrets, and the exit code."""
    from conformance.campaign.again import again
    from conformance.campaign.begin import check, load
    from conformance.campaign.campaign import opened

    contract = load(settings)
    check(settings, contract, os.environ)
    with opened(settings, contract, lambda _entry: None) as campaign:
        became = again(campaign, found.trace)
        why = became.doubt or became.untested
        if why is not None:
            return f"could not tell: {why}", _UNKNOWN
        if became.told is None:
            return "no longer", 0
        first = campaign.redaction.verdict(became.told).findings[0]
    place = f" at {first.path}" if first.path else ""
    known = f" (tolerated as {became.told.tolerated})" if became.told.tolerated else ""
    return f"still{known}: {first.message}{place}", 1
