"""``conformance serve``: the reference endpoint on a port of this machine, until it is stopped."""

from __future__ import annotations

import argparse
import math
import signal
import sys
import threading
from dataclasses import replace
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conformance.model.contract import Contract

HELP = "serve the reference endpoint on this machine"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--port", type=int, default=0, metavar="N", help="where to listen; 0, the default, takes a free port"
    )
    parser.add_argument(
        "--platform",
        metavar="NAME|none",
        help="what it behaves like: asmx (SOAP), servicestack (REST); none: as the specifications say (default: the "
        "contract's platform)",
    )
    parser.add_argument("--contract", default="cvent", metavar="NAME_OR_PATH", help="what it serves (default: cvent)")
    parser.add_argument("--defect", metavar="NAME", help="what it does wrong on purpose")
    parser.add_argument(
        "--session-lifetime",
        type=float,
        metavar="SECONDS",
        help="how long a session is good for, whatever the contract says (default: what it says)",
    )


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C or SIGTERM; return 0.

    Raises:
        ConformanceError: the contract, the platform, the defect, the lifetime or the port cannot be had.
    """
    # Imported here, not above: the command line must not weigh more than the command.
    from conformance import _schemas
    from conformance.contract import manifest
    from conformance.reference import defects
    from conformance.reference.applications import application
    from conformance.reference.store import credentials
    from conformance.transport.reference import serving

    contract = manifest.load(_schemas.contract_folder(options.contract))
    if options.session_lifetime is not None:
        contract = with_lifetime(contract, options.session_lifetime)
    app = application(
        contract,
        contract.platform if options.platform is None else options.platform,
        defect=None if options.defect is None else defects.find(options.defect),
    )
    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with serving(app, options.port) as base:
            address = app.address(base)
            known = " ".join(f"{name}={values[0]}" for name, values in credentials(contract).items())
            wsdl = f"WSDL: {address}?WSDL; " if contract.description else ""
            sys.stdout.write(f"{contract.name} is served at {address} ({wsdl}credentials: {known})\n")
            sys.stdout.flush()
            stopped.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0


def with_lifetime(contract: Contract, seconds: float) -> Contract:
    """Return a contract whose sessions are good for so long.

    Raises:
        UsageError: it has no sessions, or it is no time.
    """
    from conformance.errors import UsageError

    if not 0 < seconds < math.inf:
        message = f"--session-lifetime takes a number of seconds greater than 0, not {seconds:g}"
        raise UsageError(message)
    if contract.session is None:
        message = f"the contract {contract.name} declares no session: leave --session-lifetime out"
        raise UsageError(message)
    return replace(contract, session=replace(contract.session, lifetime_s=seconds))
