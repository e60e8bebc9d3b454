"""``conformance generate``: messages as files, the same bytes for the same seed, contract and version."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from conformance import _schemas
from conformance.errors import UsageError
from conformance.model.session import PLACEHOLDER

HELP = "write messages of an operation, one file each (- writes to standard output)"
STDOUT = "-"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("operation", metavar="OPERATION", help="an operation of the contract")
    parser.add_argument("--contract", default="cvent", metavar="NAME_OR_PATH", help="contract (cvent)")
    parser.add_argument("--binding", metavar="NAME", help="a binding of the contract (its first by the alphabet)")
    parser.add_argument("--count", type=int, metavar="N", help="how many (1 valid one, all of the other kinds)")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="what they are drawn from (0)")
    parser.add_argument(
        "--kind",
        choices=["valid", "edge", "invalid", "envelope", "spelling", "relation"],
        default="valid",
        help="random valid ones, those at the bounds, broken payloads or envelopes, or the example in all spellings"
        " and in what must be answered alike (valid)",
    )
    parser.add_argument("--list", action="store_true", help="print their names, and write nothing")
    parser.add_argument(
        "--out", default=STDOUT, metavar="DIR", help="a folder for the files, - for standard output (-)"
    )
    parser.add_argument("--session", metavar="VALUE", help="value of the session header (session-value)")


def run(options: argparse.Namespace) -> int:
    """Write the messages, or with ``--list`` their names, and return 0.

    Raises:
        ContractError: the contract cannot be used.
        GenerationError: a message is not what it has to be, and is then not written.
        UsageError: there is no such operation or binding, or the folder cannot be written.
    """
    from itertools import islice

    from conformance.campaign.making import messages
    from conformance.contract import manifest
    from conformance.contract.names import binding_named, operation_named
    from conformance.contract.protocols import speech_of, uncarried
    from conformance.contract.speech import addressed

    contract = manifest.load(_schemas.contract_folder(options.contract))
    operation = operation_named(options.operation, contract)
    binding = binding_named(options.binding or min(contract.bindings), contract)
    count = 1 if options.count is None and options.kind == "valid" else options.count
    if count is not None and count < 0:
        message = f"--count takes a number that is not negative, not {count}"
        raise UsageError(message)
    value = PLACEHOLDER if options.session is None else options.session
    if why := uncarried(value, contract):
        message = f"--session holds {why}"
        raise UsageError(message)
    call = replace(addressed(contract, operation, binding), session=value)
    made, suffix = messages(call, options.kind, seed=options.seed), speech_of(contract).suffix
    for found in islice(made, count):
        if options.list:
            print(found.name)
        else:
            put(found.make(), options.out, f"{found.name.replace('/', '-')}.{suffix}")
    return 0


def put(body: bytes, out: str, name: str) -> None:
    """Write a message to its file, or as a line to standard output.

    Raises:
        UsageError: the file cannot be written.
    """
    if out == STDOUT:
        sys.stdout.buffer.write(body + b"\n")
        sys.stdout.buffer.flush()
        return
    try:
        Path(out).mkdir(parents=True, exist_ok=True)
        (Path(out) / name).write_bytes(body)
    except OSError as broken:
        message = f"{Path(out) / name} cannot be written: {broken.strerror}"
        raise UsageError(message) from None
