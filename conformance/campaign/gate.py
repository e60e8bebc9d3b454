"""The gate: the only module that reads two contracts, compares them, proves what breaks, and weighs it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from conformance.campaign.published import published
from conformance.campaign.recorded import files_of, recorded
from conformance.contract.comparable import comparable
from conformance.diff.compare import compare
from conformance.diff.judge import Policy, judge
from conformance.diff.witness import Side, witnessed
from conformance.errors import UsageError
from conformance.model.change import Change
from conformance.model.gate import Compared, Gate
from conformance.transport._target import Permissions


def gated(named: tuple[str, str], policy: Policy, permissions: Permissions, *, cassettes: Sequence[Path] = ()) -> Gate:
    """Return what the gate says of two contracts, the old one first, each named as for ``published``.

    ``cassettes`` are files and folders of recorded traffic, which both contracts judge.

    Raises:
        ContractError: one of them cannot be read, or not be compared.
        TargetError: one of them does not come from its URL.
        UsageError: there is no such contract, or an accepted change is of another rule than its entry says, or
            there is no recorded traffic where it is looked for.
    """
    files = files_of(cassettes)
    old, new = (published(text, permissions) for text in named)
    was, now = (Side(name=name, contract=comparable(held)) for name, held in (("old", old), ("new", new)))
    changes = [_from_here(witnessed(found, was, now)) for found in compare(was.contract, now.contract)]
    _require_rules(policy, changes)
    compared = [Compared(name=text, sha256=side.contract.sha256) for text, side in zip(named, (was, now), strict=True)]
    gate = judge((compared[0], compared[1]), changes, policy)
    return replace(gate, traffic=recorded(files, was.contract, now.contract, gate)) if files else gate


def _from_here(change: Change) -> Change:
    """Return a change whose sources are told from the working directory, where they are below it."""
    here = Path.cwd()
    sources = (
        replace(one, file=Path(one.file).relative_to(here).as_posix()) if Path(one.file).is_relative_to(here) else one
        for one in change.sources
    )
    return replace(change, sources=tuple(sources))


def _require_rules(policy: Policy, changes: Sequence[Change]) -> None:
    """Make sure that whoever read an entry knew what it accepts.

    Raises:
        UsageError: an entry names another rule than that of its change.
    """
    named = {one.fingerprint: one.rule for one in changes}
    for number, entry in enumerate(policy.accepted, start=1):
        rule = named.get(entry.fingerprint, entry.rule)
        if rule != entry.rule:
            message = (
                f"the gate's file, entry {number}: the change {entry.fingerprint} is of the rule {rule}, "
                f"and the entry says {entry.rule}: look at the change once more, and write that rule if it is meant"
            )
            raise UsageError(message)
