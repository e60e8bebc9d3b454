"""Batches: items that must not know of each other, and requests that are too large."""

from collections.abc import Iterator

from conformance.checks import _specs
from conformance.checks._alike import differs, told
from conformance.checks._declare import Scope, check
from conformance.checks._observe import Observation, needed
from conformance.checks._place import problem
from conformance.checks._results import codes
from conformance.checks._soap import BOTH
from conformance.model.requirement import Direction, Level, Problem, Requirement
from conformance.model.tree import select

_RESPONSE = (Direction.RESPONSE,)


@check(
    requirement=Requirement(
        id="M-03",
        spec=_specs.OURS,
        section="relations",
        level=Level.MUST,
        sentence="Items with different keys in another order have the same results, in that order.",
    ),
    scope=Scope(
        bindings=BOTH,
        directions=_RESPONSE,
        varies=("batch/reversed-items",),
        needs=("base", "exchange"),
        unless=("miscounted",),
    ),
)
def order_of_items_means_nothing(seen: Observation) -> Iterator[Problem]:
    """Report another answer."""
    yield from differs(seen, "the items in their first order, turned")


@check(
    requirement=Requirement(
        id="M-04",
        spec=_specs.OURS,
        section="relations",
        level=Level.MUST,
        sentence="Items have the same results in one request and in several.",
    ),
    scope=Scope(
        bindings=BOTH,
        directions=_RESPONSE,
        varies=("batch/one-by-one", "batch/in-two-requests"),
        needs=("base", "exchange"),
        unless=("miscounted",),
    ),
)
def items_may_be_sent_apart(seen: Observation) -> Iterator[Problem]:
    """Report another answer."""
    yield from differs(seen, "all items in one request")


@check(
    requirement=Requirement(
        id="S-12",
        spec=_specs.CONTRACT,
        section="results",
        level=Level.MUST,
        sentence="That one item fails changes nothing in the results of the others.",
    ),
    scope=Scope(
        bindings=BOTH,
        directions=_RESPONSE,
        varies=("batch/beside-a-failing-item",),
        needs=("base", "exchange"),
        unless=("miscounted",),
    ),
)
def a_failing_item_leaves_the_others_alone(seen: Observation) -> Iterator[Problem]:
    """Report another answer."""
    yield from differs(seen, "the same items without the one that fails")


@check(
    requirement=Requirement(
        id="S-19",
        spec=_specs.CONTRACT,
        section="operations, batch",
        level=Level.MUST,
        sentence="More items than are allowed are told of by a fault or by errors of items, never by silence.",
    ),
    scope=Scope(bindings=BOTH, directions=_RESPONSE, breaks=("items/too-many-items",), needs=("exchange", "base")),
)
def too_many_items_are_told(seen: Observation) -> Iterator[Problem]:
    """Report an answer that has no other codes than the one to as many items as are allowed."""
    if seen.results is not None and seen.fault is None and not _codes(seen) - _codes(needed(seen.base)):
        message = f"the request holds more items than are allowed, and the answer is {told(seen)} without any new code"
        yield problem(seen, message, at=seen.payload)


@check(
    requirement=Requirement(
        id="S-22",
        spec=_specs.CONTRACT,
        section="results",
        level=Level.SHOULD,
        sentence="What is wrong with the values of one item is told in its result, not by a fault.",
    ),
    scope=Scope(
        bindings=BOTH,
        directions=_RESPONSE,
        breaks=("items/unknown-object", "items/malformed-object", "items/end-before-start"),
        needs=("exchange", "breaks"),
    ),
)
def a_bad_item_is_no_fault(seen: Observation) -> Iterator[Problem]:
    """Report a fault."""
    if seen.fault is not None:
        message = f"the request breaks the rule {needed(seen.breaks)} in one item, and the answer is {told(seen)}"
        yield problem(seen, message, at=seen.fault_element)


def _codes(seen: Observation) -> set[str]:
    """Return the codes in the results of an answer."""
    rule = seen.rule
    errors = () if rule is None else (error for result in seen.results or () for error in select(result, rule.errors))
    return set() if rule is None else {code for error in errors for code in codes(error, rule)}
