"""Codes: whether those of errors in results, and a vendor's own in faults, are what the contract declares."""

import re
from collections.abc import Iterator

from conformance.checks import _specs
from conformance.checks._declare import Scope, check
from conformance.checks._observe import Observation, needed
from conformance.checks._place import problem, quoted
from conformance.checks._results import codes
from conformance.checks._soap import BOTH
from conformance.model.binding import binding_of_namespace
from conformance.model.requirement import Direction, Level, Problem, Requirement
from conformance.model.tree import Element, local_of, namespace_of, select

_SCOPE = Scope(bindings=BOTH, directions=(Direction.RESPONSE,), needs=("rule", "envelope"))


@check(
    requirement=Requirement(
        id="S-10",
        spec=_specs.CONTRACT,
        section="results",
        level=Level.SHOULD,
        sentence="Each code of the vendor, in an error of a result or in a fault, has the form that is declared.",
    ),
    scope=_SCOPE,
)
def have_the_declared_form(seen: Observation) -> Iterator[Problem]:
    """Report each code of another form."""
    form = needed(seen.rule).form
    for code, at in _vendors(seen):
        if not re.fullmatch(form, code):
            yield problem(seen, f"the code {quoted(code)} is not of the form {form}", at=at)


@check(
    requirement=Requirement(
        id="OWN-07",
        spec=_specs.CONTRACT,
        section="codes",
        level=Level.MAY,
        sentence="The vendor's list of codes has every code that the vendor sends, so that clients can know it.",
    ),
    scope=_SCOPE,
)
def are_listed(seen: Observation) -> Iterator[Problem]:
    """Report each code that is not in the contract's catalogue; one of another form is another check's."""
    rule = needed(seen.rule)
    for code, at in _vendors(seen) if rule.catalogue else ():
        if code not in rule.catalogue and re.fullmatch(rule.form, code):
            yield problem(seen, f"the code {quoted(code)} is none of the {len(rule.catalogue)} that are listed", at=at)


def _vendors(seen: Observation) -> Iterator[tuple[str, Element | None]]:
    """Yield the codes that are the vendor's own, each with what tells it."""
    rule = needed(seen.rule)
    for result in seen.results or ():
        for error in select(result, rule.errors):
            yield from ((code, error) for code in codes(error, rule))
    told = () if seen.fault is None else (seen.fault.code, seen.fault.subcode)
    for name in told:
        if name is not None and binding_of_namespace(namespace_of(name)) is None:
            yield local_of(name), seen.fault_element
