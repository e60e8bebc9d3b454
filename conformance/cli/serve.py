"""``conformance serve``: the reference endpoint on a port of this machine, until it is stopped."""

import argparse
import signal
import sys
import threading
from types import FrameType

HELP = "serve the reference endpoint on this machine"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--port", type=int, default=0, metavar="N", help="where to listen; 0, the default, takes a free port"
    )
    parser.add_argument(
        "--platform",
        metavar="asmx|none",
        help="what it behaves like; none: as the specifications say (default: the contract's platform)",
    )
    parser.add_argument("--contract", default="cvent", metavar="NAME_OR_PATH", help="what it serves (default: cvent)")
    parser.add_argument("--defect", metavar="NAME", help="what it does wrong on purpose")


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C or SIGTERM; return 0.

    Raises:
        ConformanceError: the contract, the platform, the defect or the port cannot be had.
    """
    # Imported here, not above: the command line must not weigh more than the command.
    from conformance import _schemas
    from conformance.contract import manifest
    from conformance.reference import defects
    from conformance.reference.store import credentials
    from conformance.reference.wsgi import application
    from conformance.transport.reference import serving

    contract = manifest.load(_schemas.contract_folder(options.contract))
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
            sys.stdout.write(f"{contract.name} is served at {address} (WSDL: {address}?WSDL; credentials: {known})\n")
            sys.stdout.flush()
            stopped.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0
