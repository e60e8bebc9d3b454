"""Faults: the grammar of both versions, and the codes."""

from collections.abc import Iterator

from conformance.checks import _specs
from conformance.checks._declare import Scope, check
from conformance.checks._observe import Observation, needed
from conformance.checks._place import problem, quoted, titled
from conformance.model.binding import SOAP11, SOAP12
from conformance.model.requirement import Level, Problem, Requirement
from conformance.model.tree import select

_ORDER = tuple(SOAP12.tag(name) for name in ("Code", "Reason", "Node", "Role", "Detail"))
_ALWAYS = _ORDER[:2]


@check(
    requirement=Requirement(
        id="FLT-03",
        spec=_specs.SOAP11,
        section="4.4",
        level=Level.MUST,
        sentence="A Fault has a faultcode, and it is a qualified name whose prefix is in scope.",
    ),
    scope=Scope(bindings=(SOAP11,), needs=("fault_element",)),
)
def faultcode_is_a_qname_in_scope(seen: Observation) -> Iterator[Problem]:
    """Report a faultcode that is missing or cannot be resolved."""
    fault = needed(seen.fault_element)
    code = next((child for child in fault.children if child.name == "faultcode"), None)
    if code is None:
        names = ", ".join(titled(child.name) for child in fault.children) or "none"
        yield problem(seen, f"the Fault has no unqualified child faultcode; its children: {names}", at=fault)
    elif code.resolve(code.text) is None:
        message = f"the faultcode {quoted(code.text)} is no qualified name with a prefix declared here"
        yield problem(seen, message, at=code)


@check(
    requirement=Requirement(
        id="FLT-13",
        spec=_specs.SOAP12_PART1,
        section="5.4",
        level=Level.MUST,
        sentence="The children of Fault are Code, Reason, and where there are such Node, Role, Detail, in this order.",
    ),
    scope=Scope(bindings=(SOAP12,), needs=("fault_element",)),
)
def children_in_order(seen: Observation) -> Iterator[Problem]:
    """Report a Fault with other children, or with these in another order or number."""
    fault = needed(seen.fault_element)
    names = tuple(child.name for child in fault.children)
    if names[:2] != _ALWAYS or names != tuple(name for name in _ORDER if name in names):
        found = ", ".join(child.local if child.name in _ORDER else titled(child.name) for child in fault.children)
        message = (
            f"the children of Fault are {found or 'none'}; wanted are Code, Reason, then if any Node, Role, Detail"
        )
        yield problem(seen, message, at=fault)


@check(
    requirement=Requirement(
        id="FLT-14",
        spec=_specs.SOAP12_PART1,
        section="5.4.1 and 5.4.6",
        level=Level.MUST,
        sentence=(
            "The Value of a Code is VersionMismatch, MustUnderstand, DataEncodingUnknown, Sender or Receiver "
            "in the namespace of SOAP 1.2; other codes are subcodes."
        ),
    ),
    scope=Scope(bindings=(SOAP12,), needs=("fault_element",)),
)
def code_is_standard(seen: Observation) -> Iterator[Problem]:
    """Report a Code whose Value is none of the five; that there is no Code at all is another check's."""
    standard = {SOAP12.tag(local) for local in SOAP12.statuses}
    for code in select(needed(seen.fault_element), SOAP12.tag("Code")):
        value = next(iter(select(code, SOAP12.tag("Value"))), None)
        if value is None:
            yield problem(seen, "the Code has no Value", at=code)
        elif value.resolve(value.text) not in standard:
            meant = value.resolve(value.text)
            means = "is no qualified name with a prefix declared here" if meant is None else f"means {titled(meant)}"
            wanted = f"it must be one of {', '.join(SOAP12.statuses)}; others are for Subcode"
            yield problem(seen, f"the Value {quoted(value.text)} {means}; {wanted}", at=value)
