"""Gaps: the only module that notices what of a contract no run of a campaign went to."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from conformance.model.case import Kind
from conformance.model.report import Untested

_Place: TypeAlias = tuple[str, str]
_NOWHERE = "no run went to it"
_NO_KIND = "no run had cases of this kind"
_NO_KIND_THERE = "no run had cases of this kind there"
REASONS = frozenset({_NOWHERE, _NO_KIND, _NO_KIND_THERE})
"""Why something is a gap; one run more may fill it."""
_KINDS = tuple(kind for kind in Kind if kind is not Kind.RECORDED)


def gaps(places: Sequence[_Place], cases: Iterable[str]) -> Iterator[Untested]:
    """Yield the operations and bindings, and the kinds of cases, that none of some cases is of.

    ``places`` are all that the contract has, ``cases`` the ids of those that were run or are told as not tested. Where
    none of these is a case of the suite, but of recorded traffic or of the user's own tests, nothing is missing; where
    there are no places, for the reports are of an earlier version, nobody knows.
    """
    met: defaultdict[_Place, set[str]] = defaultdict(set)
    for case in cases:
        operation, binding, kind = (*case.split("/"), "", "")[:3]
        met[operation, binding].add(kind.partition(":")[0])
    kinds = {kind for kind in _KINDS if any(kind in held for held in met.values())}
    if not kinds or not places:
        return
    for kind in _KINDS:
        if kind not in kinds:
            yield Untested(what=kind.value, why=_NO_KIND)
    for operation, binding in places:
        held = met.get((operation, binding), set())
        if not held:
            yield Untested(what=f"{operation}/{binding}", why=_NOWHERE)
            continue
        yield from (
            Untested(what=f"{operation}/{binding}/{kind}", why=_NO_KIND_THERE)
            for kind in _KINDS
            if kind in kinds and kind not in held
        )
