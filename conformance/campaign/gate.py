"""The gate: the only module that reads two contracts, compares them, proves what breaks, and weighs it."""

from conformance.campaign.published import published
from conformance.contract.comparable import comparable
from conformance.diff.compare import compare
from conformance.diff.judge import Policy, judge
from conformance.diff.witness import Side, witnessed
from conformance.model.gate import Compared, Gate
from conformance.transport._target import Permissions


def gated(named: tuple[str, str], policy: Policy, permissions: Permissions) -> Gate:
    """Return what the gate says of two contracts, the old one first, each named as for ``published``.

    Raises:
        ContractError: one of them cannot be read, or not be compared.
        TargetError: one of them does not come from its URL.
        UsageError: there is no such contract.
    """
    old, new = (published(text, permissions) for text in named)
    was, now = (Side(name=name, contract=comparable(held)) for name, held in (("old", old), ("new", new)))
    changes = [witnessed(found, was, now) for found in compare(was.contract, now.contract)]
    compared = [Compared(name=text, sha256=side.contract.sha256) for text, side in zip(named, (was, now), strict=True)]
    return judge((compared[0], compared[1]), changes, policy)
