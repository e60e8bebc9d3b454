"""``conformance diff``: what changed between two contracts, whom that breaks, and the messages that prove it."""

import argparse
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conformance.model.change import Change, Impact, Reader

HELP = "tell what changed between two contracts, whom that breaks, and the message that proves it"
EXIT_CODES = (
    "Exit code 0 where nothing changed that --fail-on names, 1 where something did, 2 for a wrong option, 3 where a "
    "contract cannot be read or compared."
)
_FAIL_ON = ("breaking", "risky", "any", "never")
_MOST_PLACES = 3
_NARROW, _WIDE = 80, 160
_INDENT = 8 * " "


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
    parser.add_argument("--witnesses", type=Path, metavar="DIR", help="write the messages that prove a change, as XML")
    parser.add_argument(
        "--fail-on",
        choices=_FAIL_ON,
        default="breaking",
        help="the least that fails: breaking, risky, any or never (breaking)",
    )


def run(options: argparse.Namespace) -> int:
    """Compare two contracts, print what changed, and return 1 where it is as bad as ``--fail-on`` says, else 0.

    Raises:
        ContractError: one of them cannot be read, or not be compared.
        TargetError: one of them does not come from its URL.
        UsageError: there is no such contract, or the folder of witnesses cannot be written.
    """
    from conformance.campaign.published import published
    from conformance.contract.comparable import comparable
    from conformance.diff.compare import compare
    from conformance.diff.effect import impact
    from conformance.diff.witness import Side, witnessed
    from conformance.report._visible import visible
    from conformance.transport._target import Permissions

    permissions = Permissions(hosts=frozenset(options.allow_host))
    both = [published(named, permissions) for named in (options.old, options.new)]
    sides = [
        Side(name=name, contract=comparable(held), engines=held.engines)
        for name, held in zip(("old", "new"), both, strict=True)
    ]
    changes = [witnessed(one, *sides) for one in compare(*(side.contract for side in sides))]
    width = max(_NARROW, min(shutil.get_terminal_size().columns, _WIDE))
    for line in _lines(changes):
        print(fill(visible(line), width, subsequent_indent=_INDENT, break_long_words=False, break_on_hyphens=False))
    if options.witnesses is not None:
        print(f"witnesses: {_written(changes, options.witnesses)} in {options.witnesses}")
    return int(_fails([impact(change) for change in changes], options.fail_on))


def _fails(impacts: "Sequence[Impact]", least: str) -> bool:
    """Tell whether any impact is one that fails."""
    failing = {"breaking": {"breaking"}, "risky": {"breaking", "risky"}, "never": set()}
    return bool(impacts) if least == "any" else any(one.value in failing[least] for one in impacts)


def _lines(changes: "Sequence[Change]") -> Iterator[str]:
    from conformance.diff.effect import impact
    from conformance.model.change import Impact

    numbers = Counter(impact(change) for change in changes)
    told = [f"{numbers[one]:,} {one.value}" for one in Impact if numbers[one]]
    yield f"{', '.join(told)}." if told else "Nothing changed."
    if not changes:
        return
    yield ""
    yield from _who_breaks(changes)
    for one in Impact:
        held = [change for change in changes if impact(change) is one]
        if held:
            yield ""
        for change in held:
            yield from _change(change, one)


def _who_breaks(changes: "Sequence[Change]") -> Iterator[str]:
    """Yield the table of who breaks: the changes that break each pair, for a strict and a tolerant reader."""
    from dataclasses import replace

    from conformance.model.change import Reader

    mirrored = [replace(change, effect=change.effect.mirrored) for change in changes]
    yield f"{'':24}{'strict reader':24}tolerant reader"
    for who, held in (("old client, new server", changes), ("new client, old server", mirrored)):
        cells = [_cell(held, reader) for reader in Reader]
        yield f"{who:24}{cells[0]:24}{cells[1]}"


def _cell(changes: "Sequence[Change]", reader: "Reader") -> str:
    from conformance.diff.effect import impact
    from conformance.model.change import Impact

    numbers = Counter(impact(change, reader=reader) for change in changes)
    told = [f"{numbers[one]:,} {one.value}" for one in (Impact.BREAKING, Impact.RISKY) if numbers[one]]
    return ", ".join(told) or "works"


def _change(change: "Change", impact: "Impact") -> Iterator[str]:
    yield f"{impact.upper()} {change.fingerprint} {change.rule}: {change.message}"
    for place in change.places[:_MOST_PLACES]:
        yield f"    {place.operation}, {place.direction.value}: {place.path or 'the operation'}"
    if len(change.places) > _MOST_PLACES:
        yield f"    and {len(change.places) - _MOST_PLACES:,} more places"
    for witness in change.witnesses:
        yield f"    witness, a {witness.direction.value} that the {witness.refused_by} contract refuses: {witness.why}"
    if change.undecided:
        yield f"    taken to differ: {change.undecided}"
    if change.unwitnessed:
        yield f"    no witness: {change.unwitnessed}"


def _written(changes: "Sequence[Change]", folder: Path) -> int:
    """Write each witness as a file, and return how many there are.

    Raises:
        UsageError: the folder cannot be written to.
    """
    from conformance.report._files import replaced

    number = 0
    for change in changes:
        for witness in change.witnesses:
            name = f"{change.rule}-{witness.operation}-{witness.direction.value}-{change.fingerprint[:8]}.xml"
            with replaced(folder / name, use="a witness") as file:
                file.write(witness.envelope)
            number += 1
    return number
