"""The gate's verdict: the only module that weighs changes by the levels of a user, and finds what a user accepts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from conformance.diff.effect import impact
from conformance.model.change import Change, Impact, Reader
from conformance.model.gate import Accepted, Compared, FailOn, Gate, Pairing, Weighed

_ORDER = tuple(Impact)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a user asks of the gate: the least that fails, the impact of rules, what is accepted, and today."""

    fail_on: FailOn = FailOn.BREAKING
    levels: Mapping[str, Impact] = field(default_factory=lambda: MappingProxyType({}))
    accepted: tuple[Accepted, ...] = ()
    day: str = ""


def judge(sides: tuple[Compared, Compared], changes: Sequence[Change], policy: Policy) -> Gate:
    """Return what the gate says of the changes between two contracts."""
    holding = {entry.fingerprint: entry for entry in policy.accepted if entry.expires >= policy.day}
    weighed = [
        Weighed(change=one, impact=_impact(one, policy.levels), accepted=holding.get(one.fingerprint))
        for one in changes
    ]
    here = {one.fingerprint for one in changes}
    return Gate(
        old=sides[0],
        new=sides[1],
        fail_on=policy.fail_on,
        changes=tuple(sorted(weighed, key=lambda held: (_ORDER.index(held.impact), held.change.rule))),
        breaks=MappingProxyType(
            {
                Pairing.OLD_CLIENT: _breaks(changes, policy.levels),
                Pairing.NEW_CLIENT: _breaks(
                    (replace(one, effect=one.effect.mirrored) for one in changes), policy.levels
                ),
            }
        ),
        stale=tuple(entry for entry in policy.accepted if entry.fingerprint not in here),
        overdue=tuple(entry for entry in policy.accepted if entry.fingerprint in here and entry.expires < policy.day),
    )


def _impact(change: Change, levels: Mapping[str, Impact], *, reader: Reader = Reader.STRICT) -> Impact:
    return levels.get(change.rule) or impact(change, reader=reader)


def _breaks(changes: Iterable[Change], levels: Mapping[str, Impact]) -> Mapping[Reader, Mapping[Impact, int]]:
    held = tuple(changes)
    return {reader: Counter(_impact(one, levels, reader=reader) for one in held) for reader in Reader}
