"""``conformance checks``: every check with the sentence that it tests."""

import argparse

from conformance import _schemas

HELP = "list the checks: id, severity, where they apply, the sentence and its source"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("--contract", default="cvent", metavar="NAME_OR_PATH", help="contract (cvent)")


def run(options: argparse.Namespace) -> int:
    """Print the catalogue.

    Raises:
        ContractError: the contract cannot be used.
    """
    from textwrap import fill

    from conformance.checks._declare import catalogue
    from conformance.contract import manifest

    contract = manifest.load(_schemas.contract_folder(options.contract))
    for name, check in catalogue().items():
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
