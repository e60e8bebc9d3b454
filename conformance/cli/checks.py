"""``conformance checks``: every check with the sentence that it tests."""

import argparse
from typing import TYPE_CHECKING

from conformance import _schemas

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance.checks import Check

HELP = "list the checks: id, severity, where they apply, the sentence and its source"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("--contract", default="cvent", metavar="NAME_OR_PATH", help="contract (cvent)")
    selecting(parser)


def selecting(parser: argparse.ArgumentParser) -> None:
    """Add the two options that choose checks."""
    parser.add_argument(
        "--check",
        action="append",
        default=[],
        metavar="GLOB",
        help="checks by a pattern of ids, such as 'fault.*'; repeat for more (all)",
    )
    parser.add_argument(
        "--spec",
        action="append",
        default=[],
        metavar="KEY",
        help="checks by the specification that they cite, such as soap11 or soap12-1; repeat for more (all)",
    )


def selected(options: argparse.Namespace) -> "Mapping[str, Check]":
    """Return the checks of the catalogue that the two options choose.

    Raises:
        UsageError: there is none such.
    """
    from conformance.checks._declare import catalogue
    from conformance.checks._select import Selection, chosen

    return chosen(catalogue(), Selection(patterns=tuple(options.check), specs=tuple(options.spec)))


def run(options: argparse.Namespace) -> int:
    """Print the checks of the catalogue that are asked for.

    Raises:
        ContractError: the contract cannot be used.
        UsageError: there is no such check.
    """
    from textwrap import fill

    from conformance.contract import manifest

    contract = manifest.load(_schemas.contract_folder(options.contract))
    for name, check in selected(options).items():
        bindings = [binding.title for binding in check.scope.bindings if binding.name in contract.bindings]
        if not bindings:
            continue
        found = check.requirement
        where = " and ".join(bindings)
        sides = " and ".join(sorted(check.scope.directions))
        print(f"{name}  [{found.id}, {found.severity}]  {where}, {sides}")
        print(fill(found.sentence, width=110, initial_indent="    ", subsequent_indent="    "))
        print(f"    {found.spec.title}, {found.section} ({found.level}) {found.spec.url}")
    return 0
